"""Whether a partnership lives, and what is said about its end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects.models import Partnership
from tracker.projects.services import checklist, life, record, team
from tracker.projects.terms import ChecklistItem, ItemState, LifeSign, PartnershipState, Stage, TeamRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

TODAY = utc_now().date()


@pytest.fixture
def broker(database: Session) -> Any:
    return make_alumnus(database)


@pytest.fixture
def partnership(database: Session, broker: Any) -> Iterator[Partnership]:
    with force_locale("en"):
        yield make_partnership(database, by=broker)


def last_entry(database: Session, partnership: Partnership) -> Entry:
    query = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc()).limit(1)
    return database.scalars(query).one()


@pytest.mark.parametrize(
    ("alive_on", "sign"),
    [
        (date(2026, 8, 31), LifeSign.GREEN),
        (date(2026, 2, 28), LifeSign.GREEN),
        (date(2026, 2, 27), LifeSign.YELLOW),
        (date(2025, 8, 31), LifeSign.YELLOW),
        (date(2025, 8, 30), LifeSign.RED),
    ],
)
def test_silence_of_six_months_is_yellow_and_of_twelve_red(
    database: Session, partnership: Partnership, alive_on: date, sign: LifeSign
) -> None:
    today = date(2026, 8, 31)
    partnership.alive_on = alive_on
    database.flush()

    found = {
        each
        for each in LifeSign
        if database.scalar(
            select(Partnership.id).where(Partnership.id == partnership.id, life.life_clause(each, today))
        )
    }

    assert life.life_sign(partnership, today) is sign
    assert found == {sign}


@pytest.mark.parametrize(("stale", "silent"), [(1, 2), (3, 3), (12, 6)])
def test_the_limits_are_those_of_the_installation_and_the_query_agrees(
    database: Session, partnership: Partnership, stale: int, silent: int
) -> None:
    for days in range(0, 400, 7):
        partnership.alive_on = TODAY - timedelta(days=days)
        database.flush()
        sign = life.life_sign(partnership, TODAY, stale, silent)

        found = [
            each
            for each in LifeSign
            if database.scalar(
                select(Partnership.id).where(
                    Partnership.id == partnership.id, life.life_clause(each, TODAY, stale, silent)
                )
            )
        ]

        assert found == [sign]


def test_saying_that_it_still_runs_is_a_sign_of_life_in_the_history(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    partnership.alive_on = TODAY - timedelta(days=500)
    database.flush()

    life.confirm_alive(partnership, by=broker)

    database.refresh(partnership)
    assert partnership.alive_on == TODAY
    assert last_entry(database, partnership).kind is EntryKind.ALIVE_CONFIRMED


def test_marking_a_step_is_a_sign_of_life_too(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    partnership.alive_on = TODAY - timedelta(days=500)
    database.flush()

    checklist.mark(partnership, ChecklistItem.GAPS_FILLED, ItemState.DONE, by=broker)

    database.refresh(partnership)
    assert partnership.alive_on == TODAY


def test_a_partnership_ends_from_any_stage_with_day_and_reason(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    partnership.visits[0].entered_on = TODAY - timedelta(days=30)

    life.end(partnership, by=broker, on=TODAY - timedelta(days=5), reason="The school closed")

    entry = last_entry(database, partnership)
    assert partnership.state is PartnershipState.ENDED
    assert partnership.stage is Stage.START
    assert partnership.visits[-1].left_on == partnership.ended_on == TODAY - timedelta(days=5)
    assert (entry.kind, entry.happened_on, entry.part("reason")) == (
        EntryKind.ENDED,
        TODAY - timedelta(days=5),
        "The school closed",
    )
    assert partnership.brokers == [broker]


def test_a_partnership_that_ended_before_it_was_written_down_can_say_so(
    partnership: Partnership, broker: Any
) -> None:
    life.end(partnership, by=broker, on=TODAY - timedelta(days=900), reason="Long ago")

    assert partnership.ended_on == TODAY - timedelta(days=900)
    assert partnership.visits[-1].days(TODAY) == 0


def test_an_end_is_not_to_come_and_not_before_the_beginning(partnership: Partnership, broker: Any) -> None:
    partnership.started_on = TODAY - timedelta(days=10)

    for day in (TODAY + timedelta(days=1), TODAY - timedelta(days=11)):
        with pytest.raises(DomainError) as refusal:
            life.end(partnership, by=broker, on=day, reason="Over")

        assert refusal.value.field == "on"


def test_an_end_wants_a_reason(partnership: Partnership, broker: Any) -> None:
    with pytest.raises(DomainError) as refusal:
        life.end(partnership, by=broker, on=TODAY, reason=" ")

    assert refusal.value.field == "reason"


def test_what_has_ended_neither_ends_again_nor_runs_still(partnership: Partnership, broker: Any) -> None:
    life.end(partnership, by=broker, on=TODAY, reason="Over")

    with pytest.raises(WrongState):
        life.end(partnership, by=broker, on=TODAY, reason="Over again")
    with pytest.raises(WrongState):
        life.confirm_alive(partnership, by=broker)


def test_a_broker_reopens_with_a_reason_and_the_end_stays_in_the_history(
    database: Session, partnership: Partnership, broker: Any
) -> None:
    life.end(partnership, by=broker, on=TODAY, reason="Over")
    with pytest.raises(DomainError):
        life.reopen(partnership, by=broker, reason="")

    life.reopen(partnership, by=broker, reason="A grant came")

    entry = last_entry(database, partnership)
    assert partnership.is_active
    assert [visit.left_on for visit in partnership.visits] == [TODAY, None]
    assert entry.changes == {"ended_on": {"old": TODAY.isoformat(), "new": None}}
    assert entry.part("reason") == "A grant came"


def test_what_runs_is_not_reopened(partnership: Partnership, broker: Any) -> None:
    with pytest.raises(WrongState):
        life.reopen(partnership, by=broker, reason="Why not")


def test_what_lies_in_the_archive_is_brought_back_first(partnership: Partnership, broker: Any) -> None:
    life.end(partnership, by=broker, on=TODAY, reason="Over")
    record.archive(partnership, by=broker, reason="Tidy")

    with pytest.raises(WrongState):
        life.reopen(partnership, by=broker, reason="A grant came")


# --- pages ------------------------------------------------------------------------------------------------------------


def test_still_running_is_one_click_and_leads_back(
    partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    visitor = sign_in(broker)
    page = visitor.visit(f"/partnerships/{partnership.id}/cycle")

    after = visitor.submit(page, form=f"form[action='/partnerships/{partnership.id}/alive']")

    assert "Today is noted as the last sign of life." in after
    assert after.address == f"/partnerships/{partnership.id}/cycle"


def test_a_reader_does_not_say_whether_it_runs(
    database: Session, partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    reader = make_alumnus(database)
    team.add_member(partnership, reader, TeamRole.READER, by=broker)

    assert sign_in(reader).is_refused(f"/partnerships/{partnership.id}/alive", method="POST")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_broker_ends_a_partnership_and_reopens_it(
    partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor], language: str
) -> None:
    visitor = sign_in(broker, language=language)
    page = visitor.visit(f"/partnerships/{partnership.id}/cycle/end")

    ended = visitor.submit(page, reason="The school closed")
    reopened = visitor.submit(
        visitor.visit(f"/partnerships/{partnership.id}/cycle/reopen"), reason="A new school"
    )

    assert not ended.select("form[action*='/alive']")
    assert reopened.select("form[action*='/alive']")


def test_the_pages_of_what_has_ended_say_so(
    partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    visitor = sign_in(broker)
    life.end(partnership, by=broker, on=TODAY, reason="Over")

    for rest in ("end", "decision", "move?to=partners", "steps/problem_stated", "habits", "habits/no_blame"):
        visitor.visit(f"/partnerships/{partnership.id}/cycle/{rest}")
    assert "so its cycle rests" in visitor.visit(f"/partnerships/{partnership.id}/cycle/end")
