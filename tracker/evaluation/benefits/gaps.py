"""What is missing in the matrix of benefits once results are looked at: partners of whom nobody knows what they gained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from tracker.database import session_of
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.benefits.queries import said_counts
from tracker.i18n import _, _n
from tracker.projects import stamps
from tracker.projects.gaps import NAMED_PARTNERS, Gap, GapKind, check_together, has_come_to
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.projects.models import Partnership


@check_together
def missing_benefits(partnerships: Sequence[Partnership], today: date) -> dict[int, list[Gap]]:
    """One query, however many partnerships and partners there are."""
    late = [each for each in partnerships if has_come_to(each, Stage.EVALUATION)]
    said = said_counts(session_of(partnerships[0]), [each.id for each in late]) if late else {}
    found = {each.id: list(_gaps(each, said, today)) for each in late}
    return {partnership.id: found.get(partnership.id, []) for partnership in partnerships}


def _gaps(partnership: Partnership, said: dict[int, tuple[int, int]], today: date) -> Iterator[Gap]:
    silent = [each for each in partnership.partners_on(today) if not said.get(each.id, (0, 0))[1]]
    if len(silent) > NAMED_PARTNERS:
        sentence = _n(
            "Ask %(num)d partner what it has gained",
            "Ask %(num)d partners what they have gained",
            len(silent),
        )
        yield Gap(sentence, "evaluation.benefits", {"partnership_id": partnership.id}, GapKind.RESULTS)
        return
    for each in silent:
        sentence = _("Ask what it has gained: %(name)s", name=each.organisation.display_name)
        values = {"participation_id": each.id, "moment": "achieved"}
        yield Gap(sentence, "evaluation.edit_benefits", values, GapKind.RESULTS)


stamps.cover(BenefitCell)
