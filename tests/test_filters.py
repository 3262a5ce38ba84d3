"""What a list does not understand of its address it says beside the field; it narrows nothing, and nobody acts on it unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_admin, make_programme_staff
from tests.factories.partners import make_organisation
from tests.factories.people import make_entry
from tests.factories.regions import make_region
from tracker.partners.terms import Sector
from tracker.people.terms import Reach

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor

REFUSED = "Choose one of the options."


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("/people?sector=nonsense", "sector"),
        ("/people?cohort=404", "cohort"),
        ("/people?region=nowhere", "region"),
        ("/people?account=perhaps", "account"),
        ("/directory?sector=nonsense", "sector"),
        ("/accounts?role=nonsense", "role"),
        ("/organisations?sector=nonsense", "sector"),
        ("/organisations?kind=nonsense", "kind"),
    ],
)
def test_a_choice_that_does_not_exist_is_marked_and_narrows_nothing(
    database: Session, sign_in: Callable[..., Visitor], address: str, field: str
) -> None:
    make_organisation(database, "Fund", sector=Sector.NONPROFIT)
    make_entry(database, "Vera Pavlova")
    everything = address.partition("?")[0]
    visitor = sign_in(make_admin(database))

    page = visitor.visit(address)

    assert REFUSED in page.one(f"#{field}-error").text
    assert page.one(f"#{field}")["aria-invalid"] == "true"
    assert page.select("details.filters-fold[open]")
    assert page.texts(".filters-total") == visitor.visit(everything).texts(".filters-total")


@pytest.mark.parametrize(
    ("asked", "chip"), [("region=RU-ALT", "Region: Altai Krai"), ("skill=juggling", "Skill: juggling")]
)
def test_a_region_or_a_skill_that_nobody_has_finds_nobody_and_says_so(
    database: Session, sign_in: Callable[..., Visitor], asked: str, chip: str
) -> None:
    make_region(database, "RU-ALT")
    make_entry(database, "Vera Pavlova")

    page = sign_in(make_programme_staff(database)).visit(f"/people?{asked}")

    assert page.texts(".filters-total") == ["0 people"]
    assert page.texts(".chip") == [f"Remove the filter {chip}"]
    assert not page.select(".form-error")


def test_who_invites_by_a_choice_that_does_not_exist_invites_nobody(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    make_entry(database, "Vera Pavlova", email="vera@example.org", contacts=Reach.STAFF)
    visitor = sign_in(make_programme_staff(database))
    assert "1 person gets a letter" in visitor.visit("/people/invite")

    page = visitor.visit("/people/invite?cohort=404")

    assert "Nobody is chosen. A part of the choice was not understood." in page
    assert not page.select("main form")
