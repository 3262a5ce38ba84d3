"""Needs stand by kind; who could answer one is suggested, and nobody who may not be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation, make_partnership
from tests.factories.resources import make_commitment, make_need
from tests.visitor import Visitor
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Sector
from tracker.projects.terms import Visibility
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User


@pytest.mark.usefixtures("several")
def test_needs_stand_by_kind_and_lead_to_an_offer(official: Visitor) -> None:
    page = official.visit("/region/needs")
    assert "Premises : 2 open needs" in page

    chosen = official.visit("/region/needs?kind=premises")
    form = official.visit(chosen.link("Offer help : Зал"))
    back = official.submit(form, message="В библиотеке есть зал")

    assert back.address == "/region/needs?kind=premises"
    assert "You offered help" in back


def test_organisations_that_offer_something_of_the_kind_are_suggested(
    database: Session, person: User, official: Visitor
) -> None:
    partnership = make_partnership(database, visibility=Visibility.REGION)
    make_need(partnership, kind=ResourceKind.PREMISES, description="Зал")
    offering = {"sector": Sector.BUSINESS, "offers": [Expectation.PREMISES_LENT]}
    make_organisation(database, "ООО «Простор»", region_code="RU-ALT", **offering)
    make_organisation(database, "ООО «Далеко»", region_code="RU-TOM", **offering)
    inside = make_organisation(database, "ООО «Внутри»", region_code="RU-ALT", **offering)
    make_participation(partnership, inside)
    make_organisation(
        database, "ООО «Другое»", region_code="RU-ALT", sector=Sector.BUSINESS, offers=[Expectation.TRUSTEES]
    )

    assert official.visit("/region/needs").texts(".givers li a") == ["ООО «Простор»"]


def test_what_a_hidden_partnership_was_given_suggests_nobody(
    database: Session, person: User, official: Visitor
) -> None:
    partnership = make_partnership(database, visibility=Visibility.REGION)
    make_need(partnership, kind=ResourceKind.PEOPLE, description="Наставники")
    for name, visibility in (("НКО «Видно»", Visibility.REGION), ("НКО «Тайно»", Visibility.PROGRAMME)):
        giver = make_participation(
            make_partnership(database, visibility=visibility), make_organisation(database, name)
        )
        make_commitment(giver, kind=ResourceKind.PEOPLE)

    assert official.visit("/region/needs").texts(".givers li a") == ["НКО «Видно»"]
