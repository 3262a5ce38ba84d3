"""Indicators and their values: what is kept, refused, cancelled and told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.evaluation_indicators import FIRST_DAY, make_indicator, make_value
from tests.factories.projects import make_partnership
from tests.resources.test_at_once import Pair
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.indicators import services
from tracker.evaluation.indicators.models import Indicator, IndicatorValue
from tracker.evaluation.indicators.progress import progress_of
from tracker.evaluation.indicators.terms import Direction, ProgressState
from tracker.extensions import db
from tracker.history import chain
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects import telling
from tracker.projects.services import documents, record
from tracker.projects.terms import DocumentKind

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

DAY = timedelta(days=1)
TOMORROW = utc_now().date() + 2 * DAY


def last_entry(partnership: Partnership, database: Session, kind: EntryKind) -> Entry:
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == kind)
    return next(iter(database.scalars(query.order_by(Entry.number.desc())).unique()))


# --- indicators ---------------------------------------------------------------------------------------------------------


def test_numbers_are_kept_exactly(database: Session, partnership: Partnership) -> None:
    indicator = make_indicator(partnership, baseline="0.001", target="99999999999999.999")
    make_value(indicator, "-12345678901234.567")
    database.expire_all()

    assert (indicator.baseline, indicator.target) == (Decimal("0.001"), Decimal("99999999999999.999"))
    assert indicator.values[0].value == Decimal("-12345678901234.567")


def test_a_new_indicator_is_told_with_all_that_is_known(database: Session, partnership: Partnership) -> None:
    make_indicator(partnership, unit="т", target="12", breakdown=["Младшие", " Младшие ", "Старшие"])

    entry = last_entry(partnership, database, EntryKind.INDICATOR_CHANGED)

    assert telling.headline(entry) == "New indicator: Собрано макулатуры"
    assert {name: change["new"] for name, change in entry.changes.items()} == {
        "unit": "т",
        "target": "12",
        "breakdown": ["Младшие", "Старшие"],
    }


def test_a_change_keeps_before_and_after(database: Session, partnership: Partnership) -> None:
    indicator = make_indicator(partnership, target="12")

    services.edit_indicator(indicator, by=None, target=Decimal(15), direction=Direction.LOWER)

    entry = last_entry(partnership, database, EntryKind.INDICATOR_CHANGED)
    assert telling.headline(entry) == "Indicator changed: Собрано макулатуры"
    assert entry.changes == {
        "direction": {"old": "higher", "new": "lower"},
        "target": {"old": "12", "new": "15"},
    }


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"target": Decimal(10) ** 14}, "target"),
        ({"baseline": Decimal("0.0001")}, "baseline"),
        ({"baseline_on": TOMORROW}, "baseline_on"),
        ({"breakdown": ["к" * 101]}, "breakdown"),
        ({"breakdown": [str(number) for number in range(13)]}, "breakdown"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    partnership: Partnership, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        services.add_indicator(partnership, **{"by": None, "name": "Бумага", **given})

    assert refused.value.field == field


def test_an_indicator_is_dropped_with_a_reason_and_taken_up_again(
    database: Session, partnership: Partnership
) -> None:
    indicator = make_indicator(partnership)
    make_value(indicator)
    with pytest.raises(DomainError) as refused:
        services.drop_indicator(indicator, by=None, reason=" ")
    assert refused.value.field == "reason"

    services.drop_indicator(indicator, by=None, reason="Не посчитать честно")

    assert (indicator.is_dropped, len(indicator.current_values)) == (True, 1)
    assert last_entry(partnership, database, EntryKind.INDICATOR_CHANGED).part("reason") == (
        "Не посчитать честно"
    )
    with pytest.raises(WrongState):
        services.drop_indicator(indicator, by=None, reason="Ещё раз")
    services.take_up_indicator(indicator, by=None)
    assert (indicator.is_dropped, indicator.dropped_reason) == (False, "")
    with pytest.raises(WrongState):
        services.take_up_indicator(indicator, by=None)


# --- values -------------------------------------------------------------------------------------------------------------


def test_the_value_measured_last_counts_not_the_one_written_last(partnership: Partnership) -> None:
    indicator = make_indicator(partnership, baseline="0", target="12")
    make_value(indicator, "9", day=FIRST_DAY + DAY)

    make_value(indicator, "3", day=FIRST_DAY)

    latest = indicator.latest()
    assert latest is not None
    assert latest.value == 9
    assert progress_of(indicator).percent == 75


def test_categories_are_never_added_up_to_a_whole(partnership: Partnership) -> None:
    indicator = make_indicator(partnership, target="100", baseline="0", breakdown=["Женщины", "Мужчины"])

    services.measure(
        indicator,
        by=None,
        measured_on=FIRST_DAY,
        values={"Женщины": Decimal(60), "Мужчины": Decimal(40)},
    )

    assert indicator.latest() is None
    assert progress_of(indicator).state is ProgressState.NOT_MEASURED
    women = indicator.latest("Женщины")
    assert women is not None
    assert women.value == 60


def test_one_measurement_is_one_entry_with_source_and_day(
    database: Session, partnership: Partnership
) -> None:
    indicator = make_indicator(partnership, unit="т", breakdown=["Младшие"])

    services.measure(
        indicator,
        by=partnership.created_by,
        measured_on=FIRST_DAY,
        values={"": Decimal("4.2"), "Младшие": Decimal(1)},
        source="Приёмные акты",
        evidence_link="https://example.org/akty",
        note="Без двух школ",
    )

    entry = last_entry(partnership, database, EntryKind.VALUE_RECORDED)
    assert (entry.happened_on, entry.subject_id) == (FIRST_DAY, indicator.id)
    assert telling.headline(entry) == "Measured: Собрано макулатуры"
    assert telling.facts(entry) == ["4.2\u00a0т", "Младшие: 1\u00a0т", "source: Приёмные акты"]
    assert (entry.part("links"), entry.part("note")) == (["https://example.org/akty"], "Без двух школ")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"measured_on": TOMORROW}, "measured_on"),
        ({"values": {}}, "value"),
        ({"values": {"Дети": Decimal(1)}}, "value"),
        ({"values": {"": Decimal("0.0001")}}, "value"),
    ],
)
def test_values_that_cannot_be_are_refused(
    partnership: Partnership, given: dict[str, Any], field: str
) -> None:
    indicator = make_indicator(partnership, breakdown=["Взрослые"])

    with pytest.raises(DomainError) as refused:
        services.measure(
            indicator,
            **{"by": None, "measured_on": FIRST_DAY, "values": {"": Decimal(1)}, **given},
        )

    assert refused.value.field == field


def test_one_day_has_one_value_until_the_wrong_one_is_cancelled(
    database: Session, partnership: Partnership
) -> None:
    indicator = make_indicator(partnership)
    wrong = make_value(indicator, "1.35")
    with pytest.raises(DomainError, match="cancel it first") as refused:
        make_value(indicator, "13.5")
    assert refused.value.field == "measured_on"

    services.cancel_value(wrong, by=None, reason="Запятая не там")
    right = make_value(indicator, "13.5")

    assert indicator.current_values == [right]
    assert list(database.scalars(select(IndicatorValue).order_by(IndicatorValue.id))) == [wrong, right]
    assert wrong.cancelled_reason == "Запятая не там"


def test_cancelling_is_told_with_the_value_and_the_reason(
    database: Session, partnership: Partnership
) -> None:
    value = make_value(make_indicator(partnership, unit="%"), "1.35")

    services.cancel_value(value, by=None, reason="Запятая не там")

    entry = last_entry(partnership, database, EntryKind.VALUE_RECORDED)
    assert telling.facts(entry) == ["1.35\u00a0%", "measured on March 1, 2026"]
    assert telling.headline(entry) == "Value cancelled: Собрано макулатуры"
    assert entry.part("reason") == "Запятая не там"
    with pytest.raises(WrongState):
        services.cancel_value(value, by=None, reason="Ещё раз")


def test_a_cancelled_value_counts_no_more(partnership: Partnership) -> None:
    indicator = make_indicator(partnership, baseline="0", target="10")
    make_value(indicator, "5")
    later = make_value(indicator, "9", day=FIRST_DAY + DAY)

    services.cancel_value(later, by=None, reason="Не тот акт")

    assert progress_of(indicator).percent == 50


def test_a_category_that_was_measured_stays_when_it_is_taken_away(partnership: Partnership) -> None:
    indicator = make_indicator(partnership, breakdown=["Женщины", "Мужчины"])
    make_value(indicator, category="Женщины")

    services.edit_indicator(indicator, by=None, breakdown=["Дети"])

    assert indicator.categories == ["Дети", "Женщины"]


def test_evidence_is_a_document_of_the_same_partnership(database: Session, partnership: Partnership) -> None:
    strange = documents.add_document(
        make_partnership(database),
        kind=DocumentKind.REPORT,
        title="Чужой отчёт",
        by=None,
        link="https://example.org/a",
    )

    with pytest.raises(DomainError) as refused:
        make_value(make_indicator(partnership), document=strange)

    assert refused.value.field == "document"


def test_nothing_is_measured_in_the_archive(partnership: Partnership) -> None:
    indicator = make_indicator(partnership)
    value = make_value(indicator)
    record.archive(partnership, by=None, reason="Закончили")
    acts: list[Callable[[], object]] = [
        lambda: make_indicator(partnership),
        lambda: services.edit_indicator(indicator, by=None, unit="т"),
        lambda: services.drop_indicator(indicator, by=None, reason="Зачем"),
        lambda: make_value(indicator, day=date(2026, 4, 1)),
        lambda: services.cancel_value(value, by=None, reason="Ошибка"),
    ]

    for act in acts:
        with pytest.raises(WrongState):
            act()


# --- two people at the same moment --------------------------------------------------------------------------------------


def test_two_people_who_write_down_the_same_day_make_one_value(own_app: Flask) -> None:
    with own_app.app_context():
        indicator_id = make_indicator(make_partnership(db.session())).id
        db.session.commit()
    pair = Pair(own_app)

    pair.act(
        lambda indicator: services.measure(
            indicator, by=None, measured_on=FIRST_DAY, values={"": Decimal(5)}
        ),
        lambda: db.session.get_one(Indicator, indicator_id),
    )

    with own_app.app_context():
        assert len(pair.refused) == 1
        assert db.session.scalars(select(IndicatorValue)).one().value == 5
        assert list(chain.verify(db.session())) == []
