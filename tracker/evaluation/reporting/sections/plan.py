"""How the partners meant to find out what came of their work."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.documents.blocks import Block, Bullets, Facts, Heading, paragraphs
from tracker.evaluation.planning import queries
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.evaluation.reporting.terms import Reader
from tracker.i18n import _, _l, show_date


@section(Place.PLAN, _l("What was to be found out, and how"))
def plan(asked: Asked) -> Iterator[Block]:
    """Questions and methods for everybody; by whom and with what, for those who see the inside."""
    found = queries.plan_of(asked.partnership, round_number=asked.round)
    if found is None:
        return
    if found.questions:
        yield Heading(_("Questions"), 2)
        yield Bullets([line.strip() for line in found.questions.splitlines() if line.strip()])
    if found.methods:
        yield Heading(_("Methods"), 2)
        yield Bullets(
            [_("%(method)s. %(what)s", method=each, what=each.explanation) for each in found.methods]
        )
    if found.procedure:
        yield Heading(_("Procedure"), 2)
        yield from paragraphs(found.procedure)
    rows = [(_("From"), show_date(found.begins_on)), (_("Until"), show_date(found.ends_on))]
    rows.append((_("Agreed on"), show_date(found.agreed_on)))
    if found.partners:
        rows.append((_("Partners that take part in it"), ", ".join(map(asked.naming.name, found.partners))))
    if asked.may_tell(Reader.OFFICIALS):
        rows.append((_("People who do it"), found.people))
        rows.append((_("Set aside for it"), "; ".join(found.reserved)))
    rows = [(label, value) for label, value in rows if value]
    if rows:
        yield Facts(rows)
