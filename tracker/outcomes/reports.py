"""The programme's report of a period: replayed from the history where that is possible, frozen where it is not.

The same period always gives the same figures. Those in ``replay`` follow from the history as it was written down by the end of the
period, so they would come out the same if the report were made anew. All others are counted on the day on which the report is made
and kept with it; a period has one report, so nobody can make a second one with other figures. What names persons, or quotes what
somebody wrote, is not in it: a kept copy would outlive an erasure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.i18n import LANGUAGES, _, _l, in_language
from tracker.outcomes.asked import Asked
from tracker.outcomes.chapters import (
    alumni,
    decisions,
    funnel,
    gains,
    giving,
    living,
    period,
    ways,
    web,
)
from tracker.outcomes.keeping import as_plain, from_plain
from tracker.outcomes.leading import leads_of
from tracker.outcomes.models import ReportRun
from tracker.outcomes.replay import Replayed, replay
from tracker.outcomes.terms import Grouping

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.outcomes.tables import Figure

REPLAYED, FROZEN = "replayed", "frozen"
LONGEST_YEARS = 20


def make(session: Session, *, by: User, first: date, last: date) -> ReportRun:
    """The report of a period: the one that was made already, or a new one. Raises ``DomainError`` for a period that is not over."""
    _check(first, last)
    made = report_of(session, first, last)
    if made is not None:
        return made
    found = replay(session, first, last)
    figures: dict[str, Any] = {}
    for language in LANGUAGES:
        with in_language(language):
            figures[language] = {
                REPLAYED: [as_plain(figure) for figure in period.figures_of(found)],
                FROZEN: [as_plain(figure) for figure in frozen(session, by)],
            }
    run = ReportRun(first_day=first, last_day=last, made_by_id=by.id, made_at=utc_now(), figures=figures)
    session.add(run)
    session.flush()
    return run


def _check(first: date, last: date) -> None:
    if last < first:
        raise DomainError(_l("The period ends before it begins."), field="last_day")
    if last >= utc_now().date():
        raise DomainError(
            _l("The period is not over yet. A report is made of a period that has ended."), field="last_day"
        )
    if last.year - first.year > LONGEST_YEARS:
        raise DomainError(_l("The period is too long."), field="first_day")


def report_of(session: Session, first: date, last: date) -> ReportRun | None:
    """The report that was made of a period."""
    return session.scalar(select(ReportRun).where(ReportRun.first_day == first, ReportRun.last_day == last))


def frozen(session: Session, by: User) -> Iterator[Figure]:
    """What history does not tell, counted today over everything that is shown to the programme."""
    asked = Asked(session, by, utc_now().date(), {}, is_of_programme=True)
    leads, everybody = leads_of(asked), alumni.everybody_of(asked)
    yield alumni.by_cohort(asked, leads, everybody)
    yield alumni.by_own_sector(asked, leads, everybody)
    yield funnel.stays(asked)
    yield from living.figures_of(asked, Grouping.NOTHING)
    for figure in giving.figures_of(asked):
        if figure.code != "by-kind":
            yield figure
    yield from gains.figures_of(asked)
    yield decisions.rounds(asked)
    yield ways.types(asked)
    yield ways.repeatable(asked)
    yield web.pairs(asked)


def figures_in(run: ReportRun, language: str) -> tuple[list[Figure], list[Figure]]:
    """The replayed and the frozen figures of a report, as they were kept."""
    kept = run.figures[language]
    return (
        [from_plain(figure) for figure in kept[REPLAYED]],
        [from_plain(figure) for figure in kept[FROZEN]],
    )


def replayed_again(session: Session, run: ReportRun, language: str) -> list[dict[str, Any]]:
    """The replayed figures as they come out today, as plain values; they are those that were kept."""
    found: Replayed = replay(session, run.first_day, run.last_day)
    with in_language(language):
        return [as_plain(figure) for figure in period.figures_of(found)]


def kept_of(run: ReportRun, language: str) -> list[dict[str, Any]]:
    """The replayed figures as they were kept."""
    return list(run.figures[language][REPLAYED])


def runs(session: Session) -> Sequence[ReportRun]:
    """All reports, the latest period first."""
    return session.scalars(
        select(ReportRun).order_by(ReportRun.last_day.desc(), ReportRun.first_day, ReportRun.id)
    ).all()


def title() -> str:
    return _("Report of the programme")
