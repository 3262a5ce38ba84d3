"""Judge the sealed part of the corpus and write the report: make evaluate.

``--part development`` judges the part that one may look at while improving, and prints without writing.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tracker.mechanisms import classifier
from tracker.mechanisms.answers import PRESENT, MechanismAnswer
from tracker.mechanisms.evaluation import corpus, figures
from tracker.mechanisms.evaluation.corpus import Part
from tracker.mechanisms.evaluation.figures import Judged
from tracker.mechanisms.terms import JointWorkKind, MechanismType, Trait

REPORT = Path(__file__).parent / "report.md"
NONE = "none"
TYPES = [kind.code for kind in MechanismType] + [NONE]
PAGE = 2500
"""Characters of a page of text."""
PARTS = {"both": "passages and whole text", "passages": "passages alone", "text": "whole text alone"}


def type_code(traits: frozenset[Trait]) -> str:
    """The code of the type that follows from traits, ``none`` where there is none."""
    followed = MechanismType.following_from(traits)
    return followed.code if followed else NONE


def row(*cells: object) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield row(*head)
    yield row("---", *["---:"] * (len(head) - 1))
    for cells in rows:
        yield row(*(f"{cell:.3f}" if isinstance(cell, float) else cell for cell in cells))
    yield ""


def of_mechanisms(part: Part) -> Iterator[str]:
    """The section about types of mechanism."""
    texts = corpus.mechanisms(part)
    answers = [classifier.classify_mechanism(text.text, title=text.title) for text in texts]
    judged = [
        Judged(type_code(text.traits), type_code(answer.traits))
        for text, answer in zip(texts, answers, strict=True)
    ]
    named = [each for each in judged if each.true != NONE]
    yield "## Types of mechanism"
    yield ""
    yield f"{len(texts)} texts of {len({text.author for text in texts})} authors."
    yield ""
    figures_of_all = [
        ("accuracy", figures.accuracy(judged)),
        ("macro-F1", figures.macro_f1(judged)),
        ("combined recalled", figures.recall(judged, "combined")),
        ("abstains on “none”", figures.recall(judged, NONE)),
        ("abstains on the rest", figures.share(each.answered == NONE for each in named)),
    ]
    yield from table(("", "all"), figures_of_all)
    keys = [f"{'hard' if text.is_hard else 'easy'}" for text in texts]
    languages = ["Russian" if text.language == "ru" else "English" for text in texts]
    groups = {**figures.split_by(judged, keys), **figures.split_by(judged, languages)}
    yield from table(
        ("part", "texts", "accuracy", "macro-F1"),
        [(name, len(some), figures.accuracy(some), figures.macro_f1(some)) for name, some in groups.items()],
    )
    yield from table(
        ("type", "texts", "precision", "recall", "F1"),
        [
            (
                code,
                sum(each.true == code for each in judged),
                figures.precision(judged, code),
                figures.recall(judged, code),
                figures.f1(judged, code),
            )
            for code in TYPES
        ],
    )
    yield from of_traits(texts, answers)
    counted = figures.confusion(judged)
    yield "Rows are what texts are, columns what was answered."
    yield ""
    yield from table(("", *TYPES), [(true, *(counted[true, found] for found in TYPES)) for true in TYPES])
    yield "What each part of the classifier adds:"
    yield ""
    yield from table(
        ("judged by", "accuracy", "on hard texts"), [ablation(texts, part_name) for part_name in PARTS]
    )


def of_traits(texts: Sequence[corpus.Text], answers: Sequence[MechanismAnswer]) -> Iterator[str]:
    """Precision, recall and calibration of each trait."""
    rows = []
    for trait in Trait:
        chances = [answer.probabilities[trait] for answer in answers]
        there = [trait in text.traits for text in texts]
        judged = [Judged(truth, chance >= PRESENT) for truth, chance in zip(there, chances, strict=True)]
        rows.append(
            (
                trait.code,
                figures.precision(judged, True),  # noqa: FBT003  # the label itself
                figures.recall(judged, True),  # noqa: FBT003
                figures.brier(chances, there),
                figures.calibration_error(chances, there),
            )
        )
    yield from table(("trait", "precision", "recall", "Brier score", "calibration error"), rows)


def ablation(texts: Sequence[corpus.Text], part: str) -> tuple[object, ...]:
    answers = [classifier.classify_mechanism(text.text, title=text.title, part=part) for text in texts]
    judged = [
        Judged(type_code(text.traits), type_code(answer.traits))
        for text, answer in zip(texts, answers, strict=True)
    ]
    hard = [each for each, text in zip(judged, texts, strict=True) if text.is_hard]
    return PARTS[part], figures.accuracy(judged), figures.accuracy(hard)


def of_kinds(part: Part) -> Iterator[str]:
    """The section about kinds of joint work."""
    texts = corpus.kinds(part)
    answers = [classifier.classify_kind(text.text, title=text.title) for text in texts]
    judged = [
        Judged(text.kind.code if text.kind else "", answer.kind.code)
        for text, answer in zip(texts, answers, strict=True)
    ]
    hard = [each for each, text in zip(judged, texts, strict=True) if text.is_hard]
    yield "## Kinds of joint work"
    yield ""
    yield f"{len(texts)} texts of {len({text.author for text in texts})} authors."
    yield ""
    yield from table(
        ("", "all"),
        [
            ("accuracy", figures.accuracy(judged)),
            ("accuracy on hard texts", figures.accuracy(hard)),
            ("macro-F1", figures.macro_f1(judged)),
        ],
    )
    kinds = [kind.code for kind in JointWorkKind]
    counted = figures.confusion(judged)
    yield from table(("", *kinds), [(true, *(counted[true, found] for found in kinds)) for true in kinds])


def of_speed(part: Part) -> Iterator[str]:
    """The time that a page of text takes on one core, after the model is loaded."""
    page = "\n\n".join(text.text for text in corpus.mechanisms(part))[:PAGE]
    times = []
    for turn in range(20):
        rotated = page[turn * 50 :] + page[: turn * 50]
        begun = time.process_time()
        classifier.classify_mechanism(rotated)
        times.append(time.process_time() - begun)
    yield "## Speed"
    yield ""
    yield f"A page of {PAGE} characters takes {sorted(times)[len(times) // 2] * 1000:.0f} ms of one core (median of 20)."
    sizes = ", ".join(
        f"{path.name} {path.stat().st_size / 1e6:.1f} MB"
        for path in (classifier.MECHANISMS_MODEL, classifier.KINDS_MODEL)
    )
    yield f"Data: {sizes}."
    yield ""


def report(part: Part) -> str:
    """The whole report as Markdown."""
    lines = [
        f"# How well the classifiers judge: the {part.value} part, version {classifier.version()}",
        "",
        "Written by `make evaluate`. Labels follow from the definitions; nobody who improves the classifier reads the sealed texts.",
        "",
        *of_mechanisms(part),
        *of_kinds(part),
        *of_speed(part),
    ]
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=[part.value for part in Part], default=Part.SEALED.value)
    part = Part(parser.parse_args().part)
    written = report(part)
    sys.stdout.write(written)
    if part is Part.SEALED:
        REPORT.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
