"""A link as a QR code, drawn as one path of an inline SVG: no picture file, no style, nothing fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4
"""Modules of white around the code that readers want."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A square of ``size`` modules, the quiet zone included, and the path of the dark ones."""

    size: int
    path: str


def drawing_of(text: str) -> Drawing:
    """The QR code of a text."""
    modules = modules_of(text)
    return Drawing(len(modules) + 2 * QUIET_ZONE, "".join(_runs(modules)))


def modules_of(text: str) -> Sequence[Sequence[bool]]:
    """The modules row by row, true where dark, without the quiet zone."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.modules]


def _runs(modules: Sequence[Sequence[bool]]) -> Iterator[str]:
    """Each run of dark modules in a row as a rectangle of its own."""
    for y, row in enumerate(modules):
        x = 0
        for is_dark, run in groupby(row):
            width = len(list(run))
            if is_dark:
                yield f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{width}v1h-{width}z"
            x += width
