"""The corpus: texts with their labels, in three parts.

``training`` is what models learn from, ``development`` what one may look at while improving, and the ``sealed`` part is opened by
``make evaluate`` alone. A text belongs to the part of its author, so that no voice is in two of them. Whoever wrote the texts had not
seen the classifier; the labels follow from the definitions, and were given a second time by somebody who did not know the first.
Only the single passages and the short accounts of joint work (``kinds-k…``), which serve training alone, were labelled once.
The folder ``further`` holds the texts of one more author, labelled once, that came after the present version was trained.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.mechanisms.terms import JointWorkKind, Trait

FOLDER = Path(__file__).parent / "corpus"


class Part(enum.Enum):
    """What a text may be used for."""

    TRAINING = "training"
    DEVELOPMENT = "development"
    SEALED = "sealed"


@dataclass(frozen=True)
class Mark:
    """A passage that its author marked: it speaks for ("+"), against ("-"), or only mentions ("~") a trait or a kind."""

    start: int
    end: int
    about: str
    direction: str


@dataclass(frozen=True)
class Text:
    """A text with its label: ``traits`` where it describes a mechanism, ``kind`` where it is about a kind of joint work."""

    id: str
    author: str
    language: str
    is_hard: bool
    title: str
    text: str
    marks: tuple[Mark, ...]
    hard_because: tuple[str, ...]
    traits: frozenset[Trait] = frozenset()
    kind: JointWorkKind | None = None
    labelled_again: Any = None


@dataclass(frozen=True)
class LonePassage:
    """A passage without a text around it, and what it says."""

    id: str
    author: str
    language: str
    text: str
    says: tuple[tuple[str, str], ...]


def mechanisms(part: Part) -> list[Text]:
    """The texts about mechanisms of one part, in the order of their authors."""
    return [_text(row) for row in _rows(part, "mechanisms")]


def kinds(part: Part) -> list[Text]:
    """The texts about kinds of joint work of one part."""
    return [_text(row) for row in _rows(part, "kinds")]


def lone_passages() -> list[LonePassage]:
    """The single passages for training."""
    return [
        LonePassage(
            row["id"],
            row["author"],
            row["language"],
            row["text"],
            tuple((said["about"], said["direction"]) for said in row["says"]),
        )
        for row in _rows(Part.TRAINING, "passages")
    ]


def _rows(part: Part, what: str) -> Iterator[dict[str, Any]]:
    for path in sorted((FOLDER / part.value).glob(f"{what}-*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)


def _text(row: dict[str, Any]) -> Text:
    return Text(
        id=row["id"],
        author=row["author"],
        language=row["language"],
        is_hard=row["level"] == "hard",
        title=row.get("title", ""),
        text=row["text"],
        marks=tuple(Mark(m["start"], m["end"], m["about"], m["direction"]) for m in row["passages"]),
        hard_because=tuple(row["hard_because"]),
        traits=frozenset(Trait.from_code(code) for code in row.get("traits", ())),
        kind=JointWorkKind.from_code(row["kind"]) if "kind" in row else None,
        labelled_again=row.get("labelled_again"),
    )
