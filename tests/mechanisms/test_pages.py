"""The page “Mechanism” of a partnership."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_admin, make_programme_staff, make_user
from tests.factories.mechanisms import make_decision, make_mechanism, proposal_of
from tests.factories.projects import make_member
from tests.visitor import Visitor
from tracker.mechanisms.models import Mechanism
from tracker.mechanisms.terms import MechanismType
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

SignIn = Callable[..., Visitor]

pytestmark = pytest.mark.usefixtures("stand")


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/mechanism"


def test_the_empty_page_teaches_and_invites(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership))

    assert "A mechanism is the set of rules" in page
    assert page.link("Describe the mechanism") == f"{home(partnership)}/edit"
    assert page.texts('.tab[aria-current="page"]') == ["Mechanism"]


def test_a_reader_is_not_invited(database: Session, partnership: Partnership, sign_in: SignIn) -> None:
    reader = make_user(database)
    make_member(partnership, reader)
    visitor = sign_in(reader)

    assert not visitor.visit(home(partnership)).select("main .btn-primary")
    assert visitor.is_refused(f"{home(partnership)}/edit")


def test_others_do_not_come_in(partnership: Partnership, as_guest: Visitor) -> None:
    assert as_guest.is_refused(home(partnership))


def test_describing_leads_to_the_answer(partnership: Partnership, broker: Visitor) -> None:
    form = broker.visit(f"{home(partnership)}/edit")

    page = broker.submit(
        form, name="Green yards", description="Each year a contest decides.\nMany apply.", applicants="yes"
    )

    assert page.texts(".answer-type") == ["Competitive"]
    assert [tag.contents[0] for tag in page.select(".evidence-text mark")] == ["contest"]
    assert "speaks for “Competitive”" in page.texts(".evidence-text")[0]
    assert "chosen among several" in page.texts("#why-competitive")[0]
    assert "You answered “yes” to the question" in page.texts("#why-competitive")[0]
    assert "almost certain" in page.texts(".likelihood")[0]


def test_a_text_is_shown_as_it_was_written(partnership: Partnership, broker: Visitor) -> None:
    make_mechanism(partnership, "A contest <b>of</b> & for & ideas")

    page = broker.visit(home(partnership))

    assert "A contest" in page.one(".evidence-text").get_text()
    assert "<b>of</b> & for & ideas" in page.one(".evidence-text").get_text()
    assert page.select(".evidence-text b") == []


def test_an_empty_description_is_asked_for(partnership: Partnership, broker: Visitor) -> None:
    form = broker.visit(f"{home(partnership)}/edit")

    page = broker.submit(form, name="Something")

    assert "Write a few sentences" in page.texts("#description-error")[0]
    assert page.one("#name")["value"] == "Something"


def test_a_text_that_is_too_long_is_kept_and_kindly_refused(
    partnership: Partnership, broker: Visitor
) -> None:
    form = broker.visit(f"{home(partnership)}/edit")

    page = broker.submit(form, description="contest " * 2501)

    assert "longer than 20,000 characters" in page.texts("#description-error")[0]
    assert len(page.one("#description").get_text()) > 20_000


def test_line_ends_of_browsers_do_not_move_passages(partnership: Partnership, broker: Visitor) -> None:
    form = broker.visit(f"{home(partnership)}/edit")

    page = broker.submit(form, description="One\r\ntwo\r\nthree contest")

    assert [tag.contents[0] for tag in page.select(".evidence-text mark")] == ["contest"]


def test_without_evidence_the_page_says_what_to_add(partnership: Partnership, broker: Visitor) -> None:
    make_mechanism(partnership, "We work together")

    page = broker.visit(home(partnership))

    assert "Not enough evidence" in page
    assert "What did the sides agree on" in page
    assert page.link("Add to the description") == f"{home(partnership)}/edit"


def test_two_people_describe_and_nothing_is_lost(
    partnership: Partnership, broker: Visitor, database: Session, sign_in: SignIn
) -> None:
    other = sign_in(make_admin(database))
    form = broker.visit(f"{home(partnership)}/edit")
    other.submit(other.visit(f"{home(partnership)}/edit"), description="A council that meets")

    merge = broker.submit(form, description="A contest of ideas")

    assert "changed this record while you were writing" in merge
    page = broker.submit(merge, keep_description="mine")
    assert page.texts(".answer-type") == ["Competitive"]


# --- a person decides --------------------------------------------------------------------------------------------------


def test_one_click_accepts(database: Session, partnership: Partnership, broker: Visitor) -> None:
    make_mechanism(partnership)
    page = broker.visit(home(partnership))

    page = broker.submit(page, form='form[action$="/accept"]')

    assert "As the classifier proposed" in page
    assert page.texts(".decision-type") == ["Competitive"]
    assert not page.select('form[action$="/accept"]')


def test_overruling_without_a_reason_is_asked_for_one(partnership: Partnership, broker: Visitor) -> None:
    make_mechanism(partnership)
    form = broker.visit(f"{home(partnership)}/decide")

    page = broker.submit(form, type="procedural")

    assert "why you see it differently" in page.texts("#reason-error")[0]


def test_an_overruled_answer_stays_visible(partnership: Partnership, broker: Visitor) -> None:
    make_mechanism(partnership)
    form = broker.visit(f"{home(partnership)}/decide")

    page = broker.submit(form, type="combined", traits=["competitive", "procedural"], reason="A council, too")

    assert page.texts(".decision-type") == ["Combined Competitive, Procedural"]
    assert "The classifier had proposed: Competitive." in page
    assert "Reason: A council, too" in page
    assert page.texts(".answer-type") == ["Competitive"]
    assert partnership.created_by.display_name in page.texts(".check-facts")[0]


def test_a_decision_about_an_older_answer_is_not_taken(partnership: Partnership, broker: Visitor) -> None:
    make_mechanism(partnership)
    seen = broker.visit(home(partnership))
    make_mechanism(partnership, "A council that meets")

    page = broker.submit(seen, form='form[action$="/accept"]')

    assert "changed meanwhile" in page
    assert page.select(".decision-type") == []


def test_earlier_decisions_are_kept_below(partnership: Partnership, broker: Visitor) -> None:
    mechanism = make_mechanism(partnership)
    make_decision(mechanism)
    make_decision(mechanism, MechanismType.PROCEDURAL, reason="Nobody competes")

    page = broker.visit(home(partnership))

    assert page.texts(".decision-type") == ["Procedural", "Competitive"]
    assert page.texts(".decisions .decision-type") == ["Competitive"]


def test_a_new_answer_after_the_decision_is_pointed_out(partnership: Partnership, broker: Visitor) -> None:
    make_decision(make_mechanism(partnership))
    make_mechanism(partnership, "A council that meets")

    page = broker.visit(home(partnership))

    assert "Does the decision still hold?" in page
    assert page.texts('form[action$="/accept"] button') == ["Agree: Procedural"]


def test_consent_is_given_with_one_button(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    mechanism = make_mechanism(partnership)
    page = broker.visit(home(partnership))

    page = broker.submit(page, form='form[action$="/consent"]')

    assert "may be used to teach" in page
    assert database.get_one(Mechanism, mechanism.id).may_train


@pytest.mark.parametrize("step", ["edit", "decide", "accept", "consent"])
def test_who_only_reads_changes_nothing(
    database: Session, partnership: Partnership, sign_in: SignIn, step: str
) -> None:
    make_mechanism(partnership)
    staff = sign_in(make_programme_staff(database))

    assert staff.visit(home(partnership)).texts(".answer-type") == ["Competitive"]
    assert staff.is_refused(f"{home(partnership)}/{step}", method="POST")


@pytest.mark.parametrize("step", ["decide", "accept", "consent"])
def test_what_is_not_described_cannot_be_decided(
    partnership: Partnership, broker: Visitor, step: str
) -> None:
    assert broker.post(f"{home(partnership)}/{step}", status=404)


def test_a_made_up_number_of_an_answer_means_the_one_that_stands(
    partnership: Partnership, broker: Visitor
) -> None:
    mechanism = make_mechanism(partnership)

    for number in ("", "none", "999999", "9" * 30):
        broker.post(f"{home(partnership)}/accept", proposal=number)

    assert mechanism.decisions[0].proposal_id == proposal_of(mechanism).id
    assert len(mechanism.decisions) == 1


def test_in_russian(partnership: Partnership, sign_in: SignIn) -> None:
    make_mechanism(partnership)

    page = sign_in(partnership.created_by, language="ru").visit(home(partnership))

    assert page.texts(".answer-type") == ["Конкурсный"]
    assert page.texts(".evidence-text .evidence-letter") == ["К+"]
