"""Parting well: what each partner keeps, the letter of thanks in either language, and that nothing is sent unasked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy import func, select

from tests.factories.evaluation_continuing import make_ended, make_offspring
from tests.factories.evaluation_lessons import make_lesson
from tests.factories.partners import make_contact
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.errors import WrongState
from tracker.evaluation.continuing import letters, parting
from tracker.evaluation.continuing.models import Farewell
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners import merge
from tracker.partners.terms import Capacity
from tracker.projects import telling
from tracker.projects.models import Participation, Partnership
from tracker.projects.services import life, partners, record
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TODAY = utc_now().date()


@pytest.fixture
def partner(partnership: Partnership) -> Participation:
    """A partner that brought something, with two people who can be written to and one who cannot."""
    made = make_participation(partnership, contribution="Lorries", joined_on=TODAY - timedelta(days=400))
    key = make_contact(made.organisation, "Darya Key", email="darya@example.org")
    make_contact(made.organisation, "Anton Other", email="anton@example.org")
    make_contact(made.organisation, "Boris Silent")
    partners.set_key_people(made, [(key, Capacity.LEADER)], by=partnership.created_by)
    return made


def told(database: Session, partnership: Partnership) -> list[str]:
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == EntryKind.FAREWELL_SAID)
    return [telling.headline(entry) for entry in database.scalars(query.order_by(Entry.number))]


@pytest.fixture
def outbox(app: Flask) -> list[EmailMessage]:
    """The letters that were sent since the test began."""
    mailer = app.extensions["mailman"]
    mailer.outbox = []
    return mailer.outbox  # type: ignore[no-any-return]


# --- what stays -------------------------------------------------------------------------------------------------------------


def test_what_a_partner_keeps_is_written_down_and_changed(
    database: Session, partnership: Partnership, partner: Participation
) -> None:
    parting.say_what_stays(partner, keeps=" Two lorries ", by=None)
    parting.say_what_stays(partner, keeps="Two lorries and a driver", by=None)

    farewell = parting.farewells_of(partnership)[partner.id]
    assert farewell.keeps == "Two lorries and a driver"
    assert told(database, partnership) == [f"What stays with {partner.organisation.display_name}"] * 2


def test_saying_nothing_makes_no_record(database: Session, partner: Participation) -> None:
    assert parting.say_what_stays(partner, keeps="  ", by=None) is None
    assert database.scalar(select(func.count(Farewell.id))) == 0


def test_in_the_archive_nothing_is_written_down(partnership: Partnership, partner: Participation) -> None:
    record.archive(partnership, by=None, reason="Twice recorded")

    with pytest.raises(WrongState):
        parting.say_what_stays(partner, keeps="Lorries", by=None)
    with pytest.raises(WrongState):
        parting.note_thanks(partner, by=partnership.created_by)


def test_merged_organisations_keep_what_both_kept(
    database: Session, partnership: Partnership, partner: Participation
) -> None:
    twin = make_participation(partnership)
    parting.say_what_stays(partner, keeps="Two lorries", by=None)
    parting.say_what_stays(twin, keeps="A depot", by=None)
    parting.note_thanks(partner, by=partnership.created_by)

    merge.merge(partner.organisation, twin.organisation, by=None)

    database.expire_all()
    kept = database.scalars(select(Farewell)).one()
    assert (kept.participation, kept.keeps) == (twin, "A depot\n\nTwo lorries")
    assert kept.thanked_by is partnership.created_by


# --- the letter ---------------------------------------------------------------------------------------------------------------


def test_the_letter_names_what_was_brought_what_came_and_what_stays(partner: Participation) -> None:
    make_ended(partner.partnership)

    english = letters.words(partner, language="en", keeps="Two lorries", sender="Marina V.")
    russian = letters.words(partner, language="ru", keeps="Two lorries", sender="Marina V.")

    assert english.startswith(f"Dear colleagues at {partner.organisation.name},")
    for words in ("came to its end", "Lorries", "Two lorries", "Marina V."):
        assert words in english
    assert russian.startswith("Уважаемые коллеги")
    assert "Two lorries" in russian
    assert "Dear" not in russian


def test_key_people_are_written_to_first_and_those_without_address_not_at_all(
    partner: Participation,
) -> None:
    assert [contact.name for contact in letters.contacts_of(partner)] == ["Darya Key", "Anton Other"]


def test_a_letter_goes_to_those_whom_the_broker_chose_in_the_chosen_language(
    database: Session,
    partnership: Partnership,
    partner: Participation,
    broker: Visitor,
    outbox: list[EmailMessage],
) -> None:
    make_ended(partnership)
    page = broker.visit(f"/participations/{partner.id}/thanks?language=ru")
    darya = letters.contacts_of(partner)[0]
    assert outbox == [], "looking sends nothing"

    page = broker.submit(page, text="Спасибо за всё.\n\nМарина", contacts=[darya.id])

    assert [letter.to for letter in outbox] == [["darya@example.org"]]
    assert "Спасибо за всё." in outbox[0].body
    assert "Спасибо: «Marathon of Barnaul»" in outbox[0].subject
    assert "The letter is on its way to Darya Key." in page
    assert "Thanked on" in page
    assert told(database, partnership) == [f"Thanks to {partner.organisation.display_name}"]


def test_without_anybody_chosen_nothing_is_sent_and_what_was_typed_stays(
    database: Session, partner: Participation, broker: Visitor, outbox: list[EmailMessage]
) -> None:
    page = broker.submit(
        broker.visit(f"/participations/{partner.id}/thanks"), text="My own words", contacts=[]
    )

    assert outbox == []
    assert "Choose who gets the letter" in page
    assert "My own words" in page.one("#text").get_text()
    assert database.scalar(select(func.count(Farewell.id))) == 0


def test_who_thanked_in_person_notes_it(
    database: Session, partner: Participation, broker: Visitor, outbox: list[EmailMessage]
) -> None:
    page = broker.submit(broker.visit(f"/participations/{partner.id}/thanks"), button="I thanked them myself")

    assert outbox == []
    assert f"Noted that {partner.organisation.display_name} was thanked." in page
    assert database.scalars(select(Farewell)).one().thanked_at is not None


def test_only_the_broker_thanks(
    database: Session, partnership: Partnership, partner: Participation, sign_in: Callable[..., Visitor]
) -> None:
    editor = sign_in(make_member(partnership, make_partnership(database).created_by, TeamRole.EDITOR).user)

    assert editor.is_refused(f"/participations/{partner.id}/thanks")
    editor.submit(editor.visit(f"/participations/{partner.id}/keeps"), keeps="A lorry")
    assert parting.farewells_of(partnership)[partner.id].keeps == "A lorry"


# --- pages --------------------------------------------------------------------------------------------------------------------


def test_the_farewell_says_that_ending_well_is_a_success_and_what_is_still_to_do(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    address = f"/partnerships/{partnership.id}/farewell"
    assert "The partnership has not ended." in broker.visit(address)
    make_ended(partnership)

    page = broker.visit(address)
    assert "To end well is a success" in page
    assert page.link("Write down a lesson").startswith(f"/partnerships/{partnership.id}/lessons/new")

    make_lesson(partnership, "Ask for the price first")
    page = broker.visit(address)
    assert "Ask for the price first" in page
    assert (
        page.link(f"Begin with {partner.organisation.display_name}") == f"/participations/{partner.id}/keeps"
    )

    page = broker.submit(broker.visit(f"/participations/{partner.id}/keeps"), keeps="Two lorries")
    assert "Two lorries" in page
    assert page.link(f"Thank {partner.organisation.display_name}") == f"/participations/{partner.id}/thanks"


def test_what_lives_on_is_told_as_far_as_the_reader_sees_it(
    database: Session, partnership: Partnership, sign_in: Callable[..., Visitor]
) -> None:
    seen = make_partnership(database, title="Livingova", visibility=Visibility.PUBLIC)
    hidden = make_partnership(database, title="Hiddenova", visibility=Visibility.TEAM)
    for child in (seen, hidden):
        make_offspring(partnership, child)
    make_ended(partnership)

    page = sign_in(partnership.created_by).visit(f"/partnerships/{partnership.id}/farewell")

    assert "Livingova" in page
    assert "Hiddenova" not in page
    assert "1 partnership that you may not see" in page


def test_the_overview_of_an_ended_partnership_asks_for_lessons(
    partnership: Partnership, broker: Visitor
) -> None:
    here = f"/partnerships/{partnership.id}"
    assert broker.visit(here).select("#farewell") == []
    life.end(partnership, by=None, on=TODAY, reason="It melted away")
    assert "Write down what you learnt" in broker.visit(here).one("#farewell").get_text()

    make_lesson(partnership)

    assert "Write down what you learnt" not in broker.visit(here).one("#farewell").get_text()


def test_two_people_who_write_what_a_partner_keeps_lose_nothing(
    database: Session,
    partnership: Partnership,
    partner: Participation,
    broker: Visitor,
    sign_in: Callable[..., Visitor],
) -> None:
    editor = sign_in(make_member(partnership, make_partnership(database).created_by, TeamRole.EDITOR).user)
    address = f"/participations/{partner.id}/keeps"
    mine, theirs = broker.visit(address), editor.visit(address)
    editor.submit(theirs, keeps="A depot")

    page = broker.submit(mine, keeps="Two lorries")

    assert "A depot" in page
    assert "Two lorries" in page
    broker.submit(page, keep_keeps="theirs")
    assert parting.farewells_of(partnership)[partner.id].keeps == "A depot"
