"""Values as a file: exact in CSV, numbers and days in XLSX, and never a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import python_calamine

from tests.factories.accounts import make_programme_staff
from tests.factories.evaluation_indicators import FIRST_DAY, make_indicator, make_value
from tests.visitor import Visitor
from tracker.evaluation.indicators import services
from tracker.projects.services import documents
from tracker.projects.terms import DocumentKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

    SignIn = Callable[..., Visitor]


def as_table(content: bytes) -> list[dict[str, str]]:
    assert content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def fetch(visitor: Visitor, partnership: Partnership, ending: str) -> bytes:
    response = visitor.open(f"/partnerships/{partnership.id}/evaluation/indicators/{ending}")
    assert response.status_code == 200
    assert f"filename=indicators-{partnership.id}.{ending}" in response.headers["Content-Disposition"]
    return response.get_data()


def test_csv_holds_every_value_exactly(partnership: Partnership, broker: Visitor) -> None:
    indicator = make_indicator(partnership, unit="т", baseline="0", target="12.5")
    wrong = make_value(indicator, "1.350", source="Акт №1")
    services.cancel_value(wrong, by=None, reason="Запятая не там")
    make_value(indicator, "13.5")
    make_indicator(partnership, "Без значений")

    rows = as_table(fetch(broker, partnership, "csv"))

    assert [(row["Name of the indicator"], row["Value"], row["Why it was cancelled"]) for row in rows] == [
        ("Собрано макулатуры", "1.35", "Запятая не там"),
        ("Собрано макулатуры", "13.5", ""),
        ("Без значений", "", ""),
    ]
    assert rows[0]["When it was measured"] == FIRST_DAY.isoformat()
    assert (rows[0]["Target"], rows[0]["Source"]) == ("12.5", "Акт №1")


def test_xlsx_holds_numbers_and_days(partnership: Partnership, broker: Visitor) -> None:
    make_value(make_indicator(partnership), "4.2", source="=1+1")

    book = python_calamine.load_workbook(io.BytesIO(fetch(broker, partnership, "xlsx")))
    headings, row = book.get_sheet_by_index(0).to_python()
    cells = dict(zip(headings, row, strict=True))

    assert cells["Value"] == 4.2
    assert cells["When it was measured"] == FIRST_DAY
    assert cells["Source"] == "=1+1"


def test_the_title_of_a_document_is_for_those_who_may_read_it(
    database: Session, partnership: Partnership, sign_in: SignIn
) -> None:
    document = documents.add_document(
        partnership, kind=DocumentKind.REPORT, title="Тайный отчёт", by=None, link="https://example.org/a"
    )
    make_value(make_indicator(partnership), document=document)
    document.is_team_only = True
    staff = sign_in(make_programme_staff(database))

    assert "Тайный отчёт" in fetch(sign_in(partnership.created_by), partnership, "csv").decode()
    assert "Тайный отчёт" not in fetch(staff, partnership, "csv").decode()
