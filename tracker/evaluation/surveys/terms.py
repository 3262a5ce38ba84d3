"""Words about asking the partners."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class SurveyPart(Term):
    """What a round can ask, each part on a page of its own."""

    explanation: LazyString

    QUESTIONNAIRE = (
        "questionnaire",
        _l("The partnership as you see it"),
        _l("24 short statements in six blocks."),
    )
    HEALTH = "health", _l("A quick look"), _l("Eight questions for a regular review.")
    BENEFITS = "benefits", _l("What it gives us"), _l("Ten benefits, expected or achieved.")
    SIGNS = "signs", _l("Signs of partnership"), _l("Which of the nine signs you see.")
    CONTRIBUTIONS = "contributions", _l("What each brings"), _l("Your view of the part of every partner.")
    LESSONS = "lessons", _l("Lessons"), _l("What to keep, what to change, advice to others.")

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class AnswerShowing(Term):
    """How a partner lets its answer be shown beside those of the others once the round is closed."""

    NAMED = "named", _l("With the name of our organisation")
    NAMELESS = "nameless", _l("Without a name")
    COUNTED = "counted", _l("Only counted, where at least five have answered")


class LinkState(Term):
    """Where a personal link stands."""

    OPEN = "open", _lp("survey link", "Not opened yet")
    STARTED = "started", _lp("survey link", "Begun")
    ANSWERED = "answered", _lp("survey link", "Answered")
    EXPIRED = "expired", _lp("survey link", "Expired")
    REVOKED = "revoked", _lp("survey link", "Withdrawn")
