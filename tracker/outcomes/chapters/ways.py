"""By which mechanisms partnerships work, and how many of these others can repeat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.i18n import _, _n
from tracker.mechanisms.terms import MechanismState, MechanismType
from tracker.outcomes import kept
from tracker.outcomes.tables import Column, Figure, Row, counted, share
from tracker.outcomes.terms import Repeatability
from tracker.summaries import figures as summaries

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked


def figures_of(asked: Asked) -> Iterator[Figure]:
    yield types(asked)
    yield repeatable(asked)
    yield by_type(asked)


def types(asked: Asked) -> Figure:
    """The types on which people decided, and how many are not that far."""
    numbers = _by_state(asked)
    number = sum(numbers.values())
    return Figure(
        "types",
        _("Types of mechanism"),
        _(
            "The type on which people decided last. What the classifier proposes counts as proposed only, until "
            "a person decides."
        ),
        _n("%(num)d partnership", "%(num)d partnerships", number),
        _("Mechanism"),
        (Column(_("Partnerships")), Column(_("Share"))),
        tuple(
            Row(
                state.code,
                str(state),
                (counted(numbers[state], asked.behind(mechanism=state.code)), share(numbers[state], number)),
            )
            for state in MechanismState
        )
        if number
        else (),
        bars=(0,),
        empty=_("No partnership fits this choice."),
    )


def _by_state(asked: Asked) -> dict[MechanismState, int]:
    found = kept.of(asked, "way")
    return {state: found["way", state.code] for state in MechanismState}


def _by_repeatability(asked: Asked) -> tuple[int, dict[Repeatability, int]]:
    """How many mechanisms were begun, and how many have come how far."""
    found = kept.of(asked, "begun", "repeatable")
    return found["begun", ""], {each: found["repeatable", each.code] for each in Repeatability}


def repeatable(asked: Asked) -> Figure:
    """How many mechanisms have come how far on the way to being repeated."""
    described, numbers = _by_repeatability(asked)
    rows = []
    for each, number in numbers.items():
        rows.append(
            Row(
                each.code,
                str(each),
                (counted(number, asked.behind(repeatable=each.code)), share(number, described)),
            )
        )
    return Figure(
        "repeatable",
        _("On the way to being repeated"),
        _(
            "By definition a mechanism has seven parts; its passport says of each whether it is there. The rows "
            "do not exclude one another: "
            "a repeated mechanism usually is published, and a published one usually has a passport. The share is "
            "of the mechanisms that somebody began to describe."
        ),
        _n("%(num)d mechanism", "%(num)d mechanisms", described),
        _("How far"),
        (Column(_("Partnerships")), Column(_("Share"))),
        tuple(rows) if described else (),
        bars=(0,),
        empty=_("Nobody has described a mechanism here yet."),
    )


def by_type(asked: Asked) -> Figure:
    """For each type, how many were decided on, have a whole passport, are published, were repeated."""
    decided = summaries.mechanisms(kept.of(asked, "mechanism"))
    told = kept.of(asked, "way_repeatable")
    shown = (Repeatability.REPEATABLE, Repeatability.WHOLE, Repeatability.PUBLISHED, Repeatability.REPEATED)
    numbers = {
        each: {type_: told["way_repeatable", f"{type_.code}:{each.code}"] for type_ in MechanismType}
        for each in shown
    }
    return Figure(
        "repeatable-by-type",
        _("Repeatable by type"),
        _(
            "For each type of mechanism on which people decided, how many have come how far. The lists are narrowed to both."
        ),
        _n("%(num)d mechanism decided on", "%(num)d mechanisms decided on", sum(decided.values())),
        _("Mechanism"),
        (Column(_("Decided")), *(Column(str(each)) for each in shown)),
        tuple(
            Row(
                type_.code,
                str(type_),
                (
                    counted(decided.get(type_, 0), asked.behind(mechanism=type_.code)),
                    *(
                        counted(
                            numbers[each].get(type_, 0),
                            asked.behind(mechanism=type_.code, repeatable=each.code),
                        )
                        for each in shown
                    ),
                ),
            )
            for type_ in MechanismType
        )
        if decided
        else (),
        merges=False,
        is_wide=True,
        empty=_("Nobody has decided on a mechanism here yet."),
    )
