"""Kept pages: written again as soon as anything they show is different, for each reader their own, with the tokens of the visit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from flask import render_template, session

from tests.factories.accounts import make_alumnus, make_programme_staff
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_partnership
from tracker import showing
from tracker.accounts.models import User
from tracker.extensions import db
from tracker.projects.models import PartnershipTag
from tracker.projects.terms import TeamRole, Visibility
from tracker.regions.models import Region

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.visitor import Visitor

LISTS = ("/partnerships", "/partnerships/board", "/partnerships?tag=paper&stage=start", "/organisations")
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
IN_HEADERS = re.compile(rb'"X-CSRFToken": "([^"]+)"')


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates of pages that were written and not found."""
    names: list[str] = []

    def write(template: str, **context: Any) -> str:
        names.append(template)
        return render_template(template, **context)

    showing.pages.clear()
    monkeypatch.setattr(showing, "render_template", write)
    return names


def words_of(visitor: Visitor, address: str) -> bytes:
    """A page without the tokens of its forms, which are signed with the second of the visit."""
    page = visitor.open(address).data
    for token in {*TOKEN.findall(page), *IN_HEADERS.findall(page)}:
        page = page.replace(token, b"")
    return page


@pytest.mark.parametrize("address", LISTS)
def test_a_page_of_which_nothing_has_changed_is_not_written_again(
    database: Session, sign_in: Callable[..., Visitor], written: list[str], address: str
) -> None:
    make_partnership(database, title="Marathon", visibility=Visibility.PUBLIC, tags=["paper"])
    make_organisation(database, "Altaikrovlya", region_code="RU-ALT", tag_names=["paper"])
    visitor = sign_in(make_programme_staff(database))
    first, second = words_of(visitor, address), words_of(visitor, address)

    assert len(written) == 1
    assert first == second


def _change_title(database: Session, partnership: Any) -> None:
    partnership.title = "Half-marathon"


def _give_a_tag(database: Session, partnership: Any) -> None:
    database.add(PartnershipTag(partnership_id=partnership.id, tag="running"))


def _rename_the_broker(database: Session, partnership: Any) -> None:
    database.get_one(User, partnership.team[0].user_id).name = "Pyotr"


def _rename_the_region(database: Session, partnership: Any) -> None:
    region = database.get_one(Region, "RU-ALT")
    region.name_en = "Altai Krai, as it were"


def _let_a_partner_in(database: Session, partnership: Any) -> None:
    make_partnership(database, title="Another", visibility=Visibility.PUBLIC)


@pytest.mark.parametrize(
    "change", [_change_title, _give_a_tag, _rename_the_broker, _rename_the_region, _let_a_partner_in]
)
def test_whatever_changes_is_seen_at_once(
    database: Session,
    sign_in: Callable[..., Visitor],
    written: list[str],
    change: Callable[[Session, Any], None],
) -> None:
    partnership = make_partnership(
        database, title="Marathon", visibility=Visibility.PUBLIC, regions=["RU-ALT"]
    )
    make_member(partnership, make_alumnus(database, name="Ivan"), TeamRole.BROKER)
    visitor = sign_in(make_programme_staff(database))
    before = words_of(visitor, "/partnerships")

    change(database, partnership)
    database.commit()
    kept = words_of(visitor, "/partnerships")
    showing.pages.clear()
    anew = words_of(visitor, "/partnerships")

    assert kept == anew != before
    assert len(written) == 3


def test_each_reader_has_their_own(
    database: Session, sign_in: Callable[..., Visitor], as_guest: Visitor, written: list[str]
) -> None:
    make_partnership(database, title="Marathon", visibility=Visibility.PUBLIC)
    make_partnership(database, title="Between us", visibility=Visibility.PROGRAMME)
    staff = sign_in(make_programme_staff(database))

    assert "Between us" in staff.visit("/partnerships").text
    assert "Between us" not in sign_in(make_alumnus(database)).visit("/partnerships").text
    assert "Between us" not in as_guest.visit("/partnerships").text
    assert "Партнёрства" in sign_in(make_programme_staff(database), language="ru").visit("/partnerships").text
    assert len(written) == 4


def test_a_kept_page_has_the_tokens_of_whoever_visits(
    database: Session, sign_in: Callable[..., Visitor], written: list[str]
) -> None:
    user = make_programme_staff(database)
    pages = [sign_in(user).open("/partnerships").data for _visit in range(2)]
    tokens = [set(TOKEN.findall(page)) for page in pages]

    assert len(written) == 1
    assert all(len(found) == 1 for found in tokens)
    assert tokens[0] != tokens[1]
    assert showing.TOKEN.encode() not in b"".join(pages)


def test_a_message_is_shown_once(
    database: Session, sign_in: Callable[..., Visitor], written: list[str]
) -> None:
    visitor = sign_in(make_programme_staff(database))
    visitor.visit("/partnerships")
    with visitor.client.session_transaction() as kept:
        kept["_flashes"] = [("success", "It is saved.")]

    assert "It is saved." in visitor.visit("/partnerships").text
    assert "It is saved." not in visitor.visit("/partnerships").text
    assert len(written) == 2


def test_a_page_that_asks_the_database_while_it_is_written_is_not_kept(
    app: Flask, database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_partnership(database, title="Marathon")
    database.commit()
    written = []

    def write(_template: str, **_context: Any) -> str:
        written.append(db.session.scalar(db.select(db.func.count()).select_from(User)))
        return "page"

    monkeypatch.setattr(showing, "render_template", write)
    with app.test_request_context():
        session["any"] = 1
        assert showing.kept_page("any.html", 1, dict) == showing.kept_page("any.html", 1, dict) == b"page"
    assert len(written) == 2
