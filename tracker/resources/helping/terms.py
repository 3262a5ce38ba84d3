"""Words about offers of help: what became of one."""

from __future__ import annotations

from tracker.i18n import _lp
from tracker.terms import Term


class HelpState(Term):
    """What the team answered to an offer of help."""

    WAITING = "waiting", _lp("offer of help", "Waits for an answer")
    ACCEPTED = "accepted", _lp("offer of help", "Accepted")
    DECLINED = "declined", _lp("offer of help", "Declined with thanks")
