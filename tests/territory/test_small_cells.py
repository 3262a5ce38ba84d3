"""Which numbers of other regions may be read: hidden ones cannot be worked out, whatever the numbers are."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tracker.territory.small_cells import SMALLEST, protected, spread_of

numbers = st.dictionaries(st.sampled_from([f"RU-{letter}" for letter in "ABCDEFGHIJ"]), st.integers(0, 12))
pairs = st.dictionaries(
    st.sampled_from([f"RU-{letter}" for letter in "ABCDEFGHIJ"]),
    st.integers(0, 12).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
)


@given(numbers)
def test_no_number_below_three_is_shown(column: dict[str, int]) -> None:
    assert all(number is None or number >= SMALLEST for number in protected(column).values())


@given(numbers)
def test_what_is_shown_is_true(column: dict[str, int]) -> None:
    assert all(number is None or number == column[code] for code, number in protected(column).items())


@given(numbers)
def test_a_hidden_number_cannot_be_found_by_subtraction(column: dict[str, int]) -> None:
    shown = protected(column)
    hidden = [column[code] for code, number in shown.items() if number is None]

    is_all = len(hidden) == len(column)
    assert not hidden or is_all or (len(hidden) >= 2 and sum(hidden) >= SMALLEST)


@given(pairs)
def test_neither_a_part_nor_what_it_leaves_over_tells_who_is_who(
    column: dict[str, tuple[int, int]],
) -> None:
    parts = {code: part for code, (part, _whole) in column.items()}
    wholes = {code: whole for code, (_part, whole) in column.items()}

    shown = protected(parts, wholes)

    for code, number in shown.items():
        assert number is None or (number >= SMALLEST and wholes[code] - number >= SMALLEST)
    hidden = [code for code, number in shown.items() if number is None]
    if hidden and len(hidden) < len(column):
        assert len(hidden) >= 2
        assert sum(parts[code] for code in hidden) >= SMALLEST
        assert sum(wholes[code] - parts[code] for code in hidden) >= SMALLEST


def test_one_small_number_takes_the_next_one_with_it() -> None:
    assert protected({"RU-A": 1, "RU-B": 5, "RU-C": 9}) == {"RU-A": None, "RU-B": None, "RU-C": 9}


def test_two_that_make_less_than_three_take_a_third_with_them() -> None:
    shown = protected({"RU-A": 1, "RU-B": 1, "RU-C": 4, "RU-D": 8})

    assert shown == {"RU-A": None, "RU-B": None, "RU-C": None, "RU-D": 8}


def test_all_of_a_region_is_as_telling_as_almost_none() -> None:
    shown = protected({"RU-A": 5, "RU-B": 4, "RU-C": 6}, {"RU-A": 5, "RU-B": 12, "RU-C": 12})

    assert shown["RU-A"] is None


def test_the_spread_says_fewer_than_three_instead_of_a_small_number() -> None:
    column = {"RU-A": 1, "RU-B": 2, "RU-C": 4, "RU-D": 6, "RU-E": 9}

    spread = spread_of(column, protected(column))

    assert spread is not None
    assert (spread.low, spread.middle, spread.high, spread.regions) == (None, Decimal(4), 9, 5)


def test_with_few_regions_nothing_is_said() -> None:
    column = {"RU-A": 8, "RU-B": 9}

    assert spread_of(column, protected(column)) is None


@given(numbers)
def test_the_spread_never_tells_a_hidden_number(column: dict[str, int]) -> None:
    shown = protected(column)
    spread = spread_of(column, shown)

    if spread is not None:
        known = {number for number in shown.values() if number is not None}
        assert spread.low is None or spread.low in known
        assert spread.high is None or spread.high in known
        assert spread.middle is None or spread.middle >= SMALLEST
