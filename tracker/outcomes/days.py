"""Days in SQL, for both databases: the day of an instant, and how many days lie between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

if TYPE_CHECKING:
    from sqlalchemy.sql.compiler import SQLCompiler


class DayOf(GenericFunction[Any]):
    """The day of an instant, in UTC."""

    type = Date()
    inherit_cache = True
    name = "day_of_instant"


class DaysBetween(GenericFunction[Any]):
    """``DaysBetween(later, earlier)``: how many days lie between, negative where the order is the other way round."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(DayOf, "sqlite")
def _day_on_sqlite(element: DayOf, compiler: SQLCompiler, **given: Any) -> str:
    return f"date({compiler.process(element.clauses, **given)})"


@compiles(DayOf, "postgresql")
def _day_on_postgresql(element: DayOf, compiler: SQLCompiler, **given: Any) -> str:
    return f"CAST(({compiler.process(element.clauses, **given)}) AT TIME ZONE 'UTC' AS DATE)"


@compiles(DaysBetween, "sqlite")
def _days_on_sqlite(element: DaysBetween, compiler: SQLCompiler, **given: Any) -> str:
    later, earlier = (compiler.process(clause, **given) for clause in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(DaysBetween, "postgresql")
def _days_on_postgresql(element: DaysBetween, compiler: SQLCompiler, **given: Any) -> str:
    later, earlier = (compiler.process(clause, **given) for clause in element.clauses)
    return f"(({later}) - ({earlier}))"
