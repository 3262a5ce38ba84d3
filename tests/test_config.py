"""Settings come from the environment, and a wrong one is named in a sentence before anything starts."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from tracker import paths
from tracker.config import FILES_AT_ONCE, Settings, flask_configuration, from_environment, store_at
from tracker.errors import ConfigurationError
from tracker.stores import Bucket, Folder

SECRETS = {"TRACKER_SECRET_KEY": "long and random", "TRACKER_PASSWORD_SALT": "random and long"}


def read(folder: Path, **given: str) -> Settings:
    """The settings of an environment with these variables, named without ``TRACKER_``."""
    return from_environment(
        {"TRACKER_INSTANCE": str(folder)} | {f"TRACKER_{key.upper()}": text for key, text in given.items()}
    )


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = read(tmp_path)

    assert (settings.host, settings.port, settings.demo, settings.production) == (
        "127.0.0.1",
        8080,
        True,
        False,
    )
    assert settings.database_url == f"sqlite:///{tmp_path / 'tracker.sqlite'}"


def test_every_setting_can_be_given(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        host="192.0.2.1",
        port="9000",
        demo="0",
        public_pages="no",
        site_name="Партнёрства",
        base_url="https://tracker.example.org",
        mail_server="mail.example.org",
        mail_tls="off",
        upload_megabytes="5",
        stale_months="3",
    )

    assert (settings.host, settings.port, settings.demo, settings.public_pages) == (
        "192.0.2.1",
        9000,
        False,
        False,
    )
    assert (settings.site_name, settings.mail_tls, settings.upload_megabytes, settings.stale_months) == (
        "Партнёрства",
        False,
        5,
        3,
    )


def test_variables_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    settings = from_environment({"TRACKER_INSTANCE": str(tmp_path), "PORT": "1", "HOST": "elsewhere"})

    assert (settings.host, settings.port) == ("127.0.0.1", 8080)


@pytest.mark.parametrize("text", ["1", "true", "Yes", " on "])
def test_a_switch_is_on(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, development=text).development is True


@pytest.mark.parametrize("text", ["", "0", "FALSE", "no", "off"])
def test_a_switch_is_off(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, public_pages=text).public_pages is False


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("demo", "maybe", "TRACKER_DEMO takes 1 or 0, not 'maybe'."),
        ("production", "2", "TRACKER_PRODUCTION takes 1 or 0, not '2'."),
        ("mail_tls", "tls", "TRACKER_MAIL_TLS takes 1 or 0, not 'tls'."),
        ("port", "eighty", "TRACKER_PORT takes a whole number, not 'eighty'."),
        ("port", "-1", "TRACKER_PORT takes a whole number, not '-1'."),
        ("port", "²", "TRACKER_PORT takes a whole number, not '²'."),
        ("port", "0", "TRACKER_PORT takes a number from 1 to 65535, not '0'."),
        ("port", "65536", "TRACKER_PORT takes a number from 1 to 65535, not '65536'."),
        ("threads", "8.5", "TRACKER_THREADS takes a whole number, not '8.5'."),
        ("threads", "0", "TRACKER_THREADS takes a number from 1, not '0'."),
        ("workers", "0", "TRACKER_WORKERS takes a number from 1, not '0'."),
        ("files", "ftp://host/files", "TRACKER_FILES knows s3://, not 'ftp://'."),
        (
            "limiter_storage",
            "mongodb://localhost",
            "TRACKER_LIMITER_STORAGE knows memory:// or redis:// or rediss://, not 'mongodb://'.",
        ),
        ("upload_megabytes", "", "TRACKER_UPLOAD_MEGABYTES takes a whole number, not ''."),
        ("stale_months", "six", "TRACKER_STALE_MONTHS takes a whole number, not 'six'."),
        (
            "database_url",
            "mysql://localhost/tracker",
            "TRACKER_DATABASE_URL starts with sqlite:/// or postgresql://.",
        ),
        ("database_url", "tracker.sqlite", "TRACKER_DATABASE_URL starts with sqlite:/// or postgresql://."),
    ],
)
def test_a_wrong_value_is_named_in_a_sentence(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(sentence)):
        read(tmp_path, **{name: text})


@pytest.mark.parametrize("kind", [bool, int])
def test_every_switch_and_number_is_checked(tmp_path: Path, kind: type) -> None:
    names = [spec.name for spec in fields(Settings) if spec.type == kind.__name__]

    assert names
    for name in names:
        with pytest.raises(ConfigurationError, match=f"TRACKER_{name.upper()} takes"):
            read(tmp_path, **{name: "banana"})


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@host/db", "postgresql+psycopg://u:p@host/db"),
        ("postgresql://u:p@host/db", "postgresql+psycopg://u:p@host/db"),
        ("postgresql+psycopg://u:p@host/db", "postgresql+psycopg://u:p@host/db"),
        ("sqlite:////var/lib/tracker.sqlite", "sqlite:////var/lib/tracker.sqlite"),
    ],
)
def test_a_database_is_reached_by_the_driver_that_comes_along(tmp_path: Path, given: str, used: str) -> None:
    assert read(tmp_path, database_url=given).database_url == used


# --- secrets ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", SECRETS)
def test_production_does_not_start_without_its_secrets(tmp_path: Path, missing: str) -> None:
    given = {name: value for name, value in SECRETS.items() if name != missing}

    with pytest.raises(ConfigurationError, match=f"{missing} has to be set in production"):
        from_environment({"TRACKER_INSTANCE": str(tmp_path), "TRACKER_PRODUCTION": "1", **given})

    assert list(tmp_path.iterdir()) == [], "no secret is made up in its place"


def test_production_starts_with_its_secrets_and_without_demonstration_data(tmp_path: Path) -> None:
    settings = from_environment({"TRACKER_INSTANCE": str(tmp_path), "TRACKER_PRODUCTION": "1", **SECRETS})

    assert settings.secret_key == "long and random"
    assert settings.production
    assert not settings.demo


def test_elsewhere_a_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    instance = tmp_path / "new"

    first, second = read(instance), read(instance)

    assert first.secret_key == second.secret_key
    assert len(first.secret_key) > 40
    assert first.secret_key != first.password_salt
    assert (instance / "secret_key.txt").stat().st_mode & 0o077 == 0


def test_two_installations_have_different_secrets(tmp_path: Path) -> None:
    assert read(tmp_path / "one").secret_key != read(tmp_path / "two").secret_key


def test_the_password_of_the_mail_server_stays_out_of_logs(tmp_path: Path) -> None:
    settings = read(tmp_path, mail_password="hush hush")

    assert "hush hush" not in repr(settings)


def test_the_secrets_stay_out_of_logs(tmp_path: Path) -> None:
    database = "postgresql://tracker:open-sesame@host/tracker"
    settings = from_environment(
        {"TRACKER_INSTANCE": str(tmp_path), "TRACKER_DATABASE_URL": database, **SECRETS}
    )

    assert not [secret for secret in (*SECRETS.values(), "open-sesame") if secret in repr(settings)]


# --- what follows from the settings ----------------------------------------------------------------------------------


def test_cookies_are_for_https_only_where_the_address_is_https(tmp_path: Path) -> None:
    behind = flask_configuration(read(tmp_path, base_url="https://tracker.example.org"))
    local = flask_configuration(read(tmp_path))

    assert behind["SESSION_COOKIE_SECURE"]
    assert behind["REMEMBER_COOKIE_SECURE"]
    assert not local["SESSION_COOKIE_SECURE"]


@pytest.mark.parametrize(
    ("port", "tls", "ssl"), [("587", True, False), ("465", False, True), ("25", True, False)]
)
def test_mail_is_encrypted_as_its_port_expects(tmp_path: Path, port: str, *, tls: bool, ssl: bool) -> None:
    configured = flask_configuration(read(tmp_path, mail_server="mail.example.org", mail_port=port))

    assert (configured["MAIL_USE_TLS"], configured["MAIL_USE_SSL"]) == (tls, ssl)


def test_without_a_mail_server_letters_go_to_the_log(tmp_path: Path) -> None:
    assert flask_configuration(read(tmp_path))["MAIL_BACKEND"] == "tracker.accounts.log_mail"
    assert flask_configuration(read(tmp_path, mail_server="mail.example.org"))["MAIL_BACKEND"] == "smtp"


def test_a_form_takes_as_many_files_as_it_offers_each_up_to_the_limit(tmp_path: Path) -> None:
    limit = flask_configuration(read(tmp_path, upload_megabytes="3"))["MAX_CONTENT_LENGTH"]

    assert limit == FILES_AT_ONCE * 3 * 1024 * 1024


def test_limits_in_redis_need_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(tmp_path, limiter_storage="redis://localhost")
    assert flask_configuration(settings)["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"]

    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    with pytest.raises(ConfigurationError, match=r"pip install tracker\[redis\]"):
        flask_configuration(settings)


def test_files_lie_in_the_instance_folder_unless_another_store_is_named(tmp_path: Path) -> None:
    elsewhere = read(
        tmp_path, files="s3://files/tracker", s3_endpoint="https://s3.example.org", s3_secret_key="hush hush"
    )

    assert store_at(read(tmp_path)) == Folder(tmp_path / "files")
    assert store_at(elsewhere, elsewhere.files) == Bucket(
        "files", "tracker", "https://s3.example.org", secret_key="hush hush"
    )
    assert "hush hush" not in repr(elsewhere)


def test_every_setting_is_documented_in_the_table(tmp_path: Path) -> None:
    documented = (paths.PACKAGE.parent / "docs" / "install.md").read_text(encoding="utf-8")

    missing = [
        f"TRACKER_{spec.name.upper()}"
        for spec in fields(Settings)
        if f"TRACKER_{spec.name.upper()}" not in documented
    ]

    assert missing == []
