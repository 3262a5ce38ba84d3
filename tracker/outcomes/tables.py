"""A figure of the programme as plain values: what it is called, what it means, how many records it rests on, and its table.

The same figure becomes a part of a page, a picture, a sheet of a file, a part of the report. It knows nothing of how it looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tracker.i18n import _, show_money, show_number
from tracker.money import Totals
from tracker.sheets import Value

MOST_BARS = 20
"""More bars than these no picture shows; the table has them all."""
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value: as a file holds it, as people read it, and what the list behind it is narrowed to."""

    value: Value
    text: str = ""
    behind: Mapping[str, str] | None = None
    endpoint: str = "projects.browse"
    """The page of the list behind it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what it is about and its values."""

    key: str
    label: str
    cells: tuple[Cell, ...]
    tone: str = ""
    leads_to: tuple[str, Mapping[str, Any]] | None = None
    """The page about the thing itself: an endpoint and its arguments."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is called; words stand at the left, figures at the right."""

    label: str
    is_figure: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with everything that a reader may ask of it."""

    code: str
    title: str
    definition: str
    rests_on: str
    """How many records it was counted from, in words."""
    about: str
    """The heading of the first column."""
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    bars: tuple[int, ...] = ()
    """The columns that are drawn as bars, one under the other."""
    svg: str = ""
    """A drawing of its own, where bars do not do."""
    result: str = ""
    """What the figure comes to, in a sentence."""
    notes: tuple[str, ...] = ()
    merges: bool = True
    """Whether two of it can be put beside one another column by column."""
    is_wide: bool = False
    empty: str = ""
    """What is said where there is nothing to show."""

    @property
    def has_picture(self) -> bool:
        return bool(self.rows) and bool(self.svg or self.bars)

    @property
    def drawn_rows(self) -> tuple[Row, ...]:
        return self.rows[:MOST_BARS]


def counted(
    number: int | None, behind: Mapping[str, str] | None = None, endpoint: str = "projects.browse"
) -> Cell:
    """A number of records, with the list of them."""
    return Cell(None, NOTHING) if number is None else Cell(number, show_number(number), behind, endpoint)


def share(part: int, whole: int) -> Cell:
    """A part of a whole in whole per cent; nothing of nothing is no share."""
    if not whole:
        return Cell(None, NOTHING)
    percent = round(100 * part / whole)
    return Cell(percent, _("%(share)s%%", share=percent))


def in_days(number: int | None) -> Cell:
    """A length in days."""
    return Cell(None, NOTHING) if number is None else Cell(number, show_number(number))


def in_money(totals: Totals) -> Cell:
    """Sums of several currencies, one under the other; they are never added up."""
    text = "\n".join(show_money(money) for money in totals)
    return Cell(text or None, text or NOTHING)


def in_words(text: str) -> Cell:
    return Cell(text or None, text or NOTHING)


# --- two beside one another --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure of two scopes: one table where the columns match, else two."""

    parts: tuple[Figure, ...]


def beside(first: Figure, second: Figure, labels: tuple[str, str]) -> Beside:
    """Put a figure of two scopes beside one another."""
    if first.merges and first.columns == second.columns:
        return Beside((merged(first, second, labels),))
    named = (
        replace(figure, code=code, title=f"{figure.title}: {label}")
        for figure, label, code in zip(
            (first, second), labels, (first.code, f"{second.code}-compared"), strict=True
        )
    )
    return Beside(tuple(named))


def merged(first: Figure, second: Figure, labels: tuple[str, str]) -> Figure:
    """One table in which every column stands twice."""
    columns = tuple(
        Column(label if len(first.columns) == 1 else f"{column.label}: {label}", column.is_figure)
        for column in first.columns
        for label in labels
    )
    blank = tuple(
        counted(0) if isinstance(sample, int) else Cell(None, NOTHING) for sample in _samples(first, second)
    )
    mine, theirs = ({row.key: row for row in figure.rows} for figure in (first, second))
    keys = list(dict.fromkeys([*mine, *theirs]))
    rows = []
    for key in keys:
        row = mine.get(key) or theirs[key]
        cells = zip(
            mine[key].cells if key in mine else blank,
            theirs[key].cells if key in theirs else blank,
            strict=True,
        )
        rows.append(replace(row, cells=tuple(cell for pair in cells for cell in pair)))
    bars = tuple(place for drawn in first.bars[:1] for place in (2 * drawn, 2 * drawn + 1))
    rests_on = f"{labels[0]}: {first.rests_on}; {labels[1]}: {second.rests_on}"
    result = " ".join(
        f"{label}: {figure.result}"
        for label, figure in zip(labels, (first, second), strict=True)
        if figure.result
    )
    return replace(
        first,
        columns=columns,
        rows=tuple(rows),
        bars=bars,
        rests_on=rests_on,
        result=result,
        notes=tuple(dict.fromkeys([*first.notes, *second.notes])),
    )


def _samples(first: Figure, second: Figure) -> Sequence[Value]:
    row = next(iter((*first.rows, *second.rows)), None)
    return [cell.value for cell in row.cells] if row is not None else [None for _column in first.columns]


# --- as plain values ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """Figures of a chapter, ready to be kept or shown: those of one scope, or of two beside one another."""

    figures: tuple[Figure, ...]
    labels: tuple[str, ...] = field(default=())

    def by_code(self, code: str) -> Figure | None:
        return next((figure for figure in self.figures if figure.code == code), None)


def together(all_first: Iterable[Figure], all_second: Iterable[Figure], labels: tuple[str, str]) -> Kept:
    """The figures of two scopes, each beside its like; what only one of them has is shown alone."""
    first = {figure.code: figure for figure in all_first}
    second = {figure.code: figure for figure in all_second}
    parts: list[Figure] = []
    for code in dict.fromkeys([*first, *second]):
        if code in first and code in second:
            parts += beside(first[code], second[code], labels).parts
        else:
            label, figure = (labels[0], first[code]) if code in first else (labels[1], second[code])
            parts.append(replace(figure, title=f"{figure.title}: {label}"))
    return Kept(tuple(parts), labels)
