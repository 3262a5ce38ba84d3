"""The rows of a list say of each partnership exactly what its record says, and to each reader no more than the record would."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from tests.factories.accounts import make_alumnus, make_official, make_programme_staff
from tests.factories.projects import make_member, make_participation, make_partnership
from tracker.partners.terms import Sector
from tracker.permissions import Permission, can
from tracker.projects import filters, rows
from tracker.projects.filters import Filter
from tracker.projects.services import life, partners
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.projects.models import Partnership

TODAY = date(2026, 11, 20)


def shown(database: Session, user: User | None, chosen: Filter | None = None) -> dict[int, rows.ListRow]:
    """The rows of a list by the numbers of the partnerships."""
    found = (chosen or Filter(shown=filters.Shown.ANY)).select(user, TODAY)
    made = rows.rows_of(database, database.execute(rows.select_rows(found)).all(), user, today=TODAY)
    return {row.id: row for row in made}


@pytest.fixture
def several(database: Session) -> list[Partnership]:
    """One that runs, one that has ended without its last partner, one in the archive, one without partners."""
    running = make_partnership(
        database,
        title="Running",
        regions=("RU-ALT", "RU-TOM"),
        partners=(Sector.GOVERNMENT, Sector.NONPROFIT),
        visibility=Visibility.PUBLIC,
        municipality="Бийск",
    )
    gone = make_participation(running, Sector.BUSINESS)
    partners.partner_left(gone, by=running.created_by, reason="moved away", on=TODAY - timedelta(days=3))
    ended = make_partnership(
        database, title="Ended", partners=(Sector.BUSINESS,), visibility=Visibility.PROGRAMME, ended_on=TODAY
    )
    archived = make_partnership(
        database, title="Archived", visibility=Visibility.REGION, archived_at=running.created_at
    )
    empty = make_partnership(database, title="Empty", visibility=Visibility.TEAM)
    make_member(running, make_alumnus(database), TeamRole.BROKER)
    database.flush()
    return [running, ended, archived, empty]


def test_a_row_says_what_the_record_says(database: Session, several: list[Partnership]) -> None:
    found = shown(database, make_programme_staff(database))
    for partnership in several[:3]:
        row, database_says = found[partnership.id], partnership
        database.refresh(partnership)
        assert (row.title, row.stage, row.round) == (
            database_says.title,
            database_says.stage,
            database_says.round,
        )
        assert row.state is database_says.state
        assert row.municipality == database_says.municipality
        assert row.regions == tuple(region.short_name for region in database_says.regions)
        assert set(row.sectors) == database_says.sectors_on(TODAY)
    assert found[several[0].id].sectors == (Sector.GOVERNMENT, Sector.NONPROFIT)


def test_who_sees_only_the_public_part_reads_neither_broker_nor_sign_of_life(
    database: Session, several: list[Partnership]
) -> None:
    public = several[0]
    assert shown(database, None)[public.id].brokers == ()
    assert shown(database, None)[public.id].life_sign is None
    stranger = make_alumnus(database)
    assert shown(database, stranger)[public.id].brokers == ()
    inside = shown(database, make_programme_staff(database))[public.id]
    assert [broker.display_name for broker in inside.brokers] == [
        person.display_name for person in public.brokers
    ]
    assert len(inside.brokers) == 2
    assert inside.life_sign is life.life_sign(public, TODAY)


def test_rows_and_records_agree_for_everybody(database: Session, several: list[Partnership]) -> None:
    people = [
        None,
        make_alumnus(database),
        make_programme_staff(database),
        make_official(database, "RU-ALT"),
        make_official(database, "RU-MOW"),
        several[3].created_by,
    ]
    for user in people:
        found = shown(database, user)
        for partnership in several:
            assert (partnership.id in found) is can(user, Permission.PARTNERSHIP_READ, partnership)
            if partnership.id in found:
                sees_inside = can(user, Permission.PARTNERSHIP_INSIDE, partnership)
                assert bool(found[partnership.id].brokers) is sees_inside


def test_the_list_of_one_region_comes_in_the_order_of_the_whole_list(database: Session) -> None:
    staff = make_programme_staff(database)
    made = [
        make_partnership(database, regions=("RU-ALT", "RU-TOM"), on=TODAY - timedelta(days=days))
        for days in (40, 3, 90, 3)
    ]
    for partnership in made[:2]:
        partnership.alive_on = TODAY - timedelta(days=partnership.id % 7)
    database.flush()
    of_all = [
        number
        for number in shown(database, staff, Filter())
        if number in {partnership.id for partnership in made}
    ]
    assert list(shown(database, staff, Filter(regions=("RU-TOM",)))) == of_all
    assert list(shown(database, staff, Filter(regions=("RU-ALT",)))) == of_all


def test_a_row_costs_no_query_of_its_own(database: Session) -> None:
    staff = make_programme_staff(database)

    def statements() -> int:
        database.flush()
        database.expunge_all()
        counted: list[str] = []
        engine = database.get_bind()
        listen = lambda *arguments: counted.append(arguments[2])  # noqa: E731  # what an event calls
        event.listen(engine, "before_cursor_execute", listen)
        shown(database, staff)
        event.remove(engine, "before_cursor_execute", listen)
        return len(counted)

    make_partnership(database, partners=(Sector.BUSINESS,))
    statements()  # the regions are read once for all
    few = statements()
    for _number in range(5):
        make_partnership(database, partners=(Sector.BUSINESS, Sector.NONPROFIT))
    assert statements() == few
