"""Needs that somebody could answer: those of the partnerships in view, by kind of resource, with who could give it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tracker.partners.expectations import Expectation
from tracker.partners.models import Organisation, OrganisationOffer
from tracker.projects.models import Participation, Partnership, partnership_regions
from tracker.resources.helping.queries import is_unanswered
from tracker.resources.models import Commitment, Need
from tracker.resources.sums import COUNTED
from tracker.resources.terms import CommitmentState, ResourceKind

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.projects.figures import Scope

OFTEN_GIVEN = (
    ResourceKind.PREMISES,
    ResourceKind.REPUTATION,
    ResourceKind.CONTACTS,
    ResourceKind.INFORMATION,
    ResourceKind.MONEY,
    ResourceKind.KNOWLEDGE,
)
"""What an authority most often has to give; these kinds stand first."""
ANSWERS: dict[Expectation, tuple[ResourceKind, ...]] = {
    Expectation.INVESTMENT: (ResourceKind.MONEY,),
    Expectation.SOCIAL_SPHERE_SUPPORT: (ResourceKind.MONEY, ResourceKind.MATERIALS),
    Expectation.PUBLIC_REVIEW: (ResourceKind.KNOWLEDGE,),
    Expectation.SOCIAL_PROBLEMS: (ResourceKind.PEOPLE, ResourceKind.KNOWLEDGE),
    Expectation.PUBLIC_EDUCATION: (ResourceKind.INFORMATION, ResourceKind.KNOWLEDGE),
    Expectation.NEW_IDEAS: (ResourceKind.KNOWLEDGE,),
    Expectation.EXTRA_FUNDS: (ResourceKind.MONEY,),
    Expectation.BUDGET_FINANCING: (ResourceKind.MONEY,),
    Expectation.COMPETITIVE_MECHANISMS: (ResourceKind.MONEY,),
    Expectation.EARLY_SUPPORT: (ResourceKind.PREMISES, ResourceKind.MANAGERIAL_HELP),
    Expectation.DIALOGUE: (ResourceKind.CONTACTS, ResourceKind.REPUTATION),
    Expectation.PROMOTION: (ResourceKind.INFORMATION, ResourceKind.REPUTATION),
    Expectation.CHARITY_PROGRAMMES: (ResourceKind.PEOPLE, ResourceKind.MANAGERIAL_HELP),
    Expectation.STAFF_PROGRAMMES: (ResourceKind.PEOPLE,),
    Expectation.ACTION_SPONSORSHIP: (ResourceKind.MONEY,),
    Expectation.PREMISES_LENT: (ResourceKind.PREMISES, ResourceKind.EQUIPMENT),
    Expectation.MATERIALS_GIVEN: (ResourceKind.MATERIALS, ResourceKind.EQUIPMENT),
    Expectation.SPECIALISTS: (ResourceKind.PEOPLE, ResourceKind.TECHNICAL_HELP),
    Expectation.TRUSTEES: (ResourceKind.MANAGERIAL_HELP, ResourceKind.CONTACTS),
    Expectation.EXPERT_ADVICE: (ResourceKind.KNOWLEDGE, ResourceKind.TECHNICAL_HELP),
}
"""Which kinds of resources an organisation could give that offers this; what is not named here is no resource."""
MOST_OFFERS = 400
MOST_SUGGESTED = 3


def in_order(counts: Mapping[ResourceKind, int]) -> list[tuple[ResourceKind, int]]:
    """The kinds that are needed: what authorities often give first."""
    kinds = [*OFTEN_GIVEN, *(kind for kind in ResourceKind if kind not in OFTEN_GIVEN)]
    return [(kind, counts[kind]) for kind in kinds if counts.get(kind)]


def counts_by_kind(session: Session, scope: Scope) -> dict[ResourceKind, int]:
    """How many needs of each kind nobody has answered."""
    rows = session.execute(
        select(Need.kind, func.count())
        .where(Need.partnership_id.in_(scope), is_unanswered())
        .group_by(Need.kind)
    )
    return {kind: number for kind, number in rows}  # noqa: C416  # rows are not pairs for dict()


COLUMNS = (
    Need.id,
    Need.kind,
    Need.description,
    Need.amount,
    Need.unit,
    Need.unit_other,
    Need.currency,
    Need.due_on,
    Need.partnership_id,
    Partnership.title,
)


def open_needs(scope: Scope, kind: ResourceKind | None = None) -> Select[*tuple[Any, ...]]:
    """The needs that nobody has answered with the titles of their partnerships, the next due first."""
    query = (
        select(*COLUMNS)
        .join(Partnership, Partnership.id == Need.partnership_id)
        .where(Need.partnership_id.in_(scope), is_unanswered())
        .order_by(Need.due_on.is_(None), Need.due_on, Need.id)
    )
    return query if kind is None else query.where(Need.kind == kind)


@dataclass(frozen=True, slots=True)
class Giver:
    """An organisation that could answer a need, and why one thinks so."""

    organisation_id: int
    name: str
    offer: Expectation | None
    """What it offers in general; ``None`` where it gave or offered the like in another partnership."""


@dataclass(slots=True)
class _Knowledge:
    givers: dict[ResourceKind, list[tuple[Giver, str | None]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    taking_part: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    regions: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))


def givers_for(session: Session, needs: Sequence[Any], scope: Scope, today: date) -> dict[int, list[Giver]]:
    """Who could answer each of these needs, by its id: organisations of its regions that take no part in it yet.

    They offer something of the kind in general, or gave it in another partnership of the scope, which the reader sees inside.
    Four queries, however many needs there are.
    """
    if not needs:
        return {}
    known = _knowledge(session, needs, scope, today)
    found: dict[int, list[Giver]] = {}
    for need in needs:
        likely: dict[int, Giver] = {}
        for giver, region in known.givers[need.kind]:
            is_near = region is None or region in known.regions[need.partnership_id]
            if is_near and giver.organisation_id not in known.taking_part[need.partnership_id]:
                likely.setdefault(giver.organisation_id, giver)
        found[need.id] = list(likely.values())[:MOST_SUGGESTED]
    return found


def _knowledge(session: Session, needs: Sequence[Any], scope: Scope, today: date) -> _Knowledge:
    known = _Knowledge()
    ids = sorted({need.partnership_id for need in needs})
    kinds = {need.kind for need in needs}
    code = partnership_regions.c.region_code
    rows = session.execute(
        select(partnership_regions.c.partnership_id, code).where(
            partnership_regions.c.partnership_id.in_(ids)
        )
    )
    for number, region in rows:
        known.regions[number].add(region)
    rows = session.execute(
        select(Participation.partnership_id, Participation.organisation_id).where(
            Participation.partnership_id.in_(ids),
            (Participation.left_on.is_(None)) | (Participation.left_on > today),
        )
    )
    for number, organisation in rows:
        known.taking_part[number].add(organisation)
    regions = sorted(set().union(*known.regions.values()))
    for giver, region, expectation in session.execute(_offering(regions, kinds)):
        for kind in ANSWERS[expectation]:
            known.givers[kind].append((Giver(giver.id, giver.display_name, expectation), region))
    for number, name, short_name, kind in session.execute(_giving(scope, kinds)):
        known.givers[kind].append((Giver(number, short_name or name, None), None))
    return known


def _offering(
    regions: Sequence[str], kinds: set[ResourceKind]
) -> Select[Organisation, str | None, Expectation]:
    wanted = [each for each, answers in ANSWERS.items() if kinds.intersection(answers)]
    return (
        select(Organisation, Organisation.region_code, OrganisationOffer.expectation)
        .join(OrganisationOffer, OrganisationOffer.organisation_id == Organisation.id)
        .where(
            Organisation.region_code.in_(regions),
            Organisation.archived_at.is_(None),
            Organisation.merged_into_id.is_(None),
            OrganisationOffer.expectation.in_(wanted),
        )
        .order_by(Organisation.sort_name, Organisation.id, OrganisationOffer.expectation)
        .limit(MOST_OFFERS)
    )


def _giving(scope: Scope, kinds: set[ResourceKind]) -> Select[int, str, str, ResourceKind]:
    return (
        select(Organisation.id, Organisation.name, Organisation.short_name, Commitment.kind)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .join(Commitment, Commitment.participation_id == Participation.id)
        .where(
            Commitment.partnership_id.in_(scope),
            Commitment.kind.in_(sorted(kinds, key=lambda kind: kind.code)),
            Commitment.state.in_((*COUNTED, CommitmentState.OFFERED)),
            Organisation.archived_at.is_(None),
        )
        .group_by(
            Organisation.id,
            Organisation.name,
            Organisation.short_name,
            Organisation.sort_name,
            Commitment.kind,
        )
        .order_by(Organisation.sort_name, Organisation.id, Commitment.kind)
        .limit(MOST_OFFERS)
    )
