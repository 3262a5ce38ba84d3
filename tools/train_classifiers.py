"""Train the classifiers of mechanisms and of kinds of joint work anew: make train.

Reads the training part of the corpus and, with --all, the development part as well; the sealed part is never opened here. What the
passages of a text say is learnt on the marks of its author (``passage_net``). How passages and text are put together is learnt on
answers that each fold of authors got from a model that had not seen these authors, so that the probabilities hold for new voices.
"""

from __future__ import annotations

import argparse
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.passage_net import Nets
from tracker.mechanisms import judging, reading
from tracker.mechanisms.classifier import KINDS_MODEL, MECHANISMS_MODEL
from tracker.mechanisms.evaluation import corpus
from tracker.mechanisms.evaluation.corpus import Part
from tracker.mechanisms.terms import JointWorkKind, Trait
from tracker.mechanisms.weighing import Model, Table, linear, save

FOLDS = 5
TRAITS = [trait.code for trait in Trait]
KINDS = [kind.code for kind in JointWorkKind]
SORTS = {"+": judging.FOR, "-": judging.AGAINST, "~": judging.MENTION}
TEXT_STRENGTH, JUDGEMENT_STRENGTH = 20.0, 0.3
AROUND_SHARE = 0.7
"""How much the passages around count beside the passage itself."""
MOST_FEATURES = {"passages": 60_000, "around": 12_000, "text": 40_000}
TOO_MANY = 2
MOSTLY_INSIDE, MOSTLY_COVERED = 0.4, 0.6


def whole(text: corpus.Text) -> str:
    """What is judged: the title, and the text."""
    return f"{text.title}.\n{text.text}" if text.title else text.text


def said_by(text: corpus.Text, piece: reading.Piece) -> dict[str, str]:
    """What the author's marks say of a passage: marks that cover much of it, or lie for the most part inside of it."""
    moved = len(whole(text)) - len(text.text)
    found = {}
    for mark in text.marks:
        start, end = mark.start + moved, mark.end + moved
        common = min(end, piece.end) - max(start, piece.start)
        if common > 0 and (
            common >= MOSTLY_INSIDE * (piece.end - piece.start) or common >= MOSTLY_COVERED * (end - start)
        ):
            found[mark.about] = mark.direction
    return found


class Bag:
    """Features as numbers, weighted by how rare they are, each row of length one; as ``Table.weigh`` does it."""

    def __init__(self) -> None:
        self.counter = TfidfVectorizer(analyzer=list, min_df=2, sublinear_tf=True)

    def learn(self, rows: Sequence[list[str]]) -> csr_matrix:
        return self.counter.fit_transform(rows)

    def count(self, rows: Sequence[list[str]]) -> csr_matrix:
        return self.counter.transform(rows)

    def table(self, weights: np.ndarray, biases: np.ndarray, most: int) -> Table:
        """The heaviest features, with small whole weights."""
        names = self.counter.get_feature_names_out()
        rarity = self.counter.idf_
        heavy = np.sort(np.argsort(-np.abs(weights).max(axis=1) * rarity)[:most])
        kept = weights[heavy]
        scales = np.abs(kept).max(axis=0) / 127.0
        scales[scales == 0] = 1.0
        small = np.rint(kept / scales).astype(np.int8)
        return Table(
            [str(names[place]) for place in heavy],
            array("f", rarity[heavy].astype(np.float32)),
            array("b", small.tobytes()),
            [float(scale) for scale in scales],
            [float(bias) for bias in biases],
        )


def fitted(
    strength: float, rows: csr_matrix, labels: np.ndarray, *, balanced: bool = False
) -> LogisticRegression:
    weight = "balanced" if balanced else None
    return LogisticRegression(C=strength, max_iter=1000, tol=1e-4, class_weight=weight).fit(rows, labels)


class Learner:
    """What both classifiers have in common; the outcomes differ."""

    group: int
    """How many outputs of a passage exclude one another."""
    nets: int
    hidden: int
    """How many nets read a passage, and how wide the hidden layer of each is."""
    outputs: int
    """How many outputs the whole text has."""
    whole_numbers: int
    """How many numbers of the judgement, the last ones, come from the whole text."""

    def __init__(self, texts: list[corpus.Text], lone: list[corpus.LonePassage]) -> None:
        self.texts = texts
        self.pieces = [reading.pieces(whole(text)) for text in texts]
        read = [judging.features_of(each, with_sectors=self.group != judging.SORTS) for each in self.pieces]
        self.rows = [rows for rows, _ in read]
        self.whole_rows = [row for _, row in read]
        self.rows_around = [
            [list(reading.features_around(each, at)) for at in range(len(each))] for each in self.pieces
        ]
        self.said = [
            [said_by(text, piece) for piece in each] for text, each in zip(texts, self.pieces, strict=True)
        ]
        self.lone_rows = [
            [feature for piece in reading.pieces(each.text) for feature in reading.passage_features(piece)]
            for each in lone
        ]
        self.lone_said = [dict(each.says) for each in lone]
        authors = sorted({text.author for text in texts})
        self.even = np.array([at for at, text in enumerate(texts) if self.is_even(text.author)])
        self.fold = np.array([authors.index(text.author) % FOLDS for text in texts])

    def is_even(self, author: str) -> bool:
        """Whether this author wrote as much of each outcome as of the others.

        From one who did not, one learns what passages say, but not how frequent an outcome is.
        """
        outcomes = Counter((text.traits, text.kind) for text in self.texts if text.author == author)
        combined = sum(times for (traits, _kind), times in outcomes.items() if len(traits) > 1)
        single = [times for (traits, _kind), times in outcomes.items() if len(traits) < 2]  # noqa: PLR2004  # one trait or none
        return combined <= TOO_MANY * min(single)

    def passage_labels(self, said: list[dict[str, str]]) -> list[np.ndarray]:
        raise NotImplementedError

    def text_labels(self, chosen: np.ndarray) -> list[np.ndarray]:
        raise NotImplementedError

    def summed_up(self, read: judging.Read) -> list[float] | list[list[float]]:
        raise NotImplementedError

    def weighed(self, numbers: np.ndarray, chosen: np.ndarray, kept: np.ndarray) -> dict[str, Any]:
        """How the numbers of the chosen texts are weighed; those that are not kept weigh nothing."""
        raise NotImplementedError

    def first_models(self, chosen: np.ndarray) -> Model:
        """What a passage says, by its own features and by those around it, learnt together; and what the whole text says."""
        marked = [at for at in chosen if self.texts[at].marks or not self.texts[at].kind]
        rows = [row for at in marked for row in self.rows[at]] + self.lone_rows
        rows_around = [row for at in marked for row in self.rows_around[at]] + [[] for _ in self.lone_rows]
        said = [each for at in marked for each in self.said[at]] + self.lone_said
        own, around = Bag(), Bag()
        counted = hstack([own.learn(rows), around.learn(rows_around) * AROUND_SHARE]).tocsr()
        nets = Nets(self.group, self.hidden, self.nets).fit(counted, self.passage_labels(said))
        weights, biases = nets.hidden()
        border = len(own.counter.vocabulary_)
        tables = {
            "passages": own.table(weights[:border], biases, MOST_FEATURES["passages"]),
            "around": around.table(weights[border:] * AROUND_SHARE, biases * 0, MOST_FEATURES["around"]),
            "text": self.text(chosen),
        }
        return Model({"sorts": nets.outcomes()}, tables)

    def text(self, chosen: np.ndarray) -> Table:
        bag = Bag()
        counted = bag.learn([self.whole_rows[at] for at in chosen])
        models = [
            fitted(TEXT_STRENGTH, counted, labels, balanced=True) for labels in self.text_labels(chosen)
        ]
        return bag.table(
            np.vstack([model.coef_ for model in models]).T,
            np.hstack([model.intercept_ for model in models]),
            MOST_FEATURES["text"],
        )

    def numbers(self, model: Model, at: int) -> list[float] | list[list[float]]:
        """The numbers of the judgement for one text, from the very functions that will judge."""
        return self.summed_up(judging.read(whole(self.texts[at]), model, group=self.group))

    def learn(self) -> tuple[Model, np.ndarray]:
        """The model, and the out-of-fold numbers that its judgement was learnt on."""
        every = np.arange(len(self.texts))
        nothing = np.array(self.summed_up(judging.Read([], [], [0.0] * self.outputs)))
        numbers = np.zeros((len(self.texts), *nothing.shape))
        for fold in range(FOLDS):
            seen, unseen = every[self.fold != fold], every[self.fold == fold]
            model = self.first_models(seen)
            for at in np.intersect1d(unseen, self.even):
                numbers[at] = self.numbers(model, at)
        first = self.first_models(every)
        judged = {"judgement": self.judgement(numbers, self.even)}
        return Model({**first.meta, **judged}, first.tables), numbers

    def judgement(self, numbers: np.ndarray, chosen: np.ndarray) -> dict[str, Any]:
        """How the numbers are weighed, together and, for the ablation, by passages alone and by the whole text alone."""
        columns = numbers.shape[-1]
        border = columns - self.whole_numbers
        kept = {
            "both": np.ones(columns, bool),
            "passages": np.arange(columns) < border,
            "text": np.arange(columns) >= border,
        }
        return {
            name: self.weighed(numbers[chosen], chosen, columns_kept) for name, columns_kept in kept.items()
        }


class Mechanisms(Learner):
    """Four traits, each there or not."""

    group = judging.SORTS
    nets, hidden = 3, 48
    outputs = len(TRAITS)
    whole_numbers = 2

    def passage_labels(self, said: list[dict[str, str]]) -> list[np.ndarray]:
        return [
            np.array([SORTS.get(each.get(trait, ""), judging.SILENT) for each in said]) for trait in TRAITS
        ]

    def text_labels(self, chosen: np.ndarray) -> list[np.ndarray]:
        return [np.array([trait in self.texts[at].traits for at in chosen], int) for trait in Trait]

    def summed_up(self, read: judging.Read) -> list[list[float]]:
        return judging.summed_up(read, len(TRAITS))

    def weighed(self, numbers: np.ndarray, chosen: np.ndarray, kept: np.ndarray) -> dict[str, Any]:
        """Each trait of each text is a row; the traits share their weights and differ in their bias."""
        rows = numbers.reshape(-1, numbers.shape[-1])
        scaler = StandardScaler().fit(rows)
        which = np.tile(np.eye(len(TRAITS)), (len(numbers), 1))
        labels = np.array(self.text_labels(chosen)).T.ravel()
        model = fitted(JUDGEMENT_STRENGTH, np.hstack([scaler.transform(rows) * kept, which]), labels)
        plain = model.coef_[0, : len(kept)] / scaler.scale_ * kept
        biases = model.intercept_[0] + model.coef_[0, len(kept) :] - plain @ scaler.mean_
        return {"weights": plain.tolist(), "biases": biases.tolist()}


class Kinds(Learner):
    """Five kinds, one of which it is."""

    group = len(KINDS) + 1
    nets, hidden = 1, 24
    outputs = whole_numbers = len(KINDS)

    def passage_labels(self, said: list[dict[str, str]]) -> list[np.ndarray]:
        return [
            np.array(
                [
                    next((1 + KINDS.index(kind) for kind, way in each.items() if way == "+"), 0)
                    for each in said
                ]
            )
        ]

    def text_labels(self, chosen: np.ndarray) -> list[np.ndarray]:
        return [np.array([KINDS.index(self.texts[at].kind.code) for at in chosen])]

    def summed_up(self, read: judging.Read) -> list[float]:
        return judging.kinds_summed_up(read, len(KINDS))

    def weighed(self, numbers: np.ndarray, chosen: np.ndarray, kept: np.ndarray) -> dict[str, Any]:
        scaler = StandardScaler().fit(numbers)
        (labels,) = self.text_labels(chosen)
        model = fitted(JUDGEMENT_STRENGTH, scaler.transform(numbers) * kept, labels)
        plain = model.coef_ / scaler.scale_ * kept
        return {"weights": plain.tolist(), "biases": (model.intercept_ - plain @ scaler.mean_).tolist()}


def report_mechanisms(learner: Mechanisms, numbers: np.ndarray) -> None:
    """How well texts are judged whose authors took no part, fold by fold."""
    every = learner.even
    truth = np.array(learner.text_labels(np.arange(len(learner.texts)))).T
    for name in ("both", "passages", "text"):
        found = np.zeros(truth.shape)
        for fold in range(FOLDS):
            folds = learner.fold[every]
            judged = learner.judgement(numbers, every[folds != fold])[name]
            for at in every[folds == fold]:
                found[at] = judging.trait_log_odds(numbers[at], judged)
        number, answered = truth[every].sum(axis=1), (found > 0)[every].sum(axis=1)
        same = ((found > 0) == truth.astype(bool)).all(axis=1)[every]
        # Two traits are a combined mechanism, whichever they are.
        right = same | ((number > 1) & (answered > 1))
        hard = np.array([learner.texts[at].is_hard for at in every])
        russian = np.array([learner.texts[at].language == "ru" for at in every])
        print(
            f"mechanisms, {name}: types {right.mean():.3f}, all traits {same.mean():.3f}, hard {right[hard].mean():.3f},"
            f" Russian {right[russian].mean():.3f},"
            f" English {right[~russian].mean():.3f}, none {right[number == 0].mean():.3f},"
            f" combined {right[number > 1].mean():.3f}, traits {((found > 0) == truth)[every].mean(axis=0).round(3)}"
        )


def report_kinds(learner: Kinds, numbers: np.ndarray) -> None:
    every = np.arange(len(learner.texts))
    (truth,) = learner.text_labels(every)
    for name in ("both", "passages", "text"):
        found = np.zeros(len(every), int)
        for fold in range(FOLDS):
            judged = learner.judgement(numbers, every[learner.fold != fold])[name]
            for at in every[learner.fold == fold]:
                found[at] = int(np.argmax(linear(numbers[at], judged)))
        accounts = np.array([text.author.startswith("k") for text in learner.texts])
        right = found == truth
        print(
            f"kinds, {name}: whole texts {right[~accounts].mean():.3f}, short accounts {right[accounts].mean():.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--all", action="store_true", help="learn from the development part too")
    parser.add_argument("--only", choices=("mechanisms", "kinds"))
    parser.add_argument("--version", default="0")
    parser.add_argument("--dry", action="store_true", help="report only; write no model")
    asked = parser.parse_args()
    parts = [Part.TRAINING, Part.DEVELOPMENT] if asked.all else [Part.TRAINING]
    work: list[tuple[str, Callable[[], Learner], Callable[..., None], Path]] = [
        (
            "mechanisms",
            lambda: Mechanisms(
                [text for part in parts for text in corpus.mechanisms(part)], corpus.lone_passages()
            ),
            report_mechanisms,
            MECHANISMS_MODEL,
        ),
        (
            "kinds",
            lambda: Kinds([text for part in parts for text in corpus.kinds(part)], []),
            report_kinds,
            KINDS_MODEL,
        ),
    ]
    for name, learner_of, report, path in work:
        if asked.only not in (None, name):
            continue
        learner = learner_of()
        model, numbers = learner.learn()
        report(learner, numbers)
        if not asked.dry:
            save(Model({"version": asked.version, **model.meta}, model.tables), path)
            print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
