"""Rounds of questions, links and answers for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.factories.projects import make_partnership
from tracker.database import session_of
from tracker.evaluation.surveys import answering, links, services, sheet
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.partners.terms import Sector

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from tracker.evaluation.surveys.models import Survey, SurveyAnswer, SurveyLink
    from tracker.partners.terms import Capacity
    from tracker.projects.models import Participation, Partnership

SECTORS = (Sector.GOVERNMENT, Sector.BUSINESS, Sector.NONPROFIT)


def make_survey(where: Session | Partnership, *, partners: int = 3, **given: Any) -> Survey:
    """An open round; a session makes a partnership of so many partners for it."""
    partnership = where if hasattr(where, "stage") else _partnership(where, partners)
    values = {"parts": list(SurveyPart), "by": partnership.created_by, "language": "en"}
    return services.open_round(partnership, **{**values, **given})


def _partnership(session: Any, partners: int) -> Partnership:
    return make_partnership(session, partners=[SECTORS[number % 3] for number in range(partners)])


def make_link(survey: Survey, participation: Participation | None = None, **given: Any) -> SurveyLink:
    """One more person who is asked."""
    partner = participation or survey.links[0].participation
    return links.ask(
        survey, partner, **{"by": survey.partnership.created_by, "language": "en", "person": "Ольга", **given}
    )


def token_of(link: SurveyLink) -> str:
    """A fresh token of a link, as the broker gets to see it."""
    return links.show(link, by=link.partnership.created_by)


def make_draft(link: SurveyLink, part: SurveyPart, values: Mapping[str, str]) -> None:
    """Something that was saved on one page."""
    answering.save(link, part, fields=list(values), typed=values, seen={})


def make_answer(
    link: SurveyLink,
    pages: Mapping[SurveyPart, Mapping[str, str]] | None = None,
    *,
    showing: AnswerShowing = AnswerShowing.NAMED,
    capacity: Capacity | None = None,
) -> SurveyAnswer:
    """An answer that was handed in; what stands on its pages is given as a form sends it."""
    for part, values in (pages or {SurveyPart.HEALTH: {"trust": "4"}}).items():
        make_draft(link, part, values)
    return answering.hand_in(link, showing=showing, capacity=capacity or link.capacity)


def close(survey: Survey) -> None:
    services.close(survey, by=survey.partnership.created_by)
    session_of(survey).flush()


WORDS = sheet.COMMENT
"""The end of the name of a field with words."""
