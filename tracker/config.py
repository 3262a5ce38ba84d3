"""Settings from the environment, checked when the application starts.

Every setting is one environment variable ``TRACKER_…``; ``docs/install.md`` lists them in one table.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path

from tracker import paths, stores
from tracker.errors import ConfigurationError
from tracker.i18n import DEFAULT_LANGUAGE

SMTP_OVER_TLS = 465  # the port where a connection is encrypted from its first byte

FILES_AT_ONCE = 10
"""How many files of the largest size one request may bring."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an installation chooses. ``instance`` is the folder for the database, the files and the secret.

    ``files`` is the store of files, a folder or the address of a bucket; empty for the folder ``files`` in the instance folder.
    """

    instance: Path
    secret_key: str = field(repr=False)
    password_salt: str = field(repr=False)
    database_url: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    demo: bool = True
    production: bool = False
    public_pages: bool = True
    development: bool = False
    site_name: str = "Tracker"
    base_url: str = ""
    mail_server: str = ""
    mail_port: int = 587
    mail_username: str = ""
    mail_password: str = field(default="", repr=False)
    mail_sender: str = "tracker@localhost"
    mail_tls: bool = True
    upload_megabytes: int = 20
    stale_months: int = 6
    silent_months: int = 12
    files: str = ""
    s3_endpoint: str = ""
    s3_region: str = ""
    s3_access_key: str = ""
    s3_secret_key: str = field(default="", repr=False)
    limiter_storage: str = field(default="memory://", repr=False)
    workers: int = 1
    threads: int = 8
    proxies: int = 0


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raises ``ConfigurationError`` with a sentence about the first wrong one.

    Without ``TRACKER_PRODUCTION`` a secret key is made once and kept in the instance folder;
    with it, ``TRACKER_SECRET_KEY`` and ``TRACKER_PASSWORD_SALT`` have to be given.
    """
    given = {
        key.removeprefix("TRACKER_").lower(): value
        for key, value in environment.items()
        if key.startswith("TRACKER_")
    }
    instance = Path(given.pop("instance", "instance")).expanduser().resolve()
    production = _switch("production", given.get("production", "0"))
    values: dict[str, object] = {
        "instance": instance,
        "secret_key": _secret("secret_key", given, instance, production=production),
        "password_salt": _secret("password_salt", given, instance, production=production),
        "database_url": _database_url(given, instance),
    }
    for spec in fields(Settings):
        if spec.name in values or spec.name not in given:
            continue
        values[spec.name] = _read(spec.name, str(spec.type), given[spec.name])
    _check_address("files", str(values.get("files", "")), ("s3",))
    _check_address("limiter_storage", str(values.get("limiter_storage", "")), ("memory", "redis", "rediss"))
    if production and "demo" not in given:
        values["demo"] = False
    return Settings(**values)  # type: ignore[arg-type]  # each value was read by the type of its field


def _read(name: str, kind: str, text: str) -> object:
    if kind == "bool":
        return _switch(name, text)
    if kind == "int":
        return _whole_number(name, text)
    return text


def _switch(name: str, text: str) -> bool:
    if text.strip().lower() in {"1", "true", "yes", "on"}:
        return True
    if text.strip().lower() in {"", "0", "false", "no", "off"}:
        return False
    message = f"TRACKER_{name.upper()} takes 1 or 0, not {text!r}."
    raise ConfigurationError(message)


def _whole_number(name: str, text: str) -> int:
    if not text.strip().isdecimal():
        message = f"TRACKER_{name.upper()} takes a whole number, not {text!r}."
        raise ConfigurationError(message)
    number = int(text)
    if name == "port" and not 1 <= number <= 65535:  # noqa: PLR2004  # the range of TCP ports
        message = f"TRACKER_PORT takes a number from 1 to 65535, not {text!r}."
        raise ConfigurationError(message)
    if name in {"workers", "threads"} and number < 1:
        message = f"TRACKER_{name.upper()} takes a number from 1, not {text!r}."
        raise ConfigurationError(message)
    return number


def _check_address(name: str, text: str, known: Sequence[str]) -> None:
    scheme, mark, _rest = text.partition("://")
    if mark and scheme not in known:
        expected = " or ".join(f"{each}://" for each in known)
        message = (
            f"TRACKER_{name.upper()} knows {expected}, not {scheme + mark!r}."  # the rest may hold a password
        )
        raise ConfigurationError(message)


def _database_url(given: Mapping[str, str], instance: Path) -> str:
    url = given.get("database_url", "")
    if not url:
        return f"sqlite:///{instance / 'tracker.sqlite'}"
    if url.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    message = "TRACKER_DATABASE_URL starts with sqlite:/// or postgresql://."
    raise ConfigurationError(message)


def _secret(name: str, given: Mapping[str, str], instance: Path, *, production: bool) -> str:
    if given.get(name):
        return given[name]
    if production:
        message = (
            f"TRACKER_{name.upper()} has to be set in production: a long random text that nobody else knows."
        )
        raise ConfigurationError(message)
    instance.mkdir(parents=True, exist_ok=True)
    keeper = instance / f"{name}.txt"
    if not keeper.exists():
        keeper.touch(mode=0o600)
        keeper.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    return keeper.read_text(encoding="utf-8").strip()


def _engine_options(database_url: str) -> dict[str, object]:
    """The connection used last is used next: it has most statements prepared."""
    return {"pool_use_lifo": True} if database_url.startswith("postgresql") else {}


def flask_configuration(settings: Settings) -> dict[str, object]:
    """The configuration of Flask and its extensions that follows from the settings."""
    https = settings.base_url.startswith("https://")
    return {
        "TRACKER_SETTINGS": settings,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": FILES_AT_ONCE * settings.upload_megabytes * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": https,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_DURATION": timedelta(days=30),
        "SESSION_PROTECTION": "basic",  # a phone changes its network address all the time; "strong" would sign it out
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": DEFAULT_LANGUAGE,
        "BABEL_DEFAULT_TIMEZONE": "Europe/Moscow",
        "BABEL_TRANSLATION_DIRECTORIES": str(paths.LOCALE),
        **_limits(settings.limiter_storage),
        "MAIL_BACKEND": "smtp" if settings.mail_server else "tracker.accounts.log_mail",
        "MAIL_TIMEOUT": 20,
        "MAIL_SERVER": settings.mail_server or "localhost",
        "MAIL_PORT": settings.mail_port,
        "MAIL_USERNAME": settings.mail_username or None,
        "MAIL_PASSWORD": settings.mail_password or None,
        "MAIL_USE_TLS": settings.mail_tls and settings.mail_port != SMTP_OVER_TLS,
        "MAIL_USE_SSL": settings.mail_port == SMTP_OVER_TLS,
        "MAIL_DEFAULT_SENDER": settings.mail_sender,
    }


def _limits(address: str) -> dict[str, object]:
    """Where limits are counted. While Redis does not answer, each process counts for itself, and pages wait for it a second at most."""
    if not address.startswith("redis"):
        return {"RATELIMIT_STORAGE_URI": address}
    if importlib.util.find_spec("redis") is None:
        raise ConfigurationError(
            "TRACKER_LIMITER_STORAGE names Redis. Its library is missing: pip install tracker[redis]"
        )
    from redis.backoff import NoBackoff  # noqa: PLC0415  # an extra
    from redis.retry import Retry  # noqa: PLC0415

    return {
        "RATELIMIT_STORAGE_URI": address,
        "RATELIMIT_STORAGE_OPTIONS": {
            "socket_connect_timeout": 1,
            "socket_timeout": 1,
            "retry": Retry(NoBackoff(), 0),
            "wrap_exceptions": True,
        },
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
    }


def store_at(settings: Settings, address: str = "") -> stores.Store:
    """The store of files at an address, else the one in the instance folder; raises ``ConfigurationError`` where none can be."""
    return stores.opened(
        address or str(settings.instance / "files"),
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
    )
