"""Pages about how far the report goes, and what the partners say to that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_alumnus
from tests.factories.evaluation_reporting import agree, let_out, make_link, make_report
from tests.factories.partners import make_contact, make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.visitor import Visitor
from tracker.evaluation.reporting import letters, queries, services
from tracker.evaluation.reporting.terms import ConsentAnswer, Reader
from tracker.partners.terms import Capacity, Sector
from tracker.projects.services import partners, record
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.projects.models import Participation, Partnership

    SignIn = Callable[..., Visitor]


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(
        database, title="Марафон", problem="Бумага едет на полигон", visibility=Visibility.PUBLIC
    )


@pytest.fixture
def partner(partnership: Partnership, database: Session) -> Participation:
    return make_participation(
        partnership, make_organisation(database, "Завод Мамонт", sector=Sector.BUSINESS)
    )


@pytest.fixture
def broker(partnership: Partnership, sign_in: SignIn) -> Visitor:
    return sign_in(partnership.created_by)


def home(partnership: Partnership, more: str = "") -> str:
    return f"/partnerships/{partnership.id}/evaluation/report{more}"


# --- publicity ------------------------------------------------------------------------------------------------------------


def test_the_broker_decides_and_withdraws(
    partnership: Partnership, broker: Visitor, as_guest: Visitor
) -> None:
    page = broker.visit(home(partnership, "/publicity"))
    page = broker.submit(broker.visit(page.link("Decide")), degree="public", reason="Спрашивают")
    assert "Спрашивают" in page
    as_guest.visit(f"/reports/{partnership.id}")

    page = broker.submit(page, form="form[action$='/withdraw']")

    assert as_guest.is_refused(f"/reports/{partnership.id}")
    assert "only the team reads the report" in page


def test_of_two_decisions_at_once_the_second_is_asked_to_look(
    partnership: Partnership, broker: Visitor
) -> None:
    page = broker.visit(home(partnership, "/publicity/decide"))
    let_out(partnership, Reader.PARTNERS)

    page = broker.submit(page, degree="public")

    assert "Somebody has decided on this meanwhile" in page
    assert queries.report_of(partnership).degree is Reader.PARTNERS


@pytest.mark.parametrize("day", ["yesterday", "2999-01-01", ""])
def test_a_day_that_is_none_is_refused_beside_its_field(
    partnership: Partnership, broker: Visitor, day: str
) -> None:
    page = broker.submit(
        broker.visit(home(partnership, "/publicity/decide")), degree="public", decided_on=day
    )

    assert page.one("#decided_on-error")
    assert queries.report_of(partnership) is None


def test_an_editor_sees_the_consents_and_changes_none(
    partnership: Partnership, partner: Participation, sign_in: SignIn, database: Session
) -> None:
    agree(partner, person="Анна Согласнова")
    colleague = make_alumnus(database)
    make_member(partnership, colleague, TeamRole.EDITOR)
    editor = sign_in(colleague)

    page = editor.visit(home(partnership, "/publicity"))

    assert "Анна Согласнова" in page
    assert page.select("a[href$='/consent']") == []
    assert editor.is_refused(f"/participations/{partner.id}/consent")


def test_names_in_the_text_are_pointed_out(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    make_report(partnership, summary="Спасибо, Завод Мамонт!")
    assert "Names in the text" in broker.visit(home(partnership, "/publicity"))

    agree(partner)

    assert "Names in the text" not in broker.visit(home(partnership, "/publicity"))


def test_the_broker_reads_what_would_be_published(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    make_report(partnership, summary="Спасибо, Завод Мамонт!")

    page = broker.visit(home(partnership, "/preview"))

    assert "Спасибо, a partner from business!" in page.one(".paper").text


# --- consent --------------------------------------------------------------------------------------------------------------


def test_the_broker_writes_down_what_a_partner_said(partner: Participation, broker: Visitor) -> None:
    page = broker.visit(f"/participations/{partner.id}/consent")

    page = broker.submit(page, answer="nameless", person="Анна", way="meeting", given_on="2026-05-03")

    assert "Yes, without our name" in page
    (consent,) = queries.report_of(partner.partnership).consents
    assert (consent.answer, consent.person) == (ConsentAnswer.NAMELESS, "Анна")


def test_what_a_partner_says_meanwhile_is_not_overwritten(partner: Participation, broker: Visitor) -> None:
    agree(partner, ConsentAnswer.NAMED, person="Анна")
    page = broker.visit(f"/participations/{partner.id}/consent")
    link, _token = make_link(partner)
    services.answer_by_link(link, answer=ConsentAnswer.REFUSED, person="Анна")

    page = broker.submit(page, answer="nameless")

    assert "Two versions of the same" in page
    (consent,) = queries.report_of(partner.partnership).consents
    assert consent.answer is ConsentAnswer.REFUSED


def test_a_link_is_made_for_the_key_person_and_shown_once(
    partnership: Partnership, partner: Participation, broker: Visitor, as_guest: Visitor
) -> None:
    by = partnership.created_by
    contact = make_contact(partner.organisation, "Анна Ключева", by=by, email="anna@example.org")
    partners.set_key_people(partner, [(contact, Capacity.LEADER)], by=by)
    page = broker.visit(f"/participations/{partner.id}/consent/link")
    assert page.one("#person")["value"] == "Анна Ключева"

    page = broker.submit(page, email="")

    address = page.one("input[aria-label='Personal link']")["value"]
    assert as_guest.visit(address[address.index("/consent/") :])
    assert broker.visit(home(partnership, "/publicity")).select("input[aria-label='Personal link']") == []


def test_a_letter_takes_the_link_to_the_partner_in_its_language(
    partner: Participation, broker: Visitor, as_guest: Visitor, app: Flask
) -> None:
    app.extensions["mailman"].outbox = []

    page = broker.submit(
        broker.visit(f"/participations/{partner.id}/consent/link"),
        person="Анна",
        email="anna@example.org",
        language="en",
    )

    (letter,) = app.extensions["mailman"].outbox
    assert letter.to == ["anna@example.org"]
    assert letter.subject == "May the report on “Марафон” be published?"
    assert "Hello, Анна!" in letter.body
    assert page.select("input[aria-label='Personal link']") == []
    address = next(word for word in letter.body.split() if "/consent/" in word)
    assert "Завод Мамонт" in as_guest.visit(address[address.index("/consent/") :])


def test_where_no_letters_are_sent_none_is_tried(
    partner: Participation, broker: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter in the log of the server would be a link for whoever reads the log."""
    monkeypatch.setitem(broker.app.config, "MAIL_BACKEND", letters.IN_THE_LOG)
    page = broker.visit(f"/participations/{partner.id}/consent/link")
    assert "This installation sends no letters." in page

    page = broker.submit(page, email="anna@example.org")

    assert page.one("input[aria-label='Personal link']")


def link_of(visitor: Visitor, token: str) -> str:
    with visitor.app.test_request_context():
        return "/consent/" + letters.link_address(token).rsplit("/", 1)[-1]


def test_a_partner_reads_it_as_it_would_be_published_and_answers(
    partnership: Partnership, partner: Participation, as_guest: Visitor
) -> None:
    make_report(partnership, summary="Спасибо, Завод Мамонт!", internal_use="Меняем правила")
    _link, token = make_link(partner, person="Анна")
    address = link_of(as_guest, token)

    page = as_guest.visit(address)
    assert "Спасибо, Завод Мамонт!" in page
    assert "Меняем правила" not in page
    page = as_guest.submit(page, form="#question form", answer="refused")

    assert "Your answer: No" in page
    assert "Спасибо, a partner from business!" in page
    (consent,) = queries.report_of(partnership).consents
    assert (consent.answer, consent.person) == (ConsentAnswer.REFUSED, "Анна")


def test_an_answer_has_to_be_chosen(partner: Participation, as_guest: Visitor) -> None:
    _link, token = make_link(partner)

    page = as_guest.submit(as_guest.visit(link_of(as_guest, token)), form="#question form", person="Анна")

    assert page.one("#answer-error")


@pytest.mark.parametrize("change", ["revoke", "new", "alter", "unsigned"])
def test_a_link_that_does_not_hold_opens_nothing(
    partner: Participation, as_guest: Visitor, change: str
) -> None:
    make_report(partner.partnership, summary="Собрали 16 тонн")
    link, token = make_link(partner)
    address = link_of(as_guest, token)
    if change == "revoke":
        services.revoke_link(link, by=partner.partnership.created_by)
    elif change == "new":
        make_link(partner)
    elif change == "alter":
        said, dot, signature = address.rpartition(".")
        # Not the last character, of which some bits say nothing.
        address = f"{said}{dot}{'a' if signature[0] != 'a' else 'b'}{signature[1:]}"
    else:
        address = f"/consent/{token}"

    page = as_guest.visit(address, status=410)

    assert "Собрали" not in page
    as_guest.post(address, status=410, answer="named")
    assert queries.report_of(partner.partnership).consents == []


def test_in_the_archive_a_partner_can_still_take_its_name_back(
    partner: Participation, as_guest: Visitor
) -> None:
    agree(partner)
    _link, token = make_link(partner)
    record.archive(partner.partnership, by=partner.partnership.created_by, reason="Закончили")

    as_guest.submit(as_guest.visit(link_of(as_guest, token)), form="#question form", answer="refused")

    (consent,) = queries.report_of(partner.partnership).consents
    assert consent.answer is ConsentAnswer.REFUSED
