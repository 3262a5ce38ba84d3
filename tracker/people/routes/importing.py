"""Importing a list of alumni: the file, its columns, what would happen, and only then the import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, render_template, request, url_for

from tracker.access import requires, signed_in_user
from tracker.database import refresh_statistics
from tracker.downloads import xlsx_file
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.history.words import tell
from tracker.i18n import _, _n
from tracker.keyset import PAGE_SIZE
from tracker.people import export, importing, queries, reading
from tracker.people.blueprint import bp
from tracker.people.columns import Column
from tracker.people.forms import UploadForm, columns_form
from tracker.people.models import Alumnus, Upload
from tracker.people.planning import Plan, Row
from tracker.people.routes.answers import attempt
from tracker.people.terms import Fate
from tracker.permissions import Permission
from tracker.web import Page, page_number, page_of, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.datastructures import FileStorage

    from tracker.history.words import Change

EXAMPLES = 3


@bp.route("/people/import", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def import_file() -> ResponseReturnValue:
    """Upload a list; nothing of it is written to the records yet."""
    form = UploadForm()
    if form.validate_on_submit():
        made: list[Upload] = []
        if attempt(form, lambda: made.append(_kept(form.file.data))):
            upload = made[0]
            ready = importing.has_name(upload.columns)
            endpoint = "people.preview_import" if ready else "people.import_columns"
            return redirect(url_for(endpoint, upload_id=upload.id), 303)
    return render_template("people/import.html", form=form, page=page_of(queries.uploads(), size=10))


def _kept(file: FileStorage | None) -> Upload:
    if not file:
        raise DomainError(_("Choose a file."), field="file")
    limit = current_app.config["TRACKER_SETTINGS"].upload_megabytes
    content = file.read(limit * 1024 * 1024 + 1)
    if len(content) > limit * 1024 * 1024:
        raise DomainError(_("A file may have at most %(size)s MB.", size=limit), field="file")
    name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
    return importing.keep(
        db.session(), reading.read(name, content), name=name or _("list"), by=signed_in_user()
    )


@bp.get("/people/import/template")
@requires(Permission.PEOPLE_EDIT)
def import_template() -> ResponseReturnValue:
    """An empty list to fill in."""
    return xlsx_file("alumni-template.xlsx", *export.template_sheets())


@bp.route("/people/import/<int:upload_id>/columns", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT, on=Upload)
def import_columns(upload: Upload) -> ResponseReturnValue:
    """Say what each column means."""
    if upload.is_done:
        return _to_preview(upload)
    form = columns_form(upload)
    codes = [
        field.data or "" for name, field in form._fields.items() if name.startswith("column_")
    ]  # the documented home of the fields
    if form.validate_on_submit() and attempt(
        form, lambda: importing.choose_columns(upload, codes, by=signed_in_user())
    ):
        return _to_preview(upload)
    examples = [
        list(dict.fromkeys(cells[place] for _number, cells in upload.rows if cells[place]))[:EXAMPLES]
        for place in range(len(upload.headings))
    ]
    return render_template("people/import_columns.html", form=form, upload=upload, examples=examples)


def _to_preview(upload: Upload) -> ResponseReturnValue:
    return redirect(url_for("people.preview_import", upload_id=upload.id), 303)


@bp.get("/people/import/<int:upload_id>")
@requires(Permission.PEOPLE_EDIT, on=Upload)
def preview_import(upload: Upload) -> ResponseReturnValue:
    """What becomes of every row; after the import, what became of them."""
    if not upload.is_done and not importing.has_name(upload.columns):
        return redirect(url_for("people.import_columns", upload_id=upload.id), 303)
    plan = importing.plan_of(upload)
    fate = _fate_asked()
    return render_template(
        "people/import_done.html" if upload.is_done else "people/import_preview.html",
        upload=upload,
        plan=plan,
        counts={Fate.from_code(code): number for code, number in upload.counts.items()}
        if upload.is_done
        else plan.counts(),
        fate=fate,
        fates=list(Fate),
        page=_page(plan.with_fate(fate)),
        told_changes=told_changes,
        problems_of=importing.told_problems,
        columns=[Column.from_code(code) for code in upload.columns if code],
    )


def _fate_asked() -> Fate | None:
    code = request.args.get("fate", "")
    return Fate.from_code(code) if code in {fate.code for fate in Fate} else None


def _page(rows: list[Row]) -> Page[Row]:
    number = page_number()
    start = (number - 1) * PAGE_SIZE
    shown = rows[start : start + PAGE_SIZE]
    return Page(shown, number, PAGE_SIZE, len(rows), capped=False, has_next=start + PAGE_SIZE < len(rows))


def told_changes(row: Row) -> list[Change]:
    """What a row would change, before and after, in words."""
    return [tell("alumni", name, _stored(was), _stored(says)) for name, (was, says) in row.changes.items()]


def _stored(value: object) -> object:
    return getattr(value, "code", value)


@bp.post("/people/import/<int:upload_id>/run")
@requires(Permission.PEOPLE_EDIT, on=Upload)
def run_import(upload: Upload) -> ResponseReturnValue:
    """Do what the preview showed."""
    found: list[Plan] = []
    try:
        found.append(importing.run(upload, by=signed_in_user(), seen=request.form.get("seen", "")))
        db.session.flush()
        refresh_statistics(db.session.connection(), Alumnus.__tablename__)
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        counts = found[0].counts()
        written = counts[Fate.NEW] + counts[Fate.CHANGED]
        say(
            _n(
                "The import is done: %(num)s record was written.",
                "The import is done: %(num)s records were written.",
                written,
            )
        )
    return _to_preview(upload)


@bp.post("/people/import/<int:upload_id>/discard")
@requires(Permission.PEOPLE_EDIT, on=Upload)
def discard_import(upload: Upload) -> ResponseReturnValue:
    importing.discard(upload, by=signed_in_user())
    db.session.commit()
    say(_("The rows of the list are thrown away."))
    return redirect(url_for("people.import_file"), 303)


@bp.get("/people/import/<int:upload_id>/refused")
@requires(Permission.PEOPLE_EDIT, on=Upload)
def refused_rows(upload: Upload) -> ResponseReturnValue:
    """The refused rows with what is wrong, to be mended and imported again."""
    return xlsx_file(f"refused-{upload.id}.xlsx", importing.refused_sheet(upload))
