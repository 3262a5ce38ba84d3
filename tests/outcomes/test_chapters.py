"""Every figure of every chapter is what a slow, plain, independent count gives, and every number leads to its list."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from tests.outcomes import slow
from tests.outcomes.counted import Counted, column, few, figure, narrowing, number, tally
from tests.outcomes.world import COHORTS, TODAY
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.terms import Benefit
from tracker.outcomes import telling
from tracker.outcomes.lives import lives_of
from tracker.outcomes.terms import Chapter, Grouping
from tracker.partners.terms import Sector
from tracker.people.models import Alumnus
from tracker.projects.models import Partnership
from tracker.projects.terms import ContinuationDecision, Stage
from tracker.resources.models import Commitment
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


# --- alumni and stages -----------------------------------------------------------------------------------------------


def alumni(counted: Counted, partnerships: Iterable[Partnership]) -> set[Alumnus]:
    """Those of the programme's list who are brokers of these partnerships today."""
    brokers = {broker.id for each in partnerships for broker in each.brokers}
    return {each for each in counted.alumni if each.user_id in brokers}


@few
@given(chosen=narrowing)
def test_alumni_are_those_who_are_brokers_today(counted: Counted, chosen: dict[str, str]) -> None:
    seen = counted.seen(chosen)
    cohorts = [chosen["cohort"]] if "cohort" in chosen else [*COHORTS, "Only on paper"]
    told = telling.told(Chapter.ALUMNI, counted.asked(chosen))
    found, own, people = (
        told.by_code(code) for code in ("alumni-by-cohort", "alumni-by-own-sector", "alumni-people")
    )
    assert found is not None
    assert own is not None
    assert people is not None

    def named(everybody: Iterable[Alumnus]) -> dict[str, int]:
        names = [counted.cohort_of(each) for each in everybody]
        return tally(name or "none" for name in names if name in cohorts)

    started = alumni(counted, seen)
    assert column(found, 0) == named(started)
    assert column(found, 1) == named(counted.alumni)
    leading = tally(
        cohort for each in seen for cohort in {broker.cohort for broker in each.brokers} & {*cohorts} - {""}
    )
    assert {key: value for key, value in column(found, 3).items() if key != "none"} == leading
    assert column(own, 0) == tally(each.sector.code if each.sector else "none" for each in started)
    assert column(own, 1) == tally(
        each.sector.code if each.sector else "none"
        for each in counted.alumni
        if chosen.get("cohort") in {None, counted.cohort_of(each)}
    )
    assert column(people, 1) == {
        str(each.id): sum(each.user_id in {broker.id for broker in one.brokers} for one in seen)
        for each in started
    }


@few
@given(chosen=narrowing)
def test_alumni_and_partnerships_are_counted_by_region_field_and_sector(
    counted: Counted, chosen: dict[str, str]
) -> None:
    seen = counted.seen(chosen)
    parts: dict[str, Callable[[Partnership], Iterable[Any]]] = {
        "alumni-by-region": lambda each: each.region_codes,
        "alumni-by-field": lambda each: set(each.fields),
        "alumni-by-sector": lambda each: each.sectors_on(TODAY),
    }
    for code, parts_of in parts.items():
        found = figure(counted, Chapter.ALUMNI, code, chosen)
        keys = {key for each in seen for key in parts_of(each)}
        assert column(found, 1) == tally(key for each in seen for key in parts_of(each))
        leaders = {
            getattr(key, "code", key): len(alumni(counted, (e for e in seen if key in parts_of(e))))
            for key in keys
        }
        assert column(found, 0) == {key: value for key, value in leaders.items() if value}
        assert number(found) == len(alumni(counted, seen))


@few
@given(chosen=narrowing)
def test_the_way_through_the_stages(counted: Counted, chosen: dict[str, str]) -> None:
    seen = counted.seen(chosen)
    reached = figure(counted, Chapter.FUNNEL, "reached", chosen)
    stays = figure(counted, Chapter.FUNNEL, "stays", chosen)

    assert column(reached, 0) == tally(
        stage for each in seen for stage in {visit.stage for visit in each.visits}
    )
    assert column(reached, 2) == tally(each.stage for each in seen if each.is_active)
    assert number(stays) == sum(len(each.visits) for each in seen)
    for row in stays.rows:
        visits = [visit for each in seen for visit in each.visits if visit.stage.code == row.key]
        completed = sorted(visit.days(TODAY) for visit in visits if visit.left_on is not None)
        running = sorted(visit.days(TODAY) for visit in visits if visit.left_on is None)
        assert [cell.value for cell in row.cells] == [
            len(completed),
            *(ranked(completed, share) for share in (0.25, 0.5, 0.75)),
            len(running),
            ranked(running, 0.5),
        ]


def ranked(lengths: list[int], share: float) -> int | None:
    return lengths[math.ceil(share * len(lengths)) - 1] if lengths else None


# --- lives -----------------------------------------------------------------------------------------------------------


@few
@given(chosen=narrowing, by=st.sampled_from(list(Grouping)))
def test_the_lives_of_partnerships_are_read_from_their_records(
    counted: Counted, chosen: dict[str, str], by: Grouping
) -> None:
    groups: dict[Grouping, Callable[[Partnership], Iterable[Any]]] = {
        Grouping.NOTHING: lambda _each: [""],
        Grouping.COHORT: lambda each: {broker.cohort for broker in each.brokers} - {""},
        Grouping.REGION: lambda each: each.region_codes,
        Grouping.MECHANISM: lambda each: mechanism_of(counted, each),
        Grouping.SECTORS: lambda each: (
            ["cross_sector" if len(each.sectors_on(TODAY)) > 1 else "one_sector"]
            if each.sectors_on(TODAY)
            else []
        ),
    }
    expected: dict[Any, Counter[Any]] = {}
    for each in counted.seen(chosen):
        for key in groups[by](each):
            expected.setdefault(key, Counter())[life(each)] += 1

    found = lives_of(counted.asked(chosen), by)

    assert found.keys() == expected.keys()
    for key, lives in expected.items():
        gathered = found[key]
        counted_lives = {life: number for life, number in lives.items() if isinstance(life, tuple)}
        assert gathered.partnerships == sum(lives.values())
        assert gathered.wrong_order == lives["wrong order"]
        assert gathered.ended_before_recorded == lives["ended before recorded"]
        assert gathered.group.left == summed(counted_lives, lambda days, _ended, _seen: days)
        assert gathered.group.entered == summed(counted_lives, lambda _days, _ended, seen: seen)
        assert gathered.group.ended == summed(
            {life: number for life, number in counted_lives.items() if life[1]}, lambda days, _e, _s: days
        )


def summed(lives: dict[Any, int], key: Callable[[int, bool, int], int]) -> Counter[int]:
    found: Counter[int] = Counter()
    for each, times in lives.items():
        found[key(*each)] += times
    return found


def mechanism_of(counted: Counted, each: Partnership) -> list[Any]:
    mechanism = counted.mechanisms.get(each.id)
    return [mechanism.decided_type] if mechanism is not None and mechanism.decided_type else []


def life(each: Partnership) -> Any:
    """One life as the documentation says it: days, whether it ended, from which day on it was watched."""
    recorded = each.created_at.date()
    start = each.started_on or recorded
    last = each.ended_on or each.alive_on
    if last < start:
        return "wrong order"
    days = max((last - start).days, 1)
    watched_from = max((recorded - start).days, 0)
    if days <= watched_from:
        if each.ended_on:
            return "ended before recorded"
        watched_from = days - 1
    return days, each.ended_on is not None, watched_from


# --- resources, benefits, decisions, mechanisms -----------------------------------------------------------------------


@few
@given(chosen=narrowing)
def test_resources_by_kind_giver_and_currency(counted: Counted, chosen: dict[str, str]) -> None:
    ids = {each.id for each in counted.seen(chosen)}
    promised = [c for c in counted.commitments if c.partnership_id in ids and c.state.code in slow.PROMISED]
    arrived = [c for c in counted.commitments if c.partnership_id in ids and c.current_deliveries]
    told = telling.told(Chapter.RESOURCES, counted.asked(chosen))
    kinds, givers = told.by_code("by-kind"), told.by_code("by-giver")
    assert kinds is not None
    assert givers is not None

    assert column(kinds, 0) == tally(kind for kind, _id in {(c.kind, c.partnership_id) for c in promised})
    assert column(kinds, 1) == tally(c.kind for c in promised)
    assert column(kinds, 3) == tally(c.kind for c in promised if c.value_amount is None)
    assert column(kinds, 4) == tally(kind for kind, _id in {(c.kind, c.partnership_id) for c in arrived})
    if givers.rows:
        assert column(givers, 0) == tally(s for s, _id in {(giver(c), c.partnership_id) for c in promised})
        assert column(givers, 1) == tally(s for s, _id in {(giver(c), c.partnership_id) for c in arrived})
        assert column(givers, 2) == tally(giver(c) for c in promised)
        assert column(givers, 3) == tally(giver(c) for c in arrived)
    sums = slow_sums(promised, arrived)
    shown = {
        (money, currency, row.key, side): row.cells[side].value
        for found in told.figures
        for money, currency in [found.code.split("-")[:2]]
        if money in {"money", "other"}
        for row in found.rows
        for side in (0, 1)
        if row.cells[side].value
    }
    assert shown == sums


def giver(commitment: Commitment) -> Sector:
    return commitment.participation.organisation.sector


def slow_sums(promised: list[Commitment], arrived: list[Commitment]) -> dict[Any, Any]:
    sums: dict[Any, Any] = defaultdict(int)
    for side, commitments in ((0, promised), (1, arrived)):
        for each in commitments:
            values = [each.value_amount] if side == 0 else [d.value_amount for d in each.current_deliveries]
            what = "money" if each.kind is ResourceKind.MONEY else "other"
            for value in values:
                if value is not None:
                    sums[what, each.currency.lower(), giver(each).code, side] += value
    return {key: value for key, value in sums.items() if value}


@few
@given(chosen=narrowing)
def test_benefits_by_sector_and_benefit(counted: Counted, chosen: dict[str, str]) -> None:
    ids = {each.id for each in counted.seen(chosen)}
    said = [
        cell
        for cell in counted.cells
        if cell.achieved is not None and cell.participation.partnership_id in ids
    ]
    clear = [cell for cell in said if cell.achieved is not None and cell.achieved >= 2]
    told = telling.told(Chapter.BENEFITS, counted.asked(chosen))
    by_sector, by_benefit = told.by_code("gains-by-sector"), told.by_code("gains-by-benefit")
    assert by_sector is not None
    assert by_benefit is not None

    def sectors(cells: list[BenefitCell], key: Callable[[BenefitCell], int]) -> dict[str, int]:
        pairs = {(cell.participation.organisation.sector, key(cell)) for cell in cells}
        return tally(sector for sector, _key in pairs)

    assert column(by_sector, 0) == sectors(clear, lambda cell: cell.participation_id)
    assert column(by_sector, 1) == sectors(said, lambda cell: cell.participation_id)
    assert column(by_sector, 3) == sectors(clear, lambda cell: cell.participation.partnership_id)
    assert column(by_benefit, 0) == tally(
        benefit for benefit, _id in {(cell.benefit, cell.participation.partnership_id) for cell in clear}
    )
    for place, sector in enumerate(Sector, start=1):
        mine = [cell.benefit for cell in clear if cell.participation.organisation.sector is sector]
        assert column(by_benefit, place) == tally(mine)


@few
@given(chosen=narrowing)
def test_decisions_and_rounds(counted: Counted, chosen: dict[str, str]) -> None:
    seen = counted.seen(chosen)
    told = telling.told(Chapter.CONTINUATION, counted.asked(chosen))
    decided, rounds, reasons = (told.by_code(code) for code in ("decisions", "rounds", "reasons"))
    assert decided is not None
    assert rounds is not None
    assert reasons is not None

    def took(*decisions: ContinuationDecision) -> int:
        return sum(any(made.decision in decisions for made in each.continuations) for each in seen)

    expand, go_on, end = ContinuationDecision.EXPAND, ContinuationDecision.CONTINUE, ContinuationDecision.END
    expected = {"went-on": took(go_on, expand), "expanded": took(expand), "ended": took(end)}
    assert column(decided, 0) == {key: value for key, value in expected.items() if value}
    assert number(decided) == took(*ContinuationDecision)
    assert sum(column(rounds, 0).values()) == len(seen)
    assert number(reasons) == sum(len(each.continuations) for each in seen)
    assert len(reasons.rows) == min(40, number(reasons))


@few
@given(chosen=narrowing)
def test_mechanisms_and_how_many_can_be_repeated(counted: Counted, chosen: dict[str, str]) -> None:
    seen = counted.seen(chosen)
    found = [counted.mechanisms[each.id] for each in seen if each.id in counted.mechanisms]
    told = telling.told(Chapter.MECHANISMS, counted.asked(chosen))
    types, repeatable = told.by_code("types"), told.by_code("repeatable")
    assert types is not None
    assert repeatable is not None

    decided = tally(each.decided_type for each in found if each.decided_type)
    shown = column(types, 0)
    assert {key: value for key, value in shown.items() if key in decided} == decided
    assert sum(shown.values()) == len(seen)
    answers = [
        {entry.part.code: entry.answer.code for entry in each.passport if entry.answer} for each in found
    ]
    expected = {
        "begun": sum(bool(each) for each in answers),
        "repeatable": sum(each.get("repeatable") == "yes" for each in answers),
        "whole": sum(list(each.values()) == ["yes"] * 7 for each in answers),
        "published": sum(each.published_at is not None for each in found),
        "repeated": sum(
            any(other.started_from_id == each.id for other in counted.mechanisms.values()) for each in found
        ),
    }
    assert column(repeatable, 0) == {key: value for key, value in expected.items() if value}


def test_the_random_partnerships_have_all_that_is_counted(counted: Counted) -> None:
    """Else the comparisons above would say little."""
    seen = counted.seen({})
    assert {life(each) for each in seen} >= {"ended before recorded"}
    assert {visit.stage for each in seen for visit in each.visits} == set(Stage)
    assert {cell.benefit for cell in counted.cells} == set(Benefit)
    assert {each.published_at is None for each in counted.mechanisms.values()} == {True, False}
