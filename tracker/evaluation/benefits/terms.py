"""Words about the matrix of benefits."""

from __future__ import annotations

from tracker.i18n import _l, _lp
from tracker.terms import Term


class Moment(Term):
    """What a figure of the matrix is about: what was hoped for, or what came."""

    EXPECTED = "expected", _lp("benefit", "Expected")
    ACHIEVED = "achieved", _lp("benefit", "Achieved")


class SaidBy(Term):
    """Who said how much a benefit is worth to a partner."""

    PARTNER = "partner", _l("Said by the partner itself")
    TEAM = "team", _l("Written down by the team")
