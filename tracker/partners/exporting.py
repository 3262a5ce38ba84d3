"""The list of organisations as a file: what everybody with an account sees of each, never whom to talk to there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import String, type_coerce

from tracker.i18n import LazyString, _, _l, _lp
from tracker.partners.models import Identifier, Organisation, OrganisationTag
from tracker.partners.terms import IdentifierScheme, OrganisationKind, Sector
from tracker.portions import parts, portions, together
from tracker.regions import finder
from tracker.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.sheets import Value

BETWEEN_TAGS = "\x1f"
"""No tag can hold it."""
HEADINGS: tuple[LazyString, ...] = (
    _lp("organisation", "Number"),
    _lp("organisation", "Name"),
    _l("Short name"),
    _l("Sector"),
    _l("Kind"),
    _l("Region"),
    _l("Place"),
    _l("Site"),
    _l("INN"),
    _l("OGRN"),
    _l("Tags"),
    _l("Changed"),
    _l("Page"),
)


def sheet_of(session: Callable[[], Session], found: Select[Organisation], *, page: str) -> Sheet:
    """What a select finds as the table of a file, read as it is written, in the session that there is then.

    ``page`` is the address of a record without its number.
    """
    return Sheet(_("Organisations"), [str(heading) for heading in HEADINGS], _rows(session, found, page))


def _rows(
    in_session: Callable[[], Session], found: Select[Organisation], page: str
) -> Iterator[Sequence[Value]]:
    session = in_session()
    regions = {code: entry.name for code, entry in finder.index(session).by_code.items()}
    sectors = {each.code: str(each) for each in Sector}
    kinds: dict[str | None, str] = {None: "", **{each.code: str(each) for each in OrganisationKind}}
    for portion in portions(session, _whole_row(found)):
        each: Any  # a row of more columns than the types count
        for each in portion:
            number, name, short, sector, kind, region, place, site, inn, ogrn, tags, changed = each
            yield (
                number,
                name,
                short,
                sectors[sector],
                kinds[kind],
                regions.get(region, region),
                place,
                site,
                inn,
                ogrn,
                ", ".join(sorted(parts(tags, BETWEEN_TAGS))),
                changed.date(),
                f"{page}{number}",
            )


def _whole_row(found: Select[Organisation]) -> Select[Any]:
    """The same organisations with all that a file says of them."""
    return found.options().with_only_columns(  # type: ignore[return-value]  # more columns than the types count
        Organisation.id,
        Organisation.name,
        Organisation.short_name,
        type_coerce(Organisation.sector, String),
        type_coerce(Organisation.kind, String),
        Organisation.region_code,
        Organisation.place,
        Organisation.site,
        _number(IdentifierScheme.INN),
        _number(IdentifierScheme.OGRN, IdentifierScheme.OGRNIP),
        together(OrganisationTag.tag, OrganisationTag.organisation_id, Organisation.id, between=BETWEEN_TAGS),
        Organisation.updated_at,
    )


def _number(*schemes: IdentifierScheme) -> Any:
    return together(
        Identifier.value,
        Identifier.organisation_id,
        Organisation.id,
        Identifier.scheme.in_(schemes),
        between=", ",
    )
