"""Words about evaluating a partnership."""

from __future__ import annotations

from tracker.i18n import LazyString, _l
from tracker.terms import Term


class Benefit(Term):
    """What a partner can gain from a partnership."""

    explanation: LazyString

    FINANCES = (
        "finances",
        _l("Stronger financial results"),
        _l("Lower costs, new income, or money that lasts longer."),
    )
    LOCAL_AUTHORITY = (
        "local_authority",
        _l("Better relations with the local authorities"),
        _l("Doors open sooner, and questions are settled in a conversation."),
    )
    HUMAN_CAPITAL = (
        "human_capital",
        _l("Growth of people, new skills and abilities of staff"),
        _l("Staff and volunteers learn what they would not have learned at home."),
    )
    INFORMATION = (
        "information",
        _l("Better access to information"),
        _l("One learns sooner what happens in the field, in the authority, on the market."),
    )
    EFFECTIVENESS = (
        "effectiveness",
        _l("More effective work"),
        _l("The same effort brings more, because each does what it does best."),
    )
    SOCIAL_ENVIRONMENT = (
        "social_environment",
        _l("A favourable social environment"),
        _l("Calmer, healthier and safer surroundings to live and work in."),
    )
    QUALITY = (
        "quality",
        _l("Better services and product quality"),
        _l("What one offers becomes better, because users and experts had a say in it."),
    )
    INNOVATION = (
        "innovation",
        _l("Organisational innovation"),
        _l("New ways of working that stay after the project."),
    )
    TRUST = (
        "trust",
        _l("Stronger reputation and trust"),
        _l("People, customers and officials believe the organisation more readily."),
    )
    RESOURCES = (
        "resources",
        _l("Additional resources, better access to resources"),
        _l("Premises, equipment, people, contacts and money that one could not get alone."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation
