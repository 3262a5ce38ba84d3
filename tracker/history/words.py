"""How changes in history are told: the words for each field of each record, and for its values.

Packages describe their records once: ``describe("commitments", due_on=Words(_l("Due date")), state=Words(_l("State"), CommitmentState))``.
History stores plain values; here they become labels, dates and numbers in the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from tracker.i18n import LazyString, _, show_date, show_number

if TYPE_CHECKING:
    from tracker.history.models import Entry
    from tracker.terms import Term


@dataclass(frozen=True, slots=True)
class Words:
    """The label of a field; ``terms`` when it holds codes of a vocabulary, ``show`` when its values need words of their own."""

    label: LazyString
    terms: type[Term] | None = None
    show: Callable[[Any], str] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One field's change in words."""

    label: str
    old: str
    new: str
    is_long: bool


RECORDS: dict[str, dict[str, Words]] = {}
LONG = 80


def describe(table: str, **fields: Words) -> None:
    """Give the words for the fields of one kind of record."""
    RECORDS.setdefault(table, {}).update(fields)


def told(entry: Entry) -> list[Change]:
    """The changes of an entry, field by field, in the reader's language."""
    return [
        tell(entry.subject_kind, field, change.get("old"), change.get("new"))
        for field, change in entry.changes.items()
    ]


def tell(table: str, field: str, old: Any, new: Any) -> Change:
    """One change in words; a field nobody described goes by its own name."""
    words = RECORDS.get(table, {}).get(field)
    label = str(words.label) if words else field
    before, after = show_value(words, old), show_value(words, new)
    return Change(label, before, after, is_long=max(len(before), len(after)) > LONG)


def label_of(table: str, field: str) -> str:
    """What a field is called on the page."""
    words = RECORDS.get(table, {}).get(field)
    return str(words.label) if words else field


def show_value(words: Words | None, value: Any) -> str:
    """A stored value in words; nothing at all is an empty text."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, list):
        return ", ".join(show_value(words, item) for item in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if words is not None and words.show is not None:
        return words.show(value)
    if words is not None and words.terms is not None:
        return _term(words.terms, value)
    return _plain(value)


def _term(terms: type[Term], value: Any) -> str:
    try:
        return str(terms.from_code(str(value)))
    except ValueError:
        return str(value)


def _plain(value: Any) -> str:
    text = str(value)
    if len(text) == len("2026-05-31") and text[4:5] == "-":
        try:
            return show_date(date.fromisoformat(text))
        except ValueError:
            return text
    if len(text) > len("2026-05-31T") and text[4:5] == "-" and text[10:11] == "T":
        return show_date(date.fromisoformat(text[:10]))
    try:
        return show_number(Decimal(text)) if text.replace(".", "", 1).replace("-", "", 1).isdigit() else text
    except InvalidOperation:
        return text
