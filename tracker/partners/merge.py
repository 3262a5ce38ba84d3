"""Two records that are one organisation become one; the other stays as a pointer to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker import search
from tracker.database import session_of, utc_now
from tracker.errors import WrongState
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.partners import services
from tracker.partners.models import Keeper, Organisation

if TYPE_CHECKING:
    from tracker.accounts.models import User

merging_steps: list[Callable[[Organisation, Organisation, User | None], None]] = []
"""What packages above move from a duplicate to the record that stays, called as ``step(duplicate, into, by)``."""

CHOSEN = (
    "name",
    "short_name",
    "sector",
    "kind",
    "region_code",
    "place",
    "inn",
    "ogrn",
    "site",
    "description",
    "offers_text",
)
"""Details of which one record's value is kept; tags, offers and other numbers are joined."""


def differing(duplicate: Organisation, into: Organisation) -> list[str]:
    """The details of which somebody has to choose one, because both records have their own."""
    return [
        name
        for name in CHOSEN
        if getattr(duplicate, name)
        and getattr(into, name)
        and getattr(duplicate, name) != getattr(into, name)
    ]


def joined_values(
    duplicate: Organisation, into: Organisation, *, from_duplicate: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The values of the record that stays: its own, filled up from the duplicate, and the duplicate's where that was chosen."""
    values = {
        name: getattr(duplicate if name in from_duplicate or not getattr(into, name) else into, name)
        for name in CHOSEN
    }
    values["tag_names"] = sorted(
        {tag.casefold(): tag for tag in (*duplicate.tag_names, *into.tag_names)}.values()
    )
    values["other_identifiers"] = sorted({*into.other_identifiers, *duplicate.other_identifiers})
    values["offers"] = services.fitting_offers([*into.offers, *duplicate.offers], values["sector"])
    if values["kind"] is not None and values["sector"] not in values["kind"].sectors:
        values["kind"] = None
    return values


def merge(
    duplicate: Organisation,
    into: Organisation,
    *,
    by: User | None,
    from_duplicate: frozenset[str] = frozenset(),
) -> None:
    """Make ``duplicate`` a pointer to ``into`` and move everything that hangs on it there.

    ``from_duplicate`` names the details whose value the duplicate has right. Both histories tell of it.
    """
    _require_mergeable(duplicate, into)
    session = session_of(into)
    values = joined_values(duplicate, into, from_duplicate=from_duplicate)
    given_up = {
        name: str(getattr(duplicate, name))
        for name in ("inn", "ogrn")
        if getattr(duplicate, name) not in ("", values[name])
    }
    _release_numbers(duplicate)
    before = log.snapshot(into, [*values])
    services.assign(into, values)
    _move(duplicate, into)
    for step in merging_steps:
        step(duplicate, into, by)
    duplicate.merged_into, duplicate.archived_at = into, utc_now()
    into.updated_at = utc_now()
    session.flush()
    after = log.snapshot(into, [*values])
    changed = {
        name: {"old": before[name], "new": after[name]} for name in values if before[name] != after[name]
    }
    log.write(
        into,
        EntryKind.MERGED,
        by=by,
        parts={"from": duplicate.name, "changes": changed, "given_up": given_up},
    )
    log.write(duplicate, EntryKind.MERGED, by=by, parts={"into": into.name})
    search.ORGANISATIONS.remove(session, duplicate.id)
    services.follow(into)


def _require_mergeable(duplicate: Organisation, into: Organisation) -> None:
    if duplicate is into:
        raise WrongState(
            _l("Choose another record: an organisation cannot be merged with itself."), field="into"
        )
    if duplicate.is_merged or into.is_merged:
        raise WrongState(_l("One of these records was merged already."), field="into")
    if into.is_archived:
        raise WrongState(_l("The record that stays is in the archive. Bring it back first."), field="into")


def _release_numbers(duplicate: Organisation) -> None:
    """Take the numbers off the duplicate before the other record gets them, because a number belongs to one record only."""
    duplicate.identifiers.clear()
    session_of(duplicate).flush()


def _move(duplicate: Organisation, into: Organisation) -> None:
    kept_by = {keeper.user_id for keeper in into.keepers}
    into.keepers.extend(
        Keeper(user_id=keeper.user_id) for keeper in duplicate.keepers if keeper.user_id not in kept_by
    )
    duplicate.keepers.clear()
    duplicate.tags.clear()
    duplicate.picked_offers.clear()
    for contact in list(duplicate.contacts):
        contact.organisation = into
    pointers = (
        select(Organisation).where(Organisation.merged_into_id == duplicate.id).order_by(Organisation.id)
    )
    for pointer in session_of(into).scalars(pointers):
        pointer.merged_into = into
    session_of(into).flush()
