"""An answer in words: why, what speaks against it, what would change it, what is missing."""

from __future__ import annotations

import pytest

from tracker.mechanisms.answers import Direction, KindAnswer, MechanismAnswer, Passage
from tracker.mechanisms.explanation import LONGEST_QUOTE, WHY, explain, likelihood
from tracker.mechanisms.joint_work import ADVICE, explain_kind
from tracker.mechanisms.questionnaire import Question, Reply
from tracker.mechanisms.terms import JointWorkKind, MechanismType, Trait

TEXT = "Applications came until May, the best six were taken. No council was founded."


def answer(*passages: Passage, asked: tuple[str, ...] = (), **probabilities: float) -> MechanismAnswer:
    return MechanismAnswer(
        "1", {trait: probabilities.get(trait.code, 0.1) for trait in Trait}, passages, asked
    )


def passage(words: str, about: Trait, direction: Direction = Direction.FOR, weight: float = 0.9) -> Passage:
    start = TEXT.index(words)
    return Passage(start, start + len(words), about.code, direction, weight)


def test_every_trait_and_direction_has_its_sentence() -> None:
    assert set(WHY) == {(trait, direction) for trait in Trait for direction in Direction}


def test_a_passage_is_quoted_with_its_sentence() -> None:
    why = explain(answer(passage("the best six were taken", Trait.COMPETITIVE), competitive=0.95), TEXT)

    competitive = why.traits[0]
    assert why.type is MechanismType.COMPETITIVE
    assert competitive.is_present
    assert competitive.percent == 95
    assert competitive.reasons[0].quote == "the best six were taken"
    assert "chosen among several" in competitive.reasons[0].sentence


def test_a_long_passage_is_quoted_from_its_beginning() -> None:
    text = "word " * 200
    whole = Passage(0, len(text), Trait.PROCEDURAL.code, Direction.FOR, 0.9)

    quoted = explain(answer(whole, procedural=0.9), text).traits[3].reasons[0].quote

    assert len(quoted) <= LONGEST_QUOTE
    assert quoted.endswith("word…")


def test_what_speaks_against_a_present_trait_stands_by_itself() -> None:
    why = explain(
        answer(
            passage("Applications came until May", Trait.COMPETITIVE),
            passage("No council was founded", Trait.COMPETITIVE, Direction.AGAINST),
            passage("No council was founded", Trait.PROCEDURAL, Direction.AGAINST),
            competitive=0.8,
        ),
        TEXT,
    )

    assert [reason.subject.term for reason in why.against] == [Trait.COMPETITIVE]


def test_replies_are_reasons_too() -> None:
    replies = {Question.APPLICANTS: Reply.YES, Question.OWN_METHOD: Reply.UNKNOWN}
    why = explain(
        answer(asked=(Question.APPLICANTS.code, Question.OWN_METHOD.code), competitive=0.9), "", replies
    )

    assert [reason.direction for reason in why.traits[0].reasons] == [Direction.FOR]
    assert str(Question.APPLICANTS) in why.traits[0].reasons[0].sentence
    assert why.traits[1].reasons == []


def test_a_reply_that_took_no_part_is_no_reason() -> None:
    why = explain(answer(competitive=0.9), "", {Question.APPLICANTS: Reply.YES})

    assert why.traits[0].reasons == []


def test_more_than_six_reasons_are_left_out_and_counted() -> None:
    many = [passage("the best six", Trait.COMPETITIVE, weight=0.5 + number / 100) for number in range(9)]

    view = explain(answer(*many, competitive=0.9), TEXT).traits[0]

    assert len(view.reasons) == 6
    assert view.left_out == 3


def test_what_would_change_the_answer_names_the_question_and_the_new_type() -> None:
    changes = explain(answer(competitive=0.9, procedural=0.45), TEXT).changes

    assert "Have the sides agreed on who does what" in changes[0]
    assert "Yes" in changes[0]
    assert "Combined" in changes[0]


def test_the_closest_trait_comes_first_and_answered_questions_are_not_asked_again() -> None:
    replies = {question: Reply.NO for question in Question if question.trait is not Trait.COMPETITIVE}
    asked = tuple(question.code for question in replies)

    changes = explain(answer(asked=asked, competitive=0.6), "", replies).changes

    assert len(changes) == 1
    assert "too little to go by" in changes[0]


def test_without_evidence_it_says_what_to_add() -> None:
    why = explain(answer(competitive=0.3, procedural=0.4), "Something is done")

    assert why.type is None
    assert len(why.to_add) == len(Trait)
    assert "What did the sides agree on" in why.to_add[0]


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1.0, "almost certain"),
        (0.7, "likely"),
        (0.5, "rather yes than no"),
        (0.49, "rather no than yes"),
        (0.2, "unlikely"),
        (0.0, "almost excluded"),
    ],
)
def test_probabilities_in_words(probability: float, words: str) -> None:
    assert likelihood(probability) == words


# --- joint work --------------------------------------------------------------------------------------------------------


def kinds(top: JointWorkKind, probability: float, *passages: Passage) -> KindAnswer:
    rest = (1 - probability) / (len(JointWorkKind) - 1)
    return KindAnswer("1", {kind: probability if kind is top else rest for kind in JointWorkKind}, passages)


def test_every_kind_comes_with_advice() -> None:
    assert set(ADVICE) == set(JointWorkKind)


def test_a_clear_kind_is_named_with_advice() -> None:
    start = Passage(0, 12, JointWorkKind.CHARITY.code, Direction.FOR, 0.9)

    why = explain_kind(kinds(JointWorkKind.CHARITY, 0.8, start), TEXT)

    assert why.kind is JointWorkKind.CHARITY
    assert why.kinds[0].percent == 80
    assert why.reasons[0].quote == "Applications"
    assert any("bring themselves" in sentence for sentence in why.advice)


def test_an_unclear_kind_is_not_named() -> None:
    why = explain_kind(kinds(JointWorkKind.CHARITY, 0.3), TEXT)

    assert why.kind is None
    assert why.advice == []
    assert why.to_add
