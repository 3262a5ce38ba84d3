"""Terms: the domain's fixed vocabularies, each member a stable code with words for people."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self, TypeVar

if TYPE_CHECKING:
    from tracker.i18n import LazyString

SomeTerm = TypeVar("SomeTerm", bound="Term")


class Term(enum.Enum):
    """A word of the domain: the code is stored and sent, the label is shown.

    A member is written ``NAME = "code", _l("Label")``. A vocabulary whose members know more
    declares the attribute, takes it in its own ``__init__`` after code and label, and gets it
    from the further items of the member.
    """

    _value_: str
    code: str
    label: LazyString

    def __new__(cls, code: str, *_words: object) -> Self:
        """Make the code alone the value, so that ``Sector("business")`` finds its member."""
        term = object.__new__(cls)
        term._value_ = code
        return term

    def __init__(self, code: str, label: LazyString) -> None:
        self.code = code
        self.label = label

    __hash__ = object.__hash__  # a member is there once, and lists look terms up by the thousand

    def __str__(self) -> str:
        """Say the label in the language of the reader."""
        return str(self.label)

    @classmethod
    def from_code(cls, code: str) -> Self:
        """Find the member with this code; an unknown code is a ValueError."""
        return cls(code)  # type: ignore[call-arg]  # calling an enum finds the member of that value

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """List codes and labels for a form, in the order of declaration."""
        return [(term.code, str(term.label)) for term in cls]


def in_order(terms: Iterable[SomeTerm]) -> list[SomeTerm]:
    """Terms of one vocabulary in the order of their declaration."""
    chosen = set(terms)
    return [term for vocabulary in {type(term) for term in chosen} for term in vocabulary if term in chosen]
