"""Whether anything was evaluated that a decision could rest on, asked for many partnerships at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.indicators.models import Indicator, IndicatorValue
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.reporting.models import EvaluationReport
from tracker.evaluation.surveys.models import Survey
from tracker.projects.models import Participation

if TYPE_CHECKING:
    from sqlalchemy import Select

    from tracker.projects.models import Partnership

EVIDENCE: tuple[Callable[[], Select[int]], ...] = (
    lambda: select(Survey.partnership_id).where(Survey.closed_on.is_not(None)),
    lambda: select(Indicator.partnership_id).join(IndicatorValue),
    lambda: (
        select(Participation.partnership_id)
        .join(BenefitCell, BenefitCell.participation_id == Participation.id)
        .where(BenefitCell.achieved.is_not(None))
    ),
    lambda: select(EvaluationReport.partnership_id),
    lambda: select(Lesson.partnership_id).where(Lesson.withdrawn_on.is_(None)),
)
"""Each finds the partnerships of which one kind of finding is written down."""


def without_evidence(partnerships: Sequence[Partnership]) -> set[int]:
    """Those of which nothing at all is written down."""
    bare = {each.id for each in partnerships}
    for of_kind in EVIDENCE:
        if not bare:
            break
        query = of_kind()
        column = query.selected_columns[0]
        bare -= set(session_of(partnerships[0]).scalars(query.where(column.in_(sorted(bare))).distinct()))
    return bare
