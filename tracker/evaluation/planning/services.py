"""Planning an evaluation. Every change goes to the history with the old and the new, so that late ones show as such.

A plan belongs to one round of the cycle. Whoever changes it waits for another one who is just changing it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.planning import queries
from tracker.evaluation.planning.models import EvaluationPlan
from tracker.evaluation.planning.terms import Method, PlanStep
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.merging import wait_and_refresh
from tracker.projects import history
from tracker.resources import services as resources
from tracker.resources import settling

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tracker.accounts.models import User
    from tracker.projects.models import Participation, Partnership
    from tracker.resources.models import Commitment

TEXTS = ("questions", "procedure", "people", "agreed_by")
FIELDS = (
    "questions", "methods", "procedure", "begins_on", "ends_on", "people", "partner_names", "reserved", "agreed_on", "agreed_by",
)  # fmt: skip
"""What history tells of a plan."""


def write_plan(
    partnership: Partnership,
    *,
    by: User | None,
    questions: str = "",
    methods: Sequence[Method] = (),
    procedure: str = "",
    begins_on: date | None = None,
    ends_on: date | None = None,
    people: str = "",
    partners: Sequence[Participation] = (),
    agreed_on: date | None = None,
    agreed_by: str = "",
) -> EvaluationPlan:
    """Write down the plan of the present round, as far as it is known; the first time makes it."""
    refuse_in_archive(partnership)
    if begins_on is not None and ends_on is not None and ends_on < begins_on:
        raise DomainError(_l("The end is before the beginning."), field="ends_on")
    settling.refuse_future(agreed_on, "agreed_on")
    if any(partner.partnership_id != partnership.id for partner in partners):
        raise DomainError(_l("This partner does not take part here."), field="partners")
    plan, step = _to_change(partnership)
    with _recorded(plan, step, by=by):
        plan.questions, plan.procedure = questions.strip(), procedure.strip()
        plan.people, plan.agreed_by = people.strip(), agreed_by.strip()
        plan.begins_on, plan.ends_on, plan.agreed_on = begins_on, ends_on, agreed_on
        _put_lists(plan, methods=methods, partners=partners)
    return plan


def take_over(partnership: Partnership, round_number: int | None, *, by: User | None) -> EvaluationPlan:
    """Begin the plan of the present round with what that of an earlier round says.

    Dates, the agreement and what was set aside belong to the earlier round and are not taken over; partners that have left
    are left out.
    """
    refuse_in_archive(partnership)
    earlier = queries.plan_of(partnership, round_number=round_number) if round_number else None
    if earlier is None or earlier.round >= partnership.round:
        raise WrongState(_l("Only the plan of an earlier round can be taken over."))
    plan, step = _to_change(partnership)
    if step is PlanStep.CHANGED:
        raise WrongState(_l("This round has a plan already."))
    today = utc_now().date()
    with _recorded(plan, PlanStep.TAKEN_OVER, by=by, from_round=earlier.round):
        plan.questions, plan.procedure, plan.people = earlier.questions, earlier.procedure, earlier.people
        partners = [partner for partner in earlier.partners if partner.is_current_on(today)]
        _put_lists(plan, methods=earlier.methods, partners=partners)
    return plan


def reserve(
    partnership: Partnership,
    *,
    by: User | None,
    add: Iterable[Commitment] = (),
    release: Iterable[Commitment] = (),
) -> EvaluationPlan:
    """Set commitments aside for the evaluation, or release them; what others set aside meanwhile stays."""
    refuse_in_archive(partnership)
    add, release = list(add), list(release)
    if any(commitment.partnership_id != partnership.id for commitment in add):
        raise DomainError(_l("This commitment belongs to another partnership."), field="commitments")
    plan, step = _to_change(partnership)
    with _recorded(plan, step, by=by):
        kept = [commitment for commitment in plan.commitments if commitment not in release]
        wanted = sorted({*kept, *add}, key=lambda commitment: commitment.id)
        if wanted != plan.commitments:
            plan.commitments = wanted
            plan.updated_at = utc_now()
    return plan


def reserve_new(
    partnership: Partnership, *, by: User | None, agreed: bool = False, **promised: Any
) -> Commitment:
    """Write down a new commitment and set it aside at once; ``promised`` is what ``resources.services.promise`` takes."""
    refuse_in_archive(partnership)
    commitment = resources.promise(partnership, by=by, **promised)
    if agreed:
        resources.agree(commitment, by=by)
    reserve(partnership, by=by, add=[commitment])
    return commitment


def refuse_in_archive(partnership: Partnership) -> None:
    """The archive is for reading."""
    if partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back before changing it."))


def _to_change(partnership: Partnership) -> tuple[EvaluationPlan, PlanStep]:
    """The plan of the present round, held until the transaction ends, and whether it is new."""
    plan = queries.plan_of(partnership, to_change=True)
    if plan is not None:
        wait_and_refresh(plan)
        return plan, PlanStep.CHANGED
    plan = EvaluationPlan(partnership=partnership, round=partnership.round)
    session_of(partnership).add(plan)
    session_of(partnership).flush()
    return plan, PlanStep.MADE


def _recorded(
    plan: EvaluationPlan, step: PlanStep, *, by: User | None, **parts: Any
) -> AbstractContextManager[None]:
    """One entry about what the block changes; a new plan is told of even while it is empty."""
    return history.changes(
        plan,
        *FIELDS,
        kind=EntryKind.PLAN_CHANGED,
        by=by,
        parts={"plan_step": step, "round": plan.round, **parts},
        always=step is not PlanStep.CHANGED,
    )


def _put_lists(plan: EvaluationPlan, *, methods: Sequence[Method], partners: Sequence[Participation]) -> None:
    """Lists are kept in tables of their own; the plan gets its next version all the same, so that a stale form is noticed."""
    partners = sorted(set(partners), key=lambda partner: partner.id)
    if set(methods) != set(plan.methods) or partners != plan.partners:
        plan.methods, plan.partners = methods, partners
        plan.updated_at = utc_now()
