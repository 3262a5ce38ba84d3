"""Pages of the history: the chronicle, new entries, corrections, files, erasure, the printable version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, current_app, redirect, render_template, request, send_file, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db, file_store
from tracker.forms import AddressForm, DateField, TermField
from tracker.history import files
from tracker.history.models import Attachment, Entry, StoredFile
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l, _lp
from tracker.keyset import PAGE_SIZE
from tracker.permissions import Permission
from tracker.projects import chronicle, entry_actions, keeping, telling
from tracker.projects.blueprint import bp
from tracker.projects.forms.chronicle import CorrectionForm, EntryForm, EraseForm
from tracker.projects.models import Partnership
from tracker.projects.services import chronicle as services
from tracker.stores import StoreUnavailable
from tracker.web import page_of, say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Response
    from flask.typing import ResponseReturnValue

PRINTED_AT_MOST = 2000


class ChronicleFilterForm(AddressForm):
    """Which entries to show."""

    kind = TermField(_l("Kind"), EntryKind, blank=_l("All kinds"))
    written_by = TermField(_l("Who wrote it"), chronicle.Authorship, blank=_l("Everybody"))
    since = DateField(_lp("period", "From"))
    until = DateField(_lp("period", "To"))


@bp.get("/partnerships/<int:partnership_id>/history")
@keeping.kept_page(Permission.PARTNERSHIP_INSIDE)
def history(partnership: Partnership) -> str:
    form, chosen = chosen_entries()
    user = signed_in_user()
    page = page_of(chronicle.entries_for(partnership, user, chosen))
    return render_template(
        "projects/history.html",
        partnership=partnership,
        tab="history",
        form=form,
        page=page,
        corrections=chronicle.corrections_of(db.session(), page.rows),
        actions=entry_actions.actions_of(partnership, user, page.rows),
        is_filtered=chosen != chronicle.ChronicleFilter(),
        chosen=address_of(chosen),
    )


@bp.get("/partnerships/<int:partnership_id>/history/<int:entry_id>")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def show_entry(partnership: Partnership, entry_id: int) -> ResponseReturnValue:
    """The lasting address of an entry: leads to its place in the history, on whichever page that is by now."""
    entry = entry_or_404(partnership, entry_id)
    number = chronicle.place_of(db.session(), partnership, signed_in_user(), entry) // PAGE_SIZE + 1
    page = number if number > 1 else None
    return redirect(
        url_for(
            "projects.history", partnership_id=partnership.id, page=page, _anchor=f"entry-{entry.number}"
        ),
        303,
    )


@bp.get("/partnerships/<int:partnership_id>/history/print")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def print_history(partnership: Partnership) -> ResponseReturnValue:
    _form, chosen = chosen_entries()
    query = chronicle.entries_for(partnership, signed_in_user(), chosen).order_by(None)
    entries = list(db.session.scalars(query.order_by(Entry.happened_on, Entry.id).limit(PRINTED_AT_MOST + 1)))
    return render_template(
        "projects/history_print.html",
        partnership=partnership,
        entries=entries[:PRINTED_AT_MOST],
        more=len(entries) > PRINTED_AT_MOST,
        corrections=chronicle.corrections_of(db.session(), entries),
        printed_on=utc_now(),
    )


def chosen_entries() -> tuple[ChronicleFilterForm, chronicle.ChronicleFilter]:
    """The filter of the address; a value that means nothing is left out and said beside its field."""
    form = ChronicleFilterForm(request.args)
    form.validate()
    good = {name: field.data for name, field in form._fields.items() if not field.errors}
    return form, chronicle.ChronicleFilter(**good)


def address_of(chosen: chronicle.ChronicleFilter) -> dict[str, str]:
    """The filter as it stands in an address."""
    given = {name: getattr(chosen, name) for name in ("kind", "written_by", "since", "until")}
    return {
        name: getattr(value, "code", None) or str(value) for name, value in given.items() if value is not None
    }


@bp.route("/partnerships/<int:partnership_id>/history/new", methods=["GET", "POST"])
@requires(Permission.HISTORY_WRITE, on=Partnership)
def write_entry(partnership: Partnership) -> ResponseReturnValue:
    form = EntryForm(happened_on=utc_now().date())
    if form.validate_on_submit():
        try:
            services.write_entry(
                partnership,
                form.kind.data,
                by=signed_in_user(),
                happened_on=form.happened_on.data or utc_now().date(),
                title=form.title.data,
                text=form.text.data or "",
                participants=form.participants.data or "",
                links=form.links.links,
                stored=keep_files(form.files.chosen),
                is_team_only=form.is_team_only.data,
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Written down."))
            return redirect(url_for("projects.history", partnership_id=partnership.id), 303)
    return render_template("projects/history_form.html", partnership=partnership, tab="history", form=form)


def keep_files(uploads: Iterable[Any]) -> list[StoredFile]:
    """Put uploaded files into the store; the first one that is refused raises ``DomainError``, and none stays after a rollback."""
    limit = current_app.config["TRACKER_SETTINGS"].upload_megabytes * 1024 * 1024
    user = signed_in_user()
    return [
        files.keep(db.session(), file_store(), upload.stream, upload.filename, by=user, limit=limit)
        for upload in uploads
    ]


@bp.route("/partnerships/<int:partnership_id>/history/<int:entry_id>/correct", methods=["GET", "POST"])
@requires(Permission.HISTORY_WRITE, on=Partnership)
def correct_entry(partnership: Partnership, entry_id: int) -> ResponseReturnValue:
    entry = entry_or_404(partnership, entry_id)
    form = CorrectionForm(
        title=entry.part("title", ""),
        happened_on=entry.happened_on,
        text=entry.part("text", ""),
        participants=entry.part("participants", ""),
        links="\n".join(entry.part("links") or ()),
    )
    if form.validate_on_submit():
        try:
            services.correct(
                entry,
                by=signed_in_user(),
                reason=form.reason.data,
                title=form.title.data,
                text=form.text.data or "",
                happened_on=form.happened_on.data,
                participants=form.participants.data or "",
                links=form.links.links,
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("The correction stands beside the earlier entry, which stays."))
            return redirect(url_for("projects.history", partnership_id=partnership.id), 303)
    return render_template(
        "projects/history_correct.html", partnership=partnership, tab="history", form=form, entry=entry
    )


@bp.route("/partnerships/<int:partnership_id>/history/<int:entry_id>/erase/<part>", methods=["GET", "POST"])
@requires(Permission.HISTORY_ERASE, on=Partnership)
def erase_part(partnership: Partnership, entry_id: int, part: str) -> ResponseReturnValue:
    entry = entry_or_404(partnership, entry_id)
    if part not in entry.parts or part not in telling.PART_LABELS:
        abort(404)
    form = EraseForm()
    if form.validate_on_submit():
        try:
            services.erase_part(entry, part, by=signed_in_user(), reason=form.reason.data, store=file_store())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Erased. The history says that something stood there."))
            return redirect(url_for("projects.history", partnership_id=partnership.id), 303)
    return render_template(
        "projects/history_erase.html",
        partnership=partnership,
        tab="history",
        form=form,
        entry=entry,
        part=part,
    )


@bp.get("/partnerships/<int:partnership_id>/history/<int:entry_id>/files/<int:attachment_id>")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def entry_file(partnership: Partnership, entry_id: int, attachment_id: int) -> ResponseReturnValue:
    entry = entry_or_404(partnership, entry_id)
    attachment = db.session.get(Attachment, attachment_id)
    if attachment is None or attachment.entry_id != entry.id:
        abort(404)
    return give_out(attachment.file)


def entry_or_404(partnership: Partnership, entry_id: int) -> Entry:
    """An entry of this partnership that this reader may see."""
    entry = chronicle.entry_for(db.session(), partnership, signed_in_user(), entry_id)
    if entry is None:
        abort(404)
    return entry


def give_out(file: StoredFile) -> Response:
    """A stored file as a download under its own name; 410 when it was erased, 404 when the store lost it."""
    if file.erased_at is not None:
        abort(410)
    try:
        content = file_store().open(file.key)
    except FileNotFoundError:
        abort(404)
    except StoreUnavailable:
        current_app.logger.exception("The store of files does not answer.")
        abort(503)
    response = send_file(
        content,
        mimetype=file.media_type,
        as_attachment=True,
        download_name=file.name,
        etag=file.sha256,
        conditional=False,
    )
    response.content_length = file.size
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request.environ, accept_ranges=True, complete_length=file.size)
    return response
