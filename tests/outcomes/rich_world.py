"""What the chapters count besides: stays in stages, starts and ends, benefits, mechanisms with their passports."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from tests.outcomes.world import TODAY, World
from tracker.database import utc_now
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.terms import Benefit
from tracker.mechanisms.models import Mechanism, PassportEntry, Proposal
from tracker.mechanisms.terms import MechanismType, PassportAnswer, PassportPart
from tracker.projects.models import StageVisit
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership


def enrich(session: Session, world: World, *, seed: int = 7) -> None:
    """Give the partnerships of a world a past, at random but the same in every run."""
    chance = Random(seed)  # noqa: S311  # the same past in every run, nothing secret
    described: list[Mechanism] = []
    for each in world.partnerships:
        _live(chance, each)
        _stay(session, chance, each)
        _gain(session, chance, each)
        if chance.random() < 0.6:
            described.append(_describe(chance, each, described))
            session.add(described[-1])
            session.flush()
    session.commit()


def _live(chance: Random, each: Partnership) -> None:
    """When it was recorded, started, ended and last seen alive; sometimes in an order that cannot be."""
    recorded = TODAY - timedelta(days=chance.choice((0, 3, 60, 200, 400, 800)))
    each.created_at = datetime.combine(recorded, time(chance.randrange(24), 30), tzinfo=UTC)
    each.started_on = chance.choice(
        (None, recorded, recorded - timedelta(days=90), recorded + timedelta(days=20))
    )
    each.alive_on = TODAY - timedelta(days=chance.choice((0, 5, 100, 300)))
    if each.ended_on is not None:
        each.started_on = chance.choice((each.started_on, recorded - timedelta(days=90)))
        each.ended_on = recorded + timedelta(days=chance.choice((-40, -40, 0, 10, 50)))
        each.ended_on = min(each.ended_on, TODAY)


def _stay(session: Session, chance: Random, each: Partnership) -> None:
    for visit in list(each.visits):
        session.delete(visit)
    session.flush()
    session.expire(each, ["visits"])
    day = TODAY - timedelta(days=700)
    for stage in list(Stage)[: chance.randrange(1, 8)]:
        left = day + timedelta(days=chance.choice((0, 1, 7, 30, 30, 95)))
        each.visits.append(StageVisit(stage=stage, round=1, entered_on=day, left_on=left))
        day = left
    if chance.random() < 0.7:
        each.visits.append(StageVisit(stage=each.stage, round=each.round, entered_on=day))
    if chance.random() < 0.2:
        each.round = 2


def _gain(session: Session, chance: Random, each: Partnership) -> None:
    for part in each.participations:
        for benefit in chance.sample(list(Benefit), chance.choice((0, 0, 2, 4))):
            session.add(
                BenefitCell(
                    participation=part,
                    benefit=benefit,
                    expected=chance.choice((None, 1, 2)),
                    achieved=chance.choice((None, 0, 1, 2, 3)),
                )
            )


def _describe(chance: Random, each: Partnership, others: list[Mechanism]) -> Mechanism:
    made = Mechanism(
        partnership=each,
        proposals=[Proposal(version="test", plain={}, text="A contest")],
        proposed_type=chance.choice((None, MechanismType.COMPETITIVE)),
        decided_type=chance.choice((None, *MechanismType)),
        published_at=utc_now() if chance.random() < 0.4 else None,
        started_from=chance.choice(others) if others and chance.random() < 0.3 else None,
    )
    style = chance.choice(("none", "some", "all"))
    if style != "none":
        for part in PassportPart:
            answer = PassportAnswer.YES if style == "all" else chance.choice((None, *PassportAnswer))
            made.passport.append(PassportEntry(part=part, answer=answer))
    return made
