"""Offers of help: they reach the broker, promise nothing yet, and become a commitment or get thanks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_admin, make_official
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation, make_partnership
from tests.factories.resources import make_need
from tests.factories.territory import make_help_offer
from tests.resources.reading import home, last_entry, only
from tests.visitor import Visitor
from tracker.database import session_of
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.history.terms import EntryKind
from tracker.partners.terms import Sector
from tracker.projects.gaps import gaps_of
from tracker.projects.services import record
from tracker.projects.terms import Visibility
from tracker.resources.helping import services
from tracker.resources.helping.models import HelpOffer
from tracker.resources.helping.terms import HelpState
from tracker.resources.models import Commitment
from tracker.resources.promises import coverage
from tracker.resources.terms import CommitmentState, NeedCoverage, ResourceKind, Unit

if TYPE_CHECKING:
    from flask import Flask
    from flask_mailman import EmailMultiAlternatives
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.projects.models import Participation
    from tracker.resources.models import Need


@pytest.fixture
def official(database: Session) -> User:
    return make_official(database, "RU-ALT", name="Сергей Кольцов", email="official@example.org")


@pytest.fixture
def need(database: Session) -> Need:
    """A hall that a partnership needs; officials see it."""
    partnership = make_partnership(database, visibility=Visibility.REGION)
    return make_need(
        partnership,
        kind=ResourceKind.PREMISES,
        description="Зал на 60 человек",
        amount=Decimal(4),
        unit=Unit.DAY_OF_USE,
    )


@pytest.fixture
def giver(need: Need) -> Participation:
    library = make_organisation(session_of(need), "Краевая библиотека", sector=Sector.GOVERNMENT)
    return make_participation(need.partnership, library)


@pytest.fixture
def outbox(app: Flask, database: Session) -> list[EmailMultiAlternatives]:
    app.extensions["mailman"].outbox = []
    sent: list[EmailMultiAlternatives] = app.extensions["mailman"].outbox
    return sent


# --- offering ---------------------------------------------------------------------------------------------------------


def test_an_offer_is_written_into_the_history_and_promises_nothing(need: Need, official: User) -> None:
    offer = make_help_offer(need, by=official, message="Есть зал в библиотеке", giver="Краевая библиотека")

    assert offer.is_waiting
    assert coverage(need) is NeedCoverage.OPEN
    entry = last_entry(need.partnership, session_of(need))
    assert entry.kind is EntryKind.HELP_OFFERED
    assert (entry.part("person"), entry.part("note")) == ("Сергей Кольцов", "Есть зал в библиотеке")


def test_an_offer_from_outside_is_no_sign_of_life(need: Need, official: User) -> None:
    long_ago = need.partnership.alive_on - timedelta(days=400)
    need.partnership.alive_on = long_ago

    offer = make_help_offer(need, by=official)
    assert need.partnership.alive_on == long_ago

    services.decline(offer, by=need.partnership.created_by)
    assert need.partnership.alive_on > long_ago


def test_one_offer_of_a_person_waits_at_a_time(need: Need, official: User) -> None:
    first = make_help_offer(need, by=official)

    with pytest.raises(Duplicate):
        make_help_offer(need, by=official)

    services.decline(first, by=need.partnership.created_by)
    assert make_help_offer(need, by=official).is_waiting


def test_for_a_need_that_fell_away_nothing_is_offered(need: Need, official: User) -> None:
    need.dropped_on = need.partnership.alive_on

    with pytest.raises(WrongState):
        make_help_offer(need, by=official)


def test_an_offer_without_words_says_nothing(need: Need, official: User) -> None:
    with pytest.raises(DomainError) as refused:
        make_help_offer(need, by=official, message="   ")

    assert refused.value.field == "message"


def test_in_the_archive_nothing_is_offered_nor_answered(need: Need, official: User) -> None:
    offer = make_help_offer(need, by=official)
    record.archive(need.partnership, by=need.partnership.created_by, reason="Двойник")

    with pytest.raises(WrongState):
        services.decline(offer, by=need.partnership.created_by)
    with pytest.raises(WrongState):
        make_help_offer(need, by=make_official(session_of(need), "RU-ALT"))


# --- answering --------------------------------------------------------------------------------------------------------


def test_help_that_is_taken_becomes_a_commitment_that_is_to_be_agreed_on(
    need: Need, official: User, giver: Participation
) -> None:
    offer = make_help_offer(need, by=official)
    broker = need.partnership.created_by

    commitment = services.accept(
        offer, by=broker, participation=giver, description="Зал библиотеки", amount=Decimal(4), unit=need.unit
    )

    assert commitment.state is CommitmentState.OFFERED
    assert (commitment.need, commitment.kind) == (need, ResourceKind.PREMISES)
    assert (offer.state, offer.commitment, offer.answered_by) == (HelpState.ACCEPTED, commitment, broker)
    assert last_entry(need.partnership, session_of(need)).kind is EntryKind.HELP_ANSWERED


def test_an_offer_is_answered_once(need: Need, official: User, giver: Participation) -> None:
    offer = make_help_offer(need, by=official)
    broker = need.partnership.created_by
    services.decline(offer, by=broker, answer="Спасибо, уже нашли")

    with pytest.raises(WrongState):
        services.decline(offer, by=broker)
    with pytest.raises(WrongState):
        services.accept(offer, by=broker, participation=giver, description="Зал")


def test_an_offer_that_waits_is_a_gap_of_the_partnership(need: Need, official: User) -> None:
    today = need.partnership.alive_on
    offer = make_help_offer(need, by=official)
    sentences = [str(gap.sentence) for gap in gaps_of(need.partnership, today)]
    assert "1 offer of help waits for your answer" in sentences

    services.decline(offer, by=need.partnership.created_by)
    assert not any("offer of help" in str(gap.sentence) for gap in gaps_of(need.partnership, today))


# --- pages ------------------------------------------------------------------------------------------------------------


def test_an_official_offers_help_and_the_broker_has_a_letter(
    database: Session,
    need: Need,
    official: User,
    sign_in: Callable[..., Visitor],
    outbox: list[EmailMultiAlternatives],
) -> None:
    visitor = sign_in(official)
    page = visitor.visit(f"/needs/{need.id}")
    form = visitor.visit(str(page.link("Offer help")))

    shown = visitor.submit(form, message="В библиотеке есть зал", giver="Краевая библиотека")

    assert "The broker has a letter" in shown
    (letter,) = outbox
    assert letter.to == [need.partnership.created_by.email]
    offer = only(database, HelpOffer)
    for text in (letter.body, str(letter.alternatives[0][0])):
        assert "В библиотеке есть зал" in text
        assert f"/help-offers/{offer.id}" in text
        assert need.description in text


def test_a_letter_is_in_the_language_of_the_broker(
    need: Need, official: User, sign_in: Callable[..., Visitor], outbox: list[EmailMultiAlternatives]
) -> None:
    need.partnership.created_by.language = "ru"
    visitor = sign_in(official)

    visitor.submit(visitor.visit(f"/needs/{need.id}/help"), message="Есть зал")

    assert "предлагает помощь" in outbox[0].body


def test_the_team_takes_the_help_and_whoever_offered_has_a_letter(
    database: Session,
    need: Need,
    official: User,
    giver: Participation,
    sign_in: Callable[..., Visitor],
    outbox: list[EmailMultiAlternatives],
) -> None:
    make_help_offer(need, by=official, giver="краевая библиотека", message="В библиотеке есть зал")
    broker = sign_in(need.partnership.created_by)
    page = broker.visit(home(need.partnership))
    assert "В библиотеке есть зал" in page
    form = broker.visit(str(page.link("Take the help : Зал на 60 человек")))
    assert form.one("#participation option[selected]")["value"] == str(giver.id)

    shown = broker.submit(form, description="Зал библиотеки", answer="Приходите в среду")

    assert shown.address == f"/commitments/{only(database, Commitment).id}"
    (letter,) = outbox
    assert letter.to == ["official@example.org"]
    assert "Приходите в среду" in letter.body
    assert "takes your help" in letter.body


def test_without_a_partner_that_gives_it_the_form_says_what_to_do(
    need: Need, official: User, giver: Participation, sign_in: Callable[..., Visitor]
) -> None:
    offer = make_help_offer(need, by=official, giver="Кто-то другой")
    broker = sign_in(need.partnership.created_by)

    refused = broker.submit(broker.visit(f"/help-offers/{offer.id}/accept"))

    assert "add it first" in refused.texts("#participation-error")[0]
    assert refused.link("Add it as a partner first").startswith(
        f"/partnerships/{need.partnership_id}/partners/new"
    )


def test_the_team_thanks_without_taking_it(
    need: Need, official: User, sign_in: Callable[..., Visitor], outbox: list[EmailMultiAlternatives]
) -> None:
    offer = make_help_offer(need, by=official)
    broker = sign_in(need.partnership.created_by)

    page = broker.submit(broker.visit(f"/help-offers/{offer.id}/decline"), answer="Уже нашли зал в школе")

    assert "1 offer that was answered" in page
    assert "Уже нашли зал в школе" in outbox[0].body
    assert "does not take it this time" in outbox[0].body


def test_an_offer_is_seen_by_the_team_and_by_whoever_made_it(
    database: Session, need: Need, official: User, sign_in: Callable[..., Visitor]
) -> None:
    make_help_offer(need, by=official, message="Слова для команды")
    other = make_official(database, "RU-ALT")

    assert "Слова для команды" in sign_in(official).visit(home(need.partnership))
    assert "Слова для команды" in sign_in(make_admin(database)).visit(home(need.partnership))
    assert "Слова для команды" not in sign_in(other).visit(home(need.partnership))


def test_the_history_tells_of_it(need: Need, official: User, sign_in: Callable[..., Visitor]) -> None:
    offer = make_help_offer(need, by=official, giver="Краевая библиотека")
    services.decline(offer, by=need.partnership.created_by)

    page = sign_in(need.partnership.created_by).visit(f"/partnerships/{need.partnership_id}/history")

    assert "Сергей Кольцов offers help: Зал на 60 человек" in page
    assert "Declined with thanks" in page
