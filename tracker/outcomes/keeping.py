"""Figures as plain values that can be kept and read again.

A report leaves out the links to lists: lists show today, a figure of a report does not.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tracker.outcomes.tables import Cell, Column, Figure, Row

if TYPE_CHECKING:
    from tracker.sheets import Value

WORDS = ("code", "title", "definition", "rests_on", "about", "svg", "result", "empty")


def as_plain(figure: Figure, *, with_links: bool = False) -> dict[str, Any]:
    """All of a figure; its links only where they are asked for."""
    links = {"links": [_links(row) for row in figure.rows]} if with_links else {}
    return {
        **links,
        **{name: getattr(figure, name) for name in WORDS},
        "columns": [[column.label, column.is_figure] for column in figure.columns],
        "rows": [
            [row.key, row.label, row.tone, [[*_plain(cell.value), cell.text] for cell in row.cells]]
            for row in figure.rows
        ],
        "bars": list(figure.bars),
        "notes": list(figure.notes),
        "merges": figure.merges,
        "is_wide": figure.is_wide,
    }


def from_plain(kept: dict[str, Any]) -> Figure:
    """The same figure again."""
    return Figure(
        **{name: kept[name] for name in WORDS},
        columns=tuple(Column(label, is_figure) for label, is_figure in kept["columns"]),
        rows=tuple(
            Row(
                key,
                label,
                tuple(
                    Cell(_value(kind, plain), text, *link)
                    for (kind, plain, text), link in zip(cells, links[1:] or [()] * len(cells), strict=True)
                ),
                tone,
                (links[0][0], links[0][1]) if links and links[0] else None,
            )
            for (key, label, tone, cells), links in zip(
                kept["rows"], kept.get("links") or [[]] * len(kept["rows"]), strict=True
            )
        ),
        bars=tuple(kept["bars"]),
        notes=tuple(kept["notes"]),
        merges=kept["merges"],
        is_wide=kept["is_wide"],
    )


def _links(row: Row) -> list[Any]:
    """The page about the row itself, then for each cell the list behind it."""
    own = list(row.leads_to) if row.leads_to else None
    return [own, *([cell.behind, cell.endpoint] for cell in row.cells)]


def _plain(value: Value) -> tuple[str, Any]:
    if isinstance(value, Decimal):
        return "decimal", str(value)
    if isinstance(value, date):
        return "date", value.isoformat()
    return "plain", value


def _value(kind: str, plain: Any) -> Value:
    if kind == "decimal":
        return Decimal(plain)
    return date.fromisoformat(plain) if kind == "date" else plain
