"""Words about asking the partners."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class SurveyPart(Term):
    """What a round can ask, each part on a page of its own."""

    explanation: LazyString
    minutes: int
    """How long somebody needs who reads every word."""

    QUESTIONNAIRE = (
        "questionnaire",
        _l("The partnership as you see it"),
        _l("24 short statements in six blocks."),
        6,
    )
    HEALTH = "health", _l("A quick look"), _l("Eight questions for a regular review."), 3
    BENEFITS = "benefits", _l("What it gives us"), _l("Ten benefits, expected or achieved."), 3
    SIGNS = "signs", _l("Signs of partnership"), _l("Which of the nine signs you see."), 3
    CONTRIBUTIONS = "contributions", _l("What each brings"), _l("Your view of the part of every partner."), 2
    LESSONS = "lessons", _l("Lessons"), _l("What to keep, what to change, advice to others."), 3

    def __init__(self, code: str, label: LazyString, explanation: LazyString, minutes: int) -> None:
        super().__init__(code, label)
        self.explanation = explanation
        self.minutes = minutes


class AnswerShowing(Term):
    """How a partner lets its answer be shown beside those of the others once the round is closed."""

    explanation: LazyString

    NAMED = (
        "named",
        _l("With the name of our organisation"),
        _l(
            "Team and partners see what you ticked and wrote, and that it came from you. "
            "What it gives you and your lessons go into the record of the partnership."
        ),
    )
    NAMELESS = (
        "nameless",
        _l("Without a name"),
        _l(
            "The team sees your answer, but not whose it is, and only where at least three organisations stay unnamed. "
            "The words may give you away all the same."
        ),
    )
    COUNTED = (
        "counted",
        _l("Only counted, where at least five have answered"),
        _l("Nobody sees your answer by itself: it goes into the means, and your words are not shown."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class LinkState(Term):
    """Where a personal link stands."""

    OPEN = "open", _lp("survey link", "Not opened yet")
    STARTED = "started", _lp("survey link", "Begun")
    ANSWERED = "answered", _lp("survey link", "Answered")
    EXPIRED = "expired", _lp("survey link", "Expired")
    REVOKED = "revoked", _lp("survey link", "Withdrawn")

    @property
    def is_waiting(self) -> bool:
        """Whether an answer can still come."""
        return self in {LinkState.OPEN, LinkState.STARTED}


class WhomToAsk(Term):
    """For whom links are made when a round is opened."""

    ONE_EACH = (
        "one_each",
        _l("One person of each partner"),
        _l("A leader with an e-mail address comes first; you can change the person before anything is sent."),
    )
    KEY_PEOPLE = (
        "key_people",
        _l("All key people of each partner"),
        _l("Leaders and those who do the work often see it differently: then both are heard."),
    )

    explanation: LazyString

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class Grade(Term):
    """How far something is so, in five points; the code is the number."""

    ONE = "1", _lp("grade", "Not at all")
    TWO = "2", _lp("grade", "Hardly")
    THREE = "3", _lp("grade", "Partly")
    FOUR = "4", _lp("grade", "Mostly")
    FIVE = "5", _lp("grade", "Fully")


class Agreement(Term):
    """How far somebody agrees with a statement, in five points; the code is the number."""

    ONE = "1", _lp("agreement", "Disagree")
    TWO = "2", _lp("agreement", "Rather disagree")
    THREE = "3", _lp("agreement", "Half and half")
    FOUR = "4", _lp("agreement", "Rather agree")
    FIVE = "5", _lp("agreement", "Agree")


class Weight(Term):
    """How much the part of a partner counts, in five points; the code is the number."""

    ONE = "1", _lp("weight of a part", "Hardly to be seen")
    TWO = "2", _lp("weight of a part", "Small")
    THREE = "3", _lp("weight of a part", "Clear")
    FOUR = "4", _lp("weight of a part", "Large")
    FIVE = "5", _lp("weight of a part", "Decisive")


class LessonQuestion(Term):
    """What is asked about lessons; the codes are those of the lessons themselves."""

    KEEP = "keep", _l("What should be kept?")
    CHANGE = "change", _l("What should be changed?")
    ADVICE = "advice", _l("What would you advise others who begin something like this?")
