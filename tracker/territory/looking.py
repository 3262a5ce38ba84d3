"""Who looks at which regions, and what a filter then shows: the one place where the workspace decides what somebody may see.

An official looks at the own regions, staff of the programme and administrators at all of them. The workspace counts what the reader
sees inside, and nothing else; the same goes for its files, its letters and its brief.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.projects import figures, filters
from tracker.projects.filters import Filter, Limits, Shown, Sort
from tracker.projects.queries import is_inside_visible_to, sight_of
from tracker.territory.addresses import Arguments, arguments_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Select

    from tracker.accounts.models import User
    from tracker.projects.figures import Scope
    from tracker.projects.models import Partnership
    from tracker.projects.ordered import Part


def regions_of(user: User) -> tuple[str, ...] | None:
    """The codes of the regions that somebody answers for; ``None`` means all there are."""
    if user.is_programme_staff or user.is_admin:
        return None
    return tuple(sorted(user.region_codes)) if can(user, Permission.TERRITORY_SEE) else ()


@dataclass(frozen=True, kw_only=True)
class Looking:
    """One look at the workspace: by whom, on which day, through which filter."""

    user: User
    today: date
    asked: Filter
    """What the address asks for."""
    own: tuple[str, ...] | None
    """The regions this person answers for; ``None`` for all."""
    limits: Limits = field(default_factory=Limits)
    remarks: Sequence[str] = ()

    @property
    def is_everywhere(self) -> bool:
        return self.own is None

    @property
    def has_regions(self) -> bool:
        """Whether there is anything to look at: an official may have no region yet."""
        return self.own is None or bool(self.own)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The regions that are shown; empty means all, which only those see who look at all."""
        if self.own is None:
            return self.asked.regions
        return tuple(code for code in self.asked.regions if code in self.own) or self.own

    @cached_property
    def chosen(self) -> Filter:
        """The filter that is applied: within the own regions, active partnerships unless others are asked for."""
        return replace(self.asked, regions=self.codes).only_active()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but regions, order and state is asked for."""
        plain = replace(self.asked, regions=(), sort=Sort.RECENT)
        return plain.only_active().key != Filter(shown=Shown.ACTIVE).key

    def partnerships(self, chosen: Filter | None = None) -> Select[Partnership]:
        """What the filter shows this person; never anything whose inside is closed to them."""
        found = (chosen or self.chosen).select(self.user, self.today, self.limits)
        return found.where(is_inside_visible_to(self.user))

    def parts(self) -> tuple[Part, ...]:
        """The same in parts that are read in the order of an index each; none where there is no such order."""
        return self.chosen.parts(self.user, self.today, self.limits, inside=True)

    def scope(self) -> Scope:
        """The numbers of these partnerships."""
        return figures.ids_of(self.partnerships())

    def arguments(self, **changes: Any) -> Arguments:
        """What an address of a list says to show the same; ``changes`` are codes, ``None`` takes one out."""
        said = dict(self._arguments)
        for name, value in changes.items():
            if value is None:
                said.pop(name, None)
            else:
                said[name] = [value] if isinstance(value, str) else list(value)
        return said

    @cached_property
    def _arguments(self) -> Arguments:
        return arguments_of(self.chosen)

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """All that what is shown depends on, besides what is recorded."""
        return (sight_of(self.user), self.own, self.codes, self.chosen.key, self.today, self.limits)


def look(
    user: User,
    arguments: Mapping[str, Any],
    *,
    today: date,
    limits: Limits,
    region_meant: Callable[[str], str | None] = str,
) -> Looking:
    """What somebody sees through the filter of an address, or of a saved view."""
    asked, remarks = filters.parse(MultiDict(arguments), region_meant)
    own = regions_of(user)
    if own is not None and any(code not in own for code in asked.regions):
        remarks = [*remarks, _("Only the regions you answer for are shown here.")]
    return Looking(user=user, today=today, asked=asked, own=own, limits=limits, remarks=remarks)
