"""Partnerships at random, the same ones in every run, to count in two ways: quickly by the application, slowly by the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from tests.factories.accounts import make_alumnus
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_partnership
from tests.factories.resources import make_commitment
from tracker.database import session_of, utc_now
from tracker.partners.terms import Sector
from tracker.projects.models import Continuation, Participation
from tracker.projects.services import record
from tracker.projects.terms import ContinuationDecision, Field, PartnerRole, Stage, TeamRole, Visibility
from tracker.resources import services
from tracker.resources.terms import ResourceKind, ValuationMethod

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.partners.models import Organisation
    from tracker.projects.models import Partnership
    from tracker.resources.models import Commitment

TODAY = utc_now().date()
REGIONS = ("RU-ALT", "RU-TOM", "RU-KEM")
FIELDS = (Field.ENVIRONMENT, Field.SPORT, Field.EDUCATION)
COHORTS = ("2019", "2020", "")
CURRENCIES = ("RUB", "EUR")


@dataclass(frozen=True, slots=True)
class World:
    """What was made up."""

    partnerships: list[Partnership]
    commitments: list[Commitment]


def make_world(session: Session, *, size: int = 30, seed: int = 20260503) -> World:
    """Partnerships of all kinds with their partners, decisions and promises."""
    chance = Random(seed)  # noqa: S311  # the same partnerships in every run, nothing secret
    brokers = [make_alumnus(session, cohort=cohort) for cohort in COHORTS]
    organisations = [make_organisation(session, sector=sector) for sector in Sector for _number in range(2)]
    partnerships = [make_one(session, chance, brokers, organisations) for _number in range(size)]
    commitments = [made for partnership in partnerships for made in promises(chance, partnership)]
    session.commit()
    session.expire_all()
    return World(partnerships, commitments)


def make_one(
    session: Session, chance: Random, brokers: list[User], organisations: list[Organisation]
) -> Partnership:
    broker, other = chance.sample(brokers, 2)
    made = make_partnership(
        session,
        by=broker,
        regions=chance.sample(REGIONS, chance.choice((1, 1, 2))),
        visibility=chance.choice(
            (Visibility.TEAM, Visibility.PROGRAMME, Visibility.REGION, Visibility.REGION, Visibility.PUBLIC)
        ),
        main_field=chance.choice((*FIELDS, None)),
        further_fields=chance.sample(FIELDS, chance.choice((0, 0, 1, 2))),
        stage=chance.choice(list(Stage)),
        ended_on=TODAY - timedelta(days=30) if chance.random() < 0.25 else None,
    )
    if chance.random() < 0.3:
        make_member(made, other, TeamRole.BROKER)
    for organisation in chance.sample(organisations, chance.choice((0, 1, 2, 3, 5, 6))):
        made.participations.append(participation(chance, organisation))
    for decision in chance.sample(list(ContinuationDecision), chance.choice((0, 0, 1, 2))):
        made.continuations.append(
            Continuation(round=1, decision=decision, reason="Because", decided_on=TODAY)
        )
    session.flush()
    if chance.random() < 0.15:
        record.archive(made, by=broker, reason="Recorded twice")
    return made


def participation(chance: Random, organisation: Organisation) -> Participation:
    """An organisation that takes part now, did so before, or will."""
    joined: date | None = chance.choice(
        (None, None, TODAY - timedelta(days=100), TODAY - timedelta(days=10), TODAY + timedelta(days=5))
    )
    left = chance.choice(
        (None, None, None, None, TODAY - timedelta(days=5), TODAY - timedelta(days=60), TODAY)
    )
    return Participation(organisation=organisation, role=PartnerRole.PARTNER, joined_on=joined, left_on=left)


def promises(chance: Random, partnership: Partnership) -> list[Commitment]:
    """Some promises in all states, a few of them delivered in parts, with a part that was recorded by mistake."""
    if partnership.is_archived or not partnership.participations or not partnership.is_active:
        return []
    made = []
    for _number in range(chance.choice((0, 1, 2, 3))):
        commitment = promised(chance, chance.choice(partnership.participations), agreed=chance.random() < 0.8)
        made.append(commitment)
        if commitment.state.code != "offered":
            deliver(chance, commitment)
    return made


def promised(chance: Random, giver: Participation, *, agreed: bool) -> Commitment:
    kopecks = Decimal(chance.randrange(1, 10_000_000)) / 100
    kind = chance.choice((ResourceKind.MONEY, ResourceKind.PREMISES, ResourceKind.CONTACTS))
    currency = chance.choice(CURRENCIES)
    if kind.is_money:
        return make_commitment(giver, kind=kind, amount=kopecks, currency=currency, agreed=agreed)
    if kind is ResourceKind.PREMISES:
        method = ValuationMethod.AGREED_ESTIMATE
        return make_commitment(
            giver, kind=kind, value_amount=kopecks, currency=currency, method=method, agreed=agreed
        )
    return make_commitment(giver, kind=kind, method=ValuationMethod.NOT_VALUED, agreed=agreed)


def deliver(chance: Random, commitment: Commitment) -> None:
    by = session_of(commitment).get_one(
        type(commitment.partnership.brokers[0]), commitment.partnership.brokers[0].id
    )
    half = (
        None if commitment.value_amount is None else (commitment.value_amount / 2).quantize(Decimal("0.01"))
    )
    amount = half if commitment.is_money else None
    for _part in range(chance.choice((0, 1, 2))):
        delivery = services.deliver(
            commitment,
            by=by,
            delivered_on=TODAY,
            amount=amount,
            value_amount=None if commitment.is_money else half,
        )
        if chance.random() < 0.3:
            services.cancel_delivery(delivery, by=by, reason="Counted twice")
    if commitment.state.code == "agreed" and chance.random() < 0.2:
        services.withdraw(commitment, by=by, reason="No premises left")
