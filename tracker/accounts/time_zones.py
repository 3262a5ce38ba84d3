"""Time zones to choose from: those of Russia first, by the hour, then those of other countries by name."""

from __future__ import annotations

import functools
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone_location

from tracker.database import utc_now
from tracker.i18n import _, current_locale

HOME_COUNTRY = "RU"


def choices(chosen: str = "") -> dict[str, list[tuple[str, str]]]:
    """Groups of zones and their labels, such as «Барнаул (UTC+7)»; what an account has is always among them."""
    language = str(current_locale())
    today = utc_now().date()
    groups = {_("Russia"): _of_russia(language, today), _("Other countries"): _of_others(language, today)}
    if chosen and chosen not in {zone for zones in groups.values() for zone, _label in zones}:
        groups[_("Other countries")] = [(chosen, chosen), *groups[_("Other countries")]]
    return {label: list(zones) for label, zones in groups.items()}


def is_known(zone: str) -> bool:
    """Whether this is a time zone on offer."""
    return zone in _countries()


@functools.lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """The country of each zone that belongs to one."""
    return {
        zone: country
        for zone, country in get_global("zone_territories").items()
        if country != "001" and _exists(zone)
    }


def _exists(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):
        return False
    return True


@functools.lru_cache(maxsize=8)
def _of_russia(language: str, today: date) -> list[tuple[str, str]]:
    zones = [zone for zone, country in _countries().items() if country == HOME_COUNTRY]
    labels = [(_offset(zone, today), _city(zone, language), zone) for zone in zones]
    return [(zone, f"{city} ({_words(offset)})") for offset, city, zone in sorted(labels)]


@functools.lru_cache(maxsize=8)
def _of_others(language: str, today: date) -> list[tuple[str, str]]:
    names = Locale.parse(language).territories
    found = []
    for zone, country in _countries().items():
        if country != HOME_COUNTRY:
            place, city = names.get(country, country), _city(zone, language)
            found.append((place if city == place else f"{place}, {city}", zone))
    return [(zone, f"{label} ({_words(_offset(zone, today))})") for label, zone in sorted(found)]


def _city(zone: str, language: str) -> str:
    return get_timezone_location(zone, locale=language, return_city=True)


def _offset(zone: str, today: date) -> int:
    """Minutes ahead of UTC, today."""
    shift = datetime(today.year, today.month, today.day, 12, tzinfo=ZoneInfo(zone)).utcoffset()
    return 0 if shift is None else int(shift.total_seconds() // 60)


def _words(minutes: int) -> str:
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
