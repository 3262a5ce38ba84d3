"""The report: reading it for a reader in a language, taking it away as a file, writing its texts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request, send_file, url_for

from tracker import merging
from tracker.access import requires, signed_in_user, user_or_none
from tracker.database import utc_now
from tracker.documents import files
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.reporting import composing, part, queries, services, steps
from tracker.evaluation.reporting.forms import ChoosingForm, ReportForm
from tracker.evaluation.reporting.showing import readers_for
from tracker.evaluation.reporting.terms import Reader
from tracker.extensions import db
from tracker.i18n import LANGUAGES, _, current_language
from tracker.permissions import Permission, can
from tracker.projects.header import gap_items
from tracker.projects.models import Partnership
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.documents.blocks import Document
    from tracker.evaluation.reporting.models import EvaluationReport

LONGEST_ROUND = 4
CHOSEN = ("reader", "language", "round")
"""What the address says of the report that is wanted."""


@bp.get("/partnerships/<int:partnership_id>/evaluation/report")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def report(partnership: Partnership) -> ResponseReturnValue:
    """The whole evaluation as one text, for one of the readers that this person may read it for."""
    found, round_number = asked_report(partnership)
    user = signed_in_user()
    readers = readers_for(user, partnership, found)
    if not readers:
        return render_template("evaluation/reporting/closed.html", partnership=partnership, tab="evaluation")
    reader, language = asked_reader(readers), asked_language()
    document = document_of(partnership, found, reader, language, round_number)
    is_present = round_number == partnership.round
    lacking = (
        [gap for gap in steps.gaps_in(partnership, found) if part.may_close(gap, user, partnership)]
        if is_present and partnership.is_active
        else []
    )
    return render_template(
        "evaluation/reporting/show.html",
        partnership=partnership,
        tab="evaluation",
        report=found,
        document=document,
        reader=reader,
        round=round_number,
        choosing=ChoosingForm(readers, data={"reader": reader.code, "language": language}),
        query={
            "partnership_id": partnership.id,
            "reader": reader.code,
            "language": language,
            "round": round_number,
        },
        is_inside=can(user, Permission.TEAM_NOTES, partnership),
        may_edit=is_present and can(user, Permission.PARTNERSHIP_EDIT, partnership),
        first=lacking[0] if lacking else None,
        gaps=gap_items(lacking[1:]),
    )


@bp.get("/partnerships/<int:partnership_id>/evaluation/report/pdf")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def report_as_pdf(partnership: Partnership) -> ResponseReturnValue:
    """The same to take away, as it is."""
    return _report_file(partnership, files.PDF)


@bp.get("/partnerships/<int:partnership_id>/evaluation/report/word")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def report_as_word(partnership: Partnership) -> ResponseReturnValue:
    """The same to take away, to go on working with."""
    return _report_file(partnership, files.WORD)


def _report_file(partnership: Partnership, kind: str) -> ResponseReturnValue:
    found, round_number = asked_report(partnership)
    reader = asked_reader(readers_for(signed_in_user(), partnership, found))
    document = document_of(partnership, found, reader, asked_language(), round_number)
    chosen: dict[str, Any] = {name: request.args[name] for name in CHOSEN if name in request.args}
    back = url_for("evaluation.report", partnership_id=partnership.id, **chosen)
    return as_file(document, reader, kind, back=back)


@bp.route("/partnerships/<int:partnership_id>/evaluation/report/write", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def write_report(partnership: Partnership) -> ResponseReturnValue:
    """What only people can write. What somebody else wrote meanwhile is merged, text by text."""
    found = queries.report_of(partnership)
    form = ReportForm.of(found)
    if form.validate_on_submit():
        try:
            outcome = _save(partnership, form)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            if not outcome.is_settled:
                db.session.rollback()
                return _form_page("evaluation/reporting/merge.html", partnership, form, merge=outcome)
            db.session.commit()
            say(_("Saved."))
            taken = merging.say_what_was_taken(outcome)
            if taken:
                say(taken, "info")
            return redirect(url_for("evaluation.report", partnership_id=partnership.id), 303)
    return _form_page(
        "evaluation/reporting/form.html", partnership, form, version=found.version if found is not None else 0
    )


def _save(partnership: Partnership, form: ReportForm) -> merging.Merge:
    mine = {name: text or "" for name, text in form.values().items()}
    record = services.begun(partnership)
    outcome = merging.merge(record, version=merging.version_in(request.form), mine=mine, choices=request.form)
    if outcome.is_settled:
        services.write(partnership, by=signed_in_user(), **outcome.values)
    return outcome


def _form_page(template: str, partnership: Partnership, form: ReportForm, **more: Any) -> str:
    return render_template(template, partnership=partnership, tab="evaluation", form=form, **more)


# --- what other routes of the report ask, too ---------------------------------------------------------------------------


def asked_report(partnership: Partnership) -> tuple[EvaluationReport | None, int]:
    """The report of the round that the address names, of the present one otherwise."""
    text = request.args.get("round", "")
    number = int(text) if text.isdecimal() and len(text) <= LONGEST_ROUND else partnership.round
    if not 1 <= number <= partnership.round:
        abort(404)
    return queries.report_of(partnership, number), number


def asked_reader(readers: list[Reader]) -> Reader:
    """The reader that the address names, if this person may read for it; else the nearest that it may."""
    code = request.args.get("reader")
    wanted = next((reader for reader in Reader if reader.code == code), None)
    if not readers or (wanted is not None and wanted not in readers):
        abort(403)
    return wanted or readers[0]


def asked_language() -> str:
    """The language that the address names, else that of the interface."""
    language = request.args.get("language", "")
    return language if language in LANGUAGES else current_language()


def document_of(
    partnership: Partnership,
    found: EvaluationReport | None,
    reader: Reader,
    language: str,
    round_number: int,
) -> Document:
    return composing.compose(
        partnership,
        report=found,
        reader=reader,
        language=language,
        today=utc_now().date(),
        round_number=round_number,
    )


def as_file(document: Document, reader: Reader, kind: str, *, back: str) -> ResponseReturnValue:
    """A file to take away; where it cannot be made, the page again with a sentence."""
    try:
        made = files.WRITERS[kind](document)
    except files.NoFile as problem:
        say(str(problem), "error")
        return redirect(back, 303)
    response = send_file(
        io.BytesIO(made),
        mimetype=files.MEDIA_TYPES[kind],
        as_attachment=True,
        download_name=composing.name_of_file(document, reader, kind),
    )
    response.headers["Cache-Control"] = "no-store" if user_or_none() else "no-cache"
    return response
