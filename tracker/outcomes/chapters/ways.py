"""By which mechanisms partnerships work, and how many of these others can repeat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tracker.i18n import _, _n
from tracker.mechanisms.models import Mechanism
from tracker.mechanisms.queries import by_decided_type, is_in_state
from tracker.mechanisms.terms import MechanismState, MechanismType
from tracker.outcomes import kept
from tracker.outcomes.facets import is_repeatable
from tracker.outcomes.tables import Column, Figure, Row, counted, share
from tracker.outcomes.terms import Repeatability
from tracker.projects import figures
from tracker.projects.models import Partnership
from tracker.summaries import figures as summaries

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked

UNDECIDED = (MechanismState.PROPOSED, MechanismState.UNCLEAR, MechanismState.NOT_DESCRIBED)


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
    found = kept.over(asked, "way")
    if found is not None:
        return {state: found["way", state.code] for state in MechanismState}
    scope = asked.scope()
    decided = by_decided_type(asked.session, scope)
    numbers = {MechanismState.from_code(each.code): decided.get(each, 0) for each in MechanismType}
    for state in UNDECIDED:
        numbers[state] = figures.how_many(asked.session, scope.where(is_in_state(state)))
    return numbers


def _by_repeatability(asked: Asked) -> tuple[int, dict[Repeatability, int]]:
    """How many mechanisms were begun, and how many have come how far."""
    found = kept.over(asked, "begun", "repeatable")
    if found is not None:
        return found["begun", ""], {each: found["repeatable", each.code] for each in Repeatability}
    scope = asked.scope()
    described = asked.session.scalar(
        select(func.count()).select_from(Mechanism).where(Mechanism.partnership_id.in_(scope))
    )
    return described or 0, {
        each: figures.how_many(asked.session, scope.where(is_repeatable(each))) for each in Repeatability
    }


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
    decided = _decided(asked)
    shown = (Repeatability.REPEATABLE, Repeatability.WHOLE, Repeatability.PUBLISHED, Repeatability.REPEATED)
    numbers = {each: _by_type(asked, each) for each in shown}
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


def _decided(asked: Asked) -> dict[MechanismType, int]:
    found = kept.over(asked, "mechanism")
    return by_decided_type(asked.session, asked.scope()) if found is None else summaries.mechanisms(found)


def _by_type(asked: Asked, how: Repeatability) -> dict[MechanismType, int]:
    found = kept.over(asked, "way_repeatable")
    if found is not None:
        return {each: found["way_repeatable", f"{each.code}:{how.code}"] for each in MechanismType}
    rows = asked.session.execute(
        select(Mechanism.decided_type, func.count())
        .join(Partnership, Partnership.id == Mechanism.partnership_id)
        .where(
            Partnership.id.in_(asked.scope().where(is_repeatable(how))), Mechanism.decided_type.is_not(None)
        )
        .group_by(Mechanism.decided_type)
    )
    return {type_: number for type_, number in rows if type_ is not None}
