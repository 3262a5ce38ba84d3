"""What other pages show of resources: the overview of a partnership, the page of an organisation; and merged partners."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from tracker.database import session_of, utc_now
from tracker.partners import panels as organisation_panels
from tracker.projects import header, stamps
from tracker.projects.models import Participation, Partnership
from tracker.projects.queries import is_inside_visible_to
from tracker.projects.services.partners import JOINING_STEPS
from tracker.resources import queries
from tracker.resources.balance import balance_of
from tracker.resources.models import Commitment, Delivery, Need, ValuationDefault

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.partners.models import Organisation

SHOWN = 20


def resources_of_partnership(partnership: Partnership, _user: User, today: date) -> header.Panel | None:
    """The sums of a partnership, on its overview."""
    commitments = queries.figures_of(session_of(partnership), partnership)
    if not commitments:
        return None
    overdue = [commitment for commitment in commitments if commitment.is_overdue_on(today)]
    context = {"balance": balance_of(commitments), "overdue": overdue, "partnership": partnership}
    return header.Panel("resources/_overview_panel.html", context)


def resources_of_organisation(organisation: Organisation, user: User) -> organisation_panels.Panel | None:
    """What an organisation promised and delivered in partnerships whose inside the reader may see."""
    query = (
        select(Commitment)
        .join(Participation, Participation.id == Commitment.participation_id)
        .join(Partnership, Partnership.id == Commitment.partnership_id)
        .where(Participation.organisation_id == organisation.id, is_inside_visible_to(user))
        .options(joinedload(Commitment.partnership))
        .order_by(Commitment.offered_on.desc(), Commitment.id.desc())
    )
    commitments = list(session_of(organisation).scalars(query).unique())
    if not commitments:
        return None
    context = {
        "balance": balance_of(commitments),
        "commitments": commitments[:SHOWN],
        "more": max(0, len(commitments) - SHOWN),
        "today": utc_now().date(),
    }
    return organisation_panels.Panel("resources/_organisation_panel.html", context)


def move_commitments(participation: Participation, twin: Participation) -> None:
    """When two records of one organisation become one, its promises in a partnership become one list."""
    session_of(twin).execute(
        update(Commitment)
        .where(Commitment.participation_id == participation.id)
        .values(participation_id=twin.id)
    )


header.OVERVIEW_PANELS.append(resources_of_partnership)
organisation_panels.PANELS.append(resources_of_organisation)
JOINING_STEPS.append(move_commitments)
stamps.cover(Need, Commitment, Delivery, ValuationDefault)
