"""What signing in says, in Russian too; devices and time zones in words."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_security import core, forms

from tracker import paths
from tracker.accounts import time_zones
from tracker.accounts.sign_ins import device_name

CATALOGUE = paths.LOCALE / "ru" / "LC_MESSAGES" / "flask_security.po"


def test_everything_that_flask_security_says_has_its_russian(app: Flask) -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="ru")
    said = {message[0] for key, message in app.config.items() if key.startswith("SECURITY_MSG_")}
    said |= {str(value) for key, value in app.config.items() if key.startswith("SECURITY_EMAIL_SUBJECT_")}
    said |= {
        str(label) for label in (*forms._default_field_labels.values(), *forms._setup_methods_xlate.values())
    }

    missing = sorted(sentence for sentence in said if not getattr(catalogue.get(sentence), "string", None))

    assert set(core._default_messages) <= {key.removeprefix("SECURITY_MSG_") for key in app.config}
    assert missing == []


def test_the_russian_keeps_the_places_for_values() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="ru")

    assert [(message.id, errors) for message, errors in catalogue.check()] == []


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 YaBrowser/24.10 Safari/537.36",
            "Яндекс Браузер, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox, Linux"),
    ],
)
def test_a_browser_is_told_by_its_name_of_itself(agent: str, name: str) -> None:
    assert device_name(agent) == name


def test_the_zones_of_russia_come_first_by_the_hour() -> None:
    labels = dict(time_zones._of_russia("ru", date(2026, 5, 31)))

    assert labels["Asia/Barnaul"] == "Барнаул (UTC+7)"
    assert labels["Europe/Moscow"] == "Москва (UTC+3)"
    assert next(iter(labels)) == "Europe/Kaliningrad"
    assert list(labels)[-1] == "Asia/Kamchatka"


def test_every_zone_on_offer_exists_and_has_a_name_in_both_languages() -> None:
    for language in ("ru", "en"):
        zones = dict(time_zones._of_others(language, date(2026, 5, 31)))
        assert len(zones) > 350
        for zone, label in zones.items():
            assert ZoneInfo(zone).key == zone
            assert "UTC" in label
            assert time_zones.is_known(zone)
