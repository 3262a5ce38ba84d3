"""Words about partnerships: fields, goals, roles, visibility, states.

The words of the cycle live in ``cycle_terms`` and can be imported from here as well.
"""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.projects.cycle_terms import (
    ChecklistItem,
    ContinuationDecision,
    EvidenceKind,
    ItemState,
    Stage,
)
from tracker.terms import Term

__all__ = [
    "ChecklistItem",
    "ContinuationDecision",
    "DocumentKind",
    "EvidenceKind",
    "Field",
    "Goal",
    "ItemState",
    "LifeSign",
    "PartnerRole",
    "PartnershipState",
    "SectorMix",
    "Stage",
    "TeamRole",
    "Visibility",
]


class Field(Term):
    """The field of a problem; a partnership has one main field and may have more."""

    HEALTH = "health", _lp("field", "Health care")
    ENVIRONMENT = "environment", _lp("field", "Environmental protection")
    SOCIAL_SUPPORT = "social_support", _lp("field", "Social support")
    CHILDREN_YOUTH = "children_youth", _lp("field", "Children and youth")
    EDUCATION = "education", _lp("field", "Education")
    CULTURE = "culture", _lp("field", "Culture")
    SPORT = "sport", _lp("field", "Sport")
    HUMAN_RIGHTS = "human_rights", _lp("field", "Human rights")
    COMMUNITY = "community", _lp("field", "Community development")
    EMPLOYMENT = "employment", _lp("field", "Employment")
    EMERGENCY = "emergency", _lp("field", "Emergency relief")
    OTHER = "other", _lp("field", "Other")


class Goal(Term):
    """The 17 Sustainable Development Goals of the United Nations; the code is the number."""

    NO_POVERTY = "1", _l("No poverty")
    ZERO_HUNGER = "2", _l("Zero hunger")
    GOOD_HEALTH = "3", _l("Good health and well-being")
    QUALITY_EDUCATION = "4", _l("Quality education")
    GENDER_EQUALITY = "5", _l("Gender equality")
    CLEAN_WATER = "6", _l("Clean water and sanitation")
    CLEAN_ENERGY = "7", _l("Affordable and clean energy")
    DECENT_WORK = "8", _l("Decent work and economic growth")
    INNOVATION = "9", _l("Industry, innovation and infrastructure")
    REDUCED_INEQUALITIES = "10", _l("Reduced inequalities")
    SUSTAINABLE_CITIES = "11", _l("Sustainable cities and communities")
    RESPONSIBLE_CONSUMPTION = "12", _l("Responsible consumption and production")
    CLIMATE_ACTION = "13", _l("Climate action")
    LIFE_BELOW_WATER = "14", _l("Life below water")
    LIFE_ON_LAND = "15", _l("Life on land")
    PEACE_AND_JUSTICE = "16", _l("Peace, justice and strong institutions")
    PARTNERSHIPS = "17", _l("Partnerships for the goals")

    @property
    def number(self) -> int:
        """Give the number of the goal, to sort by."""
        return int(self.code)


class PartnerRole(Term):
    """What an organisation is in a partnership."""

    INITIATOR = "initiator", _lp("partner role", "Initiator")
    PARTNER = "partner", _lp("partner role", "Partner")
    FUNDER = "funder", _lp("partner role", "Funder")
    IMPLEMENTER = "implementer", _lp("partner role", "Implementer")
    SUPPORTER = "supporter", _lp("partner role", "Supporter (information, reputation)")
    BENEFICIARY = "beneficiary", _lp("partner role", "Beneficiary organisation")


class TeamRole(Term):
    """What a person may do in a partnership."""

    explanation: LazyString

    BROKER = (
        "broker",
        _lp("team role", "Broker"),
        _l("Is responsible for the partnership: invites people, moves the stages, edits all."),
    )
    EDITOR = (
        "editor",
        _lp("team role", "Editor"),
        _l("Fills in the record, the history, the documents and the resources."),
    )
    READER = (
        "reader",
        _lp("team role", "Reader"),
        _l("Sees everything and changes nothing."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation

    @property
    def may_edit(self) -> bool:
        """Brokers and editors change the record."""
        return self is not TeamRole.READER

    @property
    def may_lead(self) -> bool:
        """Only brokers answer for the team and the course of the partnership."""
        return self is TeamRole.BROKER


class Visibility(Term):
    """Who sees a partnership; each step includes those before it."""

    explanation: LazyString

    TEAM = (
        "team",
        _lp("visibility", "Team"),
        _l("Only the team of the partnership and the administrators see it."),
    )
    PROGRAMME = (
        "programme",
        _lp("visibility", "Programme"),
        _l("The team and the staff of the programme see it."),
    )
    REGION = (
        "region",
        _lp("visibility", "Officials of the region"),
        _l("The team, the staff of the programme and the officials of its regions see it."),
    )
    PUBLIC = (
        "public",
        _lp("visibility", "Public"),
        _l("Everyone sees it, without an account too where public pages are switched on."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation

    @property
    def reaches_programme(self) -> bool:
        """Programme staff see it."""
        return self is not Visibility.TEAM

    @property
    def reaches_officials(self) -> bool:
        """Officials of its regions see it."""
        return self in {Visibility.REGION, Visibility.PUBLIC}

    @property
    def reaches_public(self) -> bool:
        """Everyone sees it."""
        return self is Visibility.PUBLIC


class DocumentKind(Term):
    """What a document of a partnership is."""

    AGREEMENT = "agreement", _lp("document", "Agreement")
    MINUTES = "minutes", _lp("document", "Minutes")
    STANDARD = "standard", _lp("document", "Standard")
    REPORT = "report", _lp("document", "Report")
    PLAN = "plan", _lp("document", "Plan")
    OTHER = "other", _lp("document", "Other")


class LifeSign(Term):
    """How long ago somebody last did or confirmed anything."""

    GREEN = "green", _l("Confirmed recently")
    YELLOW = "yellow", _l("Not confirmed for a while")
    RED = "red", _l("Silent for long")


class PartnershipState(Term):
    """Whether a partnership runs; active means neither ended nor archived."""

    ACTIVE = "active", _lp("partnership", "Active")
    ENDED = "ended", _lp("partnership", "Ended")
    ARCHIVED = "archived", _lp("partnership", "Archived")


class SectorMix(Term):
    """Which sectors take part: a choice for filtering, computed from the partners of today."""

    CROSS_SECTOR = "cross_sector", _lp("sector mix", "Cross-sector")
    THREE_SECTORS = "three_sectors", _lp("sector mix", "All three sectors")
    ONE_SECTOR = "one_sector", _lp("sector mix", "One sector only")
    WITHOUT_GOVERNMENT = "without_government", _lp("sector mix", "Without government")
    WITHOUT_BUSINESS = "without_business", _lp("sector mix", "Without business")
    WITHOUT_NONPROFIT = "without_nonprofit", _lp("sector mix", "Without non-profits")
    NO_PARTNERS = "no_partners", _lp("sector mix", "No partners yet")
