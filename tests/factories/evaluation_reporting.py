"""Reports, decisions on publicity and consents for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.evaluation.reporting import services
from tracker.evaluation.reporting.terms import ConsentAnswer, ConsentWay, Reader

if TYPE_CHECKING:
    from tracker.evaluation.reporting.models import (
        ConsentLink,
        EvaluationReport,
        PublicationConsent,
        PublicityDecision,
    )
    from tracker.projects.models import Participation, Partnership


def make_report(partnership: Partnership, **texts: str) -> EvaluationReport:
    """What the broker wrote."""
    return services.write(partnership, by=partnership.created_by, **(texts or {"summary": "Собрали 16 тонн"}))


def let_out(partnership: Partnership, degree: Reader = Reader.PUBLIC, **given: Any) -> PublicityDecision:
    """A decision on how far the report goes; to everybody unless told otherwise."""
    return services.decide(partnership, degree=degree, **{"by": partnership.created_by, **given})


def agree(
    participation: Participation, answer: ConsentAnswer | None = ConsentAnswer.NAMED, **given: Any
) -> PublicationConsent:
    """What a partner says to publishing; yes, with its name, unless told otherwise."""
    details = {"by": participation.partnership.created_by, "way": ConsentWay.TALK, **given}
    return services.record_consent(participation, answer=answer, **details)


def make_link(participation: Participation, **given: Any) -> tuple[ConsentLink, str]:
    """A personal link of a partner, and its token."""
    return services.make_link(participation, **{"by": participation.partnership.created_by, **given})
