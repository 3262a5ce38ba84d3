"""The measure of agreement: published examples, documented properties, and a slow plain count beside it."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.evaluation.experts.agreement import Agreement, ac2, agreement_of, ordinal
from tracker.evaluation.experts.terms import Accord, Strength

HANDBOOK = [
    (1, 1, None, 1),
    (2, 2, 3, 2),
    (3, 3, 3, 3),
    (3, 3, 3, 3),
    (2, 2, 2, 2),
    (1, 2, 3, 4),
    (4, 4, 4, 4),
    (1, 1, 2, 1),
    (2, 2, 2, 2),
    (None, 5, 5, 5),
    (None, None, 1, 1),
    (None, None, 3, None),
]
"""Four raters and twelve subjects on a scale of five: K. L. Gwet, Handbook of Inter-Rater Reliability, 4th ed. 2014, p. 120."""
EXAMPLE = [[mark - 1 for mark in row if mark is not None] for row in HANDBOOK]

MARKS = st.lists(st.integers(0, 4), max_size=5)
JUDGED = st.lists(MARKS, max_size=8).filter(lambda rows: any(len(row) > 1 for row in rows))


def identity(one: int, other: int, _points: int) -> Fraction:
    return Fraction(int(one == other))


def linear(one: int, other: int, points: int) -> Fraction:
    return 1 - Fraction(abs(one - other), points - 1)


def quadratic(one: int, other: int, points: int) -> Fraction:
    return 1 - Fraction(abs(one - other), points - 1) ** 2


def value_of(rows: list[list[int]]) -> Fraction:
    agreement = agreement_of(rows)
    assert agreement is not None
    return agreement.value


# --- published ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weight", "published"),
    [(identity, 0.77544), (linear, 0.859), (ordinal, 0.899), (quadratic, 0.914)],
    ids=["AC1", "linear", "ordinal", "quadratic"],
)
def test_the_published_example_comes_out_as_published(weight: object, published: float) -> None:
    """The figures that the author's own program (irrCAC 1.0 for R) gives for the example of the handbook."""
    digits = 5 if weight is identity else 3

    assert round(float(ac2(EXAMPLE, weight=weight)), digits) == published  # type: ignore[arg-type]


def test_weights_of_the_published_scale() -> None:
    assert [ordinal(0, other, 5) for other in range(5)] == [
        1,
        Fraction(9, 10),
        Fraction(7, 10),
        Fraction(4, 10),
        0,
    ]
    assert [ordinal(0, other, 3) for other in range(3)] == [1, Fraction(2, 3), 0]


# --- properties ---------------------------------------------------------------------------------------------------------


def slowly(rows: list[list[int]]) -> Fraction:
    """The same by looking at every ordered pair of marks, one after another."""
    by_criterion = []
    for row in rows:
        pairs = [ordinal(one, other, 5) for one, other in permutations(row, 2)]
        if pairs:
            by_criterion.append(sum(pairs, Fraction(0)) / len(pairs))
    seen = sum(by_criterion, Fraction(0)) / len(by_criterion)
    judged = [row for row in rows if row]
    chance = Fraction(0)
    for one in range(5):
        share = sum((Fraction(row.count(one), len(row)) for row in judged), Fraction(0)) / len(judged)
        chance += share * (1 - share)
    weights = sum((ordinal(one, other, 5) for one in range(5) for other in range(5)), Fraction(0))
    chance *= weights / 20
    return (seen - chance) / (1 - chance)


@given(JUDGED)
def test_it_equals_a_slow_plain_count(rows: list[list[int]]) -> None:
    assert value_of(rows) == slowly(rows)


@given(JUDGED, st.randoms())
def test_neither_the_order_of_experts_nor_of_criteria_counts(rows: list[list[int]], random: object) -> None:
    shuffled = [sorted(row, key=lambda _mark: random.random()) for row in rows]  # type: ignore[attr-defined]
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert value_of(shuffled) == value_of(rows)


@given(JUDGED)
def test_turning_the_scale_round_changes_nothing(rows: list[list[int]]) -> None:
    assert value_of([[4 - mark for mark in row] for row in rows]) == value_of(rows)


@given(JUDGED)
def test_it_is_one_exactly_when_all_agree(rows: list[list[int]]) -> None:
    value = value_of(rows)

    assert value <= 1
    assert (value == 1) == all(len(set(row)) <= 1 for row in rows)


@given(st.integers(1, 8))
def test_experts_who_are_poles_apart_are_below_chance(criteria: int) -> None:
    assert value_of([[0, 4]] * criteria) < 0


@given(JUDGED)
def test_what_nobody_judged_changes_nothing(rows: list[list[int]]) -> None:
    assert value_of([*rows, []]) == value_of(rows)


def test_experts_who_all_find_it_good_agree_though_their_marks_vary_little() -> None:
    """The reason for this measure: others fall to 0 here."""
    value = value_of([[4, 4], [4, 4], [4, 3], [4, 4], [3, 4], [4, 4]])

    assert value > Fraction(9, 10)


# --- words --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [[], [[]], [[3]], [[3], [1], []]], ids=str)
def test_with_one_mark_by_each_criterion_there_is_no_agreement_to_measure(rows: list[list[int]]) -> None:
    assert agreement_of(rows) is None


def test_it_says_on_how_much_it_rests() -> None:
    agreement = agreement_of([[3, 2], [4], [], [1, 1, 2]])

    assert agreement is not None
    assert (agreement.experts, agreement.criteria, agreement.marks) == (3, 2, 6)


@pytest.mark.parametrize(
    ("rows", "is_weak"),
    [
        ([[3, 2]] * 6, True),
        ([[3, 2, 2]] * 5, True),
        ([[3, 2, 2]] * 6, False),
        ([[3, 2, 2]] * 5 + [[3]], True),
    ],
    ids=["two experts", "few criteria", "enough", "one criterion without a second mark"],
)
def test_two_experts_or_few_criteria_make_a_weak_figure(rows: list[list[int]], is_weak: bool) -> None:
    agreement = agreement_of(rows)

    assert agreement is not None
    assert agreement.is_weak is is_weak


@pytest.mark.parametrize(
    ("value", "shown", "strength"),
    [
        (Fraction(1), "1.00", Strength.STRONG),
        (Fraction(795, 1000), "0.80", Strength.STRONG),
        (Fraction(7949, 10000), "0.79", Strength.GOOD),
        (Fraction(1, 2), "0.50", Strength.MODERATE),
        (Fraction(1, 4), "0.25", Strength.SLIGHT),
        (Fraction(0), "0.00", Strength.NONE),
        (Fraction(-1, 3), "-0.33", Strength.NONE),
    ],
)
def test_the_word_fits_the_figure_as_it_is_shown(value: Fraction, shown: str, strength: Strength) -> None:
    agreement = Agreement(value, experts=2, criteria=3, marks=6)

    assert (str(agreement.shown), agreement.strength) == (shown, strength)


@pytest.mark.parametrize(
    ("difference", "accord"),
    [
        (0, Accord.AGREE),
        (1, Accord.AGREE),
        (2, Accord.DIFFER),
        (3, Accord.DISAGREE),
        (4, Accord.DISAGREE),
    ],
)
def test_one_point_is_agreement_two_differ_three_disagree(difference: int, accord: Accord) -> None:
    assert Accord.of(difference) is accord
