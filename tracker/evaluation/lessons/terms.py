"""Words about lessons."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class LessonKind(Term):
    """What a lesson is for."""

    explanation: LazyString
    icon: str

    KEEP = (
        "keep",
        _lp("lesson", "What to keep"),
        _l("It worked, and you would do it again."),
        "checks",
    )
    CHANGE = (
        "change",
        _lp("lesson", "What to change"),
        _l("It did not work, and you know how to do it differently."),
        "refresh",
    )
    ADVICE = (
        "advice",
        _lp("lesson", "Advice to others"),
        _l("What you would tell somebody who begins the same."),
        "message-2",
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString, icon: str) -> None:
        super().__init__(code, label)
        self.explanation = explanation
        self.icon = icon


class LessonVoice(Term):
    """Whose words a lesson is. A partner that did not want to be named is one without a participation."""

    TEAM = "team", _lp("lesson", "The team")
    PARTNER = "partner", _lp("lesson", "A partner")


class LessonOrder(Term):
    """The orders of the library."""

    RECENT = "recent", _lp("lesson order", "Newest first")
    HELPED = "helped", _lp("lesson order", "What helped most first")
    SIMILAR = "similar", _lp("lesson order", "From partnerships like yours first")
