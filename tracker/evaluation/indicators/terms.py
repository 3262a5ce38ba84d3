"""Words about indicators and outcomes."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class Direction(Term):
    """Which way is the good one."""

    sign: int

    HIGHER = "higher", _lp("indicator", "More is better"), 1
    LOWER = "lower", _lp("indicator", "Less is better"), -1

    def __init__(self, code: str, label: LazyString, sign: int) -> None:
        super().__init__(code, label)
        self.sign = sign


class IndicatorStep(Term):
    """What happened to an indicator."""

    ADDED = "added", _l("New indicator")
    CHANGED = "changed", _l("Indicator changed")
    DROPPED = "dropped", _l("Indicator dropped")
    TAKEN_UP = "taken_up", _l("Indicator taken up again")


class ValueStep(Term):
    """What happened to a value."""

    MEASURED = "measured", _l("Measured")
    CANCELLED = "cancelled", _l("Value cancelled")


class ProgressState(Term):
    """How an indicator stands between its baseline and its target."""

    REACHED = "reached", _lp("indicator", "Target reached")
    ON_THE_WAY = "on_the_way", _lp("indicator", "On the way")
    NO_CHANGE = "no_change", _lp("indicator", "As at the start")
    WRONG_WAY = "wrong_way", _lp("indicator", "Going the wrong way")
    NOT_REACHED = "not_reached", _lp("indicator", "Target not reached")
    NO_TARGET = "no_target", _lp("indicator", "Measured, no target")
    NOT_MEASURED = "not_measured", _lp("indicator", "Not measured yet")


class OutcomeKind(Term):
    """What a statement about the results says."""

    explanation: LazyString

    CHANGED = (
        "changed",
        _lp("outcome", "It changed"),
        _l("What is different now for the people it is for."),
    )
    NOT_CHANGED = (
        "not_changed",
        _lp("outcome", "It did not change"),
        _l("What was hoped for and did not come."),
    )
    UNINTENDED_GOOD = (
        "unintended_good",
        _lp("outcome", "Nobody meant it, and it is good"),
        _l("A good effect that was not planned."),
    )
    UNINTENDED_BAD = (
        "unintended_bad",
        _lp("outcome", "Nobody meant it, and it does harm"),
        _l("A bad effect that was not planned: others can only learn from what is said."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class OutcomeStep(Term):
    """What happened to a statement about the results."""

    STATED = "stated", _l("Said of the results")
    CHANGED = "changed", _l("Said differently of the results")
    WITHDRAWN = "withdrawn", _l("Taken back about the results")
