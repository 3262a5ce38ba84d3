"""Puts the weights of passages and of the whole text together: the judgement that a model file holds.

For each trait a passage is of one of four sorts: silent, speaking for it, against it, or only mentioning it. What the passages of a text
say is summed up in a few numbers a trait; together with the weight of the whole text they give the log-odds of each trait.
Kinds of joint work exclude one another, so a passage is silent or speaks for one of them, and their probabilities add up to one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.mechanisms import reading, sectors
from tracker.mechanisms.reading import Piece
from tracker.mechanisms.weighing import Model, softmax

SORTS = 4
SILENT, FOR, AGAINST, MENTION = range(SORTS)
STRONGEST = 3
FLOOR = 0.005
SURE = 0.001


@dataclass(frozen=True, slots=True)
class Read:
    """A text as a model sees it: its passages, and for each the probabilities of what it says."""

    pieces: list[Piece]
    said: list[list[float]]
    """For each passage: of a mechanism four sorts for each trait in a row, of a kind one number for silence and one for each kind."""
    whole: list[float]
    """The log-odds that the text as a whole gives."""


def features_of(pieces: list[Piece], *, with_sectors: bool) -> tuple[list[list[str]], list[str]]:
    """The features of each passage and of the whole text; for kinds of joint work with the sectors that meet in them."""
    own = [list(reading.passage_features(piece)) for piece in pieces]
    whole = list(reading.text_features(pieces))
    if with_sectors:
        meeting = [sectors.features(piece) for piece in pieces]
        own = [[*features, *met] for features, met in zip(own, meeting, strict=True)]
        whole += [feature for met in meeting for feature in met]
    return own, whole


def read(text: str, model: Model, *, group: int) -> Read:
    """Weigh the passages and the whole of a text; the outputs of a passage are probabilities in groups of ``group``."""
    pieces = reading.pieces(text)
    own, whole = features_of(pieces, with_sectors=group != SORTS)
    said = [_in_groups(_weighed(features, pieces, at, model), group) for at, features in enumerate(own)]
    return Read(pieces, said, model.tables["text"].weigh(whole))


def _weighed(features: list[str], pieces: list[Piece], at: int, model: Model) -> list[float]:
    own = model.tables["passages"].weigh(features)
    around = model.tables["around"].weigh(reading.features_around(pieces, at))
    return [one + other for one, other in zip(own, around, strict=True)]


def _in_groups(scores: Sequence[float], size: int) -> list[float]:
    return [part for at in range(0, len(scores), size) for part in softmax(scores[at : at + size])]


def summed_up(read: Read, traits: int) -> list[float]:
    """What all passages say, in numbers; the order is that of the columns of the judgement."""
    numbers: list[float] = []
    said = read.said
    plans = [reading.is_plan(piece) for piece in read.pieces]
    for trait in range(traits):
        at = trait * SORTS
        spoken = sorted((row[at + FOR] for row in said), reverse=True)
        strongest = (spoken + [0.0] * STRONGEST)[:STRONGEST]
        silent = math.prod(1 - probability for probability in spoken)
        real = max(
            (row[at + FOR] for row, is_plan in zip(said, plans, strict=True) if not is_plan), default=0.0
        )
        numbers += [
            _odds(strongest[0]),
            *strongest[1:],
            _odds(real),
            math.log(silent + SURE),
            max((row[at + AGAINST] for row in said), default=0.0),
            max((row[at + MENTION] for row in said), default=0.0),
            math.log1p(sum(spoken)),
        ]
    return [*numbers, math.log(len(said) + 1), *read.whole]


def _odds(probability: float) -> float:
    return math.log((probability + FLOOR) / (1 - probability + FLOOR))


def kinds_summed_up(read: Read, kinds: int) -> list[float]:
    """The same for kinds of joint work, with the sectors that the text speaks of."""
    numbers: list[float] = []
    said = read.said
    for kind in range(1, kinds + 1):
        spoken = sorted((row[kind] for row in said), reverse=True)
        strongest = (spoken + [0.0] * STRONGEST)[:STRONGEST]
        numbers += [
            _odds(strongest[0]),
            strongest[1],
            math.log1p(sum(spoken)),
        ]
    return [*numbers, math.log(len(said) + 1), *sectors.mentioned(read.pieces), *read.whole]


def log_odds(numbers: Sequence[float], judgement: Mapping[str, Any]) -> list[float]:
    """Weigh the numbers by a judgement: ``weights`` with a row for each outcome, and ``biases``."""
    return [
        sum(weight * number for weight, number in zip(row, numbers, strict=True)) + bias
        for row, bias in zip(judgement["weights"], judgement["biases"], strict=True)
    ]
