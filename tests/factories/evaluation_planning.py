"""Plans of evaluation for tests, and partnerships that have come to a stage."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from tests.factories.projects import make_partnership
from tracker.database import at
from tracker.evaluation.planning import services
from tracker.evaluation.planning.terms import Method
from tracker.projects.services import stages

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tracker.evaluation.planning.models import EvaluationPlan
    from tracker.projects.models import Partnership
    from tracker.projects.terms import Stage


def make_plan(partnership: Partnership, **given: Any) -> EvaluationPlan:
    """A plan with one question and one method."""
    values: dict[str, Any] = {"questions": "Стало ли меньше бумаги?", "methods": [Method.SURVEY]}
    return services.write_plan(partnership, by=partnership.created_by, **(values | given))


def full_plan(partnership: Partnership, **given: Any) -> EvaluationPlan:
    """A plan that lacks nothing but what is reserved."""
    values: dict[str, Any] = {
        "procedure": "Школы раздают анкеты, комитет сводит.",
        "begins_on": date(2030, 1, 1),
        "ends_on": date(2030, 3, 1),
        "people": "Ирина Полухина",
        "agreed_on": date(2025, 1, 1),
        "agreed_by": "Все четыре стороны",
    }
    return make_plan(partnership, **(values | given))


def on(day: date) -> AbstractContextManager[None]:
    """Let it be noon of a day."""
    return at(datetime.combine(day, time(12), tzinfo=UTC))


def make_partnership_at(session: Session, stage: Stage, **given: Any) -> Partnership:
    """A partnership that has come to a stage, straight from the first one."""
    partnership = make_partnership(session, **given)
    if stage is not partnership.stage:
        stages.move(partnership, stage, by=partnership.created_by, reason="Так вышло")
    return partnership
