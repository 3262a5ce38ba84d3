"""Four partners are asked on four phones; the answers become differences, a report, a decision and a new partnership."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import docx
import pypdf
import pytest
from playwright.sync_api import expect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from tests.journeys import steps
from tests.journeys.pages import OVERFLOW
from tests.journeys.words import Words
from tracker.accounts.models import User
from tracker.evaluation.benefits.terms import Level
from tracker.evaluation.reporting.terms import Reader
from tracker.evaluation.surveys.health import HealthQuestion
from tracker.evaluation.surveys.terms import AnswerShowing, LessonQuestion, SurveyPart
from tracker.evaluation.terms import Benefit
from tracker.partners.models import Organisation
from tracker.projects.services import partners, record, stages
from tracker.projects.terms import ContinuationDecision, Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from playwright.sync_api import Locator, Page

    from tests.live import LiveServer

TITLE = "Чистый берег Бии"
CHILD = "Чистый берег Катуни"
ROUND = "После первого лета"
ASKED = (SurveyPart.HEALTH, SurveyPart.BENEFITS, SurveyPart.LESSONS)
REPORT = {
    "In short": "Берег убран, и за ним следят.",
    "What worked": "Субботники назначали вместе.",
    "What did not work": "Машину ждали по полдня.",
    "Conclusions": "Вместе вышло больше, чем порознь.",
    "What changes because of it": "Машину заказываем за неделю.",
}
SUMMARY, INSIDE = REPORT["In short"], REPORT["What changes because of it"]
REASON = "Соседний берег ждёт того же"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a partner says, on a phone how wide, in which language; without a showing it is never handed in."""

    partner: str
    width: int
    trust: int
    words: str
    lesson: str
    showing: AnswerShowing | None
    language: str = "ru"

    @property
    def texts(self) -> tuple[str, str]:
        return self.words, self.lesson


CITY = Answer("Администрация Бийска", 360, 5, "Звоним сразу", "Общий календарь", AnswerShowing.NAMED)
YOUTH = Answer("ЭкоСтарт", 375, 2, "Nobody told us", "Rubber gloves", AnswerShowing.NAMED, language="en")
BUSINESS = Answer("Вторресурс", 390, 1, "Машина ломалась", "Запасная машина", AnswerShowing.COUNTED)
SCHOOL = Answer("Гимназия «Наукоград»", 412, 3, "Спросим у детей", "Не дописано", None)
ANSWERS = (CITY, YOUTH, BUSINESS, SCHOOL)
HANDED_IN = tuple(answer for answer in ANSWERS if answer.showing)


@pytest.fixture
def home(live_server: LiveServer, speaking_app: Flask) -> str:
    """The address of a partnership of four partners at the stage of evaluation."""
    engine = create_engine(f"sqlite:///{live_server.instance / 'tracker.sqlite'}")
    with speaking_app.app_context(), Session(engine) as session, session.begin():
        manager = session.scalars(select(User).where(User.email == "manager@demo.example")).one()
        made = record.record(session, title=TITLE, regions=["RU-ALT"], by=manager)
        for answer in ANSWERS:
            named = Organisation.short_name == answer.partner
            partners.add_partner(made, session.scalars(select(Organisation).where(named)).one(), by=manager)
        stages.move(made, Stage.EVALUATION, by=manager, reason="Лето позади")
        address = f"/partnerships/{made.id}"
    engine.dispose()
    return address


def test_four_partners_are_asked_and_a_new_partnership_grows_out_of_what_they_say(
    sign_in: Callable[..., Page], open_page: Callable[..., Page], say: Words, home: str
) -> None:
    manager = sign_in("manager")

    at_round = opens_a_round(manager, say, home)
    links = {answer.partner: shows_link(manager, say, answer.partner) for answer in ANSWERS}
    for answer in ANSWERS:
        phone = open_page(screen={"width": answer.width, "height": 740})
        fills_in(phone, Words(say.app, answer.language), links[answer.partner], answer)
    sees_who_has_answered_and_nothing_of_what_was_said(manager, say, home, at_round)
    used_and_altered_links_open_nothing(open_page(), say, links[CITY.partner])

    closes_the_round(manager, say, at_round)
    sees_differences_as_agreed(manager, say)
    over_for_who_did_not_answer(open_page(), say, links[SCHOOL.partner])

    writes_the_report(manager, say, home)
    address = publishes(manager, say)
    everyone_reads_it_without_names(open_page(screen=steps.PHONE), address)
    takes_files_away(manager, say, home)

    goes_to_the_last_stage(manager, say)
    decides_to_expand(manager, say)
    records_what_grows(manager, say)
    both_know_of_each_other(manager, say)


# --- asking -------------------------------------------------------------------------------------------------------------


def opens_a_round(page: Page, say: Words, home: str) -> str:
    """Ask three parts in Russian; gives the address of the round."""
    page.goto(home)
    steps.go_to_tab(page, say, "Evaluation")
    page.get_by_role("heading", level=3).get_by_role("link", name=say("What the partners say")).click()
    page.get_by_role("link", name=say("Ask the partners")).first.click()
    for part in SurveyPart:
        page.get_by_role("checkbox", name=say.term(part), exact=True).set_checked(part in ASKED)
    page.get_by_label(say("Language of the letters and the sheet")).select_option("ru")
    page.get_by_label(say("What is this round called?")).fill(ROUND)
    steps.press(page, say, "Open the round")
    steps.expect_message(page, say("The round is open. Look over whom you ask; nothing has been sent yet."))
    expect(page.locator(".survey-link")).to_have_count(len(ANSWERS))
    return page.url


def shows_link(page: Page, say: Words, partner: str) -> str:
    """Make the link of one partner and show it; gives its address, and goes back to the round."""
    row = page.locator(".survey-link").filter(has_text=partner)
    row.get_by_role("button", name=say("Show link and QR code")).click()
    expect(page.locator("svg.qr")).to_be_visible()
    link = page.get_by_label(say("Personal link"), exact=True).input_value()
    page.get_by_role("link", name=say("Back to the round")).click()
    expect(page.locator(".survey-link")).to_have_count(len(ANSWERS))
    return link


# --- answering ----------------------------------------------------------------------------------------------------------


def fills_in(page: Page, say: Words, link: str, answer: Answer) -> None:
    """Answer on a phone, in the language that the partner chooses, and hand it in, or leave it after the first page."""
    page.goto(link)
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    if answer.language == "en":
        page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", answer.language)
    expect(page.locator("main")).to_contain_text(TITLE)
    fits(page)
    page.get_by_role("link", name=say("Begin", context="sheet"), exact=True).click()

    at_page(page, say.term(SurveyPart.HEALTH))
    trust = page.get_by_role("group", name=say.term(HealthQuestion.TRUST.question))
    tick(trust, str(answer.trust))
    trust.locator("summary").click()
    trust.get_by_role("textbox").fill(answer.words)
    if answer.showing is None:
        steps.press(page, say, "Save and go on later")
        expect(page.locator(".messages .notice-success")).to_be_visible()
        return
    steps.press(page, say, "Next", context="sheet")

    at_page(page, say.term(SurveyPart.BENEFITS))
    tick(page.get_by_role("group", name=say.term(Benefit.TRUST)), Level.DECISIVE.code)
    steps.press(page, say, "Next", context="sheet")

    at_page(page, say.term(SurveyPart.LESSONS))
    page.get_by_label(say.term(LessonQuestion.KEEP)).fill(answer.lesson)
    steps.press(page, say, "Next", context="sheet")

    at_page(page, say("Hand it in"))
    page.get_by_role("radio", name=re.compile(re.escape(say.term(answer.showing)))).check()
    steps.press(page, say, "Hand it in")
    at_page(page, say("Thank you!"))


def at_page(page: Page, heading: str) -> None:
    """The page with this heading is there, and nothing on it is wider than the phone."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    fits(page)


def fits(page: Page) -> None:
    assert page.evaluate(OVERFLOW) == [], page.url


def tick(question: Locator, mark: str) -> None:
    question.get_by_role("radio", name=re.compile(f"^{mark}")).check(force=True)


# --- while the round is open, and after it ------------------------------------------------------------------------------


def sees_who_has_answered_and_nothing_of_what_was_said(
    page: Page, say: Words, home: str, at_round: str
) -> None:
    page.goto(at_round)
    for answer in ANSWERS:
        state = say("answered" if answer.showing else "not yet", context="partner")
        row = page.locator(".who-answered li").filter(has_text=answer.partner)
        expect(row).to_contain_text(state)
        expect(row.locator(".answered")).to_have_count(1 if answer.showing else 0)
    for address in (at_round, f"{at_round}/results", f"{home}/evaluation", f"{home}/history"):
        page.goto(address)
        expect(page.locator("main")).to_contain_text(re.compile(f"{TITLE}|{ROUND}"))
        for answer in ANSWERS:
            for text in answer.texts:
                expect(page.locator("body")).not_to_contain_text(text)


def used_and_altered_links_open_nothing(page: Page, say: Words, link: str) -> None:
    page.goto(f"{link}?page=1")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Thank you!"))
    expect(page.locator("main form")).to_have_count(0)
    expect(page.locator("body")).not_to_contain_text(CITY.words)
    page.goto(link[:-1] + ("A" if link[-1] != "A" else "B"))
    expect(page.get_by_role("heading", level=1)).to_have_text(say("This link does not work"))
    expect(page.locator("body")).not_to_contain_text(TITLE)


def over_for_who_did_not_answer(page: Page, say: Words, link: str) -> None:
    page.goto(f"{link}?page=1")
    expect(page.get_by_role("heading", level=1)).to_have_text(say("The time to answer is over"))
    expect(page.locator("body")).not_to_contain_text(SCHOOL.words)


def closes_the_round(page: Page, say: Words, at_round: str) -> None:
    page.goto(at_round)
    steps.unfold(page, say, "Close the round")
    steps.press(page.locator("details[open]"), say, "Close the round")
    steps.expect_message(
        page,
        say(
            "The round is closed. Everybody who sees the inside of the partnership can read the results now."
        ),
    )


def sees_differences_as_agreed(page: Page, say: Words) -> None:
    """Of three answers no mean: two stand with their names, one is only counted, and what was not handed in is gone."""
    main = page.get_by_role("main")
    expect(main).to_contain_text(
        say(
            "Fewer than five answered, so there are no means: they would tell who said what. "
            "You see the answers themselves, each as its partner agreed."
        )
    )
    gap = page.locator(".seen-gap-card").first
    expect(gap).to_contain_text(say.term(HealthQuestion.TRUST))
    sides = gap.locator(".seen-sides li")
    expect(sides).to_contain_text([CITY.partner, YOUTH.partner])
    expect(sides.locator("strong")).to_have_text([str(CITY.trust), str(YOUTH.trust)])
    for text in (*CITY.texts, *YOUTH.texts):
        expect(main).to_contain_text(text)
    for text in (BUSINESS.partner, *BUSINESS.texts, *SCHOOL.texts):
        expect(main).not_to_contain_text(text)
    not_shown = say.count(
        "%(num)d answer is not shown here: it is only counted, or a name would follow from the others.",
        "%(num)d answers are not shown here: they are only counted, or a name would follow from the others.",
        1,
    )
    expect(main).to_contain_text(not_shown)


# --- the report ---------------------------------------------------------------------------------------------------------


def writes_the_report(page: Page, say: Words, home: str) -> None:
    page.goto(f"{home}/evaluation/report")
    page.get_by_role("link", name=say("Write"), exact=True).click()
    steps.fill_in(page, say, REPORT)
    steps.press(page, say, "Save")
    expect(page.get_by_role("region", name=say("The report"))).to_contain_text(SUMMARY)


def publishes(page: Page, say: Words) -> str:
    """Let everyone read it; gives the address of the public page."""
    page.get_by_role("link", name=say("Publicity and consent")).first.click()
    page.get_by_role("link", name=say("Decide", context="publicity"), exact=True).click()
    page.get_by_role("radio", name=say.term(Reader.PUBLIC.degree)).check()
    page.get_by_label(say("Reason")).fill("Так решили на встрече")
    steps.press(page, say, "Decide")
    steps.expect_message(page, say.term(Reader.PUBLIC.explanation))
    decision = page.locator("#decision")
    expect(decision).to_contain_text(steps.PEOPLE["manager"])
    address = decision.get_by_role("link", name=say("See the public page")).get_attribute("href")
    assert address is not None
    return address


def everyone_reads_it_without_names(page: Page, address: str) -> None:
    """No partner has agreed to be named, so none is; what changes inside is for the partners."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("main")).to_contain_text(SUMMARY)
    for text in (INSIDE, *(answer.partner for answer in ANSWERS)):
        expect(page.locator("body")).not_to_contain_text(text)
    fits(page)


def takes_files_away(page: Page, say: Words, home: str) -> None:
    """A PDF in Russian for the team, a Word file in English for everyone."""
    page.goto(f"{home}/evaluation/report")
    pdf = pypdf.PdfReader(file_for(page, say, Reader.INTERNAL, "ru", "PDF"))
    text = " ".join(" ".join(each.extract_text() for each in pdf.pages).split())
    assert pdf.metadata is not None
    assert pdf.metadata.title == TITLE
    assert pdf.trailer["/Root"]["/Lang"] == "ru"
    assert SUMMARY in text
    assert INSIDE in text
    assert CITY.partner in text

    word = docx.Document(str(file_for(page, say, Reader.PUBLIC, "en", "Word")))
    lines = [paragraph.text for paragraph in word.paragraphs]
    english = Words(say.app, "en")
    assert word.core_properties.title == TITLE
    assert word.core_properties.language == "en-GB"
    assert lines.index(TITLE) < lines.index(english("In short")) < lines.index(SUMMARY)
    assert INSIDE not in lines


def file_for(page: Page, say: Words, reader: Reader, language: str, button: str) -> Path:
    """Choose a reader and a language, and download the report."""
    page.get_by_label(say("For whom"), exact=True).select_option(reader.code)
    page.get_by_label(say("Language"), exact=True).select_option(language)
    steps.press(page, say, "Show", context="report")
    expect(page.locator(".report-head")).to_have_attribute("lang", language)
    with page.expect_download() as download:
        page.get_by_role("link", name=button, exact=True).click()
    assert download.value.suggested_filename.endswith({"PDF": ".pdf", "Word": ".docx"}[button])
    return download.value.path()


# --- what becomes of it -------------------------------------------------------------------------------------------------


def goes_to_the_last_stage(page: Page, say: Words) -> None:
    steps.go_to_tab(page, say, "Cycle")
    last = {"number": Stage.CONTINUATION.number, "stage": say.term(Stage.CONTINUATION)}
    page.get_by_role("link", name=say("To stage %(number)s: %(stage)s", **last)).click()
    page.get_by_label(say("Reason")).fill("Всё обсудили")
    steps.press(page, say, say("Go to stage %(number)s: %(stage)s", **last))
    steps.expect_message(page, say("The partnership is now in the stage “%(stage)s”.", stage=last["stage"]))


def decides_to_expand(page: Page, say: Words) -> None:
    """The decision rests on the round that was closed, and keeps how it was said."""
    page.get_by_role("link", name=say("Record the decision")).first.click()
    page.get_by_role("radio", name=say.term(ContinuationDecision.EXPAND), exact=True).check()
    page.get_by_role("textbox", name=re.compile(f"^{say('Why')}")).fill(REASON)
    said = say(
        "The partners said how they see it (round %(number)s of questions): %(answered)s of %(asked)s partners answered.",
        number=1,
        answered=len(HANDED_IN),
        asked=len(ANSWERS),
    )
    page.get_by_role("checkbox", name=said).check()
    steps.press(page, say, "Record the decision")
    expect(page.get_by_role("heading", level=2, name=say("What grows out of it?"))).to_be_visible()
    expect(page.locator(".grounds")).to_contain_text(said)
    expect(page.get_by_role("main")).to_contain_text(REASON)


def records_what_grows(page: Page, say: Words) -> None:
    page.get_by_role("link", name=say("Record a new one")).click()
    page.get_by_label(say("What is the partnership called?")).fill(CHILD)
    page.get_by_role("checkbox", name=YOUTH.partner).check()
    page.get_by_label(say("How it grew")).fill("Те же перчатки, другой берег")
    steps.press(page, say, "Record the partnership")
    steps.expect_message(page, say("Recorded. It knows where it comes from; below is what is still missing."))


def both_know_of_each_other(page: Page, say: Words) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(CHILD)
    expect(page.get_by_role("link", name=YOUTH.partner).first).to_be_visible()
    family = page.locator("#family")
    expect(family).to_contain_text(say("Grew out of:"))
    family.get_by_role("link", name=TITLE).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.locator("#family").get_by_role("link", name=say("The whole family")).click()
    tree = page.locator(".family-tree")
    expect(tree.locator(".family-here")).to_contain_text(TITLE)
    expect(tree.locator("li li").get_by_role("link", name=CHILD)).to_be_visible()
    expect(tree).to_contain_text("Те же перчатки, другой берег")
