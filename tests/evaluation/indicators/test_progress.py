"""The share of the way from baseline to target: a table of cases, and properties that hold for all numbers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.evaluation.indicators.progress import Progress, progress, rounded
from tracker.evaluation.indicators.terms import Direction, ProgressState

HIGHER, LOWER = Direction.HIGHER, Direction.LOWER
S = ProgressState
numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
directions = st.sampled_from(Direction)


def of(
    baseline: str | None, target: str | None, value: str | None, direction: Direction = HIGHER
) -> tuple[ProgressState, int | None]:
    """The state and the per cent of a case."""
    found = progress(
        baseline=None if baseline is None else Decimal(baseline),
        target=None if target is None else Decimal(target),
        value=None if value is None else Decimal(value),
        direction=direction,
    )
    return found.state, found.percent


@pytest.mark.parametrize(
    ("baseline", "target", "value", "direction", "expected"),
    [
        ("0", "12", "9", HIGHER, (S.ON_THE_WAY, 75)),
        ("0", "12", "12", HIGHER, (S.REACHED, 100)),
        ("0", "12", "16", HIGHER, (S.REACHED, 133)),
        ("22", "12", "15", LOWER, (S.ON_THE_WAY, 70)),
        ("22", "12", "11", LOWER, (S.REACHED, 110)),
        ("-5", "5", "0", HIGHER, (S.ON_THE_WAY, 50)),
        # nothing is made up
        ("0", "12", None, HIGHER, (S.NOT_MEASURED, None)),
        (None, None, None, HIGHER, (S.NOT_MEASURED, None)),
        ("0", None, "9", HIGHER, (S.NO_TARGET, None)),
        (None, "12", "9", HIGHER, (S.NOT_REACHED, None)),
        (None, "12", "12", HIGHER, (S.REACHED, None)),
        (None, "12", "13", LOWER, (S.NOT_REACHED, None)),
        # where one stands, and the wrong way
        ("20", "60", "20", HIGHER, (S.NO_CHANGE, 0)),
        ("20", "60", "10", HIGHER, (S.WRONG_WAY, -25)),
        ("27", "15", "29", LOWER, (S.WRONG_WAY, -16)),
        # a target that equals the baseline, or lies on its worse side
        ("80", "80", "80", HIGHER, (S.REACHED, None)),
        ("80", "80", "79.9", HIGHER, (S.NOT_REACHED, None)),
        ("100", "80", "85", HIGHER, (S.REACHED, None)),
        ("100", "80", "75", HIGHER, (S.NOT_REACHED, None)),
        ("5", "8", "7", LOWER, (S.REACHED, None)),
        # rounding claims no more than is true
        ("0", "1000", "999.999", HIGHER, (S.ON_THE_WAY, 99)),
        ("0", "1000", "0.001", HIGHER, (S.ON_THE_WAY, 1)),
        ("0", "1000", "-0.001", HIGHER, (S.WRONG_WAY, -1)),
    ],
)
def test_progress_by_cases(
    baseline: str | None,
    target: str | None,
    value: str | None,
    direction: Direction,
    expected: tuple[ProgressState, int | None],
) -> None:
    assert of(baseline, target, value, direction) == expected


def test_progress_is_exact() -> None:
    found = progress(baseline=Decimal("0.1"), target=Decimal("0.4"), value=Decimal("0.2"), direction=HIGHER)

    assert found.share == Fraction(1, 3)


@given(baseline=numbers, target=numbers, value=numbers)
def test_less_is_better_mirrors_more_is_better(baseline: Decimal, target: Decimal, value: Decimal) -> None:
    more = progress(baseline=baseline, target=target, value=value, direction=HIGHER)
    less = progress(baseline=-baseline, target=-target, value=-value, direction=LOWER)

    assert more == less


@given(baseline=numbers, target=numbers, value=numbers, direction=directions)
def test_a_target_is_reached_exactly_where_the_value_is_as_good(
    baseline: Decimal, target: Decimal, value: Decimal, direction: Direction
) -> None:
    found = progress(baseline=baseline, target=target, value=value, direction=direction)

    is_as_good = value >= target if direction is HIGHER else value <= target
    assert (found.state is S.REACHED) == is_as_good


@given(baseline=numbers, target=numbers, value=numbers, direction=directions)
def test_the_share_leads_back_to_the_value(
    baseline: Decimal, target: Decimal, value: Decimal, direction: Direction
) -> None:
    found = progress(baseline=baseline, target=target, value=value, direction=direction)
    assume(found.share is not None)

    assert found.share is not None
    assert Fraction(baseline) + found.share * (Fraction(target) - Fraction(baseline)) == Fraction(value)


@given(baseline=numbers, target=numbers, better=numbers, worse=numbers, direction=directions)
def test_what_is_better_never_has_the_smaller_share(
    baseline: Decimal, target: Decimal, better: Decimal, worse: Decimal, direction: Direction
) -> None:
    if (better - worse) * direction.sign < 0:
        better, worse = worse, better
    shares = [
        progress(baseline=baseline, target=target, value=value, direction=direction).share
        for value in (worse, better)
    ]
    assume(None not in shares)

    assert shares[0] <= shares[1]  # type: ignore[operator]  # neither is nothing


@given(
    baseline=st.none() | numbers,
    target=st.none() | numbers,
    value=st.none() | numbers,
    direction=directions,
)
def test_there_is_a_share_only_where_there_is_a_way_and_a_value(
    baseline: Decimal | None, target: Decimal | None, value: Decimal | None, direction: Direction
) -> None:
    found = progress(baseline=baseline, target=target, value=value, direction=direction)

    has_way = (
        None not in (baseline, target) and (target - baseline) * direction.sign > 0  # type: ignore[operator]  # both are there
    )
    assert (found.share is not None) == (has_way and value is not None)
    assert (found.percent is None) == (found.share is None)


@given(share=st.fractions(min_value=-50, max_value=50, max_denominator=10**6))
def test_rounding_says_0_and_100_only_where_they_are_true(share: Fraction) -> None:
    percent = rounded(share)

    assert (percent == 0) == (share == 0)
    assert (percent >= 100) == (share >= 1)
    assert (percent < 0) == (share < 0)
    assert abs(percent - share * 100) < 1


@given(share=st.fractions(min_value=-50, max_value=50, max_denominator=1000))
def test_a_bar_never_leaves_its_frame(share: Fraction) -> None:
    assert 0 <= Progress(S.ON_THE_WAY, share).drawn <= 100


def test_progress_is_said_in_words() -> None:
    def said(*case: str | None, direction: Direction = HIGHER) -> str:
        baseline, target, value = (None if each is None else Decimal(each) for each in case)
        return progress(baseline=baseline, target=target, value=value, direction=direction).sentence

    assert said("0", "12", "9") == "75% of the way to the target"
    assert said("0", "12", "16") == "Target reached: 133% of the way"
    assert said("0", "12", "12") == "Target reached"
    assert said("20", "60", "10").startswith("Going the wrong way: by 25%")
    assert said("0", "12", None) == "Not measured yet"
