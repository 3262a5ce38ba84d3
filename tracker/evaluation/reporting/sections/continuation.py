"""How it goes on: the decision of stage 7, with what is known of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from tracker.documents.blocks import Block, Facts, Heading, Paragraph, paragraphs
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.evaluation.reporting.terms import Reader
from tracker.i18n import _, _l, show_date
from tracker.projects.models import Continuation


@section(Place.CONTINUATION, _l("How it goes on"))
def continuation(asked: Asked) -> Iterator[Block]:
    """The decision of the round; why, for those who see the inside; who took part, for the partners."""
    decision = asked.session.scalars(
        select(Continuation)
        .where(Continuation.partnership_id == asked.partnership.id, Continuation.round == asked.round)
        .options(lazyload("*"))
        .order_by(Continuation.id.desc())
        .limit(1)
    ).first()
    if decision is None:
        if asked.partnership.is_active and asked.may_tell(Reader.OFFICIALS):
            yield Paragraph(_("The partners have not decided yet: continue, expand or end."))
        return
    rows = [
        (_("Decision"), str(decision.decision)),
        (_("Decided on"), show_date(decision.decided_on)),
    ]
    if decision.next_stage is not None:
        rows.append((_("The next round begins with"), str(decision.next_stage)))
    if asked.may_tell(Reader.PARTNERS) and decision.participants:
        rows.append((_("Took part in the decision"), decision.participants))
    yield Facts(rows)
    if asked.may_tell(Reader.OFFICIALS) and decision.reason:
        yield Heading(_("Why"), 2)
        yield from paragraphs(decision.reason)
