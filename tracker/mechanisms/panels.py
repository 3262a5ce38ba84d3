"""What other pages show of mechanisms: a filter of the list of partnerships, bars for the programme's page, words for templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tracker.i18n import _l
from tracker.mechanisms import queries
from tracker.mechanisms.blueprint import bp
from tracker.mechanisms.marking import subject_of
from tracker.mechanisms.terms import MechanismState, MechanismType
from tracker.projects import charts, filters

MECHANISM = "mechanism"

filters.add_facet(filters.Facet(MECHANISM, _l("Mechanism"), MechanismState, queries.is_in_state))
bp.add_app_template_global(subject_of, "mechanism_subject")


@bp.app_template_global()
def mechanism_bars(counts: Mapping[MechanismType, int], **query: Any) -> list[dict[str, Any]]:
    """The five types with how often people decided on each, empty ones too."""
    return [
        charts.row(each, counts.get(each, 0), **{**query, MECHANISM: each.code}) for each in MechanismType
    ]
