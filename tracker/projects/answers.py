"""Who could answer what a partner expects: partners who offer it already, and organisations whose recorded offers fit.

An offer is recorded on the page of an organisation, for everybody, or with its part in a partnership, for those who see the
inside of that one. So nobody learns here of an offer that they could not have read where it was written.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import joinedload, lazyload

from tracker.partners.expectations import Expectation
from tracker.partners.models import Organisation, OrganisationOffer
from tracker.projects.models import Participation, Partnership
from tracker.projects.picks import ParticipationOffer
from tracker.projects.queries import ONLY_THE_RECORD, is_inside_visible_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from tracker.accounts.models import User

MOST_REASONS = 3


@dataclass(slots=True)
class Candidate:
    """An organisation that could answer, with the reasons to think so."""

    organisation: Organisation
    is_near: bool
    """Whether it comes from a region of the partnership."""
    on_own_page: bool
    offered_in: list[Participation] = field(default_factory=list)
    """Its parts in partnerships, those before too, with which it offers this."""
    part: Participation | None = None
    """Its part in the very partnership, if it takes part today."""

    @property
    def shown(self) -> list[Participation]:
        return self.offered_in[:MOST_REASONS]

    @property
    def more(self) -> int:
        """How many further partnerships there are to name."""
        return len(self.offered_in) - len(self.shown)


def answered(partners: Sequence[Participation]) -> dict[int, list[tuple[Expectation, list[Participation]]]]:
    """What each of the partners of a day expects, with those of them who offer it; by the number of the participation."""
    return {
        each.id: [
            (expectation, [other for other in partners if expectation in other.offers])
            for expectation in each.expects
        ]
        for each in partners
    }


def who_could_answer(expectation: Expectation, partnership: Partnership, user: User) -> Select[Organisation]:
    """Organisations whose offers fit, as far as this person may know of them: those of the partnership's regions first."""
    on_own_page = select(OrganisationOffer.organisation_id).where(
        OrganisationOffer.expectation == expectation
    )
    with_a_part = offered_in(expectation, user).with_only_columns(Participation.organisation_id)
    is_near = case((Organisation.region_code.in_(sorted(partnership.region_codes)), 0), else_=1)
    return (
        select(Organisation)
        .where(
            Organisation.archived_at.is_(None),
            Organisation.sector == expectation.of,
            or_(Organisation.id.in_(on_own_page), Organisation.id.in_(with_a_part)),
        )
        .order_by(is_near, Organisation.sort_name, Organisation.id)
    )


def offered_in(expectation: Expectation, user: User) -> Select[Participation]:
    """The parts in partnerships, those before too, with which this was offered, where the person sees the inside."""
    return (
        select(Participation)
        .join(ParticipationOffer, ParticipationOffer.participation_id == Participation.id)
        .join(Partnership, Partnership.id == Participation.partnership_id)
        .where(ParticipationOffer.expectation == expectation, is_inside_visible_to(user))
    )


def candidates(
    session: Session,
    organisations: Sequence[Organisation],
    expectation: Expectation,
    *,
    partnership: Partnership,
    user: User,
    today: date,
) -> list[Candidate]:
    """The organisations of a page with the reasons for each."""
    numbers = [organisation.id for organisation in organisations]
    own = set(
        session.scalars(
            select(OrganisationOffer.organisation_id).where(
                OrganisationOffer.expectation == expectation, OrganisationOffer.organisation_id.in_(numbers)
            )
        )
    )
    parts = _parts_with_it(session, numbers, expectation, user=user)
    here = {part.organisation_id: part for part in partnership.partners_on(today)}
    return [
        Candidate(
            organisation=each,
            is_near=each.region_code in partnership.region_codes,
            on_own_page=each.id in own,
            offered_in=parts[each.id],
            part=here.get(each.id),
        )
        for each in organisations
    ]


def _parts_with_it(
    session: Session, numbers: list[int], expectation: Expectation, *, user: User
) -> dict[int, list[Participation]]:
    """In which partnerships each of the organisations offers or offered this; what runs first, then the newest."""
    found = session.scalars(
        offered_in(expectation, user)
        .where(Participation.organisation_id.in_(numbers))
        .options(
            joinedload(Participation.partnership).options(*ONLY_THE_RECORD),
            lazyload(Participation.organisation),
        )
        .order_by(Participation.left_on.is_not(None), Participation.id.desc())
    )
    parts: defaultdict[int, list[Participation]] = defaultdict(list)
    for part in found:
        parts[part.organisation_id].append(part)
    return parts
