"""The board: partnerships in seven columns, one for each stage, narrowed by the filter in the address."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import url_for

from tracker import permissions
from tracker.access import ask_to_sign_in, public, user_or_none
from tracker.extensions import db
from tracker.keyset import COUNT_CAP
from tracker.memory import Memory
from tracker.projects import ordered, queries, rows
from tracker.projects.blueprint import bp
from tracker.projects.routes.listing import (
    Beside,
    Searched,
    address_of,
    around,
    found_by,
    known_by_stage,
    parts_of,
    read_filter,
    rows_of,
    statement_key,
    total_in_words,
)
from tracker.projects.terms import Stage
from tracker.regions import finder
from tracker.showing import kept_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flask.typing import ResponseReturnValue
    from sqlalchemy import Select

    from tracker.projects.filters import Filter

IN_A_COLUMN = 6
"""As many as a screen shows below each other; each column leads to all of its stage."""
boards: Memory[BoardStatements] = Memory(most=100)


@bp.get("/partnerships/board")
@public("shows what everybody may see: the query knows who asks")
def board() -> ResponseReturnValue:
    """The same partnerships in seven columns, one for each stage; active ones unless the address asks for others."""
    user = user_or_none()
    if user is None and not permissions.visitors_welcome.get():
        return ask_to_sign_in()
    asked, remarks = read_filter()
    chosen = asked.only_active()
    statements = kept_board(chosen)
    connection = db.session.connection()
    known = known_by_stage(chosen, are_enough=lambda numbers: min(numbers) > COUNT_CAP)
    numbers = known or dict(zip(Stage, connection.execute(statements.counting).one(), strict=True))
    regions = finder.index(db.session())
    shown = tuple(rows_of(connection.execute(statements.first).all(), regions))
    counted = counted_of(shown, numbers, of_first_only=statements.counts_first_only)
    beside = Beside.of(asked, remarks, regions)
    return kept_page(
        "projects/board.html",
        (shown, counted, beside),
        lambda: {
            "columns": columns_of(shown, counted, chosen),
            "total": total_on_board(counted),
            **around(asked, beside),
        },
    )


def counted_of(
    shown: Sequence[rows.ListRow], numbers: Mapping[Stage, int], *, of_first_only: bool
) -> tuple[tuple[int, bool], ...]:
    """How many the board tells of each stage, and whether there are more.

    Where the numbers are those ``of_first_only``, a column that is not full holds all there are.
    """
    if not of_first_only or sum(numbers.values()) <= COUNT_CAP:
        each = [numbers.get(stage, 0) for stage in Stage]
        return tuple((min(number, COUNT_CAP), number > COUNT_CAP) for number in each)
    in_column = Counter(row.stage for row in shown)
    full = {stage for stage, number in in_column.items() if number == IN_A_COLUMN}
    return tuple(
        (max(numbers.get(stage, 0), IN_A_COLUMN), True) if stage in full else (in_column[stage], False)
        for stage in Stage
    )


def total_on_board(counted: Sequence[tuple[int, bool]]) -> str:
    """How many there are of all stages together, in words."""
    if any(capped for _number, capped in counted):
        return total_in_words(COUNT_CAP, capped=True)
    return total_in_words(sum(number for number, _capped in counted), capped=False)


def columns_of(
    shown: Sequence[rows.ListRow], counted: Sequence[tuple[int, bool]], chosen: Filter
) -> list[dict[str, Any]]:
    """The columns of the board."""
    return [
        {
            "stage": stage,
            "count": number,
            "capped": capped,
            "rows": tuple(row for row in shown if row.stage is stage),
            "url": all_of(stage, chosen),
        }
        for stage, (number, capped) in zip(Stage, counted, strict=True)
    ]


class BoardStatements(NamedTuple):
    """What is asked for a board."""

    counting: Select[Any]
    """How many of each stage there are."""
    first: Select[Any]
    """The first rows of each."""
    counts_first_only: bool
    """Whether only the first finds are counted."""


def kept_board(chosen: Filter) -> BoardStatements:
    """The statements of a board, kept like those of lists."""
    searched = Searched.of(chosen)

    def make() -> BoardStatements:
        parts, dialect = parts_of(chosen), db.engine.dialect.name
        if parts:
            return BoardStatements(
                ordered.count_by_stage(parts, COUNT_CAP + 1, dialect=dialect),
                ordered.first_of_each_stage(parts, IN_A_COLUMN, dialect=dialect),
                counts_first_only=False,
            )
        all_found, stage = found_by(chosen, searched), chosen.stage_column
        count = queries.count_first_by_stage if searched.is_common else queries.count_by_stage
        return BoardStatements(
            count(all_found, COUNT_CAP + 1, by=stage),
            queries.first_of_each_stage(rows.select_rows(all_found), IN_A_COLUMN, by=stage),
            searched.is_common,
        )

    return boards.get((*statement_key(chosen), searched), make)


def all_of(stage: Stage, chosen: Filter) -> str:
    """The list behind one column of the board."""
    address = {**address_of(), "stage": [stage.code]}
    if chosen.shown.code:
        address["state"] = [chosen.shown.code]
    return url_for("projects.browse", **address)
