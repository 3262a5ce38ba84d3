"""What outsiders see of a public partnership, and who decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.partners import make_contact, make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tracker.database import utc_now
from tracker.history.models import Entry
from tracker.partners.terms import Capacity, Sector
from tracker.projects.models import Partnership
from tracker.projects.services import partners, record
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.visitor import Visitor

TODAY = utc_now().date()


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    """Sentences outside of requests are told in English."""
    with force_locale("en"):
        yield


def entries_of(database: Session, partnership: Partnership) -> list[Entry]:
    return list(
        database.scalars(select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number))
    )


def test_visibility_is_the_brokers_choice_and_written_down(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    ivan, editor = make_alumnus(database), make_alumnus(database)
    partnership = make_partnership(database, by=ivan)
    make_member(partnership, editor, TeamRole.EDITOR)
    address = f"/partnerships/{partnership.id}/visibility"
    visitor = sign_in(ivan)

    visitor.submit(visitor.visit(address), visibility="public")

    entry = entries_of(database, partnership)[-1]
    assert partnership.visibility is Visibility.PUBLIC
    assert entry.changes == {"visibility": {"old": "programme", "new": "public"}}
    assert sign_in(editor).is_refused(address)


@pytest.fixture
def talkative(database: Session) -> Partnership:
    """A public partnership with something secret in every inner part."""
    broker = make_alumnus(database, name="Secret broker", phone="+7 900 1234567")
    partnership = make_partnership(
        database,
        title="Marathon",
        by=broker,
        visibility=Visibility.PUBLIC,
        problem="Paper is thrown away",
        project_manager="Secret manager",
    )
    partner = make_participation(
        partnership,
        make_organisation(database, "Altaikrovlya", sector=Sector.BUSINESS),
        contribution="Secret contribution",
        expectation="Secret expectation",
    )
    contact = make_contact(partner.organisation, "Secret person", phone="+7 900 7654321")
    partners.set_key_people(partner, [(contact, Capacity.LEADER)], by=broker)
    make_participation(partnership, left_on=TODAY)
    record.edit(partnership, by=broker, aim="Collect it", reason="Secret reason")
    return partnership


@pytest.mark.parametrize("language", ["en", "ru"])
def test_outsiders_see_the_public_part_and_nothing_else(
    database: Session,
    sign_in: Callable[..., Visitor],
    as_guest: Visitor,
    talkative: Partnership,
    language: str,
) -> None:
    outsider = make_alumnus(database, language=language)

    for visitor in (as_guest, sign_in(outsider, language=language)):
        page = visitor.visit(f"/partnerships/{talkative.id}")

        assert page.heading == "Marathon"
        assert "Paper is thrown away" in page
        assert "Altaikrovlya" in page
        assert "secret" not in page.html.lower()
        assert "900 " not in page.html
        for tab in (
            "partners",
            "team",
            "edit",
            "visibility",
            "archive",
            "history",
            "documents",
            "cycle",
            "resources",
        ):
            assert visitor.is_refused(f"/partnerships/{talkative.id}/{tab}"), tab


def test_a_list_tells_outsiders_no_more_than_the_page(as_guest: Visitor, talkative: Partnership) -> None:
    listed = as_guest.visit("/partnerships")
    board = as_guest.visit("/partnerships/board")

    assert talkative.title in listed
    assert talkative.title in board
    assert "Secret" not in listed
    assert "Secret" not in board


def test_words_of_the_inner_part_find_nothing(as_guest: Visitor, talkative: Partnership) -> None:
    assert talkative.title in as_guest.visit("/partnerships?q=paper")
    assert talkative.title not in as_guest.visit("/partnerships?q=secret")


def test_what_is_not_public_asks_a_visitor_to_sign_in(database: Session, as_guest: Visitor) -> None:
    partnership = make_partnership(database, visibility=Visibility.REGION)

    assert as_guest.is_refused(f"/partnerships/{partnership.id}")


def test_an_installation_without_public_pages_shows_visitors_nothing(
    app: Flask, as_guest: Visitor, sign_in: Callable[..., Visitor], database: Session, talkative: Partnership
) -> None:
    outsider = make_alumnus(database)
    usual = app.config["TRACKER_SETTINGS"]
    app.config["TRACKER_SETTINGS"] = type(usual)(
        **{name: getattr(usual, name) for name in usual.__dataclass_fields__} | {"public_pages": False}
    )
    try:
        assert as_guest.is_refused(f"/partnerships/{talkative.id}")
        assert as_guest.is_refused("/partnerships")
        assert as_guest.is_refused("/partnerships/board")
        assert sign_in(outsider).visit(f"/partnerships/{talkative.id}").heading == "Marathon"
    finally:
        app.config["TRACKER_SETTINGS"] = usual
