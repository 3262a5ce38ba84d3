"""The first page of the evaluation of a partnership: its parts, how far each is, and the one thing to do next.

Every package inside evaluation adds one part to ``PARTS``; the page asks each what it has to say to this reader.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.header import Panel
    from tracker.projects.models import Partnership


class PartName(enum.IntEnum):
    """The parts of an evaluation, in the order in which people come to them."""

    PLAN = enum.auto()
    INDICATORS = enum.auto()
    BENEFITS = enum.auto()
    SURVEYS = enum.auto()
    CONTRIBUTIONS = enum.auto()
    EXPERTS = enum.auto()
    REPORT = enum.auto()
    LESSONS = enum.auto()
    CONTINUATION = enum.auto()


class Progress(enum.Enum):
    """How far a part is."""

    NOT_BEGUN = "not_begun"
    UNDER_WAY = "under_way"
    DONE = "done"
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the evaluation as its first page shows it: what there is, in a sentence, and where it leads."""

    name: PartName
    title: str
    icon: str
    """A name from Tabler's set."""
    sentence: str
    """What there is already, or what the part is good for."""
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    progress: Progress = Progress.NOT_BEGUN
    next_step: str = ""
    """What to do next, as the words on a button; empty where nothing waits or the reader may not do it."""
    next_endpoint: str = ""
    next_values: dict[str, Any] = field(default_factory=dict)
    is_urgent: bool = False
    """Whether the next step should come before those of parts that stand above."""


PARTS: list[Callable[[Partnership, User, date], Part | None]] = []
"""Each makes one part for a reader who sees the inside; filled by the packages inside evaluation."""


def parts_of(partnership: Partnership, user: User, today: date) -> list[Part]:
    """The parts of the evaluation for one reader, in their order."""
    made = (make(partnership, user, today) for make in PARTS)
    return sorted((part for part in made if part is not None), key=lambda part: part.name)


def next_of(parts: Iterable[Part]) -> Part | None:
    """The part whose next step comes first: an urgent one, else the first that has one."""
    waiting = [part for part in parts if part.next_step]
    return next((part for part in waiting if part.is_urgent), waiting[0] if waiting else None)


PANELS: list[Callable[[Partnership, User, date], Panel | None]] = []
"""Each makes one panel below the parts, in the manner of the overview of a partnership; filled by the packages inside evaluation."""


def panels_of(partnership: Partnership, user: User, today: date) -> list[Panel]:
    """The panels below the parts for one reader."""
    return [panel for make in PANELS if (panel := make(partnership, user, today)) is not None]
