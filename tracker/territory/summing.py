"""Figures from the kept counts: where a look asks for nothing but regions, they are sums over few rows, and no record is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tracker.projects import cycle
from tracker.projects.terms import Field
from tracker.summaries import figures, parts, sums
from tracker.summaries.sums import SILENT, Question
from tracker.territory.counting import FIELDS, Counts
from tracker.territory.terms import MIXES, Lack

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.orm import Session

    from tracker.summaries.sums import Seen, Sums
    from tracker.territory.looking import Looking

OF_COUNTS = frozenset(("partnership", "field", "sectors", SILENT, "need", "overdue", "promise_overdue"))
"""The topics of which ``counts_of`` makes its numbers."""


def knows(looking: Looking) -> bool:
    """Whether the kept counts tell what a look shows: they know regions, but none of the other parts of a filter.

    Nor do they know for ever on which day a partnership was heard of last, so where it may be silent for very long all are read.
    """
    return not looking.is_narrowed and _silent_before(looking) > looking.today - parts.LONG_AGO[SILENT]


def _silent_before(looking: Looking) -> date:
    months = max(looking.limits.stale_months, looking.limits.silent_months)
    return cycle.months_before(looking.today, months)


def _question(looking: Looking, topics: Collection[str]) -> Question:
    return Question(topics=topics, today=looking.today, silent_before=_silent_before(looking))


def over(session: Session, looking: Looking, seen: Seen, topics: Collection[str] = parts.IN_REGIONS) -> Sums:
    """The sums over what a look shows of what its reader sees; a partnership of two regions is one."""
    return sums.over(session, seen, _question(looking, topics), looking.codes)


def counts_by_region(session: Session, looking: Looking, seen: Seen | None = None) -> Mapping[str, Counts]:
    """The counts of each region over what somebody sees, the reader unless it is said; one of two regions counts in both."""
    seen = sums.seen_by(session, looking.user) if seen is None else seen
    found = sums.by_region(session, seen, _question(looking, OF_COUNTS))
    return {code: counts_of(each) for code, each in found.items()}


def counts_of_own(session: Session, looking: Looking) -> Mapping[str, Counts]:
    """The same of the regions that are shown, for who looks at own ones: of others nothing has to be read."""
    seen, question = sums.seen_by(session, looking.user), _question(looking, OF_COUNTS)
    found = {code: counts_of(sums.over(session, seen, question, (code,))) for code in looking.codes}
    return {code: each for code, each in found.items() if each.active}


def numbers_by_region(session: Session, looking: Looking, seen: Seen) -> dict[str, int]:
    """How many the list of each region shows the reader."""
    question = _question(looking, ("partnership",))
    numbers = sums.by_region if looking.chosen.looks_inside else sums.numbers_by_region
    found = numbers(session, seen, question)
    return {code: each["partnership", ""] for code, each in found.items()}


def counts_of(found: Sums) -> Counts:
    """The sums as counts."""
    mixes, worked_in = figures.mixes(found), figures.fields(found)
    return Counts(
        active=found["partnership", ""],
        lacks={
            Lack.FIELDS: len(FIELDS) - len(worked_in.keys() - {None, Field.OTHER}),
            **{lack: mixes.of(mix) for lack, mix in MIXES.items()},
            Lack.NEEDS: sum(figures.open_needs(found).values()),
            Lack.OVERDUE: found["overdue", ""],
            Lack.SILENT: found[SILENT, ""],
        },
        overdue_commitments=found["promise_overdue", ""],
    )
