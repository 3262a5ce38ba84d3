"""The parts of a record of which most have none: they are asked for together, and only what is there is loaded."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import lazyload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from tracker.projects.models import (
    ChecklistMark,
    Continuation,
    FurtherField,
    HabitConfirmation,
    Partnership,
    PartnershipGoal,
    PartnershipTag,
    StageVisit,
)
from tracker.projects.queries import WITH_KEY_PEOPLE, WITH_PARTNERS, WITH_TEAM, with_parts

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, Select
    from sqlalchemy.orm import Session
    from sqlalchemy.orm.interfaces import ORMOption

PAGE_PARTS: tuple[ORMOption, ...] = (
    WITH_PARTNERS,
    WITH_KEY_PEOPLE,
    WITH_TEAM,
    selectinload(Partnership.visits).lazyload(StageVisit.entered_by),
    lazyload(Partnership.further_fields),
)
"""What every page of a partnership needs at once, before ``load_sparse``."""

SPARSE: dict[str, tuple[Any, ORMOption | None]] = {
    "further_fields": (FurtherField, None),
    "goals": (PartnershipGoal, selectinload(Partnership.goals)),
    "tags": (PartnershipTag, selectinload(Partnership.tags)),
    "marks": (ChecklistMark, selectinload(Partnership.marks).lazyload(ChecklistMark.marked_by)),
    "habits": (HabitConfirmation, selectinload(Partnership.habits).lazyload(HabitConfirmation.confirmed_by)),
    "continuations": (Continuation, selectinload(Partnership.continuations)),
}
"""The parts, each with its model and how it is loaded; ``None``: when it is looked at."""


@lru_cache
def _are_there(names: tuple[str, ...]) -> Select[Any]:
    """Whether there is any of each of these parts."""
    models = [SPARSE[name][0] for name in names]
    number: BindParameter[int] = bindparam("number")
    asked: list[Any] = [exists().where(model.partnership_id == number) for model in models]
    return select(*asked)


def load_sparse(session: Session, partnership: Partnership) -> None:
    """Load the sparse parts of one partnership; those that are loaded already stay."""
    wanted = [name for name in SPARSE if name not in partnership.__dict__]
    if not wanted:
        return
    answers = session.execute(_are_there(tuple(wanted)), {"number": partnership.id}).one()
    for name, is_there in zip(wanted, answers, strict=True):
        if not is_there:
            set_committed_value(partnership, name, [])
    there = (SPARSE[name][1] for name, is_there in zip(wanted, answers, strict=True) if is_there)
    loads = [load for load in there if load is not None]
    if loads:
        with_parts(session, partnership, *loads)
