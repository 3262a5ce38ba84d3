"""Takes a text apart for the classifiers: passages of about a clause, and the features of a passage and of a whole text.

Training and judging read through this module alone, so that a model meets the features that it was trained on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tracker import search

SHORTEST = 12
"""Characters below which a piece is not a passage of its own but a part of the next one."""
SHORTEST_PREFIXED = 6
PREFIX = 5
MOST_PREFIXES = 6
"""Pieces of five letters at the beginning of longer words: they survive a wrong ending and most misspellings."""
LONGEST_TEXT = 20_000
"""Characters that are read; what comes after them is not judged."""

NEGATION = re.compile(
    r"(?:не|без|ни|нет|никто|никого|никак(?:ой|ого|их|ая)|никогда|нельзя|вовсе|отнюдь"
    r"|no|not|none|never|without|nobody|nothing|neither|nor|cannot|hardly)"
)
SCOPE = 5
"""Words after a negation that it reaches."""
PLANS = re.compile(
    r"(?:хоте(?:л|т)|хоти[мт]|хочу|хочет|планир|собира(?:ем|ет|ют|ли)с|намер|мечта|будущ|задум|надее|может$|могли$|если$"
    r"|plan(?:s|ned|ning)?$|hope|hoping|wish|want|would$|could$|might$|propos|intend|dream|if$|maybe|perhaps|someday)"
)
"""Beginnings of words that make a passage speak of what is not there yet."""

BORDER = re.compile(
    r"""
    (?<=[.!?…;])["»”)]*\s+            # the end of a sentence
    | \n+
    | (?<=\S):\s+
    | \s+[—–-]\s+
    | ,\s+(?=(?:                      # a clause that turns the thought
        а|но|хотя|зато|однако|причём|причем|потом|затем
        |but|while|although|though|then|whereas
      )\b)
    """,
    re.VERBOSE,
)
WORD = re.compile(r"[а-яё]+|[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage: where it stands in the text, its words in small letters with ё as е, and their stems."""

    start: int
    end: int
    words: tuple[str, ...]
    stems: tuple[str, ...]


def is_plan(piece: Piece) -> bool:
    """Whether a passage has a word of plans, wishes or conditions."""
    return any(PLANS.match(word) for word in piece.words)


def russian_share(pieces: Sequence[Piece]) -> float:
    """The share of words in Russian letters, from 0 to 1."""
    words = [word for piece in pieces for word in piece.words if not word.isdigit()]
    return sum(not word.isascii() for word in words) / max(len(words), 1)


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    return search.stem(word)


def pieces(text: str) -> list[Piece]:
    """The passages of a text in their order; characters between them are blanks and dashes."""
    found, begun = [], 0
    for border in BORDER.finditer(text):
        if border.start() - begun >= SHORTEST:
            found.append(_piece(text, begun, border.start()))
            begun = border.end()
    if text[begun:].strip():
        found.append(_piece(text, begun, len(text)))
    return found


def _piece(text: str, start: int, end: int) -> Piece:
    words = tuple(WORD.findall(text[start:end].lower().replace("ё", "е")))
    return Piece(start, end, words, tuple(map(_stem, words)))


def passage_features(piece: Piece) -> Iterator[str]:
    """Stems, neighbours, neighbours but one, and the beginnings of longer words."""
    stems = piece.stems
    yield from stems
    yield from _pairs(stems, 1)
    yield from _pairs(stems, 2)
    yield from _denied(piece)
    for word in piece.words:
        if len(word) >= SHORTEST_PREFIXED:
            marked = f"<{word}"
            for at in range(min(len(marked) - PREFIX + 1, MOST_PREFIXES)):
                yield f"#{marked[at : at + PREFIX]}"


def _denied(piece: Piece) -> Iterator[str]:
    """The stems that stand in the reach of a negation."""
    reach = 0
    for word, stem in zip(piece.words, piece.stems, strict=True):
        if NEGATION.fullmatch(word):
            reach = SCOPE
        elif reach:
            reach -= 1
            yield f"¬{stem}"


def features_around(read: Sequence[Piece], at: int) -> Iterator[str]:
    """The stems of the passages before and after the passage ``at``."""
    if at:
        yield from (f"‹{stem}" for stem in read[at - 1].stems)
    if at + 1 < len(read):
        yield from (f"›{stem}" for stem in read[at + 1].stems)


def text_features(read: Sequence[Piece]) -> Iterator[str]:
    """Stems and neighbours of a whole text, over the borders of its passages."""
    stems = [stem for piece in read for stem in piece.stems]
    yield from stems
    yield from _pairs(stems, 1)


def _pairs(stems: Sequence[str], distance: int) -> Iterator[str]:
    between = "_" * distance
    for first, second in zip(stems, stems[distance:], strict=False):
        yield f"{first}{between}{second}"
