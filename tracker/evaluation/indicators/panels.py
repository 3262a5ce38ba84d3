"""Indicators and outcomes on the first page of the evaluation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from tracker.database import session_of
from tracker.evaluation import overview
from tracker.evaluation.indicators import gaps, queries
from tracker.evaluation.indicators.progress import progress_of
from tracker.evaluation.indicators.terms import ProgressState
from tracker.i18n import _, _n
from tracker.permissions import Permission, can
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.indicators.models import Indicator
    from tracker.projects.models import Partnership


def indicators_part(partnership: Partnership, user: User, today: date) -> overview.Part:
    """How many indicators there are, how they stand, and which one waits for a value."""
    found = session_of(partnership).scalars(queries.indicators_of(partnership)).unique()
    indicators = [each for each in found if not each.is_dropped]
    here = {"partnership_id": partnership.id}
    may_edit = partnership.is_active and can(user, Permission.PARTNERSHIP_EDIT, partnership)
    if not indicators:
        return _part(
            partnership,
            _("Count a few things at the start and again later; and say in words what changed."),
            next_step=_("Name the first indicator") if may_edit else "",
            next_endpoint="evaluation.new_indicator",
            next_values=here,
        )
    is_evaluating = partnership.stage.number >= Stage.EVALUATION.number
    waiting = next((each for each in indicators if gaps.waits(each, today)), None)
    return _part(
        partnership,
        f"{_how_many(len(indicators))} {_how_they_stand(indicators)}",
        progress=overview.Progress.UNDER_WAY if waiting else overview.Progress.DONE,
        next_step=_("Record a value") if waiting is not None and may_edit else "",
        next_endpoint="evaluation.measure",
        next_values={"indicator_id": waiting.id} if waiting is not None else {},
        is_urgent=waiting is not None and is_evaluating,
    )


def _part(partnership: Partnership, sentence: str, **more: object) -> overview.Part:
    return overview.Part(
        overview.PartName.INDICATORS,
        _("Indicators and outcomes"),
        "target",
        sentence,
        "evaluation.indicators",
        {"partnership_id": partnership.id},
        **more,  # type: ignore[arg-type]  # named as the fields of a part
    )


def _how_many(count: int) -> str:
    return _n("%(num)d indicator.", "%(num)d indicators.", count)


def _how_they_stand(indicators: Sequence[Indicator]) -> str:
    """Each state with its number, in the order of the states."""
    counts = Counter(progress_of(each).state for each in indicators)
    told = ", ".join(
        _("%(state)s: %(count)s", state=str(state).lower(), count=counts[state])
        for state in ProgressState
        if counts[state]
    )
    return f"{told[:1].upper()}{told[1:]}."


overview.PARTS.append(indicators_part)
