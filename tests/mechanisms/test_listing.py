"""The filter “Mechanism” of the list and the board, and the figure of the programme."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_programme_staff
from tests.factories.mechanisms import make_decision, make_mechanism
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.mechanisms import queries, services
from tracker.mechanisms.terms import MechanismState, MechanismType
from tracker.projects.figures import ids_of
from tracker.projects.queries import inside_visible_to
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

SignIn = Callable[..., Visitor]

pytestmark = pytest.mark.usefixtures("stand")

STATES = {
    "decided": MechanismType.COMPETITIVE.code,
    "overruled": MechanismType.PROCEDURAL.code,
    "proposed": MechanismState.PROPOSED.code,
    "unclear": MechanismState.UNCLEAR.code,
    "begun": MechanismState.NOT_DESCRIBED.code,
    "nothing": MechanismState.NOT_DESCRIBED.code,
}


@pytest.fixture
def staff(database: Session) -> User:
    """Somebody of the programme, and one partnership in each state."""
    for title in STATES:
        partnership = make_partnership(database, title=title)
        if title in {"decided", "overruled", "proposed"}:
            mechanism = make_mechanism(partnership)
            if title == "decided":
                make_decision(mechanism)
            if title == "overruled":
                make_decision(mechanism, MechanismType.PROCEDURAL)
        elif title == "unclear":
            make_mechanism(partnership, "We work together")
        elif title == "begun":
            services.begin(partnership)
    return make_programme_staff(database)


@pytest.mark.parametrize("state", sorted(set(STATES.values())))
def test_the_list_is_narrowed_by_the_state_of_the_mechanism(staff: User, sign_in: SignIn, state: str) -> None:
    page = sign_in(staff).visit(f"/partnerships?mechanism={state}")

    expected = {title for title, code in STATES.items() if code == state}
    assert set(page.texts("tbody th a")) == expected
    assert f"Mechanism: {MechanismState.from_code(state)}" in page.texts(".chip")[0]


def test_the_states_share_all_partnerships_out(staff: User, sign_in: SignIn) -> None:
    visitor = sign_in(staff)

    found = [
        title
        for state in MechanismState
        for title in visitor.visit(f"/partnerships?mechanism={state.code}").texts("tbody th a")
    ]

    assert sorted(found) == sorted(STATES)


def test_the_filter_is_chosen_in_the_panel(staff: User, sign_in: SignIn) -> None:
    visitor = sign_in(staff)
    page = visitor.visit("/partnerships")

    page = visitor.submit(page, form="form.filters", mechanism="proposed")

    assert page.texts("tbody th a") == ["proposed"]


def test_the_board_is_narrowed_too(staff: User, sign_in: SignIn) -> None:
    page = sign_in(staff).visit("/partnerships/board?mechanism=procedural")

    assert page.texts(".board-title") == ["overruled"]


def test_an_unknown_state_is_told_and_narrows_nothing(staff: User, sign_in: SignIn) -> None:
    page = sign_in(staff).visit("/partnerships?mechanism=magic")

    assert "“magic” says nothing about “Mechanism”" in page
    assert len(page.texts("tbody th a")) == len(STATES)


def test_a_visitor_neither_filters_by_it_nor_learns_from_it(database: Session, as_guest: Visitor) -> None:
    partnership = make_partnership(database, title="For all", visibility=Visibility.PUBLIC)
    make_decision(make_mechanism(partnership))

    assert not as_guest.visit("/partnerships").select('[name="mechanism"]')
    assert "For all" not in as_guest.visit("/partnerships?mechanism=competitive").texts("tbody th a")


def test_the_programme_counts_what_people_decided(database: Session, staff: User, sign_in: SignIn) -> None:
    counts = queries.by_decided_type(database, ids_of(inside_visible_to(staff)))

    page = sign_in(staff).visit("/programme")

    assert counts == {MechanismType.COMPETITIVE: 1, MechanismType.PROCEDURAL: 1}
    address = page.link("Procedural")
    assert sign_in(staff).visit(address).texts("tbody th a") == ["overruled"]
