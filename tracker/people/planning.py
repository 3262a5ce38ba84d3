"""What an import would do: the fate of every row of a file, with reasons, before anything is written.

Rows are matched with the records by e-mail, then by name and cohort. An empty cell says nothing and changes nothing. Consent from a
file counts only where nobody decided yet, or where the file says a later day than the last decision: what people chose themselves
is never undone by an old list.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tracker.database import utc_now
from tracker.i18n import _
from tracker.people.columns import Column, Reader
from tracker.people.models import Alumnus, Cohort, Consent, Skill
from tracker.people.naming import fold, name_key
from tracker.people.organisations import portions
from tracker.people.terms import Fate, Reach
from tracker.regions import finder

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FIELDS = {
    "name": "name",
    "email": "email",
    "phone": "phone",
    "sector": "sector",
    "region": "region_code",
    "organisation": "organisation_name",
    "position": "position",
    "skills": "skill_names",
}
"""Columns whose values are kept as they are, and the fields that hold them."""
REACH_FIELDS = {"entry": "entry_reach", "contacts": "contact_reach"}


@dataclass(slots=True)
class Known:
    """A record as the plan knows it."""

    id: int
    values: dict[str, Any]
    cohort: str
    decided_at: datetime | None = None
    """When the person last decided about consent."""


@dataclass(slots=True)
class Row:
    """One row of the file: what it says, what is wrong with it, what becomes of it."""

    number: int
    cells: list[str]
    values: dict[str, Any]
    problems: dict[str, str]
    remarks: list[str] = field(default_factory=list)
    known: Known | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    """Field → what is kept now, and what the file says."""

    @property
    def fate(self) -> Fate:
        if self.problems:
            return Fate.REFUSED
        if self.known is None:
            return Fate.NEW
        return Fate.CHANGED if self.changes else Fate.UNCHANGED

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    def refuse(self, column: str, sentence: str) -> None:
        self.problems.setdefault(column, sentence)


@dataclass(slots=True)
class Plan:
    """All rows with their fates, and the cohorts that would be made."""

    rows: list[Row]
    new_cohorts: list[str]

    def counts(self) -> dict[Fate, int]:
        """How many rows have each fate."""
        counted = dict.fromkeys(Fate, 0)
        for row in self.rows:
            counted[row.fate] += 1
        return counted

    def with_fate(self, fate: Fate | None) -> list[Row]:
        return [row for row in self.rows if fate is None or row.fate is fate]

    @property
    def writes(self) -> bool:
        """Whether the import would write anything."""
        return any(row.fate in {Fate.NEW, Fate.CHANGED} for row in self.rows)

    def fingerprint(self) -> str:
        """Equal for two plans that do the same."""
        facts = hashlib.sha256()
        for row in self.rows:
            known = row.known.id if row.known is not None else None
            facts.update(
                repr((row.number, row.fate.code, known, row.values, sorted(row.changes.items()))).encode()
            )
        return facts.hexdigest()


def plan(session: Session, rows: Sequence[tuple[int, list[str]]], columns: Sequence[str]) -> Plan:
    """What becomes of each row of a file whose columns have these meanings."""
    meant = [Column.from_code(code) if code else None for code in columns]
    reader = Reader(finder.index(session), utc_now().date())
    read = []
    for number, cells in rows:
        found = reader.read(cells, meant)
        read.append(Row(number, cells, found.values, found.problems))
    records = Records(session, read)
    _match(read, records)
    _refuse_repeated(read)
    for row in read:
        if row.known is not None and not row.problems:
            _compare(row, row.known)
        _weigh_consent(row)
    return Plan(read, _new_cohorts(read, records))


class Records:
    """The records that the rows of a file may be about, read in few queries."""

    def __init__(self, session: Session, rows: Sequence[Row]) -> None:
        self.session = session
        self.by_email: dict[str, Known] = {}
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        self.cohorts: dict[str, tuple[int, str]] = {
            key: (number, name)
            for key, number, name in session.execute(select(Cohort.name_key, Cohort.id, Cohort.name))
        }
        emails = {row.values["email"] for row in rows if row.values.get("email")}
        names = {name_key(row.name) for row in rows if row.name}
        known: dict[int, Known] = {}
        for column, wanted in ((Alumnus.email, emails), (Alumnus.name_key, names)):
            for some in portions(sorted(wanted)):
                for one in self._read(column.in_(some)):
                    known.setdefault(one.id, one)
        self._add_skills(known)
        self._add_decisions(known)
        for one in known.values():
            if one.values["email"]:
                self.by_email[one.values["email"]] = one
            self.by_name[name_key(one.values["name"])].append(one)

    def _read(self, condition: Any) -> Iterator[Known]:
        fields = [
            getattr(Alumnus, name)
            for name in (*FIELDS.values(), *REACH_FIELDS.values())
            if name != "skill_names"
        ]
        found = self.session.execute(
            select(Alumnus.id, Cohort.name, *fields)
            .outerjoin(Cohort, Cohort.id == Alumnus.cohort_id)
            .where(Alumnus.erased_at.is_(None), condition)
            .order_by(Alumnus.id)
        )
        for number, cohort, *values in found:
            named = {attribute.key: value for attribute, value in zip(fields, values, strict=True)}
            yield Known(number, {**named, "skill_names": []}, cohort or "")

    def _add_skills(self, known: dict[int, Known]) -> None:
        for some in portions(sorted(known)):
            skills = select(Skill.alumnus_id, Skill.name).where(Skill.alumnus_id.in_(some))
            for number, name in self.session.execute(skills.order_by(Skill.alumnus_id, Skill.place)):
                known[number].values["skill_names"].append(name)

    def _add_decisions(self, known: dict[int, Known]) -> None:
        for some in portions(sorted(known)):
            latest = (
                select(Consent.alumnus_id, func.max(Consent.given_at))
                .where(Consent.alumnus_id.in_(some))
                .group_by(Consent.alumnus_id)
            )
            for number, given_at in self.session.execute(latest):
                known[number].decided_at = given_at


def _match(rows: Sequence[Row], records: Records) -> None:
    """Find the records that rows are about: by e-mail first, what is left by name and cohort."""
    claimed: set[int] = set()
    for row in rows:
        row.known = records.by_email.get(row.values.get("email", ""))
        if row.known is not None:
            claimed.add(row.known.id)
    for row in rows:
        if row.known is None and row.name:
            _match_by_name(row, records, claimed if row.values.get("email") else set())


def _match_by_name(row: Row, records: Records, claimed: set[int]) -> None:
    """Find a namesake of the same cohort; a record that another row names by its address is another person, if this row has one too."""
    cohort = fold(row.values.get("cohort", ""))
    namesakes = records.by_name.get(name_key(row.name), [])
    found = [one for one in namesakes if fold(one.cohort) == cohort and one.id not in claimed]
    if len(found) == 1:
        row.known = found[0]
    elif len(found) > 1:
        sentence = _(
            "%(number)s records have this name and cohort. Give the e-mail to say which one is meant.",
            number=len(found),
        )
        row.refuse("name", sentence)


def _refuse_repeated(rows: Sequence[Row]) -> None:
    """Of rows about one person only the first counts: one record, one address, or one name where an address is missing."""
    seen: dict[Any, int] = {}
    for row in rows:
        email, name = row.values.get("email"), (name_key(row.name), fold(row.values.get("cohort", "")))
        asked: list[Any] = [("bare name", name)] if row.known is None else [("record", row.known.id)]
        asked.append(("email", email) if email else ("any name", name))
        repeated = next((seen[key] for key in asked if key in seen), None)
        if repeated is not None:
            column = "email" if email else "name"
            row.refuse(column, _("The same person stands in row %(number)s already.", number=repeated))
            if email:  # whoever else has this address is no other person either
                seen.setdefault(("email", email), row.number)
        if row.problems:
            continue
        kept = [("any name", name), ("email", email) if email else ("bare name", name)]
        if row.known is not None:
            kept.append(("record", row.known.id))
        for key in kept:
            seen.setdefault(key, row.number)


def _compare(row: Row, known: Known) -> None:
    """Note what the row says otherwise than the record."""
    for column, name in FIELDS.items():
        if column not in row.values:
            continue
        was, says = known.values[name], row.values[column]
        if not _means_the_same(name, was, says):
            row.changes[name] = (was, says)
    cohort = row.values.get("cohort", "")
    if cohort and fold(cohort) != fold(known.cohort):
        row.changes["cohort_id"] = (known.cohort, cohort)


def _means_the_same(name: str, was: Any, says: Any) -> bool:
    if name == "name":
        return name_key(was) == name_key(says)
    if name == "skill_names":
        return sorted(map(fold, was)) == sorted(map(fold, says))
    return bool((was or None) == (says or None))


def _weigh_consent(row: Row) -> None:
    """Take the consent that a row tells of where it counts, and say where it does not."""
    told = {column: row.values[column] for column in REACH_FIELDS if column in row.values}
    if not told or row.problems:
        return
    known = row.known
    present = {
        column: known.values[name] if known is not None else Reach.NOBODY
        for column, name in REACH_FIELDS.items()
    }
    different = {column: reach for column, reach in told.items() if reach is not present[column]}
    if not different or known is None:
        return
    day = row.values.get("consented")
    if known.decided_at is not None and (day is None or day.date() <= known.decided_at.date()):
        row.remarks.append(
            _(
                "What may be shown was decided later than this list says, or by the person: that stays as it is."
            )
        )
        for column in different:
            row.values.pop(column)
        return
    for column, reach in different.items():
        row.changes[REACH_FIELDS[column]] = (present[column], reach)


def _new_cohorts(rows: Sequence[Row], records: Records) -> list[str]:
    """The cohorts that rows name and nobody recorded yet, each once."""
    found: dict[str, str] = {}
    for row in rows:
        name = row.values.get("cohort", "")
        if name and not row.problems and fold(name) not in records.cohorts:
            found.setdefault(fold(name), name)
    return sorted(found.values())
