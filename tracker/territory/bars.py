"""Bars of the workspace: each number with the list behind it, wherever the list can show exactly what is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.i18n import _
from tracker.mechanisms.terms import MechanismState, MechanismType
from tracker.projects.charts import SHOWN_MIXES
from tracker.projects.terms import Stage
from tracker.templating import url_for

if TYPE_CHECKING:
    from tracker.territory.figures import Figures
    from tracker.territory.looking import Looking

MECHANISM = "mechanism"


def _bar(label: object, number: int, url: str = "") -> dict[str, Any]:
    return {"label": str(label), "value": number, "text": str(number), "url": url, "tone": ""}


def _behind(looking: Looking, name: str, code: str, number: int) -> str:
    """The list of one value. Where the filter asks for another value of the same, no list shows both at once."""
    asked = looking.arguments().get(name, [code])
    return (
        url_for("projects.browse", **looking.arguments(**{name: code})) if number and asked == [code] else ""
    )


def stages(figures: Figures, looking: Looking) -> list[dict[str, Any]]:
    """The seven stages in their order, empty ones too; or those that the filter asks for."""
    shown = looking.chosen.stages or tuple(Stage)
    # A partnership stands in one stage, so each of several chosen ones has a list of its own.
    return [
        _bar(
            f"{stage.number}. {stage}",
            figures.stages.get(stage, 0),
            url_for("projects.browse", **looking.arguments(stage=stage.code)),
        )
        for stage in Stage
        if stage in shown
    ]


def fields(figures: Figures, looking: Looking) -> list[dict[str, Any]]:
    """Fields by their number of partnerships; those without a field come last, without a list."""
    made = [
        _bar(field, number, _behind(looking, "field", field.code, number))
        for field, number in figures.fields.items()
        if field is not None
    ]
    if None in figures.fields:
        made.append(_bar(_("no field chosen"), figures.fields[None]))
    return made


def mixes(figures: Figures, looking: Looking) -> list[dict[str, Any]]:
    """How the sectors come together; a partnership of one sector also lacks the other two."""
    counted = ((mix, figures.mixes.of(mix)) for mix in SHOWN_MIXES)
    return [_bar(mix, number, _behind(looking, "mix", mix.code, number)) for mix, number in counted if number]


def mechanisms(figures: Figures, looking: Looking) -> list[dict[str, Any]]:
    """The types of mechanism, as people decided; the undecided ones last."""
    made = [
        _bar(each, number, _behind(looking, MECHANISM, _state_of(each).code, number))
        for each in MechanismType
        if (number := figures.mechanisms.get(each, 0))
    ]
    return [*made, _bar(_("not decided yet"), figures.undecided)] if made and figures.undecided else made


def _state_of(mechanism: MechanismType) -> MechanismState:
    return MechanismState.from_code(mechanism.code)


def municipalities(figures: Figures, looking: Looking) -> list[dict[str, Any]]:
    """Where the partnerships work, as far as it is recorded."""
    return [
        _bar(name, number, _behind(looking, "municipality", name, number))
        for name, number in figures.municipalities
    ]
