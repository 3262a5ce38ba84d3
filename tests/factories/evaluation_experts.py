"""External experts for tests: criteria, invitations, opinions."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from tracker.evaluation.experts import answering, criteria, queries, services
from tracker.evaluation.experts.answering import CANNOT_JUDGE
from tracker.evaluation.experts.criteria import Line
from tracker.evaluation.experts.terms import Independence, SuggestedCriterion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tracker.evaluation.experts.models import CriteriaSet, Expert
    from tracker.projects.models import Partnership

_numbers = count(1)


def make_criteria(partnership: Partnership, *titles: str) -> CriteriaSet:
    """Criteria with these titles, or two of those that are suggested."""
    lines = [Line(title) for title in titles] or [
        Line.suggested(term) for term in (SuggestedCriterion.REACH, SuggestedCriterion.EFFECT)
    ]
    return criteria.choose(partnership, by=partnership.created_by, lines=lines)


def make_expert(partnership: Partnership, name: str | None = None, **given: Any) -> Expert:
    """Somebody who was invited; criteria are chosen first, if there are none."""
    if queries.present_set(partnership) is None:
        make_criteria(partnership)
    given.setdefault("language", "en")
    return services.invite(
        partnership, name=name or f"Expert {next(_numbers)}", by=partnership.created_by, **given
    )


def token_of(expert: Expert) -> str:
    """A token for the link, known from now on."""
    return services.show(expert, by=expert.partnership.created_by)


def fill_in(expert: Expert, **fields: str) -> None:
    """Save something as the expert does; marks by ``mark_of`` and the like."""
    answering.save(expert, fields=list(fields), typed=fields, seen=answering.read(expert))


def judge(
    expert: Expert,
    marks: Sequence[int | None] | Mapping[int, int | None] = (3, 2),
    *,
    independence: Independence = Independence.INDEPENDENT,
    ties: str = "",
    reason: str = "",
    **texts: str,
) -> Expert:
    """Hand in an opinion with these marks, in the order of the criteria; ``None`` is what cannot be judged."""
    numbers = [criterion.id for criterion in expert.criteria_set.criteria]
    given = dict(zip(numbers, marks, strict=False)) if not hasattr(marks, "items") else dict(marks.items())
    fields = {"independence": independence.code, "ties": ties, **texts}
    for number, mark in given.items():
        fields[f"mark-{number}"] = CANNOT_JUDGE if mark is None else str(mark)
        if reason:
            fields[f"reason-{number}"] = reason
    fill_in(expert, **fields)
    answering.hand_in(expert)
    return expert
