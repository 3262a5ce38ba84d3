"""What is wrong with a record: incomplete, implausible, stale, or recorded twice. Each check finds its partnerships in one query.

A check is a condition, so it is also a facet of the list: the number of a check and the list behind it cannot differ.
Records in the archive are closed and are not checked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Integer, and_, exists, func, literal, or_, select

from tracker.database import utc_now
from tracker.i18n import LazyString, _l, _lp
from tracker.projects import queries
from tracker.projects.cycle import months_before
from tracker.projects.filters import Facet, add_facet
from tracker.projects.models import (
    Participation,
    Partnership,
    StageVisit,
    TeamMember,
)
from tracker.projects.services import life
from tracker.projects.terms import LifeSign, Stage, TeamRole
from tracker.resources.models import Commitment, Delivery
from tracker.resources.sums import COUNTED
from tracker.resources.terms import CommitmentState
from tracker.summaries import likeness, marked
from tracker.terms import Term

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

TOO_MUCH = 3
"""What arrived is this many times what was promised: more likely a slip than a gift."""
OVERDUE_MONTHS, STAY_MONTHS = 6, 24
BEGUN = (Stage.BUILDING, Stage.EVERYDAY, Stage.EVALUATION, Stage.CONTINUATION)
EARLY = (Stage.START, Stage.PARTNERS, Stage.COMMITMENTS, Stage.BUILDING)
UNSETTLED = (CommitmentState.AGREED, CommitmentState.IN_DELIVERY)


class Flaw(Term):
    """What kind of thing is wrong."""

    icon: str

    INCOMPLETE = "incomplete", _lp("data quality", "Incomplete"), "circle-dashed"
    IMPLAUSIBLE = "implausible", _lp("data quality", "Implausible"), "alert-triangle"
    STALE = "stale", _lp("data quality", "Stale"), "hourglass"
    TWICE = "twice", _lp("data quality", "Probably recorded twice"), "copy"

    def __init__(self, code: str, label: LazyString, icon: str) -> None:
        super().__init__(code, label)
        self.icon = icon


class Check(Term):
    """One thing that can be wrong, with what exactly is looked for and the page that mends it."""

    flaw: Flaw
    explanation: LazyString
    endpoint: str

    NO_PROBLEM = (
        "no_problem",
        _l("The problem is not described"),
        Flaw.INCOMPLETE,
        _l("Active partnerships whose record says nothing of the problem."),
        "projects.edit",
    )
    NO_TARGET_GROUP = (
        "no_target_group",
        _l("The target group is not named"),
        Flaw.INCOMPLETE,
        _l("Active partnerships whose record does not say for whom they work."),
        "projects.edit",
    )
    NO_FIELD = (
        "no_field",
        _l("No field is chosen"),
        Flaw.INCOMPLETE,
        _l("Partnerships without a main field; figures by field miss them."),
        "projects.edit",
    )
    NO_PARTNERS = (
        "no_partners",
        _l("No partners"),
        Flaw.INCOMPLETE,
        _l("Active partnerships past the first stage in which no organisation takes part today."),
        "projects.partners",
    )
    NO_BROKER = (
        "no_broker",
        _l("Nobody answers for it"),
        Flaw.INCOMPLETE,
        _l("Active partnerships without a broker."),
        "projects.team",
    )
    NO_START = (
        "no_start",
        _l("The day of the start is missing"),
        Flaw.INCOMPLETE,
        _l(
            "Partnerships from the fourth stage on without a day of the start; the day of recording stands in for it."
        ),
        "projects.edit",
    )
    NO_PROMISES = (
        "no_promises",
        _l("Nothing is promised"),
        Flaw.INCOMPLETE,
        _l("Active partnerships from the fourth stage on in which nobody has agreed to give anything."),
        "resources.overview",
    )
    ENDED_BEFORE_START = (
        "ended_before_start",
        _l("It ended before it started"),
        Flaw.IMPLAUSIBLE,
        _l("The last day lies before the day of the start."),
        "projects.edit",
    )
    STARTS_LATER = (
        "starts_later",
        _l("It starts in the future but works already"),
        Flaw.IMPLAUSIBLE,
        _l("Partnerships from the fourth stage on whose day of the start is still to come."),
        "projects.edit",
    )
    LEFT_BEFORE_JOINED = (
        "left_before_joined",
        _l("A partner left before it joined"),
        Flaw.IMPLAUSIBLE,
        _l("Partnerships with a partner whose day of leaving lies before its day of joining."),
        "projects.partners",
    )
    LEFT_BEFORE_ENTERED = (
        "left_before_entered",
        _l("A stage was left before it was entered"),
        Flaw.IMPLAUSIBLE,
        _l("Partnerships with a stay in a stage that ends before it begins."),
        "projects.cycle",
    )
    TOO_MUCH = (
        "too_much",
        _l("Far more arrived than was promised"),
        Flaw.IMPLAUSIBLE,
        _l(
            "Partnerships with a promise of which more than three times the amount arrived; often a slip of a zero."
        ),
        "resources.overview",
    )
    ENDED_WITH_PROMISES = (
        "ended_with_promises",
        _l("It has ended, but promises still run"),
        Flaw.IMPLAUSIBLE,
        _l("Ended partnerships with promises that are neither delivered nor withdrawn."),
        "resources.overview",
    )
    SILENT = (
        "silent",
        _l("Silent for long"),
        Flaw.STALE,
        _l("Active partnerships in which for twelve months nobody did or confirmed anything."),
        "projects.cycle",
    )
    OVERDUE = (
        "overdue",
        _l("Promises overdue for long"),
        Flaw.STALE,
        _l(
            "Active partnerships with a promise that was due more than six months ago and is neither delivered nor withdrawn."
        ),
        "resources.overview",
    )
    LONG_STAY = (
        "long_stay",
        _l("Long in an early stage"),
        Flaw.STALE,
        _l("Active partnerships that have stood in one of the first four stages for more than two years."),
        "projects.cycle",
    )
    SAME_TITLE = (
        "same_title",
        _l("The same title in the same region"),
        Flaw.TWICE,
        _l("Partnerships of one region whose titles are the same but for capital letters."),
        "projects.show",
    )
    SAME_PARTNERS = (
        "same_partners",
        _l("The same partners in the same region"),
        Flaw.TWICE,
        _l(
            "Active partnerships of one region in which exactly the same organisations, two or more, take part."
        ),
        "projects.show",
    )

    def __init__(
        self, code: str, label: LazyString, flaw: Flaw, explanation: LazyString, endpoint: str
    ) -> None:
        super().__init__(code, label)
        self.flaw, self.explanation, self.endpoint = flaw, explanation, endpoint

    @classmethod
    def of(cls, flaw: Flaw) -> list[Check]:
        """The checks of one kind, in order."""
        return [check for check in cls if check.flaw is flaw]


RUNS = Partnership.ended_on.is_(None)
HAS_BEGUN = Partnership.stage.in_(BEGUN)


def _today() -> date:
    return utc_now().date()


def _no_broker() -> ColumnElement[bool]:
    return ~exists().where(
        TeamMember.partnership_id == Partnership.id,
        TeamMember.role == TeamRole.BROKER,
        TeamMember.until.is_(None),
    )


def _too_much() -> ColumnElement[bool]:
    arrived = (
        select(func.sum(Delivery.amount))
        .where(Delivery.commitment_id == Commitment.id, Delivery.cancelled_on.is_(None))
        .correlate(Commitment)
        .scalar_subquery()
    )
    return exists().where(
        Commitment.partnership_id == Partnership.id,
        Commitment.amount.is_not(None),
        arrived > Commitment.amount * literal(TOO_MUCH, Integer),
    )


def _has_commitment(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Commitment.partnership_id == Partnership.id, *conditions)


def _long_stay() -> ColumnElement[bool]:
    since = months_before(_today(), STAY_MONTHS)
    return exists().where(
        StageVisit.partnership_id == Partnership.id,
        StageVisit.left_on.is_(None),
        StageVisit.entered_on < since,
        StageVisit.stage.in_(EARLY),
    )


def _is_twin(kind: str) -> ColumnElement[bool]:
    found = marked.twins(_today(), (kind,)).subquery()
    return Partnership.id.in_(select(found.c.partnership_id))


CONDITIONS: dict[Check, Callable[[], ColumnElement[bool]]] = {
    Check.NO_PROBLEM: lambda: and_(RUNS, func.trim(Partnership.problem) == ""),
    Check.NO_TARGET_GROUP: lambda: and_(RUNS, func.trim(Partnership.target_group) == ""),
    Check.NO_FIELD: lambda: Partnership.main_field.is_(None),
    Check.NO_PARTNERS: lambda: and_(RUNS, Partnership.stage != Stage.START, ~queries.has_partners(_today())),
    Check.NO_BROKER: lambda: and_(RUNS, _no_broker()),
    Check.NO_START: lambda: and_(HAS_BEGUN, Partnership.started_on.is_(None)),
    Check.NO_PROMISES: lambda: and_(RUNS, HAS_BEGUN, ~_has_commitment(Commitment.state.in_(COUNTED))),
    Check.ENDED_BEFORE_START: lambda: Partnership.ended_on < Partnership.started_on,
    Check.STARTS_LATER: lambda: and_(HAS_BEGUN, Partnership.started_on > _today()),
    Check.LEFT_BEFORE_JOINED: lambda: exists().where(
        Participation.partnership_id == Partnership.id, Participation.left_on < Participation.joined_on
    ),
    Check.LEFT_BEFORE_ENTERED: lambda: exists().where(
        StageVisit.partnership_id == Partnership.id, StageVisit.left_on < StageVisit.entered_on
    ),
    Check.TOO_MUCH: _too_much,
    Check.ENDED_WITH_PROMISES: lambda: and_(
        Partnership.ended_on.is_not(None), _has_commitment(Commitment.state.in_(UNSETTLED))
    ),
    Check.SILENT: lambda: and_(RUNS, life.life_clause(LifeSign.RED, _today())),
    Check.OVERDUE: lambda: and_(
        RUNS,
        _has_commitment(
            Commitment.state.in_(UNSETTLED),
            Commitment.due_on < months_before(_today(), OVERDUE_MONTHS),
        ),
    ),
    Check.LONG_STAY: lambda: and_(RUNS, _long_stay()),
    Check.SAME_TITLE: lambda: _is_twin(likeness.SAME_TITLE),
    Check.SAME_PARTNERS: lambda: _is_twin(likeness.SAME_PARTNERS),
}


def fails(check: Check) -> ColumnElement[bool]:
    """The partnership fails this check."""
    return and_(Partnership.archived_at.is_(None), CONDITIONS[check]())


def has_flaw(flaw: Flaw) -> ColumnElement[bool]:
    """The partnership fails a check of this kind."""
    return and_(Partnership.archived_at.is_(None), or_(*(CONDITIONS[check]() for check in Check.of(flaw))))


add_facet(Facet("check", _l("Data quality"), Check, fails, is_offered=False))
add_facet(Facet("flaw", _l("Data quality"), Flaw, has_flaw, is_offered=False))
