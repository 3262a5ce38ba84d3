"""Lists of partnerships as files: what a filter finds, in its order, however long it is.

What stands beside a partnership comes as codes and numbers; only the names of organisations and people are asked for portion by
portion. A file says what the page says to this reader: the same rule decides, asked once for all partnerships alike to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import String, null, select, type_coerce

from tracker.accounts.models import User
from tracker.cells import InColumns, Kept
from tracker.i18n import _, _l, _lp
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.permissions import Permission, can
from tracker.portions import as_it_is, parts, together
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

    from tracker.cells import Columns
    from tracker.i18n import LazyString
    from tracker.projects.filters import Limits

Said = tuple[str, str]
"""The names of organisations with the codes of their sectors, or of people with their addresses."""
NOBODY: Said = ("", "")
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

    def columns() -> Iterator[Columns]:
        for portion in portions(session(), found, user, today=today, limits=limits, page=page):
            yield [portion[name] for name in COLUMNS]

    return Sheet(_("Partnerships"), [str(heading) for heading in COLUMNS.values()], InColumns(columns()))


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
    brokers = together(TeamMember.user_id, TeamMember.partnership_id, Partnership.id, *queries.IS_BROKER)
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
        self,
        session: Session,
        query: Select[Any, *tuple[Any, ...]],
        say: Callable[[Any], Said],
        together: Callable[[Sequence[Said]], Said],
    ) -> None:
        self.session = session
        self.query = query
        self.say = say
        self.together = together
        self.by_number: dict[str, Said] = {}

    def said(self, texts: Sequence[str | None]) -> list[Said]:
        """What is said of each text with numbers, in the order of the names."""
        self._learn(set(",".join(filter(None, texts)).split(",")) - {""})
        known, together = self.by_number, self.together
        return [
            known[text]
            if text in known
            else together(sorted([known[number] for number in text.split(",")]))
            if text
            else NOBODY
            for text in texts
        ]

    def _learn(self, numbers: set[str]) -> None:
        """Where very many are known, forget those of earlier portions."""
        if len(self.by_number) > MOST_NAMES:
            self.by_number.clear()
        unknown = [int(number) for number in numbers - self.by_number.keys()]
        if unknown:
            asked = self.query.where(self.query.selected_columns[0].in_(unknown))
            for row in self.session.connection().execute(asked):
                self.by_number[str(row[0])] = self.say(row)


class _Writer:
    """Writes portions for one reader, in the reader's language. What it knows goes with it: nothing of it leads back to it."""

    def __init__(self, session: Session, user: User | None, today: date, limits: Limits, page: str) -> None:
        self.page = page
        regions = {code: entry.name for code, entry in finder.index(session).by_code.items()}
        own_regions = frozenset() if user is None else frozenset(user.region_codes)
        months = (limits.stale_months, limits.silent_months)
        self.stages = {stage.code: f"{stage.number}. {stage}" for stage in Stage}
        self.visibilities = {each.code: str(each) for each in Visibility}
        self.states = {state: str(state) for state in PartnershipState}
        self.organisations = _Known(session, select(*ORGANISATION), _organisation, _organisations)
        self.people = _Known(session, select(*PERSON), _person, _people)
        self.own: dict[int, TeamRole] = {}
        if user is not None:
            self.own.update((number, role) for number, role in session.execute(_own_roles(user)))
        self.days = days = Kept(_day)
        self.signs = Kept(lambda asked: _sign_of(asked, days, today, months))
        self.regions = Kept(lambda codes: _regions_of(codes, regions))
        self.fields = Kept(_fields_of)
        self.sectors = Kept(_sectors_of)
        self.near = Kept(lambda codes: own_regions.intersection(parts(codes)))
        self.inside = Kept(lambda asked: _is_seen_inside(asked, user))

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
        organisations = self.organisations.said(partners)
        people = self.people.said(
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
            "sectors": [self.sectors[codes] for _names, codes in organisations],
            "partners": [names for names, _codes in organisations],
            "started_on": [*map(self.days.__getitem__, started)],
            "ended_on": [*map(self.days.__getitem__, ended)],
            "life_sign": [*map(self.signs.__getitem__, zip(states, inside, alive, strict=True))],
            "alive_on": [self.days[day] if seen else None for day, seen in zip(alive, inside, strict=True)],
            "brokers": [names for names, _addresses in people],
            "visibility": [
                self.visibilities[each] if seen else ""
                for each, seen in zip(visibilities, inside, strict=True)
            ],
            "page": [*map(f"{self.page}%d".__mod__, numbers)],
            "addresses": [addresses for _names, addresses in people],
        }


def _is_seen_inside(asked: tuple[str, frozenset[str], TeamRole | None], user: User | None) -> bool:
    visibility, near, role = asked
    return can(user, Permission.PARTNERSHIP_INSIDE, _Seen(Visibility.from_code(visibility), near, role))


def _sign_of(
    asked: tuple[PartnershipState, bool, Any], days: Kept, today: date, months: tuple[int, int]
) -> str:
    state, is_inside, alive = asked
    if not is_inside or state is not PartnershipState.ACTIVE:
        return ""
    return str(life.sign_of(days[alive], today, *months))


def _regions_of(codes: str | None, names: Mapping[str, str]) -> str:
    return ", ".join(names[code] for code in sorted(parts(codes)) if code in names)


def _own_roles(user: User) -> Select[int, TeamRole]:
    """The partnerships in whose team somebody is today, each with the role."""
    return select(TeamMember.partnership_id, TeamMember.role).where(
        TeamMember.user_id == user.id, TeamMember.until.is_(None)
    )


def _organisation(row: Any) -> Said:
    return row[1], intern(row[2])


def _organisations(several: Sequence[Said]) -> Said:
    names, sectors = zip(*several, strict=True)
    return "; ".join(names), ",".join(sorted({*sectors}))


def _person(row: Any) -> Said:
    return _("Erased person") if row.erased_at else row.name or row.email, row.email


def _people(several: Sequence[Said]) -> Said:
    names, addresses = zip(*several, strict=True)
    return ", ".join(names), ", ".join(addresses)


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


def _sectors_of(codes: str) -> str:
    present = parts(codes)
    return ", ".join(str(sector) for sector in Sector if sector.code in present)
