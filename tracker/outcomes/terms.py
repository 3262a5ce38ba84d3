"""Words about the programme's outcomes: the chapters, what groups are compared by, what lists behind figures are narrowed by."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.partners.terms import Sector
from tracker.terms import Term


class Chapter(Term):
    """One page of the programme's figures; the code stands in its address, the icon is a name from Tabler's set."""

    icon: str
    lead: LazyString

    OVERVIEW = (
        "overview",
        _lp("outcomes", "Overview"),
        "chart-bar",
        _l("All partnerships that are shown to the programme. Every number leads to the list behind it."),
    )
    ALUMNI = (
        "alumni",
        _lp("outcomes", "Alumni"),
        "school",
        _l("How many of those who finished the programme started partnerships, and where."),
    )
    FUNNEL = (
        "stages",
        _lp("outcomes", "Way through the stages"),
        "route",
        _l("How many partnerships reached each of the seven stages, and how long they stay there."),
    )
    SURVIVAL = (
        "survival",
        _lp("outcomes", "Length of life"),
        "heartbeat",
        _l("How long partnerships live. Those that still run are counted up to their last sign of life."),
    )
    RESOURCES = (
        "resources",
        _lp("outcomes", "Resources"),
        "gift",
        _l("What partners promised and what arrived. Money stands beside everything else, never in one sum."),
    )
    BENEFITS = (
        "benefits",
        _lp("outcomes", "Benefits"),
        "sparkles",
        _l("What the partners of each sector gained from working together."),
    )
    CONTINUATION = (
        "continuation",
        _lp("outcomes", "Continuation"),
        "refresh",
        _l("What partners decided at the last stage, and why."),
    )
    MECHANISMS = (
        "mechanisms",
        _lp("outcomes", "Mechanisms"),
        "tools",
        _l("By which mechanisms the partnerships work, and how many of these others can repeat."),
    )
    NETWORK = (
        "network",
        _lp("outcomes", "Network"),
        "affiliate",
        _l("Which organisations work together, and who connects whom."),
    )

    def __init__(self, code: str, label: LazyString, icon: str, lead: LazyString) -> None:
        super().__init__(code, label)
        self.icon, self.lead = icon, lead


class Grouping(Term):
    """What the lengths of lives are compared by."""

    NOTHING = "", _lp("survival", "All together")
    COHORT = "cohort", _l("Cohort")
    REGION = "region", _l("Region")
    MECHANISM = "mechanism", _l("Mechanism")
    SECTORS = "sectors", _lp("survival", "Cross-sector or not")


class Pair(Term):
    """Two sectors that work in one partnership."""

    sectors: tuple[Sector, Sector]

    GOVERNMENT_BUSINESS = (
        "government_business",
        _l("Government and business"),
        (Sector.GOVERNMENT, Sector.BUSINESS),
    )
    GOVERNMENT_NONPROFIT = (
        "government_nonprofit",
        _l("Government and non-profits"),
        (Sector.GOVERNMENT, Sector.NONPROFIT),
    )
    BUSINESS_NONPROFIT = (
        "business_nonprofit",
        _l("Business and non-profits"),
        (Sector.BUSINESS, Sector.NONPROFIT),
    )

    def __init__(self, code: str, label: LazyString, sectors: tuple[Sector, Sector]) -> None:
        super().__init__(code, label)
        self.sectors = sectors


class Repeatability(Term):
    """How far a mechanism has come on the way to being repeated by others."""

    BEGUN = "begun", _lp("repeatable", "Passport begun")
    REPEATABLE = "repeatable", _lp("repeatable", "Can be repeated, its people say")
    WHOLE = "whole", _lp("repeatable", "All seven parts of the passport")
    PUBLISHED = "published", _lp("repeatable", "Published as a template")
    REPEATED = "repeated", _lp("repeatable", "Repeated: others started from it")
