"""What the pages of the workspace are tried with: partnerships of many kinds, and how their lists and files are read."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook

from tests.factories.projects import make_partnership
from tests.factories.resources import make_commitment, make_need
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.mechanisms import services as mechanisms
from tracker.mechanisms.terms import MechanismType, Trait
from tracker.partners.terms import Sector
from tracker.projects.terms import Field, Stage, Visibility
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


TODAY = utc_now().date()
SECRET = "Тайное дело"


def make_several(database: Session) -> None:
    """Partnerships of many kinds in Altai Krai, some in another region too, some not for officials."""
    shown = {"visibility": Visibility.REGION}
    one = make_partnership(
        database,
        title="Родники",
        main_field=Field.ENVIRONMENT,
        further_fields=[Field.HEALTH],
        partners=[Sector.NONPROFIT, Sector.GOVERNMENT],
        municipality="Белокуриха",
        **shown,
    )
    make_commitment(one, due_on=TODAY - timedelta(days=9))
    make_need(one, kind=ResourceKind.PREMISES, description="Зал")
    make_need(one, kind=ResourceKind.PREMISES, description="Склад")
    two = make_partnership(
        database,
        title="Марафон",
        main_field=Field.ENVIRONMENT,
        partners=[Sector.BUSINESS, Sector.NONPROFIT, Sector.GOVERNMENT],
        municipality="Барнаул",
        regions=["RU-ALT", "RU-TOM"],
        visibility=Visibility.PUBLIC,
        stage=Stage.EVERYDAY,
    )
    mechanism = mechanisms.describe(
        two, by=two.created_by, name="Эстафета", description="Школы собирают бумагу"
    )
    mechanisms.decide(
        mechanism,
        by=two.created_by,
        type=MechanismType.PROCEDURAL,
        traits=[Trait.PROCEDURAL],
        reason="Так и есть",
    )
    silent = make_partnership(database, title="Тишина", partners=[Sector.BUSINESS], **shown)
    silent.alive_on = TODAY - timedelta(days=800)
    make_partnership(database, title="Без партнёров", **shown)
    for visibility in (Visibility.TEAM, Visibility.PROGRAMME):
        hidden = make_partnership(
            database, title=SECRET, visibility=visibility, main_field=Field.SPORT, municipality="Тайнинск"
        )
        make_need(hidden, kind=ResourceKind.MONEY, description="Тайные деньги")
        make_commitment(hidden, due_on=TODAY - timedelta(days=9))
    make_partnership(database, title="Томское", regions=["RU-TOM"], visibility=Visibility.PUBLIC)
    make_partnership(database, title=SECRET, regions=["RU-TOM"], visibility=Visibility.REGION)
    database.flush()


def length_of(visitor: Visitor, address: str) -> int:
    """How many partnerships a list names. The list is not checked as a page: it has tests of its own."""
    html = file(visitor, address).getvalue().decode()
    found = re.search(r"\b(\d+) partnerships?\b", html)
    assert found or "No partnership fits" in html or "Nothing" in html, address
    return int(found[1]) if found else 0


def file(visitor: Visitor, address: str) -> io.BytesIO:
    response = visitor.open(address)
    assert response.status_code == 200
    return io.BytesIO(response.get_data())


def sheets(visitor: Visitor, address: str) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(file(visitor, address))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
