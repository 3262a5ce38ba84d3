"""Choosing the criteria by which experts judge.

They can be changed until the first opinion by them is handed in. From then on they stay as they are, and a change makes the next
set: experts who have not begun yet judge by the new one, those who are at work keep theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.errors import DomainError
from tracker.evaluation.experts import queries
from tracker.evaluation.experts.models import CriteriaSet, Criterion
from tracker.evaluation.experts.terms import CriteriaStep, SuggestedCriterion
from tracker.evaluation.planning.queries import hold_book
from tracker.evaluation.planning.services import refuse_in_archive
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.merging import wait_and_refresh
from tracker.projects import history

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Partnership

MOST = 12
USUAL = (
    SuggestedCriterion.REACH,
    SuggestedCriterion.EFFECT,
    SuggestedCriterion.JOINT_WORK,
    SuggestedCriterion.RESOURCES,
    SuggestedCriterion.REPEATABILITY,
)
"""What is ticked when a partnership chooses its criteria for the first time."""


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion as somebody wants it: a known one by its number, a suggested one by its term, or one's own words."""

    title: str = ""
    explanation: str = ""
    suggestion: SuggestedCriterion | None = None
    criterion_id: int | None = None

    @classmethod
    def of(cls, criterion: Criterion) -> Line:
        return cls(criterion.title, criterion.explanation, criterion.suggestion, criterion.id)

    @classmethod
    def suggested(cls, term: SuggestedCriterion) -> Line:
        return cls(str(term), str(term.explanation), term)

    @property
    def settled(self) -> Line:
        """Without blanks around; a suggestion whose words were changed is none any more."""
        title, explanation = self.title.strip(), self.explanation.replace("\r\n", "\n").strip()
        term = self.suggestion
        is_kept = term is not None and (title, explanation) == (str(term), str(term.explanation))
        return replace(self, title=title, explanation=explanation, suggestion=term if is_kept else None)

    @property
    def history_value(self) -> str:
        """The same as that of a stored criterion with these words."""
        own = "" if self.suggestion is not None else self.title
        return Criterion(
            own_title=own, own_explanation=self.explanation, suggestion=self.suggestion
        ).history_value


def choose(partnership: Partnership, *, by: User | None, lines: Sequence[Line]) -> CriteriaSet:
    """Keep these criteria, in this order, as those of the partnership."""
    refuse_in_archive(partnership)
    wanted = [line.settled for line in lines]
    _check(wanted)
    criteria, step = _to_change(partnership, wanted)
    with history.changes(
        criteria,
        "criteria",
        kind=EntryKind.PLAN_CHANGED,
        by=by,
        parts={"criteria_step": step},
    ):
        _put(criteria, wanted)
    return criteria


def _check(lines: Sequence[Line]) -> None:
    if not lines:
        raise DomainError(_l("Name at least one criterion."))
    if len(lines) > MOST:
        raise DomainError(
            _l(
                "No more than %(most)s criteria: an expert should be able to give each some thought.",
                most=MOST,
            )
        )
    names = [line.title.casefold() for line in lines]
    double = next((line.title for line in lines if names.count(line.title.casefold()) > 1), None)
    if double is not None:
        raise DomainError(_l("“%(title)s” is on the list twice.", title=double))


def _to_change(partnership: Partnership, wanted: Sequence[Line]) -> tuple[CriteriaSet, CriteriaStep]:
    """The set to write into, held until the transaction ends: the present one, or a new one where that is in use."""
    present = _held(partnership)
    if present is None:
        return _new(partnership, 1), CriteriaStep.CHOSEN
    is_same = [each.history_value for each in present.criteria] == [line.history_value for line in wanted]
    if is_same or not queries.is_in_use(present):
        return present, CriteriaStep.CHANGED
    following = _new(partnership, present.number + 1)
    following.criteria = [_copy(each) for each in present.criteria]
    session_of(partnership).flush()
    for expert in session_of(partnership).scalars(
        queries.of_criteria(present).execution_options(populate_existing=True)
    ):
        if not expert.is_begun:
            expert.criteria_set = following
    return following, CriteriaStep.NEW_SET


def _held(partnership: Partnership) -> CriteriaSet | None:
    """The present set, locked; whoever waited for a change that made a new one gets the new one."""
    present = queries.present_set(partnership)
    if present is None:
        hold_book(partnership)
        present = queries.present_set(partnership)
    while present is not None:
        wait_and_refresh(present)
        latest = queries.present_set(partnership)
        if latest is present:
            break
        present = latest
    return present


def _new(partnership: Partnership, number: int) -> CriteriaSet:
    made = CriteriaSet(partnership=partnership, number=number, criteria=[])
    session_of(partnership).add(made)
    session_of(partnership).flush()
    return made


def _copy(criterion: Criterion) -> Criterion:
    return Criterion(
        place=criterion.place,
        own_title=criterion.own_title,
        own_explanation=criterion.own_explanation,
        suggestion=criterion.suggestion,
    )


def _put(criteria: CriteriaSet, wanted: Sequence[Line]) -> None:
    """Change known ones, add new ones, and drop the rest with what drafts say by them."""
    known = {each.id: each for each in criteria.criteria}
    by_words = {each.history_value: each for each in criteria.criteria}
    before = [each.history_value for each in criteria.criteria]
    kept = []
    for place, line in enumerate(wanted, start=1):
        found = by_words.get(line.history_value) or known.get(line.criterion_id or 0)
        criterion = found if found is not None and found not in kept else Criterion()
        criterion.place, criterion.suggestion = place, line.suggestion
        is_own = line.suggestion is None
        criterion.own_title = line.title if is_own else ""
        criterion.own_explanation = line.explanation if is_own else ""
        kept.append(criterion)
    criteria.criteria = kept
    if before != [each.history_value for each in kept]:
        # Its criteria stand in a table of their own; the set gets its next version all the same.
        criteria.updated_at = utc_now()
