"""The one thing that an open round waits for: sending, passing on, reminding, or closing."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tracker.database import utc_now
from tracker.i18n import _, _n, show_date

if TYPE_CHECKING:
    from tracker.evaluation.surveys.models import Survey, SurveyLink
    from tracker.evaluation.surveys.queries import Standing

REMIND_AFTER = timedelta(days=5)
"""So long after the last letter a reminder is no nuisance."""
REMIND_BEFORE = timedelta(days=7)
"""So long before the end it helps."""


class StepKind(enum.Enum):
    """What is to be done; the page knows by which button."""

    SEND = "send"
    BY_HAND = "by_hand"
    REMIND = "remind"
    WAIT = "wait"
    CLOSE = "close"
    MORE_TIME = "more_time"


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of a round in words."""

    kind: StepKind
    title: str
    text: str
    links: tuple[SurveyLink, ...] = ()


def step_of(survey: Survey, standing: Standing, today: date, *, can_send: bool) -> Step | None:
    """What the broker should do now; nothing once the round is closed."""
    if survey.is_closed:
        return None
    if standing.is_complete:
        text = _("Close the round, and all see what was said.")
        return Step(StepKind.CLOSE, _("Everybody has answered"), text)
    if survey.due_on < today:
        return _after_the_end(standing)
    if standing.unsent and can_send:
        return _send(standing)
    unknown = _never_passed_on(standing, can_send=can_send)
    if unknown:
        return _pass_on(unknown)
    return (_remind(survey, standing, today) if can_send else None) or Step(
        StepKind.WAIT,
        _("The partners are answering"),
        _(
            "There is nothing for you to do until %(day)s, unless you meet them: ask how it goes.",
            day=show_date(survey.due_on),
        ),
    )


def _after_the_end(standing: Standing) -> Step:
    if standing.answered:
        text = _("Close the round to see what was said, or give those who are missing more time.")
        return Step(StepKind.CLOSE, _("The last day is over"), text)
    text = _("Nobody has answered. Give the partners more time, and talk to them; or close the round.")
    return Step(StepKind.MORE_TIME, _("The last day is over"), text)


def _send(standing: Standing) -> Step:
    number = len(standing.unsent)
    title = _n("Send %(num)d person the link", "Send %(num)d people their links", number)
    text = _("Each gets a letter with a link of their own. Look over the names and addresses below first.")
    return Step(StepKind.SEND, title, text, tuple(standing.unsent))


def _never_passed_on(standing: Standing, *, can_send: bool) -> list[SurveyLink]:
    """Links that nobody can have opened, because they were neither sent nor shown: their token is the first one."""
    return [
        link
        for link in standing.waiting
        if link.sent_at is None
        and link.shown_at is None
        and not link.is_begun
        and not (link.email and can_send)
    ]


def _pass_on(unknown: list[SurveyLink]) -> Step:
    number = len(unknown)
    title = _n("Pass %(num)d link on yourself", "Pass %(num)d links on yourself", number)
    text = _("Show the link, and send it by a messenger or let it be read from the screen as a QR code.")
    return Step(StepKind.BY_HAND, title, text, tuple(unknown))


def _remind(survey: Survey, standing: Standing, today: date) -> Step | None:
    """A reminder, when the end is near and the last letter is some days old."""
    late = [link for link in standing.to_remind if link.sent_at and link.sent_at <= utc_now() - REMIND_AFTER]
    if not late or survey.due_on > today + REMIND_BEFORE:
        return None
    title = _n("Remind %(num)d person", "Remind %(num)d people", len(late))
    text = _("Answers are missing, and the last day is %(day)s.", day=show_date(survey.due_on))
    return Step(StepKind.REMIND, title, text, tuple(late))
