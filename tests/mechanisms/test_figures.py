"""The figures of the evaluation, on pairs that can be counted by hand."""

from __future__ import annotations

import math

import pytest

from tracker.mechanisms.evaluation import figures
from tracker.mechanisms.evaluation.figures import Judged

PAIRS = [Judged("a", "a"), Judged("a", "a"), Judged("a", "b"), Judged("b", "b"), Judged("c", "b")]


def test_accuracy_recall_and_precision_are_shares() -> None:
    assert figures.accuracy(PAIRS) == pytest.approx(3 / 5)
    assert figures.recall(PAIRS, "a") == pytest.approx(2 / 3)
    assert figures.precision(PAIRS, "b") == pytest.approx(1 / 3)


def test_f1_is_the_harmonic_mean_and_macro_f1_the_mean_over_labels_that_occur() -> None:
    of_a, of_b, of_c = 2 * 2 / 5, 2 * 1 / 4, 0.0

    assert figures.f1(PAIRS, "a") == pytest.approx(of_a)
    assert figures.macro_f1(PAIRS) == pytest.approx((of_a + of_b + of_c) / 3)


def test_the_share_of_nothing_is_no_number() -> None:
    assert math.isnan(figures.share([]))


def test_probabilities_that_keep_what_they_promise_have_no_calibration_error() -> None:
    assert figures.calibration_error([0.75] * 4, [True, True, True, False]) == pytest.approx(0)
    assert figures.calibration_error([1.0] * 4, [True, True, False, False]) == pytest.approx(0.5)


def test_the_brier_score_of_a_coin_is_a_quarter() -> None:
    assert figures.brier([0.5, 0.5], [True, False]) == pytest.approx(0.25)
