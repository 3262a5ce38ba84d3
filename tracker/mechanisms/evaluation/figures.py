"""Figures of how well answers fit labels, as plain functions over pairs of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Label = TypeVar("Label", bound=Hashable)
BINS = 10


@dataclass(frozen=True, slots=True)
class Judged(Generic[Label]):
    """A label, and what was answered."""

    true: Label
    answered: Label


def share(hits: Iterable[bool]) -> float:
    """The share of what is true, from 0 to 1; of nothing it is not a number."""
    counted = list(hits)
    return sum(counted) / len(counted) if counted else float("nan")


def accuracy(judged: Iterable[Judged[Label]]) -> float:
    """The share of answers that are the label."""
    return share(each.true == each.answered for each in judged)


def recall(judged: Iterable[Judged[Label]], label: Label) -> float:
    """Of those that are ``label``, the share that was answered so."""
    return share(each.answered == label for each in judged if each.true == label)


def precision(judged: Iterable[Judged[Label]], label: Label) -> float:
    """Of those answered as ``label``, the share that is so."""
    return share(each.true == label for each in judged if each.answered == label)


def f1(judged: Sequence[Judged[Label]], label: Label) -> float:
    """The harmonic mean of precision and recall; 0 where nothing was found."""
    hits = sum(each.true == label and each.answered == label for each in judged)
    missed_or_wrong = sum((each.true == label) != (each.answered == label) for each in judged)
    return 2 * hits / (2 * hits + missed_or_wrong) if hits or missed_or_wrong else float("nan")


def macro_f1(judged: Sequence[Judged[Label]]) -> float:
    """The mean of the F1 of all labels that occur."""
    labels = {each.true for each in judged}
    return sum(f1(judged, label) for label in labels) / len(labels)


def confusion(judged: Iterable[Judged[Label]]) -> Counter[tuple[Label, Label]]:
    """How often each label was answered as each."""
    return Counter((each.true, each.answered) for each in judged)


def brier(probabilities: Sequence[float], happened: Sequence[bool]) -> float:
    """The mean squared distance of probabilities from what was; 0 is perfect, 0.25 is a coin."""
    pairs = zip(probabilities, happened, strict=True)
    return sum((probability - truth) ** 2 for probability, truth in pairs) / len(probabilities)


def calibration_error(probabilities: Sequence[float], happened: Sequence[bool]) -> float:
    """The mean distance between probability and frequency over ten equal bins, weighted by their size."""
    total = 0.0
    for number in range(BINS):
        inside = [
            (probability, truth)
            for probability, truth in zip(probabilities, happened, strict=True)
            if min(int(probability * BINS), BINS - 1) == number
        ]
        if inside:
            said = sum(probability for probability, _truth in inside)
            was = sum(truth for _probability, truth in inside)
            total += abs(said - was)
    return total / len(probabilities)


def split_by(judged: Iterable[Judged[Label]], keys: Iterable[str]) -> dict[str, list[Judged[Label]]]:
    """The pairs under their keys, in the order in which keys appear."""
    found: dict[str, list[Judged[Label]]] = {}
    for each, key in zip(judged, keys, strict=True):
        found.setdefault(key, []).append(each)
    return found
