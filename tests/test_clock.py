"""No midnight passes while the tests run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.clock import LONGEST_RUN, Earlier, how_much_earlier
from tracker import database
from tracker.database import at, utc_now

if TYPE_CHECKING:
    from contextvars import ContextVar


@pytest.mark.parametrize("hour", range(24))
def test_the_longest_run_ends_on_the_day_on_which_it_began(hour: int) -> None:
    begun = datetime(2026, 5, 3, hour, 59, tzinfo=UTC)
    first = begun - how_much_earlier(begun)

    assert first.date() == (first + LONGEST_RUN).date() == begun.date()


def test_in_the_evening_it_is_earlier_and_instants_that_a_test_sets_stay(
    plain_moment: ContextVar[datetime | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "moment", Earlier(plain_moment, timedelta(hours=6)))
    noon = datetime(2026, 5, 3, 12, tzinfo=UTC)

    behind = datetime.now(UTC) - utc_now()
    with at(noon):
        assert utc_now() == noon

    assert timedelta(hours=5, minutes=59) < behind < timedelta(hours=6, minutes=1)
    assert utc_now() < datetime.now(UTC) - timedelta(hours=5)


@pytest.fixture
def plain_moment() -> ContextVar[datetime | None]:
    """What the application itself asks."""
    return database.moment.moment if isinstance(database.moment, Earlier) else database.moment
