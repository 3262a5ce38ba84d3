"""A text with its passages marked: pieces that follow one another without overlap and together are the text again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.i18n import LazyString, _lp
from tracker.mechanisms.answers import Direction, Passage
from tracker.mechanisms.terms import JointWorkKind, Trait

if TYPE_CHECKING:
    from tracker.terms import Term

LEAST_REST = 0.5
"""How much of a passage has to stay outside of stronger ones to be marked by itself."""
SIGNS = {Direction.FOR: "+", Direction.AGAINST: "−", Direction.MENTION: "~"}
"""What stands beside the letter of a mark: shape and sign say the same as the colour."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a passage can speak about, with the letter and the colour that stand for it in a text."""

    term: Trait | JointWorkKind
    letter: LazyString
    tone: str

    @property
    def code(self) -> str:
        return self.term.code

    def __str__(self) -> str:
        return str(self.term)


TRAITS = {
    subject.code: subject
    for subject in (
        Subject(Trait.COMPETITIVE, _lp("letter of a trait", "C"), "series-3"),
        Subject(Trait.SOCIAL_TECHNOLOGICAL, _lp("letter of a trait", "T"), "series-5"),
        Subject(Trait.ORGANISATIONAL_STRUCTURAL, _lp("letter of a trait", "S"), "series-4"),
        Subject(Trait.PROCEDURAL, _lp("letter of a trait", "P"), "series-2"),
    )
}
KINDS = {
    subject.code: subject
    for subject in (
        Subject(JointWorkKind.CHARITY, _lp("letter of a kind", "C"), "series-4"),
        Subject(JointWorkKind.SPONSORSHIP, _lp("letter of a kind", "S"), "series-2"),
        Subject(JointWorkKind.EXCHANGE, _lp("letter of a kind", "E"), "series-3"),
        Subject(JointWorkKind.ONE_SECTOR, _lp("letter of a kind", "O"), "series-6"),
        Subject(JointWorkKind.PARTNERSHIP, _lp("letter of a kind", "P"), "series-1"),
    )
}
Subjects = Mapping[str, Subject]


def subject_of(term: Term) -> Subject:
    """The letter and colour of a trait or a kind."""
    return TRAITS[term.code] if isinstance(term, Trait) else KINDS[term.code]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a piece of the text says about one subject."""

    subject: Subject
    direction: Direction

    @property
    def sign(self) -> str:
        return SIGNS[self.direction]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the text; its marks, the strongest first, or none."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(slots=True)
class _Piece:
    """A place in the text that is taken, and what it says."""

    start: int
    end: int
    marks: list[Mark] = field(default_factory=list)


def segments(text: str, passages: Iterable[Passage], subjects: Subjects) -> list[Segment]:
    """The whole text in pieces, marked and unmarked by turns."""
    found: list[Segment] = []
    at = 0
    for piece in _pieces(text, passages, subjects):
        if piece.start > at:
            found.append(Segment(text[at : piece.start]))
        found.append(Segment(text[piece.start : piece.end], tuple(piece.marks)))
        at = piece.end
    if at < len(text):
        found.append(Segment(text[at:]))
    return found


def trimmed(text: str, passage: Passage) -> tuple[int, int]:
    """Where the words of a passage begin and end inside the text, without blanks around them."""
    start, end = max(0, passage.start), min(len(text), passage.end)
    return _without_blanks(text, start, max(start, end))


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _pieces(text: str, passages: Iterable[Passage], subjects: Subjects) -> list[_Piece]:
    """The strongest passages keep their place; a weaker one gets what is left, or shares the place of the stronger one."""
    taken: list[_Piece] = []
    for passage in sorted(passages, key=_strength):
        start, end = trimmed(text, passage)
        if start >= end or passage.about not in subjects:
            continue
        mark = Mark(subjects[passage.about], passage.direction)
        rest = max(_free(text, start, end, taken), key=lambda piece: piece[1] - piece[0])
        if rest[1] - rest[0] >= LEAST_REST * (end - start):
            taken.append(_Piece(*rest, [mark]))
            continue
        shared = max(taken, key=lambda piece: min(end, piece.end) - max(start, piece.start))
        if all(each.subject is not mark.subject for each in shared.marks):
            shared.marks.append(mark)
    return sorted(taken, key=lambda piece: piece.start)


def _strength(passage: Passage) -> tuple[bool, float, int, int]:
    """What only mentions something comes last."""
    return passage.direction is Direction.MENTION, -passage.weight, passage.start, passage.end


def _free(text: str, start: int, end: int, taken: list[_Piece]) -> list[tuple[int, int]]:
    """The parts of a place that nobody has taken yet; at least an empty one."""
    free, at = [(start, start)], start
    for piece in sorted(taken, key=lambda piece: piece.start):
        if piece.end <= at or piece.start >= end:
            continue
        if piece.start > at:
            free.append(_without_blanks(text, at, piece.start))
        at = max(at, piece.end)
    if at < end:
        free.append(_without_blanks(text, at, end))
    return free
