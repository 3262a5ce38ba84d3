"""Countries by their ISO 3166-1 code, in the reader's words."""

from __future__ import annotations

import re

from tracker.i18n import current_locale

HOME = "RU"
COUNTRY_CODE = re.compile("[A-Z]{2}")
NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Two-letter codes that CLDR names besides countries: unions, test languages, the unknown."""


def is_country(code: str) -> bool:
    """Whether this is the code of a country."""
    known = COUNTRY_CODE.fullmatch(code) is not None and code not in NOT_COUNTRIES
    return known and code in current_locale().territories


def country_name(code: str) -> str:
    """The country in the reader's language; an unknown code stays as it is."""
    return str(current_locale().territories.get(code, code))
