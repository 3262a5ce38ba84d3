"""Model files, and how features are weighed."""

from __future__ import annotations

import math
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.mechanisms import weighing
from tracker.mechanisms.weighing import Model, Table

TABLE = Table(
    ["жюри", "совет"], array("f", [1.0, 2.0]), array("b", [127, 0, -64, 100]), [0.01, 0.02], [0.5, -0.5]
)


def test_a_model_file_gives_back_what_was_saved(tmp_path: Path) -> None:
    weighing.save(Model({"version": "7"}, {"text": TABLE}), tmp_path / "a.model")

    model = weighing.load(tmp_path / "a.model")

    assert model.meta == {"version": "7"}
    assert model.tables["text"].weigh(["жюри"]) == TABLE.weigh(["жюри"])


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        weighing.save(Model({}, {"text": TABLE}), tmp_path / name)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_single_feature_weighs_its_weight_times_the_scale_of_the_output() -> None:
    assert TABLE.weigh(["жюри"]) == pytest.approx([0.5 + 1.27, -0.5])


def test_features_are_weighed_by_rarity_and_by_the_length_of_the_bag() -> None:
    first, second = 1.0, 2.0
    length = math.hypot(first, second)

    outputs = TABLE.weigh(["жюри", "совет"])

    assert outputs == pytest.approx(
        [0.5 + (first * 127 - second * 64) / length * 0.01, -0.5 + second * 100 / length * 0.02]
    )


def test_what_training_never_met_weighs_nothing() -> None:
    assert TABLE.weigh(["жюри", "ложка", "вилка"]) == TABLE.weigh(["жюри"])
    assert TABLE.weigh([]) == [0.5, -0.5]


def test_a_layer_gives_one_output_for_each_row_of_weights() -> None:
    layer = {"weights": [[1.0, 0.5], [0.0, -2.0]], "biases": [0.25, 1.0]}

    assert weighing.linear([4.0, 2.0], layer) == [5.25, -3.0]


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=6))
def test_softmax_keeps_the_order_and_adds_up_to_one(scores: list[int]) -> None:
    chances = weighing.softmax(scores)

    assert sum(chances) == pytest.approx(1)
    assert max(range(len(scores)), key=scores.__getitem__) == max(range(len(scores)), key=chances.__getitem__)


@given(st.floats(-700, 700))
def test_the_logistic_of_opposite_log_odds_adds_up_to_one(score: float) -> None:
    assert weighing.logistic(score) + weighing.logistic(-score) == pytest.approx(1)
