"""Words about regions: what kind of subdivision one is."""

from tracker.i18n import _l
from tracker.terms import Term


class RegionKind(Term):
    """What a first-level subdivision calls itself."""

    KRAI = "krai", _l("Krai")
    OBLAST = "oblast", _l("Oblast")
    REPUBLIC = "republic", _l("Republic")
    FEDERAL_CITY = "federal_city", _l("City of federal significance")
    AUTONOMOUS_OKRUG = "autonomous_okrug", _l("Autonomous okrug")
    AUTONOMOUS_OBLAST = "autonomous_oblast", _l("Autonomous oblast")
    CITY = "city", _l("City on a par with regions")
    OTHER = "other", _l("Another kind of region")
