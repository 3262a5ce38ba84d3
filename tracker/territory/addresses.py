"""A filter as an address holds it: the way back from ``tracker.projects.filters.parse``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.projects.filters import Filter, Shown, Sort

if TYPE_CHECKING:
    from datetime import date

    from tracker.terms import Term

Arguments = dict[str, Any]
"""Names, each with a list of values."""


def arguments_of(chosen: Filter) -> Arguments:
    """The arguments that say this filter; what narrows nothing is left out."""
    said: dict[str, list[str]] = {
        "q": _text(chosen.text),
        "region": list(chosen.regions),
        "municipality": _text(chosen.municipality),
        "field": [term.code for term in chosen.fields],
        "stage": [term.code for term in chosen.stages],
        "mix": _code(chosen.mix),
        "state": _code(chosen.shown if chosen.shown is not Shown.KEPT else None),
        "tag": list(chosen.tags),
        "round": _code(chosen.round),
        "decision": _code(chosen.decision),
        "organisation": _text(chosen.organisation),
        "mine": ["1"] if chosen.mine else [],
        "life": _code(chosen.life),
        "visibility": _code(chosen.visibility),
        "alive_before": _day(chosen.alive_before),
        "started_from": _day(chosen.started_from),
        "started_to": _day(chosen.started_to),
        "broker": _text(chosen.broker),
        "cohort": _text(chosen.cohort),
        **{name: [term.code] for name, term in chosen.facets.items()},
        "sort": _code(chosen.sort if chosen.sort is not Sort.RECENT else None),
    }
    return {name: values for name, values in said.items() if values}


def _text(value: str | int | None) -> list[str]:
    return [] if value in {None, ""} else [str(value)]


def _code(term: Term | None) -> list[str]:
    return [] if term is None else [term.code]


def _day(day: date | None) -> list[str]:
    return [] if day is None else [day.isoformat()]
