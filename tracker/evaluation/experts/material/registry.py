"""The parts of a partnership as an expert reads them: plain blocks, made when they are asked for.

A part tells what stands in the record and nothing of the other parts; the history alone tells of everything. Contact persons, notes of
the team and other experts are in none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tracker.documents.blocks import Block, Document, Paragraph
from tracker.i18n import _, current_language

if TYPE_CHECKING:
    from tracker.evaluation.experts.terms import ReleasedPart
    from tracker.projects.models import Partnership


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which partnership and round of the cycle something is told, on which day."""

    partnership: Partnership
    round: int
    today: date


Make = Callable[[Asked], Iterable[Block]]
MAKERS: dict[ReleasedPart, Make] = {}
"""By part, what makes its blocks; filled by the modules beside."""


def tells(part: ReleasedPart) -> Callable[[Make], Make]:
    """Register the decorated function as what makes the blocks of a part."""

    def register(make: Make) -> Make:
        MAKERS[part] = make
        return make

    return register


def document_of(part: ReleasedPart, partnership: Partnership, *, round_number: int, today: date) -> Document:
    """A part in the reader's language; where the record holds nothing, it says so."""
    blocks = list(MAKERS[part](Asked(partnership, round_number, today)))
    return Document(
        title=str(part),
        language=current_language(),
        blocks=blocks or [Paragraph(_("Nothing is written down here yet."), is_quiet=True)],
        made_on=today,
    )
