"""One name in different writings has one key; different names have different ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.partners.naming import LONGEST, name_key, sort_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ООО «Ромашка»", "Ромашка"),
        ('ООО "РОМАШКА"', "Общество с ограниченной ответственностью «Ромашка»"),
        ("Ромашка, ООО", "ООО Ромашка"),
        ("ПАО «Алтайкровля»", "Открытое акционерное общество “Алтайкровля”"),
        ("РОО «Юные журналисты Алтая»", "Общественная организация «Юные журналисты Алтая»"),
        ("МБОУ «Гимназия № 42»", "муниципальное бюджетное общеобразовательное учреждение Гимназия 42"),
        ("АНО «Ёлка»", "Автономная некоммерческая организация «Елка»"),
        ("ГБУЗ «Городская больница»", "Больница городская"),
        ("Санкт-Петербургский фонд", "санкт петербургский Фонд"),
        ("Siberian Initiatives LLC", "siberian initiatives, Ltd."),
        ("Центр помощи и поддержки", "Центр поддержки и помощи"),
    ],
)
def test_the_same_name_in_other_words_has_the_same_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Школа № 15", "Школа № 16"),
        ("Фонд «Помощь»", "Центр «Помощь»"),
        ("Администрация Барнаула", "Администрация Бийска"),
    ],
)
def test_different_organisations_have_different_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("name", ["ООО", "Общественная организация", "The", "АНО «ООО»"])
def test_a_name_of_nothing_but_legal_form_keeps_its_words(name: str) -> None:
    assert name_key(name)


def test_a_list_is_ordered_by_the_words_that_tell() -> None:
    names = ["ООО «Ясень»", "«Берёза»", "АНО «Акация»", "Берёза-2"]

    assert sorted(names, key=sort_name) == ["АНО «Акация»", "«Берёза»", "Берёза-2", "ООО «Ясень»"]


@given(st.text(max_size=2000))
def test_a_key_fits_its_column_whatever_the_name(name: str) -> None:
    assert len(name_key(name)) <= LONGEST
    assert len(sort_name(name)) <= LONGEST
