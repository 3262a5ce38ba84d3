"""The figures of the programme and of officials are what a plain count gives, and every number leads to its list."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests import databases
from tests.factories.accounts import make_admin, make_official, make_programme_staff
from tests.outcomes import slow
from tests.outcomes.numbers import numbers_on
from tests.outcomes.world import COHORTS, FIELDS, REGIONS, TODAY, World, make_world
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.i18n import show_money
from tracker.outcomes import kept
from tracker.outcomes.asked import Asked
from tracker.permissions import Permission, can
from tracker.projects import figures
from tracker.projects.models import Partnership
from tracker.projects.queries import inside_visible_to, lies_in
from tracker.projects.terms import ContinuationDecision, PartnershipState, SectorMix, Stage
from tracker.resources.sums import sums_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.page import Page
    from tracker.accounts.models import User
    from tracker.resources.sums import ResourceSums


class Counted:
    """The random partnerships, and somebody who looks at their figures."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app, self.session = app, session
        self.world: World = make_world(session)
        self.staff = make_programme_staff(session)
        self.admin = make_admin(session)
        self.official = make_official(session, *REGIONS[:2])
        session.commit()

    def seen_by(self, user: User) -> list[Partnership]:
        """The partnerships whose inside somebody sees, asked one by one."""
        return [each for each in self.world.partnerships if can(user, Permission.PARTNERSHIP_INSIDE, each)]

    def of_the_region(self) -> list[Partnership]:
        return [
            each for each in slow.active(self.seen_by(self.official)) if each.region_codes & set(REGIONS[:2])
        ]

    def commitments_of(self, partnerships: list[Partnership]) -> list[Any]:
        return [each for each in self.world.commitments if each.partnership in partnerships]


@pytest.fixture(scope="module")
def counted(app: Flask) -> Iterator[Counted]:
    with databases.rolled_back(app) as session:
        yield Counted(app, session)


def as_words(sums: ResourceSums) -> dict[str, Any]:
    """The sums of the application under the names of the slow ones, empty ones left out."""
    named = {
        f"{name} {kind}": totals
        for name, side in (("promised", sums.promised), ("delivered", sums.delivered))
        for kind, totals in (("cash", side.cash), ("in kind", side.in_kind))
        if totals
    }
    return {
        **named,
        "promised unvalued": sums.promised.unvalued,
        "delivered unvalued": sums.delivered.unvalued,
    }


def without_empty(counts: dict[Any, int]) -> dict[Any, int]:
    return {value: number for value, number in counts.items() if number}


# --- the counts ------------------------------------------------------------------------------------------------------


def test_the_random_partnerships_are_of_many_kinds(counted: Counted) -> None:
    """Else the comparisons below would say little."""
    seen = counted.seen_by(counted.staff)

    assert 0 < len(seen) < len(counted.world.partnerships)
    assert set(slow.states(seen)) == set(PartnershipState)
    assert all(slow.mixes(seen).values())
    assert set(slow.sums(counted.commitments_of(seen))) >= {
        "promised cash",
        "promised in kind",
        "delivered cash",
        "delivered in kind",
    }


@pytest.mark.parametrize("who", ["staff", "admin"])
def test_the_figures_of_the_programme_are_what_a_plain_count_gives(counted: Counted, who: str) -> None:
    user = getattr(counted, who)
    seen = counted.seen_by(user)

    found = kept.programme_figures(Asked(counted.session, user, TODAY, {}))

    states = slow.states(seen)
    assert found.recorded == len(seen)
    assert (found.active, found.ended, found.archived) == tuple(
        states[state]
        for state in (PartnershipState.ACTIVE, PartnershipState.ENDED, PartnershipState.ARCHIVED)
    )
    assert without_empty(found.stages) == slow.counted(slow.active(seen), lambda each: [each.stage])
    assert {region.code: number for region, number in found.regions} == slow.counted(
        seen, lambda each: each.region_codes
    )
    assert {mix: found.mixes.of(mix) for mix in SectorMix} == slow.mixes(seen)
    assert found.cross_sector == slow.mixes(seen)[SectorMix.CROSS_SECTOR]
    assert without_empty(found.fields) == slow.counted(seen, lambda each: each.fields or [None])
    assert dict(found.cohorts) == slow.counted(seen, lambda each: [broker.cohort for broker in each.brokers])
    assert without_empty(found.decisions) == slow.counted(
        seen, lambda each: [made.decision for made in each.continuations]
    )
    assert as_words(found.resources) == slow.sums(counted.commitments_of(seen))


def test_a_partnership_that_went_on_twice_is_counted_once(counted: Counted) -> None:
    seen = counted.seen_by(counted.staff)
    going_on = {ContinuationDecision.CONTINUE, ContinuationDecision.EXPAND}

    found = kept.programme_figures(Asked(counted.session, counted.staff, TODAY, {}))

    assert found.continued == sum(
        bool(going_on & {made.decision for made in each.continuations}) for each in seen
    )


def test_the_figures_of_an_official_are_what_a_plain_count_gives(counted: Counted) -> None:
    seen = counted.of_the_region()
    official = counted.official
    scope = figures.active(figures.ids_of(inside_visible_to(official).where(lies_in(official.region_codes))))

    mixes = figures.sector_mixes(counted.session, scope, TODAY)

    assert seen
    assert mixes.total == len(seen)
    assert {mix: mixes.of(mix) for mix in SectorMix} == slow.mixes(seen)
    assert without_empty(figures.by_stage(counted.session, scope)) == slow.counted(
        seen, lambda each: [each.stage]
    )
    assert as_words(sums_of(counted.session, scope)) == slow.sums(counted.commitments_of(seen))


@pytest.mark.parametrize("region", REGIONS)
def test_the_figures_of_one_region_are_what_a_plain_count_gives(counted: Counted, region: str) -> None:
    seen = [each for each in counted.seen_by(counted.staff) if region in each.region_codes]

    page = opened(counted, counted.staff, f"/programme?region={region}")

    assert numbers_on(page)[0][0] == len(seen)


@pytest.mark.parametrize("mix", SectorMix, ids=lambda mix: mix.code)
def test_the_share_of_every_mix_is_the_same_in_the_list_and_in_the_figures(
    counted: Counted, mix: SectorMix
) -> None:
    expected = slow.mixes(counted.seen_by(counted.staff))[mix]

    assert total_of(counted, counted.staff, f"/partnerships?state=any&mix={mix.code}") == expected


# --- the pages -------------------------------------------------------------------------------------------------------


def opened(counted: Counted, user: User, address: str) -> Page:
    return Visitor(counted.app, counted.session, user=user).visit(address)


def total_of(counted: Counted, user: User, address: str) -> int:
    """How many partnerships a list names."""
    html = Visitor(counted.app, counted.session, user=user).open(address).get_data(as_text=True)
    total = re.search(r"\b(\d+) partnerships?\b", html)
    assert total, f"{address} names no total"
    return int(total[1])


@pytest.mark.parametrize(
    "address",
    [
        "/programme",
        f"/programme?region={REGIONS[0]}",
        f"/programme?field={FIELDS[0].code}",
        f"/programme?cohort={COHORTS[0]}",
        f"/programme?region={REGIONS[1]}&field={FIELDS[1].code}&cohort={COHORTS[1]}",
    ],
)
def test_every_number_of_the_programme_leads_to_the_list_that_it_counts(
    counted: Counted, address: str
) -> None:
    shown = numbers_on(opened(counted, counted.staff, address))

    assert len(shown) > 12, "cards and bars were found"
    listed = [(total_of(counted, counted.staff, link), link) for _number, link in shown]
    assert [each for each in zip(shown, listed, strict=True) if each[0] != each[1]] == []


def test_every_number_of_an_official_leads_to_the_list_that_it_counts(counted: Counted) -> None:
    shown = numbers_on(opened(counted, counted.official, "/region"))

    assert len(shown) > 10
    listed = [(total_of(counted, counted.official, link), link) for _number, link in shown]
    assert [each for each in zip(shown, listed, strict=True) if each[0] != each[1]] == []


def test_the_programme_shows_each_sum_as_money(counted: Counted) -> None:
    page = opened(counted, counted.staff, "/programme")
    sums = slow.sums(counted.commitments_of(counted.seen_by(counted.staff)))

    with counted.app.test_request_context(headers={"Accept-Language": "en"}):
        amounts = [
            show_money(money) for name, totals in sums.items() if "unvalued" not in name for money in totals
        ]
    assert amounts
    assert [
        amount for amount in amounts if amount.replace("\xa0", " ") not in page.text.replace("\xa0", " ")
    ] == []


# --- definitions -----------------------------------------------------------------------------------------------------


def test_today_is_the_day_of_the_clock() -> None:
    assert utc_now().date() == TODAY or (utc_now().date() - TODAY).days == 1, (
        "the tests began before midnight"
    )


def test_partners_of_an_ended_partnership_are_those_of_its_last_day(counted: Counted) -> None:
    """The SQL of the figures and the property of the model agree, record by record."""
    for each in counted.world.partnerships:
        scope = select(Partnership.id).where(Partnership.id == each.id)
        assert set(figures.sector_mixes(counted.session, scope, TODAY).counts) == {
            frozenset(each.sectors_on(TODAY))
        }


def test_all_stages_are_shown_the_empty_ones_too(counted: Counted) -> None:
    page = opened(counted, counted.staff, "/programme")

    with counted.app.test_request_context(headers={"Accept-Language": "en"}):
        names = [f"{stage.number}. {stage}" for stage in Stage]
    assert [name for name in names if name not in page] == []
