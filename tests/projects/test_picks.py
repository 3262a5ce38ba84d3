"""What a partner offers and expects, picked from the grid: kept, told, merged, shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation, make_partnership
from tracker.history.models import Entry
from tracker.history.words import told
from tracker.partners import merge
from tracker.partners import services as organisations
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Sector
from tracker.projects import telling
from tracker.projects.models import Participation
from tracker.projects.services import partners

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.accounts.models import User
    from tracker.projects.models import Partnership

HALL, ADVICE, REVIEW = Expectation.PREMISES_LENT, Expectation.EXPERT_ADVICE, Expectation.PUBLIC_REVIEW


@pytest.fixture
def broker(database: Session) -> User:
    return make_alumnus(database)


@pytest.fixture
def partnership(database: Session, broker: User) -> Partnership:
    return make_partnership(database, title="Marathon", by=broker)


@pytest.fixture
def club(partnership: Partnership) -> Participation:
    """A club that reviews what is planned and hopes for a hall."""
    return make_participation(partnership, Sector.NONPROFIT, offers=[REVIEW], expects=[HALL])


def last_entry(partnership: Partnership, session: Session) -> Entry:
    entries = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc())
    return session.scalars(entries).first() or pytest.fail("nothing was written down")


# --- the record -------------------------------------------------------------------------------------------------------


def test_a_partner_joins_with_what_was_picked(
    database: Session, partnership: Partnership, club: Participation
) -> None:
    database.expire_all()

    with force_locale("en"):
        facts = telling.facts(last_entry(partnership, database))
    assert (club.offers, club.expects) == ([REVIEW], [HALL])
    assert facts == [
        "Offers: “Independent public review”",
        "Expects: “Premises and equipment lent for an event”",
    ]


def test_what_was_picked_changes_with_old_and_new_in_words(
    database: Session, partnership: Partnership, club: Participation
) -> None:
    partners.edit_partner(club, by=None, expects=[ADVICE, HALL])

    with force_locale("en"):
        [change] = told(last_entry(partnership, database))
    assert change.label == "What it expects of the other sectors"
    assert change.old == "“Premises and equipment lent for an event”"
    assert change.new == "“Premises and equipment lent for an event”, “Expert opinions and advice”"


def test_a_new_pick_is_a_new_version_and_the_same_is_none(club: Participation) -> None:
    before = club.version

    partners.edit_partner(club, by=None, expects=[HALL], offers=[REVIEW])
    same = club.version
    partners.edit_partner(club, by=None, expects=[])

    assert same == before
    assert club.version > before


def test_what_does_not_fit_the_sector_is_not_kept(club: Participation) -> None:
    partners.edit_partner(club, by=None, offers=[HALL, REVIEW], expects=[REVIEW, HALL])

    assert (club.offers, club.expects) == ([REVIEW], [HALL])


def test_picks_of_an_earlier_sector_mean_nothing_any_more(club: Participation) -> None:
    organisations.edit(club.organisation, by=None, sector=Sector.BUSINESS)

    assert (club.offers, club.expects) == ([], [])


def test_picks_of_both_records_of_a_partner_come_together(
    database: Session, partnership: Partnership, club: Participation
) -> None:
    twin = make_participation(partnership, Sector.NONPROFIT, expects=[ADVICE])

    merge.merge(club.organisation, twin.organisation, by=None)
    database.flush()

    assert partnership.participations == [twin]
    assert (twin.offers, twin.expects) == ([REVIEW], [HALL, ADVICE])


# --- the pages --------------------------------------------------------------------------------------------------------


def test_offers_and_expectations_are_picked_in_the_form_of_a_partner(
    sign_in: Callable[..., Visitor], broker: User, club: Participation
) -> None:
    visitor = sign_in(broker)
    form = visitor.visit(f"/participations/{club.id}/edit")

    page = visitor.submit(form, offers=["promotion"], expects=["premises_lent", "dialogue"])

    assert club.offers == [Expectation.PROMOTION]
    assert club.expects == [Expectation.DIALOGUE, HALL]
    assert any("Help in promoting goods and services" in line for line in page.texts(".picked li"))
    assert {str(box["value"]) for box in form.select("input[name=expects]")} == {
        each.code for each in Expectation.expected_by(Sector.NONPROFIT)
    }


def test_the_lists_are_folded_away_and_say_how_much_is_picked(
    sign_in: Callable[..., Visitor], broker: User, club: Participation
) -> None:
    form = sign_in(broker).visit(f"/participations/{club.id}/edit")

    assert not form.select("details.fold-picks[open]")
    assert [summary.endswith("1 picked") for summary in form.texts(".fold-picks summary")] == [True, True]


def test_who_joins_on_request_has_the_offer_picked_already(
    database: Session, sign_in: Callable[..., Visitor], broker: User, partnership: Partnership
) -> None:
    works = make_organisation(database, "Zavod", sector=Sector.BUSINESS)
    visitor = sign_in(broker)

    form = visitor.visit(
        f"/partnerships/{partnership.id}/partners/new?organisation={works.id}&offers=premises_lent"
    )
    visitor.submit(form)

    assert form.select("details.fold-picks[open]")
    assert partnership.participations[-1].offers == [HALL]


def test_who_comes_back_is_likely_to_offer_and_expect_what_it_did(
    sign_in: Callable[..., Visitor], broker: User, partnership: Partnership, club: Participation
) -> None:
    partners.partner_left(club, on=club.created_at.date(), reason="", by=None)
    visitor = sign_in(broker)

    visitor.submit(
        visitor.visit(f"/partnerships/{partnership.id}/partners/new?organisation={club.organisation_id}")
    )

    again = partnership.participations[-1]
    assert again is not club
    assert (again.offers, again.expects) == ([REVIEW], [HALL])


def test_picks_that_two_people_change_are_chosen_between_and_the_rest_is_kept(
    sign_in: Callable[..., Visitor], broker: User, club: Participation
) -> None:
    visitor = sign_in(broker)
    form = visitor.visit(f"/participations/{club.id}/edit")
    partners.edit_partner(club, by=None, expects=[ADVICE], offers=[])

    choice = visitor.submit(form, expects=["dialogue"])
    assert "“Dialogue and a part in decisions”" in choice
    assert "“Expert opinions and advice”" in choice
    visitor.submit(choice, keep_expects="theirs")

    assert (club.offers, club.expects) == ([], [ADVICE])
