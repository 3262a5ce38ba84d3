"""Documents as plain blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.documents.sample import blocks, document
from tracker.documents.blocks import (
    Block,
    Bullets,
    Credit,
    Credits,
    Heading,
    Paragraph,
    Picture,
    Table,
    paragraphs,
    readable,
    rewritten,
)
from tracker.documents.files import file_name
from tracker.i18n import _l, in_language

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def levels(*given: int) -> list[int]:
    made = document(blocks=[Heading("Часть", level) for level in given]).levelled()
    return [block.level for block in made if isinstance(block, Heading)]


def test_words_are_translated_when_the_block_is_made(app: Flask, database: Session) -> None:
    with app.test_request_context(), in_language("ru"):
        heading = Heading(_l("Sector"))

    with app.test_request_context(), in_language("en"):
        assert heading.text == "Сектор"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\x00b\x0bc\x1f", "abc"), ("a\r\nb\rc", "a\nb\nc"), ("\ud800x￿", "x"), ("«ё» 😀\t₽", "«ё» 😀\t₽")],
)
def test_what_no_file_can_hold_is_left_out(typed: str, kept: str) -> None:
    assert readable(typed) == kept
    assert Bullets([typed]).items == (kept,)


def test_the_sample_that_all_writers_are_tried_with_holds_every_kind_of_block() -> None:
    kinds = {each.kind for each in Block.__subclasses__()}

    assert {block.kind for block in blocks()} == kinds - {Credit.kind}


def test_numbers_in_a_table_become_words() -> None:
    assert Table("", ["Год"], [[2026]]).rows == (("2026",),)


def test_an_empty_line_parts_paragraphs() -> None:
    assert [each.text for each in paragraphs("\n Раз\nдва \n\n \n\nтри\n")] == ["Раз\nдва", "три"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [((1, 2, 3), [1, 2, 3]), ((3, 1, 3), [1, 1, 2]), ((1, 3, 3), [1, 2, 3]), ((2, 2), [1, 2])],
)
def test_headings_skip_no_level(given: tuple[int, ...], shown: list[int]) -> None:
    assert levels(*given) == shown


def test_a_text_can_be_changed_wherever_it_stands() -> None:
    credits_ = Credits([Credit("Завод", "бизнес", ["Машина завода"])])

    changed = rewritten(credits_, lambda text: text.replace("авод", "…"))

    assert changed == Credits([Credit("З…", "бизнес", ["Машина з…а"])])
    assert rewritten(Picture("<svg>Завод</svg>", "Завод"), str.upper) == Picture("<SVG>ЗАВОД</SVG>", "ЗАВОД")
    assert rewritten(Paragraph("Завод", is_quiet=True), str.upper) == Paragraph("ЗАВОД", is_quiet=True)


def test_columns_grow_with_what_they_hold_within_reason() -> None:
    table = Table("", ["№", "Что", "Как"], [["1", "a" * 200, "двадцать букв, не так"]])

    narrow, wide, middle = table.weights

    assert narrow < middle < wide < 2 * 44


def test_a_file_name_is_taken_by_every_system() -> None:
    name = file_name(["Отчёт", 'A/b: «c»? "d" <e>|*\n', "", "Партнёры."], "pdf")

    assert name == "Отчёт – A b «c» d e – Партнёры.pdf"
    assert len(file_name(["x" * 500], "docx")) < 130
