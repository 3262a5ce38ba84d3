"""What the kept counts know of lists of partnerships: how many of each stage there are, of the visibilities that a reader sees all of.

It is known of lists narrowed to nothing but one region, states and stages.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, literal, select

from tracker.projects import counts, sights
from tracker.projects.counts import Known
from tracker.projects.filters import Filter, Shown, Sort
from tracker.projects.queries import SHOWN_TO_OFFICIALS, SHOWN_TO_PUBLIC
from tracker.projects.terms import PartnershipState, Stage, Visibility
from tracker.summaries.keeping import ALL, REGION, settle
from tracker.summaries.models import PartnershipCount

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

STATES = {
    Shown.KEPT: (PartnershipState.ACTIVE, PartnershipState.ENDED),
    Shown.ACTIVE: (PartnershipState.ACTIVE,),
    Shown.ENDED: (PartnershipState.ENDED,),
    Shown.ARCHIVED: (PartnershipState.ARCHIVED,),
    Shown.ANY: tuple(PartnershipState),
}
UNNARROWED = Filter().key


def known(session: Session, user: User | None, chosen: Filter) -> Known | None:
    """What the counts know of a list for this reader; ``None`` where it is narrowed to something else."""
    if len(chosen.regions) > 1 or not _is_known(chosen):
        return None
    settle(session)
    place = chosen.regions[0] if chosen.regions else ""
    seen = sights.all_seen_by(user, place).union(SHOWN_TO_PUBLIC)
    asked = _of_visibilities(seen, STATES[chosen.shown])
    rows = session.connection().execute(asked, {"span": REGION if place else ALL, "place": place})
    found = {Stage.from_code(code): int(number) for code, number in rows}
    elsewhere = user is not None and user.is_official and not seen.issuperset(SHOWN_TO_OFFICIALS)
    return Known(
        {stage: found.get(stage, 0) for stage in chosen.stages or Stage}, seen, besides_only_own=not elsewhere
    )


def _is_known(chosen: Filter) -> bool:
    """Whether it asks for nothing but a region, states and stages, of which the order looks at nothing inside."""
    plain = replace(chosen, shown=Shown.KEPT, regions=(), stages=(), sort=Sort.RECENT)
    return plain.key == UNNARROWED and not chosen.looks_inside


@cache
def _of_visibilities(
    visibilities: frozenset[Visibility], states: tuple[PartnershipState, ...]
) -> Select[Any]:
    of = PartnershipCount.__table__.c
    return (
        select(of.key, func.sum(of.number))
        .where(
            of.topic == "stage",
            of.span == bindparam("span"),
            of.place == bindparam("place"),
            of.visibility.in_([literal(each.code) for each in Visibility if each in visibilities]),
            of.state.in_([literal(each.code) for each in states]),
        )
        .group_by(of.key)
    )


counts.KNOWN.append(known)
