"""What packages above let people do with an entry of the history, by a button beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.history.models import Entry
    from tracker.projects.models import Partnership


@dataclass(frozen=True, slots=True)
class Action:
    """A button: its words, and the address that the press is sent to."""

    label: str
    icon: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)


ACTIONS: list[Callable[[Partnership, User, Sequence[Entry]], Mapping[int, Action]]] = []
"""Each gives the buttons of some entries, by their ids, for a reader who may press them; filled by packages above."""


def actions_of(partnership: Partnership, user: User, entries: Sequence[Entry]) -> dict[int, list[Action]]:
    """The buttons of these entries for one reader, by the ids of the entries."""
    found: dict[int, list[Action]] = {}
    for make in ACTIONS:
        for entry_id, action in make(partnership, user, entries).items():
            found.setdefault(entry_id, []).append(action)
    return found
