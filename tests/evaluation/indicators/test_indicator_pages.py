"""Pages of indicators and outcomes: naming, measuring, cancelling, pictures, two people at once, who only reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus, make_programme_staff
from tests.factories.evaluation_indicators import FIRST_DAY, make_indicator, make_outcome, make_value
from tests.factories.projects import make_member
from tests.visitor import Visitor
from tracker.evaluation.indicators import outcomes, services
from tracker.evaluation.indicators.forms import key_of
from tracker.evaluation.indicators.models import Indicator, IndicatorValue, OutcomeStatement
from tracker.evaluation.indicators.terms import Direction, OutcomeKind
from tracker.projects.services import documents, record
from tracker.projects.terms import DocumentKind, TeamRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

    SignIn = Callable[..., Visitor]

DAY = timedelta(days=1)


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/evaluation/indicators"


def address(indicator: Indicator) -> str:
    return f"/indicators/{indicator.id}"


# --- naming -------------------------------------------------------------------------------------------------------------


def test_an_empty_list_teaches_and_leads_to_the_first_indicator(
    partnership: Partnership, broker: Visitor
) -> None:
    page = broker.visit(home(partnership))

    assert "Three to five indicators are enough" in page
    assert page.link("Name the first indicator") == f"{home(partnership)}/new"


def test_an_indicator_is_named_with_numbers_as_people_type_them(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    form = broker.visit(f"{home(partnership)}/new")

    page = broker.submit(
        form,
        name="Бумага в мусоре",
        unit="% веса",
        direction="lower",
        baseline="1 022,5",
        baseline_on="01.03.2026",
        target="-12",
        breakdown="Младшие\n\n  Старшие  ",
    )

    made = database.scalars(select(Indicator)).one()
    assert (made.baseline, made.target, made.direction) == (
        Decimal("1022.5"),
        Decimal(-12),
        Direction.LOWER,
    )
    assert made.breakdown == ["Младшие", "Старшие"]
    assert "At the start: 1,022.5 % веса" in page


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    form = broker.visit(f"{home(partnership)}/new")

    page = broker.submit(form, name="Бумага", target="много")

    assert page.select("#target-error")
    assert page.one("#target")["value"] == "много"
    assert database.scalars(select(Indicator)).all() == []


def test_two_people_change_one_indicator(partnership: Partnership, broker: Visitor) -> None:
    indicator = make_indicator(partnership, target="12", unit="т")
    form = broker.visit(f"{address(indicator)}/edit")
    services.edit_indicator(indicator, by=None, target=Decimal(20), counted="Вес по актам")

    choice = broker.submit(form, target="15", unit="тонны")
    assert choice.texts(".conflict-value") == ["15", "20"]
    broker.submit(choice, keep_target="theirs")

    assert (indicator.target, indicator.unit, indicator.counted) == (
        Decimal(20),
        "тонны",
        "Вес по актам",
    )


def test_an_indicator_is_dropped_and_taken_up_again(partnership: Partnership, broker: Visitor) -> None:
    indicator = make_indicator(partnership)
    form = broker.visit(f"{address(indicator)}/drop")

    page = broker.submit(form, reason="Не посчитать честно")
    assert "1 dropped indicator" in page
    assert "Не посчитать честно" in page

    page = broker.submit(
        broker.visit(address(indicator)), form=f'form[action="{address(indicator)}/take-up"]'
    )
    assert "The indicator is in use again" in page


# --- measuring ----------------------------------------------------------------------------------------------------------


def test_the_whole_and_its_categories_are_written_down_together(
    partnership: Partnership, broker: Visitor
) -> None:
    indicator = make_indicator(partnership, unit="человек", breakdown=["Женщины", "Мужчины"])
    report = documents.add_document(
        partnership, kind=DocumentKind.REPORT, title="Ведомость", by=None, link="https://example.org/v"
    )
    form = broker.visit(f"{address(indicator)}/values/new")

    page = broker.submit(
        form,
        {key_of("Женщины"): "33", key_of("Мужчины"): ""},
        measured_on="01.03.2026",
        value="42",
        source="Журнал",
        document=report.id,
    )

    assert [(value.category, value.value) for value in indicator.values] == [
        ("", Decimal(42)),
        ("Женщины", Decimal(33)),
    ]
    assert page.texts("#values tbody td.number") == ["42 человек", "33 человек"]
    assert page.link("Ведомость").endswith(f"#document-{report.id}")


def test_a_value_without_a_number_or_on_a_day_that_has_one_is_refused(
    partnership: Partnership, broker: Visitor
) -> None:
    indicator = make_indicator(partnership)
    make_value(indicator)
    form = broker.visit(f"{address(indicator)}/values/new")

    empty = broker.submit(form, measured_on="2026-03-02")
    twice = broker.submit(form, measured_on=FIRST_DAY.isoformat(), value="7")

    assert empty.texts("#value-error") == ["Write down at least one value."]
    assert "There is a value of March 1, 2026 already" in twice.texts("#measured_on-error")[0]
    assert twice.one("#value")["value"] == "7"


def test_a_category_that_was_taken_away_meanwhile_loses_nothing_silently(
    partnership: Partnership, broker: Visitor
) -> None:
    indicator = make_indicator(partnership, breakdown=["Женщины", "Мужчины"])
    form = broker.visit(f"{address(indicator)}/values/new")
    services.edit_indicator(indicator, by=None, breakdown=["Мужчины"])

    page = broker.submit(form, {key_of("Женщины"): "33"}, measured_on="2026-03-01", value="42")

    assert "A category was taken away while you were writing" in page
    assert indicator.values == []


def test_documents_of_the_team_are_no_evidence_for_others(partnership: Partnership, broker: Visitor) -> None:
    indicator = make_indicator(partnership)
    documents.add_document(
        partnership,
        kind=DocumentKind.REPORT,
        title="Только команде",
        by=None,
        link="https://example.org/v",
        is_team_only=True,
    )

    assert "Только команде" not in broker.visit(f"{address(indicator)}/values/new")


def test_a_wrong_value_is_cancelled_and_stays_readable(partnership: Partnership, broker: Visitor) -> None:
    indicator = make_indicator(partnership)
    value = make_value(indicator, "1.35")

    page = broker.submit(broker.visit(f"/indicator-values/{value.id}/cancel"), reason="Запятая не там")

    assert page.texts("#values del") == ["1.35"]
    assert "Запятая не там" in page
    assert page.select('#values a[href$="/cancel"]') == []
    assert indicator.current_values == []


# --- pictures -----------------------------------------------------------------------------------------------------------


def test_the_page_of_an_indicator_draws_it_and_says_how_far_it_is(
    partnership: Partnership, broker: Visitor
) -> None:
    indicator = make_indicator(
        partnership,
        baseline="0",
        baseline_on=FIRST_DAY,
        target="12",
        target_on=FIRST_DAY + 30 * DAY,
        breakdown=["Младшие"],
    )
    make_value(indicator, "9", day=FIRST_DAY + 10 * DAY)
    make_value(indicator, "4", day=FIRST_DAY + 10 * DAY, category="Младшие")

    page = broker.visit(address(indicator))

    plot = page.one(".line-plot")
    assert plot.get("aria-hidden") == "true"
    assert len(plot.select(".mark-measured")) == len(plot.select(".mark-start")) == 1
    assert len(plot.select(".line-measured")) == len(plot.select(".line-target")) == 1
    assert page.texts(".line-days span") == ["3/1/26", "3/31/26"]
    assert page.texts(".way") == ["75% of the way to the target"]
    assert page.one(".way-done")["width"] == "75"
    assert page.texts(".indicator-parts strong") == ["Младшие"]


def test_where_nothing_was_measured_nothing_is_drawn_and_no_zero_shown(
    partnership: Partnership, broker: Visitor
) -> None:
    indicator = make_indicator(partnership, baseline="0", target="12")

    page = broker.visit(address(indicator))
    in_list = broker.visit(home(partnership))

    assert page.select("svg.line-plot, .way") == []
    assert page.texts(".next-step-title") == ["Record the first value"]
    assert in_list.select(".line-small, .way") == []
    assert in_list.texts(".indicator-now") == ["Not measured yet"]


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ({}, "Say what you want to reach"),
        ({"target": "12"}, "Say what it was at the start"),
        ({"target": "12", "baseline": "0"}, None),
    ],
)
def test_a_measured_indicator_leads_to_what_it_lacks(
    partnership: Partnership, broker: Visitor, given: dict[str, str], title: str | None
) -> None:
    indicator = make_indicator(partnership, **given)
    make_value(indicator)

    assert broker.visit(address(indicator)).texts(".next-step-title") == ([title] if title else [])


def test_a_list_leads_to_the_indicator_that_waits(partnership: Partnership, broker: Visitor) -> None:
    make_value(make_indicator(partnership, "Измерено"))
    waiting = make_indicator(partnership, "Ждёт", target="1", target_on=date(2026, 1, 1))

    page = broker.visit(home(partnership))

    assert page.texts(".next-step-title") == ["Record a value: Ждёт"]
    assert page.select(f'.next-step a[href="{address(waiting)}/values/new"]')


# --- outcomes -----------------------------------------------------------------------------------------------------------


def test_an_outcome_is_said_and_the_text_of_the_record_stands_above(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    record.edit(partnership, by=None, results="Собрали 16 тонн")
    form = broker.visit(f"/partnerships/{partnership.id}/evaluation/outcomes/new?kind=unintended_bad")

    page = broker.submit(
        form, text="В зачёт пошли личные дела", stated_on="2026-03-01", source="Тамара Гусельникова"
    )

    made = database.scalars(select(OutcomeStatement)).one()
    assert made.kind is OutcomeKind.UNINTENDED_BAD
    assert "Собрали 16 тонн" in page.texts("#outcomes .results")[0]
    assert page.link("Change this text in the record") == f"/partnerships/{partnership.id}/edit#results"
    assert "source: Тамара Гусельникова" in page.texts(".outcome")[0]


def test_two_people_change_one_statement(partnership: Partnership, broker: Visitor) -> None:
    statement = make_outcome(partnership)
    form = broker.visit(f"/outcome-statements/{statement.id}/edit")
    outcomes.edit_outcome(statement, by=None, text="Их слова", source="Их источник")

    choice = broker.submit(form, text="Мои слова")
    broker.submit(choice, keep_text="mine")

    assert (statement.text, statement.source) == ("Мои слова", "Их источник")


def test_what_was_taken_back_stays_readable_with_its_reason(
    partnership: Partnership, broker: Visitor
) -> None:
    statement = make_outcome(partnership, "Во всех школах")

    page = broker.submit(broker.visit(f"/outcome-statements/{statement.id}/withdraw"), reason="Пересчитали")

    assert "1 statement that was taken back" in page
    assert "Пересчитали" in page.texts(f"#outcome-{statement.id}")[0]
    assert page.select('a[href$="/withdraw"]') == []


# --- readers ------------------------------------------------------------------------------------------------------------


def test_who_reads_sees_everything_and_no_buttons(
    database: Session, partnership: Partnership, sign_in: SignIn
) -> None:
    reader = make_alumnus(database)
    make_member(partnership, reader, TeamRole.READER)
    indicator = make_indicator(partnership)
    make_value(indicator)
    make_outcome(partnership)

    for page in (sign_in(reader).visit(home(partnership)), sign_in(reader).visit(address(indicator))):
        assert page.select('main a[href$="/new"], main a[href$="/edit"], main a[href$="/cancel"]') == []


def test_a_document_that_became_the_team_s_own_is_not_named_to_others(
    database: Session, partnership: Partnership, sign_in: SignIn
) -> None:
    report = documents.add_document(
        partnership, kind=DocumentKind.REPORT, title="Ведомость", by=None, link="https://example.org/v"
    )
    indicator = make_indicator(partnership)
    make_value(indicator, document=report)
    report.is_team_only = True

    assert "Ведомость" not in sign_in(make_programme_staff(database)).visit(address(indicator))
    assert "Ведомость" in sign_in(partnership.created_by).visit(address(indicator))


def test_a_long_list_of_values_takes_no_more_queries(
    database: Session, partnership: Partnership, broker: Visitor, count_queries: Callable[..., object]
) -> None:
    def queries_for(indicator: Indicator) -> int:
        with count_queries() as statements:  # type: ignore[attr-defined]  # a context manager
            broker.visit(address(indicator))
        return len(statements)

    few, many = (
        make_indicator(partnership, target="1", baseline="0"),
        make_indicator(partnership, target="1", baseline="0"),
    )
    make_value(few)
    for number in range(20):
        make_value(many, day=FIRST_DAY + number * DAY)
    broker.visit(address(few))

    assert database.scalars(select(IndicatorValue)).all()
    assert queries_for(few) == queries_for(many)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_opens_in_both_languages(partnership: Partnership, sign_in: SignIn, language: str) -> None:
    indicator = make_indicator(partnership, baseline="10", target="5", direction=Direction.LOWER, unit="дней")
    value = make_value(indicator, "12")
    statement = make_outcome(partnership)
    services.drop_indicator(make_indicator(partnership, "Читатели"), by=None, reason="Не посчитать")
    visitor = sign_in(partnership.created_by, language=language)

    for page in (
        f"/partnerships/{partnership.id}/evaluation",
        home(partnership),
        f"{home(partnership)}/new",
        address(indicator),
        f"{address(indicator)}/edit",
        f"{address(indicator)}/drop",
        f"{address(indicator)}/values/new",
        f"/indicator-values/{value.id}/cancel",
        f"/partnerships/{partnership.id}/evaluation/outcomes/new",
        f"/outcome-statements/{statement.id}/edit",
        f"/outcome-statements/{statement.id}/withdraw",
        f"/partnerships/{partnership.id}/history",
    ):
        visitor.visit(page)
