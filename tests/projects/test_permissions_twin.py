"""The rules in Python and their twins in SQL agree for every role, visibility and record."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_user
from tests.factories.projects import make_member, make_partnership
from tests.factories.regions import make_region
from tracker import permissions
from tracker.accounts.terms import UserRole
from tracker.database import utc_now
from tracker.permissions import Permission, can
from tracker.projects import ordered, queries, sights
from tracker.projects.filters import Filter, Shown
from tracker.projects.models import Partnership
from tracker.projects.services import team
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

REGIONS = (("RU-ALT",), ("RU-TOM",), ("RU-ALT", "RU-TOM"))


@pytest.fixture
def people(database: Session) -> dict[str, User | None]:
    """Everybody whose eyes differ."""
    return {
        "visitor": None,
        "no role": make_user(database),
        "alumnus": make_user(database, UserRole.ALUMNUS),
        "official of Altai Krai": make_user(database, UserRole.OFFICIAL, regions=["RU-ALT"]),
        "official of Tomsk": make_user(database, UserRole.OFFICIAL, regions=["RU-TOM"]),
        "programme staff": make_user(database, UserRole.PROGRAMME),
        "staff and official": make_user(database, UserRole.PROGRAMME, UserRole.OFFICIAL, regions=["RU-TOM"]),
        "administrator": make_user(database, UserRole.ADMIN),
        "reader": make_user(database),
        "editor": make_user(database, UserRole.ALUMNUS),
        "former member": make_user(database, UserRole.ALUMNUS),
    }


@pytest.fixture
def partnerships(database: Session, people: dict[str, User | None]) -> list[Partnership]:
    """One partnership for every visibility, region, team and state that the rules tell apart."""
    made = [
        make_partnership(database, regions=regions, visibility=visibility)
        for regions in REGIONS
        for visibility in Visibility
    ]
    for visibility in Visibility:
        partnership = make_partnership(database, visibility=visibility)
        for name, role in (("reader", TeamRole.READER), ("editor", TeamRole.EDITOR)):
            person = people[name]
            assert person is not None
            make_member(partnership, person, role)
        former = people["former member"]
        assert former is not None
        team.remove_member(make_member(partnership, former), by=None)
        made.append(partnership)
        made.append(make_partnership(database, visibility=visibility, archived_at=utc_now()))
    return made


@pytest.fixture(params=[True, False], ids=["public pages", "no public pages"])
def welcome(request: pytest.FixtureRequest) -> Iterator[bool]:
    """An installation with and without public pages."""
    token = permissions.visitors_welcome.set(request.param)
    yield request.param
    permissions.visitors_welcome.reset(token)


@pytest.mark.usefixtures("welcome")
def test_the_sql_twins_agree_with_the_rules(
    database: Session, people: dict[str, User | None], partnerships: list[Partnership]
) -> None:
    for name, person in people.items():
        seen = set(database.scalars(queries.visible_to(person)))
        inside = set(database.scalars(queries.inside_visible_to(person)))

        for partnership in partnerships:
            case = (name, partnership.visibility, sorted(partnership.region_codes), len(partnership.team))
            assert (partnership in seen) is can(person, Permission.PARTNERSHIP_READ, partnership), case
            assert (partnership in inside) is can(person, Permission.PARTNERSHIP_INSIDE, partnership), case


@pytest.mark.usefixtures("welcome")
@pytest.mark.parametrize("inside", [False, True], ids=["seen", "seen inside"])
def test_the_parts_of_a_list_are_together_what_somebody_sees_in_the_same_order(
    database: Session, people: dict[str, User | None], partnerships: list[Partnership], inside: bool
) -> None:
    today = utc_now().date()
    partnerships[1].ended_on = partnerships[-2].ended_on = today
    database.flush()
    for name, person in people.items():
        for shown, regions in product(Shown, ((), ("RU-ALT",), ("RU-TOM",), ("RU-ALT", "RU-TOM"))):
            chosen = Filter(shown=shown, regions=regions)
            whole = chosen.select(person, today)
            if inside:
                whole = whole.where(queries.is_inside_visible_to(person))
            parts = chosen.parts(person, today, inside=inside)
            if not parts:
                assert (not regions and shown in {Shown.ARCHIVED, Shown.ANY}) or person is None, (name, shown)
                continue
            merged = ordered.first(parts, 99, dialect=database.connection().dialect.name)
            seen = [row.id for row in database.execute(merged)]
            assert seen == [each.id for each in database.scalars(whole).unique()], (name, chosen.key)


def test_of_very_many_regions_a_list_is_read_as_a_whole(database: Session) -> None:
    codes = [f"RU-{number}" for number in range(sights.MOST)]
    for code in codes:
        make_region(database, code)
    official = make_user(database, UserRole.OFFICIAL, regions=codes)
    assert Filter().parts(official, utc_now().date()) == ()


def test_every_kind_of_person_sees_something_and_not_everything(
    database: Session, people: dict[str, User | None], partnerships: list[Partnership]
) -> None:
    seen = {name: len(database.scalars(queries.visible_to(person)).all()) for name, person in people.items()}

    assert seen["administrator"] == len(partnerships)
    assert 0 < seen["visitor"] == seen["no role"] == seen["former member"] < seen["reader"]
    assert (
        seen["visitor"] < seen["official of Tomsk"] < seen["official of Altai Krai"] < seen["programme staff"]
    )


def test_a_visitor_sees_nothing_where_public_pages_are_off(
    database: Session, partnerships: list[Partnership]
) -> None:
    token = permissions.visitors_welcome.set(False)

    seen = database.scalars(queries.visible_to(None)).all()

    permissions.visitors_welcome.reset(token)
    assert partnerships
    assert seen == []


def test_former_members_do_not_see_inside_any_more(database: Session) -> None:
    partnership = make_partnership(database, visibility=Visibility.TEAM)
    member = make_member(partnership, make_user(database), TeamRole.EDITOR)
    person = member.user

    team.remove_member(member, by=None)

    assert not can(person, Permission.PARTNERSHIP_READ, partnership)
    assert person in {former.user for former in partnership.team}
