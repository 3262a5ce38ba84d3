"""The quick look at the health of a partnership: eight questions for a regular review."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class HealthQuestion(Term):
    """One question: the label names it in results, the question is what the partner reads."""

    question: LazyString

    COMMON_PURPOSE = (
        "common_purpose",
        _lp("health of a partnership", "Common purpose"),
        _l("Do we want the same?"),
    )
    CLEAR_ROLES = (
        "clear_roles",
        _lp("health of a partnership", "Clear roles"),
        _l("Is it clear who does what?"),
    )
    TRUST = "trust", _lp("health of a partnership", "Trust"), _l("Do we rely on one another?")
    COMMUNICATION = (
        "communication",
        _lp("health of a partnership", "Communication"),
        _l("Do we tell each other in time what matters?"),
    )
    DECISIONS = (
        "decisions",
        _lp("health of a partnership", "Decisions"),
        _l("Do we decide together, and keep to it?"),
    )
    SHARED_RISKS = (
        "shared_risks",
        _lp("health of a partnership", "Shared risks"),
        _l("Do we bear it together when something goes wrong?"),
    )
    RESULTS = (
        "results",
        _lp("health of a partnership", "Results"),
        _l("Does something come out of it for the people it is for?"),
    )
    GOING_ON = (
        "going_on",
        _lp("health of a partnership", "Wish to go on"),
        _l("Do we want to go on together?"),
    )

    def __init__(self, code: str, label: LazyString, question: LazyString) -> None:
        super().__init__(code, label)
        self.question = question
