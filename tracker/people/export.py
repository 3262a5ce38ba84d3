"""Alumni as a table: what the list shows, in the columns that an import reads. Contact data only of those who agreed to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.i18n import _
from tracker.partners.terms import Sector
from tracker.people.columns import EXPORTED, Column
from tracker.people.terms import Reach
from tracker.regions import finder
from tracker.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from tracker.people.models import Alumnus
    from tracker.sheets import Value


def sheet_of(session: Session, alumni: Iterable[Alumnus]) -> Sheet:
    """The table of some alumni, in their order."""
    regions = finder.index(session).by_code
    rows = [_row(alumnus, regions) for alumnus in alumni]
    return Sheet(_("Alumni"), [str(column) for column in EXPORTED], rows)


def _row(alumnus: Alumnus, regions: dict[str, finder.Entry]) -> list[Value]:
    written_to = alumnus.may_be_written_to
    region = regions.get(alumnus.region_code or "")
    values: dict[Column, Value] = {
        Column.NAME: alumnus.name,
        Column.EMAIL: (alumnus.email or "") if written_to else "",
        Column.PHONE: alumnus.phone if written_to else "",
        Column.COHORT: alumnus.cohort.name if alumnus.cohort is not None else "",
        Column.SECTOR: str(alumnus.sector) if alumnus.sector is not None else "",
        Column.REGION: region.name if region is not None else "",
        Column.ORGANISATION: alumnus.organisation_name,
        Column.POSITION: alumnus.position,
        Column.SKILLS: ", ".join(alumnus.skill_names),
        Column.ENTRY: str(alumnus.entry_reach),
        Column.CONTACTS: str(alumnus.contact_reach),
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
