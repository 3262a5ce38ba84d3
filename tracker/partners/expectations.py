"""What the sectors expect of one another: six directions, the choices of expectations and offers."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.i18n import LazyString, _l
from tracker.partners.terms import Sector
from tracker.terms import Term


class Expectation(Term):
    """Something that one sector expects of another; seen from the other side, something to offer."""

    by: Sector
    of: Sector

    # The authorities of business.
    INVESTMENT = "investment", _l("Investment"), Sector.GOVERNMENT, Sector.BUSINESS
    MARKET_GROWTH = (
        "market_growth",
        _l("Growth of the market of goods and services"),
        Sector.GOVERNMENT,
        Sector.BUSINESS,
    )
    SOCIAL_SPHERE_SUPPORT = (
        "social_sphere_support",
        _l("Support of what does not produce: schools, culture, sport"),
        Sector.GOVERNMENT,
        Sector.BUSINESS,
    )
    JOBS = "jobs", _l("Jobs"), Sector.GOVERNMENT, Sector.BUSINESS
    TAXES_PAID = "taxes_paid", _l("Taxes paid"), Sector.GOVERNMENT, Sector.BUSINESS
    # The authorities of non-profit organisations.
    RESPECT_FOR_LAW = "respect_for_law", _l("Respect for the law"), Sector.GOVERNMENT, Sector.NONPROFIT
    PUBLIC_REVIEW = "public_review", _l("Independent public review"), Sector.GOVERNMENT, Sector.NONPROFIT
    SOCIAL_PROBLEMS = (
        "social_problems",
        _l("Help with social problems"),
        Sector.GOVERNMENT,
        Sector.NONPROFIT,
    )
    PUBLIC_EDUCATION = "public_education", _l("Public education"), Sector.GOVERNMENT, Sector.NONPROFIT
    NEW_IDEAS = "new_ideas", _l("New ideas and initiatives"), Sector.GOVERNMENT, Sector.NONPROFIT
    EXTRA_FUNDS = (
        "extra_funds",
        _l("Extra-budgetary funds and resources for the social sphere"),
        Sector.GOVERNMENT,
        Sector.NONPROFIT,
    )
    # Business of the authorities.
    LEGAL_ORDER = (
        "legal_order",
        _l("Legal order and guarantees of private property"),
        Sector.BUSINESS,
        Sector.GOVERNMENT,
    )
    TAX_CODE = "tax_code", _l("A clear tax code"), Sector.BUSINESS, Sector.GOVERNMENT
    MARKET_FAILURES = (
        "market_failures",
        _l("Correction of market failures"),
        Sector.BUSINESS,
        Sector.GOVERNMENT,
    )
    EFFECTIVE_COMPETITION = (
        "effective_competition",
        _l("Effective competition"),
        Sector.BUSINESS,
        Sector.GOVERNMENT,
    )
    # Non-profit organisations of the authorities.
    BUDGET_FINANCING = (
        "budget_financing",
        _l("More forms of budget financing: loans, subsidies, subventions, public orders"),
        Sector.NONPROFIT,
        Sector.GOVERNMENT,
    )
    LEGAL_FRAMEWORK = "legal_framework", _l("A legal framework"), Sector.NONPROFIT, Sector.GOVERNMENT
    FAIR_TAXATION = "fair_taxation", _l("Fair taxation"), Sector.NONPROFIT, Sector.GOVERNMENT
    COMPETITIVE_MECHANISMS = (
        "competitive_mechanisms",
        _l("Competitive mechanisms: social orders, grants, licences"),
        Sector.NONPROFIT,
        Sector.GOVERNMENT,
    )
    EARLY_SUPPORT = (
        "early_support",
        _l("Support while getting established"),
        Sector.NONPROFIT,
        Sector.GOVERNMENT,
    )
    DIALOGUE = "dialogue", _l("Dialogue and a part in decisions"), Sector.NONPROFIT, Sector.GOVERNMENT
    # Business of non-profit organisations.
    SHARED_INTERESTS = (
        "shared_interests",
        _l("Standing together for shared interests"),
        Sector.BUSINESS,
        Sector.NONPROFIT,
    )
    SERVICE_MARKET = (
        "service_market",
        _l("A part in shaping the market of services"),
        Sector.BUSINESS,
        Sector.NONPROFIT,
    )
    PROMOTION = (
        "promotion",
        _l("Help in promoting goods and services"),
        Sector.BUSINESS,
        Sector.NONPROFIT,
    )
    CHARITY_PROGRAMMES = (
        "charity_programmes",
        _l("A part in carrying out charity programmes"),
        Sector.BUSINESS,
        Sector.NONPROFIT,
    )
    # Non-profit organisations of business.
    STAFF_PROGRAMMES = (
        "staff_programmes",
        _l("In-house programmes: staff join NGO actions, NGO work is ordered by business"),
        Sector.NONPROFIT,
        Sector.BUSINESS,
    )
    ACTION_SPONSORSHIP = (
        "action_sponsorship",
        _l("Sponsorship of NGO actions"),
        Sector.NONPROFIT,
        Sector.BUSINESS,
    )
    PREMISES_LENT = (
        "premises_lent",
        _l("Premises and equipment lent for an event"),
        Sector.NONPROFIT,
        Sector.BUSINESS,
    )
    MATERIALS_GIVEN = (
        "materials_given",
        _l("Materials, equipment and products given"),
        Sector.NONPROFIT,
        Sector.BUSINESS,
    )
    SPECIALISTS = ("specialists", _l("Specialists as volunteers"), Sector.NONPROFIT, Sector.BUSINESS)
    TRUSTEES = (
        "trustees",
        _l("Business people on boards of trustees"),
        Sector.NONPROFIT,
        Sector.BUSINESS,
    )
    EXPERT_ADVICE = ("expert_advice", _l("Expert opinions and advice"), Sector.NONPROFIT, Sector.BUSINESS)

    def __init__(self, code: str, label: LazyString, by: Sector, of: Sector) -> None:
        super().__init__(code, label)
        self.by = by
        self.of = of

    @classmethod
    def between(cls, by: Sector, of: Sector) -> list[Expectation]:
        """What one sector expects of another, in order; empty where both are the same."""
        return [expectation for expectation in cls if expectation.by is by and expectation.of is of]

    @classmethod
    def expected_by(cls, sector: Sector) -> list[Expectation]:
        """What a sector expects of the other two."""
        return [expectation for expectation in cls if expectation.by is sector]

    @classmethod
    def offered_by(cls, sector: Sector) -> list[Expectation]:
        """What a sector can offer, because the other two expect it."""
        return [expectation for expectation in cls if expectation.of is sector]

    @classmethod
    def in_order(cls, expectations: Iterable[Expectation]) -> list[Expectation]:
        """Each of them once, in the order of the grid."""
        wanted = set(expectations)
        return [expectation for expectation in cls if expectation in wanted]
