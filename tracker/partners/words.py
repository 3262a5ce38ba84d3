"""How the history of an organisation is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.extensions import db
from tracker.history import words
from tracker.history.terms import EntryKind
from tracker.history.words import Words
from tracker.i18n import LazyString, _, _l, _lp
from tracker.partners.expectations import Expectation
from tracker.partners.models import Contact
from tracker.partners.terms import Capacity, OrganisationKind, Sector
from tracker.regions import finder

if TYPE_CHECKING:
    from tracker.history.models import Entry


def region_name(code: str) -> str:
    """The name of a region in the reader's language; a code that nobody knows is shown as it is."""
    known = finder.index(db.session()).by_code.get(code)
    return known.name if known is not None else code


def in_quotes(code: str) -> str:
    """An expectation of the grid in quotation marks, because its words hold commas and stand in a row with others."""
    try:
        return _("“%(words)s”", words=str(Expectation.from_code(code)))
    except ValueError:
        return code


words.describe(
    "organisations",
    name=Words(_lp("organisation", "Name"), show=str),
    short_name=Words(_l("Short name"), show=str),
    sector=Words(_l("Sector"), Sector),
    kind=Words(_l("Kind"), OrganisationKind),
    region_code=Words(_l("Region"), show=region_name),
    place=Words(_l("Town or district"), show=str),
    inn=Words(_l("INN"), show=str),
    ogrn=Words(_l("OGRN"), show=str),
    other_identifiers=Words(_l("Other numbers"), show=str),
    site=Words(_l("Site"), show=str),
    description=Words(_l("About the organisation"), show=str),
    tag_names=Words(_l("Tags"), show=str),
    offers=Words(_l("What it can offer"), show=in_quotes),
    offers_text=Words(_l("What it can offer, in its own words"), show=str),
)
words.describe(
    "contacts",
    name=Words(_l("Name of the person"), show=str),
    position=Words(_l("Position"), show=str),
    capacity=Words(_l("Leader or executor"), Capacity),
    phone=Words(_l("Phone"), show=str),
    email=Words(_l("E-mail"), show=str),
    note=Words(_l("Note"), show=str),
)

HEADLINES: dict[EntryKind, tuple[LazyString, ...]] = {
    EntryKind.CREATED: (_l("The organisation “%(title)s” was recorded"),),
    EntryKind.CHANGED: (_l("Details were changed"),),
    EntryKind.ARCHIVED: (_l("The organisation was moved to the archive"),),
    EntryKind.RESTORED: (_l("The organisation was brought back from the archive"),),
    EntryKind.MERGED: (
        _l("The record “%(from)s” was merged into this one"),
        _l("This record was merged into “%(into)s”"),
    ),
}
CONTACT_HEADLINES: dict[str, LazyString] = {
    "added": _l("Contact person added: %(person)s"),
    "changed": _l("Details of the contact person were changed: %(person)s"),
    "archived": _l("Contact person moved to the archive: %(person)s"),
    "restored": _l("Contact person brought back from the archive: %(person)s"),
}
KEEPER_HEADLINES: dict[str, LazyString] = {
    "added": _l("%(person)s now keeps this record"),
    "removed": _l("%(person)s no longer keeps this record"),
}


def headline(entry: Entry) -> str:
    """What an entry says in one sentence."""
    parts: dict[str, Any] = {name: entry.part(name) for name in entry.parts if not entry.is_erased(name)}
    for sentence in _sentences(entry):
        try:
            return str(sentence) % parts
        except KeyError:
            continue
    return str(entry.kind)


def _sentences(entry: Entry) -> tuple[LazyString, ...]:
    state = entry.part("state", "")
    if entry.subject_kind == Contact.__tablename__ and state in CONTACT_HEADLINES:
        return (CONTACT_HEADLINES[state],)
    if entry.kind is EntryKind.TEAM_CHANGED and state in KEEPER_HEADLINES:
        return (KEEPER_HEADLINES[state],)
    return HEADLINES.get(entry.kind, ())
