"""What is missing in the resources of a partnership: no needs, needs nobody answers, offers not agreed, overdue promises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Date, bindparam, case, func, select

from tracker.database import session_of
from tracker.i18n import _l, _n
from tracker.projects import presence
from tracker.projects.gaps import Gap, GapKind, check_together, has_come_to
from tracker.projects.terms import Stage
from tracker.resources.models import Commitment, Need
from tracker.resources.queries import overdue_clause
from tracker.resources.sums import COUNTED
from tracker.resources.terms import CommitmentState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership


@dataclass(frozen=True, slots=True)
class Counts:
    """What the checks look at in one partnership."""

    offered: int = 0
    overdue: int = 0
    promised: int = 0
    needs: int = 0
    unanswered: int = 0


NOTHING = Counts()
OF_COMMITMENTS = (
    select(
        Commitment.partnership_id,
        func.count(case((Commitment.state == CommitmentState.OFFERED, 1))),
        func.count(case((overdue_clause(bindparam("today", type_=Date)), 1))),
        func.count(),
    )
    .where(Commitment.partnership_id.in_(presence.IDS))
    .group_by(Commitment.partnership_id)
)
ANSWERED = select(Commitment.need_id).where(
    Commitment.partnership_id.in_(presence.IDS),
    Commitment.need_id.is_not(None),
    Commitment.state.in_(COUNTED),
)
OF_NEEDS = (
    select(Need.partnership_id, func.count(), func.count(case((Need.id.not_in(ANSWERED), 1))))
    .where(Need.partnership_id.in_(presence.IDS), Need.dropped_on.is_(None))
    .group_by(Need.partnership_id)
)


@check_together
def missing_resources(partnerships: Sequence[Partnership], today: date) -> dict[int, list[Gap]]:
    """Two queries, however many partnerships, needs and commitments there are."""
    counts = counts_of(session_of(partnerships[0]), [partnership.id for partnership in partnerships], today)
    return {
        partnership.id: list(_gaps(partnership, counts.get(partnership.id, NOTHING)))
        for partnership in partnerships
    }


def counts_of(session: Session, ids: Sequence[int], today: date) -> dict[int, Counts]:
    """The counts of several partnerships, by their ids; one without needs and commitments is left out."""
    of_commitments = presence.ask(session, Commitment, OF_COMMITMENTS, ids, today=today)
    of_needs = presence.ask(session, Need, OF_NEEDS, ids)
    counts = {
        key: Counts(offered=offered, overdue=overdue, promised=all_)
        for key, offered, overdue, all_ in of_commitments
    }
    for key, needs, unanswered in of_needs:
        counts[key] = replace(counts.get(key, NOTHING), needs=needs, unanswered=unanswered)
    return counts


def _gaps(partnership: Partnership, counts: Counts) -> Iterator[Gap]:
    here = {"partnership_id": partnership.id}
    if counts.overdue:
        sentence = _n(
            "%(num)d commitment is overdue: ask the partner",
            "%(num)d commitments are overdue: ask the partners",
            counts.overdue,
        )
        yield Gap(sentence, "resources.overview", here | {"_anchor": "commitments"}, GapKind.RESOURCES)
    if counts.offered:
        sentence = _n("%(num)d offer waits to be agreed", "%(num)d offers wait to be agreed", counts.offered)
        yield Gap(sentence, "resources.overview", here | {"_anchor": "commitments"}, GapKind.RESOURCES)
    if counts.unanswered:
        sentence = _n("%(num)d need has no answer yet", "%(num)d needs have no answer yet", counts.unanswered)
        yield Gap(sentence, "resources.overview", here | {"_anchor": "needs"}, GapKind.RESOURCES)
    if not has_come_to(partnership, Stage.COMMITMENTS):
        return
    if not counts.needs:
        yield Gap(_l("List what the project needs"), "resources.new_need", here, GapKind.RESOURCES)
    if not counts.promised:
        yield Gap(
            _l("Write down what each partner gives"), "resources.new_commitment", here, GapKind.RESOURCES
        )


presence.keep(Need, Need.partnership_id)
