"""The map: classes of numbers, a tile for every federal subject, outlines of the same ones."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tracker import paths
from tracker.regions import catalogue
from tracker.territory import shading, tiles
from tracker.territory.map import Area, Picture

SUBJECTS = {each.code for each in catalogue.shipped() if each.country == "RU"}
OUTLINES = (paths.STATIC / "russia.svg").read_text(encoding="utf-8")


def test_every_federal_subject_has_one_tile_of_its_own() -> None:
    codes = [place.code for place in tiles.PLACES]

    assert sorted(codes) == sorted(SUBJECTS)
    assert len({(place.column, place.row) for place in tiles.PLACES}) == len(codes)
    assert len({place.short_ru for place in tiles.PLACES}) == len(codes)


def test_every_federal_subject_has_an_outline() -> None:
    assert set(re.findall(r'id="([^"]+)"', OUTLINES)) == SUBJECTS


def test_the_outlines_are_small_enough_to_load_on_a_phone() -> None:
    assert len(OUTLINES) < 60_000


@given(st.lists(st.one_of(st.none(), st.integers(0, 100_000)), max_size=90))
def test_every_number_has_one_class_zero_and_the_unknown_have_their_own(numbers: list[int | None]) -> None:
    scale = shading.scale_of(numbers)

    for number in numbers:
        fitting = [each for each in scale.classes if number is not None and each.low <= number <= each.high]
        assert len(fitting) == (1 if number else 0)
        expected = shading.UNKNOWN if number is None else fitting[0].shade if number else shading.ZERO
        assert scale.shade_of(number) == expected


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=90))
def test_the_classes_follow_one_another_without_a_gap_up_to_the_largest(numbers: list[int]) -> None:
    classes = shading.scale_of(numbers).classes

    assert [each.low for each in classes] == [1, *(each.high + 1 for each in classes[:-1])][: len(classes)]
    assert (classes[-1].high if classes else 0) == max(numbers)
    assert len(classes) <= shading.CLASSES


def test_on_a_small_screen_the_regions_with_the_most_are_named_the_own_ones_first() -> None:
    numbers = {"A": 3, "B": 0, "C": 5, "D": None, "own": 1, **dict.fromkeys("EFGH", 2)}
    areas = [
        Area(code, code, code, number, "", f"/{code}", is_own=code == "own", is_chosen=False)
        for code, number in numbers.items()
    ]

    land = Picture(areas, [], shading.scale_of(numbers.values()), is_mixed=True, has_unknown=True)

    assert [area.code for area in land.foremost] == ["own", "C", "A", "E", "F", "G"]
