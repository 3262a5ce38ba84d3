"""Lists of partnerships as files: what a filter finds, in its order, however long it is.

What stands beside a partnership comes as codes and numbers; only the names of organisations and people are asked for portion by
portion. A file says what the page says to this reader: the same rule decides, asked once for all partnerships alike to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import String, null, select, type_coerce

from tracker.accounts.models import User
from tracker.i18n import _, _l, _lp
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.permissions import Permission, can
from tracker.portions import Kept, as_it_is, parts, together
from tracker.portions import portions as in_portions
from tracker.projects import queries
from tracker.projects.models import FurtherField, Participation, Partnership, TeamMember, partnership_regions
from tracker.projects.services import life
from tracker.projects.terms import Field, PartnershipState, Stage, TeamRole, Visibility
from tracker.regions import finder
from tracker.sheets import Sheet

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.i18n import LazyString
    from tracker.projects.filters import Limits
    from tracker.sheets import Value

MOST_NAMES = 20_000
"""So many names of organisations, and of people, are known at a time."""


Portion = dict[str, Sequence[Any]]
"""Some partnerships in a file, column by column, in the words of their reader: all that is shown, and nothing that may not be."""

COLUMNS: dict[str, LazyString] = {
    "id": _lp("partnership", "Number"),
    "title": _l("Title"),
    "stage": _lp("field", "Stage"),
    "round": _l("Round"),
    "state": _lp("partnership", "State"),
    "regions": _l("Region"),
    "municipality": _l("Municipality"),
    "fields": _l("Field"),
    "sectors": _l("Sectors"),
    "partners": _l("Partners"),
    "started_on": _l("Work began on"),
    "ended_on": _l("Ended on"),
    "life_sign": _l("Sign of life"),
    "alive_on": _l("Last sign of life"),
    "brokers": _l("Broker"),
    "visibility": _l("Who sees it"),
    "page": _l("Page"),
}
"""What a file of the list holds, with its headings. A portion has the addresses of the brokers besides, which no list shows."""

ORGANISATION = (Organisation.id, Organisation.name, type_coerce(Organisation.sector, String))
PERSON = (User.id, User.name, User.email, User.erased_at)


def sheet_of(
    session: Callable[[], Session],
    found: Select[Partnership],
    user: User | None,
    *,
    today: date,
    limits: Limits,
    page: str,
) -> Sheet:
    """What a select finds as the table of a file, read as it is written, in the session that there is then."""

    def rows() -> Iterator[Sequence[Value]]:
        for portion in portions(session(), found, user, today=today, limits=limits, page=page):
            yield from zip(*(portion[name] for name in COLUMNS), strict=True)

    return Sheet(_("Partnerships"), [str(heading) for heading in COLUMNS.values()], rows())


def portions(
    session: Session,
    found: Select[Partnership],
    user: User | None,
    *,
    today: date,
    limits: Limits,
    page: str = "",
) -> Iterator[Portion]:
    """What a select finds, in its order, some at a time; ``page`` is the address of a partnership without its number."""
    writer = _Writer(session, user, today, limits, page)
    for rows in in_portions(session, _whole_row(found, today, for_visitor=user is None)):
        yield writer.write(rows)


def _whole_row(found: Select[Partnership], today: date, *, for_visitor: bool) -> Select[Any]:
    """The same partnerships with all that a file says of them, codes and days as the database gives them."""
    is_broker = (TeamMember.until.is_(None), TeamMember.role == TeamRole.BROKER)
    brokers = together(TeamMember.user_id, TeamMember.partnership_id, Partnership.id, *is_broker)
    return found.with_only_columns(
        Partnership.id,
        Partnership.title,
        as_it_is(Partnership.stage),
        Partnership.round,
        Partnership.municipality,
        as_it_is(Partnership.main_field),
        as_it_is(Partnership.visibility),
        as_it_is(Partnership.archived_at),
        as_it_is(Partnership.started_on),
        as_it_is(Partnership.ended_on),
        as_it_is(Partnership.alive_on),
        together(partnership_regions.c.region_code, partnership_regions.c.partnership_id, Partnership.id),
        together(FurtherField.field, FurtherField.partnership_id, Partnership.id),
        together(
            Participation.organisation_id,
            Participation.partnership_id,
            Partnership.id,
            queries.takes_part_on(today),
        ),
        null() if for_visitor else brokers,
    )


class _Seen(NamedTuple):
    """A partnership as the rules of access ask about it."""

    visibility: Visibility
    region_codes: frozenset[str]
    """Those of the reader alone: whether there are any is all that is asked."""
    role: TeamRole | None

    def team_role_of(self, _user: User) -> TeamRole | None:
        return self.role


class _Known:
    """What is said of organisations, or of people, by their numbers; asked for when it is first needed."""

    def __init__(
        self, session: Session, query: Select[Any, *tuple[Any, ...]], *say: Callable[[Any], str]
    ) -> None:
        self.session = session
        self.query = query
        self.say = say
        self.by_number: dict[str, tuple[str, ...]] = {}

    def said(self, texts: Sequence[str | None]) -> list[list[Sequence[str]]]:
        """Each thing said, for each text with numbers, in the order of the first thing."""
        self._learn(set(",".join(filter(None, texts)).split(",")) - {""})
        found = [self._of(text) for text in texts]
        return [[each[place] for each in found] for place in range(len(self.say))]

    def _of(self, text: str | None) -> Sequence[Sequence[str]]:
        if not text:
            return [()] * len(self.say)
        if text in self.by_number:
            return [(each,) for each in self.by_number[text]]
        return [*zip(*sorted([self.by_number[number] for number in text.split(",")]), strict=True)]

    def _learn(self, numbers: set[str]) -> None:
        """Where very many are known, forget those of earlier portions."""
        if len(self.by_number) > MOST_NAMES:
            self.by_number.clear()
        unknown = [int(number) for number in numbers - self.by_number.keys()]
        if unknown:
            asked = self.query.where(self.query.selected_columns[0].in_(unknown))
            for row in self.session.connection().execute(asked):
                self.by_number[str(row.id)] = tuple(say(row) for say in self.say)


class _Writer:
    """Writes portions for one reader, in the reader's language."""

    def __init__(self, session: Session, user: User | None, today: date, limits: Limits, page: str) -> None:
        self.user = user
        self.today = today
        self.limits = limits
        self.page = page
        self.region_names = {code: entry.name for code, entry in finder.index(session).by_code.items()}
        self.stages = {stage.code: f"{stage.number}. {stage}" for stage in Stage}
        self.visibilities = {each.code: str(each) for each in Visibility}
        self.states = {state: str(state) for state in PartnershipState}
        self.organisations = _Known(session, select(*ORGANISATION), _name, _sector)
        self.people = _Known(session, select(*PERSON), _person, _address)
        self.own: dict[int, TeamRole] = {}
        if user is not None:
            self.own.update((number, role) for number, role in session.execute(_own_roles(user)))
        self.own_regions = frozenset() if user is None else frozenset(user.region_codes)
        self.days = Kept(_day)
        self.signs = Kept(self._sign_of)
        self.regions = Kept(self._regions_of)
        self.fields = Kept(_fields_of)
        self.sectors = Kept(_sectors_of)
        self.near = Kept(lambda codes: self.own_regions.intersection(parts(codes)))
        self.inside = Kept(self._is_seen_inside)

    def write(self, portion: Sequence[Any]) -> Portion:
        """The rows of ``_whole_row`` in words. Most words of a column come again and again."""
        numbers, titles, stages, cycles, municipalities, main, visibilities, *others = zip(
            *portion, strict=True
        )
        archived, started, ended, alive, regions, further, partners, brokers = others
        near = map(self.near.__getitem__, regions)
        inside = [
            *map(self.inside.__getitem__, zip(visibilities, near, map(self.own.get, numbers), strict=True))
        ]
        states = [*map(_state, archived, ended)]
        names, sectors = self.organisations.said(partners)
        persons, addresses = self.people.said(
            [each if seen else None for each, seen in zip(brokers, inside, strict=True)]
        )
        return {
            "id": numbers,
            "title": titles,
            "stage": [*map(self.stages.__getitem__, stages)],
            "round": cycles,
            "state": [*map(self.states.__getitem__, states)],
            "regions": [*map(self.regions.__getitem__, regions)],
            "municipality": municipalities,
            "fields": [*map(self.fields.__getitem__, zip(main, further, strict=True))],
            "sectors": [*map(self.sectors.__getitem__, map(frozenset, sectors))],
            "partners": [*map("; ".join, names)],
            "started_on": [*map(self.days.__getitem__, started)],
            "ended_on": [*map(self.days.__getitem__, ended)],
            "life_sign": [*map(self.signs.__getitem__, zip(states, inside, alive, strict=True))],
            "alive_on": [self.days[day] if seen else None for day, seen in zip(alive, inside, strict=True)],
            "brokers": [*map(", ".join, persons)],
            "visibility": [
                self.visibilities[each] if seen else ""
                for each, seen in zip(visibilities, inside, strict=True)
            ],
            "page": [*map(f"{self.page}%d".__mod__, numbers)],
            "addresses": [*map(", ".join, addresses)],
        }

    def _is_seen_inside(self, asked: tuple[str, frozenset[str], TeamRole | None]) -> bool:
        visibility, near, role = asked
        return can(
            self.user, Permission.PARTNERSHIP_INSIDE, _Seen(Visibility.from_code(visibility), near, role)
        )

    def _sign_of(self, asked: tuple[PartnershipState, bool, Any]) -> str:
        state, is_inside, alive = asked
        if not is_inside or state is not PartnershipState.ACTIVE:
            return ""
        months = (self.limits.stale_months, self.limits.silent_months)
        return str(life.sign_of(self.days[alive], self.today, *months))

    def _regions_of(self, codes: str | None) -> str:
        return ", ".join(
            self.region_names[code] for code in sorted(parts(codes)) if code in self.region_names
        )


def _own_roles(user: User) -> Select[int, TeamRole]:
    """The partnerships in whose team somebody is today, each with the role."""
    return select(TeamMember.partnership_id, TeamMember.role).where(
        TeamMember.user_id == user.id, TeamMember.until.is_(None)
    )


_name, _sector, _address = attrgetter("name"), attrgetter("sector"), attrgetter("email")


def _person(row: Any) -> str:
    return _("Erased person") if row.erased_at else row.name or row.email


def _state(archived: Any, ended: Any) -> PartnershipState:
    if archived is not None:
        return PartnershipState.ARCHIVED
    return PartnershipState.ACTIVE if ended is None else PartnershipState.ENDED


def _day(given: Any) -> date | None:
    """A day as the database gives it: SQLite gives a text."""
    return date.fromisoformat(given) if isinstance(given, str) else given


def _fields_of(codes: tuple[str | None, str | None]) -> str:
    """The main field first, then the further ones."""
    main, further = codes
    named = [*parts(main), *(code for code in sorted(parts(further)) if code != main)]
    return ", ".join(str(Field.from_code(code)) for code in named)


def _sectors_of(codes: frozenset[str]) -> str:
    return ", ".join(str(sector) for sector in Sector if sector.code in codes)
