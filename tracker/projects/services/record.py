"""Recording a partnership, changing what its record says, who sees it, and putting it into the archive.

A first save needs a title and one region; nothing else is ever refused for being empty.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l
from tracker.projects import history, search_index
from tracker.projects.models import (
    FurtherField,
    Partnership,
    PartnershipGoal,
    PartnershipTag,
)
from tracker.projects.services import first_save
from tracker.projects.terms import Field, Goal, Visibility
from tracker.regions import finder
from tracker.regions.models import Region

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

PLAIN_FIELDS = (
    "title",
    "problem",
    "target_group",
    "aim",
    "approach",
    "results",
    "main_field",
    "municipality",
    "planned_start",
    "planned_end",
    "started_on",
    "project_manager",
)
"""Fields that are columns of the record."""
LISTED_FIELDS = ("further_fields", "goals", "regions", "tags")
"""Fields that hold several values, each in a table of its own."""
FIELDS = (*PLAIN_FIELDS, *LISTED_FIELDS)
REASON_LENGTH = 1000
TAG_LENGTH = 60


def record(
    session: Session,
    *,
    title: str,
    regions: Sequence[Region | str],
    by: User,
    visibility: Visibility = Visibility.PROGRAMME,
    on: date | None = None,
    **details: Any,
) -> Partnership:
    """Write down a new partnership on the day ``on`` (today); the writer becomes its broker, the cycle stands at its start.

    ``details`` are further ``FIELDS``. Raises ``DomainError`` without a title or a region.
    """
    session.flush()
    _require_fields(details)
    plain = {name: _cleaned(name, details[name]) for name in PLAIN_FIELDS if name in details}
    plain |= {"title": _title(title), "visibility": visibility}
    _check_order(plain.get("planned_start"), plain.get("planned_end"))
    known = _known_regions(session, regions)
    day = on or utc_now().date()
    partnership = first_save.write(session, plain, regions=known, by=by, day=day)
    for name, put in LISTED.items():
        if details.get(name):
            put(partnership, details[name])
    search_index.add(partnership)
    return partnership


def edit(partnership: Partnership, *, by: User | None, reason: str = "", **values: Any) -> None:
    """Change some of the ``FIELDS`` of the record; what really changed is written down with old and new values."""
    _require_open(partnership)
    before = values_of(partnership)
    _fill(partnership, values)
    after = values_of(partnership)
    changed = {
        name: {"old": log.plain(before[name]), "new": log.plain(after[name])}
        for name in FIELDS
        if before[name] != after[name]
    }
    if not changed:
        return
    # Lists are kept in tables of their own; the record gets its next version all the same, so that a stale form is noticed.
    partnership.updated_at = utc_now()
    session_of(partnership).flush()
    history.write(partnership, EntryKind.CHANGED, by=by, changes=changed, reason=reason)
    search_index.index(partnership)


def values_of(partnership: Partnership) -> dict[str, Any]:
    """What the record says now, field by field, as ``edit`` takes it."""
    return {
        **{name: getattr(partnership, name) for name in PLAIN_FIELDS},
        "further_fields": sorted(
            (further.field for further in partnership.further_fields), key=_place_of_field
        ),
        "goals": sorted(goal.goal for goal in partnership.goals),
        "regions": sorted(partnership.region_codes),
        "tags": sorted((tag.tag for tag in partnership.tags), key=str.casefold),
    }


def set_visibility(
    partnership: Partnership, visibility: Visibility, *, by: User | None, reason: str = ""
) -> None:
    """Let more or fewer people see the partnership."""
    with history.changes(
        partnership,
        "visibility",
        kind=EntryKind.VISIBILITY_CHANGED,
        by=by,
        reason=reason,
        parts={"visibility": visibility.code},
    ):
        partnership.visibility = visibility


def archive(partnership: Partnership, *, by: User | None, reason: str) -> None:
    """Take the record out of lists and close it for changes; it stays readable where it was."""
    if partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive already."))
    if not reason.strip():
        raise DomainError(_l("Say in a few words why it goes into the archive."), field="reason")
    partnership.archived_at = utc_now()
    history.write(partnership, EntryKind.ARCHIVED, by=by, reason=reason.strip())


def restore(partnership: Partnership, *, by: User | None) -> None:
    """Bring the record back from the archive."""
    if not partnership.is_archived:
        raise WrongState(_l("The partnership is not in the archive."))
    partnership.archived_at = None
    history.write(partnership, EntryKind.RESTORED, by=by, title=partnership.title)


def _require_open(partnership: Partnership) -> None:
    if partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back before changing it."))


def _fill(partnership: Partnership, values: Mapping[str, Any]) -> None:
    """Put values into the record; raises ``TypeError`` for a field that it does not have."""
    _require_fields(values)
    for name in PLAIN_FIELDS:
        if name in values:
            setattr(partnership, name, _cleaned(name, values[name]))
    for name, put in LISTED.items():
        if name in values:
            put(partnership, values[name])
    _check_order(partnership.planned_start, partnership.planned_end)


def _require_fields(values: Mapping[str, Any]) -> None:
    unknown = set(values) - set(FIELDS)
    if unknown:
        message = f"a partnership has no field {', '.join(sorted(unknown))}"
        raise TypeError(message)


def _cleaned(name: str, value: Any) -> Any:
    if name == "title":
        return _title(value)
    return value.strip() if isinstance(value, str) else value


def _title(title: str) -> str:
    title = " ".join((title or "").split())
    if not title:
        raise DomainError(_l("A partnership needs a title. You can change it later."), field="title")
    return title


def _check_order(start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end < start:
        raise DomainError(_l("The planned end is before the planned start."), field="planned_end")


def _put_regions(partnership: Partnership, regions: Sequence[Region | str]) -> None:
    if {_code_of(region) for region in regions or ()} != partnership.region_codes or not regions:
        partnership.regions = _known_regions(session_of(partnership), regions)


def _known_regions(session: Session, regions: Sequence[Region | str]) -> list[Region]:
    """The regions of these codes, in their order; raises ``DomainError`` when there is none, or one is not known."""
    codes = list(dict.fromkeys(_code_of(region) for region in regions or ()))
    if not codes:
        raise DomainError(_l("Name at least one region."), field="regions")
    known = finder.records(session, codes)
    missing = [code for code in codes if code not in known]
    if missing:
        raise DomainError(_("There is no region “%(code)s”.", code=missing[0]), field="regions")
    return [known[code] for code in sorted(codes)]


def _code_of(region: Region | str) -> str:
    return region.code if isinstance(region, Region) else region


def _put_further_fields(partnership: Partnership, fields: Sequence[Field]) -> None:
    wanted = {field for field in fields or () if field is not partnership.main_field}
    kept = [further for further in partnership.further_fields if further.field in wanted]
    there = {further.field for further in kept}
    new = [FurtherField(field=field) for field in Field if field in wanted - there]
    partnership.further_fields = [*kept, *new]


def _put_goals(partnership: Partnership, goals: Sequence[Goal | int]) -> None:
    wanted = {goal.number if isinstance(goal, Goal) else int(goal) for goal in goals or ()}
    kept = [goal for goal in partnership.goals if goal.goal in wanted]
    new = sorted(wanted - {goal.goal for goal in kept})
    partnership.goals = [*kept, *(PartnershipGoal(goal=number) for number in new)]


def _put_tags(partnership: Partnership, tags: Sequence[str]) -> None:
    wanted = clean_tags(tags)
    kept = [tag for tag in partnership.tags if tag.tag in wanted]
    there = {tag.tag for tag in kept}
    partnership.tags = [*kept, *(PartnershipTag(tag=tag) for tag in wanted if tag not in there)]


def clean_tags(tags: Sequence[str]) -> list[str]:
    """Tags without hash signs and spare blanks, each once, whatever its case."""
    cleaned: dict[str, str] = {}
    for tag in tags or ():
        words = " ".join(tag.replace("#", " ").split())[:TAG_LENGTH].rstrip()
        if words:
            cleaned.setdefault(words.casefold(), words)
    return list(cleaned.values())


def _place_of_field(field: Field) -> int:
    return list(Field).index(field)


LISTED: dict[str, Callable[[Partnership, Any], None]] = {
    "further_fields": _put_further_fields,
    "goals": _put_goals,
    "regions": _put_regions,
    "tags": _put_tags,
}
"""How each field with several values is put into its table."""
