"""From an uploaded list to records: keeping the file, writing what the plan says, keeping what was refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError

from tracker.accounts.models import User
from tracker.database import Base, new_numbers, session_of, utc_now
from tracker.errors import Conflict, DomainError, WrongState
from tracker.history import changes as log
from tracker.history.models import Book
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l
from tracker.people import cohorts, columns, planning, services
from tracker.people.columns import Column
from tracker.people.consenting import decide
from tracker.people.models import Alumnus, Consent, Skill, Upload
from tracker.people.naming import fold, name_key
from tracker.people.organisations import organisations_named, portions
from tracker.people.terms import ConsentPart, ConsentWay, Fate, Reach, UploadState
from tracker.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.people.planning import Plan, Row
    from tracker.people.reading import Table

KEPT = timedelta(days=30)
"""How long the rows of a list wait to be imported, or to be mended, before they are let go."""
AT_ONCE = 1000
BOOKS, ALUMNI, SKILLS, CONSENTS = (
    Base.metadata.tables[model.__tablename__] for model in (Book, Alumnus, Skill, Consent)
)
CHANGED_MEANWHILE = _l(
    "Records changed while you were looking, so this list would now do something else. Look again, then import."
)


def keep(session: Session, table: Table, *, name: str, by: User) -> Upload:
    """Keep a list that came in, with a first guess at its columns."""
    forget_old(session)
    upload = Upload(
        name=name[:250],
        headings=table.headings,
        rows=[[number, cells] for number, cells in table.rows],
        columns=columns.guess(table.headings),
        counts={},
        uploaded_by_id=by.id,
    )
    session.add(upload)
    session.flush()
    return upload


def forget_old(session: Session) -> None:
    """Let go the rows of lists that nobody has touched for a month."""
    old = select(Upload).where(Upload.updated_at < utc_now() - KEPT)
    for upload in session.scalars(old):
        if upload.rows:
            upload.rows = []


def choose_columns(upload: Upload, codes: Sequence[str], *, by: User) -> None:  # noqa: ARG001  # every service names its actor
    """Say what each column of a list means."""
    _require_open(upload)
    chosen = [code for code in codes if code]
    twice = next((code for code in chosen if chosen.count(code) > 1), None)
    if twice is not None:
        sentence = _("Two columns cannot both be “%(column)s”.", column=Column.from_code(twice))
        raise DomainError(sentence, field=f"column_{list(codes).index(twice)}")
    if not has_name(chosen):
        raise DomainError(_l("Say which column holds the name."), field="column_0")
    upload.columns = list(codes)


def has_name(codes: Sequence[str]) -> bool:
    """Whether one of the columns holds names."""
    return Column.NAME.code in codes or Column.LAST_NAME.code in codes


def plan_of(upload: Upload) -> Plan:
    """What the import of a list would do now."""
    rows = [(number, cells) for number, cells in upload.rows]
    return planning.plan(session_of(upload), rows, upload.columns)


def run(upload: Upload, *, by: User, seen: str) -> Plan:
    """Write what the plan says. ``seen`` is the fingerprint of the plan that the person looked at: another one is refused."""
    session = session_of(upload)
    session.refresh(upload, with_for_update=True)
    _require_open(upload)
    found = plan_of(upload)
    if found.fingerprint() != seen:
        raise Conflict(CHANGED_MEANWHILE)
    try:
        _write(session, upload, found, by)
    except IntegrityError as error:
        raise Conflict(CHANGED_MEANWHILE) from error
    return found


def _write(session: Session, upload: Upload, found: Plan, by: User) -> None:
    counts = found.counts()
    made = {fold(name): cohorts.create(session, name=name, by=by).id for name in found.new_cohorts}
    known = planning.Records(session, []).cohorts
    numbers = {key: number for key, (number, _name) in known.items()} | made
    writing = Writing(session, by, upload.name, numbers, found)
    writing.write_new(found.with_fate(Fate.NEW))
    for row in found.with_fate(Fate.CHANGED):
        writing.change(row)
    upload.state, upload.imported_at, upload.imported_by_id = UploadState.DONE, utc_now(), by.id
    upload.counts = {fate.code: counts[fate] for fate in Fate}
    upload.rows = [[row.number, row.cells] for row in found.with_fate(Fate.REFUSED)]
    session.flush()


class Writing:
    """Writes the rows of one list."""

    def __init__(self, session: Session, by: User, file: str, numbers: dict[str, int], found: Plan) -> None:
        self.session = session
        self.by = by
        self.note = file
        self.cohorts = numbers
        names = {row.values.get("organisation", "") for row in found.rows}
        self.organisations = organisations_named(session, names)
        self.spellings: dict[str, str] = {}
        keys = {fold(name) for row in found.rows for name in row.values.get("skills", ())}
        for some in portions(sorted(keys)):
            self.spellings.update((row.key, row.name) for row in session.execute(_first_spellings(some)))

    def write_new(self, rows: Sequence[Row]) -> None:
        """Make the records of many rows, a portion at a time."""
        for start in range(0, len(rows), AT_ONCE):
            self._write_portion(rows[start : start + AT_ONCE])

    def _write_portion(self, rows: Sequence[Row]) -> None:
        connection, now = self.session.connection(), utc_now()
        books = new_numbers(connection, BOOKS, len(rows))
        numbers = new_numbers(connection, ALUMNI, len(rows))
        firsts = [
            log.First(book, number, {"person": row.name, "file": self.note})
            for book, number, row in zip(books, numbers, rows, strict=True)
        ]
        log.write_books(self.session, EntryKind.CREATED, Alumnus, firsts, by=self.by)
        records = [
            {"id": number, **self._record(row, book)}
            for row, book, number in zip(rows, books, numbers, strict=True)
        ]
        skills = [
            {"alumnus_id": number, "name": self.spelt(name), "key": fold(name), "place": place}
            for number, row in zip(numbers, rows, strict=True)
            for place, name in enumerate(row.values.get("skills", ()))
        ]
        consents = [
            {**consent, "alumnus_id": number, "recorded_at": now}
            for number, row in zip(numbers, rows, strict=True)
            for consent in self._consents(row)
        ]
        for table, values in ((ALUMNI, records), (SKILLS, skills), (CONSENTS, consents)):
            if values:
                connection.execute(insert(table), values)
        self._tie(
            {
                row.values["email"]: number
                for number, row in zip(numbers, rows, strict=True)
                if row.values.get("email")
            }
        )

    def _record(self, row: Row, book: int) -> dict[str, Any]:
        """The columns of a new record."""
        values = row.values
        said = (
            row.name,
            values.get("organisation", ""),
            values.get("position", ""),
            *values.get("skills", ()),
        )
        return {
            "book_id": book,
            "created_by_id": self.by.id,
            "name": row.name,
            "name_key": name_key(row.name),
            "sort_name": fold(row.name)[:200],
            "search_key": fold(" ".join(said)),
            "email": values.get("email"),
            "phone": values.get("phone", ""),
            "sector": values.get("sector"),
            "region_code": values.get("region"),
            "organisation_name": values.get("organisation", ""),
            "organisation_id": self.organisations.get(values.get("organisation", "")),
            "position": values.get("position", ""),
            "cohort_id": self.cohorts.get(fold(values.get("cohort", ""))),
            "entry_reach": values.get("entry", Reach.NOBODY),
            "contact_reach": values.get("contacts", Reach.NOBODY),
            "version": 1,
        }

    def _consents(self, row: Row) -> Iterator[dict[str, Any]]:
        for column, part in (("entry", ConsentPart.ENTRY), ("contacts", ConsentPart.CONTACTS)):
            if column in row.values:
                yield {
                    "part": part,
                    "reach": row.values[column],
                    "given_at": row.values.get("consented") or utc_now(),
                    "way": ConsentWay.FILE,
                    "note": self.note,
                    "recorded_by_id": self.by.id,
                }

    def spelt(self, name: str) -> str:
        """A skill in the spelling of whoever named it first."""
        return self.spellings.setdefault(fold(name), name)

    def _tie(self, numbers: dict[str, int]) -> None:
        """Tie those who have an account of the same address."""
        for email in self.session.scalars(select(User.email).where(User.email.in_(numbers))).all():
            alumnus = self.session.get(Alumnus, numbers[email])
            if alumnus is not None:
                services.tie_by_email(alumnus)

    def change(self, row: Row) -> None:
        """Change the record of a row."""
        assert row.known is not None
        alumnus = self.session.get(Alumnus, row.known.id)
        if alumnus is None or alumnus.is_erased:
            return
        given = {name for name in row.changes if name in services.DETAILS}
        values = {name: value for name, value in self.values_of(row).items() if name in given}
        if values:
            services.edit(alumnus, by=self.by, reason=_("From the list “%(file)s”", file=self.note), **values)
        if given != set(row.changes):
            decide(
                alumnus,
                by=self.by,
                way=ConsentWay.FILE,
                entry=row.values.get("entry", alumnus.entry_reach),
                contacts=row.values.get("contacts", alumnus.contact_reach),
                given_at=row.values.get("consented"),
                note=self.note,
            )

    def values_of(self, row: Row) -> dict[str, Any]:
        """What a row says, by the fields that hold it."""
        values = {
            name: row.values[column] for column, name in planning.FIELDS.items() if column in row.values
        }
        if row.values.get("cohort"):
            values["cohort_id"] = self.cohorts[fold(row.values["cohort"])]
        if row.values.get("organisation"):
            values["organisation_id"] = self.organisations.get(row.values["organisation"])
        return values


def _first_spellings(keys: Sequence[str]) -> Select[str, str]:
    """Of each of these skills the key, and the name that the first who has it gave it."""
    first = select(Skill.key, func.min(Skill.alumnus_id)).where(Skill.key.in_(keys)).group_by(Skill.key)
    return select(Skill.key, Skill.name).where(tuple_(Skill.key, Skill.alumnus_id).in_(first))


def discard(upload: Upload, *, by: User) -> None:  # noqa: ARG001  # every service names its actor
    """Throw the rows of a list away; what was imported stays."""
    upload.rows = []
    if not upload.is_done:
        session_of(upload).delete(upload)


def refused_sheet(upload: Upload) -> Sheet:
    """The rows that were refused as they came, each with what is wrong, to be mended and imported again."""
    rows = plan_of(upload).with_fate(Fate.REFUSED)
    return Sheet(
        _("Refused rows"),
        [*upload.headings, _("What is wrong")],
        [[*row.cells, " ".join(told_problems(row))] for row in rows],
    )


def told_problems(row: Row) -> list[str]:
    """What is wrong with a row, cell by cell, in words."""
    return [
        _("%(column)s: %(sentence)s", column=Column.from_code(code), sentence=sentence)
        for code, sentence in row.problems.items()
    ]


def _require_open(upload: Upload) -> None:
    if upload.is_done:
        raise WrongState(_l("This list was imported already."))
    if not upload.rows:
        raise WrongState(_l("The rows of this list were thrown away. Upload the file again."))
