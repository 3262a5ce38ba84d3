"""The picture of an indicator: places in per cent, a round scale, baseline and target in view."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.evaluation.indicators.drawing import draw, ticks_for

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 1, 1))


def test_days_and_values_become_places() -> None:
    picture = draw(
        [(MONDAY + 5 * DAY, Decimal(4)), (MONDAY + 10 * DAY, Decimal(8))],
        baseline=Decimal(0),
        baseline_on=MONDAY,
        target=Decimal(10),
        target_on=MONDAY + 20 * DAY,
    )

    assert [(point.x, point.y, point.is_baseline) for point in picture.points] == [
        (0.0, 100.0, True),
        (25.0, 60.0, False),
        (50.0, 20.0, False),
    ]
    assert (picture.baseline_y, picture.target_y) == (100.0, 0.0)
    assert [str(tick.value) for tick in picture.ticks] == ["10.0", "7.5", "5.0", "2.5", "0.0"]
    assert len(picture.pieces) == 2


@pytest.mark.parametrize(
    ("smallest", "largest", "expected"),
    [
        ("0", "16", ("5", "0", "20")),
        ("12", "22", ("2.5", "10", "22.5")),
        ("31", "70", ("20", "0", "80")),
        ("-3", "5", ("2", "-4", "6")),
        ("7", "7", ("2", "6", "8")),
        ("0", "0", ("0.25", "0", "0.25")),
        ("0.001", "0.004", ("0.001", "0", "0.004")),
    ],
)
def test_the_scale_is_round(smallest: str, largest: str, expected: tuple[str, str, str]) -> None:
    assert ticks_for(Decimal(smallest), Decimal(largest)) == tuple(map(Decimal, expected))


@given(values=st.lists(st.tuples(days, numbers), min_size=1, max_size=9), target=st.none() | numbers)
def test_everything_is_inside_of_the_picture(
    values: list[tuple[date, Decimal]], target: Decimal | None
) -> None:
    picture = draw(values, target=target, target_on=MONDAY)

    places = [place for point in picture.points for place in (point.x, point.y)]
    places += [tick.y for tick in picture.ticks]
    if picture.target_y is not None:
        places.append(picture.target_y)
    assert all(0 <= place <= 100 for place in places)
    assert [point.x for point in picture.points] == sorted(point.x for point in picture.points)
    assert 2 <= len(picture.ticks) <= 7
    assert picture.ticks[0].y == 0
    assert picture.ticks[-1].y == 100


def test_one_value_stands_in_the_middle() -> None:
    picture = draw([(MONDAY, Decimal(5))])

    assert [point.x for point in picture.points] == [50.0]
    assert picture.pieces == []
    assert picture.way is None


def test_a_baseline_without_a_day_is_a_line_and_no_place() -> None:
    picture = draw([(MONDAY, Decimal(5))], baseline=Decimal(1))

    assert picture.baseline_y is not None
    assert [point.is_baseline for point in picture.points] == [False]
