"""The matrix of benefits as files: what the page shows, no more and no less, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from python_calamine import CalamineWorkbook

from tests.factories.accounts import make_alumnus
from tests.factories.evaluation_benefits import say_benefit
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation
from tests.visitor import Visitor
from tracker.evaluation.terms import Benefit
from tracker.partners.terms import Sector
from tracker.projects.models import Participation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

    SignIn = Callable[..., Visitor]


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/evaluation/benefits"


@pytest.fixture
def depot(database: Session, partnership: Partnership) -> Participation:
    return make_participation(partnership, make_organisation(database, "Депо", sector=Sector.BUSINESS))


@pytest.fixture
def committee(database: Session, partnership: Partnership) -> Participation:
    return make_participation(partnership, make_organisation(database, "Комитет", sector=Sector.GOVERNMENT))


def test_the_csv_holds_every_cell_and_no_formula(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    evil = make_participation(partnership, make_organisation(database, "=2+5+cmd|' /C calc'!A0"))
    say_benefit(evil, Benefit.TRUST, expected=0, achieved=2, comment="@SUM(1+9)*cmd")

    answer = broker.open(f"{home(partnership)}/export?format=csv")

    assert answer.content_type.startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) == 1 + len(Benefit)
    assert {row[0] for row in rows[1:]} == {"'=2+5+cmd|' /C calc'!A0"}
    trust = next(row for row in rows if row[3] == str(Benefit.TRUST))
    assert trust[4] == "0"
    assert trust[7:9] == ["2", "'@SUM(1+9)*cmd"]
    assert trust[-1] == "An unexpected gain"
    quality = next(row for row in rows if row[3] == str(Benefit.QUALITY))
    assert quality[4:] == [""] * 7
    assert not any(cell[:1] in {"=", "+", "-", "@"} for row in rows for cell in row)


def test_a_russian_csv_is_parted_as_russian_spreadsheets_expect(
    partnership: Partnership, depot: Participation, sign_in: SignIn
) -> None:
    visitor = sign_in(partnership.created_by, language="ru")

    text = visitor.open(f"{home(partnership)}/export?format=csv").get_data().decode("utf-8-sig")

    assert text.splitlines()[0].count(";") == 10


def test_the_workbook_shows_what_the_page_shows(
    partnership: Partnership, broker: Visitor, depot: Participation, committee: Participation
) -> None:
    say_benefit(depot, Benefit.TRUST, expected=1, achieved=0, comment="=1+1")

    answer = broker.open(f"{home(partnership)}/export?format=xlsx")

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    matrix = book.get_sheet_by_name("Benefits").to_python(skip_empty_area=False)
    assert [partnership.title] == [cell for cell in matrix[0] if cell]
    assert "Депо gains nothing" in str(matrix)
    heading = next(row for row in matrix if row[0] == "Benefit")
    assert heading == [
        "Benefit",
        "Депо · Expected",
        "Депо · Achieved",
        "Комитет · Expected",
        "Комитет · Achieved",
    ]
    trust = next(row for row in matrix if row[0] == str(Benefit.TRUST))
    assert trust[1:] == [1, 0, "", ""]
    assert len(matrix) - matrix.index(heading) - 1 == len(Benefit)
    listed = book.get_sheet_by_name("In words").to_python()
    assert len(listed) == 1 + 2 * len(Benefit)
    assert [row[8] for row in listed[1:] if row[8]] == ["=1+1"]


def test_a_stranger_gets_no_file(database: Session, partnership: Partnership, sign_in: SignIn) -> None:
    assert sign_in(make_alumnus(database)).is_refused(f"{home(partnership)}/export")
