"""Reading ahead: while one portion of a long answer is worked on, a server makes the next one.

Without it a server waits while we work and we wait while it works, one portion after another.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any


@cache
def reading_ahead(cursor: type[Any]) -> type[Any]:
    """The same class of cursors of a server, whose ``fetchmany`` asks for the next rows before they are wanted.

    What was asked for comes over the connection of the cursor, which takes one question at a time; others wait for it.
    """

    class ReadingAhead(cursor):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self._rows: list[Any] = []
            """Those that came and were not taken."""
            self._coming: Future[list[Any]] | None = None
            self._helper: ThreadPoolExecutor | None = None

        def fetchmany(self, size: int = 0) -> list[Any]:
            size = size or self.arraysize
            rows = self._arrived()
            if len(rows) < size:
                rows += super().fetchmany(size - len(rows))
            taken, self._rows = rows[:size], rows[size:]
            if len(taken) == size and not self._rows:
                self._helper = self._helper or ThreadPoolExecutor(1, "reading-ahead")
                self._coming = self._helper.submit(super().fetchmany, size)
            return taken

        def fetchone(self) -> Any:
            self._rows = self._arrived()
            return self._rows.pop(0) if self._rows else super().fetchone()

        def fetchall(self) -> list[Any]:
            rows, self._rows = self._arrived(), []
            return rows + super().fetchall()

        def close(self) -> None:
            if self._helper is not None:
                self._helper.shutdown()  # waits for what was asked for
                self._coming = self._helper = None
            super().close()

        def _arrived(self) -> list[Any]:
            coming, self._coming = self._coming, None
            return self._rows if coming is None else self._rows + coming.result()

    return ReadingAhead
