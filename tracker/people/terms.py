"""Words about alumni: who may see what of them, how consent was given, what becomes of a row of a file and of an invitation."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class Reach(Term):
    """To whom something about a person is shown in the directory."""

    explanation: LazyString

    NOBODY = "nobody", _lp("shown to", "To nobody"), _l("It does not stand in the directory.")
    STAFF = (
        "staff",
        _lp("shown to", "To programme staff"),
        _l("The people who run the programme, and administrators."),
    )
    ALUMNI = (
        "alumni",
        _lp("shown to", "To programme staff and other alumni"),
        _l("Everybody who has finished the programme and has an account here, and programme staff."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation

    @property
    def reaches_staff(self) -> bool:
        return self is not Reach.NOBODY

    @property
    def reaches_alumni(self) -> bool:
        return self is Reach.ALUMNI


class ConsentPart(Term):
    """What of a person a consent is about."""

    ENTRY = "entry", _lp("consent", "Name, organisation and skills")
    CONTACTS = "contacts", _lp("consent", "E-mail and phone")


class ConsentWay(Term):
    """How somebody said whether and to whom they may be shown."""

    OWN = "own", _lp("consent", "Chosen by the person in Tracker")
    PAPER = "paper", _lp("consent", "On paper, signed")
    LETTER = "letter", _lp("consent", "By e-mail or letter")
    SPOKEN = "spoken", _lp("consent", "In a conversation")
    FILE = "file", _lp("consent", "From an imported list")

    @classmethod
    def of_others(cls) -> list[ConsentWay]:
        """The ways in which somebody else may write a consent down."""
        return [way for way in cls if way not in {cls.OWN, cls.FILE}]


class AccountState(Term):
    """Whether somebody among the alumni has an account."""

    HAS = "yes", _lp("alumni account", "Has an account")
    INVITED = "invited", _lp("alumni account", "Invited, not accepted yet")
    NONE = "no", _lp("alumni account", "No account yet")


class Recorded(Term):
    """Whether somebody recorded a partnership."""

    YES = "yes", _lp("alumni partnerships", "Recorded a partnership")
    NO = "no", _lp("alumni partnerships", "Recorded none yet")


class Fate(Term):
    """What an import does with a row of a file."""

    NEW = "new", _lp("row of a file", "New")
    CHANGED = "changed", _lp("row of a file", "Changes")
    UNCHANGED = "unchanged", _lp("row of a file", "Unchanged")
    REFUSED = "refused", _lp("row of a file", "Refused")


class UploadState(Term):
    """How far an uploaded file has come."""

    OPEN = "open", _lp("uploaded file", "Not imported yet")
    DONE = "done", _lp("uploaded file", "Imported")


class PlaceState(Term):
    """What became of one person in a round of invitations."""

    WAITING = "waiting", _lp("bulk invitation", "Waiting")
    INVITED = "invited", _lp("bulk invitation", "Invited, the letter is unconfirmed")
    SENT = "sent", _lp("bulk invitation", "Letter sent")
    NOT_SENT = "not_sent", _lp("bulk invitation", "Invited, but the letter could not be sent")
    LEFT_OUT = "left_out", _lp("bulk invitation", "Left out")


class WhyNot(Term):
    """Why somebody gets no invitation."""

    HAS_ACCOUNT = "has_account", _lp("not invited", "Has an account already")
    INVITED = "invited", _lp("not invited", "Is invited already, and the invitation is still open")
    NO_EMAIL = "no_email", _lp("not invited", "No e-mail address is recorded")
    NO_CONSENT = "no_consent", _lp("not invited", "Did not agree to be written to")
    CLOSED = "closed", _lp("not invited", "The account with this address is deactivated")
