"""What the application gets from this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from flask import Flask


def register(app: Flask) -> None:
    """Put its pages into the application. The other modules above add to registries when they are imported."""
    app.register_blueprint(tracker.evaluation.blueprint.bp)
