"""What the classifiers answer: traits or kinds with probabilities, and the passages that speak for or against them.

An answer can be turned into plain values and back, so that a stored one is read as it was given, whatever version reads it.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.mechanisms.terms import JointWorkKind, MechanismType, Trait

PRESENT = 0.5
"""A trait is present from this probability on."""


class Direction(enum.Enum):
    """What a passage does for a trait or a kind."""

    FOR = "+"
    AGAINST = "-"
    MENTION = "~"
    """It only speaks of the thing: of another place, an earlier time, a plan, somebody else's."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the text and what it says.

    ``start`` and ``end`` count characters of the text as it was given; ``about`` is the code of a trait or a kind;
    ``weight`` is the classifier's probability, from 0 to 1, that the passage says so.
    """

    start: int
    end: int
    about: str
    direction: Direction
    weight: float

    def to_plain(self) -> dict[str, Any]:
        return {
            "start": self.start,
            "end": self.end,
            "about": self.about,
            "direction": self.direction.value,
            "weight": self.weight,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Passage:
        return cls(
            plain["start"], plain["end"], plain["about"], Direction(plain["direction"]), plain["weight"]
        )


@dataclass(frozen=True, slots=True)
class MechanismAnswer:
    """Which traits a described mechanism has, and why.

    ``probabilities`` holds one for each of the four traits. ``asked`` holds the codes of the questions whose replies took part.
    """

    version: str
    probabilities: Mapping[Trait, float]
    passages: tuple[Passage, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def traits(self) -> frozenset[Trait]:
        return frozenset(trait for trait, probability in self.probabilities.items() if probability >= PRESENT)

    @property
    def type(self) -> MechanismType | None:
        """The type that follows from the traits; ``None`` says that there is not enough evidence."""
        return MechanismType.following_from(self.traits)

    def passages_about(self, trait: Trait) -> list[Passage]:
        return [passage for passage in self.passages if passage.about == trait.code]

    def to_plain(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "probabilities": {trait.code: value for trait, value in self.probabilities.items()},
            "passages": [passage.to_plain() for passage in self.passages],
            "asked": list(self.asked),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> MechanismAnswer:
        return cls(
            plain["version"],
            {trait: plain["probabilities"].get(trait.code, 0.0) for trait in Trait},
            read_passages(plain["passages"]),
            tuple(plain["asked"]),
        )


@dataclass(frozen=True, slots=True)
class KindAnswer:
    """Which kind of joint work a text describes, and why; ``probabilities`` of all kinds add up to one."""

    version: str
    probabilities: Mapping[JointWorkKind, float]
    passages: tuple[Passage, ...] = ()

    @property
    def kind(self) -> JointWorkKind:
        return max(self.probabilities, key=lambda kind: self.probabilities[kind])

    def passages_about(self, kind: JointWorkKind) -> list[Passage]:
        return [passage for passage in self.passages if passage.about == kind.code]


def read_passages(plain: Iterable[Mapping[str, Any]]) -> tuple[Passage, ...]:
    """Passages out of plain values."""
    return tuple(Passage.from_plain(each) for each in plain)
