"""Finding the region that somebody means by what they type.

All regions are kept in memory as an ``Index``. Before each use its stamp is compared with the database (one small query),
so that a change is seen at once, also one made by another process.

A region is found when every telling word that was typed is one of its words, or begins one; words that say a kind
(«край», "republic") decide the order. If nothing is found, the text is read as typed on the other keyboard; if that
does not help either, words that look alike are taken.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from tracker.database import as_read
from tracker.i18n import _, current_language
from tracker.regions import countries, queries
from tracker.regions.models import Region
from tracker.regions.words import Words, fold, from_other_keyboard, take_apart, telling_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from tracker.regions.terms import RegionKind

EXACT, EXACT_ALIAS, BEGINNING, BEGINNING_ALIAS = range(4)
LOOKS_ALIKE, LOOKS_ALIKE_ALIAS = 10, 11
ALIKE = 0.78
SHORTEST_TYPO = 4
LONGEST_SLIP = 2
UNSTRESSED = str.maketrans("oe", "ai")  # at the beginning of a word they sound alike: «Аренбург»

Stamp = tuple[int, int, "datetime | None"]
Costs = Callable[[str, "Entry"], int | None]


@dataclass(frozen=True, slots=True)
class Entry:
    """A region as the finder knows it, apart from any database session."""

    code: str
    country: str
    kind: RegionKind
    name_ru: str
    name_en: str
    short_ru: str
    active: bool
    position: int
    name_words: frozenset[str]
    alias_words: frozenset[str]
    full_names: frozenset[str]
    search_words: str
    """All names as they are written, for pickers that search in the browser."""
    record: Mapping[str, Any] = field(compare=False, repr=False)
    """The columns of the record by their attributes."""

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_ru if current_language() == "ru" else self.name_en

    @property
    def short_name(self) -> str:
        """The name for narrow places."""
        return self.short_ru if self.short_ru and current_language() == "ru" else self.name

    @property
    def label(self) -> str:
        """The name, with the country where that is not the home country."""
        if self.country == countries.HOME:
            return self.name
        return str(
            _("%(region)s (%(country)s)", region=self.name, country=countries.country_name(self.country))
        )

    @classmethod
    def of(cls, region: Region) -> Entry:
        names = {
            word
            for name in (region.name_ru, region.name_en, region.short_ru)
            for word in take_apart(name).telling
        }
        aliases = {word for alias in region.aliases for word in take_apart(alias).telling}
        return cls(
            code=region.code,
            country=region.country,
            kind=region.kind,
            name_ru=region.name_ru,
            name_en=region.name_en,
            short_ru=region.short_ru,
            active=region.active,
            position=region.position,
            name_words=frozenset(names),
            alias_words=frozenset(aliases - names),
            full_names=frozenset(fold(name) for name in region.all_names),
            search_words=" ".join([*region.all_names, region.code]).casefold().replace("ё", "е"),
            record={column.key: getattr(region, column.key) for column in Region.__mapper__.column_attrs},
        )


class Index:
    """All regions in memory, in the order of the lists."""

    def __init__(self, entries: Sequence[Entry], stamp: Stamp) -> None:
        self.stamp = stamp
        self.by_code = {entry.code: entry for entry in entries}

    def offered(self, *, and_also: Collection[str] = ()) -> list[Entry]:
        """The active regions and ``and_also`` those chosen before, country by country, in the alphabetical order of the reader."""
        return sorted((e for e in self.by_code.values() if e.active or e.code in and_also), key=_place)

    def find(self, text: str, *, limit: int = 20, retired: bool = False) -> list[Entry]:
        """The regions that ``text`` may mean, the likeliest first; all of them in order when nothing is typed."""
        return [match.entry for match in self._matches(text, retired=retired)][:limit]

    def resolve(self, text: str) -> list[Entry]:
        """The one region that ``text`` says for certain, else all that it may mean, the likeliest first."""
        matches = self._matches(text)
        for certain in (
            [match for match in matches if match.named_in_full],
            [match for match in matches if match.of_kind and not match.alike],
            [match for match in matches if match.of_kind],
        ):
            if certain:
                return [match.entry for match in certain]
        return [match.entry for match in matches]

    def _matches(self, text: str, *, retired: bool = False) -> list[Match]:
        of_code = self.by_code.get(text.strip().upper())
        if of_code is not None and (of_code.active or retired):
            return [Match(of_code, 0, of_kind=True, named_in_full=True)]
        entries = [entry for entry in self.by_code.values() if entry.active or retired]
        typed, retyped = Typed.of(text), Typed.of(from_other_keyboard(text))
        for reading, cost in ((typed, _cost), (retyped, _cost), (typed, _cost_of_typo)):
            found = [match for entry in entries if (match := _match(reading, entry, cost)) is not None]
            if found:
                return sorted(found, key=Match.rank)
        return []


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed: its words, and all of it as one name."""

    words: Words
    full_name: str

    @classmethod
    def of(cls, text: str) -> Typed:
        return cls(take_apart(text), fold(text))


@dataclass(frozen=True, slots=True)
class Match:
    """How well a region fits what was typed."""

    entry: Entry
    cost: int
    of_kind: bool
    named_in_full: bool

    @property
    def alike(self) -> bool:
        """Whether a word only looks like what was typed."""
        return self.cost >= LOOKS_ALIKE

    def rank(self) -> tuple[bool, bool, int, int, str, str]:
        return (not self.named_in_full, not self.of_kind, self.cost, *_place(self.entry))


def _place(entry: Entry) -> tuple[int, str, str]:
    return entry.position // queries.POSITIONS_PER_COUNTRY, telling_name(entry.name), entry.code


def _match(typed: Typed, entry: Entry, cost: Costs) -> Match | None:
    words = typed.words
    costs = [cost(word, entry) for word in words.telling]
    of_kind = not words.kinds or entry.kind in words.kinds
    if None in costs or (not words.telling and not of_kind):
        return None
    total = sum(each for each in costs if each is not None)
    return Match(entry, total, of_kind=of_kind, named_in_full=typed.full_name in entry.full_names)


def _cost(word: str, entry: Entry) -> int | None:
    if word in entry.name_words:
        return EXACT
    if word in entry.alias_words:
        return EXACT_ALIAS
    if any(known.startswith(word) for known in entry.name_words):
        return BEGINNING
    if any(known.startswith(word) for known in entry.alias_words):
        return BEGINNING_ALIAS
    return None


def _cost_of_typo(word: str, entry: Entry) -> int | None:
    strict = _cost(word, entry)
    if strict is not None or len(word) < SHORTEST_TYPO:
        return strict
    if any(_look_alike(word, known) for known in entry.name_words):
        return LOOKS_ALIKE
    if any(_look_alike(word, known) for known in entry.alias_words):
        return LOOKS_ALIKE_ALIAS
    return None


def _look_alike(word: str, known: str) -> bool:
    """Whether two words differ by a slip or an ending; also when only the beginning of ``known`` was typed."""
    too_short = len(known) < max(SHORTEST_TYPO, len(word) - LONGEST_SLIP)
    if too_short or word[0].translate(UNSTRESSED) != known[0].translate(UNSTRESSED):
        return False
    whole = len(known) <= len(word) + LONGEST_SLIP and _ratio(word, known) >= ALIKE
    return whole or _ratio(word, known[: len(word)]) >= ALIKE


def _ratio(word: str, known: str) -> float:
    return difflib.SequenceMatcher(None, known, word, autojunk=False).ratio()


STAMP = select(func.count(), func.coalesce(func.sum(Region.version), 0), func.max(Region.updated_at))
ASKED = "regions as they were found"
_index: Index | None = None


def index(session: Session) -> Index:
    """All regions as they are now; within a transaction that changes none, as they were when it asked first."""
    global _index  # noqa: PLW0603  # one cache for the process, replaced as a whole
    if session.autoflush:
        session.flush()
    asked: Index | None = session.info.get(ASKED)
    if asked is not None:
        return asked
    number, versions, latest = session.connection().execute(STAMP).one()
    stamp = (number, int(versions), latest)
    kept = _index
    if kept is None or kept.stamp != stamp:
        kept = _index = Index([Entry.of(region) for region in session.scalars(queries.all_regions())], stamp)
    session.info[ASKED] = kept
    return kept


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    if any(isinstance(record, Region) for record in (*session.new, *session.dirty, *session.deleted)):
        session.info.pop(ASKED, None)


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_soft_rollback")
def _ended(session: Session, _transaction: object = None) -> None:
    session.info.pop(ASKED, None)


def records(session: Session, codes: Iterable[str]) -> dict[str, Region]:
    """The records of these regions by their codes, without those that are not known."""
    known = index(session).by_code
    return {code: as_read(session, Region, known[code].record) for code in codes if code in known}


def find(session: Session, text: str, *, limit: int = 20, retired: bool = False) -> list[Entry]:
    """The regions that ``text`` may mean, the likeliest first."""
    return index(session).find(text, limit=limit, retired=retired)
