"""What an organisation can offer: kept, told, merged, and changed on a page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.partners import make_organisation
from tracker.history.models import Entry
from tracker.history.words import told
from tracker.partners import merge, queries, services
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Sector

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.partners.models import Organisation

HALL, ADVICE, JOBS = Expectation.PREMISES_LENT, Expectation.EXPERT_ADVICE, Expectation.JOBS


@pytest.fixture
def works(database: Session) -> Organisation:
    """A company that lends its hall and offers jobs."""
    return make_organisation(database, "Zavod", sector=Sector.BUSINESS, offers=[HALL, JOBS])


def last_entry(organisation: Organisation, session: Session) -> Entry:
    entries = select(Entry).where(Entry.book_id == organisation.book_id).order_by(Entry.number.desc())
    return session.scalars(entries).first() or pytest.fail("nothing was written down")


# --- the record -------------------------------------------------------------------------------------------------------


def test_offers_are_kept_in_the_order_of_the_grid(database: Session, works: Organisation) -> None:
    database.expire_all()

    assert works.offers == [JOBS, HALL]


def test_what_nobody_expects_of_the_sector_is_not_kept(works: Organisation) -> None:
    services.edit(works, by=None, offers=[HALL, Expectation.PUBLIC_REVIEW])

    assert works.offers == [HALL]


def test_the_history_tells_what_was_offered_before_and_after(database: Session, works: Organisation) -> None:
    services.edit(works, by=None, offers=[HALL, ADVICE], offers_text="A hall for 80 people")

    with force_locale("en"):
        changes = {change.label: (change.old, change.new) for change in told(last_entry(works, database))}
    assert changes == {
        "What it can offer": (
            "“Jobs”, “Premises and equipment lent for an event”",
            "“Premises and equipment lent for an event”, “Expert opinions and advice”",
        ),
        "What it can offer, in its own words": ("", "A hall for 80 people"),
    }


def test_nothing_is_written_down_when_the_same_is_saved_again(database: Session, works: Organisation) -> None:
    before = last_entry(works, database).number

    services.edit(works, by=None, offers=[JOBS, HALL], offers_text="")

    assert last_entry(works, database).number == before


def test_offers_of_another_sector_go_with_the_sector(database: Session, works: Organisation) -> None:
    services.edit(works, by=None, sector=Sector.NONPROFIT)

    assert works.offers == []
    assert last_entry(works, database).changes["offers"] == {"old": ["jobs", "premises_lent"], "new": []}


def test_a_new_offer_is_a_new_version_of_the_record(works: Organisation) -> None:
    before = works.version

    services.edit(works, by=None, offers=[ADVICE])

    assert works.version > before


def test_an_organisation_is_found_by_its_own_words_about_its_offers(
    database: Session, works: Organisation
) -> None:
    services.edit(works, by=None, offers_text="Бильярдный зал")

    assert queries.found(database, "бильярдные залы") == [works]


# --- two records become one -------------------------------------------------------------------------------------------


def test_offers_of_both_records_come_together(database: Session, works: Organisation) -> None:
    duplicate = make_organisation(
        database, "Zavod Ltd", sector=Sector.BUSINESS, offers=[HALL, ADVICE], offers_text="A hall"
    )

    merge.merge(duplicate, works, by=None)

    assert works.offers == [JOBS, HALL, ADVICE]
    assert works.offers_text == "A hall"
    assert duplicate.offers == []
    assert last_entry(works, database).changes["offers"]["new"] == ["jobs", "premises_lent", "expert_advice"]


def test_own_words_that_differ_are_chosen_between(database: Session, works: Organisation) -> None:
    duplicate = make_organisation(database, "Zavod Ltd", sector=Sector.BUSINESS, offers_text="Two halls")
    services.edit(works, by=None, offers_text="A hall")

    differing = merge.differing(duplicate, works)
    merge.merge(duplicate, works, by=None, from_duplicate=frozenset({"offers_text"}))

    assert "offers_text" in differing
    assert works.offers_text == "Two halls"


def test_a_record_of_another_sector_brings_no_offers(database: Session, works: Organisation) -> None:
    duplicate = make_organisation(
        database, "Zavod Fund", sector=Sector.NONPROFIT, offers=[Expectation.PROMOTION]
    )

    merge.merge(duplicate, works, by=None)

    assert works.offers == [JOBS, HALL]


# --- the pages --------------------------------------------------------------------------------------------------------


def test_who_keeps_the_record_picks_what_the_organisation_can_offer(
    as_anna: Visitor, own: Organisation
) -> None:
    form = as_anna.visit(f"/organisations/{own.id}/offers")

    page = as_anna.submit(form, offers=["public_review", "promotion"], offers_text="Reports of our own")

    assert own.offers == [Expectation.PUBLIC_REVIEW, Expectation.PROMOTION]
    assert page.texts("#offers li")[0].startswith("Independent public review")
    assert "Reports of our own" in page


def test_only_what_others_expect_of_the_sector_can_be_picked(as_anna: Visitor, own: Organisation) -> None:
    form = as_anna.visit(f"/organisations/{own.id}/offers")

    codes = {str(box["value"]) for box in form.select("input[name=offers]")}
    assert codes == {each.code for each in Expectation.offered_by(own.sector)}
    assert form.texts("main fieldset fieldset legend") == [
        "Expected by the sector “Government”",
        "Expected by the sector “Business”",
    ]


def test_made_up_codes_are_picked_by_nobody(as_anna: Visitor, own: Organisation) -> None:
    as_anna.submit(as_anna.visit(f"/organisations/{own.id}/offers"), offers=["no-such", "jobs", "promotion"])

    assert own.offers == [Expectation.PROMOTION]


def test_offers_that_two_people_change_are_chosen_between_and_the_rest_is_kept(
    as_anna: Visitor, own: Organisation
) -> None:
    form = as_anna.visit(f"/organisations/{own.id}/offers")
    services.edit(own, by=None, offers=[Expectation.NEW_IDEAS], offers_text="Reports")

    choice = as_anna.submit(form, offers=["promotion"])
    assert "“Help in promoting goods and services”" in choice
    assert "“New ideas and initiatives”" in choice
    as_anna.submit(choice, keep_offers="mine")

    assert own.offers == [Expectation.PROMOTION]
    assert own.offers_text == "Reports"


def test_who_does_not_keep_the_record_reads_the_offers_only(
    database: Session, sign_in: Callable[..., Visitor], works: Organisation
) -> None:
    visitor = sign_in(make_alumnus(database))

    page = visitor.visit(f"/organisations/{works.id}")

    assert page.texts("#offers li")[0].startswith("Jobs")
    assert not page.select(f'a[href="/organisations/{works.id}/offers"]')
    assert visitor.is_refused(f"/organisations/{works.id}/offers")
