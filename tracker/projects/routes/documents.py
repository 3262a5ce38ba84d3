"""Pages of the documents: the list with the current versions, new documents and versions, downloads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.projects.blueprint import bp
from tracker.projects.forms.chronicle import DocumentForm, DocumentNameForm, DocumentVersionForm
from tracker.projects.models import Document, DocumentVersion, Partnership
from tracker.projects.routes.history import give_out, keep_files
from tracker.projects.services import documents as services
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.get("/partnerships/<int:partnership_id>/documents")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def documents(partnership: Partnership) -> ResponseReturnValue:
    user = signed_in_user()
    seen = [document for document in partnership.documents if can(user, Permission.DOCUMENT_READ, document)]
    return render_template(
        "projects/documents.html",
        partnership=partnership,
        tab="documents",
        documents=[document for document in seen if document.archived_at is None],
        archived=[document for document in seen if document.archived_at is not None],
    )


@bp.route("/partnerships/<int:partnership_id>/documents/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def add_document(partnership: Partnership) -> ResponseReturnValue:
    form = DocumentForm(dated_on=utc_now().date())
    if form.validate_on_submit():
        try:
            services.add_document(
                partnership,
                kind=form.kind.data,
                title=form.title.data,
                is_team_only=form.is_team_only.data,
                by=signed_in_user(),
                **version_values(form),
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("The document is kept."))
            return redirect(url_for("projects.documents", partnership_id=partnership.id), 303)
    return render_template(
        "projects/document_form.html", partnership=partnership, tab="documents", form=form, document=None
    )


@bp.route("/documents/<int:document_id>/versions/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Document)
def add_version(document: Document) -> ResponseReturnValue:
    form = DocumentVersionForm(dated_on=utc_now().date())
    if form.validate_on_submit():
        try:
            services.add_version(document, by=signed_in_user(), **version_values(form))
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("The new version is now the current one; the earlier ones stay."))
            return redirect(url_for("projects.documents", partnership_id=document.partnership_id), 303)
    return render_template(
        "projects/document_form.html",
        partnership=document.partnership,
        tab="documents",
        form=form,
        document=document,
    )


def version_values(form: DocumentVersionForm) -> dict[str, Any]:
    """What the form says of a version; its file is put into the store on the way."""
    stored = keep_files(form.files.chosen)
    return {
        "note": form.note.data or "",
        "link": form.link.data or "",
        "file": stored[0] if stored else None,
        "dated_on": form.dated_on.data,
    }


@bp.route("/documents/<int:document_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Document)
def edit_document(document: Document) -> ResponseReturnValue:
    """Another title or kind; the versions stay as they are."""
    form = DocumentNameForm(obj=document)
    if form.validate_on_submit():
        services.edit_document(document, by=signed_in_user(), **form.values())
        db.session.commit()
        say(_("Saved."))
        return redirect(url_for("projects.documents", partnership_id=document.partnership_id), 303)
    return render_template(
        "projects/document_edit.html",
        partnership=document.partnership,
        tab="documents",
        form=form,
        document=document,
    )


@bp.post("/documents/<int:document_id>/archive")
@requires(Permission.PARTNERSHIP_EDIT, on=Document)
def archive_document(document: Document) -> ResponseReturnValue:
    return _moved(document, services.archive_document, _("The document moved to the archive below the list."))


@bp.post("/documents/<int:document_id>/restore")
@requires(Permission.PARTNERSHIP_EDIT, on=Document)
def restore_document(document: Document) -> ResponseReturnValue:
    return _moved(document, services.restore_document, _("The document is on the list again."))


def _moved(document: Document, move: Callable[..., None], done: str) -> ResponseReturnValue:
    partnership_id = document.partnership_id
    try:
        move(document, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        say(done)
    return redirect(url_for("projects.documents", partnership_id=partnership_id), 303)


@bp.get("/document-versions/<int:document_version_id>/file")
@requires(Permission.DOCUMENT_READ, on=DocumentVersion)
def document_file(document_version: DocumentVersion) -> ResponseReturnValue:
    if document_version.file is None:
        abort(404)
    return give_out(document_version.file)
