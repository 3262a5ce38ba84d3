"""What an organisation's page shows from the packages above this one: its partnerships, what it promised and delivered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.partners.models import Organisation


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the page: a template that finds its ``context`` under the name ``panel``."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


PANELS: list[Callable[[Organisation, User], Panel | None]] = []
"""Each makes one panel for an organisation and a reader, only of what this reader may see; filled by other packages, shown in order."""


def panels_of(organisation: Organisation, user: User) -> list[Panel]:
    """The panels of an organisation's page for one reader."""
    return [panel for make in PANELS if (panel := make(organisation, user)) is not None]
