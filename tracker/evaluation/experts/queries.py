"""Reading criteria, experts and their opinions.

What an expert has not handed in yet, nobody reads by these functions but the pages of the expert.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.database import session_of
from tracker.evaluation.experts import opinions
from tracker.evaluation.experts.models import CriteriaSet, Expert, ExpertOpinion, ExpertScore

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

WITH_OPINION = joinedload(Expert.opinion)
WITH_SCORES = joinedload(Expert.opinion).selectinload(ExpertOpinion.scores).joinedload(ExpertScore.criterion)


# --- criteria -----------------------------------------------------------------------------------------------------------


def sets_of(partnership: Partnership) -> Select[CriteriaSet]:
    """All sets of criteria, the present one first."""
    return (
        select(CriteriaSet)
        .where(CriteriaSet.partnership_id == partnership.id)
        .order_by(CriteriaSet.number.desc())
    )


def present_set(partnership: Partnership) -> CriteriaSet | None:
    """The criteria by which experts are invited now."""
    return session_of(partnership).scalar(sets_of(partnership).limit(1))


def is_in_use(criteria: CriteriaSet) -> bool:
    """Whether an opinion by these criteria was handed in."""
    handed_in = (
        exists()
        .where(Expert.criteria_set_id == criteria.id, ExpertOpinion.expert_id == Expert.id)
        .where(ExpertOpinion.submitted_at.is_not(None))
    )
    return bool(session_of(criteria).scalar(select(handed_in)))


# --- experts ------------------------------------------------------------------------------------------------------------


def experts_of(partnership: Partnership) -> Select[Expert]:
    """All experts of a partnership in the order in which they were invited, with how far they are."""
    return (
        select(Expert)
        .where(Expert.partnership_id == partnership.id)
        .options(WITH_OPINION)
        .order_by(Expert.id)
    )


def of_criteria(criteria: CriteriaSet) -> Select[Expert]:
    """The experts who judge by these criteria."""
    return (
        select(Expert).where(Expert.criteria_set_id == criteria.id).options(WITH_OPINION).order_by(Expert.id)
    )


def expert_of_hash(session: Session, token_hash: str) -> Expert | None:
    """The expert whose token has this hash, with the draft."""
    query = (
        select(Expert)
        .where(Expert.token_hash == token_hash)
        .options(WITH_SCORES, joinedload(Expert.criteria_set), selectinload(Expert.documents))
    )
    return session.scalars(query).unique().one_or_none()


def handed_in(partnership: Partnership) -> Select[Expert]:
    """Experts whose opinion was handed in, the latest round of the cycle and the latest criteria first."""
    return (
        select(Expert)
        .join(ExpertOpinion, ExpertOpinion.expert_id == Expert.id)
        .join(CriteriaSet, CriteriaSet.id == Expert.criteria_set_id)
        .where(Expert.partnership_id == partnership.id, ExpertOpinion.submitted_at.is_not(None))
        .options(WITH_SCORES, joinedload(Expert.criteria_set))
        .order_by(Expert.round.desc(), CriteriaSet.number.desc(), ExpertOpinion.submitted_at, Expert.id)
    )


def count_handed_in(partnership: Partnership) -> int:
    """How many opinions there are of the present round of the cycle."""
    query = (
        select(func.count())
        .select_from(Expert)
        .join(ExpertOpinion, ExpertOpinion.expert_id == Expert.id)
        .where(
            Expert.partnership_id == partnership.id,
            Expert.round == partnership.round,
            ExpertOpinion.submitted_at.is_not(None),
        )
    )
    return session_of(partnership).scalar(query) or 0


# --- opinions -----------------------------------------------------------------------------------------------------------


def opinions_of(partnership: Partnership, *, round_number: int | None = None) -> list[opinions.Panel]:
    """The opinions that were handed in, as plain facts: by round of the cycle and set of criteria, the latest first.

    Remarks for the team are not in them; ``remarks_of`` has them apart, so that they get into a report by no oversight.
    """
    found = session_of(partnership).scalars(handed_in(partnership)).unique().all()
    return opinions.panels_of(each for each in found if round_number in {None, each.round})


def remarks_of(partnership: Partnership) -> dict[int, str]:
    """What experts told the team alone, by the number of the expert; for readers who may see the notes of the team."""
    rows = session_of(partnership).execute(
        select(ExpertOpinion.expert_id, ExpertOpinion.remark)
        .join(Expert, Expert.id == ExpertOpinion.expert_id)
        .where(
            Expert.partnership_id == partnership.id,
            ExpertOpinion.submitted_at.is_not(None),
            ExpertOpinion.remark != "",
        )
    )
    return {row.expert_id: row.remark for row in rows}
