"""The QR code of a link: the drawing shows exactly the modules that the library made."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

from tracker.evaluation.surveys import qr

ADDRESS = "https://tracker.example.org/answer/" + "Aq0-_zX9" * 5 + "abc"
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-\3z")


def drawn(drawing: qr.Drawing) -> list[list[bool]]:
    """The square as a reader sees it, rasterised from the path alone."""
    square = [[False] * drawing.size for _ in range(drawing.size)]
    assert RUN.sub("", drawing.path) == ""
    for x, y, width in RUN.findall(drawing.path):
        for place in range(int(x), int(x) + int(width)):
            assert not square[int(y)][place]
            square[int(y)][place] = True
    return square


def from_the_library(text: str) -> list[list[bool]]:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=qr.QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    return [list(row) for row in code.get_matrix()]


def test_the_drawing_is_the_code_of_the_link() -> None:
    assert drawn(qr.drawing_of(ADDRESS)) == from_the_library(ADDRESS)


@settings(max_examples=10)
@given(st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=60))
def test_so_it_is_for_any_link(text: str) -> None:
    assert drawn(qr.drawing_of(text)) == from_the_library(text)


def test_another_link_is_another_drawing() -> None:
    assert qr.drawing_of(ADDRESS).path != qr.drawing_of(ADDRESS[:-1] + "d").path
