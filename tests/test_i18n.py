"""Dates, numbers, money and durations as a reader of each language expects them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from flask import g

from tests import databases
from tracker import i18n
from tracker.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

BLANK = "\u00a0"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application whose database is not asked."""
    return databases.make_app("sqlite://", tmp_path_factory.mktemp("i18n"))


@pytest.fixture
def in_russian(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", headers={"Accept-Language": "ru"}):
        yield


@pytest.fixture
def in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        yield


def plain(text: str) -> str:
    """The text with ordinary blanks, which are easier to write down here."""
    return text.replace(BLANK, " ").replace("\u202f", " ")


@pytest.mark.usefixtures("in_russian")
class TestInRussian:
    def test_a_day_is_written_in_words_without_the_letter_for_year(self) -> None:
        assert i18n.show_date(date(2026, 5, 3)) == "3 мая 2026"

    def test_a_short_day_has_two_digits_for_day_and_month(self) -> None:
        assert i18n.show_day_month(date(2026, 5, 3)) == "03.05.2026"

    def test_an_instant_is_shown_in_the_time_of_the_reader(self) -> None:
        assert i18n.show_datetime(datetime(2026, 5, 3, 22, 30, tzinfo=UTC)) == "4 мая 2026, 01:30"
        assert i18n.show_date(datetime(2026, 5, 3, 22, 30, tzinfo=UTC)) == "4 мая 2026"

    @pytest.mark.parametrize(
        ("amount", "currency", "shown"),
        [
            ("1500", "RUB", "1 500 ₽"),
            ("1500.50", "RUB", "1 500,50 ₽"),
            ("0", "RUB", "0 ₽"),
            ("0.05", "EUR", "0,05 €"),
            ("1234567.00", "USD", "1 234 567 $"),
        ],
    )
    def test_money_carries_its_sign_behind(self, amount: str, currency: str, shown: str) -> None:
        assert plain(i18n.show_money(Money(Decimal(amount), currency))) == shown

    @pytest.mark.parametrize(
        ("days", "shown"),
        [
            (1, "1 день"),
            (2, "2 дня"),
            (5, "5 дней"),
            (11, "11 дней"),
            (14, "2 недели"),
            (35, "5 недель"),
            (60, "2 месяца"),
            (630, "21 месяц"),
            (730, "2 года"),
            (1830, "5 лет"),
        ],
    )
    def test_a_length_of_time_has_the_right_plural(self, days: int, shown: str) -> None:
        assert plain(i18n.show_duration(days)) == shown

    def test_numbers_have_a_comma_and_blanks(self) -> None:
        assert plain(i18n.show_number(Decimal("12345.670"))) == "12 345,67"
        assert plain(i18n.show_number(1_000_000)) == "1 000 000"

    def test_a_file_has_a_size_in_words(self) -> None:
        assert plain(i18n.show_size(2_600_000)) == "2,4 МБ"
        assert plain(i18n.show_size(1)) == "1 КБ"


@pytest.mark.usefixtures("in_english")
class TestInEnglish:
    def test_a_day_is_written_in_words(self) -> None:
        assert i18n.show_date(date(2026, 5, 3)) == "May 3, 2026"

    @pytest.mark.parametrize(
        ("amount", "currency", "shown"),
        [
            ("1500", "RUB", "RUB 1,500"),
            ("1500.50", "RUB", "RUB 1,500.50"),
            ("1500.50", "EUR", "€1,500.50"),
            ("0", "USD", "$0"),
        ],
    )
    def test_money_carries_its_sign_in_front(self, amount: str, currency: str, shown: str) -> None:
        assert plain(i18n.show_money(Money(Decimal(amount), currency))) == shown

    def test_whole_and_broken_amounts_carry_the_same_sign(self) -> None:
        whole, broken = (i18n.show_money(Money(Decimal(amount), "RUB")) for amount in ("1500", "1500.50"))

        assert whole.removesuffix("1,500") == broken.removesuffix("1,500.50")

    @pytest.mark.parametrize(
        ("days", "shown"),
        [
            (0, "0 days"),
            (1, "1 day"),
            (13, "13 days"),
            (14, "2 weeks"),
            (59, "8 weeks"),
            (60, "2 months"),
            (729, "24 months"),
            (730, "2 years"),
        ],
    )
    def test_a_length_of_time_is_rounded_to_what_people_say(self, days: int, shown: str) -> None:
        assert i18n.show_duration(days) == shown

    def test_numbers_have_no_zeros_at_the_end(self) -> None:
        assert i18n.show_number(Decimal(100)) == "100"
        assert i18n.show_number(Decimal("1E+3")) == "1,000"
        assert i18n.show_number(Decimal("2.500")) == "2.5"
        assert i18n.show_number(Decimal("0.125")) == "0.125"


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("show", [i18n.show_date, i18n.show_datetime, i18n.show_number, i18n.show_money])
def test_nothing_is_shown_of_nothing(show: Callable[[None], str]) -> None:
    assert show(None) == ""


@pytest.mark.parametrize(
    ("asked", "language"),
    [("ru-RU,ru;q=0.9", "ru"), ("en-GB", "en"), ("de,en;q=0.5", "en"), ("de", "ru"), ("", "ru"), ("*", "ru")],
)
def test_the_browser_says_the_language_and_russian_is_spoken_to_others(
    app: Flask, asked: str, language: str
) -> None:
    with app.test_request_context("/", headers={"Accept-Language": asked}):
        assert i18n.current_language() == language


def test_the_cookie_wins_over_the_browser_and_nonsense_does_not(app: Flask) -> None:
    for cookie, language in (("language=en", "en"), ("language=xx", "ru")):
        with app.test_request_context("/", headers={"Accept-Language": "ru", "Cookie": cookie}):
            assert i18n.current_language() == language


def test_outside_of_a_request_tracker_speaks_russian(app: Flask) -> None:
    with app.app_context():
        assert i18n.current_language() == "ru"
        assert "language" not in g
