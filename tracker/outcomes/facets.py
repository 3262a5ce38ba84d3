"""What lists of partnerships can be narrowed to, so that every figure of the programme has the list behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, select

from tracker.database import utc_now
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.benefits.terms import Level
from tracker.evaluation.terms import Benefit
from tracker.i18n import _l
from tracker.mechanisms.models import Mechanism, PassportEntry
from tracker.mechanisms.terms import PassportAnswer, PassportPart
from tracker.outcomes.terms import Pair, Repeatability
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.projects.filters import Facet, add_facet
from tracker.projects.models import Participation, Partnership, StageVisit
from tracker.projects.queries import has_sector
from tracker.projects.terms import Stage
from tracker.resources.models import Commitment, Delivery
from tracker.resources.sums import COUNTED
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

CLEAR = Level.CLEAR.number
"""From this level on a benefit counts as achieved: one can show it."""


def has_partner_of(sector: Sector) -> ColumnElement[bool]:
    """An organisation of the sector takes part today."""
    return has_sector(sector, utc_now().date())


def has_reached(stage: Stage) -> ColumnElement[bool]:
    """It stands or stood in the stage, in any round."""
    return exists().where(StageVisit.partnership_id == Partnership.id, StageVisit.stage == stage)


def has_promised(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Somebody promised something like this, and the promise was agreed."""
    return exists().where(
        Commitment.partnership_id == Partnership.id, Commitment.state.in_(COUNTED), *conditions
    )


def has_delivered(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Something like this arrived."""
    return exists().where(
        Commitment.partnership_id == Partnership.id,
        Delivery.commitment_id == Commitment.id,
        Delivery.cancelled_on.is_(None),
        *conditions,
    )


def given_by(sector: Sector) -> ColumnElement[bool]:
    """The giver of a commitment is of the sector."""
    return and_(
        Participation.id == Commitment.participation_id,
        Organisation.id == Participation.organisation_id,
        Organisation.sector == sector,
    )


def has_gained(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """A partner gained something like this, clearly or decisively."""
    return exists().where(
        Participation.partnership_id == Partnership.id,
        BenefitCell.participation_id == Participation.id,
        BenefitCell.achieved >= CLEAR,
        *conditions,
    )


def of_sector(sector: Sector) -> ColumnElement[bool]:
    """The organisation of a participation is of the sector."""
    return and_(Organisation.id == Participation.organisation_id, Organisation.sector == sector)


def is_repeatable(how: Repeatability) -> ColumnElement[bool]:
    """The mechanism of the partnership has come so far."""
    later = Mechanism.__table__.alias("later")
    conditions: dict[Repeatability, ColumnElement[bool]] = {
        Repeatability.BEGUN: _answers() > 0,
        Repeatability.REPEATABLE: _answers(
            PassportEntry.part == PassportPart.REPEATABLE, PassportEntry.answer == PassportAnswer.YES
        )
        > 0,
        Repeatability.WHOLE: _answers(PassportEntry.answer == PassportAnswer.YES) == len(PassportPart),
        Repeatability.PUBLISHED: Mechanism.published_at.is_not(None),
        Repeatability.REPEATED: exists().where(later.c.started_from_id == Mechanism.id),
    }
    return exists().where(Mechanism.partnership_id == Partnership.id, conditions[how])


def _answers(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(PassportEntry)
        .where(PassportEntry.mechanism_id == Mechanism.id, PassportEntry.answer.is_not(None), *conditions)
        .correlate(Mechanism)
        .scalar_subquery()
    )


def work_together(pair: Pair) -> ColumnElement[bool]:
    """Both sectors take part today."""
    first, second = pair.sectors
    return and_(has_partner_of(first), has_partner_of(second))


for facet in (
    Facet("sector", _l("Sector of a partner"), Sector, has_partner_of, is_offered=False),
    Facet("reached", _l("Reached the stage"), Stage, has_reached, is_offered=False),
    Facet(
        "promised",
        _l("Promised"),
        ResourceKind,
        lambda kind: has_promised(Commitment.kind == kind),
        is_offered=False,
    ),
    Facet(
        "delivered",
        _l("Delivered"),
        ResourceKind,
        lambda kind: has_delivered(Commitment.kind == kind),
        is_offered=False,
    ),
    Facet(
        "promised_by",
        _l("Promised by"),
        Sector,
        lambda sector: has_promised(given_by(sector)),
        is_offered=False,
    ),
    Facet(
        "delivered_by",
        _l("Delivered by"),
        Sector,
        lambda sector: has_delivered(given_by(sector)),
        is_offered=False,
    ),
    Facet(
        "gained",
        _l("Gained clearly"),
        Benefit,
        lambda benefit: has_gained(BenefitCell.benefit == benefit),
        is_offered=False,
    ),
    Facet(
        "gained_by",
        _l("Gained clearly by"),
        Sector,
        lambda sector: has_gained(of_sector(sector)),
        is_offered=False,
    ),
    Facet("repeatable", _l("On the way to a template"), Repeatability, is_repeatable, is_offered=False),
    Facet("together", _l("Together"), Pair, work_together, is_offered=False),
):
    add_facet(facet)
