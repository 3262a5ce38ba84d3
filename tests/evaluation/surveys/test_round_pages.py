"""Pages of the team: rounds, links, letters; one next step; nobody but the broker sends and closes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.evaluation_surveys import (
    close,
    make_answer,
    make_link,
    make_survey,
    token_of,
)
from tests.factories.partners import make_contact, make_organisation
from tests.factories.projects import make_member, make_partnership
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.evaluation.surveys import answering, qr
from tracker.evaluation.surveys.models import Survey, SurveyLink
from tracker.evaluation.surveys.terms import SurveyPart
from tracker.partners.terms import Capacity, Sector
from tracker.projects.services import partners, record
from tracker.projects.terms import TeamRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.page import Page
    from tracker.projects.models import Partnership

    SignIn = Callable[..., Visitor]

TODAY = utc_now().date()
LINK = re.compile(r"http://localhost(/answer/\S+)")


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/evaluation/surveys"


def next_step(page: Page) -> str:
    return " ".join(page.texts(".next-step-title"))


# --- the list and opening -----------------------------------------------------------------------------------------------


def test_an_empty_list_teaches_and_leads_to_the_first_round(database: Session, sign_in: SignIn) -> None:
    partnership = make_partnership(database, partners=[Sector.BUSINESS, Sector.NONPROFIT])

    page = sign_in(partnership.created_by).visit(home(partnership))

    assert "Nobody was asked yet." in page
    assert page.link("Ask the partners") == f"{home(partnership)}/new"


def test_without_partners_the_list_leads_to_them(database: Session, sign_in: SignIn) -> None:
    partnership = make_partnership(database)

    page = sign_in(partnership.created_by).visit(home(partnership))

    assert page.link("Add a partner") == f"/partnerships/{partnership.id}/partners/new"


def test_opening_a_round_sends_nothing_and_names_whom_it_asks(
    database: Session, sign_in: SignIn, outbox: list[Any]
) -> None:
    organisation = make_organisation(database, "Алтайкровля")
    partnership = make_partnership(database, partners=[organisation, Sector.NONPROFIT])
    contact = make_contact(organisation, "Геннадий Фролов", email="frolov@example.org")
    partners.set_key_people(partnership.participations[0], [(contact, Capacity.LEADER)], by=None)
    visitor = sign_in(partnership.created_by)
    form = visitor.visit(f"{home(partnership)}/new")

    page = visitor.submit(form, parts=["health", "lessons"], message="Прошу вас ответить", title="Весна")

    survey = database.scalars(select(Survey)).one()
    assert page.address == f"/evaluation/surveys/{survey.id}"
    assert survey.asked == [SurveyPart.HEALTH, SurveyPart.LESSONS]
    assert (survey.title, survey.message) == ("Весна", "Прошу вас ответить")
    assert "nothing has been sent yet" in page.texts(".messages")[0]
    assert "Геннадий Фролов" in page.texts(".survey-link")[0]
    assert "frolov@example.org" in page.texts(".survey-link")[0]
    assert "nobody in particular" in page.texts(".survey-link")[1]
    assert next_step(page) == "Send 1 person the link"
    assert outbox == []


def test_what_is_missing_is_said_beside_the_field_and_what_was_typed_stays(
    database: Session, sign_in: SignIn
) -> None:
    partnership = make_partnership(database, partners=[Sector.BUSINESS])
    visitor = sign_in(partnership.created_by)

    page = visitor.submit(
        visitor.visit(f"{home(partnership)}/new"), parts=[], due_on="2020-01-01", message="Мои слова"
    )
    assert "Choose at least one part to ask." in page.texts("#parts-error")[0]
    assert page.one("#message").get_text(strip=True) == "Мои слова"
    page = visitor.submit(page, parts=["health"])
    assert "This day is over." in page.texts("#due_on-error")[0]

    assert list(database.scalars(select(Survey))) == []


# --- who may ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [TeamRole.READER, TeamRole.EDITOR])
def test_only_the_broker_opens_sends_and_closes(
    database: Session, survey: Survey, sign_in: SignIn, role: TeamRole
) -> None:
    member, link = make_alumnus(database), survey.links[0]
    make_member(survey.partnership, member, role)
    visitor = sign_in(member)

    page = visitor.visit(f"/evaluation/surveys/{survey.id}")

    assert page.select("main form, .next-step, #links") == []
    assert visitor.is_refused(f"{home(survey.partnership)}/new")
    assert visitor.is_refused(f"/survey-links/{link.id}")
    for address in (
        f"/evaluation/surveys/{survey.id}/close",
        f"/evaluation/surveys/{survey.id}/send",
        f"/evaluation/surveys/{survey.id}/remind",
        f"/survey-links/{link.id}/show",
        f"/survey-links/{link.id}/send",
        f"/survey-links/{link.id}/revoke",
    ):
        assert visitor.is_refused(address, method="POST")


def test_in_the_archive_a_round_is_only_read(survey: Survey, broker: Visitor) -> None:
    record.archive(survey.partnership, by=None, reason="Закончили")

    page = broker.visit(f"/evaluation/surveys/{survey.id}")

    assert page.select("main form, .next-step, #links") == []
    broker.post(f"/evaluation/surveys/{survey.id}/close")
    assert not survey.is_closed


# --- the one next step --------------------------------------------------------------------------------------------------


def test_the_next_step_follows_the_round(database: Session, broker: Visitor, survey: Survey) -> None:
    address, now = f"/evaluation/surveys/{survey.id}", utc_now()

    assert next_step(broker.visit(address)) == "Pass 3 links on yourself"
    for link in survey.links:
        link.email = f"partner{link.id}@example.org"
    assert next_step(broker.visit(address)) == "Send 3 people their links"
    for link in survey.links:
        link.sent_at = now
    assert next_step(broker.visit(address)) == "The partners are answering"
    make_answer(survey.links[0])
    survey.due_on = TODAY + timedelta(days=3)
    for link in survey.links:
        link.sent_at = now - timedelta(days=6)
    assert next_step(broker.visit(address)) == "Remind 2 people"
    survey.due_on = TODAY - timedelta(days=1)
    assert next_step(broker.visit(address)) == "The last day is over"
    survey.due_on = TODAY
    for link in survey.links[1:]:
        make_answer(link)
    assert next_step(broker.visit(address)) == "Everybody has answered"


def test_closing_ends_the_round(broker: Visitor, survey: Survey) -> None:
    make_answer(survey.links[0])
    page = broker.visit(f"/evaluation/surveys/{survey.id}")
    form = f'form[action="/evaluation/surveys/{survey.id}/close"]'

    broker.submit(page, form=form)

    assert survey.is_closed
    page = broker.visit(f"/evaluation/surveys/{survey.id}")
    assert "Closed on" in page.texts("main .tag")[-1] or "Closed on" in page
    assert page.select(f"main {form}") == []
    assert "no answer" in page


def test_the_list_says_how_far_each_round_is(broker: Visitor, survey: Survey) -> None:
    make_answer(survey.links[0])
    close(survey)
    make_survey(survey.partnership, title="Весна")

    rounds = broker.visit(home(survey.partnership)).texts(".rounds > li")

    assert rounds[0].startswith("Весна Open until")
    assert "0 of 3 partners answered" in rounds[0]
    assert rounds[1].startswith("Round 1 Closed on")
    assert "1 of 3 partners answered" in rounds[1]


# --- links --------------------------------------------------------------------------------------------------------------


def test_a_link_is_shown_once_to_copy_and_as_a_code(
    database: Session, broker: Visitor, survey: Survey
) -> None:
    link = survey.links[0]

    page = broker.submit(
        broker.visit(f"/evaluation/surveys/{survey.id}"), form=f'form[action="/survey-links/{link.id}/show"]'
    )

    address = str(page.one(".personal-link input")["value"])
    token = address.rsplit("/", 1)[1]
    assert answering.find(database, token) is link
    assert page.one("svg.qr path")["d"] == qr.drawing_of(address).path
    assert link.shown_at is not None
    again = broker.visit(f"/survey-links/{link.id}")
    assert token not in again.html
    assert "shown once" in again


def test_showing_it_again_kills_the_link_before(database: Session, broker: Visitor, survey: Survey) -> None:
    old = token_of(survey.links[0])

    broker.post(f"/survey-links/{survey.links[0].id}/show")

    assert answering.find(database, old) is None


def test_the_link_of_one_is_not_shown_on_the_page_of_another(broker: Visitor, survey: Survey) -> None:
    broker.post(f"/survey-links/{survey.links[0].id}/show")

    assert broker.visit(f"/survey-links/{survey.links[1].id}").select(".personal-link") == []


def test_a_person_is_added_changed_and_withdrawn(database: Session, broker: Visitor, survey: Survey) -> None:
    partner = survey.links[1].participation_id
    form = broker.visit(f"/evaluation/surveys/{survey.id}/links/new")
    page = broker.submit(form, participation=partner, person="Ольга", email="olga@example.org")
    assert "Nothing has been sent yet." in page.texts(".messages")[0]
    link = database.scalars(select(SurveyLink).where(SurveyLink.person == "Ольга")).one()
    assert link.participation_id == partner

    broker.submit(broker.visit(f"/survey-links/{link.id}/edit"), person="Марина", language="ru")
    assert (link.person, link.email, link.language) == ("Марина", "olga@example.org", "ru")

    broker.post(f"/survey-links/{link.id}/revoke")
    assert link.revoked_at is not None
    assert "Withdrawn" in " ".join(broker.visit(f"/evaluation/surveys/{survey.id}").texts(f"#link-{link.id}"))


def test_a_wrong_address_is_said_beside_its_field(database: Session, broker: Visitor, survey: Survey) -> None:
    form = broker.visit(f"/evaluation/surveys/{survey.id}/links/new")

    page = broker.submit(form, person="Ольга", email="olga at example")

    assert "This is not an e-mail address." in page.texts("#email-error")[0]
    assert page.one("#person")["value"] == "Ольга"


def test_two_people_change_the_round_and_nothing_is_lost(broker: Visitor, survey: Survey) -> None:
    first, second = (
        broker.visit(f"/evaluation/surveys/{survey.id}/edit"),
        broker.visit(f"/evaluation/surveys/{survey.id}/edit"),
    )
    broker.submit(first, title="Весна", message="Мои слова")

    page = broker.submit(second, title="Лето")

    assert "Two versions of the same" in page
    broker.submit(page, keep_title="mine")
    assert (survey.title, survey.message) == ("Лето", "Мои слова")


def test_the_pages_take_as_many_queries_for_many_links_as_for_few(
    database: Session, survey: Survey, broker: Visitor, count_queries: Callable[..., Any]
) -> None:
    def queries_of(address: str) -> int:
        broker.visit(address)
        database.expire_all()
        with count_queries() as sent:
            broker.visit(address)
        return len(sent)

    make_answer(survey.links[0])
    few = [queries_of(address) for address in (f"/evaluation/surveys/{survey.id}", home(survey.partnership))]
    for number in range(8):
        make_answer(make_link(survey, survey.links[number % 3].participation, person=f"Ольга {number}"))
    make_survey(survey.partnership)

    many = [queries_of(address) for address in (f"/evaluation/surveys/{survey.id}", home(survey.partnership))]

    assert many == few
