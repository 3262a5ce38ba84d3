"""Words about accounts: the roles a person can have."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class UserRole(Term):
    """What a person is in Tracker; one person may have several roles."""

    explanation: LazyString

    ALUMNUS = (
        "alumnus",
        _l("Alumnus"),
        _l("Records partnerships and carries them through the cycle."),
    )
    OFFICIAL = (
        "official",
        _l("Official"),
        _l("Sees the partnerships of certain regions, as far as each partnership allows it."),
    )
    PROGRAMME = (
        "programme",
        _l("Programme staff"),
        _l("Follows the partnerships of the whole programme and its figures."),
    )
    ADMIN = (
        "admin",
        _l("Administrator"),
        _l("Invites people, gives them roles, and looks after regions and organisations."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class PersonState(Term):
    """Whether an account can be used."""

    ACTIVE = "active", _lp("account", "Active")
    DEACTIVATED = "deactivated", _lp("account", "Deactivated")
    ERASED = "erased", _lp("account", "Erased")


class InvitationState(Term):
    """What became of an invitation."""

    OPEN = "open", _lp("invitation", "Waiting for an answer")
    ACCEPTED = "accepted", _lp("invitation", "Accepted")
    EXPIRED = "expired", _lp("invitation", "Expired")
    REVOKED = "revoked", _lp("invitation", "Withdrawn")
