"""Reading rounds and links. What a sheet says is not loaded here: until its round is closed, it is for nobody to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from tracker.evaluation.surveys.models import Survey, SurveyAnswer, SurveyLink
from tracker.evaluation.surveys.terms import LinkState
from tracker.projects.queries import ONLY_THE_RECORD

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Participation, Partnership

WITH_LINKS = (
    selectinload(Survey.links)
    .selectinload(SurveyLink.answer)
    .load_only(SurveyAnswer.link_id, SurveyAnswer.submitted_at, SurveyAnswer.version),
)
"""Links with whether they were answered, and no word of what was."""


def surveys_of(partnership: Partnership) -> Select[Survey]:
    """The rounds of a partnership, the newest first."""
    return (
        select(Survey)
        .where(Survey.partnership_id == partnership.id)
        .options(*WITH_LINKS)
        .order_by(Survey.number.desc())
    )


def last_number(session: Session, partnership: Partnership) -> int:
    """The number of the latest round; 0 before the first."""
    query = select(func.max(Survey.number)).where(Survey.partnership_id == partnership.id)
    return session.scalar(query) or 0


def with_links(session: Session, survey: Survey) -> list[SurveyLink]:
    """The links of a round with whether they were answered, by partner."""
    query = select(Survey).where(Survey.id == survey.id).options(*WITH_LINKS)
    session.scalars(query.execution_options(populate_existing=True)).one()
    return sorted(survey.links, key=lambda link: (link.participation.organisation.display_name, link.id))


def link_of_hash(session: Session, token_hash: str) -> SurveyLink | None:
    """The link whose token has this hash."""
    query = (
        select(SurveyLink)
        .where(SurveyLink.token_hash == token_hash)
        .options(
            joinedload(SurveyLink.survey).joinedload(Survey.partnership).options(*ONLY_THE_RECORD),
            joinedload(SurveyLink.answer),
        )
    )
    return session.scalars(query).unique().one_or_none()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a round is: counted in links and in partners, never in what was said."""

    links: tuple[SurveyLink, ...]
    """Those that were not withdrawn before an answer came."""
    states: dict[int, LinkState]

    @property
    def answered(self) -> list[SurveyLink]:
        return [link for link in self.links if self.states[link.id] is LinkState.ANSWERED]

    @property
    def waiting(self) -> list[SurveyLink]:
        """Links by which an answer can still come."""
        return [link for link in self.links if self.states[link.id].is_waiting]

    @property
    def unsent(self) -> list[SurveyLink]:
        """Open ones to which a letter can go and has not gone."""
        return [link for link in self.waiting if link.email and link.sent_at is None]

    @property
    def begun(self) -> list[SurveyLink]:
        return [link for link in self.links if self.states[link.id] is LinkState.STARTED]

    @property
    def to_remind(self) -> list[SurveyLink]:
        """Those who got a letter and have not answered."""
        return [link for link in self.waiting if link.email and link.sent_at is not None]

    @property
    def partners(self) -> list[Participation]:
        """The partners that were asked, in the order of their links."""
        return list({link.participation_id: link.participation for link in self.links}.values())

    @property
    def partners_answered(self) -> set[int]:
        """The numbers of partners of whom at least one person has answered."""
        return {link.participation_id for link in self.answered}

    @property
    def is_complete(self) -> bool:
        """Whether nobody is left who could still answer."""
        return bool(self.links) and len(self.answered) == len(self.links)


def standing_of(links: Sequence[SurveyLink], now: datetime) -> Standing:
    """How far a round is at an instant."""
    states = {link.id: link.state_at(now) for link in links}
    kept = tuple(link for link in links if states[link.id] is not LinkState.REVOKED)
    return Standing(kept, states)
