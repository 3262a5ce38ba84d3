"""Whose answers may be shown singly, and how: each only as its partner agreed, and never so that a name follows from the others.

Who has handed in a sheet is known. So an answer without a name is that of one of the partners that are not named; if all others
are named, its name follows. And each of these partners knows its own answer: of two, each would know whose the other one is. So
answers stand without a name only where at least three partners remain unnamed; with fewer, they are only counted. A reader cannot
tell how many of the unnamed chose what.

Answers without a name tell neither sector nor capacity, and each question shows them in the order of the points or of the alphabet,
so that what one person said of several questions cannot be put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from tracker.evaluation.surveys import gap_words
from tracker.evaluation.surveys.terms import AnswerShowing
from tracker.i18n import _p

if TYPE_CHECKING:
    from tracker.evaluation.surveys.scores import Measure, Voice
    from tracker.partners.terms import Sector

FEWEST_UNNAMED = 3
"""Answers are shown without a name only among so many partners that are not named."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a kind of reader may get besides the means of five people or more, and of groups of five or more."""

    named: bool = False
    """Answers that may be shown with the name of the partner, where it gave them."""
    nameless: bool = False
    """Answers without a name."""
    parts: bool = False
    """What is said of the part of each partner: it names the one that is spoken of."""
    record: bool = False
    """What the record shows of the signs, which is for those who see the inside of the partnership."""


SIGHTS = {
    "internal": Sight(named=True, nameless=True, parts=True, record=True),
    "partners": Sight(named=True, parts=True, record=True),
    "programme": Sight(record=True),
    "officials": Sight(record=True),
    "public": Sight(),
}
"""By code of the reader."""


@dataclass(frozen=True, slots=True)
class Single:
    """One answer to one question: its points, or nothing for "cannot say"; without a name where nobody is to know whose it is."""

    points: Fraction | None
    text: str = ""
    name: str = ""
    sector: Sector | None = None
    partner: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody added; without a name where nobody is to know whose they are."""

    text: str
    name: str = ""


def showing_of(voice: Voice, voices: Iterable[Voice]) -> AnswerShowing:
    """How an answer is really shown beside all the others of the round."""
    if voice.showing is AnswerShowing.NAMELESS and not _hide_one_another(voices):
        return AnswerShowing.COUNTED
    return voice.showing


def _hide_one_another(voices: Iterable[Voice]) -> bool:
    """Whether enough partners remain without a name for one not to be found out."""
    unnamed = {voice.partner for voice in voices if voice.showing is not AnswerShowing.NAMED}
    return len(unnamed) >= FEWEST_UNNAMED


def shown_to(sight: Sight, voices: Sequence[Voice]) -> tuple[list[Voice], list[Voice]]:
    """The voices that this reader gets with a name, and those without."""
    named = [voice for voice in voices if voice.showing is AnswerShowing.NAMED] if sight.named else []
    nameless = [voice for voice in voices if showing_of(voice, voices) is AnswerShowing.NAMELESS]
    return named, nameless if sight.nameless else []


def singles_of(measure: Measure, named: Iterable[Voice], nameless: Iterable[Voice]) -> tuple[Single, ...]:
    """What these people said of a question: by name, then what stands without one, by points."""
    with_name = [
        Single(voice.points(measure), said(measure, voice), voice.name, voice.sector, voice.partner)
        for voice in named
        if voice.replies.get(measure.key) is not None
    ]
    without = [
        Single(voice.points(measure), said(measure, voice))
        for voice in nameless
        if voice.replies.get(measure.key) is not None
    ]
    return (
        *sorted(with_name, key=lambda one: (one.name, one.partner, one.points is None, one.points or 0)),
        *sorted(without, key=lambda one: (one.points is None, one.points or 0)),
    )


def said(measure: Measure, voice: Voice) -> str:
    """An answer in words."""
    points = voice.points(measure)
    return _p("result", "cannot say") if points is None else gap_words.points(measure, points)


def quotes_of(code: str, named: Iterable[Voice], nameless: Iterable[Voice]) -> tuple[Quote, ...]:
    """What these people wrote to a question: by name, then what stands without one, by the alphabet."""
    with_name = {Quote(voice.words[code], voice.name) for voice in named if voice.words.get(code)}
    without = {Quote(voice.words[code]) for voice in nameless if voice.words.get(code)}
    return (
        *sorted(with_name, key=lambda quote: (quote.name, quote.text)),
        *sorted(without, key=lambda quote: quote.text),
    )
