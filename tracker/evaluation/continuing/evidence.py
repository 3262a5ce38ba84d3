"""Whether anything was evaluated that a decision could rest on, asked for many partnerships at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tracker.database import session_of
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.indicators.models import Indicator, IndicatorValue
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.reporting.models import EvaluationReport
from tracker.evaluation.surveys.models import Survey
from tracker.projects import presence
from tracker.projects.models import Participation

if TYPE_CHECKING:
    from sqlalchemy import Select

    from tracker.projects.models import Partnership

EVIDENCE: dict[type[Any], Select[int]] = {
    Survey: select(Survey.partnership_id).where(Survey.closed_on.is_not(None)),
    Indicator: select(Indicator.partnership_id).join(IndicatorValue),
    BenefitCell: (
        select(Participation.partnership_id)
        .join(BenefitCell, BenefitCell.participation_id == Participation.id)
        .where(BenefitCell.achieved.is_not(None))
    ),
    EvaluationReport: select(EvaluationReport.partnership_id),
    Lesson: select(Lesson.partnership_id).where(Lesson.withdrawn_on.is_(None)),
}
"""Each finds the partnerships of which one kind of finding is written down."""
ASKED = {
    kind: query.where(query.selected_columns[0].in_(presence.IDS)).distinct()
    for kind, query in EVIDENCE.items()
}
"""The same for some partnerships."""


def without_evidence(partnerships: Sequence[Partnership]) -> set[int]:
    """Those of which nothing at all is written down."""
    bare = {each.id for each in partnerships}
    for kind, query in ASKED.items():
        if not bare:
            break
        found = presence.ask(session_of(partnerships[0]), kind, query, sorted(bare))
        bare -= {number for (number,) in found}
    return bare
