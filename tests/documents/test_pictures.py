"""Drawings for documents."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.documents.pictures import TALL, TOP, WIDTH, Bar, Point, bars, in_words, line

NUMBERS = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)


def elements(svg: str, name: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{{http://www.w3.org/2000/svg}}{name}"))  # noqa: S314  # our own drawing


def test_bars_are_as_long_as_their_values() -> None:
    svg = bars([Bar("Вес", 5, "5 т"), Bar("Школы", 10, "10"), Bar("Ничего", 0, "0")])

    lengths = [
        float(each.get("width", "")) for each in elements(svg, "rect") if "fill-opacity" not in each.attrib
    ]

    assert lengths == [WIDTH / 2, WIDTH]
    assert [each.text for each in elements(svg, "text")] == ["Вес: 5 т", "Школы: 10", "Ничего: 0"]


def test_a_long_label_takes_several_lines() -> None:
    svg = bars([Bar("Большая доля " * 12, 1, "1")])

    assert len(elements(svg, "text")) == 4
    assert all(len(each.text or "") <= 54 for each in elements(svg, "text"))


def test_words_in_a_drawing_are_words() -> None:
    svg = bars([Bar("<script>&", 1, '"1"')])

    assert [each.text for each in elements(svg, "text")] == ['<script>&: "1"']
    assert elements(svg, "script") == []


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=6), NUMBERS | st.none())
def test_a_line_stays_inside_its_frame(values: list[tuple[float, float]], target: float | None) -> None:
    svg = line([Point(place, value, "день", "1") for place, value in values], target=target)

    for circle in elements(svg, "circle"):
        assert 0 <= float(circle.get("cx", "")) <= WIDTH
        assert TOP <= float(circle.get("cy", "")) <= TOP + TALL


@pytest.mark.parametrize("values", [[], [Bar("Вес", 0, "0")]])
def test_nothing_to_draw_is_no_error(values: list[Bar]) -> None:
    assert bars(values).startswith("<svg ")


def test_the_figures_of_a_drawing_can_be_read_out() -> None:
    assert in_words([Bar("Вес", 5, "5 т"), Bar("Школы", 10, "10")]) == "Вес: 5 т; Школы: 10"
