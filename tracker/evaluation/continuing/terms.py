"""Words about what becomes of a partnership."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class OffspringKind(Term):
    """What can grow out of a partnership."""

    explanation: LazyString
    icon: str

    PARTNERSHIP = (
        "partnership",
        _lp("offspring", "A partnership"),
        _l("Others, or some of you, do it elsewhere or for somebody else; with partners of its own."),
        "affiliate",
    )
    ORGANISATION = (
        "organisation",
        _lp("offspring", "An organisation"),
        _l("A separate organisation carries the work on: a fund, a centre, a service."),
        "building",
    )
    MECHANISM = (
        "mechanism",
        _lp("offspring", "A settled mechanism"),
        _l("The way you work together became a rule that goes on without you, and that others can repeat."),
        "tools",
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString, icon: str) -> None:
        super().__init__(code, label)
        self.explanation = explanation
        self.icon = icon


class Parenthood(Term):
    """What a partnership can grow out of."""

    PARTNERSHIP = "partnership", _lp("grew out of", "another partnership")
