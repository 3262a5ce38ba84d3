"""Puts the weights of passages and of the whole text together: the judgement that a model file holds.

For each trait a passage is of one of four sorts: silent, speaking for it, against it, or only mentioning it; a small hidden layer between
its features and the sorts lets words count by what they stand with. What the passages of a text say is summed up in a few numbers a
trait; one judgement for all traits weighs them beside those of the other traits and the weight of the whole text.
Kinds of joint work exclude one another, so a passage is silent or speaks for one of them, and their probabilities add up to one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.mechanisms import reading, sectors
from tracker.mechanisms.reading import Piece
from tracker.mechanisms.weighing import Model, dot, linear, softmax

SORTS = 4
SILENT, FOR, AGAINST, MENTION = range(SORTS)
STRONGEST = 3
CLEAR = 0.5
"""A passage speaks clearly for a trait from this probability on."""
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
    hidden = [max(0.0, one + other) for one, other in zip(own, around, strict=True)]
    return linear(hidden, model.meta["sorts"])


def _in_groups(scores: Sequence[float], size: int) -> list[float]:
    return [part for at in range(0, len(scores), size) for part in softmax(scores[at : at + size])]


def summed_up(read: Read, traits: int) -> list[list[float]]:
    """For each trait a row of numbers: what all passages say of it and of the other traits, and the text as a whole at the end."""
    plans = [reading.is_plan(piece) for piece in read.pieces]
    own = [
        _of_trait([row[at : at + SORTS] for row in read.said], plans)
        for at in range(0, traits * SORTS, SORTS)
    ]
    rows = []
    for trait in range(traits):
        others = list(zip(*(own[other] for other in range(traits) if other != trait), strict=True))
        rows.append(
            [
                *own[trait],
                *map(max, others),
                *(sum(each) / len(each) for each in others),
                math.log(len(plans) + 1),
                sum(plans) / max(len(plans), 1),
                reading.russian_share(read.pieces),
                read.whole[trait],
                max(weight for other, weight in enumerate(read.whole) if other != trait),
            ]
        )
    return rows


def _of_trait(said: list[list[float]], plans: list[bool]) -> list[float]:
    """What the passages say of one trait."""
    if not said:
        said, plans = [[1.0, 0.0, 0.0, 0.0]], [False]
    _silent, spoken, against, mention = zip(*said, strict=True)
    strongest, second = sorted((*spoken, 0.0), reverse=True)[:2]
    best = spoken.index(strongest)
    real = max((row[FOR] for row, is_plan in zip(said, plans, strict=True) if not is_plan), default=0.0)
    return [
        _odds(strongest),
        _odds(second),
        _odds(real),
        math.log(math.prod(1 - probability for probability in spoken) + SURE),
        max(against),
        max(mention),
        _odds(against[best]),
        _odds(mention[best]),
        math.log1p(sum(spoken)),
        math.log1p(sum(against)),
        math.log1p(sum(mention)),
        math.log1p(sum(probability >= CLEAR for probability in spoken)),
    ]


def trait_log_odds(numbers: Sequence[Sequence[float]], judgement: Mapping[str, Any]) -> list[float]:
    """Weigh the rows of all traits by the same ``weights``; each trait has a bias of its own."""
    return [
        dot(judgement["weights"], row) + bias for row, bias in zip(numbers, judgement["biases"], strict=True)
    ]


def _odds(probability: float) -> float:
    return math.log((probability + FLOOR) / (1 - probability + FLOOR))


def kinds_summed_up(read: Read, kinds: int) -> list[float]:
    """What all passages say of kinds of joint work, in one row of numbers, with the sectors that the text speaks of."""
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
