"""How history tells of offers of help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.history.terms import EntryKind
from tracker.i18n import _, _l
from tracker.projects import telling
from tracker.resources.helping.terms import HelpState

if TYPE_CHECKING:
    from tracker.history.models import Entry

telling.PART_TERMS["help_state"] = HelpState


def told_of_help(entry: Entry) -> Iterator[str]:
    """Who would give it."""
    if entry.part("partner"):
        yield _("Would give it: %(name)s", name=entry.part("partner"))


telling.HEADLINES.update(
    {
        EntryKind.HELP_OFFERED: (_l("%(person)s offers help: %(need)s"), _l("Help is offered: %(need)s")),
        EntryKind.HELP_ANSWERED: (
            _l("Help offered by %(person)s: %(help_state)s. %(need)s"),
            _l("Help that was offered: %(help_state)s. %(need)s"),
        ),
    }
)
telling.FACTS[EntryKind.HELP_OFFERED] = told_of_help
