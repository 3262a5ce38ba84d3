"""Describing a mechanism, deciding on it, agreeing to learn from it; each told in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.mechanisms import make_decision, make_mechanism, proposal_of
from tests.mechanisms.conftest import Stand
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.mechanisms import services
from tracker.mechanisms.models import Decision, Mechanism, Proposal
from tracker.mechanisms.questionnaire import Question, Reply
from tracker.mechanisms.terms import MechanismType, Trait
from tracker.projects import telling
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

pytestmark = pytest.mark.usefixtures("stand")


def entries(database: Session, partnership: Partnership, kind: EntryKind) -> list[Entry]:
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == kind).order_by(Entry.id)
    return list(database.scalars(query))


# --- describing --------------------------------------------------------------------------------------------------------


def test_describing_stores_what_the_classifier_answers(database: Session, partnership: Partnership) -> None:
    mechanism = make_mechanism(partnership, "A contest of ideas", name="Green yards")

    proposal = proposal_of(mechanism)
    assert mechanism.proposed_type is MechanismType.COMPETITIVE
    assert proposal.type is MechanismType.COMPETITIVE
    assert proposal.text == "A contest of ideas"
    assert proposal.answer.passages[0].start == 2
    told = entries(database, partnership, EntryKind.MECHANISM_DESCRIBED)[0]
    assert [change.label for change in telling.changes(told)] == ["What it is called", "How it works"]


def test_a_new_text_is_judged_anew_and_the_old_answer_is_kept(
    database: Session, partnership: Partnership
) -> None:
    mechanism = make_mechanism(partnership, "A contest of ideas")

    make_mechanism(partnership, "A council that meets")

    assert mechanism.proposed_type is MechanismType.PROCEDURAL
    kept = database.scalars(select(Proposal.type).order_by(Proposal.id)).all()
    assert kept == [MechanismType.COMPETITIVE, MechanismType.PROCEDURAL]


def test_saving_the_same_again_neither_judges_nor_writes(
    database: Session, partnership: Partnership, stand: Stand
) -> None:
    make_mechanism(partnership, "A contest\r\nof ideas ")

    make_mechanism(partnership, "A contest\nof ideas")

    assert len(stand.asked) == 1
    assert len(entries(database, partnership, EntryKind.MECHANISM_DESCRIBED)) == 1


def test_replies_alone_are_a_description(database: Session, partnership: Partnership) -> None:
    mechanism = make_mechanism(partnership, "", replies={Question.AGREED_RULES: Reply.YES})

    assert mechanism.given_replies == {Question.AGREED_RULES: Reply.YES}
    assert proposal_of(mechanism).answer.asked == ("agreed_rules",)
    told = telling.changes(entries(database, partnership, EntryKind.MECHANISM_DESCRIBED)[0])[0]
    assert told.new == f"{Question.AGREED_RULES} Yes."


@pytest.mark.parametrize("replies", [{}, {Question.AGREED_RULES: Reply.UNKNOWN}])
def test_nothing_at_all_is_no_description(partnership: Partnership, replies: dict[Question, Reply]) -> None:
    with pytest.raises(DomainError, match="Write a few sentences") as refused:
        make_mechanism(partnership, "  ", replies=replies)

    assert refused.value.field == "description"


def test_a_description_is_a_sign_of_life(partnership: Partnership) -> None:
    partnership.alive_on = partnership.alive_on.replace(year=2020)

    make_mechanism(partnership)

    assert partnership.alive_on == utc_now().date()


def test_two_who_begin_get_the_same_mechanism(database: Session, partnership: Partnership) -> None:
    assert services.begin(partnership) is services.begin(partnership)
    assert len(database.scalars(select(Mechanism)).all()) == 1


# --- deciding ----------------------------------------------------------------------------------------------------------


def test_accepting_needs_no_reason(database: Session, partnership: Partnership) -> None:
    mechanism = make_mechanism(partnership)

    decision = make_decision(mechanism)

    assert decision.agrees
    assert decision.seen_traits == {Trait.COMPETITIVE}
    assert mechanism.decided_type is MechanismType.COMPETITIVE
    told = entries(database, partnership, EntryKind.MECHANISM_DECIDED)[0]
    assert telling.headline(told) == "Mechanism: Competitive"
    assert telling.facts(told) == ["as the classifier proposed"]


def test_overruling_needs_a_reason(partnership: Partnership) -> None:
    mechanism = make_mechanism(partnership)

    with pytest.raises(DomainError, match="why you see it differently") as refused:
        make_decision(mechanism, MechanismType.PROCEDURAL, reason=" ")

    assert refused.value.field == "reason"
    assert mechanism.decided_type is None


def test_overruling_keeps_both_answers(database: Session, partnership: Partnership) -> None:
    mechanism = make_mechanism(partnership)

    decision = make_decision(
        mechanism,
        MechanismType.COMBINED,
        Trait.PROCEDURAL,
        Trait.COMPETITIVE,
        reason="There is an agreement, too",
    )

    assert not decision.agrees
    assert decision.proposal is proposal_of(mechanism)
    assert (mechanism.proposed_type, mechanism.decided_type) == (
        MechanismType.COMPETITIVE,
        MechanismType.COMBINED,
    )
    told = entries(database, partnership, EntryKind.MECHANISM_DECIDED)[0]
    assert telling.facts(told) == [
        "traits: Competitive; Procedural",
        "the classifier had proposed: Competitive",
    ]
    assert told.part("reason") == "There is an agreement, too"


def test_the_same_type_by_other_traits_is_not_the_same_answer(partnership: Partnership) -> None:
    mechanism = make_mechanism(partnership, "A contest and a council")

    decision = make_decision(
        mechanism, MechanismType.COMBINED, Trait.COMPETITIVE, Trait.ORGANISATIONAL_STRUCTURAL
    )

    assert not decision.agrees


def test_where_the_classifier_has_no_answer_a_person_decides_without_a_reason(
    partnership: Partnership,
) -> None:
    mechanism = make_mechanism(partnership, "We work together")

    decision = make_decision(mechanism, MechanismType.PROCEDURAL, reason="")

    assert not decision.agrees
    assert mechanism.decided_type is MechanismType.PROCEDURAL


def test_an_answer_without_a_type_cannot_be_accepted(partnership: Partnership) -> None:
    mechanism = make_mechanism(partnership, "We work together")

    with pytest.raises(WrongState, match="no type to agree with"):
        make_decision(mechanism)


@pytest.mark.parametrize(
    ("type_", "traits"),
    [
        (MechanismType.COMBINED, [Trait.PROCEDURAL]),
        (MechanismType.PROCEDURAL, [Trait.COMPETITIVE]),
        (MechanismType.PROCEDURAL, [Trait.PROCEDURAL, Trait.COMPETITIVE]),
    ],
)
def test_type_and_traits_have_to_fit(
    partnership: Partnership, type_: MechanismType, traits: list[Trait]
) -> None:
    mechanism = make_mechanism(partnership)

    with pytest.raises(DomainError) as refused:
        make_decision(mechanism, type_, *traits)

    assert refused.value.field == "traits"


def test_a_decision_about_an_answer_that_does_not_stand_any_more_is_refused(
    partnership: Partnership,
) -> None:
    mechanism = make_mechanism(partnership)
    seen = proposal_of(mechanism)
    make_mechanism(partnership, "A council that meets")

    with pytest.raises(WrongState, match="changed meanwhile"):
        services.accept(mechanism, by=partnership.created_by, proposal=seen)


def test_pressing_twice_decides_once(database: Session, partnership: Partnership) -> None:
    mechanism = make_mechanism(partnership)

    assert make_decision(mechanism) is make_decision(mechanism)
    assert len(entries(database, partnership, EntryKind.MECHANISM_DECIDED)) == 1


def test_earlier_decisions_stay(database: Session, partnership: Partnership) -> None:
    mechanism = make_mechanism(partnership)
    make_decision(mechanism)
    other = make_alumnus(database)

    services.decide(
        mechanism,
        by=other,
        type=MechanismType.PROCEDURAL,
        traits=[Trait.PROCEDURAL],
        reason="Nobody competes",
    )

    decided = database.scalars(select(Decision).order_by(Decision.id)).all()
    assert [(each.type, each.decided_by) for each in decided] == [
        (MechanismType.COMPETITIVE, partnership.created_by),
        (MechanismType.PROCEDURAL, other),
    ]


def test_nothing_is_decided_before_anything_is_described(partnership: Partnership) -> None:
    with pytest.raises(WrongState, match="Describe the mechanism first"):
        make_decision(services.begin(partnership), MechanismType.PROCEDURAL)


# --- consent -----------------------------------------------------------------------------------------------------------


def test_consent_is_given_and_taken_back_and_told(database: Session, partnership: Partnership) -> None:
    mechanism = make_mechanism(partnership)

    for answer in (True, True, False):
        services.set_consent(mechanism, by=partnership.created_by, may_train=answer)

    assert mechanism.may_train is False
    told = [
        telling.changes(entry)[0] for entry in entries(database, partnership, EntryKind.MECHANISM_CONSENT)
    ]
    assert [(change.old, change.new) for change in told] == [("no", "yes"), ("yes", "no")]
