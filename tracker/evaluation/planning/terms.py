"""Words about planning an evaluation."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class Method(Term):
    """How the partners find out what came of their work."""

    explanation: LazyString

    SURVEY = (
        "survey",
        _lp("method", "Survey"),
        _l("The same few questions to many people, before and after."),
    )
    INTERVIEWS = (
        "interviews",
        _lp("method", "Interviews"),
        _l("Long talks with a few people: why it went as it did."),
    )
    INDICATORS = (
        "indicators",
        _lp("method", "Indicators"),
        _l("Something is counted at the start and again later."),
    )
    OBSERVATION = (
        "observation",
        _lp("method", "Observation"),
        _l("Somebody goes there, looks and writes down what is to be seen."),
    )
    DOCUMENTS = (
        "documents",
        _lp("method", "Documents"),
        _l("Registers, reports and minutes that are there anyway."),
    )
    EXTERNAL_AUDIT = (
        "external_audit",
        _lp("method", "External audit"),
        _l("An expert from outside checks, independent of the partners."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class PlanStep(Term):
    """What happened to a plan."""

    MADE = "made", _l("The evaluation was planned")
    TAKEN_OVER = "taken_over", _l("The plan of an earlier round was taken over")
    CHANGED = "changed", _l("The plan of the evaluation was changed")


class Timing(Term):
    """Whether something was planned in good time."""

    EARLY = "early", _lp("plan", "Early")
    IN_TIME = "in_time", _lp("plan", "In time")
    LATE = "late", _lp("plan", "Late")
