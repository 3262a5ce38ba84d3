"""What a page of figures was asked for: by whom, on which day, over which partnerships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import false, or_, select, true
from werkzeug.datastructures import MultiDict

from tracker.projects import figures, filters
from tracker.projects.filters import Filter, Shown, Sort
from tracker.projects.models import Partnership, TeamMember
from tracker.projects.queries import SHOWN_TO_PROGRAMME, is_inside_visible_to

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.projects.figures import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """One scope. It is read by the same filter as the lists, so a figure and the list behind it cannot differ."""

    session: Session
    user: User | None
    """``None`` only where it is said below what is counted."""
    today: date
    chosen: Mapping[str, str]
    """What the address narrows to, by the names that lists use."""
    label: str = ""
    """What the scope is called beside another one."""
    is_of_programme: bool = False
    """Only what is shown to the programme is counted, whatever else this person sees."""
    is_of_all: bool = False
    """Everything is counted, as for administrators."""
    read: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What was read of each partnership, so that one page reads it once."""

    def filter(self, *, but: str = "") -> Filter:
        """The filter, without one of its parts where ``but`` names it."""
        given = {name: value for name, value in self.chosen.items() if name != but}
        return replace(filters.parse(MultiDict(given))[0], shown=Shown.ANY, sort=Sort.TITLE)

    def partnerships(self, *, but: str = "") -> Select[Partnership]:
        """The partnerships whose inside this person sees."""
        narrowed = self.filter(but=but).conditions(self.user, self.today)
        return select(Partnership).where(self.sight(), *narrowed)

    def sight(self) -> ColumnElement[bool]:
        """What this person sees inside: the twin of ``is_inside_visible_to`` for staff, which looks up their own teams once."""
        shown = Partnership.visibility.in_(SHOWN_TO_PROGRAMME)
        if self.is_of_programme:
            return shown
        if self.is_of_all or self.user is None:
            return true() if self.is_of_all else false()
        if not self.user.is_programme_staff or self.user.is_official or self.user.is_admin:
            return is_inside_visible_to(self.user)
        own = select(TeamMember.partnership_id).where(
            TeamMember.user_id == self.user.id, TeamMember.until.is_(None)
        )
        return or_(shown, Partnership.id.in_(own))

    def scope(self, *, but: str = "") -> Scope:
        """Their numbers."""
        return figures.ids_of(self.partnerships(but=but))

    def behind(self, *, but: str = "", **more: str) -> dict[str, str] | None:
        """What a list is narrowed to that shows what a figure counted; the archive is counted unless ``state`` says otherwise.

        ``None`` where the list would have to be narrowed to two values of one kind at once, which no address can say.
        """
        kept = {name: value for name, value in self.chosen.items() if name != but}
        if any(kept.get(name, value) != value for name, value in more.items()):
            return None
        return {"state": "any", **kept, **more}
