"""Why the classifier says what it says: sentences for people out of an answer, its text and the replies to the questions.

Nothing here judges; it only puts an answer into words. Texts stay plain: templates escape them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tracker.i18n import LazyString, _, _l
from tracker.mechanisms.answers import PRESENT, Direction, MechanismAnswer, Passage
from tracker.mechanisms.marking import TRAITS, Segment, Subject, segments, trimmed
from tracker.mechanisms.questionnaire import Question, Reply
from tracker.mechanisms.terms import MechanismType, Trait

SHOWN_REASONS = 6
"""So many passages are quoted for one trait, the strongest; all of them are marked in the text."""
SHOWN_CHANGES = 3
LONGEST_QUOTE = 280
CERTAIN, LIKELY = 0.9, 0.65
IMPOSSIBLE = 1e-6

LIKELIHOODS = (
    (CERTAIN, _l("almost certain")),
    (LIKELY, _l("likely")),
    (PRESENT, _l("rather yes than no")),
    (1 - LIKELY, _l("rather no than yes")),
    (1 - CERTAIN, _l("unlikely")),
    (0.0, _l("almost excluded")),
)
"""From which probability on one says what."""

WHY: dict[tuple[Trait, Direction], LazyString] = {
    (Trait.COMPETITIVE, Direction.FOR): _l(
        "Somebody is chosen among several who applied: that makes a mechanism competitive."
    ),
    (Trait.COMPETITIVE, Direction.AGAINST): _l(
        "It says that nobody competes, so there is no selection among applicants."
    ),
    (Trait.COMPETITIVE, Direction.MENTION): _l(
        "A contest is only mentioned: it is not how this mechanism works."
    ),
    (Trait.SOCIAL_TECHNOLOGICAL, Direction.FOR): _l(
        "The work rests on a special method that was worked out or mastered: a social technology."
    ),
    (Trait.SOCIAL_TECHNOLOGICAL, Direction.AGAINST): _l("It says that the work is done in the usual way."),
    (Trait.SOCIAL_TECHNOLOGICAL, Direction.MENTION): _l(
        "A method is only mentioned: this mechanism does not rest on it."
    ),
    (Trait.ORGANISATIONAL_STRUCTURAL, Direction.FOR): _l(
        "A new structure is set up and takes over tasks: that makes a mechanism organisational-structural."
    ),
    (Trait.ORGANISATIONAL_STRUCTURAL, Direction.AGAINST): _l("It says that no new organisation was set up."),
    (Trait.ORGANISATIONAL_STRUCTURAL, Direction.MENTION): _l(
        "An organisation is only mentioned: it was not set up for this work."
    ),
    (Trait.PROCEDURAL, Direction.FOR): _l(
        "The sides agree on rules of working together, or decide in a common body: that makes a mechanism procedural."
    ),
    (Trait.PROCEDURAL, Direction.AGAINST): _l("It says that there are no agreed rules and no common body."),
    (Trait.PROCEDURAL, Direction.MENTION): _l(
        "An agreement or a council is only mentioned: the joint work does not go by it."
    ),
}
"""What a passage of each direction says about each trait."""

TO_ADD: dict[Trait, LazyString] = {
    Trait.COMPETITIVE: _l(
        "How is it settled who takes part or gets the resources? Could several apply, and who chose among them?"
    ),
    Trait.SOCIAL_TECHNOLOGICAL: _l(
        "Is there a special way of working? Who worked it out, or where was it taken over from, and what is better about it?"
    ),
    Trait.ORGANISATIONAL_STRUCTURAL: _l(
        "Was a new organisation set up for this? Who founded it, and which tasks did the authority hand over to it?"
    ),
    Trait.PROCEDURAL: _l(
        "What did the sides agree on, in which document and for how long? Where do they meet and decide?"
    ),
}
"""What helps where there is too little to go by."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for or against a trait: a passage of the text, or a reply."""

    subject: Subject
    direction: Direction
    sentence: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class TraitView:
    """One trait as the page shows it."""

    subject: Subject
    probability: float
    reasons: list[Reason] = field(default_factory=list)
    left_out: int = 0
    """How many weaker passages are not quoted."""

    @property
    def is_present(self) -> bool:
        return self.probability >= PRESENT

    @property
    def percent(self) -> int:
        return in_percent(self.probability)

    @property
    def likelihood(self) -> str:
        return likelihood(self.probability)


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer in words: the type, the traits, the marked text, what speaks against, what would change it."""

    type: MechanismType | None
    traits: list[TraitView]
    segments: list[Segment]
    against: list[Reason]
    changes: list[str]
    to_add: list[str]
    version: str

    @property
    def present(self) -> list[TraitView]:
        return [view for view in self.traits if view.is_present]

    @property
    def has_marks(self) -> bool:
        return any(segment.marks for segment in self.segments)


def explain(
    answer: MechanismAnswer, text: str, replies: Mapping[Question, Reply] | None = None
) -> Explanation:
    """Put an answer into words; ``replies`` are those that took part in it."""
    given = {question: reply for question, reply in (replies or {}).items() if question.code in answer.asked}
    traits = [_view(answer, trait, text, given) for trait in Trait]
    return Explanation(
        type=answer.type,
        traits=traits,
        segments=segments(text, answer.passages, TRAITS),
        against=[
            reason
            for trait in Trait
            if trait in answer.traits
            for reason in _reasons(answer, trait, text, given)
            if reason.direction is Direction.AGAINST
        ],
        changes=what_would_change(answer, given),
        to_add=[] if answer.type else [str(TO_ADD[trait]) for trait in _closest_first(answer)],
        version=answer.version,
    )


def in_percent(probability: float) -> int:
    """Whole per cent; nothing that was only read is quite certain or quite impossible."""
    return min(99, max(1, round(100 * probability)))


def likelihood(probability: float) -> str:
    """A probability in words."""
    return str(next(words for least, words in LIKELIHOODS if probability >= least))


# --- why --------------------------------------------------------------------------------------------------------------


def _view(answer: MechanismAnswer, trait: Trait, text: str, replies: Mapping[Question, Reply]) -> TraitView:
    reasons = list(_reasons(answer, trait, text, replies))
    return TraitView(
        TRAITS[trait.code],
        answer.probabilities[trait],
        reasons[:SHOWN_REASONS],
        max(0, len(reasons) - SHOWN_REASONS),
    )


def _reasons(
    answer: MechanismAnswer, trait: Trait, text: str, replies: Mapping[Question, Reply]
) -> Iterator[Reason]:
    """What was replied, then the passages, those that count most first."""
    for question, reply in replies.items():
        if question.trait is trait and reply is not Reply.UNKNOWN:
            yield _reason_of_reply(question, reply)
    about = sorted(answer.passages_about(trait), key=lambda passage: -passage.weight)
    for direction in (Direction.FOR, Direction.AGAINST, Direction.MENTION):
        for passage in about:
            if passage.direction is direction and (words := quote(text, passage)):
                yield Reason(TRAITS[trait.code], direction, str(WHY[trait, direction]), words)


def _reason_of_reply(question: Question, reply: Reply) -> Reason:
    direction = Direction.FOR if reply is Reply.YES else Direction.AGAINST
    sentence = (
        _("You answered “yes” to the question “%(question)s”", question=question)
        if reply is Reply.YES
        else _("You answered “no” to the question “%(question)s”", question=question)
    )
    return Reason(TRAITS[question.trait.code], direction, sentence)


def quote(text: str, passage: Passage) -> str:
    """The words of a passage in one line; the end of a long one is left out."""
    start, end = trimmed(text, passage)
    words = " ".join(text[start:end].split())
    return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1].rstrip() + "…"


# --- what would change it ---------------------------------------------------------------------------------------------


def what_would_change(answer: MechanismAnswer, replies: Mapping[Question, Reply]) -> list[str]:
    """Which replies to questions that are still open would lead to another type, the closest trait first."""
    sentences: list[str] = []
    for trait in _closest_first(answer):
        found = next(_changes(answer, trait, replies), None)
        if found is not None:
            sentences.append(found)
    return sentences[:SHOWN_CHANGES]


def _changes(answer: MechanismAnswer, trait: Trait, replies: Mapping[Question, Reply]) -> Iterator[str]:
    now = log_odds(answer.probabilities[trait])
    for question in Question:
        if question.trait is not trait or replies.get(question, Reply.UNKNOWN) is not Reply.UNKNOWN:
            continue
        for reply, shift in ((Reply.YES, question.yes), (Reply.NO, question.no)):
            traits = answer.traits - {trait} | ({trait} if now + shift >= log_odds(PRESENT) else set())
            type_ = MechanismType.following_from(traits)
            if type_ is not answer.type:
                yield _change_in_words(question, reply, type_)


def _change_in_words(question: Question, reply: Reply, type_: MechanismType | None) -> str:
    if type_ is None:
        return _(
            "“%(reply)s” to the question “%(question)s” would leave too little to go by.",
            reply=reply,
            question=question,
        )
    return _(
        "“%(reply)s” to the question “%(question)s” would probably make it: %(type)s.",
        reply=reply,
        question=question,
        type=type_,
    )


def _closest_first(answer: MechanismAnswer) -> list[Trait]:
    """The traits by how close they are to the border between there and not there."""
    return sorted(Trait, key=lambda trait: abs(answer.probabilities[trait] - PRESENT))


def log_odds(probability: float) -> float:
    """The logarithm of the odds, finite for what is certain, too."""
    kept = min(max(probability, IMPOSSIBLE), 1 - IMPOSSIBLE)
    return math.log(kept / (1 - kept))
