"""What is missing in the resources of a partnership: no needs, needs nobody answers, offers not agreed, overdue promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from tracker.database import session_of
from tracker.i18n import _l, _n
from tracker.projects.gaps import Gap, GapKind, check, has_come_to
from tracker.projects.terms import Stage
from tracker.resources.models import Commitment, Need
from tracker.resources.queries import overdue_clause
from tracker.resources.sums import COUNTED
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from tracker.projects.models import Partnership


@check
def missing_resources(partnership: Partnership, today: date) -> Iterator[Gap]:
    """Two queries, however many needs and commitments there are."""
    here = {"partnership_id": partnership.id}
    session = session_of(partnership)
    offered, overdue, promised = session.execute(
        select(
            func.count(case((Commitment.state == CommitmentState.OFFERED, 1))),
            func.count(case((overdue_clause(today), 1))),
            func.count(),
        ).where(Commitment.partnership_id == partnership.id)
    ).one()
    answered = select(Commitment.need_id).where(
        Commitment.partnership_id == partnership.id, Commitment.need_id.is_not(None), Commitment.state.in_(COUNTED)
    )
    needs, unanswered = session.execute(
        select(func.count(), func.count(case((Need.id.not_in(answered), 1)))).where(
            Need.partnership_id == partnership.id, Need.dropped_on.is_(None)
        )
    ).one()
    if overdue:
        sentence = _n("%(num)d commitment is overdue: ask the partner", "%(num)d commitments are overdue: ask the partners", overdue)
        yield Gap(sentence, "resources.overview", here, GapKind.RESOURCES)
    if offered:
        sentence = _n("%(num)d offer waits to be agreed", "%(num)d offers wait to be agreed", offered)
        yield Gap(sentence, "resources.overview", here, GapKind.RESOURCES)
    if unanswered:
        sentence = _n("%(num)d need has no answer yet", "%(num)d needs have no answer yet", unanswered)
        yield Gap(sentence, "resources.overview", here, GapKind.RESOURCES)
    if not has_come_to(partnership, Stage.COMMITMENTS):
        return
    if not needs:
        yield Gap(_l("List what the project needs"), "resources.new_need", here, GapKind.RESOURCES)
    if not promised:
        yield Gap(_l("Write down what each partner gives"), "resources.new_commitment", here, GapKind.RESOURCES)
