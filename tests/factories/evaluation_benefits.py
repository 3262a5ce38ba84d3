"""Benefits for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.evaluation.benefits import services
from tracker.evaluation.benefits.terms import Moment, SaidBy
from tracker.evaluation.terms import Benefit

if TYPE_CHECKING:
    from tracker.evaluation.benefits.models import BenefitCell
    from tracker.projects.models import Participation


def say_benefit(
    participation: Participation,
    benefit: Benefit = Benefit.TRUST,
    *,
    expected: int | None = None,
    achieved: int | None = None,
    comment: str = "",
    said_by: SaidBy = SaidBy.TEAM,
    remark: str = "",
) -> BenefitCell | None:
    """What is said of one benefit, of what is expected, of what was achieved, or of both; the words belong to the last."""
    cell = None
    for moment, level in ((Moment.EXPECTED, expected), (Moment.ACHIEVED, achieved)):
        if level is not None:
            cell = services.state(
                participation,
                benefit,
                moment=moment,
                level=level,
                comment=comment,
                said_by=said_by,
                remark=remark,
                by=participation.partnership.created_by,
            )
    return cell
