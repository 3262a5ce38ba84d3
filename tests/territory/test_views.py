"""Saved views: kept under a name, opened first, changed and deleted, by their owner alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_official
from tests.factories.projects import make_partnership
from tests.factories.territory import make_view
from tests.visitor import Visitor
from tracker.errors import Duplicate
from tracker.projects.terms import Field, Visibility
from tracker.territory import services
from tracker.territory.models import SavedView
from tracker.territory.terms import Frequency

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User


def test_a_filter_is_saved_under_a_name_and_opened_from_there(database: Session, official: Visitor) -> None:
    make_partnership(database, visibility=Visibility.REGION, main_field=Field.SPORT, title="Лыжи")
    make_partnership(database, visibility=Visibility.REGION, main_field=Field.HEALTH, title="Школа")
    page = official.visit("/region?field=sport")

    official.submit(official.visit(page.link("Save this view")), name="Спорт края", frequency="weekly")

    view = database.scalars(select(SavedView)).one()
    assert (view.arguments, view.frequency) == ({"field": ["sport"]}, Frequency.WEEKLY)
    opened = official.visit(official.visit("/region?all=1").link("Спорт края"))
    assert "Лыжи" in opened
    assert "Школа" not in opened
    assert opened.texts("a[aria-current=true]") == ["Спорт края"]


def test_the_workspace_opens_with_the_view_that_was_chosen_to_come_first(
    database: Session, person: User, official: Visitor
) -> None:
    make_view(database, person, arguments={"field": ["sport"]}, is_default=True)

    assert official.visit("/region", follow=True).address == "/region?field=sport"
    assert official.visit("/region?all=1").address == "/region?all=1"


def test_one_view_comes_first(database: Session, person: User) -> None:
    first = make_view(database, person, is_default=True)
    second = make_view(database, person, name="Второй", is_default=True)
    database.refresh(first)

    assert (first.is_default, second.is_default) == (False, True)


def test_two_views_of_one_name_are_refused_in_a_sentence(
    database: Session, person: User, official: Visitor
) -> None:
    make_view(database, person, name="Экология")

    refused = official.submit(official.visit("/region/views/new?field=sport"), name=" Экология ")

    assert "a view of this name already" in refused.texts("#name-error")[0]
    with pytest.raises(Duplicate):
        make_view(database, person, name="Экология")
    assert make_view(database, make_official(database, "RU-TOM"), name="Экология").id


def test_a_view_is_changed_and_keeps_its_filter(database: Session, person: User, official: Visitor) -> None:
    view = make_view(database, person, arguments={"field": ["sport"]})

    official.submit(official.visit(f"/region/views/{view.id}/edit"), name="Лыжи", frequency="never")

    assert (view.name, view.frequency, view.subscribed_at) == ("Лыжи", Frequency.NEVER, None)
    assert view.arguments == {"field": ["sport"]}


def test_another_filter_takes_the_place_of_the_one_that_was_saved(
    database: Session, person: User, official: Visitor
) -> None:
    view = make_view(database, person, arguments={"field": ["sport"]})

    official.submit(official.visit(f"/region/views/{view.id}/edit?field=health&mix=one_sector"))

    assert view.arguments == {"field": ["health"], "mix": ["one_sector"]}


def test_a_view_is_deleted(database: Session, person: User, official: Visitor) -> None:
    view = make_view(database, person, name="Лишний")
    page = official.visit("/region/views")

    official.submit(page, form=f'form[action="/region/views/{view.id}/delete"]')

    assert database.scalars(select(SavedView)).all() == []


def test_nobody_else_has_a_view(
    database: Session, person: User, official: Visitor, sign_in: Callable[..., Visitor]
) -> None:
    view = make_view(database, person, name="Моё")
    other = sign_in(make_official(database, "RU-ALT"))

    assert "Моё" not in other.visit("/region/views")
    assert other.is_refused(f"/region/views/{view.id}/edit")
    assert other.is_refused(f"/region/views/{view.id}/delete", method="POST")


def test_a_view_that_asks_for_regions_no_longer_ones_own_shows_the_own_ones(
    database: Session, person: User, official: Visitor
) -> None:
    make_view(database, person, arguments={"region": ["RU-TOM"]}, is_default=True)

    page = official.visit("/region", follow=True)

    assert page.heading == "Altai Krai"
    assert "Only the regions you answer for" in page


def test_letters_begin_when_they_are_asked_for(database: Session, person: User) -> None:
    view = make_view(database, person, frequency=Frequency.NEVER)
    assert view.subscribed_at is None

    services.change_view(view, name=view.name, frequency=Frequency.MONTHLY, is_default=False)

    assert view.subscribed_at is not None
