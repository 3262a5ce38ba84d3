"""A made-up country of partnerships, the same at every call: rows as the database keeps them, table by table.

``Population(size).chunks()`` gives them in portions whose tables come in the order in which they point to one another. Values are
in stored form: codes, ISO days and instants, documents as text; amounts of money are exact decimals.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bench import words
from bench.pasts import WITHOUT_ACCOUNT, Life, Pasts
from tracker import search
from tracker.history import chain
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners.naming import name_key, sort_name
from tracker.projects.terms import Field, Stage

TODAY = date(2026, 11, 1)
"""The day on which the country is as it is; nothing happens later."""
PORTION = 2000
SEED = 20261101
STAGES = tuple(stage.code for stage in Stage)
STAGE_WEIGHTS = (16, 15, 14, 17, 22, 10, 6)
FIELDS = tuple(field.code for field in Field)
FIELD_WEIGHTS = (26, 22, 11, 10, 8, 5, 4, 3, 5, 3, 1, 2)
VISIBILITIES = ("team", "programme", "region", "public")
VISIBILITY_WEIGHTS = (8, 30, 34, 28)
SECTORS = ("nonprofit", "government", "business")
COHORTS = tuple(f"Выпуск {year}" for year in range(2016, 2026))
ALUMNI, OFFICIALS, STAFF = 3000, 90, 4
PER_ALUMNUS = 20
"""At large sizes one of so many partnerships has its own alumnus."""
FIRST_PERSON = 100
"""Numbers below are left to the people whom the measurement signs in as."""
SIGNED_IN = {"manager": 1, "official": 2, "staff": 3, "admin": 4}
ROLE_OF = {"manager": "alumnus", "official": "official", "staff": "programme", "admin": "admin"}
OWN_OF_MANAGER = 40
"""So many of the first partnerships have the signed-in manager as their broker."""

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Population:
    """``size`` partnerships with all that belongs to them, in the given regions, the most crowded ones first."""

    size: int
    regions: list[tuple[str, list[str]]]
    """Codes with all names of each region."""
    password_hash: str = "!"  # noqa: S105  # nobody signs in with it
    today: date = TODAY
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(SEED)  # noqa: S311  # the same at every call is what is wanted
        self.region_weights = [1 / (place + 2) for place in range(len(self.regions))]
        self.region_tokens = {code: search.tokens(names) for code, names in self.regions}
        self.tokens_of_word: dict[str, frozenset[str]] = {}
        self.organisations: list[tuple[str, str, str]] = []
        self.pasts = Pasts(self.today)
        self.next = dict.fromkeys(
            ("book", "entry", "participation", "team", "visit", "commitment", "delivery"), 1
        )

    @property
    def organisation_count(self) -> int:
        return max(5000, self.size // 20)

    @property
    def alumni_count(self) -> int:
        return max(ALUMNI, self.size // PER_ALUMNUS)

    def chunks(self) -> Iterator[Rows]:
        """All rows, in portions."""
        yield self._people()
        yield from self._organisations()
        for first in range(1, self.size + 1, PORTION):
            rows = empty_rows()
            for number in range(first, min(first + PORTION, self.size + 1)):
                self._partnership(number, rows)
            yield rows

    # --- people and organisations -------------------------------------------------------------------------------------

    def _people(self) -> Rows:
        rows = empty_rows()
        for cohort in COHORTS:
            self.pasts.cohort(rows, cohort, self._book(rows, []))
        for name, number in SIGNED_IN.items():
            self._person(rows, number, f"{name}@bench.example", ROLE_OF[name], name)
        everybody = [
            *[("alumnus", number) for number in range(self.alumni_count)],
            *[("official", number) for number in range(OFFICIALS)],
            *[("programme", number) for number in range(STAFF)],
        ]
        for place, (role, _number) in enumerate(everybody):
            self._person(rows, FIRST_PERSON + place, f"person{place}@bench.example", role, "")
        for _number in range(int(self.alumni_count * WITHOUT_ACCOUNT)):
            self._alumnus(rows, self._name(), self.chance.choice(COHORTS), None)
        return rows

    def _name(self) -> str:
        return f"{self.chance.choice(words.FIRST_NAMES)} {self.chance.choice(words.SURNAMES)}"

    def _alumnus(self, rows: Rows, name: str, cohort: str, user: int | None) -> None:
        book = self._book(rows, [])
        self.pasts.alumnus(rows, name, COHORTS.index(cohort) + 1, self._regions(1)[0], book, user)

    def _person(self, rows: Rows, number: int, email: str, role: str, account: str) -> None:
        name = self._name()
        cohort = self.chance.choice(COHORTS) if role == "alumnus" else ""
        if cohort:
            self._alumnus(rows, name, cohort, number)
        rows["users"].append(
            {
                "id": number,
                "email": email,
                "name": name,
                "cohort": cohort,
                "password": self.password_hash if account else "!",
                "fs_uniquifier": f"bench-{number:08}",
                "search_key": f"{name} {email}".casefold(),
                "confirmed_at": instant(self.today - timedelta(days=900)),
                **written(self.today - timedelta(days=900)),
            }
        )
        rows["role_holders"].append({"user_id": number, "role_id": role})
        if role == "official":
            codes = [self.regions[2][0]] if account else self._regions(1)
            rows["user_regions"] += [{"user_id": number, "region_code": code} for code in codes]

    def _organisations(self) -> Iterator[Rows]:
        for first in range(1, self.organisation_count + 1, PORTION):
            rows = empty_rows()
            for number in range(first, min(first + PORTION, self.organisation_count + 1)):
                self._organisation(number, rows)
            yield rows

    def _organisation(self, number: int, rows: Rows) -> None:
        sector = self.chance.choices(SECTORS, (45, 30, 25))[0]
        kind = self.chance.choice(words.ORGANISATIONS[sector])
        name = f"{kind} «{self.chance.choice(words.ORGANISATION_NAMES)}» № {number}"
        day = self.today - timedelta(days=self.chance.randrange(100, 3600))
        book = self._book(rows, [])
        rows["organisations"].append(
            {
                "id": number,
                "name": name,
                "name_key": name_key(name),
                "sort_name": sort_name(name),
                "sector": sector,
                "kind": self.chance.choice(words.ORGANISATION_KINDS[sector]),
                "region_code": self._regions(1)[0],
                "place": self.chance.choice(words.PLACES),
                "book_id": book,
                **written(day),
            }
        )
        self.organisations.append((name, sector, " ".join(sorted(search.tokens([name])))))
        rows["organisation_search"].append({"id": number, "stems": search.tokens([name])})

    # --- partnerships -------------------------------------------------------------------------------------------------

    def _partnership(self, number: int, rows: Rows) -> None:
        chance = self.chance
        recorded = self.today - timedelta(days=int(3600 * chance.random() ** 1.6) + 20)
        alive = min(
            self.today, recorded + timedelta(days=int((self.today - recorded).days * chance.random() ** 0.4))
        )
        stage = chance.choices(range(7), STAGE_WEIGHTS)[0]
        fate = chance.random()
        ended = alive if fate < 0.24 and stage > 2 else None
        archived = instant(alive) if fate > 0.97 else None
        title = f"{chance.choice(words.WHAT)} {chance.choice(words.FOR_WHOM)}: {chance.choice(words.PLACES)} {number}"
        texts = self._texts(number)
        regions = self._regions(2 if chance.random() < 0.12 else 1)
        field_code = chance.choices(FIELDS, FIELD_WEIGHTS)[0]
        broker = (
            SIGNED_IN["manager"]
            if number <= OWN_OF_MANAGER
            else FIRST_PERSON + chance.randrange(self.alumni_count)
        )
        partners = self._partners(number, rows, recorded)
        book = self._book(rows, self._events(number, recorded, alive, broker, title, partners))
        life = Life(
            number=number,
            recorded=recorded,
            alive=alive,
            ended=ended,
            stage=stage,
            round=2 if chance.random() < 0.08 else 1,
            broker=broker,
            participations=[participation for participation, _organisation in partners],
        )
        rows["partnerships"].append(
            {
                "id": number,
                "title": title[0].upper() + title[1:],
                **texts,
                "main_field": field_code,
                "municipality": chance.choice(words.PLACES),
                "started_on": day_or_none(self.pasts.started_on(life)),
                "ended_on": day_or_none(ended),
                "visibility": chance.choices(VISIBILITIES, VISIBILITY_WEIGHTS)[0],
                "stage": STAGES[stage],
                "round": life.round,
                "alive_on": alive.isoformat(),
                "archived_at": archived,
                "book_id": book,
                "created_by_id": broker,
                **written(recorded, alive),
            }
        )
        rows["partnership_regions"] += [{"partnership_id": number, "region_code": code} for code in regions]
        if chance.random() < 0.3:
            further = chance.choice(FIELDS)
            if further != field_code:
                rows["partnership_fields"].append({"partnership_id": number, "field": further})
        tags = chance.sample(words.TAGS, 2) if chance.random() < 0.4 else []
        rows["partnership_tags"] += [{"partnership_id": number, "tag": tag} for tag in tags]
        self._team(number, rows, broker, recorded)
        self._visits(number, rows, recorded, alive, stage, broker)
        self._commitments(number, rows, recorded, partners)
        self.pasts.of(rows, life)
        tokens = set().union(
            *(self._tokens(word) for word in f"{title} {' '.join([*texts.values(), *tags])}".split())
        )
        tokens.update(*(self.region_tokens[code] for code in regions))
        tokens.update(*(self.organisations[organisation - 1][2].split() for _place, organisation in partners))
        rows["partnership_search"].append({"id": number, "stems": sorted(tokens)})

    def _texts(self, number: int) -> dict[str, str]:
        chance = self.chance
        who = chance.sample(words.WHO, 3)
        common = f"Это {words.COMMON} держится на доверии. " if number % 20 else ""
        rare = f"Опыт дала {words.RARE}. " if number % 10_000 == 7 else ""
        return {
            "problem": f"Причина — {chance.choice(words.SUBJECTS)}, а ещё {chance.choice(words.SUBJECTS)}. {common}",
            "target_group": f"Всё делается {chance.choice(words.FOR_WHOM)}, {chance.choice(words.LINKS)}.",
            "aim": f"За год {chance.choice(words.ACTIONS)} и {chance.choice(words.ACTIONS)} {chance.choice(words.FOR_WHOM)}.",
            "approach": (
                f"{who[0]} и {who[1]} {chance.choice(words.LINKS)} {chance.choice(words.ACTIONS)}; {who[2]} помогает тем, что "
                f"{chance.choice(words.ACTIONS)}. {rare}Дважды в год итоги обсуждают с жителями."
            ),
            "results": f"Участников стало больше на {chance.randrange(5, 90)} процентов."
            if chance.random() < 0.5
            else "",
        }

    def _partners(self, number: int, rows: Rows, recorded: date) -> list[tuple[int, int]]:
        """Places of the participations and the organisations that take part; a few organisations are in very many."""
        count = self.chance.choices((1, 2, 3, 4), (8, 30, 40, 22))[0]
        chosen: dict[int, int] = {}
        while len(chosen) < count:
            organisation = 1 + int(len(self.organisations) * self.chance.random() ** 1.8)
            if organisation not in chosen:
                chosen[organisation] = self._next("participation")
        for place, (organisation, participation) in enumerate(chosen.items()):
            rows["participations"].append(
                {
                    "id": participation,
                    "partnership_id": number,
                    "organisation_id": organisation,
                    "role": "initiator" if place == 0 else "partner",
                    "contribution": self.chance.choice(words.ACTIONS),
                    "expectation": "",
                    "joined_on": (recorded + timedelta(days=self.chance.randrange(0, 19))).isoformat(),
                    **written(recorded),
                }
            )
        return [(participation, organisation) for organisation, participation in chosen.items()]

    def _team(self, number: int, rows: Rows, broker: int, recorded: date) -> None:
        members = {broker: "broker"}
        if self.chance.random() < 0.5:
            members.setdefault(FIRST_PERSON + self.chance.randrange(self.alumni_count), "editor")
        for user, role in members.items():
            rows["team_members"].append(
                {
                    "id": self._next("team"),
                    "partnership_id": number,
                    "user_id": user,
                    "role": role,
                    "since": recorded.isoformat(),
                    **written(recorded),
                }
            )

    def _visits(self, number: int, rows: Rows, recorded: date, alive: date, stage: int, by: int) -> None:
        step = max(1, (alive - recorded).days // (stage + 1))
        for place in range(stage + 1):
            entered = recorded + timedelta(days=step * place)
            rows["stage_visits"].append(
                {
                    "id": self._next("visit"),
                    "partnership_id": number,
                    "stage": STAGES[place],
                    "round": 1,
                    "entered_on": entered.isoformat(),
                    "left_on": day_or_none(entered + timedelta(days=step) if place < stage else None),
                    "entered_by_id": by,
                    "reason": "",
                    "left_open": "[]",
                }
            )

    def _commitments(self, number: int, rows: Rows, recorded: date, partners: list[tuple[int, int]]) -> None:
        chance = self.chance
        for place in range(4):
            kind = chance.choice(tuple(words.PROMISES))
            description = words.PROMISES[kind]
            state = chance.choices(
                ("offered", "agreed", "in_delivery", "delivered", "withdrawn"), (12, 30, 14, 38, 6)
            )[0]
            valued = kind == "money" or chance.random() < 0.4
            value = Decimal(chance.randrange(5, 900) * 1000) if valued else None
            paid_in = ("EUR" if chance.random() < 0.03 else "RUB") if valued else ""
            offered = recorded + timedelta(days=chance.randrange(0, 20))
            done = offered + timedelta(days=200)
            commitment = self._next("commitment")
            rows["commitments"].append(
                {
                    "id": commitment,
                    "partnership_id": number,
                    "participation_id": partners[place % len(partners)][0],
                    "kind": kind,
                    "description": description,
                    "amount": value if kind == "money" else Decimal(chance.randrange(1, 200)),
                    "unit": {
                        "money": "currency",
                        "people": "hour",
                        "premises": "day_of_use",
                        "equipment": "piece",
                    }.get(kind, "other"),
                    "value_amount": value,
                    "currency": paid_in,
                    "method": "market_price" if valued and kind != "money" else "not_valued",
                    "due_on": day_or_none(
                        offered + timedelta(days=chance.randrange(60, 700)) if chance.random() < 0.8 else None
                    ),
                    "state": state,
                    "offered_on": offered.isoformat(),
                    "agreed_on": day_or_none(offered if state != "offered" else None),
                    "delivered_on": day_or_none(min(done, self.today) if state == "delivered" else None),
                    "withdrawn_on": day_or_none(offered if state == "withdrawn" else None),
                    "withdrawn_reason": "Передумали" if state == "withdrawn" else "",
                    **written(recorded),
                }
            )
            if state in {"delivered", "in_delivery"}:
                rows["deliveries"].append(
                    {
                        "id": self._next("delivery"),
                        "commitment_id": commitment,
                        "delivered_on": min(done, self.today).isoformat(),
                        "amount": None,
                        "value_amount": value if state == "delivered" else None,
                        "currency": paid_in,
                        **written(recorded),
                    }
                )

    # --- history ------------------------------------------------------------------------------------------------------

    def _events(
        self, number: int, recorded: date, alive: date, by: int, title: str, partners: list[tuple[int, int]]
    ) -> list[dict[str, Any]]:
        """Six things that happened: what kind, when, by whom, about what, with which parts."""
        about = {"by": by, "subject_kind": "partnerships", "subject_id": number}
        joined = {"by": by, "subject_kind": "participations", "subject_id": partners[0][0]}
        span = max(1, (alive - recorded).days)
        told = [
            (EntryKind.CREATED, about, {"title": title}),
            (EntryKind.PARTNER_JOINED, joined, {"partner": self.organisations[partners[0][1] - 1][0]}),
            (
                EntryKind.MEETING,
                about,
                {
                    "title": "Встреча партнёров",
                    "text": f"{self.chance.choice(words.WHO)}: {self.chance.choice(words.ACTIONS)}.",
                },
            ),
            (EntryKind.DECISION, about, {"title": "Решили", "text": self.chance.choice(words.ACTIONS)}),
            (EntryKind.EVENT, about, {"title": "Событие", "text": self.chance.choice(words.SUBJECTS)}),
            (EntryKind.ALIVE_CONFIRMED, about, {}),
        ]
        return [
            {"kind": kind, "day": recorded + timedelta(days=span * place // 5), "parts": parts, **whom}
            for place, (kind, whom, parts) in enumerate(told)
        ]

    def _book(self, rows: Rows, events: list[dict[str, Any]]) -> int:
        book = self._next("book")
        previous = ""
        for place, event in enumerate(events, start=1):
            salt = f"{book:08x}{place:08x}"
            parts = {
                name: {"value": value, "salt": salt, "hash": chain.part_hash(name, salt, value)}
                for name, value in event["parts"].items()
            }
            recorded_at = datetime(
                event["day"].year, event["day"].month, event["day"].day, 9, place, tzinfo=UTC
            )
            entry = Entry(
                book_id=book,
                number=place,
                kind=event["kind"],
                happened_on=event["day"],
                recorded_at=recorded_at,
                author_id=event["by"],
                subject_kind=event["subject_kind"],
                subject_id=event["subject_id"],
                subject_version=1,
                is_team_only=False,
                corrects_id=None,
                parts=parts,
                previous_hash=previous,
            )
            sealed = chain.entry_hash(entry)
            rows["history_entries"].append(
                {
                    "id": self._next("entry"),
                    "book_id": book,
                    "number": place,
                    "kind": event["kind"].code,
                    "happened_on": event["day"].isoformat(),
                    "recorded_at": stored(recorded_at),
                    "author_id": event["by"],
                    "subject_kind": event["subject_kind"],
                    "subject_id": event["subject_id"],
                    "subject_version": 1,
                    "parts": json.dumps(parts, ensure_ascii=False),
                    "previous_hash": previous,
                    "hash": sealed,
                }
            )
            previous = sealed
        rows["history_books"].append({"id": book, "length": len(events), "head": previous})
        return book

    # --- small things -------------------------------------------------------------------------------------------------

    def _next(self, what: str) -> int:
        number = self.next[what]
        self.next[what] = number + 1
        return number

    def _regions(self, count: int) -> list[str]:
        chosen: dict[str, None] = {}
        while len(chosen) < count:
            code, _names = self.chance.choices(self.regions, self.region_weights)[0]
            chosen[code] = None
        return sorted(chosen)

    def _tokens(self, word: str) -> frozenset[str]:
        found = self.tokens_of_word.get(word)
        if found is None:
            found = frozenset(search.tokens([word]))
            if not any(sign.isdigit() for sign in word):
                self.tokens_of_word[word] = found
        return found


TABLES = (
    "users",
    "role_holders",
    "user_regions",
    "history_books",
    "cohorts",
    "alumni",
    "organisations",
    "organisation_search",
    "partnerships",
    "partnership_regions",
    "partnership_fields",
    "partnership_tags",
    "team_members",
    "participations",
    "stage_visits",
    "continuations",
    "commitments",
    "deliveries",
    "mechanisms",
    "mechanism_proposals",
    "mechanism_passport",
    "benefit_cells",
    "history_entries",
    "partnership_search",
)
"""In the order in which they point to one another."""


def empty_rows() -> Rows:
    """A portion without rows."""
    return {table: [] for table in TABLES}


def day_or_none(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def stored(moment: datetime) -> str:
    """An instant in UTC, as both databases take it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def instant(day: date) -> str:
    """Nine in the morning of a day."""
    return stored(datetime(day.year, day.month, day.day, 9, tzinfo=UTC))


def written(day: date, changed: date | None = None) -> dict[str, str]:
    """When a record was written down and last changed."""
    return {"created_at": instant(day), "updated_at": instant(changed or day)}
