"""The pages of the cycle, and what two people see who move or mark at the same moment."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from tests.factories.accounts import make_alumnus
from tests.factories.projects import make_member, make_partnership
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.extensions import db
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.projects.models import Partnership, StageVisit
from tracker.projects.services import checklist, stages
from tracker.projects.terms import ChecklistItem, Stage, TeamRole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

TODAY = utc_now().date()


@pytest.fixture
def partnership(database: Session) -> Iterator[Partnership]:
    with force_locale("en"):
        yield make_partnership(database, title="Barnaul marathon")


def broker_of(partnership: Partnership) -> Any:
    return partnership.brokers[0]


def address(partnership: Partnership, rest: str = "") -> str:
    return f"/partnerships/{partnership.id}/cycle{rest}"


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("stage", Stage, ids=lambda stage: stage.code)
def test_the_cycle_page_opens_at_every_stage(
    partnership: Partnership, sign_in: Callable[..., Visitor], stage: Stage, language: str
) -> None:
    if stage is not Stage.START:
        stages.move(partnership, stage, by=broker_of(partnership), reason="On we go")

    page = sign_in(broker_of(partnership), language=language).visit(address(partnership))

    assert f"{stage.number}. {stage}" in page or language == "ru"
    assert len(page.select(".checklist-items")) == 6
    assert page.select(".next-step")


def test_a_reader_of_the_team_sees_the_cycle_and_changes_nothing(
    database: Session, partnership: Partnership, sign_in: Callable[..., Visitor]
) -> None:
    reader = make_alumnus(database)
    make_member(partnership, reader, TeamRole.READER)
    visitor = sign_in(reader)

    page = visitor.visit(address(partnership))

    assert not page.select("main form")
    for rest in (
        "/move",
        "/steps/problem_stated",
        "/habits",
        "/habits/no_blame",
        "/decision",
        "/end",
        "/reopen",
    ):
        assert visitor.is_refused(address(partnership, rest))


def test_an_editor_moves_and_marks_but_does_not_end(
    database: Session, partnership: Partnership, sign_in: Callable[..., Visitor]
) -> None:
    editor = make_alumnus(database)
    make_member(partnership, editor, TeamRole.EDITOR)
    visitor = sign_in(editor)

    visitor.visit(address(partnership, "/move"))

    for rest in ("/decision", "/end", "/reopen"):
        assert visitor.is_refused(address(partnership, rest))


def test_strangers_do_not_see_the_checklist(
    database: Session, partnership: Partnership, as_guest: Visitor, sign_in: Callable[..., Visitor]
) -> None:
    assert as_guest.is_refused(address(partnership))
    assert sign_in(make_alumnus(database)).is_refused(address(partnership))


def test_the_page_of_moving_names_the_open_steps_by_stage_before_one_moves(
    partnership: Partnership, sign_in: Callable[..., Visitor]
) -> None:
    visitor = sign_in(broker_of(partnership))
    page = visitor.visit(address(partnership, "/move?to=commitments"))
    assert "13 steps stay open" in page
    assert "Meet the right people there, both leaders and executors" in page

    refused = visitor.submit(page, form="form[method=post][action*='to=commitments']", reason="")
    moved = visitor.submit(
        refused, form="form[method=post][action*='to=commitments']", reason="The school year begins"
    )

    assert "Say in a few words why steps stay open." in refused
    assert "13 steps stayed open behind it" in moved
    assert "Reason: The school year begins" in moved


def test_going_back_is_called_normal(partnership: Partnership, sign_in: Callable[..., Visitor]) -> None:
    stages.move(partnership, Stage.BUILDING, by=broker_of(partnership), reason="Quick")

    page = sign_in(broker_of(partnership)).visit(address(partnership, "/move?to=partners"))

    assert "Going back is normal" in page
    assert not page.select(".notice-warning, .notice-error")


def test_whoever_moves_from_an_old_page_is_told_and_may_move_again(
    partnership: Partnership, sign_in: Callable[..., Visitor]
) -> None:
    visitor = sign_in(broker_of(partnership))
    page = visitor.visit(address(partnership, "/move?to=partners"))
    stages.move(partnership, Stage.BUILDING, by=broker_of(partnership), reason="Quick")

    told = visitor.submit(page, form="form[method=post][action*='to=partners']", reason="Slow")
    moved = visitor.submit(told, form="form[method=post][action*='to=partners']")

    assert "Meanwhile somebody else moved the partnership" in told
    assert "The partnership is now in the stage" in moved


def test_unknown_stages_rounds_and_steps_are_not_found(
    partnership: Partnership, sign_in: Callable[..., Visitor]
) -> None:
    visitor = sign_in(broker_of(partnership))

    for rest in (
        "?stage=moon",
        "?round=2",
        "?round=0",
        "/steps/moon",
        "/steps/no_blame",
        "/habits/problem_stated",
        "/move?to=moon",
    ):
        assert visitor.open(address(partnership, rest)).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_history_of_the_cycle(
    database: Session,
    partnership: Partnership,
    sign_in: Callable[..., Visitor],
    count_queries: Callable[[], Any],
) -> None:
    visitor = sign_in(broker_of(partnership))
    stages.move(partnership, Stage.EVERYDAY, by=broker_of(partnership), reason="It runs already")
    checklist.confirm_habit(partnership, ChecklistItem.NO_BLAME, by=make_alumnus(database))
    visitor.visit(address(partnership))
    with count_queries() as few:
        visitor.visit(address(partnership))
    for number in range(10):
        colleague = make_alumnus(database)
        checklist.confirm_habits(partnership, Stage.EVERYDAY.items, by=colleague, note=str(number))
        partnership.visits.append(
            StageVisit(stage=Stage.EVERYDAY, round=1, entered_on=TODAY, left_on=TODAY, entered_by=colleague)
        )

    with count_queries() as many:
        visitor.visit(address(partnership))

    assert len(many) <= len(few)


# --- two at once ------------------------------------------------------------------------------------------------------


def test_two_people_who_move_at_the_same_moment_move_once(own_app: Flask) -> None:
    number, user_id = kept(own_app)
    answers = both_post(
        own_app, user_id, f"/partnerships/{number}/cycle/move?to=partners", seen="start", reason="Haste"
    )

    assert sorted(answers) == [200, 303]
    with own_app.app_context():
        moved = db.session.get(Partnership, number)
        assert moved is not None
        assert [visit.stage for visit in moved.visits] == [Stage.START, Stage.PARTNERS]


def test_two_people_who_mark_one_step_at_the_same_moment_lose_nothing(own_app: Flask) -> None:
    number, user_id = kept(own_app)
    path = f"/partnerships/{number}/cycle/steps/gaps_filled"
    answers = both_post(own_app, user_id, path, **{"gaps_filled-state": "done", "gaps_filled-seen": "0"})

    assert sorted(answers) == [200, 303]
    with own_app.app_context():
        marked = db.session.get(Partnership, number)
        assert marked is not None
        assert [mark.item for mark in marked.marks] == [ChecklistItem.GAPS_FILLED]
        query = select(func.count()).where(
            Entry.book_id == marked.book_id, Entry.kind == EntryKind.ITEM_MARKED
        )
        assert db.session.scalar(query) == 1


def kept(app: Flask) -> tuple[int, str]:
    """A partnership that everybody sees, and how its broker is known to a session."""
    with app.app_context():
        broker = make_alumnus(db.session())
        partnership = make_partnership(db.session(), by=broker)
        db.session.commit()
        return partnership.id, broker.get_id()


def both_post(app: Flask, user_id: str, path: str, **fields: str) -> list[int]:
    """Two browsers of one person send the same form at the same moment; the statuses of the answers."""
    app.config["WTF_CSRF_ENABLED"] = False
    starting, answers = threading.Barrier(2), list[int]()

    def post() -> None:
        client = app.test_client()
        with client.session_transaction() as session:
            session.update({"_user_id": user_id, "_fresh": True})
        starting.wait(timeout=30)
        answers.append(client.post(path, data={"on": TODAY.isoformat(), **fields}).status_code)

    browsers = [threading.Thread(target=post) for _ in range(2)]
    for browser in browsers:
        browser.start()
    for browser in browsers:
        browser.join()
    return answers
