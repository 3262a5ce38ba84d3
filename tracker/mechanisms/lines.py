"""Merging a form with several statements, each a record of its own, with what others saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker import merging
from tracker.terms import Term


@dataclass(frozen=True, slots=True)
class Line:
    """One statement of a form: the term it is about, what was typed, and what came of the merging."""

    term: Term
    outcome: merging.Merge

    @property
    def values(self) -> dict[str, Any]:
        return self.outcome.values


def merge_lines(
    terms: Sequence[Term],
    records: Mapping[Any, Any],
    typed: Mapping[str, Mapping[str, Any]],
    posted: Mapping[str, str],
) -> list[Line]:
    """Merge each statement with its record; ``typed`` is what the form says, by the codes of the terms."""
    return [Line(term, _merged(term.code, records.get(term), typed[term.code], posted)) for term in terms]


def _merged(code: str, record: Any, typed: Mapping[str, Any], posted: Mapping[str, str]) -> merging.Merge:
    mine = {name: value or "" if name == "evidence" else value for name, value in typed.items()}
    version = str(mine.pop("version") or "")
    if record is None or all(getattr(record, name) == value for name, value in mine.items()):
        return merging.Merge(values=mine, version=0 if record is None else record.version)
    return merging.merge(
        record,
        version=int(version) if merging.is_version(version) else None,
        mine=mine,
        choices={
            "_seen": posted.get(f"_seen_{code}", ""),
            **{f"keep_{name}": posted.get(f"keep_{code}-{name}", "") for name in mine},
        },
    )


def open_lines(lines: Sequence[Line]) -> list[Line]:
    """Those of which somebody has to choose between two versions."""
    return [line for line in lines if not line.outcome.is_settled]


def sentences_about_others(lines: Sequence[Line]) -> list[str]:
    """What others changed meanwhile and was kept."""
    return [
        f"{line.term}: {merging.say_what_was_taken(line.outcome)}" for line in lines if line.outcome.taken
    ]
