"""Errors of the domain: each carries a sentence for people and, where it fits, the field it belongs to. And the one of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.i18n import LazyString


class DomainError(Exception):
    """Something the domain does not allow; ``sentence`` is shown to people, beside ``field`` if one is named."""

    def __init__(self, sentence: str | LazyString, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class WrongState(DomainError):
    """The record is not in a state that allows this."""


class NotAllowed(DomainError):
    """This person may not do this."""


class Duplicate(DomainError):
    """There is such a record already."""


class Conflict(DomainError):
    """Somebody else changed the record meanwhile."""


class ConfigurationError(Exception):
    """A setting is missing or wrong; the sentence names the variable and what it takes."""
