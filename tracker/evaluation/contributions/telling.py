"""How history tells of credited contributions."""

from __future__ import annotations

from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _l
from tracker.projects import telling

describe(
    "contribution_notes",
    notable=Words(_l("What was notable"), show=str),
    credited_as=Words(_l("Name in the thanks"), show=str),
    credited_on=Words(_l("Credited on")),
)
telling.HEADLINES[EntryKind.CONTRIBUTION_CREDITED] = (
    _l("Credited: the contribution of %(credited_as)s"),
    _l("What is said of the contribution of %(partner)s was changed"),
)
telling.PART_LABELS["credited_as"] = _l("name in the thanks")
