"""Making the document: the record is read, the sections are put in order, the reader gets what is meant for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from tracker.database import session_of
from tracker.documents.blocks import Document, Facts
from tracker.documents.files import file_name
from tracker.evaluation.reporting import registry
from tracker.evaluation.reporting.showing import Naming
from tracker.evaluation.reporting.terms import ConsentAnswer, Reader
from tracker.i18n import _, _p, in_language, show_date
from tracker.mechanisms.sign_facts import SIGN_PARTS
from tracker.projects.queries import with_parts

if TYPE_CHECKING:
    from tracker.evaluation.reporting.models import EvaluationReport
    from tracker.projects.models import Partnership


def compose(
    partnership: Partnership,
    *,
    report: EvaluationReport | None,
    reader: Reader,
    language: str,
    today: date,
    round_number: int | None = None,
    assuming: Mapping[int, ConsentAnswer] | None = None,
) -> Document:
    """The report of a round for a reader, in a language, as the record stands today. Whether somebody may ask is asked before.

    ``assuming`` are answers of partners, by participation, that would be given: how it would read then.
    """
    with_parts(session_of(partnership), partnership, *SIGN_PARTS)
    naming = Naming.of(reader, partnership, report, assuming=assuming or {})
    asked = registry.Asked(
        partnership,
        reader,
        language,
        round_number or (report.round if report is not None else partnership.round),
        today,
        naming,
        report,
    )
    with in_language(language):
        title = naming.veil(partnership.title)
        return Document(
            title=title,
            language=language,
            blocks=[_opening(asked), *registry.blocks_for(asked)],
            made_on=today,
            kicker=_("Report on the evaluation of a partnership"),
            running=title,
            description=_for_whom(asked),
            page_words=_p("page", "%(page)s of %(pages)s", page="{page}", pages="{pages}"),
        )


def _opening(asked: registry.Asked) -> Facts:
    """For whom it is, and of which day."""
    rows = [(_("As on"), show_date(asked.today)), (_("Round of the cycle"), str(asked.round))]
    if asked.reader is not Reader.PUBLIC:
        rows.insert(0, (_("For"), str(asked.reader)))
    return Facts(rows)


def _for_whom(asked: registry.Asked) -> str:
    return _("As on %(day)s. For: %(reader)s.", day=show_date(asked.today), reader=asked.reader)


def name_of_file(document: Document, reader: Reader, kind: str) -> str:
    """The name under which it is taken away: the partnership and the reader, in the language of the file."""
    with in_language(document.language):
        return file_name([_("Report"), document.title, str(reader)], kind)
