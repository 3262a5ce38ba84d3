"""What is missing in a record, and the one next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

from tests.factories.accounts import make_alumnus, make_user
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tracker.database import utc_now
from tracker.partners.terms import Sector
from tracker.projects import gaps
from tracker.projects.models import Partnership
from tracker.projects.services import record
from tracker.projects.terms import Field, Stage, TeamRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor

TODAY = utc_now().date()


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    """Sentences outside of requests are told in English."""
    with force_locale("en"):
        yield


def sentences(partnership: Partnership) -> list[str]:
    return [str(gap.sentence) for gap in gaps.gaps_of(partnership, TODAY)]


def test_gaps_are_named_with_the_most_important_first(database: Session) -> None:
    partnership = make_partnership(database)

    assert sentences(partnership) == [
        "Say which problem the partnership solves",
        "Say whom it helps",
        "Choose the field",
        "Say what it wants to achieve",
        "Add the first partner",
    ]


def test_the_stage_decides_what_matters(database: Session) -> None:
    partnership = make_partnership(database, stage=Stage.PARTNERS, partners=[Sector.BUSINESS])

    assert (
        sentences(partnership)[0] == "All partners are from business: add one from government or a non-profit"
    )


def test_partners_without_agreement_are_named(database: Session) -> None:
    partnership = make_partnership(database, stage=Stage.PARTNERS)
    partner = make_participation(partnership, make_organisation(database, "School 15"), contribution="Paper")

    found = gaps.gaps_of(partnership, TODAY)

    lacking = [gap for gap in found if gap.endpoint == "projects.edit_partner"]
    assert [str(gap.sentence) for gap in lacking] == [
        "Say what School 15 expects to gain",
        "Name the key people at School 15",
    ]
    assert lacking[0].values == {"participation_id": partner.id, "_anchor": "expectation"}


def test_many_partners_without_agreement_are_counted(database: Session) -> None:
    partnership = make_partnership(database, stage=Stage.PARTNERS, partners=[Sector.NONPROFIT] * 5)

    assert "Say what each partner brings (5 do not say it yet)" in sentences(partnership)


def test_every_gap_leads_to_a_page_with_its_field(database: Session, sign_in: Callable[..., Visitor]) -> None:
    ivan = make_alumnus(database)
    partnership = make_partnership(database, by=ivan, stage=Stage.EVALUATION)
    make_participation(partnership)
    visitor = sign_in(ivan)

    page = visitor.visit(f"/partnerships/{partnership.id}")

    links = {str(link["href"]) for link in page.select(".gaps-list a[href]")}
    assert any("#results" in link for link in links)
    for link in links:
        address, _, anchor = link.partition("#")
        if address.endswith("/edit"):
            assert visitor.visit(address).select(f"#{anchor}"), link


def test_the_next_step_is_the_first_gap_then_the_cycle(database: Session) -> None:
    ivan = make_alumnus(database)
    partnership = make_partnership(database, by=ivan)
    first = gaps.next_step(partnership, ivan, TODAY)
    record.edit(
        partnership,
        by=ivan,
        problem="Paper",
        target_group="Schools",
        aim="Collect",
        main_field=Field.ENVIRONMENT,
    )
    make_participation(partnership)
    make_participation(partnership, Sector.BUSINESS)

    then = gaps.next_step(partnership, ivan, TODAY)

    assert first is not None
    assert first.endpoint == "projects.edit"
    assert then is not None
    assert then.endpoint == "projects.cycle"


def test_readers_are_given_no_next_step(database: Session) -> None:
    partnership = make_partnership(database)
    reader = make_member(partnership, make_user(database), TeamRole.READER).user

    assert gaps.next_step(partnership, reader, TODAY) is None
