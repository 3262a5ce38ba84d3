"""Personal links by which partners answer whether a report may be published."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.evaluation_reporting import make_link
from tests.factories.projects import make_participation, make_partnership
from tracker.database import at, utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.reporting import services
from tracker.evaluation.reporting.models import PublicationConsent
from tracker.evaluation.reporting.terms import ConsentAnswer, ConsentLinkState, ConsentWay
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.i18n import in_language
from tracker.partners.terms import Sector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.projects.models import Participation, Partnership

TODAY = utc_now().date()


@pytest.fixture(autouse=True)
def in_english(app: Flask, database: Session) -> Iterator[None]:
    with app.test_request_context(), in_language("en"):
        yield


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database)


@pytest.fixture
def partner(partnership: Partnership) -> Participation:
    return make_participation(partnership, Sector.BUSINESS)


def entries(partnership: Partnership, kind: EntryKind, database: Session) -> list[Entry]:
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == kind)
    return list(database.scalars(query.order_by(Entry.number)).unique())


# --- links ----------------------------------------------------------------------------------------------------------------


def test_only_a_hash_of_the_token_is_kept(partner: Participation, database: Session) -> None:
    link, token = make_link(partner, person="Анна", email=" Anna@Example.org ")

    assert token not in str(vars(link))
    assert (len(link.token_hash), link.email) == (64, "anna@example.org")
    assert services.find_link(database, token) is link


def test_an_answer_by_link_is_the_partners_own(partner: Participation, database: Session) -> None:
    link, _token = make_link(partner, person="Анна")

    consent = services.answer_by_link(link, answer=ConsentAnswer.NAMELESS)

    assert (consent.answer, consent.way, consent.person, consent.recorded_by) == (
        ConsentAnswer.NAMELESS,
        ConsentWay.LINK,
        "Анна",
        None,
    )
    assert link.state_at(utc_now()) is ConsentLinkState.ANSWERED
    (entry,) = entries(partner.partnership, EntryKind.CONSENT_GIVEN, database)
    assert entry.author_id is None


def test_an_answer_can_be_changed_while_the_link_works(partner: Participation, database: Session) -> None:
    link, token = make_link(partner)
    services.answer_by_link(link, answer=ConsentAnswer.NAMED)

    services.answer_by_link(services.find_link(database, token), answer=ConsentAnswer.REFUSED)

    assert database.scalars(select(PublicationConsent)).one().answer is ConsentAnswer.REFUSED


def test_a_new_link_replaces_the_one_before(partner: Participation, database: Session) -> None:
    _first, earlier = make_link(partner)
    second, later = make_link(partner)

    with pytest.raises(WrongState):
        services.find_link(database, earlier)
    assert services.find_link(database, later) is second


@pytest.mark.parametrize("token", ["", "made up"])
def test_a_token_that_was_made_up_opens_nothing(
    partner: Participation, database: Session, token: str
) -> None:
    make_link(partner)

    with pytest.raises(WrongState):
        services.find_link(database, token)


def test_a_link_opens_nothing_once_it_was_withdrawn(partner: Participation, database: Session) -> None:
    link, token = make_link(partner)
    services.answer_by_link(link, answer=ConsentAnswer.NAMED)

    services.revoke_link(link, by=partner.partnership.created_by)

    with pytest.raises(WrongState):
        services.find_link(database, token)
    assert database.scalars(select(PublicationConsent)).one().answer is ConsentAnswer.NAMED


def test_a_link_opens_nothing_after_its_last_moment(partner: Participation, database: Session) -> None:
    link, token = make_link(partner)

    with at(link.expires_at - timedelta(seconds=1)):
        assert services.find_link(database, token) is link
    with at(link.expires_at), pytest.raises(WrongState):
        services.find_link(database, token)


def test_the_link_of_one_partner_says_nothing_about_another(
    partner: Participation, database: Session
) -> None:
    other = make_participation(partner.partnership)
    link, _token = make_link(partner)

    services.answer_by_link(link, answer=ConsentAnswer.NAMED)

    (consent,) = database.scalars(select(PublicationConsent))
    assert consent.participation_id == partner.id != other.id


def test_an_address_that_is_none_is_refused_beside_its_field(partner: Participation) -> None:
    with pytest.raises(DomainError) as refused:
        make_link(partner, email="no address")

    assert refused.value.field == "email"
