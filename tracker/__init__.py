"""Tracker: cross-sector partnerships, recorded, carried through their cycle, evaluated.

``create_app`` is the table of contents of the application.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_babel import get_locale
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import tracker.accounts.wiring
import tracker.demo.commands
import tracker.evaluation.wiring
import tracker.guide.wiring
import tracker.history.commands
import tracker.history.file_commands
import tracker.home.wiring
import tracker.mechanisms.wiring
import tracker.notices.wiring
import tracker.outcomes.wiring
import tracker.partners.wiring
import tracker.people.wiring
import tracker.projects.wiring
import tracker.regions.wiring
import tracker.resources.wiring
import tracker.summaries.keeping
import tracker.summaries.lists
import tracker.territory.wiring
from tracker import access, cli, design, fragments, i18n, navigation, paths, showing, terms, web
from tracker.config import Settings, flask_configuration, from_environment, store_at
from tracker.extensions import Migrations, babel, csrf, db, limiter, mail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__version__ = "0.1.0"

PACKAGES = (
    tracker.regions.wiring,
    tracker.accounts.wiring,
    tracker.partners.wiring,
    tracker.projects.wiring,
    tracker.people.wiring,
    tracker.resources.wiring,
    tracker.mechanisms.wiring,
    tracker.evaluation.wiring,
    tracker.outcomes.wiring,
    tracker.territory.wiring,
    tracker.guide.wiring,
    tracker.home.wiring,
    tracker.notices.wiring,
)
"""The domain, lowest package first."""


class Application(Flask):
    """A Flask application whose functions are all plain ones, as ``tests/test_architecture.py`` says."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The same function; Flask would look twenty times a page whether it is a coroutine."""
        return func


def create_app(settings: Settings | None = None, overrides: Mapping[str, object] | None = None) -> Flask:
    """Make the application; ``overrides`` are Flask configuration values that win, for tests."""
    settings = settings or from_environment()
    app = Application(
        "tracker",
        template_folder=str(paths.TEMPLATES),
        static_folder=str(paths.STATIC),
        instance_path=str(settings.instance),
    )
    app.config.from_mapping(flask_configuration(settings))
    app.config.update(overrides or {})
    set_up_templates(app)
    set_up_database(app)
    set_up_files(app, settings)
    set_up_languages(app)
    set_up_protection(app)
    register_packages(app)
    cli.register(app)
    stand_in_front(app, settings)
    return app


def set_up_templates(app: Flask) -> None:
    """Templates fail on unknown names, know how to translate, and show dates and money in the reader's words."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        date=i18n.show_date,
        day_month=i18n.show_day_month,
        datetime=i18n.show_datetime,
        number=i18n.show_number,
        money=i18n.show_money,
        duration=i18n.show_duration,
        filesize=i18n.show_size,
        rate=i18n.show_rate,
        shown_address=web.shown_address,
        in_order=terms.in_order,
    )
    app.jinja_env.globals.update(
        current_language=i18n.current_language,
        current_locale=get_locale,
        charts=tracker.projects.charts,
        telling=tracker.projects.telling,
        promises=tracker.resources.promises,
        amounts=tracker.resources.words,
    )


def set_up_database(app: Flask) -> None:
    """Bind the models to the database and migrations to the models."""
    db.init_app(app)
    Migrations(app, include_object=web.is_migrated, compare_type=False)


def set_up_files(app: Flask, settings: Settings) -> None:
    """Find the store of files; raises ``ConfigurationError`` where that cannot be."""
    app.extensions["file_store"] = store_at(settings, settings.files)


def set_up_languages(app: Flask) -> None:
    """Russian and English; the reader's language and time zone are chosen for every request."""
    babel.init_app(app, locale_selector=web.chosen_language, timezone_selector=web.chosen_time_zone)
    i18n.say_in_templates(app)


def set_up_protection(app: Flask) -> None:
    """Forgery protection, limits on guessing, mail, and a rule for every endpoint."""
    csrf.init_app(app)
    limiter.init_app(app)
    mail.init_app(app)
    access.init_access(app)
    web.init_web(app)
    navigation.init_navigation(app)
    fragments.init_fragments(app)
    showing.pages.clear()


def register_packages(app: Flask) -> None:
    """Pages, panels, commands: whatever the packages bring."""
    for package in PACKAGES:
        package.register(app)
    if app.config["TRACKER_SETTINGS"].development:
        app.register_blueprint(design.bp)


def stand_in_front(app: Flask, settings: Settings) -> None:
    """Static files from memory with long-lived addresses; the proxies in front are believed, as many as there are."""
    served = app.wsgi_app
    if settings.proxies:
        count = settings.proxies
        served = ProxyFix(served, x_for=count, x_proto=count, x_host=count)
    served = WhiteNoise(served, root=str(paths.STATIC), prefix="static/", autorefresh=settings.development)
    app.wsgi_app = served  # type: ignore[method-assign]  # the way Flask documents for middleware
