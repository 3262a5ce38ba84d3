"""Going from page to page of a long list without counting from its beginning: a mark of a row leads to what comes after it.

A mark names the row and holds a keyed hash of the values that the list is ordered by: it gives none of them away, and a row
that has moved since is not taken for its old place.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, literal, or_, select, tuple_
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from tracker.database import fixed_limit

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row, Select
    from sqlalchemy.orm import Session

PAGE_SIZE = 25
COUNT_CAP = 1000
LARGEST = 2**31 - 1
PREFIX = "order_"
HASH_LENGTH = 16


class Keyset:
    """The order of a query, whose last column is the number of the record, so that it is full.

    A column that may be empty has to be empty in the whole list. What is read most is made once, so that a keyset that is kept
    spares the making of its statements. Its rows are counted up to ``most``; ``counts_in_order`` where most of what is looked through
    is found, so that the first of them are soon reached.
    """

    def __init__(
        self, query: Select[Any], secret: str, *, most: int = COUNT_CAP, counts_in_order: bool = False
    ) -> None:
        clauses = query._order_by_clauses  # noqa: SLF001  # SQLAlchemy tells it nowhere else
        self.descends = [_descends(clause) for clause in clauses]
        self.columns = [clause.element if _descends(clause) else clause for clause in clauses]
        self.query = query
        self.secret = secret.encode()
        self.most = most
        self.counts_in_order = counts_in_order

    @cached_property
    def selected(self) -> Select[Any]:
        """The query, which also gives what it is ordered by."""
        return self.query.add_columns(
            *(column.label(f"{PREFIX}{place}") for place, column in enumerate(self.columns))
        )

    @cached_property
    def start(self) -> Select[Any]:
        """The first rows, one more than ``PAGE_SIZE``."""
        return self.selected.limit(fixed_limit(PAGE_SIZE + 1))

    @cached_property
    def counted(self) -> Select[int]:
        """How many rows there are, counted up to one more than ``most``."""
        return counting(self.query, self.most, in_order=self.counts_in_order)

    def mark_of(self, row: Row[Any]) -> str:
        """The mark of a row of ``selected``."""
        values = [getattr(row, f"{PREFIX}{place}") for place in range(len(self.columns))]
        return f"{values[-1]}.{self._hash(values)}"

    def values_at(self, session: Session, mark: str) -> list[Any] | None:
        """What the marked row is ordered by; ``None`` when it is not in the list, or no longer where it was."""
        number, _dot, hashed = mark.partition(".")
        if not (number.isascii() and number.isdigit() and len(number) < len(str(LARGEST))):
            return None
        asked = self.query.order_by(None).with_only_columns(*self.columns, maintain_column_froms=True)
        found = session.execute(asked.where(self.columns[-1] == int(number)).limit(1)).first()
        if found is None or not hmac.compare_digest(self._hash(found).encode(), hashed.encode()):
            return None
        return list(found)

    def after(self, values: Sequence[Any]) -> Select[Any]:
        """What comes after a row that is ordered by these values."""
        return self.selected.where(self._beyond(values, self.descends))

    def before(self, values: Sequence[Any]) -> Select[Any]:
        """What comes before it, the nearest first."""
        turned = [not each for each in self.descends]
        order = [
            column.desc() if down else column.asc() for column, down in zip(self.columns, turned, strict=True)
        ]
        return self.selected.where(self._beyond(values, turned)).order_by(None).order_by(*order)

    def _beyond(self, values: Sequence[Any], descends: list[bool]) -> ColumnElement[bool]:
        filled = [
            (column, literal(value, column.type), down)
            for column, value, down in zip(self.columns, values, descends, strict=True)
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

    def _hash(self, values: Sequence[Any]) -> str:
        text = "\n".join(repr(value) for value in values)
        return hmac.new(self.secret, text.encode(), hashlib.sha256).hexdigest()[:HASH_LENGTH]


def counting(query: Select[Any], most: int, *, in_order: bool = False) -> Select[int]:
    """How many rows a query has, counted up to one more than ``most``; ``in_order`` from its first row."""
    ones = (query if in_order else query.order_by(None)).options()
    ones = ones.with_only_columns(literal(1), maintain_column_froms=True)
    return select(func.count()).select_from(ones.limit(fixed_limit(most + 1)).subquery())


def _descends(clause: Any) -> bool:
    return isinstance(clause, UnaryExpression) and clause.modifier is operators.desc_op
