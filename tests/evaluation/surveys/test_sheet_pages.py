"""The sheet in the hands of a partner: page by page, two windows, two languages, links that work no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.factories.evaluation_surveys import WORDS, make_draft, make_survey, token_of
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.evaluation.benefits.terms import Moment
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.partners.terms import Capacity

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.page import Page
    from tracker.evaluation.surveys.models import Survey

TODAY = utc_now().date()
FORM = "#sheet"
NEXT, BACK, LATER, HAND_IN = "Next", "Back", "Save and go on later", "Hand it in"


def press(visitor: Visitor, page: Page, button: str, **typed: str) -> Page:
    return visitor.submit(
        page,
        {name.replace("_WORDS", WORDS): value for name, value in typed.items()},
        form=FORM,
        button=button,
    )


def page_of(survey: Survey, part: SurveyPart) -> int:
    return survey.asked.index(part) + 1


# --- the way through ----------------------------------------------------------------------------------------------------


def test_the_first_page_says_who_asks_what_and_how_long(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    page = as_guest.visit(address)

    assert page.heading == "How do you see our partnership?"
    assert survey.partnership.title in page
    assert "It takes about 20 minutes." in page
    assert page.texts(".sheet-parts li") == [str(part) for part in SurveyPart]
    assert page.link("Begin") == f"{address}?page=1"


def test_a_sheet_is_answered_page_by_page_and_handed_in(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    other = survey.links[1].participation_id
    page = as_guest.visit(f"{address}?page=1")
    assert page.texts(".sheet-progress p") == ["1 of 7"]
    page = press(as_guest, page, NEXT, people_word="5", people_open="cannot_say", people_WORDS="Слово держат")
    assert page.heading == "A quick look"
    page = press(as_guest, page, NEXT, trust="4")
    page = press(as_guest, page, NEXT, innovation="2", innovation_WORDS="Новый график")
    page = press(as_guest, page, NEXT, shared_risk="partly")
    page = press(as_guest, page, NEXT, **{str(other): "5"})
    page = press(as_guest, page, NEXT, keep_WORDS="Звонки накануне")
    assert page.heading == HAND_IN
    assert page.texts(".sheet-progress p") == ["7 of 7"]
    page = press(as_guest, page, HAND_IN, showing="named", capacity="executor")

    assert page.heading == "Thank you!"
    answer = survey.links[0].answer
    assert answer is not None
    assert answer.replies == {"people_word": 5, "people_open": "cannot_say"}
    assert answer.remarks == {"people": "Слово держат"}
    assert answer.health == {"trust": {"score": 4}}
    assert answer.benefits == {"innovation": {"level": 2, "comment": "Новый график"}}
    assert answer.signs == {"shared_risk": {"state": "partly"}}
    assert answer.contributions == {str(other): {"score": 5}}
    assert answer.lessons == {"keep": "Звонки накануне"}
    assert (answer.showing, answer.capacity) == (AnswerShowing.NAMED, Capacity.EXECUTOR)
    assert answer.submitted_at is not None


def test_only_what_the_round_asks_is_asked(database: Session, as_guest: Visitor) -> None:
    survey = make_survey(database, parts=[SurveyPart.HEALTH])
    address = f"/answer/{token_of(survey.links[0])}"

    page = press(as_guest, as_guest.visit(f"{address}?page=1"), NEXT, trust="3")

    assert page.heading == HAND_IN
    assert page.texts(".sheet-progress p") == ["2 of 2"]


def test_every_question_can_be_left_out_and_every_scale_knows_cannot_say(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    for part in (part for part in SurveyPart if part is not SurveyPart.LESSONS):
        page = as_guest.visit(f"{address}?page={page_of(survey, part)}")
        questions = page.select("fieldset.question")
        assert questions
        for question in questions:
            last = question.select(".scale-words label")[-1]
            assert last.get_text(strip=True) == "Cannot say"
        assert page.select("[required]") == []


def test_going_back_saves_too(survey: Survey, as_guest: Visitor, address: str) -> None:
    page = as_guest.visit(f"{address}?page=2")

    page = press(as_guest, page, BACK, trust="2", trust_WORDS="Редко видимся")

    assert page.heading == "The partnership as you see it"
    page = as_guest.visit(f"{address}?page=2")
    assert page.one("input[name=trust]:checked")["value"] == "2"
    assert page.one(f"#trust{WORDS}").get_text(strip=True) == "Редко видимся"


def test_one_stops_and_goes_on_later_where_one_stopped(
    app: Flask, database: Session, survey: Survey, as_guest: Visitor, address: str
) -> None:
    page = press(as_guest, as_guest.visit(f"{address}?page=1"), LATER, purpose_own="4")
    assert "Saved. Come back by the same link until" in page.texts(".messages")[0]

    other_device = Visitor(app, database)
    page = other_device.visit(address)

    assert page.link("Go on") == f"{address}?page=2"
    assert page.texts(".sheet-parts li")[0] == "The partnership as you see it begun"


def test_what_was_left_out_is_named_before_handing_in(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    press(as_guest, as_guest.visit(f"{address}?page=2"), NEXT, trust="5")

    page = as_guest.visit(f"{address}?page=7")

    assert page.texts(".sheet-left-out li") == [str(part) for part in SurveyPart if part.code != "health"]


def test_an_empty_sheet_comes_back_with_a_sentence(survey: Survey, as_guest: Visitor, address: str) -> None:
    page = press(as_guest, as_guest.visit(f"{address}?page=7"), HAND_IN, showing="nameless")

    assert "The sheet is still empty" in page.texts("[role=alert]")[0]
    assert page.one("input[name=showing]:checked")["value"] == "nameless"


def test_unless_somebody_chooses_an_answer_is_only_counted(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    press(as_guest, as_guest.visit(f"{address}?page=2"), NEXT, trust="5")

    press(as_guest, as_guest.visit(f"{address}?page=7"), HAND_IN)

    assert survey.links[0].answer is not None
    assert survey.links[0].answer.showing is AnswerShowing.COUNTED


def test_benefits_are_asked_as_expected_or_as_achieved(database: Session, as_guest: Visitor) -> None:
    for moment, sentence in (
        (Moment.EXPECTED, "What do you hope that taking part will bring your organisation?"),
        (Moment.ACHIEVED, "What has taking part brought your organisation so far?"),
    ):
        survey = make_survey(database, parts=[SurveyPart.BENEFITS], moment=moment)
        assert sentence in as_guest.visit(f"/answer/{token_of(survey.links[0])}?page=1")


def test_every_partner_is_on_the_page_of_contributions_ones_own_marked(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    page = as_guest.visit(f"{address}?page={page_of(survey, SurveyPart.CONTRIBUTIONS)}")

    legends = page.texts("fieldset.question > legend")
    names = [link.participation.organisation.display_name for link in survey.links]
    assert legends == [f"{names[0]} your organisation", *names[1:]]


# --- two windows --------------------------------------------------------------------------------------------------------


def test_two_windows_lose_nothing(survey: Survey, as_guest: Visitor, address: str) -> None:
    phone, desk = as_guest.visit(f"{address}?page=2"), as_guest.visit(f"{address}?page=2")
    press(as_guest, phone, NEXT, trust="4", trust_WORDS="С телефона", decisions="3")

    page = press(as_guest, desk, NEXT, trust="2", trust_WORDS="С компьютера", results="5")

    assert "You have answered this page twice" in page
    assert page.one("input[name=trust]:checked")["value"] == "2"
    assert page.one(f"#trust{WORDS}").get_text(strip=True) == "С компьютера"
    assert page.one("input[name=decisions]:checked")["value"] == "3"
    assert "С телефона" in " ".join(page.texts(".sheet-clash"))
    assert survey.links[0].answer is not None
    assert survey.links[0].answer.health["trust"] == {"score": 4, "comment": "С телефона"}

    page = press(as_guest, page, NEXT)

    assert page.heading == "What it gives us"
    assert survey.links[0].answer.health == {
        "trust": {"score": 2, "comment": "С компьютера"},
        "decisions": {"score": 3},
        "results": {"score": 5},
    }


def test_what_is_too_long_is_said_beside_the_field_and_kept(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    long = "много " * 400

    page = press(as_guest, as_guest.visit(f"{address}?page=2"), NEXT, trust="4", trust_WORDS=long)

    assert "At most 2000 characters." in page.texts(f"#trust{WORDS}-error")
    assert page.one("input[name=trust]:checked")["value"] == "4"
    assert page.one(f"#trust{WORDS}").get_text(strip=True) == long.strip()
    assert survey.links[0].answer is None


@pytest.mark.parametrize("seen", ["", "{", "[1]", '"a"', "9" * 200_000])
def test_what_a_hand_made_form_says_harms_nothing(
    survey: Survey, as_guest: Visitor, address: str, seen: str
) -> None:
    make_draft(survey.links[0], SurveyPart.HEALTH, {"trust": "4"})
    token = token_of(survey.links[1])

    as_guest.post(f"/answer/{token}?page=2", trust="11", results="<b>", _seen=seen)
    as_guest.post(f"/answer/{token}?page=-1")
    as_guest.post(f"/answer/{token}?page=99", showing="everywhere", capacity="king", go="back")

    assert survey.links[1].answer is None


def test_without_the_token_of_the_form_nothing_is_saved_and_nothing_is_lost(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    response = as_guest.open(
        f"{address}?page=2", method="POST", data={"trust": "4", f"trust{WORDS}": "Слова"}
    )

    assert response.status_code == 400
    assert "Слова" in response.get_data(as_text=True)
    assert survey.links[0].answer is None


# --- languages ----------------------------------------------------------------------------------------------------------


def test_the_sheet_speaks_the_language_of_the_link(
    app: Flask, database: Session, survey: Survey, as_guest: Visitor
) -> None:
    survey.links[1].language = "ru"
    token = token_of(survey.links[1])

    page = Visitor(app, database, language="ru").visit(f"/answer/{token}")

    assert page.heading == "Каким вы видите наше партнёрство?"
    response = as_guest.open(f"/answer/{token}")
    assert '<html lang="ru"' in response.get_data(as_text=True)


def test_changing_the_language_keeps_what_was_typed(
    app: Flask, database: Session, survey: Survey, as_guest: Visitor, address: str
) -> None:
    data = as_guest.visit(f"{address}?page=2").filled(
        as_guest.visit(f"{address}?page=2").form(FORM), {"trust": "3"}, button="Русский"
    )

    response = as_guest.open(f"{address}?page=2", method="POST", data=data)

    assert response.status_code == 303
    assert response.headers["Location"] == f"{address}?page=2"
    page = Visitor(app, database, language="ru").visit(f"{address}?page=2")
    assert page.one("input[name=trust]:checked")["value"] == "3"
    assert survey.links[0].language == "ru"


def test_changing_the_language_on_the_first_page_begins_no_draft(
    survey: Survey, as_guest: Visitor, address: str
) -> None:
    as_guest.post(address, language="ru")

    assert survey.links[0].language == "ru"
    assert survey.links[0].answer is None


def test_somebody_who_is_signed_in_sees_the_same_sheet(
    survey: Survey, broker: Visitor, address: str, sign_in: Callable[..., Visitor]
) -> None:
    assert broker.visit(address).heading == "How do you see our partnership?"
