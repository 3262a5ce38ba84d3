"""A document with one block of each kind, in Russian, with everything in it that a writer could stumble over."""

from __future__ import annotations

from datetime import date
from typing import Any

from tracker.documents import pictures
from tracker.documents.blocks import (
    Block,
    Bullets,
    Credit,
    Credits,
    Document,
    Facts,
    Heading,
    Lead,
    Notice,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Table,
    paragraphs,
)

TRICKY = 'Кавычки "#set page()", формула $x^2$, \\ черта, *звёзды*, _низ_, <метка>, @ссылка, // пояснение, `код`, #eval("1")'
TITLE = "Городской марафон «Не выбрасывай!»"
ALTERNATIVE = "Собрано: 4 мая: 4 т; 1 июня: 16 т"


def picture() -> Picture:
    points = [pictures.Point(0, 4, "4 мая", "4 т"), pictures.Point(28, 16, "1 июня", "16 т")]
    return Picture(pictures.line(points, target=12, target_text="цель: 12 т"), ALTERNATIVE, "Сбор по неделям")


def blocks() -> list[Block]:
    return [
        Lead("Пятнадцать школ собрали 16 тонн."),
        Heading("О партнёрстве"),
        Facts([("Регион", "Алтайский край"), ("Стоимость", "1 500 ₽")]),
        *paragraphs("Первый абзац.\r\n\r\nВторой абзац\nв две строки."),
        Paragraph(TRICKY),
        Heading("Результаты", 2),
        Table("Показатели", ["Показатель", "Цель", "Факт"], [["Бумага", "12 т", "16 т"]], figures=[1, 2]),
        picture(),
        Quote("Мы доверяем друг другу.", "партнёр из бизнеса"),
        Notice("Ответов меньше пяти.", "Средних нет"),
        PageBreak(),
        Heading("Вклад"),
        Bullets(["Первое", "Второе"], is_numbered=True),
        Bullets(["Сначала", "Потом"], is_numbered=True),
        Bullets(["Точка"]),
        Credits([Credit("Алтайкровля", "бизнес", ["Вывоз: 18 дней"]), Credit("Школы")]),
    ]


def document(**given: Any) -> Document:
    return Document(
        **{
            "title": TITLE,
            "language": "ru",
            "blocks": blocks(),
            "made_on": date(2026, 5, 3),
            "kicker": "Отчёт",
            "running": "Марафон",
            "page_words": "{page} из {pages}",
            **given,
        }
    )
