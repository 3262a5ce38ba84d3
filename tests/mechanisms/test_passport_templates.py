"""The list of templates, the page of one, and a new partnership that begins with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus, make_official
from tests.factories.projects import make_partnership
from tests.mechanisms.test_passport import make_template
from tests.visitor import Visitor
from tracker.mechanisms import publishing
from tracker.mechanisms.models import Mechanism
from tracker.mechanisms.terms import MechanismType
from tracker.projects.models import Partnership
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    SignIn = Callable[..., Visitor]

HOME = "/mechanisms/templates"


@pytest.fixture
def template(partnership: Partnership) -> Mechanism:
    partnership.title, partnership.aim = "Марафон в Барнауле", "Меньше бумаги на полигоне"
    return make_template(partnership)


@pytest.fixture
def stranger(database: Session, sign_in: SignIn) -> Visitor:
    return sign_in(make_alumnus(database))


def test_an_empty_list_says_how_templates_come_about(stranger: Visitor) -> None:
    assert "No template is published yet" in stranger.visit(HOME)


def test_a_visitor_is_asked_to_sign_in(template: Mechanism, as_guest: Visitor) -> None:
    assert as_guest.is_refused(HOME)
    assert as_guest.is_refused(f"{HOME}/{template.id}")


def test_a_template_names_its_partnership_only_to_those_who_may_see_it(
    template: Mechanism, stranger: Visitor, broker: Visitor
) -> None:
    for address in (HOME, f"{HOME}/{template.id}"):
        hidden, open_ = stranger.visit(address), broker.visit(address)

        assert template.name in hidden
        assert "Марафон в Барнауле" not in hidden
        assert "Altai" not in hidden
        assert "not open to you" in hidden
        assert "Марафон в Барнауле" in open_


def test_a_public_partnership_is_named_to_everybody(template: Mechanism, stranger: Visitor) -> None:
    template.partnership.visibility = Visibility.PUBLIC

    assert "Марафон в Барнауле" in stranger.visit(HOME)


def test_templates_are_listed_by_type(template: Mechanism, stranger: Visitor) -> None:
    template.decided_type = MechanismType.COMPETITIVE

    assert template.name in stranger.visit(f"{HOME}?type=competitive")
    assert "No template of this type" in stranger.visit(f"{HOME}?type=procedural")
    assert template.name in stranger.visit(f"{HOME}?type=nonsense")


def test_a_withdrawn_template_is_gone(template: Mechanism, stranger: Visitor) -> None:
    publishing.withdraw(template, by=None)

    assert "No template is published yet" in stranger.visit(HOME)
    assert stranger.is_refused(f"{HOME}/{template.id}")
    assert stranger.is_refused(f"{HOME}/{template.id}/start")


def test_the_number_of_queries_does_not_grow_with_the_list(
    database: Session, template: Mechanism, stranger: Visitor, count_queries: Callable[..., Any]
) -> None:
    stranger.visit(HOME)
    with count_queries() as few:
        stranger.visit(HOME)
    for _ in range(6):
        make_template(make_partnership(database))
    database.expire_all()
    with count_queries() as many:
        stranger.visit(HOME)

    assert len(many) == len(few), "\n".join(many)


# --- starting -----------------------------------------------------------------------------------------------------------


def test_a_partnership_is_started_from_a_template(
    database: Session, template: Mechanism, stranger: Visitor
) -> None:
    page = stranger.visit(f"{HOME}/{template.id}")
    form = stranger.visit(page.link("Start a partnership from this template"))
    assert form.one("#approach").get_text().strip() == template.description
    assert form.one("#aim").get_text().strip() == "", "the aim of a partnership that is not open"

    stranger.submit(form, title="Бумага Бийска", regions=["RU-ALT"])

    new = database.scalars(select(Partnership).where(Partnership.title == "Бумага Бийска")).one()
    made = database.scalars(select(Mechanism).where(Mechanism.partnership_id == new.id)).one()
    assert (made.started_from_id, new.approach) == (template.id, template.description)
    assert f"Started from the template “{template.name}”" in stranger.visit(f"/partnerships/{new.id}/history")
    assert template.name in stranger.visit(f"/partnerships/{new.id}/mechanism/passport")
    assert stranger.visit(f"{HOME}/{template.id}").link("Бумага Бийска") == f"/partnerships/{new.id}"


def test_what_was_started_is_counted_but_not_named_to_others(
    database: Session, template: Mechanism, broker: Visitor
) -> None:
    new = make_partnership(database, title="Тайная бумага", visibility=Visibility.TEAM)
    assert new.created_by is not None
    publishing.start_from(template, new, by=new.created_by)

    for address in (f"{HOME}/{template.id}", f"/partnerships/{template.partnership_id}/mechanism/passport"):
        assert "Тайная бумага" not in broker.visit(address)
    assert "1 partnership that is not open to you" in broker.visit(f"{HOME}/{template.id}")


def test_the_aim_is_proposed_to_those_who_may_read_it(template: Mechanism, broker: Visitor) -> None:
    form = broker.visit(f"{HOME}/{template.id}/start")

    assert form.one("#aim").get_text().strip() == "Меньше бумаги на полигоне"


def test_a_title_is_needed_and_what_was_typed_stays(template: Mechanism, stranger: Visitor) -> None:
    form = stranger.visit(f"{HOME}/{template.id}/start")

    page = stranger.submit(form, title="", regions=["RU-ALT"], problem="Бумага")

    assert "Please fill this in" in page.texts("#title-error")[0]
    assert "Бумага" in page.one("#problem").get_text()


def test_an_official_reads_a_template_and_starts_nothing(
    database: Session, template: Mechanism, sign_in: SignIn
) -> None:
    official = sign_in(make_official(database))

    assert "Start a partnership" not in official.visit(f"{HOME}/{template.id}")
    assert official.is_refused(f"{HOME}/{template.id}/start")


def test_one_who_sees_a_withdrawn_origin_is_told_so(
    database: Session, template: Mechanism, sign_in: SignIn
) -> None:
    new = make_partnership(database)
    assert new.created_by is not None
    publishing.start_from(template, new, by=new.created_by)
    publishing.withdraw(template, by=None)

    page = sign_in(new.created_by).visit(f"/partnerships/{new.id}/mechanism/passport")

    assert "Started from a template that was withdrawn meanwhile" in page


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_opens_in_both_languages(template: Mechanism, sign_in: SignIn, language: str) -> None:
    visitor = sign_in(template.partnership.created_by, language=language)
    home = f"/partnerships/{template.partnership_id}/mechanism"

    for address in (
        HOME,
        f"{HOME}/{template.id}",
        f"{HOME}/{template.id}/start",
        f"{home}/passport",
        f"{home}/passport/edit",
        f"{home}/passport/edit?part=lawful",
        f"{home}/template",
        f"/partnerships/{template.partnership_id}/history",
    ):
        visitor.visit(address)


def test_the_page_of_a_mechanism_says_where_it_comes_from(
    database: Session, template: Mechanism, sign_in: SignIn
) -> None:
    new = make_partnership(database)
    assert new.created_by is not None
    publishing.start_from(template, new, by=new.created_by)

    page = sign_in(new.created_by).visit(f"/partnerships/{new.id}/mechanism")

    assert page.link(template.name) == f"{HOME}/{template.id}"
