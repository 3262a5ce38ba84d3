"""Small nets over bags of features: one hidden layer that all outcomes share, trained to say which sort each passage is of.

Features are left out at random while they learn, so that no single word decides. Several nets that began from other weights stand
side by side in one layer; their scores are averaged. The same rows give the same nets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

EPOCHS, BATCH, STEP = 6, 256, 3e-3
LEFT_OUT, LEFT_OUT_HIDDEN = 0.5, 0.3
SHRINKING = 0.2
"""How much of a step's length the weights of the features met shrink."""
ENLARGED = 4.0
"""Rows have length one; enlarged, they meet weights of a handy size."""


class Moving:
    """Weights that move by Adam steps; of a large table, only the rows that a batch met."""

    def __init__(self, weights: np.ndarray, forgetting: float) -> None:
        self.weights = weights.astype(np.float32)
        self.mean, self.square = np.zeros_like(self.weights), np.zeros_like(self.weights)
        self.forgetting = forgetting

    def step(
        self,
        gradient: np.ndarray,
        length: float,
        rows: np.ndarray | slice = slice(None),
        shrinking: float = 0.0,
    ) -> None:
        mean = self.mean[rows] * 0.9 + gradient * 0.1
        square = self.square[rows] * self.forgetting + gradient**2 * (1 - self.forgetting)
        self.mean[rows], self.square[rows] = mean, square
        shrunk = self.weights[rows] * (1 - length * shrinking)
        self.weights[rows] = shrunk - length * mean / (np.sqrt(square) + 1e-6)


class Net:
    """One of the nets. Learns from rows of features and, for each group of outcomes, one label a row."""

    def __init__(self, group: int, hidden: int, seed: int) -> None:
        self.group, self.width = group, hidden
        self.seed = seed

    def fit(self, rows: csr_matrix, labels: Sequence[np.ndarray]) -> Net:
        random = np.random.default_rng(self.seed)
        outcomes = self.group * len(labels)
        targets = np.zeros((rows.shape[0], outcomes), np.float32)
        for number, each in enumerate(labels):
            targets[np.arange(len(each)), number * self.group + each] = 1
        self.first = Moving(random.normal(0, 0.02, (rows.shape[1], self.width)), 0.99)
        self.first_bias = Moving(np.zeros(self.width), 0.999)
        self.second = Moving(random.normal(0, self.width**-0.5, (self.width, outcomes)), 0.999)
        self.second_bias = Moving(np.zeros(outcomes), 0.999)
        steps = EPOCHS * -(-rows.shape[0] // BATCH)
        done = 0
        for _epoch in range(EPOCHS):
            order = random.permutation(rows.shape[0])
            for begun in range(0, len(order), BATCH):
                batch = order[begun : begun + BATCH]
                self._learn(rows[batch], targets[batch], STEP * (1 - done / steps), random)
                done += 1
        return self

    def _learn(
        self, rows: csr_matrix, targets: np.ndarray, length: float, random: np.random.Generator
    ) -> None:
        met, places = np.unique(rows.indices, return_inverse=True)
        kept = rows.data * (random.random(len(rows.data)) > LEFT_OUT) / (1 - LEFT_OUT)
        seen = csr_matrix((kept.astype(np.float32), places, rows.indptr), shape=(rows.shape[0], len(met)))
        before = seen @ self.first.weights[met] + self.first_bias.weights
        passed = (random.random(before.shape) > LEFT_OUT_HIDDEN) / (1 - LEFT_OUT_HIDDEN)
        hidden = np.maximum(before, 0) * passed
        scores = (hidden @ self.second.weights + self.second_bias.weights).reshape(
            len(targets), -1, self.group
        )
        parts = np.exp(scores - scores.max(axis=2, keepdims=True))
        said = (parts / parts.sum(axis=2, keepdims=True)).reshape(targets.shape)
        error = (said - targets) / len(targets)
        error_hidden = error @ self.second.weights.T * passed * (before > 0)
        self.second.step(hidden.T @ error, length)
        self.second_bias.step(error.sum(axis=0), length)
        self.first_bias.step(error_hidden.sum(axis=0), length)
        self.first.step(seen.T @ error_hidden.astype(np.float32), length, met, SHRINKING)


class Nets:
    """All nets as one layer."""

    def __init__(self, group: int, hidden: int, times: int) -> None:
        self.nets = [Net(group, hidden, seed) for seed in range(times)]

    def fit(self, rows: csr_matrix, labels: Sequence[np.ndarray]) -> Nets:
        enlarged = (rows * ENLARGED).tocsr().astype(np.float32)
        for net in self.nets:
            net.fit(enlarged, labels)
        return self

    def hidden(self) -> tuple[np.ndarray, np.ndarray]:
        """Weights of features, and biases, of the hidden layer."""
        weights = np.hstack([net.first.weights * ENLARGED for net in self.nets])
        return weights, np.hstack([net.first_bias.weights for net in self.nets])

    def outcomes(self) -> dict[str, Any]:
        """How the outcomes follow from the hidden layer, as a model file holds it."""
        weights = np.vstack([net.second.weights for net in self.nets]).T / len(self.nets)
        biases = np.mean([net.second_bias.weights for net in self.nets], axis=0)
        return {"weights": rounded(weights), "biases": rounded(biases)}


def rounded(numbers: np.ndarray) -> Any:
    return numbers.astype(float).round(5).tolist()
