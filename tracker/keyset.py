"""Going from page to page of a long list without counting from its beginning: a mark of a row leads to what comes after it.

A mark names the row and holds a keyed hash of the values that the list is ordered by: it gives none of them away, and a row
that has moved since is not taken for its old place.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, literal, literal_column, or_, select, tuple_, union
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from tracker.database import fixed_limit

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, CompoundSelect, FromClause, Row, Select
    from sqlalchemy.orm import Mapped, Session

PAGE_SIZE = 25
COUNT_CAP = 1000
MOST_PAGES = 50
LARGEST = 2**31 - 1
PREFIX = "order_"
HASH_LENGTH = 16


class Order:
    """What a query is ordered by; the last column is the number of the record, so that the order is full."""

    def __init__(self, query: Select[Any]) -> None:
        clauses = query._order_by_clauses  # noqa: SLF001  # SQLAlchemy tells it nowhere else
        self.descends = [_descends(clause) for clause in clauses]
        self.columns = [clause.element if _descends(clause) else clause for clause in clauses]

    def named(self, most: int | None = None) -> list[ColumnElement[Any]]:
        """The columns, or the last so many, under names that tell how far from the last each is."""
        last = len(self.columns) - 1
        named = [column.label(_name_of(last - place)) for place, column in enumerate(self.columns)]
        return named if most is None else named[-most:]

    def after(self, query: Select[Any], values: Sequence[Any]) -> Select[Any]:
        """What of the query comes after these values of its last columns."""
        return query.where(self._beyond(values, self.descends))

    def before(self, query: Select[Any], values: Sequence[Any]) -> Select[Any]:
        """What comes before them, the nearest first."""
        turned = [not each for each in self.descends]
        order = [column.desc() if down else column for column, down in zip(self.columns, turned, strict=True)]
        return query.where(self._beyond(values, turned)).order_by(None).order_by(*order)

    def _beyond(self, values: Sequence[Any], descends: list[bool]) -> ColumnElement[bool]:
        size = min(len(values), len(self.columns))
        filled = [
            (column, literal(value, column.type), down)
            for column, value, down in zip(
                self.columns[-size:], values[-size:], descends[-size:], strict=True
            )
            if value is not None
        ]
        if len({down for _column, _value, down in filled}) == 1:
            ours = tuple_(*(column for column, _value, _down in filled))
            theirs = tuple_(*(value for _column, value, _down in filled))
            return ours < theirs if filled[0][2] else ours > theirs
        condition: ColumnElement[bool] = false()
        for column, value, down in reversed(filled):
            condition = or_(column < value if down else column > value, and_(column == value, condition))
        return condition


class Keyset:
    """The way through a query from page to page.

    A column that it is ordered by and that may be empty has to be empty in the whole list. What is read most is made once, so that a
    keyset that is kept spares the making of its statements. Its rows are counted up to ``most``; ``counts_in_order`` where most of
    what is looked through is found, so that the first of them are soon reached.
    """

    def __init__(
        self, query: Select[Any], secret: str, *, most: int = COUNT_CAP, counts_in_order: bool = False
    ) -> None:
        self.query = query
        self.order = Order(query)
        self.secret = secret.encode()
        self.most = most
        self.counts_in_order = counts_in_order
        self._pages: dict[int, Select[Any]] = {}

    @cached_property
    def counted(self) -> Select[int]:
        """How many rows there are, counted up to one more than ``most``."""
        return counting(self.query, self.most, in_order=self.counts_in_order)

    def at(self, number: int) -> Select[Any]:
        """The rows of a page, one more than ``PAGE_SIZE``; what is read again is made once."""
        if number not in self._pages:
            if len(self._pages) == MOST_PAGES:
                self._pages.clear()
            self._pages[number] = self.first(PAGE_SIZE + 1, skipped=(number - 1) * PAGE_SIZE)
        return self._pages[number]

    def first(self, most: int, *, skipped: int = 0) -> Select[Any]:
        """The first rows, those ``skipped`` left out, with what they are ordered by."""
        found = self._selected(self.query).limit(fixed_limit(most))
        return found.offset(skipped) if skipped else found

    def after(self, values: Sequence[Any], most: int) -> Select[Any]:
        """What comes first after a row that is ordered by these values."""
        return self._selected(self.order.after(self.query, values)).limit(fixed_limit(most))

    def before(self, values: Sequence[Any], most: int) -> Select[Any]:
        """What comes before it, the nearest first."""
        return self._selected(self.order.before(self.query, values)).limit(fixed_limit(most))

    def mark_of(self, row: Row[Any]) -> str:
        """The mark of a row that one of these gave."""
        names = (_name_of(place) for place in reversed(range(len(self.order.columns))))
        values = [getattr(row, name, None) for name in names]
        return f"{values[-1]}.{self._hash(values)}"

    def values_at(self, session: Session, mark: str) -> list[Any] | None:
        """What the marked row is ordered by; ``None`` when it is not in the list, or no longer where it was."""
        number, _dot, hashed = mark.partition(".")
        if not (number.isascii() and number.isdigit() and len(number) < len(str(LARGEST))):
            return None
        columns = self.order.columns
        asked = self.query.order_by(None).with_only_columns(*columns, maintain_column_froms=True)
        found = session.execute(asked.where(columns[-1] == int(number)).limit(1)).first()
        if found is None or not hmac.compare_digest(self._hash(found).encode(), hashed.encode()):
            return None
        return list(found)

    def _selected(self, query: Select[Any]) -> Select[Any]:
        return query.add_columns(*self.order.named())

    def _hash(self, values: Sequence[Any]) -> str:
        text = "\n".join(repr(value) for value in values if value is not None)
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()[:HASH_LENGTH]


class Merged(Keyset):
    """The same of a query that is found in parts, each of which is read in its order and no further than needed.

    The query selects columns of one record, whose ``number`` is the last that the parts are ordered by; ``dialect`` is the database's.
    """

    def __init__(
        self,
        query: Select[Any],
        secret: str,
        parts: Sequence[Select[Any]],
        *,
        number: ColumnElement[int] | Mapped[int],
        dialect: str,
        most: int = COUNT_CAP,
    ) -> None:
        super().__init__(query, secret, most=most)
        self.parts = [(part, Order(part)) for part in parts]
        self.number = number
        self.dialect = dialect

    @cached_property
    def counted(self) -> Select[int]:
        parts = [part for part, _order in self.parts]
        return select(func.count()).select_from(
            nearest(parts, self.most + 1, dialect=self.dialect).subquery()
        )

    def first(self, most: int, *, skipped: int = 0) -> Select[Any]:
        return self._records([part for part, _order in self.parts], most, skipped=skipped)

    def after(self, values: Sequence[Any], most: int) -> Select[Any]:
        return self._records([order.after(part, values) for part, order in self.parts], most)

    def before(self, values: Sequence[Any], most: int) -> Select[Any]:
        return self._records([order.before(part, values) for part, order in self.parts], most)

    def _records(self, parts: Sequence[Select[Any]], most: int, *, skipped: int = 0) -> Select[Any]:
        found = nearest(parts, most, skipped=skipped, dialect=self.dialect).subquery("found")
        return in_common_order(records_of(found, self.query.selected_columns, self.number), parts)


def nearest(
    parts: Sequence[Select[Any]], most: int, *, skipped: int = 0, dialect: str
) -> Select[Any] | CompoundSelect[Any]:
    """What the first records of some queries are ordered by, each once; the queries are read side by side.

    Of what they are ordered by, the last columns are common to all; those before them are empty. SQLite reads of each no more than it
    needs; PostgreSQL has to be told how much that is at most, else it sorts them whole.
    """
    width = _width(parts)
    each = [part.with_only_columns(*Order(part).named(width), maintain_column_froms=True) for part in parts]
    if len(each) == 1:
        found: Any = each[0]
    elif dialect == "sqlite":
        found = in_common_order(union(*(part.order_by(None) for part in each)), parts)
    else:
        read = (
            part.limit(fixed_limit(most + skipped)).subquery(f"part_{place}")
            for place, part in enumerate(each)
        )
        found = in_common_order(union(*map(select, read)), parts)
    first = found.limit(fixed_limit(most))
    return first.offset(skipped) if skipped else first


def records_of(
    found: FromClause, columns: Iterable[Any], number: ColumnElement[int] | Mapped[int]
) -> Select[Any]:
    """Columns of the records that ``nearest`` found, and what these are ordered by."""
    return select(*columns, *found.c).join(found, found.c[_name_of(0)] == number)


def in_common_order(query: Any, parts: Sequence[Select[Any]]) -> Any:
    """A query of what ``nearest`` found in these parts, in their order."""
    width, descends = _width(parts), Order(parts[0]).descends
    columns: list[ColumnElement[Any]] = [literal_column(_name_of(place)) for place in reversed(range(width))]
    return query.order_by(
        *(column.desc() if down else column for column, down in zip(columns, descends[-width:], strict=True))
    )


def _width(parts: Sequence[Select[Any]]) -> int:
    """By how many columns all of them are ordered."""
    return min(len(Order(part).columns) for part in parts)


def counting(query: Select[Any], most: int, *, in_order: bool = False) -> Select[int]:
    """How many rows a query has, counted up to one more than ``most``; ``in_order`` from its first row."""
    ones = (query if in_order else query.order_by(None)).options()
    ones = ones.with_only_columns(literal(1), maintain_column_froms=True)
    return select(func.count()).select_from(ones.limit(fixed_limit(most + 1)).subquery())


def _name_of(place: int) -> str:
    """The name of the column that is so far from the last one."""
    return f"{PREFIX}{place}"


def _descends(clause: Any) -> bool:
    return isinstance(clause, UnaryExpression) and clause.modifier is operators.desc_op
