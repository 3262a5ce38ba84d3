"""The random partnerships with all that the chapters count, and plain questions about their figures."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories.accounts import make_admin, make_alumnus, make_official, make_programme_staff
from tests.factories.people import make_cohort, make_entry
from tests.outcomes import slow
from tests.outcomes.rich_world import enrich
from tests.outcomes.world import COHORTS, FIELDS, REGIONS, TODAY, make_world
from tracker.accounts.models import User
from tracker.database import utc_now
from tracker.evaluation.benefits.models import BenefitCell
from tracker.mechanisms.models import Mechanism
from tracker.mechanisms.terms import MechanismType
from tracker.outcomes import telling
from tracker.outcomes.asked import Asked
from tracker.outcomes.terms import Chapter
from tracker.partners.terms import Sector
from tracker.people.models import Alumnus
from tracker.permissions import Permission, can
from tracker.projects.models import Partnership
from tracker.projects.terms import SectorMix
from tracker.resources.models import Commitment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.outcomes.tables import Figure

CHOICES: dict[str, list[str]] = {
    "cohort": [cohort for cohort in COHORTS if cohort],
    "region": list(REGIONS[:2]),
    "field": [field.code for field in FIELDS[:2]],
    "sector": [sector.code for sector in Sector],
    "mix": [SectorMix.CROSS_SECTOR.code, SectorMix.ONE_SECTOR.code],
    "mechanism": [MechanismType.PROCEDURAL.code, "none"],
    "started_from": [f"{TODAY.year - 2}-07-01", TODAY.isoformat()],
    "started_to": [f"{TODAY.year - 1}-03-01"],
}
"""What an address can narrow to."""
narrowing = st.dictionaries(st.sampled_from(sorted(CHOICES)), st.integers(0, 2), max_size=2).map(
    lambda chosen: {name: CHOICES[name][place % len(CHOICES[name])] for name, place in chosen.items()}
)
few = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Counted:
    """The random partnerships with all that belongs to them, and somebody who looks at their figures."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app, self.session = app, session
        self.world = make_world(session, size=40)
        enrich(session, self.world)
        self.staff = make_programme_staff(session)
        self.admin = make_admin(session)
        self.official = make_official(session, *REGIONS[:2])
        make_alumnus(session, cohort=COHORTS[0], name="Started nothing")
        for place, each in enumerate(session.scalars(select(Alumnus))):
            each.sector = [None, *Sector][place % 4]
        paper = make_cohort(session, "Only on paper")
        make_entry(session, cohort_id=paper.id, sector=Sector.BUSINESS)
        make_entry(session).erased_at = utc_now()
        session.commit()
        session.expire_all()
        self.everything = list(session.scalars(select(Partnership).order_by(Partnership.id)))
        self.mechanisms = {each.partnership_id: each for each in session.scalars(select(Mechanism))}
        self.commitments = list(session.scalars(select(Commitment)))
        self.cells = list(session.scalars(select(BenefitCell)))
        self.alumni = list(session.scalars(select(Alumnus).where(Alumnus.erased_at.is_(None))))

    def cohort_of(self, each: Alumnus) -> str:
        """The cohort of the account, which repeats that of the record."""
        return (each.user.cohort if each.user else "") or (each.cohort.name if each.cohort else "")

    def asked(self, chosen: dict[str, str], *, user: User | None = None) -> Asked:
        return Asked(self.session, user or self.staff, TODAY, chosen)

    def seen(self, chosen: dict[str, str]) -> list[Partnership]:
        """The partnerships of a scope, asked one by one."""
        return [
            each
            for each in self.everything
            if can(self.staff, Permission.PARTNERSHIP_INSIDE, each) and self.fits(each, chosen)
        ]

    def fits(self, each: Partnership, chosen: dict[str, str]) -> bool:
        mechanism = self.mechanisms.get(each.id)
        start = (each.started_on or each.created_at.date()).isoformat()
        checks: dict[str, Callable[[str], bool]] = {
            "cohort": lambda value: value in {broker.cohort for broker in each.brokers},
            "region": lambda value: value in each.region_codes,
            "field": lambda value: value in {field.code for field in each.fields},
            "sector": lambda value: value in {sector.code for sector in each.sectors_on(TODAY)},
            "mix": lambda value: slow.is_of_mix(each, SectorMix.from_code(value)),
            "mechanism": lambda value: (
                mechanism is None
                if value == "none"
                else mechanism is not None
                and mechanism.decided_type is not None
                and mechanism.decided_type.code == value
            ),
            "started_from": lambda value: start >= value,
            "started_to": lambda value: start <= value,
        }
        return all(checks[name](value) for name, value in chosen.items())


def figure(counted: Counted, chapter: Chapter, code: str, chosen: dict[str, str]) -> Figure:
    found = telling.told(chapter, counted.asked(chosen)).by_code(code)
    assert found is not None, code
    return found


def column(found: Figure, place: int) -> dict[str, Any]:
    """One column of a figure by the keys of its rows, what is nothing left out."""
    return {row.key: row.cells[place].value for row in found.rows if row.cells[place].value}


def tally(keys: Iterable[Any]) -> dict[str, int]:
    return dict(Counter(getattr(key, "code", key) for key in keys))


def number(found: Figure) -> int:
    """On how many records a figure rests."""
    digits = re.match(r"\d+", found.rests_on)
    assert digits
    return int(digits[0])
