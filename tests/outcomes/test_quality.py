"""Data quality: each check finds what a plain look at every record finds, leads to its list, and shows the way to mend it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests import databases
from tests.factories.accounts import make_admin, make_programme_staff
from tests.factories.partners import make_organisation
from tests.outcomes.rich_world import enrich
from tests.outcomes.world import FIELDS, REGIONS, TODAY, make_world
from tests.visitor import Visitor
from tracker.extensions import db
from tracker.outcomes import quality
from tracker.outcomes.asked import Asked
from tracker.outcomes.checks import TOO_MUCH, Check, Flaw
from tracker.partners.terms import Sector
from tracker.permissions import Permission, can
from tracker.projects.cycle import months_before
from tracker.projects.models import Participation, Partnership
from tracker.projects.terms import PartnerRole
from tracker.resources.models import Commitment, Delivery
from tracker.resources.terms import CommitmentState, ResourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.outcomes.tables import Figure

CHOSEN: list[dict[str, str]] = [{}, {"region": REGIONS[0]}, {"field": FIELDS[0].code}]
"""Counted from what is kept, and record by record."""
RUNNING = {CommitmentState.AGREED, CommitmentState.IN_DELIVERY}
PROMISED = RUNNING | {CommitmentState.DELIVERED}


class Messy:
    """Partnerships with all that can be wrong, and who looks at them."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app, self.session = app, session
        world = make_world(session, size=40, seed=11)
        enrich(session, world)
        self.staff, self.admin = make_programme_staff(session), make_admin(session)
        mess_up(session, world.partnerships)
        session.commit()
        session.expire_all()
        self.everything = list(session.scalars(select(Partnership).order_by(Partnership.id)))
        self.commitments = list(session.scalars(select(Commitment)))

    @property
    def seen(self) -> list[Partnership]:
        return [
            each
            for each in self.everything
            if can(self.staff, Permission.PARTNERSHIP_INSIDE, each) and not each.is_archived
        ]

    def asked(self, **chosen: str) -> Asked:
        return Asked(self.session, self.staff, TODAY, chosen)


def mess_up(session: Session, partnerships: list[Partnership]) -> None:
    """Spoil records at random, the same in every run."""
    chance = Random(5)  # noqa: S311  # the same mess in every run, nothing secret
    organisations = [make_organisation(session, sector=sector) for sector in Sector]
    for each in partnerships:
        spoil(chance, each)
        if chance.random() < 0.4:
            for part in list(each.participations):
                part.left_on = TODAY
            each.participations += [
                Participation(organisation=organisation, role=PartnerRole.PARTNER)
                for organisation in organisations[: chance.choice((1, 2, 3))]
            ]
        if each.participations and chance.random() < 0.6:
            session.add(promised_at_random(chance, each))
    session.flush()


def spoil(chance: Random, each: Partnership) -> None:
    each.problem = chance.choice(("", "  ", "Waste in the forest"))
    each.target_group = chance.choice(("", "Children"))
    each.title = chance.choice(("Школьный сад", "школьный САД", "Мусор", f"Own title {each.id}"))
    each.alive_on = TODAY - timedelta(days=chance.choice((0, 0, 200, 500)))
    each.started_on = chance.choice((each.started_on, each.started_on, TODAY + timedelta(days=10)))
    if each.ended_on and chance.random() < 0.5:
        each.started_on = each.ended_on + timedelta(days=5)
    each.team[0].until = chance.choice((None, None, None, TODAY))
    for part in each.participations[:1]:
        part.joined_on, part.left_on = chance.choice(
            ((None, None), (TODAY, TODAY - timedelta(days=30)), (TODAY, None))
        )
    first = each.visits[0]
    first.left_on = chance.choice((first.left_on, first.left_on, first.entered_on - timedelta(days=1)))
    last = each.visits[-1]
    if last.left_on is None:
        last.entered_on = chance.choice((last.entered_on, TODAY - timedelta(days=800)))


def promised_at_random(chance: Random, each: Partnership) -> Commitment:
    made = Commitment(
        partnership=each,
        participation=each.participations[0],
        kind=ResourceKind.PEOPLE,
        description="Hours",
        amount=Decimal(chance.choice((2, 10))),
        state=chance.choice(tuple(CommitmentState)),
        offered_on=TODAY,
        due_on=chance.choice((None, TODAY - timedelta(days=300), TODAY - timedelta(days=30))),
    )
    for amount in chance.choice(((), (4,), (20, 11))):
        made.deliveries.append(Delivery(delivered_on=TODAY, amount=Decimal(amount)))
    if made.deliveries and chance.random() < 0.2:
        made.deliveries[0].cancelled_on = TODAY
    return made


@pytest.fixture(scope="module")
def messy(app: Flask) -> Iterator[Messy]:
    with databases.rolled_back(app) as session, app.test_request_context(headers={"Accept-Language": "en"}):
        yield Messy(app, session)
        db.session.remove()


def failing(messy: Messy, chosen: dict[str, str]) -> dict[Check, set[int]]:
    """What every check finds, by looking at one record after another."""
    seen = [each for each in messy.seen if is_chosen(each, chosen)]
    return {check: {each.id for each in seen if PLAIN[check](messy, each)} for check in Check}


def is_chosen(each: Partnership, chosen: dict[str, str]) -> bool:
    fields = {field.code for field in each.fields}
    return chosen.get("region", "") in {"", *each.region_codes} and chosen.get("field", "") in {"", *fields}


def commitments(messy: Messy, each: Partnership) -> list[Commitment]:
    return [promised for promised in messy.commitments if promised.partnership_id == each.id]


def has_begun(each: Partnership) -> bool:
    return each.stage.number >= 4


def too_much(promised: Commitment) -> bool:
    arrived = [part.amount for part in promised.current_deliveries if part.amount is not None]
    return promised.amount is not None and bool(arrived) and sum(arrived) > TOO_MUCH * promised.amount


def partners(each: Partnership) -> frozenset[int]:
    return frozenset(part.organisation_id for part in each.participations if part.is_current_on(TODAY))


def same_partners(messy: Messy, each: Partnership) -> bool:
    return each.is_active and any(
        other is not each
        and other.is_active
        and len(partners(each)) > 1
        and partners(other) == partners(each)
        and other.region_codes & each.region_codes
        for other in messy.everything
    )


def same_title(messy: Messy, each: Partnership) -> bool:
    return any(
        other is not each
        and not other.is_archived
        and other.title.lower() == each.title.lower()
        and other.region_codes & each.region_codes
        for other in messy.everything
    )


PLAIN: dict[Check, Callable[[Messy, Partnership], Any]] = {
    Check.NO_PROBLEM: lambda _messy, each: each.is_active and not each.problem.strip(),
    Check.NO_TARGET_GROUP: lambda _messy, each: each.is_active and not each.target_group.strip(),
    Check.NO_FIELD: lambda _messy, each: each.main_field is None,
    Check.NO_PARTNERS: lambda _messy, each: (
        each.is_active and each.stage.number > 1 and not each.partners_on(TODAY)
    ),
    Check.NO_BROKER: lambda _messy, each: each.is_active and not each.brokers,
    Check.NO_START: lambda _messy, each: has_begun(each) and each.started_on is None,
    Check.NO_PROMISES: lambda messy, each: (
        each.is_active
        and has_begun(each)
        and not any(promised.state in PROMISED for promised in commitments(messy, each))
    ),
    Check.ENDED_BEFORE_START: lambda _messy, each: (
        each.ended_on is not None and each.started_on is not None and each.ended_on < each.started_on
    ),
    Check.STARTS_LATER: lambda _messy, each: (
        has_begun(each) and each.started_on is not None and each.started_on > TODAY
    ),
    Check.LEFT_BEFORE_JOINED: lambda _messy, each: any(
        part.left_on and part.joined_on and part.left_on < part.joined_on for part in each.participations
    ),
    Check.LEFT_BEFORE_ENTERED: lambda _messy, each: any(
        visit.left_on and visit.left_on < visit.entered_on for visit in each.visits
    ),
    Check.TOO_MUCH: lambda messy, each: any(map(too_much, commitments(messy, each))),
    Check.ENDED_WITH_PROMISES: lambda messy, each: (
        each.is_ended and any(promised.state in RUNNING for promised in commitments(messy, each))
    ),
    Check.SILENT: lambda _messy, each: each.is_active and each.alive_on < months_before(TODAY, 12),
    Check.OVERDUE: lambda messy, each: (
        each.is_active
        and any(
            promised.state in RUNNING and promised.due_on and promised.due_on < months_before(TODAY, 6)
            for promised in commitments(messy, each)
        )
    ),
    Check.LONG_STAY: lambda _messy, each: (
        each.is_active
        and any(
            visit.left_on is None and visit.stage.number <= 4 and visit.entered_on < months_before(TODAY, 24)
            for visit in each.visits
        )
    ),
    Check.SAME_TITLE: same_title,
    Check.SAME_PARTNERS: same_partners,
}


@pytest.mark.parametrize("chosen", CHOSEN, ids=lambda chosen: " ".join(chosen.values()))
def test_every_check_finds_what_a_look_at_every_record_finds(messy: Messy, chosen: dict[str, str]) -> None:
    found = quality.count(messy.asked(**chosen)).numbers

    expected = failing(messy, chosen)
    assert found == {check: len(ids) for check, ids in expected.items()}
    never = {check for check, ids in expected.items() if not ids}
    assert chosen or never <= {Check.LONG_STAY}, "the checks have something to find"


@pytest.mark.parametrize("chosen", CHOSEN, ids=lambda chosen: " ".join(chosen.values()))
def test_the_first_to_mend_are_those_with_the_latest_sign_of_life(
    messy: Messy, chosen: dict[str, str]
) -> None:
    alive = {each.id: (each.alive_on, each.id) for each in messy.everything}

    assert quality.count(messy.asked(**chosen)).firsts == {
        check: sorted(ids, key=lambda number: alive[number], reverse=True)[: quality.FIRST]
        for check, ids in failing(messy, chosen).items()
        if ids
    }


def kinds_of(messy: Messy, chosen: dict[str, str]) -> dict[int, set[Flaw]]:
    found: dict[int, set[Flaw]] = {each.id: set() for each in messy.seen}
    for check, ids in failing(messy, chosen).items():
        for number in ids:
            found[number].add(check.flaw)
    return found


def shown(figure: Figure) -> dict[tuple[str, Flaw], int]:
    return {
        (row.key, flaw): int(str(cell.value))
        for row in figure.rows
        for flaw, cell in zip(Flaw, row.cells, strict=True)
        if cell.value
    }


@pytest.mark.parametrize("chosen", CHOSEN, ids=lambda chosen: " ".join(chosen.values()))
def test_flaws_are_counted_by_region_and_broker(messy: Messy, chosen: dict[str, str]) -> None:
    kinds = kinds_of(messy, chosen)
    by_region = Counter(
        (code, flaw) for each in messy.seen for code in each.region_codes for flaw in kinds[each.id]
    )
    by_broker = Counter(
        (str(broker.id), flaw) for each in messy.seen for broker in each.brokers for flaw in kinds[each.id]
    )

    found = quality.count(messy.asked(**chosen))
    assert shown(found.by_region) == dict(by_region)
    assert shown(quality.by_broker(messy.asked(**chosen), found)) == dict(by_broker)


def test_every_number_of_the_page_leads_to_a_list_as_long(messy: Messy) -> None:
    visitor = Visitor(messy.app, messy.session, user=messy.staff)
    page = visitor.visit("/programme/quality")
    links = {}
    for link in page.select("main a[href*='/partnerships?']"):
        number = re.match(r"\d+", link.get_text().strip())
        if number:
            links[str(link["href"])] = int(number[0])

    assert len(links) > 20
    lists = {address: visitor.open(address).get_data(as_text=True) for address in links}
    totals = {address: re.search(r"\b(\d+) partnerships?\b", html) for address, html in lists.items()}
    assert {address: int(total[1]) if total else 0 for address, total in totals.items()} == links
