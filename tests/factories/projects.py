"""Partnerships for tests: the smallest valid ones, of real places."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from tests.factories.accounts import make_alumnus
from tests.factories.partners import make_organisation
from tests.factories.regions import make_region
from tracker.database import session_of
from tracker.partners.terms import Sector
from tracker.projects.services import partners, record, team
from tracker.projects.terms import PartnerRole, TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.partners.models import Organisation
    from tracker.projects.models import Participation, Partnership, TeamMember

_numbers = count(1)


def make_partnership(
    session: Session,
    *,
    title: str | None = None,
    regions: Sequence[str] = ("RU-ALT",),
    by: User | None = None,
    visibility: Visibility = Visibility.PROGRAMME,
    partners: Sequence[Sector | Organisation] = (),
    **details: Any,
) -> Partnership:
    """A partnership of Altai Krai whose broker is ``by``, an alumnus; ``partners`` are organisations, or sectors to make them of."""
    for code in regions:
        make_region(session, code)
    made = record.record(
        session,
        title=title or f"Partnership {next(_numbers)}",
        regions=regions,
        by=by or make_alumnus(session),
        visibility=visibility,
        **{name: value for name, value in details.items() if name in {*record.FIELDS, "on"}},
    )
    for name in set(details) - {*record.FIELDS, "on"}:
        setattr(made, name, details[name])
    for partner in partners:
        make_participation(made, partner)
    session.flush()
    return made


def make_participation(
    partnership: Partnership, partner: Sector | Organisation = Sector.NONPROFIT, **given: Any
) -> Participation:
    """An organisation that takes part; a sector makes a new one of it."""
    session = session_of(partnership)
    organisation = make_organisation(session, sector=partner) if isinstance(partner, Sector) else partner
    left_on = given.pop("left_on", None)
    made = partners.add_partner(
        partnership, organisation, **{"role": PartnerRole.PARTNER, "by": partnership.created_by, **given}
    )
    if left_on is not None:
        partners.partner_left(made, on=left_on, reason="", by=partnership.created_by)
    return made


def make_member(partnership: Partnership, user: User, role: TeamRole = TeamRole.READER) -> TeamMember:
    """Somebody more in the team."""
    return team.add_member(partnership, user, role, by=partnership.created_by)
