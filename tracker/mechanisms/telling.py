"""How history tells of mechanisms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _, _l
from tracker.mechanisms.questionnaire import Question, Reply
from tracker.mechanisms.terms import MechanismType, Trait
from tracker.projects import telling

if TYPE_CHECKING:
    from tracker.history.models import Entry


def replies_in_words(replies: Mapping[str, str]) -> str:
    """The replies to the questionnaire, question by question."""
    given = {Question.from_code(question): Reply.from_code(reply) for question, reply in replies.items()}
    return " ".join(f"{question} {given[question]}." for question in Question if question in given)


def told_of_decision(entry: Entry) -> Iterator[str]:
    """Which traits were seen, and what the classifier had proposed."""
    if entry.part("mechanism_traits"):
        yield _("traits: %(traits)s", traits=_in_words(entry, "mechanism_traits"))
    if entry.part("agrees"):
        yield _("as the classifier proposed")
    elif entry.part("proposed_type"):
        yield _("the classifier had proposed: %(type)s", type=_in_words(entry, "proposed_type"))


def told_of_judging(entry: Entry) -> Iterator[str]:
    """Which version judged."""
    if entry.part("classifier_version"):
        yield _("version %(number)s of the classifier", number=entry.part("classifier_version"))


def _in_words(entry: Entry, part: str) -> Any:
    return telling.part_in_words(part, entry.part(part))


describe(
    "mechanisms",
    name=Words(_l("What it is called"), show=str),
    description=Words(_l("How it works"), show=str),
    replies=Words(_l("Answers to the questions"), show=replies_in_words),
    proposed_type=Words(_l("Type that the classifier proposes"), MechanismType),
    decided_type=Words(_l("Type of mechanism"), MechanismType),
    may_train=Words(_l("The classifier may learn from the text")),
)
telling.PART_TERMS.update(mechanism_type=MechanismType, proposed_type=MechanismType, mechanism_traits=Trait)
telling.HEADLINES.update(
    {
        EntryKind.MECHANISM_DECIDED: (_l("Mechanism: %(mechanism_type)s"),),
        EntryKind.MECHANISM_JUDGED: (_l("A new version of the classifier judges the mechanism differently"),),
    }
)
telling.FACTS.update(
    {
        EntryKind.MECHANISM_DECIDED: told_of_decision,
        EntryKind.MECHANISM_JUDGED: told_of_judging,
    }
)
