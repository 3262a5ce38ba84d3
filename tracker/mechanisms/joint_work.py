"""Which kind of joint work a text describes, in words, and what would make it more of a partnership.

It is advice on the work that was described, never a verdict on the people who do it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.i18n import LazyString, _l
from tracker.mechanisms.answers import Direction, KindAnswer
from tracker.mechanisms.explanation import SHOWN_REASONS, Reason, in_percent, quote
from tracker.mechanisms.marking import KINDS, Segment, Subject, segments
from tracker.mechanisms.terms import JointWorkKind

CLEAR = 0.4
"""From this probability on the most likely kind is named; below it, the text says too little."""

WHY: dict[JointWorkKind, LazyString] = {
    JointWorkKind.CHARITY: _l("One side gives, the other receives."),
    JointWorkKind.SPONSORSHIP: _l("Something is given in return for publicity or thanks."),
    JointWorkKind.EXCHANGE: _l("The sides do something for each other."),
    JointWorkKind.ONE_SECTOR: _l("Those who work together belong to one sector."),
    JointWorkKind.PARTNERSHIP: _l("Several sectors contribute to the solution of a shared problem."),
}
WHY_NOT: dict[JointWorkKind, LazyString] = {
    JointWorkKind.CHARITY: _l("Both sides do something: this is more than giving and receiving."),
    JointWorkKind.SPONSORSHIP: _l("Publicity is not what the help is given for."),
    JointWorkKind.EXCHANGE: _l("The work is for people outside, not for each other."),
    JointWorkKind.ONE_SECTOR: _l("Other sectors take part."),
    JointWorkKind.PARTNERSHIP: _l("Something that a partnership needs is missing here."),
}
ADVICE: dict[JointWorkKind, tuple[LazyString, ...]] = {
    JointWorkKind.CHARITY: (
        _l("Ask those who receive help what they can bring themselves: people, knowledge, premises, trust."),
        _l("Look for the problem behind the request, and agree on what should be different in a year."),
        _l("Invite the giver to more than giving: to plan, to decide and to look at the results together."),
    ),
    JointWorkKind.SPONSORSHIP: (
        _l("Talk about what the sponsor knows and can do, not only about what it can pay for."),
        _l("Name a group of people outside who should be better off, and make that the aim of both sides."),
        _l("Agree on who is responsible for what, also when something goes wrong."),
    ),
    JointWorkKind.EXCHANGE: (
        _l("Ask whose problem you could solve together that neither of you can solve alone."),
        _l("Put the two services into one plan with one result, and measure it together."),
        _l("See whether a third sector is missing: the authority, a company or an NGO."),
    ),
    JointWorkKind.ONE_SECTOR: (
        _l("Think of who else the problem concerns: which authority, which company, which NGO?"),
        _l("Ask what the other sectors have that you lack, and what they could gain by taking part."),
        _l("Keep the co-operation that you have: it is a good core for a partnership."),
    ),
    JointWorkKind.PARTNERSHIP: (
        _l("Write down what each side contributes and what it expects to gain."),
        _l("Agree on how the terms can be changed, and look at the results together at set times."),
        _l("Record it in Tracker, so that its history and its experience are kept."),
    ),
}
TO_ADD: tuple[LazyString, ...] = (
    _l("Who takes part: an authority, a company, an NGO?"),
    _l("What does each of them contribute, and what does each gain?"),
    _l("Who is better off by it, and which problem is solved?"),
    _l("Who decides and who answers when something goes wrong?"),
)
"""What helps where there is too little to go by."""


@dataclass(frozen=True, slots=True)
class KindView:
    """One kind as the page shows it."""

    subject: Subject
    probability: float

    @property
    def percent(self) -> int:
        return in_percent(self.probability)


@dataclass(frozen=True, slots=True)
class KindExplanation:
    """An answer in words; ``kind`` is ``None`` where the text says too little."""

    kind: JointWorkKind | None
    kinds: list[KindView]
    segments: list[Segment]
    reasons: list[Reason]
    advice: list[str]
    to_add: list[str]
    version: str

    @property
    def has_marks(self) -> bool:
        return any(segment.marks for segment in self.segments)


def explain_kind(answer: KindAnswer, text: str) -> KindExplanation:
    """Put an answer about the kind of joint work into words."""
    is_clear = answer.probabilities[answer.kind] >= CLEAR
    by_probability = sorted(JointWorkKind, key=lambda kind: -answer.probabilities[kind])
    return KindExplanation(
        kind=answer.kind if is_clear else None,
        kinds=[KindView(KINDS[kind.code], answer.probabilities[kind]) for kind in by_probability],
        segments=segments(text, answer.passages, KINDS),
        reasons=_reasons(answer, text),
        advice=[str(each) for each in ADVICE[answer.kind]] if is_clear else [],
        to_add=[] if is_clear else [str(each) for each in TO_ADD],
        version=answer.version,
    )


def _reasons(answer: KindAnswer, text: str) -> list[Reason]:
    """The strongest passages about the most likely kind and about partnership, in the order of their weight."""
    wanted = {answer.kind.code, JointWorkKind.PARTNERSHIP.code}
    passages = sorted(
        (passage for passage in answer.passages if passage.about in wanted),
        key=lambda passage: (passage.about != answer.kind.code, -passage.weight, passage.start),
    )
    found = []
    for passage in passages:
        words = quote(text, passage)
        if words and passage.direction is not Direction.MENTION:
            kind = JointWorkKind.from_code(passage.about)
            sentences = WHY if passage.direction is Direction.FOR else WHY_NOT
            found.append(Reason(KINDS[kind.code], passage.direction, str(sentences[kind]), words))
    return found[:SHOWN_REASONS]
