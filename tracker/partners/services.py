"""What people do with the record of an organisation: make it, change it, put it away, give it to others to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tracker import search
from tracker.database import session_of, utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l
from tracker.partners import identifiers, naming
from tracker.partners.duplicates import AlreadyRecorded, holder_of
from tracker.partners.expectations import Expectation
from tracker.partners.models import Identifier, Keeper, Organisation, OrganisationTag
from tracker.partners.terms import IdentifierScheme, OrganisationKind, Sector
from tracker.regions.models import Region

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.partners.identifiers import Number

PLAIN = ("name", "short_name", "sector", "kind", "region_code", "place", "site", "description", "offers_text")
NUMBERS = ("inn", "ogrn", "other_identifiers")
DETAILS = (*PLAIN, *NUMBERS, "tag_names", "offers")
LONGEST_TAG = 60
MOST_TAGS = 20
SCHEMES = {
    "inn": {IdentifierScheme.INN},
    "ogrn": {IdentifierScheme.OGRN, IdentifierScheme.OGRNIP},
    "other_identifiers": {IdentifierScheme.OTHER},
}


CHANGED: list[Callable[[Organisation], None]] = []
"""What packages above do after the record of an organisation changed, such as finding partnerships by its new name."""


def create(
    session: Session, *, name: str, sector: Sector, by: User | None, is_demo: bool = False, **details: Any
) -> Organisation:
    """Record a new organisation; whoever does so keeps the record.

    ``details`` are those of ``DETAILS``: ``kind``, ``region_code``, ``tag_names``, ``inn``, ``ogrn``, ``other_identifiers``
    (texts "register: number") and so on. Likely duplicates are the caller's question; a number that another record has is refused.
    """
    checked = _checked(session, None, {"name": name, "sector": sector, **details})
    organisation = Organisation(book=log.new_book(session), is_demo=is_demo, identifiers=[], tags=[])
    with session.no_autoflush:
        session.add(organisation)
        assign(organisation, checked)
    if by is not None:
        organisation.created_by_id = by.id
        organisation.keepers.append(Keeper(user=by))
    with _numbers_still_free():
        session.flush()
    log.write(organisation, EntryKind.CREATED, by=by, parts={"title": organisation.name})
    search.ORGANISATIONS.add(session, organisation.id, _searched_in(organisation))
    return organisation


def edit(organisation: Organisation, *, by: User | None, reason: str = "", **values: Any) -> None:
    """Change details of the record; what is not named stays."""
    _require_open(organisation)
    session = session_of(organisation)
    checked = _checked(session, organisation, values)
    changed = {
        name: value
        for name, value in checked.items()
        if log.plain(getattr(organisation, name)) != log.plain(value)
    }
    if not changed:
        return
    with (
        _numbers_still_free(),
        log.changes(organisation, *changed, kind=EntryKind.CHANGED, by=by, reason=reason),
    ):
        assign(organisation, changed)
        organisation.updated_at = utc_now()  # a new number or tag is a new version of the record too
    follow(organisation)


def archive(organisation: Organisation, *, by: User | None, reason: str) -> None:
    """Put the record away: it is offered no more, and stays wherever it is named."""
    _require_open(organisation)
    if not reason.strip():
        raise DomainError(_l("Please say why the organisation goes into the archive."), field="reason")
    organisation.archived_at = utc_now()
    log.write(organisation, EntryKind.ARCHIVED, by=by, parts={"reason": reason.strip()})


def restore(organisation: Organisation, *, by: User | None) -> None:
    """Bring the record back from the archive."""
    if organisation.is_merged:
        raise WrongState(_l("This record was merged into another one and cannot come back."))
    if not organisation.is_archived:
        raise WrongState(_l("This organisation is not in the archive."))
    organisation.archived_at = None
    log.write(organisation, EntryKind.RESTORED, by=by, parts={})


def add_keeper(organisation: Organisation, user: User, *, by: User | None) -> None:
    """Give the record to one more person to keep."""
    _require_open(organisation)
    if any(keeper.user_id == user.id for keeper in organisation.keepers):
        raise WrongState(_("%(name)s keeps this record already.", name=user.display_name), field="email")
    organisation.keepers.append(Keeper(user=user))
    log.write(
        organisation, EntryKind.TEAM_CHANGED, by=by, parts={"person": user.display_name, "state": "added"}
    )


def remove_keeper(organisation: Organisation, user: User, *, by: User | None) -> None:
    """Let a person keep the record no more."""
    keeper = next((keeper for keeper in organisation.keepers if keeper.user_id == user.id), None)
    if keeper is None:
        raise WrongState(_("%(name)s does not keep this record.", name=user.display_name))
    organisation.keepers.remove(keeper)
    log.write(
        organisation, EntryKind.TEAM_CHANGED, by=by, parts={"person": user.display_name, "state": "removed"}
    )


def follow(organisation: Organisation) -> None:
    """Bring all that repeats what the record says up to date with it."""
    index(organisation)
    for step in CHANGED:
        step(organisation)


def index(organisation: Organisation) -> None:
    """Bring the search index up to date with the record."""
    search.ORGANISATIONS.index(session_of(organisation), organisation.id, _searched_in(organisation))


def _searched_in(organisation: Organisation) -> list[str]:
    """The texts that the record is found by."""
    region = organisation.region
    return [
        organisation.name,
        organisation.short_name,
        *(identifier.value for identifier in organisation.identifiers),
        organisation.place,
        *((region.name_ru, region.name_en, region.short_ru) if region is not None else ()),
        *organisation.tag_names,
        organisation.description,
        organisation.offers_text,
    ]


def numbers_of(*, inn: str = "", ogrn: str = "", other_identifiers: Iterable[str] = ()) -> list[Number]:
    """The numbers that were typed, checked; a slip is a ``DomainError`` beside its field."""
    found = [identifiers.inn_of(inn)] if inn else []
    if ogrn:
        found.append(identifiers.ogrn_of(ogrn))
    return found + [identifiers.other_of(line) for line in other_identifiers if line.strip()]


@contextmanager
def _numbers_still_free() -> Iterator[None]:
    """The database decides at last whether a number belongs to one record only; its refusal becomes a sentence."""
    try:
        yield
    except IntegrityError as error:
        if Identifier.__tablename__ not in str(error.orig):
            raise
        sentence = _l(
            "Somebody has just recorded an organisation with this number. Look for it by the number."
        )
        raise Duplicate(sentence, field="inn") from error


def _require_open(organisation: Organisation) -> None:
    if organisation.is_archived:
        raise WrongState(_l("This organisation is in the archive. Bring it back first."))


def _checked(session: Session, organisation: Organisation | None, values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are kept, of a record or of a new one; whatever cannot be kept is a ``DomainError``."""
    unknown = set(values) - set(DETAILS)
    if unknown:
        message = f"an organisation has no {', '.join(sorted(unknown))}"
        raise TypeError(message)
    checked: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in values.items()
    }
    if not checked.get("name", "kept"):
        raise DomainError(_l("Please give the name of the organisation."), field="name")
    sector = checked.get("sector", organisation.sector if organisation else None)
    _check_kind(sector, checked.get("kind", organisation.kind if organisation else None))
    if checked.get("region_code") and session.get(Region, checked["region_code"]) is None:
        raise DomainError(_l("There is no such region."), field="region_code")
    for name in set(NUMBERS) & set(checked):
        checked[name] = _checked_numbers(session, organisation, name, checked[name])
    if "tag_names" in checked:
        checked["tag_names"] = _checked_tags(session, checked["tag_names"])
    if "offers" in checked or (organisation is not None and sector is not organisation.sector):
        picked = checked["offers"] if organisation is None else checked.get("offers", organisation.offers)
        checked["offers"] = fitting_offers(picked, sector)
    return checked


def fitting_offers(picked: Iterable[Expectation], sector: Sector | None) -> list[Expectation]:
    """Of what was picked, what the other sectors expect of this one; the rest means nothing for an organisation of it."""
    return [each for each in Expectation.in_order(picked) if each.of is sector]


def _check_kind(sector: Sector | None, kind: OrganisationKind | None) -> None:
    if kind is not None and sector not in kind.sectors:
        sentence = _(
            "“%(kind)s” is not a kind of the sector “%(sector)s”. Choose another kind or another sector.",
            kind=str(kind),
            sector=str(sector),
        )
        raise DomainError(sentence, field="kind")


def _checked_numbers(session: Session, organisation: Organisation | None, name: str, typed: Any) -> Any:
    numbers = numbers_of(**{name: typed})
    for number in numbers:
        holder = holder_of(session, number, besides=organisation)
        if holder is not None:
            raise AlreadyRecorded(holder, number)
    if name == "other_identifiers":
        return sorted({str(number) for number in numbers})
    return numbers[0].value if numbers else ""


def _checked_tags(session: Session, typed: Iterable[str]) -> list[str]:
    """The tags, each once, in the spelling in which one is used already."""
    tags = {tag.casefold(): tag for tag in (" ".join(text.split()) for text in typed) if tag}
    if len(tags) > MOST_TAGS:
        raise DomainError(_("At most %(most)d tags, please.", most=MOST_TAGS), field="tag_names")
    if any(len(tag) > LONGEST_TAG for tag in tags.values()):
        raise DomainError(_("A tag has at most %(most)d characters.", most=LONGEST_TAG), field="tag_names")
    spellings = {
        spelling for tag in tags.values() for spelling in (tag, tag.lower(), tag.upper(), tag.capitalize())
    }
    used = session.scalars(
        select(OrganisationTag.tag)
        .where(OrganisationTag.tag.in_(sorted(spellings)))
        .distinct()
        .order_by(OrganisationTag.tag)
    )
    known = {tag.casefold(): tag for tag in used}
    return sorted(known.get(folded, tag) for folded, tag in tags.items())


def assign(organisation: Organisation, values: dict[str, Any]) -> None:
    """Set checked details, and what follows from them. Writes no history: for the services of this package."""
    for name, value in values.items():
        if name in NUMBERS:
            _assign_numbers(organisation, name, value)
        elif name == "tag_names":
            kept = {tag.tag: tag for tag in organisation.tags}
            organisation.tags = [kept.get(tag) or OrganisationTag(tag=tag) for tag in value]
        elif name == "region_code":
            organisation.region = session_of(organisation).get(Region, value) if value else None
        else:
            setattr(organisation, name, value)
    organisation.name_key = naming.name_key(organisation.name)
    organisation.sort_name = naming.sort_name(organisation.name)


def _assign_numbers(organisation: Organisation, name: str, value: Any) -> None:
    """Keep the numbers of one field as given, changing no row that stays the same."""
    numbers = {str(number): number for number in numbers_of(**{name: value})}
    for identifier in [each for each in organisation.identifiers if each.scheme in SCHEMES[name]]:
        if numbers.pop(_as_text(identifier), None) is None:
            organisation.identifiers.remove(identifier)
    for number in numbers.values():
        organisation.identifiers.append(
            Identifier(scheme=number.scheme, scheme_name=number.scheme_name, value=number.value)
        )


def _as_text(identifier: Identifier) -> str:
    return f"{identifier.scheme_name or identifier.scheme.name}: {identifier.value}"
