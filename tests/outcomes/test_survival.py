"""Survival of partnerships: against a published example, a second library, and a plain slow count."""

from __future__ import annotations

import math
import warnings
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from tracker.outcomes import survival
from tracker.outcomes.survival import (
    Life,
    compare,
    curve_of,
    numbers_at_risk,
)

# Weeks of remission of leukaemia patients, E. J. Freireich and others, Blood 21 (1963), as the textbooks print them; "+" is censored.
TREATED = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"


def lives(text: str) -> list[Life]:
    return [Life(int(each.rstrip("+")), not each.endswith("+")) for each in text.split()]


some_lives = st.lists(st.builds(Life, days=st.integers(1, 60), ended=st.booleans()), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("weeks", "share", "at_risk"),
    [
        (6, 0.8571, 21),
        (7, 0.8067, 17),
        (10, 0.7529, 15),
        (13, 0.6902, 12),
        (16, 0.6275, 11),
        (22, 0.5378, 7),
        (23, 0.4482, 6),
    ],
)
def test_the_textbook_example_comes_out_as_printed(weeks: int, share: float, at_risk: int) -> None:
    step = curve_of(lives(TREATED)).at(weeks)
    assert step is not None
    assert step.days == weeks
    assert step.survival == pytest.approx(share, abs=5e-5)
    assert step.at_risk == at_risk


def test_medians_of_the_textbook_example() -> None:
    assert curve_of(lives(TREATED)).median == 23
    assert curve_of(lives(PLACEBO)).median == 8


def test_the_log_rank_test_of_the_textbook_example() -> None:
    found = compare({"6-MP": lives(TREATED), "placebo": lives(PLACEBO)})
    assert found is not None
    assert found.statistic == pytest.approx(16.79, abs=0.01)
    assert found.observed == {"6-MP": 9, "placebo": 21}
    assert found.expected["6-MP"] == pytest.approx(19.25, abs=0.01)
    assert found.is_more_than_chance
    assert found.ends_sooner() == "placebo"


def test_who_still_runs_is_no_end() -> None:
    curve = curve_of([Life(400, ended=False)] * 5)
    assert curve.steps == ()
    assert curve.survival_at(300) == 1
    assert curve.median is None


def test_beyond_the_longest_watch_nothing_is_said() -> None:
    assert curve_of([Life(100, ended=False), Life(50, ended=True)]).survival_at(101) is None


def test_who_is_written_down_late_is_not_at_risk_before() -> None:
    late = [Life(300, ended=False, seen_from=200)]
    curve = curve_of([Life(100, ended=True), Life(300, ended=False), *late])
    assert curve.steps[0].at_risk == 2
    assert numbers_at_risk([Life(100, ended=True), *late], [0, 50, 250]) == [2, 1, 1]


@given(some_lives)
def test_the_curve_is_that_of_a_second_library(given_lives: list[Life]) -> None:
    assume(any(life.ended for life in given_lives))
    ended = [life.days for life in given_lives if life.ended]
    running = [life.days for life in given_lives if not life.ended]
    theirs = stats.ecdf(stats.CensoredData(ended, right=running)).sf
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # where all have ended there is no interval
        limits = theirs.confidence_interval(0.95, method="log-log")
    for step in curve_of(given_lives).steps:
        place = list(theirs.quantiles).index(step.days)
        assert step.survival == pytest.approx(theirs.probabilities[place], abs=1e-9)
        low, high = limits.low.probabilities[place], limits.high.probabilities[place]
        if not (math.isnan(low) or math.isnan(high)):
            assert (step.low, step.high) == (pytest.approx(low, abs=1e-6), pytest.approx(high, abs=1e-6))


@given(some_lives, some_lives)
def test_the_log_rank_test_is_that_of_a_second_library(one: list[Life], other: list[Life]) -> None:
    assume(any(life.ended for life in one) and any(life.ended for life in other))
    found = compare({"one": one, "other": other})
    assert found is not None
    assume(found.statistic > 0)  # the other one divides by what is nothing here
    theirs = stats.logrank(
        *(
            stats.CensoredData(
                [life.days for life in group if life.ended],
                right=[life.days for life in group if not life.ended],
            )
            for group in (one, other)
        )
    )
    assert found.statistic == pytest.approx(theirs.statistic**2, abs=1e-6)
    assert found.p == pytest.approx(theirs.pvalue, abs=1e-6)


@given(some_lives)
def test_the_curve_is_what_a_plain_count_gives(given_lives: list[Life]) -> None:
    alive = 1.0
    for day in range(1, 61):
        at_risk = sum(life.days >= day for life in given_lives)
        ended = sum(life.days == day and life.ended for life in given_lives)
        if ended:
            alive *= 1 - ended / at_risk
        step = curve_of(given_lives).at(day)
        assert (1.0 if step is None else step.survival) == pytest.approx(alive)


@given(some_lives)
def test_the_curve_never_rises_and_lies_inside_its_band(given_lives: list[Life]) -> None:
    steps = curve_of(given_lives).steps
    assert all(after.survival <= before.survival for before, after in pairwise(steps))
    assert all(0 <= step.low <= step.survival <= step.high <= 1 for step in steps)


@given(st.integers(1, 6), st.floats(0.01, 40))
def test_the_tail_of_chi_squared_is_that_of_a_second_library(freedom: int, value: float) -> None:
    assert survival._chi_squared_above(value, freedom) == pytest.approx(
        stats.chi2.sf(value, freedom), abs=1e-9
    )
