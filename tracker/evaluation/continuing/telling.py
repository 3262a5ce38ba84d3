"""How history tells of families and of parting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.evaluation.continuing.terms import OffspringKind, Parenthood
from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _l, _n
from tracker.projects import telling

if TYPE_CHECKING:
    from tracker.history.models import Entry


def told_of_thanks(entry: Entry) -> Iterator[str]:
    """How many letters went out."""
    if entry.part("letters"):
        yield _n("%(num)s letter was sent", "%(num)s letters were sent", int(entry.part("letters")))


describe("farewells", keeps=Words(_l("What stays with the partner"), show=str))
telling.PART_TERMS.update(
    grew=OffspringKind, grew_out_of=Parenthood, grew_not=OffspringKind, grew_not_out_of=Parenthood
)
telling.PART_LABELS.update(
    partner_keeps=_l("name of the partner"), partner_thanked=_l("name of the partner"), offspring=_l("name")
)
telling.HEADLINES.update(
    {
        EntryKind.FAMILY_LINKED: (
            _l("%(grew)s grew out of this partnership: %(offspring)s"),
            _l("%(grew)s grew out of this partnership"),
            _l("This partnership grew out of %(grew_out_of)s"),
            _l("Taken out of the family: %(grew_not)s"),
            _l("It did not grow out of %(grew_not_out_of)s after all"),
        ),
        EntryKind.FAREWELL_SAID: (
            _l("What stays with %(partner_keeps)s"),
            _l("Thanks to %(partner_thanked)s"),
        ),
    }
)
telling.FACTS[EntryKind.FAREWELL_SAID] = told_of_thanks
