"""Words about organisations: sectors, kinds, identifiers, contact persons."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class Sector(Term):
    """Where an organisation belongs; every organisation has exactly one."""

    GOVERNMENT = "government", _l("Government")
    BUSINESS = "business", _l("Business")
    NONPROFIT = "nonprofit", _l("Non-profit")


ONLY_GOVERNMENT = frozenset({Sector.GOVERNMENT})
ONLY_BUSINESS = frozenset({Sector.BUSINESS})
ONLY_NONPROFIT = frozenset({Sector.NONPROFIT})
ANY_SECTOR = frozenset(Sector)


class OrganisationKind(Term):
    """A finer tag inside a sector; some kinds are at home in more than one."""

    sectors: frozenset[Sector]

    FEDERAL_AUTHORITY = "federal_authority", _l("Federal authority"), ONLY_GOVERNMENT
    REGIONAL_AUTHORITY = "regional_authority", _l("Regional authority"), ONLY_GOVERNMENT
    MUNICIPAL_AUTHORITY = "municipal_authority", _l("Municipal authority"), ONLY_GOVERNMENT
    STATE_INSTITUTION = (
        "state_institution",
        _l("State or municipal institution (school, hospital, museum…)"),
        ONLY_GOVERNMENT,
    )
    LARGE_COMPANY = "large_company", _l("Large company"), ONLY_BUSINESS
    SMALL_BUSINESS = "small_business", _l("Small or medium business"), ONLY_BUSINESS
    STATE_COMPANY = "state_company", _l("State-owned company"), ONLY_BUSINESS
    BUSINESS_ASSOCIATION = (
        "business_association",
        _l("Business association or chamber"),
        ONLY_BUSINESS,
    )
    NGO = "ngo", _l("Non-governmental organisation"), ONLY_NONPROFIT
    FOUNDATION = "foundation", _l("Foundation"), ONLY_NONPROFIT
    COMMUNITY_FOUNDATION = "community_foundation", _l("Community foundation"), ONLY_NONPROFIT
    ASSOCIATION = "association", _l("Association or union of NGOs"), ONLY_NONPROFIT
    INFORMAL_GROUP = "informal_group", _l("Initiative group (not registered)"), ONLY_NONPROFIT
    UNIVERSITY = "university", _l("University"), ONLY_NONPROFIT | ONLY_GOVERNMENT
    MEDIA = "media", _l("Media"), ANY_SECTOR

    def __init__(self, code: str, label: LazyString, sectors: frozenset[Sector]) -> None:
        super().__init__(code, label)
        self.sectors = sectors

    @classmethod
    def within(cls, sector: Sector) -> list[OrganisationKind]:
        """List the kinds that an organisation of this sector can be."""
        return [kind for kind in cls if sector in kind.sectors]


class IdentifierScheme(Term):
    """Which register gave an organisation its number."""

    INN = "inn", _l("INN (taxpayer number)")
    OGRN = "ogrn", _l("OGRN (state registration number)")
    OGRNIP = "ogrnip", _l("OGRNIP (registration number of a sole trader)")
    OTHER = "other", _lp("identifier", "Other")


class Capacity(Term):
    """How a contact person takes part: deciding or doing."""

    LEADER = "leader", _l("Leader (decides)")
    EXECUTOR = "executor", _l("Executor (does the work)")
