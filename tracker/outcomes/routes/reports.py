"""Reports of the programme by period: making one, reading it, taking it away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.documents import files
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import LANGUAGES, _, current_language, in_language
from tracker.outcomes import composing, reports, sheets
from tracker.outcomes.blueprint import bp
from tracker.outcomes.forms import PeriodForm, ScopeForm
from tracker.outcomes.models import ReportRun
from tracker.outcomes.routes.pages import TABLES, address_of, sent
from tracker.outcomes.terms import Chapter
from tracker.permissions import Permission
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/programme/reports", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_HOME)
def programme_reports() -> ResponseReturnValue:
    """The reports there are, and the way to a new one."""
    form = PeriodForm(data=last_year())
    if form.validate_on_submit():
        try:
            run = reports.make(
                db.session(),
                by=signed_in_user(),
                **form.days(),
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            return redirect(url_for("outcomes.programme_report", report_run_id=run.id), 303)
    return render_template("outcomes/reports.html", form=form, runs=reports.runs(db.session()), **around())


@bp.get("/programme/reports/<int:report_run_id>")
@requires(Permission.PROGRAMME_HOME, on=ReportRun)
def programme_report(report_run: ReportRun) -> ResponseReturnValue:
    """A report as a page."""
    language = asked_language()
    return render_template(
        "outcomes/report.html",
        run=report_run,
        document=composing.document_of(report_run, language),
        language=language,
        **around(),
    )


@bp.get("/programme/reports/<int:report_run_id>/pdf")
@requires(Permission.PROGRAMME_HOME, on=ReportRun)
def report_as_pdf(report_run: ReportRun) -> ResponseReturnValue:
    return document_file(report_run, files.PDF)


@bp.get("/programme/reports/<int:report_run_id>/docx")
@requires(Permission.PROGRAMME_HOME, on=ReportRun)
def report_as_word(report_run: ReportRun) -> ResponseReturnValue:
    return document_file(report_run, files.WORD)


@bp.get("/programme/reports/<int:report_run_id>/xlsx")
@requires(Permission.PROGRAMME_HOME, on=ReportRun)
def report_as_xlsx(report_run: ReportRun) -> ResponseReturnValue:
    """All tables of a report, each on a sheet."""
    language = asked_language()
    replayed, frozen = reports.figures_in(report_run, language)
    with in_language(language):
        about = [composing.period_in_words(report_run)]
        made = sheets.as_file([*replayed, *frozen], "xlsx", about)
    return sent(made, TABLES["xlsx"], name_of_file(report_run, language, "xlsx"))


def document_file(report_run: ReportRun, kind: str) -> ResponseReturnValue:
    """The report as a document to take away; where it cannot be made, the page again with a sentence."""
    language = asked_language()
    try:
        made = files.WRITERS[kind](composing.document_of(report_run, language))
    except files.NoFile as problem:
        say(str(problem), "error")
        return redirect(url_for("outcomes.programme_report", report_run_id=report_run.id), 303)
    return sent(made, files.MEDIA_TYPES[kind], name_of_file(report_run, language, kind))


def name_of_file(run: ReportRun, language: str, kind: str) -> str:
    with in_language(language):
        return files.file_name([_("Tracker"), reports.title(), composing.period_in_words(run)], kind)


def around() -> dict[str, object]:
    """The row of chapters above every page of figures."""
    form = ScopeForm(formdata=None)
    return {"chapters": list(Chapter), "page_address": lambda each: address_of(each, form)}


def asked_language() -> str:
    """The language of the address, or the reader's."""
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else current_language()


def last_year() -> dict[str, date]:
    """The calendar year that ended last, which is what most reports are about."""
    end = utc_now().date().replace(month=1, day=1) - timedelta(days=1)
    return {"first_day": end.replace(month=1, day=1), "last_day": end}
