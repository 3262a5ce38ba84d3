"""What people wrote themselves: in short, what worked and what did not, conclusions, and what changes because of it."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.documents.blocks import Block, Facts, Heading, paragraphs
from tracker.evaluation.reporting.models import TEXTS
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.evaluation.reporting.terms import Reader
from tracker.i18n import _, _l, show_date

WIDEST: dict[str, Reader] = {**dict.fromkeys(TEXTS, Reader.PUBLIC), "internal_use": Reader.PARTNERS}
"""For whom each text is meant."""


def text_of(asked: Asked, name: str) -> str:
    """A text, as far as this reader gets it."""
    if asked.report is None or not asked.may_tell(WIDEST[name]):
        return ""
    return str(getattr(asked.report, name))


@section(Place.SUMMARY, _l("In short"))
def summary(asked: Asked) -> Iterator[Block]:
    yield from paragraphs(text_of(asked, "summary"))


@section(Place.REFLECTION, _l("What worked and what did not"))
def reflection(asked: Asked) -> Iterator[Block]:
    for title, name in ((_l("What worked"), "worked"), (_l("What did not work"), "did_not_work")):
        text = text_of(asked, name)
        if text:
            yield Heading(title, 2)
            yield from paragraphs(text)


@section(Place.CONCLUSIONS, _l("Conclusions"))
def conclusions(asked: Asked) -> Iterator[Block]:
    yield from paragraphs(text_of(asked, "conclusions"))


@section(Place.USE, _l("How the results are used"))
def use(asked: Asked) -> Iterator[Block]:
    """What changes inside, for those whom it concerns; how far the report goes, for everybody."""
    text = text_of(asked, "internal_use")
    if text:
        yield Heading(_l("What changes because of it"), 2)
        yield from paragraphs(text)
    decision = asked.report.decision if asked.report is not None else None
    if decision is None:
        return
    rows = [(_("Who may read this report"), decision.degree.degree)]
    rows.append((_("Decided on"), show_date(decision.decided_on)))
    if asked.may_tell(Reader.OFFICIALS) and decision.decided_by is not None:
        rows.append((_("Decided by"), decision.decided_by.display_name))
    if asked.may_tell(Reader.PARTNERS) and decision.reason:
        rows.append((_("Reason"), decision.reason))
    yield Facts(rows)
