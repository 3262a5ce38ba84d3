"""The clock of the tests. It goes as any other, but no midnight passes while they run: many of them know what day it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tracker import database

if TYPE_CHECKING:
    from contextvars import ContextVar, Token

LONGEST_RUN = timedelta(hours=6)


def how_much_earlier(begun: datetime) -> timedelta:
    """A run that could last until tomorrow takes place some hours earlier than it does."""
    return LONGEST_RUN if (begun + LONGEST_RUN).date() != begun.date() else timedelta(0)


class Earlier:
    """Stands in for ``tracker.database.moment``: where no test has set an instant, it is that much earlier than it is."""

    def __init__(self, moment: ContextVar[datetime | None], earlier: timedelta) -> None:
        self.moment = moment
        self.earlier = earlier

    def get(self) -> datetime:
        return self.moment.get() or datetime.now(UTC) - self.earlier

    def set(self, instant: datetime | None) -> Token[datetime | None]:
        return self.moment.set(instant)

    def reset(self, token: Token[datetime | None]) -> None:
        self.moment.reset(token)


def keep_the_day() -> None:
    """Let the day on which this process began be today until its end."""
    earlier = how_much_earlier(datetime.now(UTC))
    if earlier:
        database.moment = Earlier(database.moment, earlier)  # type: ignore[assignment]  # the same calls
