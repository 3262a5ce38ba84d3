"""Words about letters: what became of one."""

from __future__ import annotations

from tracker.i18n import _lp
from tracker.terms import Term


class LetterState(Term):
    """How far a letter has come. One that was begun and not finished is not sent again: it may have arrived."""

    WAITING = "waiting", _lp("letter", "To be sent")
    BEGUN = "begun", _lp("letter", "Being sent")
    SENT = "sent", _lp("letter", "Sent")
    EMPTY = "empty", _lp("letter", "Nothing to tell")
