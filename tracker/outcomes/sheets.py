"""Figures as tables in files: CSV for one, XLSX for several, each with its definition, what it rests on, and its filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tracker.i18n import _
from tracker.sheets import XLSX_TYPE, Sheet, as_csv, as_xlsx

if TYPE_CHECKING:
    from tracker.outcomes.tables import Figure

__all__ = ["XLSX_TYPE", "as_file", "sheet_of"]


def sheet_of(figure: Figure, about: Sequence[str] = ()) -> Sheet:
    """The table of a figure. Numbers stay numbers; what has no value stays empty."""
    notes = [
        figure.title,
        figure.definition,
        _("Rests on: %(number)s", number=figure.rests_on),
        *about,
        *([figure.result] if figure.result else []),
        *figure.notes,
    ]
    return Sheet(
        figure.title,
        [figure.about, *(column.label for column in figure.columns)],
        [[row.label, *(cell.value for cell in row.cells)] for row in figure.rows],
        notes,
    )


def as_file(figures: Iterable[Figure], kind: str, about: Sequence[str]) -> bytes:
    """The tables in a file of this kind; a CSV holds one."""
    made = [sheet_of(figure, about) for figure in figures]
    return as_csv(made[0]) if kind == "csv" else as_xlsx(*made)
