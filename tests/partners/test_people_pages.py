"""Who is to be talked to in an organisation, and who keeps its record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_alumnus, make_official
from tests.factories.partners import make_contact, make_organisation
from tracker.partners import models

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.partners.models import Organisation


def test_contact_persons_are_seen_by_those_who_work_with_the_organisation(
    database: Session,
    as_anna: Visitor,
    sign_in: Callable[..., Visitor],
    own: Organisation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_contact(own, "Софья Дёмина", phone="+7 000 103-01-21", email="demina@example.org")
    address = f"/organisations/{own.id}"
    official = make_official(database)
    as_official = sign_in(official)

    assert "Софья Дёмина" in as_anna.visit(address)
    assert "Софья Дёмина" not in as_official.visit(address)

    official_id = official.id
    monkeypatch.setattr(models, "KNOWING_TIES", [lambda user, _organisation: user.id == official_id])
    assert "demina@example.org" in as_official.visit(address)
    assert as_official.is_refused(f"{address}/contacts/new")


def test_contact_persons_are_kept_up_to_date(as_anna: Visitor, own: Organisation) -> None:
    page = as_anna.submit(
        as_anna.visit(f"/organisations/{own.id}/contacts/new"), name="Иван Петров", email="not an address"
    )
    assert "This is not an e-mail address" in page

    as_anna.submit(page, email="petrov@example.org")
    contact = own.contacts[0]
    as_anna.submit(
        as_anna.visit(f"/organisations/{own.id}/contacts/{contact.id}"), capacity="leader", phone="112"
    )
    as_anna.post(f"/organisations/{own.id}/contacts/{contact.id}/archive")

    assert contact.is_archived
    assert contact.phone == "112"
    as_anna.post(f"/organisations/{own.id}/contacts/{contact.id}/restore")
    assert not contact.is_archived


def test_a_contact_person_is_reached_through_the_own_organisation_only(
    database: Session, as_anna: Visitor, own: Organisation
) -> None:
    other = make_contact(make_organisation(database))

    as_anna.visit(f"/organisations/{own.id}/contacts/{other.id}", status=404)


def test_a_record_is_given_to_another_keeper(database: Session, as_anna: Visitor, own: Organisation) -> None:
    boris = make_alumnus(database, name="Борис Лем", email="boris@example.org")
    form = f'form[action="/organisations/{own.id}/keepers"]'

    page = as_anna.submit(as_anna.visit(f"/organisations/{own.id}"), form=form, email="nobody@example.org")
    assert "Nobody with this address has an account here." in page

    page = as_anna.submit(page, form=form, email="Boris@Example.org")
    assert "Борис Лем" in page
    assert own.is_kept_by(boris)

    as_anna.post(f"/organisations/{own.id}/keepers/{boris.id}/remove")
    assert not own.is_kept_by(boris)
