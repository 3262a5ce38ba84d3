"""Forms read numbers, days and links as people type them, and say in a sentence what they cannot read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests import databases
from tracker.database import at
from tracker.errors import DomainError
from tracker.forms import (
    DateField,
    DecimalField,
    Form,
    LinkField,
    LongTextField,
    TermField,
    TermsField,
    TextField,
)
from tracker.partners.terms import Sector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask


class ExampleForm(Form):
    class Meta:
        csrf = False

    title = TextField("Title", required=True, max_length=20)
    text = LongTextField("Text")
    sector = TermField("Sector", Sector)
    maybe = TermField("Sector or none", Sector, blank="none")
    sectors = TermsField("Sectors", Sector)
    amount = DecimalField("Amount")
    change = DecimalField("Change", minimum=None, digits=4, places=3)
    day = DateField("Day")
    past = DateField("Past day", past=True)
    link = LinkField("Link")


@pytest.fixture(scope="module", autouse=True)
def request_of_an_application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Forms speak the language of a request; the database is not asked."""
    folder: Path = tmp_path_factory.mktemp("forms")
    app = databases.make_app("sqlite://", folder)
    with app.test_request_context("/", method="POST", headers={"Accept-Language": "en"}):
        yield app


def sent(**fields: Any) -> ExampleForm:
    """The form as somebody sends it, with a title and a sector unless these are what it is about."""
    values = {"title": "Marathon", "sector": "business", **fields}
    form = ExampleForm(MultiDict(values))
    form.validate()
    return form


def complaint(name: str, text: str) -> str:
    """What the form says about one field."""
    return " ".join(str(error) for error in sent(**{name: text})[name].errors)


# --- numbers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1500", "1500"),
        ("1500.5", "1500.5"),
        ("1 500,50", "1500.50"),
        ("1\u00a0500,50", "1500.50"),
        ("1\u202f500,50", "1500.50"),
        ("1'500.50", "1500.50"),
        ("  7 ", "7"),
        ("0", "0"),
        ("0,10", "0.10"),
        ("99 999 999 999 999,99", "99999999999999.99"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, meant: str) -> None:
    form = sent(amount=typed)

    assert form.amount.errors == []
    assert form.amount.data == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "a lot",
        "1,500.50",
        "1.500,50",
        "12 руб",
        "NaN",
        "sNaN",
        "Infinity",
        "-Inf",
        "1e5",
        "1E+2",
        "1_000",
        "--5",
        "²",
        "0x10",
    ],
)
def test_what_is_no_number_is_not_guessed_at(typed: str) -> None:
    assert complaint("amount", typed) == "This is not a number. Write it like 1 500 or 1 500,50."
    assert sent(amount=typed).amount.data is None


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("amount", "-1", "The number cannot be less than 0."),
        ("amount", "1,005", "No more than 2 digits after the comma."),
        ("amount", "100000000000000", "The number is too large."),
        ("amount", "9" * 400, "The number is too large."),
        ("change", "-10000", "The number is too large."),
        ("change", "0,0001", "No more than 3 digits after the comma."),
    ],
)
def test_a_number_out_of_bounds_is_refused_with_the_bound(name: str, typed: str, sentence: str) -> None:
    assert complaint(name, typed) == sentence


def test_zeros_at_the_end_are_not_digits_too_many() -> None:
    assert sent(amount="1,5000").amount.errors == []
    assert sent(change="-9999,999").change.data == Decimal("-9999.999")


def test_nothing_typed_is_no_number() -> None:
    form = sent(amount="  ")

    assert form.amount.data is None
    assert form.amount.errors == []


def test_a_number_is_shown_as_it_would_be_typed() -> None:
    assert ExampleForm(amount=Decimal("1500.50")).amount._value() == "1500,5"
    assert ExampleForm(amount=Decimal("1E+3")).amount._value() == "1000"
    assert ExampleForm(amount=Decimal(0)).amount._value() == "0"
    assert ExampleForm().amount._value() == ""
    assert sent(amount="12 руб").amount._value() == "12 руб", (
        "what cannot be read is shown again to be corrected"
    )


@given(st.decimals(min_value=0, max_value=Decimal("99999999999999.99"), places=2))
def test_every_amount_that_is_shown_can_be_sent_again(amount: Decimal) -> None:
    shown = ExampleForm(amount=amount).amount._value()

    assert sent(amount=shown).amount.data == amount


@given(st.text(max_size=12))
def test_whatever_is_typed_a_number_or_a_sentence_comes_back(typed: str) -> None:
    form = sent(amount=typed)

    assert form.amount.data is None or form.amount.data.is_finite()
    assert form.amount.data is not None or bool(form.amount.errors) or not typed.strip(" \u00a0\u202f\u2009'")


# --- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["2026-05-31", "31.05.2026", " 31.05.2026 "])
def test_a_day_is_read_from_the_calendar_and_as_typed(typed: str) -> None:
    assert sent(day=typed).day.data == date(2026, 5, 31)


@pytest.mark.parametrize("typed", ["31.06.2026", "05/31/2026", "yesterday", "2026", "31.05.26"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    assert complaint("day", typed) == "This is not a date. Write it like 31.05.2026."


@pytest.mark.parametrize("typed", ["0026-05-31", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_a_year_that_is_a_slip_is_refused(typed: str) -> None:
    assert complaint("day", typed) == "The year should be between 1900 and 2100."


def test_what_has_happened_cannot_lie_in_the_future() -> None:
    with at(datetime(2026, 5, 3, 12, tzinfo=UTC)):
        assert complaint("past", "2026-06-03") == "This day is still to come."
        assert sent(past="2026-05-03").past.errors == []
        assert sent(day=str(date(2026, 5, 3) + timedelta(days=300))).day.errors == []


def test_no_day_is_no_mistake() -> None:
    assert sent(day=" ").day.errors == []
    assert sent(day=" ").day.data is None


# --- links -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://example.org/page?a=1#b", "https://example.org/page?a=1#b"),
        ("http://example.org", "http://example.org"),
        ("example.org/page", "https://example.org/page"),
        ("  www.пример.рф ", "https://www.пример.рф"),
        ("", ""),
    ],
)
def test_a_link_is_completed(typed: str, meant: str) -> None:
    form = sent(link=typed)

    assert form.link.errors == []
    assert form.link.data == meant


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "JavaScript:alert(document.domain)",
        "javascript://example.org/%0aalert(1)",
        "java\tscript:alert(1).org",
        "data:text/html,<b>.org",
        "file:///etc/passwd.txt",
        "ftp://example.org",
        "https://",
        "https://localhost",
        "https://exa mple.org",
        "page",
    ],
)
def test_what_is_no_address_of_a_page_is_refused(typed: str) -> None:
    form = sent(link=typed)

    assert form.link.errors, f"{typed!r} became {form.link.data!r}"


@given(st.text(max_size=40))
def test_no_link_that_is_taken_runs_a_script(typed: str) -> None:
    form = sent(link=typed)

    assert form.link.errors or not form.link.data or form.link.data.startswith(("https://", "http://"))


# --- texts and terms -------------------------------------------------------------------------------------------------


def test_blanks_around_a_text_are_left_out_and_a_blank_text_is_none() -> None:
    assert sent(title="  Marathon ").title.data == "Marathon"
    assert complaint("title", "   ") == "Please fill this in."
    assert complaint("title", "x" * 21) == "At most 20 characters."
    assert complaint("text", "x" * 20_001).startswith("At most 20")
    assert sent(text=" first\nsecond ").text.data == "first\nsecond"


def test_a_term_is_the_term_itself() -> None:
    form = sent(sector="government", maybe="", sectors="business")

    assert form.sector.data is Sector.GOVERNMENT
    assert form.maybe.data is None
    assert form.sectors.data == [Sector.BUSINESS]
    assert form.errors == {}


@pytest.mark.parametrize("name", ["sector", "maybe", "sectors"])
def test_a_made_up_code_is_refused(name: str) -> None:
    assert sent(**{name: "banana"})[name].errors


def test_nothing_chosen_is_refused_where_something_has_to_be() -> None:
    assert complaint("sector", "")


# --- the form itself -------------------------------------------------------------------------------------------------


def test_a_form_gives_its_values_by_name() -> None:
    assert set(sent().values()) == {field.name for field in ExampleForm()}


def test_a_domain_error_stands_beside_its_field_or_on_top() -> None:
    form = sent()

    form.refuse(DomainError("No premises left", field="title"))
    form.refuse(DomainError("Nothing goes any more"))
    form.refuse(DomainError("Of a field that is not here", field="elsewhere"))

    assert form.title.errors == ["No premises left"]
    assert form.form_errors == ["Nothing goes any more", "Of a field that is not here"]
