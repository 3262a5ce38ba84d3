"""Which organisations take part: joining, changing what was agreed with them, leaving, coming back, their key people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l, show_date
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Capacity
from tracker.projects import history, search_index
from tracker.projects.models import KeyPerson, Participation
from tracker.projects.terms import PartnerRole

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.partners.models import Contact, Organisation
    from tracker.projects.models import Partnership

JOINING_STEPS: list[Callable[[Participation, Participation], None]] = []
"""What packages above move from a participation to its twin, when two records of one organisation become one."""

PICKS = ("offers", "expects")
"""What is picked from the grid of what the sectors expect of one another."""
FIELDS = ("role", "contribution", "offers", "expectation", "expects", "joined_on", "left_on", "left_reason")
"""What ``edit_partner`` can change."""


def add_partner(
    partnership: Partnership,
    organisation: Organisation,
    *,
    by: User | None,
    role: PartnerRole = PartnerRole.PARTNER,
    contribution: str = "",
    offers: Iterable[Expectation] = (),
    expectation: str = "",
    expects: Iterable[Expectation] = (),
    joined_on: date | None = None,
) -> Participation:
    """Let an organisation take part, for the first time or again after it had left."""
    if organisation.is_archived:
        raise WrongState(
            _("%(name)s is in the archive.", name=organisation.display_name), field="organisation"
        )
    today = utc_now().date()
    if _takes_part(partnership, organisation, today):
        raise Duplicate(
            _("%(name)s takes part already.", name=organisation.display_name), field="organisation"
        )
    joined_on = _joining_day(earlier_participation(partnership, organisation), joined_on, today)
    participation = Participation(
        organisation=organisation,
        role=role,
        contribution=contribution.strip(),
        expectation=expectation.strip(),
        joined_on=joined_on,
        picked_offers=[],
        picked_expectations=[],
    )
    _pick(participation, offers=offers, expects=expects)
    partnership.participations.append(participation)
    session_of(partnership).flush()
    history.write(
        partnership,
        EntryKind.PARTNER_JOINED,
        by=by,
        subject=participation,
        happened_on=_past_or_today(joined_on),
        partner=organisation.display_name,
        partner_role=role.code,
        contribution=participation.contribution,
        offers=participation.offers,
        expectation=participation.expectation,
        expects=participation.expects,
    )
    search_index.index(partnership)
    return participation


def edit_partner(participation: Participation, *, by: User | None, reason: str = "", **values: Any) -> None:
    """Change the role, what the partner brings and expects, or its days."""
    unknown = set(values) - set(FIELDS)
    if unknown:
        message = f"a participation has no field {', '.join(sorted(unknown))}"
        raise TypeError(message)
    joined_on = values.get("joined_on", participation.joined_on)
    _refuse_wrong_order(joined_on, values.get("left_on", participation.left_on), field="joined_on")
    with history.changes(
        participation,
        *FIELDS,
        kind=EntryKind.PARTNER_CHANGED,
        by=by,
        reason=reason,
        parts={"partner": participation.organisation.display_name},
    ):
        _pick(participation, **{name: values.pop(name) for name in PICKS if name in values})
        for name, value in values.items():
            setattr(participation, name, value.strip() if isinstance(value, str) else value)


def _pick(participation: Participation, **picks: Iterable[Expectation]) -> None:
    """Keep what was picked and fits the sector; a new pick is a new version of the record, so that a stale form is noticed."""
    sector = participation.organisation.sector
    fitting = {"offers": Expectation.offered_by(sector), "expects": Expectation.expected_by(sector)}
    for name, picked in picks.items():
        wanted = [each for each in Expectation.in_order(picked) if each in fitting[name]]
        if wanted != getattr(participation, name):
            setattr(participation, name, wanted)
            participation.updated_at = utc_now()


def partner_left(participation: Participation, *, on: date, reason: str, by: User | None) -> None:
    """Note that a partner left on a day; it stays visible among those before, with its people and what it brought."""
    if participation.left_on is not None:
        raise WrongState(_("%(name)s has left already.", name=participation.organisation.display_name))
    _refuse_wrong_order(participation.joined_on, on, field="left_on")
    participation.left_on = on
    participation.left_reason = reason.strip()
    session_of(participation).flush()
    history.write(
        participation.partnership,
        EntryKind.PARTNER_LEFT,
        by=by,
        subject=participation,
        happened_on=_past_or_today(on),
        partner=participation.organisation.display_name,
        reason=participation.left_reason,
        changes={"left_on": {"old": None, "new": on.isoformat()}},
    )


def set_key_people(
    participation: Participation, people: Sequence[tuple[Contact, Capacity]], *, by: User | None
) -> None:
    """Name the people who count at a partner: leaders who decide, executors who do."""
    wanted = {(contact.id, capacity): contact for contact, capacity in people}
    if any(contact.organisation_id != participation.organisation_id for contact in wanted.values()):
        raise DomainError(_l("Choose people of this organisation."), field="key_people")
    before = key_names(participation)
    kept = [person for person in participation.key_people if (person.contact_id, person.capacity) in wanted]
    there = {(person.contact_id, person.capacity) for person in kept}
    new = [KeyPerson(contact=contact, capacity=key[1]) for key, contact in wanted.items() if key not in there]
    participation.key_people = [*kept, *new]
    after = key_names(participation)
    if before == after:
        return
    participation.updated_at = utc_now()  # the record gets its next version, so that a stale form is noticed
    session_of(participation).flush()
    history.write(
        participation.partnership,
        EntryKind.PARTNER_CHANGED,
        by=by,
        subject=participation,
        partner=participation.organisation.display_name,
        changes={
            name: {"old": before[name], "new": after[name]} for name in before if before[name] != after[name]
        },
    )


def key_names(participation: Participation) -> dict[str, list[str]]:
    """The names of the key people, those who decide and those who do."""
    return {
        name: sorted(
            person.contact.name for person in participation.key_people if person.capacity is capacity
        )
        for name, capacity in (("leaders", Capacity.LEADER), ("executors", Capacity.EXECUTOR))
    }


def earlier_participation(partnership: Partnership, organisation: Organisation) -> Participation | None:
    """The last time that the organisation took part and left again."""
    ours = [each for each in partnership.participations if each.organisation_id == organisation.id]
    return max(
        (each for each in ours if each.left_on is not None),
        key=lambda each: each.left_on or date.min,
        default=None,
    )


def move_to_merged(duplicate: Organisation, into: Organisation, by: User | None) -> None:
    """Give all that a duplicate record took part in to the record that stays; it is a change of records, not a sign of life."""
    session = session_of(into)
    moved = session.scalars(
        select(Participation).where(Participation.organisation_id == duplicate.id).order_by(Participation.id)
    ).all()
    for participation in moved:
        partnership = participation.partnership
        twin = _twin(partnership, participation, into)
        if twin is None:
            participation.organisation = into
        else:
            _join(participation, twin)
        session.flush()
        names = {"from": duplicate.display_name, "into": into.display_name}
        log.write(partnership, EntryKind.MERGED, by=by, subject=twin or participation, parts=names)
        search_index.index(partnership)


def _twin(partnership: Partnership, participation: Participation, into: Organisation) -> Participation | None:
    """The participation of the other record that runs at the same time."""
    if participation.left_on is not None:
        return None
    ours = (
        each
        for each in partnership.participations
        if each.organisation_id == into.id and each.left_on is None
    )
    return next(ours, None)


def _join(participation: Participation, twin: Participation) -> None:
    """Put everything of one participation into its twin."""
    session = session_of(twin)
    for name in ("contribution", "expectation"):
        texts = dict.fromkeys(text for text in (getattr(twin, name), getattr(participation, name)) if text)
        setattr(twin, name, "\n\n".join(texts))
    _pick(twin, **{name: [*getattr(twin, name), *getattr(participation, name)] for name in PICKS})
    days = [each.joined_on for each in (twin, participation)]
    twin.joined_on = None if None in days else min(day for day in days if day is not None)
    there = {(person.contact_id, person.capacity) for person in twin.key_people}
    for person in participation.key_people:
        if (person.contact_id, person.capacity) not in there:
            twin.key_people.append(KeyPerson(contact_id=person.contact_id, capacity=person.capacity))
    for step in JOINING_STEPS:
        step(participation, twin)
    session.flush()
    session.expire(participation)
    session.delete(participation)
    session.flush()
    session.expire(twin.partnership, ["participations"])


def _takes_part(partnership: Partnership, organisation: Organisation, today: date) -> bool:
    return any(
        each.organisation_id == organisation.id and (each.left_on is None or each.left_on > today)
        for each in partnership.participations
    )


def _joining_day(earlier: Participation | None, joined_on: date | None, today: date) -> date | None:
    """The day of joining; whoever comes back does so after leaving, today where no day is given."""
    if earlier is None:
        return joined_on
    joined_on = joined_on or today
    if earlier.left_on is not None and joined_on < earlier.left_on:
        raise DomainError(
            _("It left on %(day)s; coming back cannot be earlier.", day=show_date(earlier.left_on)),
            field="joined_on",
        )
    return joined_on


def _refuse_wrong_order(joined_on: date | None, left_on: date | None, *, field: str) -> None:
    if joined_on is not None and left_on is not None and left_on < joined_on:
        raise DomainError(_l("The day of leaving is before the day of joining."), field=field)


def _past_or_today(day: date | None) -> date | None:
    """The day something happened; what is still to come was agreed today."""
    today = utc_now().date()
    return min(day, today) if day is not None else None
