"""Where people and the classifier differ, and what a new version would change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_admin, make_alumnus, make_official, make_programme_staff
from tests.factories.mechanisms import make_decision, make_mechanism, proposal_of
from tests.factories.projects import make_partnership
from tests.mechanisms.conftest import Stand
from tests.visitor import Visitor
from tracker.mechanisms import recomputing
from tracker.mechanisms.terms import MechanismType, Trait
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SignIn = Callable[..., Visitor]
NewVersion = Callable[..., None]

DIFFERENCES = "/mechanisms/disagreements"
WAITING = "/mechanisms/recompute"

pytestmark = pytest.mark.usefixtures("stand")


@pytest.fixture
def decided(database: Session, stand: Stand) -> None:
    """One that agrees, one overruled, one where the classifier had too little, and one that the team keeps to itself."""
    make_decision(make_mechanism(make_partnership(database, title="Agreed")))
    make_decision(
        make_mechanism(make_partnership(database, title="Overruled")),
        MechanismType.PROCEDURAL,
        reason="Nobody competes",
    )
    make_decision(
        make_mechanism(make_partnership(database, title="Unclear"), "We work"), MechanismType.PROCEDURAL
    )
    secret = make_partnership(database, title="Secret", visibility=Visibility.TEAM)
    make_decision(make_mechanism(secret), MechanismType.PROCEDURAL)


@pytest.mark.usefixtures("decided")
def test_the_staff_sees_differences_of_what_it_sees_inside(database: Session, sign_in: SignIn) -> None:
    page = sign_in(make_programme_staff(database)).visit(DIFFERENCES)

    assert "Of 3 decisions, 1 are the same as the answer of version 1" in page
    assert {"Overruled", "Unclear"} <= set(page.texts("tbody th a"))
    assert "Secret" not in page
    assert "Nobody competes" in page


@pytest.mark.usefixtures("decided")
def test_the_administrator_sees_all_of_them(database: Session, sign_in: SignIn) -> None:
    page = sign_in(make_admin(database)).visit(DIFFERENCES)

    assert "Of 4 decisions" in page
    assert "Secret" in page.texts("tbody th a")


@pytest.mark.usefixtures("decided")
def test_a_cell_leads_to_its_records(database: Session, sign_in: SignIn) -> None:
    visitor = sign_in(make_programme_staff(database))

    page = visitor.visit(f"{DIFFERENCES}?version=1&decided=procedural&proposed=none")

    assert page.texts("tbody th a") == ["Unclear"]


@pytest.mark.usefixtures("decided")
@pytest.mark.parametrize(
    "query", ["version=99", "decided=magic&proposed=none", "decided=procedural", "page=7"]
)
def test_a_made_up_address_shows_something_sensible(database: Session, sign_in: SignIn, query: str) -> None:
    assert "Of 3 decisions" in sign_in(make_programme_staff(database)).visit(f"{DIFFERENCES}?{query}")


@pytest.mark.usefixtures("decided")
def test_versions_are_compared_one_by_one(
    database: Session, sign_in: SignIn, new_version: NewVersion
) -> None:
    new_version("2", contest=Trait.PROCEDURAL)
    recomputing.recompute(database)
    visitor = sign_in(make_programme_staff(database))

    newest = visitor.visit(DIFFERENCES)
    older = visitor.visit(newest.link("Version 1"))

    assert set(newest.texts("tbody th a")) == {"Agreed", "Unclear"}
    assert set(older.texts("tbody th a")) == {"Overruled", "Unclear"}


def test_before_any_decision_the_page_says_where_to_begin(database: Session, sign_in: SignIn) -> None:
    page = sign_in(make_programme_staff(database)).visit(DIFFERENCES)

    assert "Nobody has decided" in page


def test_the_number_of_queries_stays_the_same(
    database: Session, sign_in: SignIn, count_queries: Callable[..., object]
) -> None:
    visitor = sign_in(make_programme_staff(database))

    def visit_with(number: int) -> int:
        for _ in range(number):
            make_decision(make_mechanism(make_partnership(database)), MechanismType.PROCEDURAL)
        with count_queries() as queries:  # type: ignore[attr-defined]
            visitor.visit(DIFFERENCES)
        return len(queries)

    assert visit_with(1) == visit_with(20)


@pytest.mark.parametrize("address", [DIFFERENCES, WAITING])
def test_others_do_not_come_in(database: Session, sign_in: SignIn, as_guest: Visitor, address: str) -> None:
    assert as_guest.is_refused(address)
    assert sign_in(make_alumnus(database)).is_refused(address)
    assert sign_in(make_official(database)).is_refused(address)


# --- a new version -----------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(database: Session, new_version: NewVersion) -> list[str]:
    """Two answers that wait."""
    for title in ("First", "Second"):
        make_mechanism(make_partnership(database, title=title))
    new_version("2", contest=Trait.PROCEDURAL)
    recomputing.recompute(database)
    return ["First", "Second"]


def test_old_and_new_stand_side_by_side(database: Session, sign_in: SignIn, waiting: list[str]) -> None:
    page = sign_in(make_admin(database)).visit(WAITING)

    assert page.texts("tbody th a") == waiting
    assert "Competitive Procedural Version 2" in page.texts("tbody td")[0]


def test_one_is_accepted(database: Session, sign_in: SignIn, waiting: list[str]) -> None:
    admin = sign_in(make_admin(database))

    page = admin.submit(admin.visit(WAITING), form="tbody form")

    assert "The new answer was accepted" in page
    assert page.texts("tbody th a") == waiting[1:]


def test_all_are_accepted_in_one_step(database: Session, sign_in: SignIn, waiting: list[str]) -> None:
    admin = sign_in(make_admin(database))

    page = admin.submit(admin.visit(WAITING), form="main form")

    assert "2 new answers were accepted" in page
    assert "No answer waits" in page


def test_an_answer_accepted_meanwhile_is_said(
    database: Session, sign_in: SignIn, new_version: NewVersion
) -> None:
    mechanism = make_mechanism(make_partnership(database))
    admin = sign_in(make_admin(database))

    admin.post(f"/mechanisms/proposals/{proposal_of(mechanism).id}/accept")

    assert "accepted already" in admin.visit(WAITING)


def test_the_staff_does_not_accept(database: Session, sign_in: SignIn) -> None:
    staff = sign_in(make_programme_staff(database))

    assert staff.is_refused(WAITING)
    assert staff.is_refused(WAITING, method="POST")
