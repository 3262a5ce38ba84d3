"""Reading indicators, values and outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from tracker.evaluation.indicators.models import Indicator, IndicatorValue, OutcomeStatement

if TYPE_CHECKING:
    from sqlalchemy import Select

    from tracker.projects.models import Partnership


def indicators_of(partnership: Partnership, *, with_documents: bool = False) -> Select[Indicator]:
    """The indicators of a partnership with their values, dropped ones last."""
    values = selectinload(Indicator.values)
    return (
        select(Indicator)
        .where(Indicator.partnership_id == partnership.id)
        .options(values.joinedload(IndicatorValue.document) if with_documents else values)
        .order_by(Indicator.dropped_on.is_not(None), Indicator.id)
    )


def values_of(indicator: Indicator) -> Select[IndicatorValue]:
    """Everything that was measured of an indicator, the latest first, cancelled ones included, with what proves it."""
    return (
        select(IndicatorValue)
        .where(IndicatorValue.indicator_id == indicator.id)
        .options(joinedload(IndicatorValue.document), joinedload(IndicatorValue.recorded_by))
        .order_by(IndicatorValue.measured_on.desc(), IndicatorValue.category, IndicatorValue.id.desc())
    )


def outcomes_of(partnership: Partnership) -> Select[OutcomeStatement]:
    """What was said of the results, the latest first, what was taken back last."""
    return (
        select(OutcomeStatement)
        .where(OutcomeStatement.partnership_id == partnership.id)
        .order_by(
            OutcomeStatement.withdrawn_on.is_not(None),
            OutcomeStatement.stated_on.desc(),
            OutcomeStatement.id.desc(),
        )
    )
