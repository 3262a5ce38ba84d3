"""What became of the made-up partnerships: when they started, their mechanisms, what partners gained, what was decided; and alumni.

It draws by itself, so that what ``population`` draws stays the same whatever is added here.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from bench import words
from tracker.evaluation.terms import Benefit
from tracker.mechanisms.terms import MechanismType, PassportPart
from tracker.people.naming import fold, name_key
from tracker.projects.terms import ContinuationDecision

if TYPE_CHECKING:
    from collections.abc import Iterator

    Rows = dict[str, list[dict[str, Any]]]

SEED = 20261102
SECTORS = ("nonprofit", "government", "business", None)
SECTOR_WEIGHTS = (46, 30, 20, 4)
TYPES = tuple(each.code for each in MechanismType)
TYPE_WEIGHTS = (18, 30, 16, 22, 14)
ANSWERS = ("yes", "partly", "no", None)
ANSWER_WEIGHTS = (62, 20, 6, 12)
DECISIONS = tuple(each.code for each in ContinuationDecision)
WITHOUT_ACCOUNT = 1 / 3
"""So many alumni stand in the programme's list only, beside those with an account."""
BUILDING, EVERYDAY, EVALUATION = 3, 4, 5
"""Places of stages."""
LEVELS = (0, 1, 2, 3)
LEVEL_WEIGHTS = (14, 28, 40, 18)
TEMPLATES = 400
"""Mechanisms are repeated after one of so many published last."""


@dataclass
class Life:
    """What is known of one partnership by now."""

    number: int
    recorded: date
    alive: date
    ended: date | None
    stage: int
    round: int
    broker: int
    participations: list[int]


@dataclass
class Pasts:
    """Draws what became of partnerships, the same at every call."""

    today: date
    chance: random.Random = field(init=False)
    published: list[int] = field(default_factory=list)
    numbers: dict[str, Iterator[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(SEED)  # noqa: S311  # the same at every call is what is wanted

    # --- alumni -------------------------------------------------------------------------------------------------------

    def cohort(self, rows: Rows, name: str, book: int) -> None:
        """One intake of the programme."""
        rows["cohorts"].append(
            {
                "id": self._next("cohort"),
                "name": name,
                "name_key": name.casefold(),
                "year": int(name.rsplit(maxsplit=1)[-1]),
                "book_id": book,
                **self._written(self.today - timedelta(days=900)),
            }
        )

    def alumnus(self, rows: Rows, name: str, cohort: int, region: str, book: int, user: int | None) -> None:
        """A record in the programme's list, with an account or without."""
        number = self._next("alumnus")
        rows["alumni"].append(
            {
                "id": number,
                "name": name,
                "name_key": name_key(name),
                "sort_name": fold(name)[:200],
                "email": f"alumnus{number}@bench.example",
                "sector": self.chance.choices(SECTORS, SECTOR_WEIGHTS)[0],
                "region_code": region,
                "cohort_id": cohort,
                "user_id": user,
                "entry_reach": "staff",
                "contact_reach": "staff",
                "search_key": fold(name),
                "book_id": book,
                **self._written(self.today - timedelta(days=900)),
            }
        )

    # --- partnerships -------------------------------------------------------------------------------------------------

    def started_on(self, life: Life) -> date | None:
        """Most started about when they were recorded, some long before; of some nobody wrote it down."""
        if life.stage < BUILDING or self.chance.random() < 0.06:
            return None
        shift = self.chance.randrange(-400, 0) if self.chance.random() < 0.2 else self.chance.randrange(90)
        return min(life.recorded + timedelta(days=shift), life.alive)

    def of(self, rows: Rows, life: Life) -> None:
        """Everything that came later."""
        chance = self.chance
        if life.stage >= BUILDING and chance.random() < 0.4:
            self._mechanism(rows, life)
        if life.stage >= EVERYDAY and chance.random() < 0.45:
            self._gains(rows, life)
        if life.stage > EVALUATION or life.round > 1 or (life.ended is not None and chance.random() < 0.6):
            self._decided(rows, life)

    def _mechanism(self, rows: Rows, life: Life) -> None:
        chance, number = self.chance, self._next("mechanism")
        proposed = chance.choices(TYPES, TYPE_WEIGHTS)[0] if chance.random() < 0.85 else None
        decided = (
            (proposed if chance.random() < 0.8 else chance.choice(TYPES)) if chance.random() < 0.6 else None
        )
        rows["mechanisms"].append(
            {
                "id": number,
                "partnership_id": life.number,
                "name": "Механизм",
                "description": chance.choice(words.ACTIONS),
                "proposed_type": proposed,
                "decided_type": decided,
                "published_at": self._instant(life.alive) if decided and chance.random() < 0.1 else None,
                "started_from_id": chance.choice(self.published)
                if self.published and chance.random() < 0.05
                else None,
                **self._written(life.recorded),
            }
        )
        if rows["mechanisms"][-1]["published_at"]:
            self.published = [*self.published[1 - TEMPLATES :], number]
        rows["mechanism_proposals"].append(
            {
                "id": self._next("proposal"),
                "mechanism_id": number,
                "version": "bench",
                "type": proposed,
                "text": chance.choice(words.ACTIONS),
                "given_at": self._instant(life.recorded),
            }
        )
        if chance.random() < 0.4:
            is_whole = chance.random() < 0.25
            for part in PassportPart:
                rows["mechanism_passport"].append(
                    {
                        "id": self._next("passport"),
                        "mechanism_id": number,
                        "part": part.code,
                        "answer": "yes" if is_whole else chance.choices(ANSWERS, ANSWER_WEIGHTS)[0],
                        **self._written(life.recorded),
                    }
                )

    def _gains(self, rows: Rows, life: Life) -> None:
        benefits = [each.code for each in Benefit]
        for participation in life.participations:
            for benefit in self.chance.sample(benefits, self.chance.randrange(1, 5)):
                level = self.chance.choices(LEVELS, LEVEL_WEIGHTS)[0]
                said = self.chance.random() < 0.8
                rows["benefit_cells"].append(
                    {
                        "id": self._next("benefit"),
                        "participation_id": participation,
                        "benefit": benefit,
                        "expected": level,
                        "expected_by": "team",
                        "achieved": self.chance.choices(LEVELS, LEVEL_WEIGHTS)[0] if said else None,
                        "achieved_by": "partner" if said else None,
                        **self._written(life.alive),
                    }
                )

    def _decided(self, rows: Rows, life: Life) -> None:
        going_on, expanding, ending = DECISIONS
        decision = ending if life.ended else expanding if self.chance.random() < 0.25 else going_on
        rows["continuations"].append(
            {
                "id": self._next("continuation"),
                "partnership_id": life.number,
                "round": life.round,
                "decision": decision,
                "reason": f"{self.chance.choice(words.WHO)}: {self.chance.choice(words.ACTIONS)}.",
                "decided_on": life.alive.isoformat(),
                "decided_by_id": life.broker,
            }
        )

    # --- small things -------------------------------------------------------------------------------------------------

    def _next(self, what: str) -> int:
        return next(self.numbers.setdefault(what, count(1)))

    def _instant(self, day: date) -> str:
        return datetime(day.year, day.month, day.day, 9, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S.%f")

    def _written(self, day: date) -> dict[str, str]:
        return {"created_at": self._instant(day), "updated_at": self._instant(day)}
