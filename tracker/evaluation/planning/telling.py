"""How history tells of plans of evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.evaluation.planning.models import EvaluationPlan
from tracker.evaluation.planning.terms import Method, PlanStep
from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _, _l
from tracker.projects import telling

if TYPE_CHECKING:
    from tracker.history.models import Entry


def told_of_plan(entry: Entry) -> Iterator[str]:
    """Which earlier plan was taken over."""
    if entry.part("from_round"):
        yield _("from round %(number)s", number=entry.part("from_round"))


describe(
    EvaluationPlan.__tablename__,
    questions=Words(_l("What you want to find out"), show=str),
    methods=Words(_l("How you will find it out"), Method),
    procedure=Words(_l("How it is done"), show=str),
    begins_on=Words(_l("It begins on")),
    ends_on=Words(_l("It should be finished by")),
    people=Words(_l("Who of your own people does it"), show=str),
    partner_names=Words(_l("Partners who do it"), show=str),
    reserved=Words(_l("What is reserved for it"), show=str),
    agreed_on=Words(_l("Agreed on")),
    agreed_by=Words(_l("Who agreed"), show=str),
)
telling.PART_TERMS["plan_step"] = PlanStep
telling.HEADLINES[EntryKind.PLAN_CHANGED] = (_l("%(plan_step)s (round %(round)s)"),)
telling.FACTS[EntryKind.PLAN_CHANGED] = told_of_plan
