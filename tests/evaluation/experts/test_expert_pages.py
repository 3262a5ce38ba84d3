"""The pages of an expert: first the statement, then what is released, marks, the opinion; a draft that loses nothing; thanks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests import databases
from tests.factories.evaluation_experts import fill_in, judge, make_criteria, make_expert, token_of
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.evaluation.experts import answering, criteria, services
from tracker.evaluation.experts.criteria import Line
from tracker.evaluation.experts.models import Expert
from tracker.evaluation.experts.terms import ExpertState, Independence, ReleasedPart
from tracker.evaluation.personal_links import end_of
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from tests.page import Page

YES, TIED = Independence.INDEPENDENT.code, Independence.TIED.code


def numbers(expert: Expert) -> list[int]:
    return [criterion.id for criterion in expert.criteria_set.criteria]


def at(address: str, place: str) -> str:
    return f"{address}?page={place}" if place else address


@pytest.fixture
def stated(expert: Expert, address: str) -> str:
    """The address of an expert who has said to be independent."""
    fill_in(expert, independence=YES)
    return address


# --- the way through ----------------------------------------------------------------------------------------------------


def test_from_the_letter_to_the_thanks(partnership: Partnership, as_guest: Visitor) -> None:
    make_criteria(partnership, "Reach", "Effect")
    expert = make_expert(partnership, "Olga Rein", message="Be frank, please", parts=[ReleasedPart.ABOUT])
    address = f"/expert/{token_of(expert)}"
    reach, effect = numbers(expert)

    page = as_guest.visit(address)
    assert "Marathon" in page
    assert "Be frank, please" in page
    page = as_guest.visit(page.link("Begin"))
    assert page.heading == "Are you independent?"
    page = as_guest.submit(page, independence=YES, button="next")
    assert page.heading == "What you can look at"
    page = as_guest.submit(page, button="next")
    assert page.heading == "Your marks"
    page = as_guest.submit(
        page,
        {f"mark-{reach}": "3", f"reason-{reach}": "I counted", f"mark-{effect}": "cannot_judge"},
        button="next",
    )
    assert page.heading == "Your opinion"
    page = as_guest.submit(page, strengths="Courage", remark="Only for you", button="next")
    assert page.heading == "Hand in"
    page = as_guest.submit(page, button="hand_in")

    assert page.heading == "Thank you!"
    assert expert.state_at(utc_now()) is ExpertState.HANDED_IN
    assert answering.read(expert) == {
        "independence": YES,
        f"mark-{reach}": "3",
        f"reason-{reach}": "I counted",
        f"mark-{effect}": "cannot_judge",
        "strengths": "Courage",
        "remark": "Only for you",
    }


def test_the_link_shows_only_thanks_afterwards(expert: Expert, address: str, as_guest: Visitor) -> None:
    judge(expert, strengths="Courage", remark="Only for you")

    for place in ("", "independence", "material", "marks", "opinion", "end", "made-up"):
        page = as_guest.visit(at(address, place))
        assert page.heading == "Thank you!"
        assert "Courage" not in page
        assert "Only for you" not in page
        assert not page.select("main form, main a")
    as_guest.post(at(address, "opinion"), status=200, strengths="Something else", go="next")
    assert answering.read(expert)["strengths"] == "Courage"


# --- the statement ------------------------------------------------------------------------------------------------------


def test_going_on_takes_a_statement(expert: Expert, address: str, as_guest: Visitor) -> None:
    page = as_guest.visit(at(address, "independence"))

    page = as_guest.submit(page, ties="We once met", button="next")

    assert page.one(".form-error").get_text(strip=True) == "Choose one of the two."
    assert page.one("#ties").get_text() == "We once met"
    assert not answering.has_stated(expert)


def test_who_has_ties_names_them_and_goes_on(expert: Expert, address: str, as_guest: Visitor) -> None:
    page = as_guest.visit(at(address, "independence"))
    page = as_guest.submit(page, independence=TIED, button="next")
    assert "Say in a few words what ties there are." in page
    assert page.one(f"input[value={TIED}]").has_attr("checked")

    page = as_guest.submit(page, independence=TIED, ties="We taught together", button="next")

    assert page.heading == "What you can look at"
    assert answering.read(expert) == {"independence": TIED, "ties": "We taught together"}


def test_who_goes_back_or_later_from_the_statement_loses_no_word(
    expert: Expert, address: str, as_guest: Visitor
) -> None:
    page = as_guest.visit(at(address, "independence"))

    page = as_guest.submit(page, ties="We taught together", button="later")

    assert page.heading == "Your opinion is wanted"
    assert "Come back by the same link until" in page
    assert answering.read(expert) == {"ties": "We taught together"}


@pytest.mark.parametrize("place", ["material", "marks", "opinion", "end"])
def test_before_the_statement_all_other_pages_lead_to_it(address: str, as_guest: Visitor, place: str) -> None:
    assert as_guest.visit(at(address, place), follow=True).heading == "Are you independent?"


def test_before_the_statement_nothing_is_taken(expert: Expert, address: str, as_guest: Visitor) -> None:
    as_guest.post(at(address, "opinion"), strengths="Too soon", go="next")
    as_guest.post(at(address, "end"), go="hand_in")

    assert answering.read(expert) == {}
    assert expert.state_at(utc_now()) is ExpertState.OPEN


# --- the draft ----------------------------------------------------------------------------------------------------------


def opened_twice(stated: str, visitor: Visitor, place: str) -> tuple[Page, Page]:
    return visitor.visit(at(stated, place)), visitor.visit(at(stated, place))


def test_two_tabs_that_fill_in_different_fields_lose_nothing(
    expert: Expert, stated: str, as_guest: Visitor
) -> None:
    one, other = opened_twice(stated, as_guest, "opinion")

    as_guest.submit(one, strengths="From the first", button="next")
    page = as_guest.submit(other, weaknesses="From the second", button="next")

    assert page.heading == "Hand in"
    held = answering.read(expert)
    assert (held["strengths"], held["weaknesses"]) == ("From the first", "From the second")


def test_what_both_tabs_changed_is_shown_and_nothing_is_replaced_unseen(
    expert: Expert, stated: str, as_guest: Visitor
) -> None:
    first, _second = numbers(expert)
    one, other = opened_twice(stated, as_guest, "marks")
    as_guest.submit(one, {f"mark-{first}": "1", f"reason-{first}": "Early"}, button="next")

    page = as_guest.submit(other, {f"mark-{first}": "4", f"reason-{first}": "Late"}, button="next")

    assert page.heading == "Your marks"
    assert page.texts(".sheet-clash") == [
        "Meanwhile this was saved from another window or device: Weak",
        "Meanwhile this was saved from another window or device: Early",
    ]
    assert answering.read(expert)[f"mark-{first}"] == "1"
    assert page.one(f"[name=mark-{first}][value='4']").has_attr("checked")

    page = as_guest.submit(page, button="next")

    assert page.heading == "Your opinion"
    assert answering.read(expert)[f"reason-{first}"] == "Late"


def test_line_ends_of_browsers_are_no_change(expert: Expert, stated: str, as_guest: Visitor) -> None:
    fill_in(expert, strengths="Courage\n\nPatience")
    page = as_guest.visit(at(stated, "opinion"))

    page = as_guest.submit(page, strengths="Courage\r\n\r\nPatience", button="next")

    assert page.heading == "Hand in"
    assert answering.read(expert)["strengths"] == "Courage\n\nPatience"


def test_a_mark_can_be_taken_back(expert: Expert, stated: str, as_guest: Visitor) -> None:
    first, _second = numbers(expert)
    fill_in(expert, **{f"mark-{first}": "3"})

    as_guest.post(
        at(stated, "marks"),
        **{"_seen": json.dumps({f"mark-{first}": "3"}), f"mark-{first}": "", "go": "next"},
    )

    assert f"mark-{first}" not in answering.read(expert)
    assert expert.opinion is not None
    assert expert.opinion.scores == []


@pytest.mark.parametrize("made_up", ["5", "-1", "3.5", "good", "<b>", "٣"])
def test_a_mark_that_the_page_does_not_offer_is_no_mark(
    expert: Expert, stated: str, as_guest: Visitor, made_up: str
) -> None:
    first, _second = numbers(expert)

    as_guest.post(at(stated, "marks"), **{f"mark-{first}": made_up, f"reason-{first}": "Why", "go": "next"})

    assert answering.read(expert) == {"independence": YES, f"reason-{first}": "Why"}


@pytest.mark.parametrize("told", ["", "no json", "[1]", "3", '{"strengths": 7}', "x" * 300_000])
def test_a_hand_made_memory_of_the_page_does_no_harm(stated: str, as_guest: Visitor, told: str) -> None:
    response = as_guest.open(
        at(stated, "opinion"),
        method="POST",
        data={"csrf_token": as_guest.csrf_token(), "_seen": told, "strengths": "Courage", "go": "next"},
    )

    assert response.status_code in {200, 303}


def test_what_is_too_long_is_said_and_kept_on_the_page(
    expert: Expert, stated: str, as_guest: Visitor
) -> None:
    page = as_guest.visit(at(stated, "opinion"))

    page = as_guest.submit(page, strengths="x" * 20_001, weaknesses="Haste", button="next")

    assert "At most 20000 characters." in page
    assert page.one("#weaknesses").get_text() == "Haste"
    assert "strengths" not in answering.read(expert)


def test_characters_that_a_database_refuses_are_left_out(
    expert: Expert, stated: str, as_guest: Visitor
) -> None:
    as_guest.post(at(stated, "opinion"), strengths="Cou\x00rage", go="next")

    assert answering.read(expert)["strengths"] == "Courage"


def test_a_page_that_was_open_too_long_is_sent_again(expert: Expert, stated: str, as_guest: Visitor) -> None:
    response = as_guest.open(
        at(stated, "opinion"), method="POST", data={"strengths": "Courage", "go": "next"}
    )

    assert response.status_code == 400
    assert "press the button again" in response.get_data(as_text=True)
    assert "Courage" in response.get_data(as_text=True)
    assert "strengths" not in answering.read(expert)


def test_another_language_keeps_what_was_typed_and_stays(
    expert: Expert, stated: str, as_guest: Visitor
) -> None:
    page = as_guest.visit(at(stated, "opinion"))
    as_guest.language = "ru"

    page = as_guest.submit(page, strengths="Courage", button="Русский")

    assert page.heading == "Ваше заключение"
    assert page.one("#strengths").get_text() == "Courage"
    assert expert.language == "ru"


def test_criteria_that_changed_meanwhile_are_pointed_out(
    partnership: Partnership, expert: Expert, stated: str, as_guest: Visitor
) -> None:
    first, second = numbers(expert)
    fill_in(expert, **{f"mark-{first}": "3"})
    assert "has changed the criteria" not in as_guest.visit(at(stated, "marks"))

    criteria.choose(
        partnership, by=None, lines=[Line("Courage", criterion_id=first), Line("Haste", criterion_id=second)]
    )
    page = as_guest.visit(at(stated, "marks"))

    assert "The team has changed the criteria since you saved last." in page
    assert page.one(f"[name=mark-{first}][value='3']").has_attr("checked")


def test_a_page_with_a_criterion_that_fell_away_is_taken_all_the_same(
    partnership: Partnership, expert: Expert, stated: str, as_guest: Visitor
) -> None:
    first, second = numbers(expert)
    page = as_guest.visit(at(stated, "marks"))
    criteria.choose(partnership, by=None, lines=[Line("Reach", criterion_id=first)])

    page = as_guest.submit(page, {f"mark-{first}": "2", f"mark-{second}": "4"}, button="next")

    assert page.heading == "Your opinion"
    assert answering.read(expert) == {"independence": YES, f"mark-{first}": "2"}


# --- handing in ---------------------------------------------------------------------------------------------------------


def test_what_is_left_out_is_named_and_keeps_nobody_from_handing_in(
    expert: Expert, stated: str, as_guest: Visitor
) -> None:
    first, _second = numbers(expert)
    fill_in(expert, **{f"mark-{first}": "3"})

    page = as_guest.visit(at(stated, "end"))
    assert page.texts(".sheet-left-out li") == [
        "No mark by 1 criterion: Lasting effect",
        "No reason for 1 mark: Reach of the target group",
        "Strengths; Weaknesses; Recommendations",
    ]
    page = as_guest.submit(page, button="hand_in")

    assert page.heading == "Thank you!"


def test_an_empty_opinion_is_not_handed_in(expert: Expert, stated: str, as_guest: Visitor) -> None:
    fill_in(expert, remark="A remark alone is no opinion")

    page = as_guest.submit(as_guest.visit(at(stated, "end")), button="hand_in")

    assert "The opinion is still empty." in page
    assert expert.state_at(utc_now()) is ExpertState.BEGUN


# --- links --------------------------------------------------------------------------------------------------------------


def test_an_altered_link_opens_nothing(address: str, as_guest: Visitor) -> None:
    for wrong in ("/expert/made-up", f"{address}x", address[:-1], f"/expert/{'x' * 500}"):
        page = as_guest.visit(wrong, status=404)
        assert page.heading == "This link does not work"
        assert "Marathon" not in page
    as_guest.visit("/expert/made-up/parts/about", status=404)
    as_guest.visit("/expert/made-up/documents/1", status=404)


def test_a_link_that_was_replaced_opens_nothing(expert: Expert, address: str, as_guest: Visitor) -> None:
    newer = f"/expert/{token_of(expert)}"

    as_guest.visit(address, status=404)
    as_guest.visit(newer)


@pytest.mark.parametrize("place", ["", "opinion"])
def test_a_withdrawn_link_says_so_and_takes_nothing(
    expert: Expert, stated: str, as_guest: Visitor, place: str
) -> None:
    services.revoke(expert, by=None)

    page = as_guest.visit(at(stated, place), status=410)
    assert page.heading == "This link was withdrawn"
    assert "Marathon" not in page
    as_guest.post(at(stated, place), status=410, strengths="Too late", go="next")
    assert answering.read(expert) == {"independence": YES}


def test_an_expired_link_says_whom_to_ask(expert: Expert, stated: str, as_guest: Visitor) -> None:
    expert.expires_at = utc_now()

    page = as_guest.visit(stated, status=410)

    assert page.heading == "The time to give an opinion is over"
    assert expert.partnership.brokers[0].display_name in page
    expert.expires_at = end_of(expert.due_on)
    as_guest.visit(stated)


def test_a_link_of_an_expert_opens_no_sheet_of_a_partner_and_the_other_way_round(
    address: str, as_guest: Visitor
) -> None:
    as_guest.visit(address.replace("/expert/", "/answer/"), status=404)


@pytest.mark.parametrize("place", ["", "?page=independence", "/parts/about", "/documents/1"])
def test_pages_are_not_kept_not_found_and_tell_nobody(address: str, as_guest: Visitor, place: str) -> None:
    headers = as_guest.open(f"{address}{place}").headers

    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cache-Control"] == "no-store"


@pytest.fixture
def guarded(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application that counts how often somebody tries."""
    app = databases.make_app(database_url, tmp_path, RATELIMIT_ENABLED=True)
    yield app
    databases.disconnect(app)


def test_whoever_tries_many_links_has_to_wait_while_the_right_one_works(guarded: Flask) -> None:
    with databases.rolled_back(guarded) as session:
        guest = Visitor(guarded, session)
        right = f"/expert/{token_of(make_expert(make_partnership(session)))}"

        statuses = [guest.open(f"/expert/guess-{number}").status_code for number in range(31)]

        assert statuses == [404] * 30 + [429]
        assert guest.open("/expert/guess/parts/about").status_code == 429
        assert guest.open("/expert/guess/documents/1").status_code == 429
        page = guest.visit("/expert/once-more", status=429)
        assert page.heading == "A short pause"
        guest.visit(right)
