"""Full-text search in Russian and English word forms: one small port, two engines with the same results.

Texts are taken apart into words and stems here, not by the database: SQLite (FTS5) and PostgreSQL (``tsvector`` with GIN) only
keep the tokens and look them up. A record is found when every typed word has the stem of one of its words; the last typed word
may also be the beginning of one, because people are still typing it.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import snowballstemmer
from sqlalchemy import (
    Boolean,
    Engine,
    Integer,
    Text,
    bindparam,
    cast,
    column,
    event,
    func,
    literal_column,
    select,
    table,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from tracker.database import fixed_limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import ColumnClause, ColumnElement, FromClause, Select
    from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
    from sqlalchemy.orm import InstrumentedAttribute, Session
    from sqlalchemy.pool import ConnectionPoolEntry
    from sqlalchemy.sql.compiler import SQLCompiler

LONGEST_QUERY = 500
MOST_WORDS = 12
LONGEST_WORD = 64
NAME = 120
"""A text of so many characters may be a name."""
COMMON = 1000
"""So many finds make a search one for common words."""
LATEST = 2000
"""Of so many records, those written down last, some are looked at first where listing all finds would be dear."""
ENOUGH = 26
"""So many of the latest show how often something is found."""
MOST_ENDINGS = 12
"""A beginning that begins more words is looked up as a beginning."""
LAST_LETTER = 0x10FFFF

WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|'(?=[^\W_]))*")
APOSTROPHES = re.compile("[`´‘’ʻʼ＇]")
CYRILLIC = re.compile("[а-яёѐ-ӿ]")
FLEETING = re.compile("(?<=..[^аеиоуыэюя])[оеь](?=[кц]$)")
SHORT_I = "и\N{COMBINING BREVE}"

_stemmers = threading.local()  # a stemmer keeps state while it works, so every thread has its own


def words(written: str) -> list[str]:
    """The words of a text in plain spelling: lower case, ё as е, no accents, no apostrophes; numbers count as words."""
    straight = unicodedata.normalize("NFC", APOSTROPHES.sub("'", written))
    plain = (_plain(word)[:LONGEST_WORD] for word in WORD.findall(straight))
    return [word for word in plain if word.strip("'")]


def _plain(word: str) -> str:
    spelled = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold()).replace(
        SHORT_I, "й"
    )
    return "".join(character for character in spelled if character.isalnum() or character == "'")


def stem(word: str) -> str:
    """What the forms of a word have in common, by Snowball: Russian for Cyrillic, English for the rest.

    Snowball leaves the vowel that comes and goes in «подросток, подростки», «палец, пальцы», so it is taken out afterwards.
    """
    language = "russian" if CYRILLIC.search(word) else "english"
    stemmer = getattr(_stemmers, language, None)
    if stemmer is None:
        stemmer = snowballstemmer.stemmer(language)
        setattr(_stemmers, language, stemmer)
    return FLEETING.sub("", _joined(stemmer.stemWord(word))) or _joined(word)


def stems(written: str) -> list[str]:
    """The stems of a text, word by word."""
    return [stem(word) for word in words(written)]


def tokens(texts: Iterable[str]) -> list[str]:
    """What the index keeps of a record: the stems of its words, and the words themselves for those still being typed."""
    found: set[str] = set()
    for written in texts:
        if written:
            found |= _tokens_of_name(written) if len(written) <= NAME else _tokens(written)
    return sorted(found)


def _tokens(written: str) -> frozenset[str]:
    found = words(written)
    return frozenset([*map(stem, found), *map(_joined, found)])


_tokens_of_name = lru_cache(maxsize=4000)(_tokens)
"""The same for names, of regions, fields and organisations, which are in many records."""


def _joined(word: str) -> str:
    return word.replace("'", "")


@dataclass(frozen=True, slots=True)
class Typed:
    """The words that somebody has typed."""

    words: tuple[str, ...]
    endings: tuple[str, ...] | None = None
    """All words of the index that the last one begins, as far as they have been looked up."""

    @property
    def last(self) -> list[str]:
        """What is asked instead of the last word, as SQLite wants it.

        FTS5 makes a list of all that a beginning finds before it gives the first; words themselves it reads one find at a time.
        """
        last = self.words[-1]
        if self.endings is None:
            return [f'"{stem(last)}"', f'"{_joined(last)}" *']
        return [f'"{word}"' for word in sorted({stem(last), *self.endings})]


class Asked(TypeDecorator[Typed]):
    """What was typed, sent as each engine wants to be asked. Words are letters and digits only, so nothing needs escaping."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Typed | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        *whole, last = value.words
        if dialect.name == "sqlite":
            return " AND ".join([*(f'"{stem(word)}"' for word in whole), f"({' OR '.join(value.last)})"])
        return " & ".join([*(f"'{stem(word)}'" for word in whole), f"('{stem(last)}' | '{_joined(last)}':*)"])


class IsFound(FunctionElement[bool]):
    """Whether the index of a name finds a record by its id; compiled for each engine below."""

    name = "is_found"
    type = Boolean()
    inherit_cache = True


@compiles(IsFound, "sqlite")
def _in_sqlite(element: IsFound, compiler: SQLCompiler, **kwargs: Any) -> str:
    record, table, asked = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"({record} IN (SELECT rowid FROM {table} WHERE {table} MATCH {asked}))"  # noqa: S608  # compiled clauses, not user text


@compiles(IsFound, "postgresql")
def _in_postgresql(element: IsFound, compiler: SQLCompiler, **kwargs: Any) -> str:
    record, table, asked = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"({record} IN (SELECT id FROM {table} WHERE stems @@ CAST({asked} AS tsquery)))"  # noqa: S608  # compiled clauses, not user text


@dataclass(frozen=True, slots=True)
class Finds:
    """The finds of an index as a table to join, so that they can be read in the order in which records were written down."""

    table: FromClause
    number: ColumnElement[int]
    """The number of the record."""
    condition: ColumnElement[bool]


class SearchIndex:
    """The index of one kind of record, in the table ``<name>_search``; written in the transaction of the caller."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.table = f"{name}_search"
        lexemes = "array_to_tsvector(CAST(:stems AS text[]))"
        self._add_to_sqlite = text(f"INSERT INTO {self.table} (rowid, stems) VALUES (:id, :stems)")  # noqa: S608  # a name of ours
        self._add_to_postgresql = text(f"INSERT INTO {self.table} (id, stems) VALUES (:id, {lexemes})")  # noqa: S608  # a name of ours
        self._endings = text(
            f"WITH RECURSIVE found(word) AS (SELECT (SELECT term FROM temp.{self.table}_words WHERE term >= :beginning LIMIT 1) "  # noqa: S608  # a name of ours
            f"UNION ALL SELECT (SELECT term FROM temp.{self.table}_words WHERE term >= found.word || char(1) LIMIT 1) "
            f"FROM found WHERE found.word < :beginning || char({LAST_LETTER})) SELECT word FROM found LIMIT {MOST_ENDINGS + 2}"
        )
        """Leaps from word to word of the index, beginning with one; the words of one record after another would be many."""
        self._latest = text(
            "SELECT count(*), max(place), (SELECT reltuples FROM pg_class WHERE oid = "  # noqa: S608  # a name of ours
            f"CAST('{self.table}' AS regclass)) FROM (SELECT place FROM (SELECT row_number() OVER (ORDER BY id DESC) AS place, stems "
            f"FROM {self.table} ORDER BY id DESC LIMIT {LATEST}) latest WHERE stems @@ CAST(:typed AS tsquery) LIMIT {ENOUGH}) found"
        )
        """How many of the latest records are found, up to ``ENOUGH``, among how many, and how many there are in all."""
        self._counting: dict[tuple[str, int], Select[int]] = {}
        """By dialect and limit, what is asked at every search, so that it is made once."""

    def index(self, session: Session, record_id: int, texts: Sequence[str]) -> None:
        """Keep these texts as what a record is found by, instead of what was kept before."""
        self.remove(session, record_id)
        self.add(session, record_id, texts)

    def add(self, session: Session, record_id: int, texts: Sequence[str]) -> None:
        """Keep these texts of a record of which nothing is kept yet."""
        kept = tokens(texts)
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            connection.execute(self._add_to_sqlite, {"id": record_id, "stems": " ".join(kept)})
        else:
            connection.execute(self._add_to_postgresql, {"id": record_id, "stems": kept})

    def remove(self, session: Session, record_id: int) -> None:
        """Forget a record."""
        key = "rowid" if _is_sqlite(session) else "id"
        session.execute(text(f"DELETE FROM {self.table} WHERE {key} = :id"), {"id": record_id})  # noqa: S608  # a name of ours

    def matches(
        self, record_id: InstrumentedAttribute[int] | ColumnElement[int], typed: str
    ) -> ColumnElement[bool]:
        """A condition for ``where``: the record is found by what was typed. No word typed asks for nothing, so all are found."""
        asked = _asked(typed)
        if asked is None:
            return true()
        return IsFound(
            record_id, literal_column(self.table), bindparam("typed", asked, type_=Asked(), unique=True)
        )

    def asked(self, session: Session, typed: str) -> Typed | None:
        """What was typed, as the engine finds it most quickly; ``None`` when no word was."""
        asked = _asked(typed)
        if asked is None or not _is_sqlite(session):
            return asked
        beginning = _joined(asked.words[-1])
        rows = session.connection().execute(self._endings, {"beginning": beginning})
        endings = [word for (word,) in rows if word is not None and word.startswith(beginning)]
        return asked if len(endings) > MOST_ENDINGS else Typed(asked.words, tuple(endings))

    def is_common(self, session: Session, asked: Typed) -> bool:
        """Whether ``COMMON`` records or more are found by what was typed.

        PostgreSQL lists all finds before it gives the first. So it is asked about the latest records before, and where as much among
        them would make many more in all, they are taken for common.
        """
        dialect = session.connection().dialect.name
        if dialect != "sqlite" and self._are_many(session, asked):
            return True
        query = self._counting.get((dialect, COMMON))
        if query is None:
            query = self._count(self.finds(session, asked, name="typed"))
            self._counting[dialect, COMMON] = query
        return session.connection().scalar(query, {"typed": asked}) == COMMON

    def _are_many(self, session: Session, asked: Typed) -> bool:
        """Whether as much as among the latest records would be ``COMMON`` among all, as many as the database last counted."""
        parameters = {"typed": Asked().process_bind_param(asked, session.connection().dialect)}
        found, looked_at, records = session.connection().execute(self._latest, parameters).one()
        return found == ENOUGH and found * records >= COMMON * looked_at

    @staticmethod
    def _count(finds: Finds) -> Select[int]:
        first = (
            select(finds.number).select_from(finds.table).where(finds.condition).limit(fixed_limit(COMMON))
        )
        return select(func.count()).select_from(first.subquery())

    def few_finds(self, session: Session, asked: Typed) -> Finds:
        """What is found where that is not common, as a table that is made first.

        SQLite does so by itself. PostgreSQL takes a beginning that it has never seen for the beginning of many words, and would look
        for it along the order of a list, at every record; of no more than so many it makes a table.
        """
        finds = self.finds(session, asked)
        if _is_sqlite(session):
            return finds
        first = (
            select(finds.number).select_from(finds.table).where(finds.condition).limit(fixed_limit(COMMON))
        )
        few = first.subquery("few")
        return Finds(few, few.c.id, true())

    def finds(self, session: Session, asked: Typed, *, name: str | None = None) -> Finds:
        """What is found, as a table; a statement that is asked for other words later has a ``name`` for them.

        Where a word is in most records, this can be read from its end and stopped, while ``matches`` would list all finds first.
        """
        is_sqlite = _is_sqlite(session)
        # PostgreSQL chooses a way that suits these words only if they stand in the statement.
        value = bindparam(
            name or "typed", asked, type_=Asked(), unique=name is None, literal_execute=not is_sqlite
        )
        if is_sqlite:
            number: ColumnClause[int] = column("rowid", Integer)
            return Finds(table(self.table, number), number, literal_column(self.table).op("MATCH")(value))
        number = column("id", Integer)
        stems: ColumnClause[Any] = column("stems")
        return Finds(table(self.table, number, stems), number, stems.op("@@")(cast(value, TSQUERY)))


def _asked(typed: str) -> Typed | None:
    found = tuple(words(typed[:LONGEST_QUERY])[:MOST_WORDS])
    return Typed(found) if found else None


def _is_sqlite(session: Session) -> bool:
    return session.connection().dialect.name == "sqlite"


PARTNERSHIPS = SearchIndex("partnership")
ORGANISATIONS = SearchIndex("organisation")
LESSONS = SearchIndex("lesson")
INDEXES = (PARTNERSHIPS, ORGANISATIONS, LESSONS)


@event.listens_for(Engine, "connect")
def _show_words_of_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Let each connection look at the words of the indexes."""
    if isinstance(connection, sqlite3.Connection):
        for index in INDEXES:
            connection.execute(
                f"CREATE VIRTUAL TABLE temp.{index.table}_words USING fts5vocab(main, {index.table}, instance)"
            )
