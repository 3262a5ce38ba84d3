"""Models over features: what a model file holds, and how it weighs.

A file is a gzip stream: one line of JSON (``meta``, and of each table its name, size and scales), then the tables one after another:
the features in alphabetical order, one a line, their rarity and their weights. Weights are whole numbers from -127 to 127 times the
scale of their output, which keeps a file small and an answer the same on every machine.
"""

from __future__ import annotations

import gzip
import json
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Plain = Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """Weights of features for one or more outputs.

    ``rarity`` holds ln((1 + n) / (1 + n_f)) + 1 of each feature, as it was counted in training; ``weights`` holds, feature by feature,
    one small number for each output; ``scales`` and ``biases`` hold one number for each output.
    """

    features: Sequence[str]
    rarity: array[float]
    weights: array[int]
    scales: Sequence[float]
    biases: Sequence[float]

    @cached_property
    def places(self) -> dict[str, int]:
        return {feature: place for place, feature in enumerate(self.features)}

    def weigh(self, features: Iterable[str]) -> list[float]:
        """The outputs, in log-odds, for a bag of features; unknown features weigh nothing, and length does not matter."""
        places, rarity, weights, width = self.places, self.rarity, self.weights, len(self.scales)
        sums, squares = [0.0] * width, 0.0
        for feature, count in Counter(features).items():
            place = places.get(feature)
            if place is None:
                continue
            value = (1.0 + math.log(count)) * rarity[place]
            squares += value * value
            at = place * width
            row = weights[at : at + width]
            sums = [total + value * weight for total, weight in zip(sums, row, strict=True)]
        length = math.sqrt(squares) or 1.0
        return [
            total / length * scale + bias
            for total, scale, bias in zip(sums, self.scales, self.biases, strict=True)
        ]


@dataclass(frozen=True)
class Model:
    """A trained model: a few plain values and named tables."""

    meta: Plain
    tables: Mapping[str, Table]


def load(path: Path) -> Model:
    """Read a model file."""
    with gzip.open(path, "rb") as file:
        head = json.loads(file.readline())
        return Model(head["meta"], {each["name"]: _read_table(file, each) for each in head["tables"]})


def _read_table(file: gzip.GzipFile, described: Plain) -> Table:
    features = file.read(described["bytes"]).decode("utf-8").split("\n")
    rarity, weights = array("f"), array("b")
    rarity.frombytes(file.read(len(features) * rarity.itemsize))
    weights.frombytes(file.read(len(features) * len(described["scales"])))
    return Table(features, rarity, weights, described["scales"], described["biases"])


def save(model: Model, path: Path) -> None:
    """Write a model file; the same model gives the same bytes."""
    described, blocks = [], []
    for name, table in model.tables.items():
        features = "\n".join(table.features).encode("utf-8")
        described.append(
            {"name": name, "bytes": len(features), "scales": list(table.scales), "biases": list(table.biases)}
        )
        blocks += [features, table.rarity.tobytes(), table.weights.tobytes()]
    head = json.dumps({"meta": dict(model.meta), "tables": described}, ensure_ascii=False, sort_keys=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(head.encode("utf-8") + b"\n" + b"".join(blocks))


def linear(numbers: Sequence[float], layer: Plain) -> list[float]:
    """One output for each row of ``weights``, with its bias."""
    return [dot(row, numbers) + bias for row, bias in zip(layer["weights"], layer["biases"], strict=True)]


def dot(weights: Sequence[float], numbers: Sequence[float]) -> float:
    """The sum of numbers, each times its weight."""
    return sum(weight * number for weight, number in zip(weights, numbers, strict=True))


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities that add up to one."""
    highest = max(scores)
    parts = [math.exp(score - highest) for score in scores]
    total = sum(parts)
    return [part / total for part in parts]


def logistic(score: float) -> float:
    """The probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-score)) if score >= 0 else math.exp(score) / (1.0 + math.exp(score))
