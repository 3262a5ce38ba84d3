"""Two people edit one record: the second one's form is merged with what was saved meanwhile, field by field.

A form carries the version of the record that it was made from. What others changed since then stands in the history, entry by
entry, each with the version it made. So for every field there are three values: what it was when the form was made, what was
typed, and what is saved now. A field that only one side changed keeps that change; of a field that both changed, both versions
are shown, and the person chooses. Nothing is lost on either side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select

from tracker.database import session_of
from tracker.history import words
from tracker.history.changes import plain
from tracker.history.models import Entry
from tracker.i18n import _

LONGEST_VERSION = 9
"""Digits of a version; what is longer was made up."""

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed: what it was, what was typed, what is saved now, by whom and when. Values in stored form."""

    name: str
    table: str
    was: Any
    mine: Any
    theirs: Any
    by: str
    at: datetime

    @property
    def label(self) -> str:
        """What the field is called."""
        return words.label_of(self.table, self.name)

    def shown(self, value: Any) -> str:
        """A stored value in the reader's words."""
        return words.show_value(words.RECORDS.get(self.table, {}).get(self.name), value)


@dataclass(frozen=True, slots=True)
class Merge:
    """The outcome: what to save, the clashes still to be decided, and the labels of fields that others changed meanwhile."""

    values: dict[str, Any]
    version: int
    clashes: list[Clash] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to choose, so that ``values`` can be saved."""
        return not self.clashes

    @property
    def who(self) -> str | None:
        """Who made the other changes, if it was one person."""
        names = {clash.by for clash in self.clashes}
        return names.pop() if len(names) == 1 else None


@dataclass(slots=True)
class Foreign:
    """What others did to one field since the form was made."""

    was: Any
    entry: Entry


def merge(
    record: Any,
    *,
    version: int | None,
    mine: Mapping[str, Any],
    read: Callable[[Any], Mapping[str, Any]] | None = None,
    choices: Mapping[str, str] | None = None,
) -> Merge:
    """Merge what was typed into a form made from ``version`` with what is saved now.

    ``read`` gives the present values of the record by name; without it they are its attributes. ``choices`` is the posted form: its
    ``keep_<field>`` says for a clash whose value stays, valid for the version that was shown, ``_seen``.
    Waits for whoever is saving the record at this moment, and reads it anew.
    """
    wait_and_refresh(record)
    present = read(record) if read is not None else {name: getattr(record, name) for name in mine}
    foreign = changed_since(record, version) if version is not None and version < record.version else {}
    decided = _decisions(choices or {}, foreign)
    outcome = Merge(values=dict(mine), version=record.version)
    for name, other in foreign.items():
        if name in mine:
            _merge_field(outcome, record, name, other, present=present[name], decided=decided.get(name))
    return outcome


def wait_and_refresh(record: Any) -> None:
    """Lock the row of a record until the transaction ends, and read what is in it now."""
    session = session_of(record)
    mapper = inspect(record).mapper
    key = mapper.primary_key[0]
    session.execute(select(key).where(key == mapper.primary_key_from_instance(record)[0]).with_for_update())
    session.refresh(record)


def changed_since(record: Any, version: int) -> dict[str, Foreign]:
    """The fields of a record that changed after a version, each with its value at that version and the last entry about it."""
    entries = session_of(record).scalars(
        select(Entry)
        .where(
            Entry.subject_kind == inspect(record).mapper.local_table.name,
            Entry.subject_id == record.id,
            Entry.subject_version > version,
        )
        .order_by(Entry.id)
    )
    changed: dict[str, Foreign] = {}
    for entry in entries:
        for name, change in entry.changes.items():
            if name in changed:
                changed[name].entry = entry
            else:
                changed[name] = Foreign(was=change.get("old"), entry=entry)
    return changed


def _decisions(choices: Mapping[str, str], foreign: Mapping[str, Foreign]) -> dict[str, str]:
    """Choices that were made with the present version in view; who chose between older ones is asked again."""
    seen = choices.get("_seen", "")
    if not is_version(seen):
        return {}
    decided = {name: choices.get(f"keep_{name}", "") for name in foreign}
    return {
        name: side
        for name, side in decided.items()
        if side in {MINE, THEIRS} and (foreign[name].entry.subject_version or 0) <= int(seen)
    }


def _merge_field(
    outcome: Merge, record: Any, name: str, other: Foreign, *, present: Any, decided: str | None
) -> None:
    typed, saved, was = (plain_without_order(value) for value in (outcome.values[name], present, other.was))
    table = inspect(record).mapper.local_table.name
    if typed == saved or decided == MINE:
        return
    if decided == THEIRS:
        outcome.values[name] = present
    elif typed == was:
        outcome.values[name] = present
        outcome.taken.append(words.label_of(table, name))
    elif saved != was:
        author = other.entry.author
        outcome.clashes.append(
            Clash(
                name=name,
                table=table,
                was=was,
                mine=typed,
                theirs=saved,
                by=author.display_name if author is not None else "",
                at=other.entry.recorded_at,
            )
        )


def plain_without_order(value: Any) -> Any:
    """A value in stored form, lists sorted and line ends alike, because browsers send what they like; empty is empty."""
    value = plain(value)
    if isinstance(value, list):
        return sorted(value, key=str)
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    return "" if value is None else value


def is_version(text: str) -> bool:
    """Whether a posted text can be the number of a version."""
    return text.isdecimal() and len(text) <= LONGEST_VERSION


def version_in(form: Mapping[str, str]) -> int | None:
    """The version that a posted form was made from; ``None`` when it does not say."""
    text = form.get("_version", "")
    return int(text) if is_version(text) else None


def say_what_was_taken(outcome: Merge) -> str:
    """The sentence about changes of others that were kept beside one's own; empty when there were none."""
    if not outcome.taken:
        return ""
    return _(
        "Somebody else changed this meanwhile, and it is kept too: %(fields)s.",
        fields=", ".join(outcome.taken),
    )
