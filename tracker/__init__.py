"""Tracker: cross-sector partnerships, recorded, carried through their cycle, evaluated.

``create_app`` is the table of contents of the application.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import get_locale
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import tracker.accounts.routes
import tracker.accounts.setup
import tracker.demo.commands
import tracker.design
import tracker.evaluation.benefits.gaps
import tracker.evaluation.benefits.joining
import tracker.evaluation.benefits.models
import tracker.evaluation.benefits.part
import tracker.evaluation.benefits.proofs
import tracker.evaluation.benefits.routes
import tracker.evaluation.benefits.telling
import tracker.evaluation.blueprint
import tracker.evaluation.continuing.grounds
import tracker.evaluation.continuing.models
import tracker.evaluation.continuing.panels
import tracker.evaluation.continuing.routes.family
import tracker.evaluation.continuing.routes.farewell
import tracker.evaluation.continuing.telling
import tracker.evaluation.contributions.gaps
import tracker.evaluation.contributions.joining
import tracker.evaluation.contributions.models
import tracker.evaluation.contributions.part
import tracker.evaluation.contributions.proofs
import tracker.evaluation.contributions.routes
import tracker.evaluation.contributions.telling
import tracker.evaluation.experts.gaps
import tracker.evaluation.experts.material.findings
import tracker.evaluation.experts.material.record
import tracker.evaluation.experts.material.sides
import tracker.evaluation.experts.models
import tracker.evaluation.experts.part
import tracker.evaluation.experts.routes.answering
import tracker.evaluation.experts.routes.inviting
import tracker.evaluation.experts.routes.team
import tracker.evaluation.experts.telling
import tracker.evaluation.indicators.gaps
import tracker.evaluation.indicators.models
import tracker.evaluation.indicators.panels
import tracker.evaluation.indicators.routes.indicators
import tracker.evaluation.indicators.routes.outcomes
import tracker.evaluation.indicators.routes.values
import tracker.evaluation.indicators.telling
import tracker.evaluation.lessons.models
import tracker.evaluation.lessons.panels
import tracker.evaluation.lessons.routes.library
import tracker.evaluation.lessons.routes.record
import tracker.evaluation.lessons.telling
import tracker.evaluation.planning.gaps
import tracker.evaluation.planning.models
import tracker.evaluation.planning.panels
import tracker.evaluation.planning.proofs
import tracker.evaluation.planning.routes
import tracker.evaluation.planning.telling
import tracker.evaluation.reporting.part
import tracker.evaluation.reporting.routes.public
import tracker.evaluation.reporting.routes.publicity
import tracker.evaluation.reporting.routes.report
import tracker.evaluation.reporting.sections.about
import tracker.evaluation.reporting.sections.benefits
import tracker.evaluation.reporting.sections.continuation
import tracker.evaluation.reporting.sections.contributions
import tracker.evaluation.reporting.sections.experts
import tracker.evaluation.reporting.sections.lessons
import tracker.evaluation.reporting.sections.partnership
import tracker.evaluation.reporting.sections.plan
import tracker.evaluation.reporting.sections.resources
import tracker.evaluation.reporting.sections.results
import tracker.evaluation.reporting.sections.signs
import tracker.evaluation.reporting.sections.written
import tracker.evaluation.reporting.steps
import tracker.evaluation.reporting.telling
import tracker.evaluation.routes
import tracker.evaluation.surveys.models
import tracker.evaluation.surveys.panels
import tracker.evaluation.surveys.routes.answering
import tracker.evaluation.surveys.routes.links
import tracker.evaluation.surveys.routes.results
import tracker.evaluation.surveys.routes.rounds
import tracker.evaluation.surveys.telling
import tracker.guide.routes
import tracker.history.commands
import tracker.home.routes
import tracker.mechanisms.blueprint
import tracker.mechanisms.commands
import tracker.mechanisms.panels
import tracker.mechanisms.routes.passport
import tracker.mechanisms.routes.programme
import tracker.mechanisms.routes.record
import tracker.mechanisms.routes.signs
import tracker.mechanisms.routes.templates
import tracker.mechanisms.routes.try_out
import tracker.mechanisms.sign_panel
import tracker.mechanisms.statement_words
import tracker.mechanisms.telling
import tracker.notices.commands
import tracker.notices.routes
import tracker.outcomes.blueprint
import tracker.outcomes.checks
import tracker.outcomes.commands
import tracker.outcomes.facets
import tracker.outcomes.routes.pages
import tracker.outcomes.routes.quality
import tracker.outcomes.routes.reports
import tracker.partners.routes
import tracker.people.following
import tracker.people.routes
import tracker.people.words
import tracker.projects.blueprint
import tracker.projects.charts
import tracker.projects.routes.continuation
import tracker.projects.routes.cycle
import tracker.projects.routes.documents
import tracker.projects.routes.expectations
import tracker.projects.routes.export
import tracker.projects.routes.history
import tracker.projects.routes.listing
import tracker.projects.routes.partners
import tracker.projects.routes.record
import tracker.projects.routes.team
import tracker.projects.telling
import tracker.regions.commands
import tracker.regions.routes
import tracker.resources.blueprint
import tracker.resources.gaps
import tracker.resources.helping.facets
import tracker.resources.helping.gaps
import tracker.resources.helping.routes
import tracker.resources.helping.telling
import tracker.resources.panels
import tracker.resources.promises
import tracker.resources.proofs
import tracker.resources.routes.commitments
import tracker.resources.routes.needs
import tracker.resources.routes.overview
import tracker.resources.routes.steps
import tracker.resources.telling
import tracker.resources.words
import tracker.territory.blueprint
import tracker.territory.routes.pages
import tracker.territory.routes.views
from tracker import access, cli, fragments, i18n, navigation, paths, web
from tracker.config import Settings, flask_configuration, from_environment
from tracker.extensions import babel, csrf, db, limiter, mail, migrate

if TYPE_CHECKING:
    from collections.abc import Mapping

__version__ = "0.1.0"


def create_app(settings: Settings | None = None, overrides: Mapping[str, object] | None = None) -> Flask:
    """Make the application; ``overrides`` are Flask configuration values that win, for tests."""
    settings = settings or from_environment()
    app = Flask(
        "tracker",
        template_folder=str(paths.TEMPLATES),
        static_folder=str(paths.STATIC),
        instance_path=str(settings.instance),
    )
    app.config.from_mapping(flask_configuration(settings))
    app.config.update(overrides or {})
    set_up_templates(app)
    set_up_database(app)
    set_up_languages(app)
    set_up_protection(app)
    register_packages(app)
    cli.register(app)
    serve(app, settings)
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
    migrate.init_app(
        app, db, directory=str(paths.MIGRATIONS), include_object=web.is_migrated, compare_type=False
    )


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


def register_packages(app: Flask) -> None:
    """The domain, lowest package first."""
    app.register_blueprint(tracker.regions.routes.bp)
    tracker.accounts.setup.init_accounts(app)
    app.register_blueprint(tracker.accounts.routes.bp)
    app.register_blueprint(tracker.partners.routes.bp)
    app.register_blueprint(tracker.projects.blueprint.bp)
    app.register_blueprint(tracker.people.routes.bp)
    app.register_blueprint(tracker.resources.blueprint.bp)
    app.register_blueprint(tracker.mechanisms.blueprint.bp)
    app.register_blueprint(tracker.evaluation.blueprint.bp)
    app.register_blueprint(tracker.outcomes.blueprint.bp)
    app.register_blueprint(tracker.territory.blueprint.bp)
    tracker.guide.routes.init_guide(app)
    app.register_blueprint(tracker.home.routes.bp)
    app.register_blueprint(tracker.notices.routes.bp)
    if app.config["TRACKER_SETTINGS"].development:
        app.register_blueprint(tracker.design.bp)


def serve(app: Flask, settings: Settings) -> None:
    """Static files from memory with long-lived addresses; the proxies in front are believed, as many as there are."""
    served = app.wsgi_app
    if settings.proxies:
        count = settings.proxies
        served = ProxyFix(served, x_for=count, x_proto=count, x_host=count)
    served = WhiteNoise(served, root=str(paths.STATIC), prefix="static/", autorefresh=settings.development)
    app.wsgi_app = served  # type: ignore[method-assign]  # the way Flask documents for middleware
