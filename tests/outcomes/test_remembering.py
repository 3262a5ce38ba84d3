"""Figures are remembered while nothing changes, shown to nobody who sees less, and those counted in advance equal a full count."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_admin, make_alumnus, make_programme_staff
from tests.factories.projects import make_member, make_partnership
from tracker.accounts.models import User
from tracker.database import at, utc_now
from tracker.extensions import db
from tracker.outcomes import keeping, remembering, telling
from tracker.outcomes.asked import Asked
from tracker.outcomes.models import KeptFigures
from tracker.outcomes.remembering import Shown, memory, shown, turns
from tracker.outcomes.terms import Chapter, Grouping
from tracker.partners.terms import Sector
from tracker.projects.services import record
from tracker.projects.terms import Stage, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from contextlib import AbstractContextManager

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.visitor import Visitor
    from tracker.outcomes.tables import Kept


@pytest.fixture(autouse=True)
def remembers(app: Flask) -> Iterator[None]:
    memory.clear()
    remembering.recent_ones.clear()
    app.config["REMEMBER_FIGURES"] = True
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield
    app.config["REMEMBER_FIGURES"] = False
    memory.clear()
    remembering.recent_ones.clear()


def counted(database: Session, user: User, chapter: Chapter = Chapter.FUNNEL) -> Shown:
    return shown(chapter, Asked(database, user, utc_now().date(), {}), None, Grouping.NOTHING)


def reached(found: Shown) -> int:
    figure = found.kept.by_code("reached")
    assert figure is not None
    return sum(int(str(row.cells[0].value)) for row in figure.rows)


def test_what_did_not_change_is_not_counted_again(
    database: Session, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    make_partnership(database)
    staff = make_programme_staff(database)
    first = counted(database, staff)
    with count_queries() as queries:
        again = counted(database, staff)

    assert again.kept is first.kept
    assert len(queries) <= 7, "the stamp, what the reader sees, and the names of the regions"


def test_every_entry_of_history_makes_it_count_again(database: Session) -> None:
    staff = make_programme_staff(database)
    made = make_partnership(database)
    first = counted(database, staff).kept
    before = reached(counted(database, staff))
    record.edit(made, by=made.created_by, title="Another title")
    assert counted(database, staff).kept is not first
    make_partnership(database)

    assert reached(counted(database, staff)) == before + 1


def test_a_change_in_another_process_shows_at_once(
    sign_in: Callable[..., Visitor], database: Session
) -> None:
    staff = sign_in(make_programme_staff(database))
    make_partnership(database)
    before = staff.visit("/programme").texts(".number-value")[0]
    make_partnership(database)

    assert int(staff.visit("/programme").texts(".number-value")[0]) == int(before) + 1


def test_nobody_is_shown_what_was_counted_for_somebody_who_sees_more(database: Session) -> None:
    hidden = make_partnership(database, visibility=Visibility.TEAM)
    make_partnership(database)
    staff, insider = make_programme_staff(database), make_programme_staff(database)
    make_member(hidden, insider)

    assert [reached(counted(database, who)) for who in (make_admin(database), insider, staff)] == [2, 2, 1]


def rebuilt(database: Session) -> None:
    for _key, _milliseconds in remembering.rebuild(database):
        database.flush()


def test_what_is_counted_in_advance_equals_a_full_count(database: Session) -> None:
    make_partnership(database, partners=[Sector.BUSINESS, Sector.NONPROFIT])
    make_partnership(database, visibility=Visibility.TEAM)
    rebuilt(database)

    assert {is_equal for _key, is_equal in remembering.verify(database)} == {True}
    for row in database.scalars(select(KeptFigures)):
        for plain in row.figures:
            assert keeping.as_plain(keeping.from_plain(plain), with_links=True) == plain


def test_verify_notices_a_kept_figure_that_is_wrong_and_one_that_is_old(database: Session) -> None:
    made = make_partnership(database)
    rebuilt(database)
    made.stage = Stage.EVERYDAY  # behind the history's back
    database.flush()
    assert False in {is_equal for _key, is_equal in remembering.verify(database)}

    make_partnership(database)
    assert {is_equal for _key, is_equal in remembering.verify(database)} == {None}


def test_figures_counted_in_advance_are_shown_while_they_are_current(database: Session) -> None:
    make_partnership(database)
    rebuilt(database)
    memory.clear()
    found = counted(database, make_programme_staff(database), Chapter.NETWORK)

    asked = Asked(database, make_programme_staff(database), utc_now().date(), {})
    assert found.kept.figures == telling.told(Chapter.NETWORK, asked).figures
    assert found.counted_at is None


def make_slow(database: Session) -> None:
    for row in database.scalars(select(KeptFigures)):
        row.milliseconds = 5000
    database.flush()


def test_where_counting_takes_long_figures_are_shown_an_hour_old_with_their_time(
    sign_in: Callable[..., Visitor], database: Session
) -> None:
    staff = sign_in(make_programme_staff(database))
    with at(utc_now().replace(hour=9)):
        make_partnership(database)
        rebuilt(database)
    make_slow(database)
    memory.clear()
    make_partnership(database)
    with at(utc_now().replace(hour=9, minute=30)):
        page = staff.visit("/programme")
        assert "something has been recorded since" in page
        assert page.texts(".number-value")[0] == "1"
        assert staff.visit("/programme?anew=1").texts(".number-value")[0] == "2"
    with at(utc_now().replace(hour=9) + timedelta(hours=2)):
        assert staff.visit("/programme").texts(".number-value")[0] == "2"


def test_where_counting_is_quick_nothing_old_is_shown(database: Session) -> None:
    make_partnership(database)
    rebuilt(database)
    for row in database.scalars(select(KeptFigures)):
        row.milliseconds = 10
    memory.clear()
    make_partnership(database)

    assert reached(counted(database, make_programme_staff(database))) == 2


def test_what_takes_long_is_shown_for_an_hour_and_then_counted_again(
    database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = make_programme_staff(database)
    make_partnership(database)
    given = iter(range(10))

    def ask(*, anew: bool = False) -> tuple[int, bool]:
        asked = Asked(database, staff, utc_now().date(), {})
        value, counted_at = remembering.recent("test", asked, lambda: next(given), anew=anew)
        return value, counted_at is not None

    morning = utc_now().replace(hour=9)
    with at(morning):
        assert [ask(), ask()] == [(0, False), (0, False)]
        make_partnership(database)
        assert ask() == (1, False), "what is quick is counted after every change"
        monkeypatch.setattr(remembering, "SLOW", -1)
        make_partnership(database)
        assert ask() == (1, True)
        assert ask(anew=True) == (2, False)
        make_partnership(database)
    with at(morning + timedelta(hours=2)):
        assert ask() == (3, False)


def test_what_was_hidden_since_it_was_counted_is_not_named(
    sign_in: Callable[..., Visitor], database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "SLOW", -1)
    made = make_partnership(database, title="Soon a secret of its team")
    staff = sign_in(make_programme_staff(database))
    with at(utc_now().replace(hour=9)):
        assert made.title in staff.visit("/programme/quality")
        record.set_visibility(made, Visibility.TEAM, by=made.created_by)
        page = staff.visit("/programme/quality")

    assert "something has been recorded since" in page
    assert made.title not in page


def test_nobody_is_named_in_what_is_kept(database: Session) -> None:
    make_partnership(database, by=make_alumnus(database, name="Zinaida Namedova"))
    rebuilt(database)

    assert "Namedova" not in str([row.figures for row in database.scalars(select(KeptFigures))])


def test_data_quality_is_written_once_and_anew_when_a_name_on_it_changes(
    sign_in: Callable[..., Visitor],
    database: Session,
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    broker = make_alumnus(database, name="Zinaida Formerly")
    make_partnership(database, by=broker)
    database.commit()
    staff = sign_in(make_programme_staff(database))
    staff.visit("/programme/quality")
    with count_queries() as queries:
        assert "Zinaida Formerly" in staff.visit("/programme/quality")
    broker.name = "Zinaida Newly"
    database.commit()

    page = staff.visit("/programme/quality")

    assert len(queries) < 20, "nothing is counted, and none of the records is read"
    assert "Zinaida Newly" in page
    assert "Zinaida Formerly" not in page


class AtOnce:
    """Readers with a connection each; the first one goes on counting until so many wait for it."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch, *, until_waiting: int) -> None:
        self.app, self.until_waiting = app, until_waiting
        self.counted = 0
        self.connections = 0
        self._tell = telling.told
        monkeypatch.setattr(telling, "told", self._told)
        with app.app_context():
            make_partnership(db.session())
            self.reader = make_programme_staff(db.session()).id
            db.session.commit()

    def _told(self, *given: Any) -> Kept:
        self.counted += 1
        if self.counted == 1:
            while turns.waiting < self.until_waiting:
                time.sleep(0.001)
            self.connections = db.engine.pool.checkedout()  # type: ignore[attr-defined]  # a pool with a limit
        return self._tell(*given)

    def ask(self, pool: ThreadPoolExecutor) -> Future[Shown]:
        """The first one is at work when this returns."""
        asked = pool.submit(self._ask)
        while not self.counted:
            time.sleep(0.001)
        return asked

    def _ask(self) -> Shown:
        with self.app.test_request_context(headers={"Accept-Language": "en"}):
            try:
                return counted(db.session(), db.session.get_one(User, self.reader))
            finally:
                db.session.remove()


def test_what_several_ask_for_at_once_is_counted_once_and_who_waits_holds_no_connection(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = AtOnce(own_app, monkeypatch, until_waiting=7)
    with ThreadPoolExecutor(8) as pool:
        found = [readers.ask(pool) for _reader in range(8)]

    assert {id(each.result().kept) for each in found} == {id(found[0].result().kept)}
    assert readers.counted == readers.connections == 1


def test_what_was_recorded_while_somebody_counts_is_seen_by_all_who_ask_afterwards(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = AtOnce(own_app, monkeypatch, until_waiting=3)
    with ThreadPoolExecutor(4) as pool:
        first = readers.ask(pool)
        with own_app.app_context():
            make_partnership(db.session())
            db.session.commit()
        later = [readers.ask(pool) for _reader in range(3)]

    assert reached(first.result()) in {1, 2}
    assert [reached(each.result()) for each in later] == [2, 2, 2]
