"""What is missing once results are looked at: partners whose contribution nobody has credited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tracker.database import session_of
from tracker.evaluation.contributions.models import ContributionNote
from tracker.evaluation.contributions.queries import credited
from tracker.i18n import _, _n
from tracker.projects import stamps
from tracker.projects.gaps import NAMED_PARTNERS, Gap, GapKind, check_together, has_come_to
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.projects.models import Partnership


@check_together
def missing_credits(partnerships: Sequence[Partnership], today: date) -> dict[int, list[Gap]]:
    """One query, however many partnerships and partners there are."""
    late = [each for each in partnerships if has_come_to(each, Stage.EVALUATION)]
    done = credited(session_of(partnerships[0]), [each.id for each in late]) if late else set()
    found = {each.id: list(_gaps(each, done, today)) for each in late}
    return {partnership.id: found.get(partnership.id, []) for partnership in partnerships}


def _gaps(partnership: Partnership, done: set[int], today: date) -> Iterator[Gap]:
    waiting = [each for each in partnership.partners_on(today) if each.id not in done]
    if len(waiting) > NAMED_PARTNERS:
        sentence = _n(
            "Credit the contribution of %(num)d partner",
            "Credit the contributions of %(num)d partners",
            len(waiting),
        )
        yield Gap(sentence, "evaluation.contributions", {"partnership_id": partnership.id}, GapKind.RESULTS)
        return
    for each in waiting:
        sentence = _("Credit the contribution: %(name)s", name=each.organisation.display_name)
        yield Gap(sentence, "evaluation.credit_contribution", {"participation_id": each.id}, GapKind.RESULTS)


stamps.cover(ContributionNote)
