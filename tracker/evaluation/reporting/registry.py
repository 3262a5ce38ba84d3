"""The sections of a report: each has a title, a function that makes its blocks, and the widest reader it is meant for.

A section asks the record when a report is made, so a report never tells what is no longer so. What is meant for fewer readers than
the whole section, the section leaves out itself by ``asked.may_tell(…)``.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tracker.database import session_of
from tracker.documents.blocks import Block, Heading, rewritten
from tracker.evaluation.reporting import showing
from tracker.evaluation.reporting.terms import Reader
from tracker.i18n import LazyString

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.reporting.models import EvaluationReport
    from tracker.projects.models import Participation, Partnership


class Place(enum.IntEnum):
    """The sections in the order of the report."""

    SUMMARY = enum.auto()
    ABOUT = enum.auto()
    PARTNERS = enum.auto()
    PLAN = enum.auto()
    RESULTS = enum.auto()
    REFLECTION = enum.auto()
    PARTNERSHIP = enum.auto()
    SIGNS = enum.auto()
    MECHANISM = enum.auto()
    BENEFITS = enum.auto()
    CONTRIBUTIONS = enum.auto()
    RESOURCES = enum.auto()
    EXPERTS = enum.auto()
    LESSONS = enum.auto()
    CONCLUSIONS = enum.auto()
    USE = enum.auto()
    CONTINUATION = enum.auto()


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose report is asked for: of which partnership and round, for which reader, in which language, on which day."""

    partnership: Partnership
    reader: Reader
    language: str
    round: int
    today: date
    naming: showing.Naming
    report: EvaluationReport | None = None

    @property
    def session(self) -> Session:
        return session_of(self.partnership)

    @property
    def partners(self) -> list[Participation]:
        """The partners of today, or of the last day."""
        return self.partnership.partners_on(self.today)

    def may_tell(self, widest: Reader) -> bool:
        """Whether something that is meant for readers up to ``widest`` may be told to this one."""
        return showing.is_meant_for(self.reader, widest=widest)


Make = Callable[[Asked], Iterable[Block] | None]


@dataclass(frozen=True, slots=True)
class Section:
    """One section of every report; without blocks it does not appear."""

    place: Place
    title: LazyString
    make: Make
    widest: Reader = Reader.PUBLIC


SECTIONS: list[Section] = []
"""All sections; packages above add theirs."""


def section(place: Place, title: LazyString, *, widest: Reader = Reader.PUBLIC) -> Callable[[Make], Make]:
    """Put the decorated function into ``SECTIONS``."""

    def register(make: Make) -> Make:
        SECTIONS.append(Section(place, title, make, widest))
        return make

    return register


def blocks_for(asked: Asked) -> Iterator[Block]:
    """The blocks of all sections that this reader gets, in order, with hidden partners unnamed."""
    for each in sorted(SECTIONS, key=lambda section: section.place):
        if not asked.may_tell(each.widest):
            continue
        made = list(each.make(asked) or ())
        if made:
            yield Heading(each.title)
            yield from (rewritten(block, asked.naming.veil) for block in made)
