"""A filter in words: for a saved view, a file, a brief, a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.i18n import _, show_date
from tracker.projects.filters import LABELS, Filter, Shown, Sort

if TYPE_CHECKING:
    from tracker.regions.finder import Index


def told(chosen: Filter, index: Index) -> list[tuple[str, str]]:
    """What a filter narrows to, as pairs of what and which; what narrows nothing is not named."""
    said: dict[str, list[str]] = {
        "q": [chosen.text],
        "region": region_names(chosen.regions, index),
        "municipality": [chosen.municipality],
        "field": [str(term) for term in chosen.fields],
        "stage": [str(term) for term in chosen.stages],
        "mix": _word(chosen.mix),
        "state": _word(chosen.shown if chosen.shown is not Shown.KEPT else None),
        "tag": list(chosen.tags),
        "round": _word(chosen.round),
        "decision": _word(chosen.decision),
        "organisation": _word(chosen.organisation),
        "mine": [_("yes")] if chosen.mine else [],
        "life": _word(chosen.life),
        "visibility": _word(chosen.visibility),
        "alive_before": [show_date(chosen.alive_before)],
        "started_from": [show_date(chosen.started_from)],
        "started_to": [show_date(chosen.started_to)],
        "broker": _word(chosen.broker),
        "cohort": [chosen.cohort],
        **{name: [str(term)] for name, term in chosen.facets.items()},
        "sort": _word(chosen.sort if chosen.sort is not Sort.RECENT else None),
    }
    return [
        (str(LABELS[name]), ", ".join(value for value in values if value))
        for name, values in said.items()
        if any(values)
    ]


def _word(value: object) -> list[str]:
    return [] if value is None else [str(value)]


def region_names(codes: tuple[str, ...], index: Index) -> list[str]:
    """The names of regions; a code that is not known stands for itself."""
    return [index.by_code[code].name if code in index.by_code else code for code in codes]


def in_a_line(chosen: Filter, index: Index) -> str:
    """The same as one line."""
    return " · ".join(f"{label}: {value}" for label, value in told(chosen, index))


def heading(codes: tuple[str, ...], index: Index) -> str:
    """What a look is called: its regions, or all of them."""
    return ", ".join(region_names(codes, index)) or _("All regions")
