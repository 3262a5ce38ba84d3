"""The report of a period as a document: the same blocks for the page, the PDF and the Word file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.documents.blocks import Block, Document, Heading, Lead, Notice, Paragraph, Picture, Table
from tracker.i18n import _, _p, in_language, show_date
from tracker.outcomes import drawing, reports
from tracker.outcomes.tables import NOTHING

if TYPE_CHECKING:
    from tracker.outcomes.models import ReportRun
    from tracker.outcomes.tables import Figure


def document_of(run: ReportRun, language: str) -> Document:
    """The document in a language, with nothing in it but what was kept."""
    replayed, frozen = reports.figures_in(run, language)
    with in_language(language):
        period = period_in_words(run)
        return Document(
            title=period,
            kicker=reports.title(),
            language=language,
            blocks=list(_blocks(run, replayed, frozen)),
            made_on=run.made_at.date(),
            running=f"{reports.title()} · {period}",
            author=_("Tracker"),
            description=_("Counted from the history of the partnerships that are shown to the programme."),
            page_words=_p("page", "%(page)s of %(pages)s", page="{page}", pages="{pages}"),
        )


def period_in_words(run: ReportRun) -> str:
    return _("%(first)s – %(last)s", first=show_date(run.first_day), last=show_date(run.last_day))


def _blocks(run: ReportRun, replayed: Sequence[Figure], frozen: Sequence[Figure]) -> Iterator[Block]:
    yield Lead(_lead(replayed))
    yield Notice(
        _(
            "The first part is read from the history as it was written down by the end of the period; it comes "
            "out the same whenever it is read. "
            "The second part tells what history does not keep; it was counted on %(day)s and has stood here since.",
            day=show_date(run.made_at),
        ),
        _("How this report was made"),
    )
    yield Heading(_("The period"))
    for figure in replayed:
        yield from _figure(figure)
    yield Heading(_("As counted on %(day)s", day=show_date(run.made_at)))
    for figure in frozen:
        yield from _figure(figure)
    yield Heading(_("What was counted, and how"))
    for figure in (*replayed, *frozen):
        yield Heading(figure.title, 2)
        yield Paragraph(figure.definition)


def _lead(replayed: Sequence[Figure]) -> str:
    values = {row.key: row.cells[0].text for figure in replayed[:2] for row in figure.rows}
    return _(
        "Recorded in the period: %(recorded)s. Active at its end: %(active)s. Ended in the period: %(ended)s. "
        "Promises agreed: %(agreed)s. Parts that arrived: %(arrived)s.",
        recorded=values.get("created", NOTHING),
        active=values.get("active", NOTHING),
        ended=_first(replayed, "period-happened", "ended"),
        agreed=values.get("commitment_agreed", NOTHING),
        arrived=values.get("delivery_recorded", NOTHING),
    )


def _first(figures: Sequence[Figure], code: str, key: str) -> str:
    return next(
        (
            row.cells[0].text
            for figure in figures
            if figure.code == code
            for row in figure.rows
            if row.key == key
        ),
        NOTHING,
    )


def _figure(figure: Figure) -> Iterator[Block]:
    yield Heading(figure.title, 2)
    yield Paragraph(_("Rests on: %(number)s", number=figure.rests_on), is_quiet=True)
    if not figure.rows:
        yield Paragraph(figure.empty or _("There is nothing to count here yet."))
        return
    if figure.result:
        yield Paragraph(figure.result)
    drawn = drawing.picture_of(figure)
    if drawn:
        yield Picture(drawn, _in_words(figure))
    yield Table(
        figure.title,
        [figure.about, *(column.label for column in figure.columns)],
        [[row.label, *(cell.text for cell in row.cells)] for row in figure.rows],
        [place for place, column in enumerate(figure.columns, start=1) if column.is_figure],
    )
    for note in figure.notes:
        yield Paragraph(note, is_quiet=True)


def _in_words(figure: Figure) -> str:
    """What a picture shows, for those who do not see it; all of it stands in the table below."""
    places = figure.bars or (0,)
    return "; ".join(
        f"{row.label}: {', '.join(row.cells[place].text for place in places)}" for row in figure.drawn_rows
    )
