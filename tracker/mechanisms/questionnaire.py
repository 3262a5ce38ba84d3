"""Eight plain questions about how a mechanism works; an answer to them complements a text or stands alone."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.i18n import LazyString, _l, _lp
from tracker.mechanisms.terms import Trait
from tracker.terms import Term


class Reply(Term):
    """What somebody replies to a question."""

    YES = "yes", _lp("reply", "Yes")
    NO = "no", _lp("reply", "No")
    UNKNOWN = "unknown", _lp("reply", "I do not know")


class Question(Term):
    """A question about one trait; ``yes`` and ``no`` are how much each reply shifts the log-odds of the trait.

    The weights are set by hand: the first question of each pair decides, the second supports.
    """

    trait: Trait
    yes: float
    no: float

    APPLICANTS = (
        "applicants",
        _l("Could several organisations or people apply, offer or be proposed, and only some were taken?"),
        Trait.COMPETITIVE,
        3.0,
        -3.0,
    )
    CHOSEN_BY_CRITERIA = (
        "chosen_by_criteria",
        _l(
            "Did a jury, a commission, a vote or a comparison of offers decide who gets the money or takes part?"
        ),
        Trait.COMPETITIVE,
        2.0,
        -2.0,
    )
    OWN_METHOD = (
        "own_method",
        _l(
            "Does the work rest on a special way of doing it that an NGO worked out or adopted from elsewhere?"
        ),
        Trait.SOCIAL_TECHNOLOGICAL,
        3.0,
        -3.0,
    )
    METHOD_TAUGHT = (
        "method_taught",
        _l("Are others taught this way of working, or have other places taken it over?"),
        Trait.SOCIAL_TECHNOLOGICAL,
        2.0,
        -1.0,
    )
    NEW_STRUCTURE = (
        "new_structure",
        _l("Did the authority, together with NGOs, set up a new organisation or institution for this?"),
        Trait.ORGANISATIONAL_STRUCTURAL,
        3.0,
        -3.0,
    )
    FUNCTIONS_HANDED_OVER = (
        "functions_handed_over",
        _l("Did the authority hand over tasks of its own to this organisation and pay for them?"),
        Trait.ORGANISATIONAL_STRUCTURAL,
        2.0,
        -1.5,
    )
    AGREED_RULES = (
        "agreed_rules",
        _l("Have the sides agreed on who does what: in an agreement, a memorandum or common rules?"),
        Trait.PROCEDURAL,
        2.5,
        -2.0,
    )
    REGULAR_MEETINGS = (
        "regular_meetings",
        _l("Do the sides decide together in a council, at hearings, round tables or other regular meetings?"),
        Trait.PROCEDURAL,
        2.5,
        -1.5,
    )

    def __init__(self, code: str, label: LazyString, trait: Trait, yes: float, no: float) -> None:
        super().__init__(code, label)
        self.trait = trait
        self.yes = yes
        self.no = no


def shifts(replies: Mapping[Question, Reply]) -> dict[Trait, float]:
    """How much the replies shift the log-odds of each trait that they speak of; "I do not know" shifts nothing."""
    found: dict[Trait, float] = {}
    for question, reply in replies.items():
        if reply is not Reply.UNKNOWN:
            shift = question.yes if reply is Reply.YES else question.no
            found[question.trait] = found.get(question.trait, 0.0) + shift
    return found
