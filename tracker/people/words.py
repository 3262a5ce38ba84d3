"""How the history of a record of the people is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.extensions import db
from tracker.history import words
from tracker.history.terms import EntryKind
from tracker.history.words import Words
from tracker.i18n import LazyString, _l, _lp
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.people.models import Cohort
from tracker.people.terms import Reach
from tracker.regions import finder

if TYPE_CHECKING:
    from tracker.history.models import Entry


def region_name(code: str) -> str:
    """The name of a region in the reader's language; a code that nobody knows is shown as it is."""
    known = finder.index(db.session()).by_code.get(code)
    return known.name if known is not None else code


def cohort_name(number: Any) -> str:
    """The name of a cohort by its number; a name stays a name."""
    cohort = db.session.get(Cohort, number) if isinstance(number, int) else None
    return cohort.name if cohort is not None else str(number)


def organisation_name(number: Any) -> str:
    """The name of an organisation by its number."""
    organisation = db.session.get(Organisation, number) if isinstance(number, int) else None
    return organisation.display_name if organisation is not None else str(number)


words.describe(
    "alumni",
    name=Words(_l("Name and surname"), show=str),
    email=Words(_l("E-mail"), show=str),
    phone=Words(_l("Phone"), show=str),
    sector=Words(_l("Sector"), Sector),
    region_code=Words(_l("Region"), show=region_name),
    organisation_name=Words(_l("Organisation"), show=str),
    organisation_id=Words(_l("Record of the organisation"), show=organisation_name),
    position=Words(_l("Position"), show=str),
    cohort_id=Words(_l("Cohort"), show=cohort_name),
    skill_names=Words(_l("Skills"), show=str),
    entry_reach=Words(_l("Who sees the entry"), Reach),
    contact_reach=Words(_l("Who sees e-mail and phone"), Reach),
)
words.describe(
    "cohorts",
    name=Words(_lp("cohort", "Name"), show=str),
    year=Words(_l("Year"), show=str),
    period=Words(_l("When it took part"), show=str),
    place=Words(_l("Place"), show=str),
)
HEADLINES: dict[EntryKind, LazyString] = {
    EntryKind.CREATED: _l("The record was made"),
    EntryKind.CHANGED: _l("Details were changed"),
    EntryKind.CONSENT_GIVEN: _l("What may be shown was decided"),
    EntryKind.ERASED: _l("Personal data was erased"),
}


def headline(entry: Entry) -> str:
    """What an entry says in one sentence."""
    return str(HEADLINES.get(entry.kind, entry.kind))
