"""Letters about saved views: what is new, once, only what the reader may see, and none after "stop"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tests.factories.accounts import make_alumnus, make_official, make_programme_staff
from tests.factories.projects import make_partnership
from tests.factories.resources import make_commitment
from tests.factories.territory import make_view
from tracker.database import at
from tracker.notices import commands, digests, letters
from tracker.notices.models import DigestLetter
from tracker.notices.terms import LetterState
from tracker.projects.filters import Limits
from tracker.projects.services import life, record, stages
from tracker.projects.terms import Field, Stage, Visibility
from tracker.territory.looking import look
from tracker.territory.news import News, news_of
from tracker.territory.terms import Frequency

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask_mailman import EmailMultiAlternatives
    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.accounts.models import User

MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)
LAST_WEEK = MONDAY - timedelta(days=3)


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    with force_locale("en"):
        yield


@pytest.fixture
def outbox(app: Flask, database: Session) -> list[EmailMultiAlternatives]:
    app.extensions["mailman"].outbox = []
    sent: list[EmailMultiAlternatives] = app.extensions["mailman"].outbox
    return sent


@pytest.fixture
def official(database: Session) -> User:
    return make_official(database, "RU-ALT", email="official@example.org", name="Сергей")


@pytest.fixture
def run(app: Flask, database: Session) -> Callable[..., tuple[int, int]]:
    """One run of the command on a day."""

    def send(day: datetime = MONDAY) -> tuple[int, int]:
        with app.test_request_context(), at(day):
            return commands.send_due(Limits())

    return send


def recorded(database: Session, day: datetime = LAST_WEEK, **given: Any) -> Any:
    with at(day):
        return make_partnership(database, **{"visibility": Visibility.REGION, **given})


def news(
    database: Session, user: User, since: datetime = MONDAY - timedelta(days=7), **arguments: Any
) -> News:
    looking = look(user, arguments, today=MONDAY.date(), limits=Limits())
    return news_of(database, looking, since=since, until=MONDAY)


# --- what is told -----------------------------------------------------------------------------------------------------


def test_what_was_recorded_since_is_new_and_what_was_before_is_not(database: Session, official: User) -> None:
    recorded(database, title="Родники")
    recorded(database, MONDAY - timedelta(days=30), title="Марафон")

    assert [item.title for item in news(database, official).new] == ["Родники"]


def test_what_was_opened_to_officials_since_is_new_to_them(database: Session, official: User) -> None:
    made = recorded(database, MONDAY - timedelta(days=60), title="Школа", visibility=Visibility.PROGRAMME)
    staff = make_programme_staff(database)
    with at(LAST_WEEK):
        record.set_visibility(made, Visibility.REGION, by=made.created_by)

    assert [item.title for item in news(database, official).new] == ["Школа"]
    assert not news(database, staff).new


def test_a_move_is_told_once_from_where_to_where(database: Session, official: User) -> None:
    made = recorded(database, MONDAY - timedelta(days=60))
    with at(LAST_WEEK):
        stages.move(made, Stage.PARTNERS, by=made.created_by, reason="Пора")
        stages.move(made, Stage.COMMITMENTS, by=made.created_by, reason="Пора")

    (moved,) = news(database, official).moved

    assert (moved.before, moved.stage) == (Stage.START, Stage.COMMITMENTS)


def test_what_ended_is_told_though_the_view_shows_active_ones(database: Session, official: User) -> None:
    made = recorded(database, MONDAY - timedelta(days=60))
    with at(LAST_WEEK):
        life.end(made, by=made.created_by, on=LAST_WEEK.date(), reason="Сделано")

    assert [item.id for item in news(database, official).ended] == [made.id]
    assert not news(database, official).new


def test_a_promise_is_told_when_its_day_passes_and_not_again(database: Session, official: User) -> None:
    made = recorded(database, MONDAY - timedelta(days=60))
    with at(MONDAY - timedelta(days=50)):
        make_commitment(made, description="Контейнеры", due_on=LAST_WEEK.date())
        make_commitment(made, description="Давно", due_on=MONDAY.date() - timedelta(days=40))
        make_commitment(made, description="Сегодня", due_on=MONDAY.date())

    assert [item.commitment for item in news(database, official).overdue] == ["Контейнеры"]
    assert not news(database, official, since=MONDAY - timedelta(days=1)).overdue


def test_the_filter_of_the_view_holds(database: Session, official: User) -> None:
    recorded(database, title="Спорт", main_field=Field.SPORT)
    recorded(database, title="Экология", main_field=Field.ENVIRONMENT)

    assert [item.title for item in news(database, official, field=["sport"]).new] == ["Спорт"]


@pytest.mark.parametrize("visibility", [Visibility.TEAM, Visibility.PROGRAMME])
def test_nothing_is_told_of_what_the_reader_may_not_see(
    database: Session, official: User, visibility: Visibility
) -> None:
    made = recorded(database, visibility=visibility, title="Скрыто")
    recorded(database, regions=["RU-TOM"], visibility=Visibility.PUBLIC, title="Не здесь")
    with at(LAST_WEEK + timedelta(hours=1)):
        make_commitment(made, due_on=LAST_WEEK.date())
        stages.move(made, Stage.PARTNERS, by=made.created_by, reason="Пора")

    assert not news(database, official)


def test_what_counts_is_what_the_reader_may_see_when_the_letter_is_sent(
    database: Session, official: User, run: Callable[..., Any], outbox: list[EmailMultiAlternatives]
) -> None:
    """A partnership that was open when the view was saved, and is closed by now, is not in the letter."""
    make_view(database, official)
    made = recorded(database, title="Передумали")
    recorded(database, title="Открыто")
    with at(LAST_WEEK + timedelta(hours=1)):
        record.set_visibility(made, Visibility.TEAM, by=made.created_by)

    run()

    assert "Открыто" in outbox[0].body
    assert "Передумали" not in outbox[0].body


# --- once -------------------------------------------------------------------------------------------------------------


def test_a_repeated_run_sends_nothing_twice(
    database: Session, official: User, run: Callable[..., Any], outbox: list[EmailMultiAlternatives]
) -> None:
    make_view(database, official)
    recorded(database)

    assert [run(), run(), run(MONDAY + timedelta(days=4))] == [(1, 0), (0, 0), (0, 0)]
    assert len(outbox) == 1


def test_the_next_letter_goes_on_where_the_last_one_ended(
    database: Session, official: User, run: Callable[..., Any], outbox: list[EmailMultiAlternatives]
) -> None:
    make_view(database, official)
    recorded(database, title="Раньше")
    run()
    recorded(database, MONDAY + timedelta(days=2), title="Позже")

    run(MONDAY + timedelta(days=7))

    assert len(outbox) == 2
    assert "Позже" in outbox[1].body
    assert "Раньше" not in outbox[1].body


def test_a_quiet_week_brings_no_letter_and_is_not_told_later_either(
    database: Session, official: User, run: Callable[..., Any], outbox: list[EmailMultiAlternatives]
) -> None:
    make_view(database, official)

    assert run() == (0, 0)

    row = database.scalars(select(DigestLetter)).one()
    assert (row.state, row.until) == (LetterState.EMPTY, MONDAY)
    assert outbox == []


def test_a_monthly_view_is_told_once_a_month(
    database: Session, official: User, run: Callable[..., Any], outbox: list[EmailMultiAlternatives]
) -> None:
    make_view(database, official, frequency=Frequency.MONTHLY)
    recorded(database)

    assert [run(), run(MONDAY + timedelta(days=7))] == [(1, 0), (0, 0)]
    assert digests.period_of(Frequency.MONTHLY, MONDAY) == "2026-11"


def test_a_letter_that_no_server_takes_is_tried_again(
    database: Session,
    official: User,
    run: Callable[..., Any],
    outbox: list[EmailMultiAlternatives],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_view(database, official)
    recorded(database)

    with monkeypatch.context() as broken:
        broken.setattr(letters, "send", lambda _due: (_ for _ in ()).throw(OSError("no server")))
        assert run() == (0, 1)

    assert run() == (1, 0)
    assert len(outbox) == 1


def test_a_letter_that_was_begun_and_not_finished_is_not_sent_again(
    database: Session, official: User, run: Callable[..., Any], outbox: list[EmailMultiAlternatives]
) -> None:
    view = make_view(database, official)
    recorded(database)
    database.add(
        DigestLetter(
            saved_view_id=view.id,
            user_id=official.id,
            period="2026-W48",
            since=LAST_WEEK,
            until=MONDAY,
            state=LetterState.BEGUN,
        )
    )
    database.flush()

    assert run() == (0, 0)
    assert outbox == []


@pytest.mark.parametrize("change", ["never", "inactive", "no role"])
def test_who_did_not_ask_or_may_not_look_any_more_has_no_letter(
    database: Session,
    official: User,
    run: Callable[..., Any],
    outbox: list[EmailMultiAlternatives],
    change: str,
) -> None:
    view = make_view(database, official)
    recorded(database)
    if change == "never":
        view.frequency = Frequency.NEVER
    elif change == "inactive":
        official.active = False
    else:
        official.roles = []

    run()

    assert outbox == []


# --- the letter -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Moved on or back: 1"), ("ru", "Перешли на другой этап: 1")]
)
def test_the_letter_is_in_the_language_of_its_reader_as_text_and_html(
    database: Session,
    official: User,
    run: Callable[..., Any],
    outbox: list[EmailMultiAlternatives],
    language: str,
    word: str,
) -> None:
    official.language = language
    make_view(database, official, name="Мой край")
    made = recorded(database, title="Родники")
    with at(LAST_WEEK + timedelta(hours=2)):
        stages.move(made, Stage.PARTNERS, by=made.created_by, reason="Пора")
        make_commitment(made, description="Контейнеры", due_on=LAST_WEEK.date())
        ended = recorded(database, title="Конец")
        life.end(ended, by=ended.created_by, on=LAST_WEEK.date(), reason="Сделано")

    run()

    (letter,) = outbox
    assert letter.to == ["official@example.org"]
    assert "Мой край" in letter.subject
    for text in (letter.body, str(letter.alternatives[0][0])):
        assert word in text
        for each in ("Родники", "Контейнеры", "Конец", f"/partnerships/{made.id}", "/letters/"):
            assert each in text
    assert letter.extra_headers["List-Unsubscribe"].startswith("<http")


def test_the_link_in_the_letter_stops_it_after_one_more_press(
    app: Flask, database: Session, official: User, as_guest: Visitor
) -> None:
    view = make_view(database, official, name="Мой край")
    with app.test_request_context():
        address = "/letters/" + letters.stop_address(view).split("/letters/")[1]

    page = as_guest.visit(address)
    assert view.frequency is Frequency.WEEKLY, "only looking at the link changes nothing"

    done = as_guest.submit(page)
    assert "No more letters about “Мой край”" in done
    assert view.frequency is Frequency.NEVER


def test_a_made_up_link_stops_nothing(database: Session, official: User, as_guest: Visitor) -> None:
    make_view(database, official)

    assert "leads to no saved view" in as_guest.visit("/letters/made-up/stop", status=404)


def test_a_link_of_somebody_else_stops_nothing(
    app: Flask, database: Session, official: User, as_guest: Visitor
) -> None:
    view = make_view(database, official)
    with app.test_request_context():
        address = "/letters/" + letters.stop_address(view).split("/letters/")[1]
    view.user = make_official(database, "RU-ALT")

    as_guest.visit(address, status=404)


def test_the_command_needs_to_know_where_tracker_is(app: Flask, database: Session) -> None:
    result = app.test_cli_runner().invoke(args=["digests", "send"])

    assert result.exit_code == 2
    assert "TRACKER_BASE_URL" in result.output


def test_an_alumnus_has_no_views_to_be_told_of(
    database: Session, run: Callable[..., Any], outbox: list[EmailMultiAlternatives]
) -> None:
    person = make_alumnus(database)
    make_view(database, person)
    recorded(database, by=person)

    run()

    assert outbox == []
