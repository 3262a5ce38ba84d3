"""Rows for pictures of counts: each with its words and the address of the list behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import url_for

from tracker.i18n import _
from tracker.projects.terms import SectorMix, Stage

if TYPE_CHECKING:
    from tracker.projects.figures import SectorMixes
    from tracker.projects.terms import Field
    from tracker.regions.models import Region

SHOWN_MIXES = (
    SectorMix.THREE_SECTORS,
    SectorMix.WITHOUT_GOVERNMENT,
    SectorMix.WITHOUT_BUSINESS,
    SectorMix.WITHOUT_NONPROFIT,
    SectorMix.ONE_SECTOR,
    SectorMix.NO_PARTNERS,
)


def row(label: Any, number: int, **query: Any) -> dict[str, Any]:
    """One bar with a link to the list that it counts."""
    return {
        "label": str(label),
        "value": number,
        "text": str(number),
        "url": url_for("projects.browse", **query),
        "tone": "",
    }


def stages(counts: Mapping[Stage, int], **query: Any) -> list[dict[str, Any]]:
    """All seven stages in their order, empty ones too."""
    return [
        row(f"{stage.number}. {stage}", counts.get(stage, 0), **{**query, "stage": stage.code})
        for stage in Stage
    ]


def fields(counts: Mapping[Field | None, int], **query: Any) -> list[dict[str, Any]]:
    """Fields by their number of partnerships; those without a field have no list of their own."""
    rows = [row(field, number, **{**query, "field": field.code}) for field, number in counts.items() if field]
    if None in counts:
        rows.append(
            {
                "label": _("no field chosen"),
                "value": counts[None],
                "text": str(counts[None]),
                "url": "",
                "tone": "",
            }
        )
    return rows


def regions(counts: Sequence[tuple[Region, int]], **query: Any) -> list[dict[str, Any]]:
    """Regions by their number of partnerships."""
    return [
        row(region.name, number, **{**query, "state": "any", "region": region.code})
        for region, number in counts
    ]


def cohorts(counts: Sequence[tuple[str, int]], **query: Any) -> list[dict[str, Any]]:
    """Cohorts of the programme in order."""
    return [
        row(cohort, number, **{**query, "state": "any", "cohort": cohort})
        if cohort
        else {"label": _("no cohort recorded"), "value": number, "text": str(number), "url": "", "tone": ""}
        for cohort, number in counts
    ]


def mixes(counts: SectorMixes, **query: Any) -> list[dict[str, Any]]:
    """How the sectors come together; a partnership of one sector also lacks the other two."""
    return [row(mix, counts.of(mix), **{**query, "mix": mix.code}) for mix in SHOWN_MIXES if counts.of(mix)]
