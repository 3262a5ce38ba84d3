"""Says which mechanism a text describes, and which kind of joint work: deterministic, offline, with the passages that speak for it.

The models are trained by ``tools/train_classifiers.py`` on the corpus of ``tracker/mechanisms/evaluation``; ``make evaluate`` says
how well they judge texts that nobody looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tracker.mechanisms import judging
from tracker.mechanisms.answers import PRESENT, Direction, KindAnswer, MechanismAnswer, Passage
from tracker.mechanisms.questionnaire import Question, Reply, shifts
from tracker.mechanisms.reading import LONGEST_TEXT, Piece
from tracker.mechanisms.terms import JointWorkKind, Trait
from tracker.mechanisms.weighing import Model, linear, load, logistic, softmax

DATA = Path(__file__).parent / "data"
MECHANISMS_MODEL = DATA / "mechanisms.model"
KINDS_MODEL = DATA / "kinds.model"

NOTHING_READ = -3.0
"""The log-odds of a trait before anything is read: what replies alone have to overcome."""
QUOTED = 0.5
"""A passage is quoted when it says something with at least this probability."""
QUOTED_ALONE = 0.15
"""The strongest passage for a trait that is present is quoted from this probability on."""
DIRECTIONS = {
    judging.FOR: Direction.FOR,
    judging.AGAINST: Direction.AGAINST,
    judging.MENTION: Direction.MENTION,
}


@cache
def mechanisms_model() -> Model:
    return load(MECHANISMS_MODEL)


@cache
def kinds_model() -> Model:
    return load(KINDS_MODEL)


def version() -> str:
    """The version that every answer of today carries."""
    return str(mechanisms_model().meta["version"])


def classify_mechanism(
    text: str,
    *,
    title: str = "",
    replies: Mapping[Question, Reply] | None = None,
    part: str = "both",
) -> MechanismAnswer:
    """Judge a description and, apart or together, replies to the questionnaire; empty input gives no trait.

    Passages count the characters of ``text``; the title is judged but never quoted. ``part`` is for the evaluation: it judges by the
    "passages" or the whole "text" alone.
    """
    replies = replies or {}
    given = text[:LONGEST_TEXT]
    before = f"{title}.\n" if title else ""
    model = mechanisms_model()
    if given.strip():
        read = judging.read(before + given, model, group=judging.SORTS)
        numbers = judging.summed_up(read, len(Trait))
        odds = judging.trait_log_odds(numbers, model.meta["judgement"][part])
    else:
        read, odds = judging.Read([], [], []), [NOTHING_READ] * len(Trait)
    shifted = shifts(replies)
    probabilities = {
        trait: round(logistic(odd + shifted.get(trait, 0.0)), 4)
        for trait, odd in zip(Trait, odds, strict=True)
    }
    return MechanismAnswer(
        str(model.meta["version"]),
        probabilities,
        tuple(_mechanism_passages(read, len(before), probabilities)),
        tuple(question.code for question, reply in replies.items() if reply is not Reply.UNKNOWN),
    )


def _mechanism_passages(
    read: judging.Read, moved: int, probabilities: Mapping[Trait, float]
) -> list[Passage]:
    found = []
    for column, trait in enumerate(Trait):
        rows = [row[column * judging.SORTS : (column + 1) * judging.SORTS] for row in read.said]
        found += [
            (read.pieces[number], trait.code, direction, weight)
            for number, direction, weight in _speaking(rows, is_present=probabilities[trait] >= PRESENT)
        ]
    return _quoted(found, moved)


def _speaking(rows: list[list[float]], *, is_present: bool) -> Iterator[tuple[int, Direction, float]]:
    """The numbers of the passages that say something of a trait; of a trait that is present, at least the strongest one."""
    strongest = max((row[judging.FOR] for row in rows), default=0.0)
    for number, row in enumerate(rows):
        sort = max(DIRECTIONS, key=row.__getitem__)
        if row[sort] >= QUOTED:
            yield number, DIRECTIONS[sort], row[sort]
        elif is_present and QUOTED_ALONE <= row[judging.FOR] == strongest < QUOTED:
            yield number, Direction.FOR, strongest


def classify_kind(text: str, *, title: str = "", part: str = "both") -> KindAnswer:
    """Judge which kind of joint work a text describes; passages count the characters of ``text``."""
    given = text[:LONGEST_TEXT]
    before = f"{title}.\n" if title else ""
    model = kinds_model()
    if not given.strip():
        return KindAnswer(
            str(model.meta["version"]), {kind: 1 / len(JointWorkKind) for kind in JointWorkKind}
        )
    read = judging.read(before + given, model, group=len(JointWorkKind) + 1)
    numbers = judging.kinds_summed_up(read, len(JointWorkKind))
    chances = softmax(linear(numbers, model.meta["judgement"][part]))
    probabilities = {kind: round(chance, 4) for kind, chance in zip(JointWorkKind, chances, strict=True)}
    winner = max(probabilities, key=lambda kind: probabilities[kind])
    found = []
    for column, kind in enumerate(JointWorkKind, start=1):
        spoken = [row[column] for row in read.said]
        strongest = max(spoken, default=0.0)
        least = QUOTED_ALONE if kind is winner and strongest < QUOTED else QUOTED
        found += [
            (piece, kind.code, Direction.FOR, weight)
            for piece, weight in zip(read.pieces, spoken, strict=True)
            if weight >= least
        ]
    return KindAnswer(str(model.meta["version"]), probabilities, tuple(_quoted(found, len(before))))


def _quoted(found: list[tuple[Piece, str, Direction, float]], moved: int) -> list[Passage]:
    """Passages in the order of the text, with places that count from its beginning; what lies in the title is left out."""
    quoted = [
        Passage(piece.start - moved, piece.end - moved, about, direction, round(weight, 4))
        for piece, about, direction, weight in found
        if piece.start >= moved
    ]
    return sorted(quoted, key=lambda passage: (passage.start, passage.end, passage.about))
