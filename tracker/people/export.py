"""Alumni as a table: what the list shows, in the columns that an import reads. Contact data only of those who agreed to it.

Rows are read as they are written, some at a time, so a list may be longer than the memory is large.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker.cells import Kept
from tracker.i18n import _
from tracker.partners.terms import Sector
from tracker.people.columns import EXPORTED, Column
from tracker.people.models import Alumnus, Cohort, Skill, may_be_written_to
from tracker.people.terms import Reach
from tracker.portions import portions
from tracker.regions import finder
from tracker.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy import Row, Select
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.sheets import Value

log = logging.getLogger(__name__)
READ = (
    Alumnus.id,
    Alumnus.name,
    Alumnus.email,
    Alumnus.phone,
    Alumnus.cohort_id,
    Alumnus.sector,
    Alumnus.region_code,
    Alumnus.organisation_name,
    Alumnus.position,
    Alumnus.entry_reach,
    Alumnus.contact_reach,
    Alumnus.erased_at,
)
"""What is read of each; their skills are read beside it."""


def sheet_of(session: Callable[[], Session], found: Select[Alumnus], *, by: User) -> Sheet:
    """What a select finds as the table of a file, read as it is written, in the session that there is then.

    Who took how many records with them is noted in the log, also of a file that broke off.
    """
    return Sheet(_("Alumni"), [str(column) for column in EXPORTED], _noted(_rows(session, found), by.id))


def _noted(rows: Iterator[Sequence[Value]], account: int) -> Iterator[Sequence[Value]]:
    count = 0
    try:
        for row in rows:
            count += 1
            yield row
    finally:
        log.info("account %s exported %s records of alumni", account, count)


def _rows(in_session: Callable[[], Session], found: Select[Alumnus]) -> Iterator[Sequence[Value]]:
    session = in_session()
    regions = {code: entry.name for code, entry in finder.index(session).by_code.items()}
    cohorts: dict[int | None, str] = dict(session.execute(select(Cohort.id, Cohort.name)).all())
    said = Kept(lambda term: "" if term is None else str(term))
    for portion in portions(session, found.with_only_columns(*READ)):  # type: ignore[arg-type]  # more columns than the types count
        skills = _skills_of(session, portion)
        for alumnus in portion:
            yield _row(
                alumnus, regions.get(alumnus.region_code), cohorts.get(alumnus.cohort_id), said, skills
            )


def _skills_of(session: Session, alumni: Sequence[Row[Any]]) -> Mapping[int, list[str]]:
    """The skills of some alumni, each in their order."""
    skills = defaultdict[int, list[str]](list)
    asked = select(Skill.alumnus_id, Skill.name).where(Skill.alumnus_id.in_([each.id for each in alumni]))
    for number, name in session.execute(asked.order_by(Skill.alumnus_id, Skill.place)):
        skills[number].append(name)
    return skills


def _row(
    alumnus: Row[Any], region: str | None, cohort: str | None, said: Kept, skills: Mapping[int, list[str]]
) -> list[Value]:
    written_to = may_be_written_to(alumnus.contact_reach, alumnus.erased_at)
    values: dict[Column, Value] = {
        Column.NAME: alumnus.name,
        Column.EMAIL: (alumnus.email or "") if written_to else "",
        Column.PHONE: alumnus.phone if written_to else "",
        Column.COHORT: cohort or "",
        Column.SECTOR: said[alumnus.sector],
        Column.REGION: region or "",
        Column.ORGANISATION: alumnus.organisation_name,
        Column.POSITION: alumnus.position,
        Column.SKILLS: ", ".join(skills[alumnus.id]),
        Column.ENTRY: said[alumnus.entry_reach],
        Column.CONTACTS: said[alumnus.contact_reach],
        Column.CONSENTED: "",
    }
    return [values[column] for column in EXPORTED]


def template_sheets() -> tuple[Sheet, Sheet]:
    """An empty list to be filled in, and what its columns take."""
    headings = [str(column) for column in EXPORTED]
    sectors = " · ".join(str(sector) for sector in Sector)
    reaches = " · ".join(str(reach) for reach in Reach)
    told = {
        Column.NAME: _(
            "Surname, first name, patronymic. They may also stand in three columns. The only column that has to be filled in."
        ),
        Column.EMAIL: _("By it a person is recognised, and invited."),
        Column.PHONE: _("In any spelling."),
        Column.COHORT: _("The name of the intake. A new name makes a new cohort."),
        Column.SECTOR: sectors,
        Column.REGION: _("The name of the region in Russian or English, or its code such as RU-ALT."),
        Column.ORGANISATION: _("Where the person works."),
        Column.POSITION: _("What the person does there."),
        Column.SKILLS: _("With commas between them."),
        Column.ENTRY: reaches,
        Column.CONTACTS: reaches,
        Column.CONSENTED: _("The day on which the person agreed, such as 31.05.2026."),
    }
    rows: list[list[Value]] = [[str(column), told[column]] for column in EXPORTED]
    return (
        Sheet(_("Alumni"), headings, []),
        Sheet(_("How to fill it in"), [_("Column"), _("What it takes")], rows),
    )
