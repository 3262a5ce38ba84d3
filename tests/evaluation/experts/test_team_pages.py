"""Pages of the team: the next step, criteria, inviting, links and letters, opinions; who sees what, and two people at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask_mailman import EmailMultiAlternatives

from tests.factories.accounts import make_admin, make_alumnus, make_programme_staff
from tests.factories.evaluation_experts import fill_in, judge, make_criteria, make_expert, token_of
from tests.factories.projects import make_member
from tests.visitor import Visitor
from tracker.accounts import log_mail
from tracker.database import utc_now
from tracker.evaluation.experts import answering, letters, queries, services
from tracker.evaluation.experts.models import Expert
from tracker.evaluation.experts.terms import Independence, ReleasedPart, SuggestedCriterion
from tracker.projects.models import Partnership
from tracker.projects.services import documents, record
from tracker.projects.terms import DocumentKind, TeamRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.page import Page
    from tracker.accounts.models import User

    SignIn = Callable[..., Visitor]

TODAY = utc_now().date()
LINK = re.compile(r"http://localhost(/expert/\S+)")


@pytest.fixture(autouse=True)
def outbox(app: Flask, database: Session) -> list[EmailMultiAlternatives]:
    """The letters of this test."""
    app.extensions["mailman"].outbox = []
    sent: list[EmailMultiAlternatives] = app.extensions["mailman"].outbox
    return sent


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/evaluation/experts"


def next_step(page: Page) -> str:
    return " ".join(page.texts(".next-step-title"))


def titles(partnership: Partnership) -> list[str]:
    present = queries.present_set(partnership)
    return [criterion.title for criterion in present.criteria] if present else []


def colleague(partnership: Partnership, database: Session, role: TeamRole = TeamRole.EDITOR) -> User:
    user = make_alumnus(database)
    make_member(partnership, user, role)
    return user


# --- one step after another ---------------------------------------------------------------------------------------------


def test_the_page_leads_from_the_criteria_to_the_opinion(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership))
    assert next_step(page) == "Choose the criteria"
    page = broker.submit(broker.visit(page.link("Choose the criteria")))
    assert titles(partnership) == [
        "Reach of the target group",
        "Lasting effect",
        "Quality of joint work",
        "Use of resources",
        "Repeatability",
    ]
    assert next_step(page) == "Invite an expert"
    page = broker.visit(page.link("Invite an expert"))
    page = broker.submit(page, name="Olga Rein", organisation="Chair", language="en")
    assert page.texts("h2")[0] == "Olga Rein"
    assert "Nobody has the link yet." in page
    assert next_step(broker.visit(home(partnership))) == "Send Olga Rein the link"

    (expert,) = broker.database.scalars(queries.experts_of(partnership))
    assert set(expert.released) == {
        ReleasedPart.ABOUT,
        ReleasedPart.PARTNERS,
        ReleasedPart.PLAN,
        ReleasedPart.INDICATORS,
        ReleasedPart.CONTRIBUTIONS,
    }
    judge(expert, [3, 2, 1, 0, None], strengths="Courage")

    page = broker.visit(home(partnership))
    assert next_step(page) == ""
    assert "Courage" in page
    assert "There is nothing to compare yet" in page


def test_with_two_opinions_the_page_says_where_experts_agree(
    partnership: Partnership, broker: Visitor
) -> None:
    make_criteria(partnership, "Near", "Two apart", "Poles")
    judge(make_expert(partnership, "Olga"), [3, 1, 0], reason="Because")
    judge(
        make_expert(partnership, "Timur"),
        [2, 3, 4],
        independence=Independence.TIED,
        ties="We taught together",
    )

    page = broker.visit(home(partnership))

    assert page.texts(".expert-accords li") == [
        "They disagree Poles",
        "They differ Two apart",
        "They agree Near",
    ]
    assert [text.split("from")[0].strip() for text in page.texts(".expert-line-name")] == [
        "Poles",
        "Two apart",
        "Near",
    ]
    assert page.texts(".expert-line-name .small") == ["from 0 to 4", "from 1 to 3", "from 2 to 3"]
    assert "So few marks make a weak figure" in page
    assert "It rests on 6 marks by 3 criteria of up to 2 experts." in page
    assert "Names ties to the partnership: We taught together" in page
    assert page.texts(".table tbody tr")[0].split() == [
        "Near",
        "3",
        "·",
        "Good",
        "2",
        "·",
        "Fair",
        "They",
        "agree",
    ]
    assert len(page.select(".expert-dot")) == 6 + 2


def test_who_may_not_lead_is_shown_no_step(
    partnership: Partnership, database: Session, sign_in: SignIn
) -> None:
    make_expert(partnership)
    reader = sign_in(colleague(partnership, database, TeamRole.READER))

    page = reader.visit(home(partnership))

    assert next_step(page) == ""
    assert not page.select('main a[href$="/new"], main a[href$="/criteria"]')


def test_in_the_archive_everything_is_for_reading(
    partnership: Partnership, broker: Visitor, expert: Expert
) -> None:
    judge(expert, strengths="Courage")
    record.archive(partnership, by=partnership.created_by, reason="Over")

    page = broker.visit(home(partnership))

    assert "Courage" in page
    assert not page.select('main a[href$="/new"], main a[href$="/criteria"], .next-step')


# --- criteria -----------------------------------------------------------------------------------------------------------


def test_suggestions_and_own_words_stand_side_by_side(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(f"{home(partnership)}/criteria")

    broker.submit(
        page, {"suggested": ["reach"], "line_0-title": "Courage", "line_0-explanation": "Is there any?"}
    )

    assert titles(partnership) == ["Courage", "Reach of the target group"]


def test_an_emptied_line_takes_a_criterion_off(partnership: Partnership, broker: Visitor) -> None:
    make_criteria(partnership, "Reach", "Effect")
    page = broker.visit(f"{home(partnership)}/criteria")

    broker.submit(page, {"line_0-title": ""})

    assert titles(partnership) == ["Effect"]


def test_what_was_typed_stays_where_something_is_wrong(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(f"{home(partnership)}/criteria")

    page = broker.submit(page, {"suggested": [], "line_0-explanation": "A question without a name"})

    assert "Give this criterion a name" in page
    assert page.one("[name='line_0-explanation']").get_text() == "A question without a name"
    assert titles(partnership) == []


def test_none_at_all_is_said(partnership: Partnership, broker: Visitor) -> None:
    page = broker.submit(broker.visit(f"{home(partnership)}/criteria"), {"suggested": []})

    assert "Name at least one criterion." in page


def test_of_two_people_who_change_the_criteria_the_second_one_chooses(
    partnership: Partnership, broker: Visitor, database: Session, sign_in: SignIn
) -> None:
    make_criteria(partnership, "Reach")
    other = sign_in(colleague(partnership, database))
    mine = broker.visit(f"{home(partnership)}/criteria")
    other.submit(other.visit(f"{home(partnership)}/criteria"), {"line_0-title": "Effect"})

    page = broker.submit(mine, {"line_0-title": "Novelty"})

    assert "Two versions of the same" in page
    assert titles(partnership) == ["Effect"]
    page = broker.submit(page, keep_criteria="mine")
    assert titles(partnership) == ["Novelty"]


def test_two_people_who_choose_first_do_not_overwrite_each_other(
    partnership: Partnership, broker: Visitor, database: Session, sign_in: SignIn
) -> None:
    other = sign_in(colleague(partnership, database))
    mine = broker.visit(f"{home(partnership)}/criteria")
    other.submit(other.visit(f"{home(partnership)}/criteria"), {"suggested": ["novelty"]})

    page = broker.submit(mine, {"suggested": ["reach"]})

    assert "Two versions of the same" in page
    assert titles(partnership) == ["Novelty"]
    broker.submit(page, keep_criteria="theirs")
    assert titles(partnership) == ["Novelty"]


def test_criteria_in_use_say_what_a_change_means(
    partnership: Partnership, broker: Visitor, expert: Expert
) -> None:
    judge(expert)

    page = broker.visit(f"{home(partnership)}/criteria")
    assert "These criteria are in use" in page
    broker.submit(page, {"suggested": ["novelty"]})

    assert titles(partnership) == ["Reach of the target group", "Lasting effect", "Novelty"]
    assert [panel.set_number for panel in queries.opinions_of(partnership)] == [1]


# --- inviting -----------------------------------------------------------------------------------------------------------


def test_without_criteria_the_way_leads_there_first(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(f"{home(partnership)}/new")

    assert page.link("Choose the criteria") == f"{home(partnership)}/criteria"


def test_documents_of_the_team_are_not_on_offer(partnership: Partnership, broker: Visitor) -> None:
    make_criteria(partnership)
    for title, is_team_only in (("Open", False), ("Secret", True)):
        documents.add_document(
            partnership,
            kind=DocumentKind.REPORT,
            title=title,
            by=None,
            link="https://example.org",
            is_team_only=is_team_only,
        )
    secret = next(each for each in partnership.documents if each.is_team_only)

    page = broker.visit(f"{home(partnership)}/new")
    assert "Open" in page
    assert "Secret" not in page
    response = broker.open(
        page.address,
        method="POST",
        data={
            "csrf_token": broker.csrf_token(),
            "name": "Olga",
            "due_on": str(TODAY),
            "language": "en",
            "documents": str(secret.id),
        },
    )

    assert response.status_code == 200
    assert list(broker.database.scalars(queries.experts_of(partnership))) == []


def test_a_form_that_is_wrong_keeps_what_was_typed(partnership: Partnership, broker: Visitor) -> None:
    make_criteria(partnership)
    page = broker.visit(f"{home(partnership)}/new")

    page = broker.submit(
        page, name="", organisation="Chair of Sociology", email="nonsense", due_on="yesterday"
    )

    assert page.one("#organisation")["value"] == "Chair of Sociology"
    assert {"name-error", "due_on-error"} <= {str(tag["id"]) for tag in page.select(".form-error")}


def test_two_people_who_change_an_invitation_lose_nothing(
    partnership: Partnership, expert: Expert, broker: Visitor, database: Session, sign_in: SignIn
) -> None:
    other = sign_in(colleague(partnership, database, TeamRole.BROKER))
    address = f"/experts/{expert.id}/edit"
    mine = broker.visit(address)
    other.submit(other.visit(address), organisation="Academy", email="new@example.org")

    broker.submit(mine, message="Be frank", parts=["lessons"])

    assert (expert.organisation, expert.email) == ("Academy", "new@example.org")
    assert expert.message == "Be frank"
    assert expert.released == [ReleasedPart.LESSONS]


def test_of_two_other_names_one_is_chosen(
    partnership: Partnership, expert: Expert, broker: Visitor, database: Session, sign_in: SignIn
) -> None:
    other = sign_in(colleague(partnership, database, TeamRole.BROKER))
    address = f"/experts/{expert.id}/edit"
    mine = broker.visit(address)
    other.submit(other.visit(address), organisation="Academy")

    page = broker.submit(mine, organisation="Institute", message="Be frank")
    assert expert.organisation == "Academy"
    broker.submit(page, keep_organisation="mine")

    assert (expert.organisation, expert.message) == ("Institute", "Be frank")


def test_two_other_addresses_are_said_and_neither_is_overwritten(
    partnership: Partnership, expert: Expert, broker: Visitor, database: Session, sign_in: SignIn
) -> None:
    other = sign_in(colleague(partnership, database, TeamRole.BROKER))
    address = f"/experts/{expert.id}/edit"
    mine = broker.visit(address)
    other.submit(other.visit(address), email="theirs@example.org")

    page = broker.submit(mine, email="mine@example.org")

    assert "theirs@example.org" in page
    assert expert.email == "theirs@example.org"
    broker.submit(page)
    assert expert.email == "mine@example.org"


# --- the link -----------------------------------------------------------------------------------------------------------


def test_a_link_is_shown_once_to_copy_and_as_a_code(
    expert: Expert, broker: Visitor, as_guest: Visitor
) -> None:
    page = broker.submit(
        broker.visit(f"/experts/{expert.id}"), form=f'form[action="/experts/{expert.id}/link"]'
    )

    shown = str(page.one("input[readonly]")["value"])
    assert page.select("svg.qr path")
    assert as_guest.visit(LINK.findall(shown)[0]).heading == "Your opinion is wanted"
    assert not broker.visit(f"/experts/{expert.id}/link").select("input[readonly]")


def test_a_letter_goes_out_in_the_language_of_the_expert(
    expert: Expert, broker: Visitor, as_guest: Visitor, outbox: list[EmailMultiAlternatives]
) -> None:
    expert.language, expert.message = "ru", "Говорите прямо"
    send = f'form[action="/experts/{expert.id}/send"]'

    page = broker.submit(broker.visit(f"/experts/{expert.id}"), form=send)

    assert "The letter is on its way." in page
    (letter,) = outbox
    assert letter.to == ["rein@example.org"]
    assert letter.subject == "Ваше заключение о партнёрстве «Marathon»"
    html = str(letter.alternatives[0][0])
    for text in (str(letter.body), html):
        assert "Говорите прямо" in text
        assert "2 критериям" in text
        (link,) = set(LINK.findall(text.replace('"', " ").replace("<", " ")))
    as_guest.language = "ru"
    assert as_guest.visit(link).heading == "Просим вашего заключения"

    fill_in(expert, strengths="Courage")
    broker.submit(broker.visit(f"/experts/{expert.id}"), form=send)

    assert outbox[1].subject == "Напоминание: ваше заключение о партнёрстве «Marathon»"
    as_guest.language = "en"
    as_guest.visit(link, status=404)
    as_guest.language = "ru"
    (newer,) = set(LINK.findall(str(outbox[1].body)))
    as_guest.visit(newer)
    assert answering.read(expert)["strengths"] == "Courage"


def test_where_no_letters_leave_the_link_is_passed_on(
    app: Flask,
    expert: Expert,
    broker: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    outbox: list[EmailMultiAlternatives],
) -> None:
    monkeypatch.setitem(app.config, "MAIL_BACKEND", log_mail.__name__)

    page = broker.visit(f"/experts/{expert.id}")
    assert not page.select(f'form[action="/experts/{expert.id}/send"]')
    broker.post(f"/experts/{expert.id}/send")

    assert outbox == []
    assert expert.sent_at is None


def test_a_letter_that_the_server_does_not_take_leaves_the_old_link_alone(
    expert: Expert, address: str, broker: Visitor, as_guest: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise OSError

    monkeypatch.setattr(letters.letters, "send", broken)

    broker.post(f"/experts/{expert.id}/send")

    assert expert.sent_at is None
    as_guest.visit(address)


def test_an_invitation_is_withdrawn(expert: Expert, address: str, broker: Visitor, as_guest: Visitor) -> None:
    page = broker.submit(
        broker.visit(f"/experts/{expert.id}"), form=f'form[action="/experts/{expert.id}/revoke"]'
    )

    assert "its link opens nothing any more" in page
    as_guest.visit(address, status=410)


def test_after_the_last_day_the_page_offers_more_time(
    partnership: Partnership, expert: Expert, broker: Visitor
) -> None:
    expert.due_on = TODAY - timedelta(days=1)
    expert.expires_at = utc_now()

    assert next_step(broker.visit(home(partnership))) == "Give Olga Rein more time, or go on without"
    page = broker.visit(f"/experts/{expert.id}")
    page = broker.visit(page.link("Give more time"))
    page = broker.submit(page, due_on=str(TODAY + timedelta(days=9)))

    assert "Nobody has the link yet." in page
    assert next_step(broker.visit(home(partnership))) == "Send Olga Rein the link"


# --- who sees what ------------------------------------------------------------------------------------------------------


def test_a_draft_is_seen_by_nobody_of_the_team(
    partnership: Partnership, expert: Expert, database: Session, sign_in: SignIn
) -> None:
    fill_in(
        expert, independence="tied", ties="Tiesova secret", strengths="Draftova courage", remark="Remarkova"
    )

    for user in (partnership.created_by, make_admin(database)):
        visitor = sign_in(user)
        for place in (home(partnership), f"/experts/{expert.id}", f"/experts/{expert.id}/edit"):
            page = visitor.visit(place)
            assert not re.search("Tiesova|Draftova|Remarkova", page.html)


def test_the_remark_is_for_the_team_alone(
    partnership: Partnership, expert: Expert, database: Session, sign_in: SignIn
) -> None:
    judge(expert, strengths="Courage", remark="Remarkova")
    reader = colleague(partnership, database, TeamRole.READER)
    sees = {"reader": reader, "admin": make_admin(database), "staff": make_programme_staff(database)}

    pages = {name: sign_in(user).visit(f"/experts/{expert.id}").html for name, user in sees.items()}
    shown = {name: ("Courage" in html, "Remarkova" in html) for name, html in pages.items()}

    assert shown == {"reader": (True, True), "admin": (True, True), "staff": (True, False)}
    for user in sees.values():
        assert "Remarkova" not in sign_in(user).visit(home(partnership)).html


def test_the_address_is_for_whoever_invites(
    partnership: Partnership, expert: Expert, broker: Visitor, database: Session, sign_in: SignIn
) -> None:
    reader = sign_in(colleague(partnership, database, TeamRole.READER))

    assert "rein@example.org" in broker.visit(f"/experts/{expert.id}").html
    assert "rein@example.org" not in reader.visit(f"/experts/{expert.id}").html


def test_strangers_see_nothing(
    partnership: Partnership, expert: Expert, database: Session, sign_in: SignIn
) -> None:
    judge(expert)
    stranger = sign_in(make_alumnus(database))

    for place in (home(partnership), f"/experts/{expert.id}", f"/experts/{expert.id}/material"):
        assert stranger.is_refused(place)


def test_every_suggestion_can_be_taken_over_in_both_languages(
    partnership: Partnership, sign_in: SignIn
) -> None:
    reading_russian = sign_in(partnership.created_by, language="ru")

    page = reading_russian.visit(f"{home(partnership)}/criteria")
    reading_russian.submit(page, {"suggested": [term.code for term in SuggestedCriterion]})

    present = queries.present_set(partnership)
    assert present is not None
    assert [each.suggestion for each in present.criteria] == list(SuggestedCriterion)
    services.invite(partnership, by=None, name="Olga")
    page = reading_russian.visit(home(partnership))
    assert "Охват целевой группы" in page


def test_how_many_experts_there_are_costs_no_further_query(
    partnership: Partnership, broker: Visitor, count_queries: Callable[..., object]
) -> None:
    def cost() -> int:
        with count_queries() as statements:  # type: ignore[attr-defined]
            broker.visit(home(partnership))
        return len(statements)

    make_criteria(partnership, "Reach")
    judge(make_expert(partnership), [3])
    token_of(make_expert(partnership))
    cost()
    few = cost()
    for _more in range(4):
        judge(make_expert(partnership), [2])
        token_of(make_expert(partnership))

    assert cost() == few
