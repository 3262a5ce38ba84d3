"""Words about the report: for whom it is, how far it goes, what partners say to that."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class Reader(Term):
    """For whom a report is made, from the nearest to the widest. As a degree of publicity: how far the report goes."""

    degree: LazyString
    """The same as an answer to "Who may read the report?"."""
    explanation: LazyString

    INTERNAL = (
        "internal",
        _lp("reader", "The team"),
        _lp("publicity", "Only the team"),
        _l("Nobody outside of the team reads it."),
    )
    PARTNERS = (
        "partners",
        _lp("reader", "The partners"),
        _lp("publicity", "The partners"),
        _l("The team hands it to the partner organisations, and nobody else."),
    )
    PROGRAMME = (
        "programme",
        _lp("reader", "The programme"),
        _lp("publicity", "The staff of the programme too"),
        _l("Whoever of the programme's staff sees the partnership reads it here."),
    )
    OFFICIALS = (
        "officials",
        _lp("reader", "Officials of the region"),
        _lp("publicity", "The officials of the region too"),
        _l("Officials who see the partnership read it here, without what the programme alone may know."),
    )
    PUBLIC = (
        "public",
        _lp("reader", "Everyone"),
        _lp("publicity", "Everyone"),
        _l("It has a page of its own that anybody can open. Partners are named as far as they agree."),
    )

    def __init__(self, code: str, label: LazyString, degree: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.degree = degree
        self.explanation = explanation

    @property
    def place(self) -> int:
        """The place from the nearest to the widest, from 1."""
        return list(Reader).index(self) + 1

    def reaches(self, other: Reader) -> bool:
        """Whether what is meant for this reader may be read by the other, who is as near or nearer."""
        return other.place <= self.place


class ConsentAnswer(Term):
    """What a partner says to publishing."""

    explanation: LazyString

    NAMED = (
        "named",
        _lp("consent", "Yes, with our name"),
        _l("The organisation is named and thanked, its contribution and its words stand with its name."),
    )
    NAMELESS = (
        "nameless",
        _lp("consent", "Yes, without our name"),
        _l("The contribution is told, but only as that of “a partner from business” or the like."),
    )
    REFUSED = (
        "refused",
        _lp("consent", "No"),
        _l(
            "The report says only that there was such a partner; its contribution and its words are left out."
        ),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation


class ConsentWay(Term):
    """How a partner let it be known."""

    LINK = "link", _lp("consent", "By its personal link")
    WRITING = "writing", _lp("consent", "In writing")
    TALK = "talk", _lp("consent", "In a conversation")
    MEETING = "meeting", _lp("consent", "At a meeting of the partners")


class ConsentLinkState(Term):
    """Where a personal link stands."""

    OPEN = "open", _lp("consent link", "Sent, not answered yet")
    ANSWERED = "answered", _lp("consent link", "Answered")
    EXPIRED = "expired", _lp("consent link", "Expired")
    REVOKED = "revoked", _lp("consent link", "Withdrawn")
