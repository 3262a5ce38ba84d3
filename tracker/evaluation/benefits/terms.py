"""Words about the matrix of benefits."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class Moment(Term):
    """What a figure of the matrix is about: what was hoped for, or what came."""

    EXPECTED = "expected", _lp("benefit", "Expected")
    ACHIEVED = "achieved", _lp("benefit", "Achieved")


class SaidBy(Term):
    """Who said how much a benefit is worth to a partner."""

    PARTNER = "partner", _l("Said by the partner itself")
    TEAM = "team", _l("Written down by the team")


class Level(Term):
    """How much of a benefit there is; the code is the number that is kept. What was not said is no level."""

    explanation: LazyString

    NONE = "0", _lp("level of benefit", "None"), _l("Not expected. Or not achieved.")
    SOME = (
        "1",
        _lp("level of benefit", "Some"),
        _l("You see it if you look closely. Pleasant, but not the reason."),
    )
    CLEAR = "2", _lp("level of benefit", "Clear"), _l("You can show it: a figure, a letter, a case.")
    DECISIVE = (
        "3",
        _lp("level of benefit", "Decisive"),
        _l("Without it we would not take part. Or: it changed how we work."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation

    @property
    def number(self) -> int:
        return int(self.code)

    @classmethod
    def of(cls, number: int | None) -> Level | None:
        """The word for a number; nothing was said, no word."""
        return None if number is None else cls.from_code(str(number))


HIGHEST = max(level.number for level in Level)


class Relation(Term):
    """How what came stands to what was hoped for; only where both were said."""

    MORE = "more", _l("More than expected")
    UNEXPECTED = "unexpected", _l("An unexpected gain")
    AS_EXPECTED = "as_expected", _l("As expected")
    LESS = "less", _l("Less than expected")
