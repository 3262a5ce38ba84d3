"""Pages of the cycle: the checklist, the way from stage to stage, the sign of life; the decision has a module of its own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy.orm import selectinload

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import Conflict, DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.projects import cycle as facts
from tracker.projects import queries
from tracker.projects.blueprint import bp
from tracker.projects.forms.cycle import (
    WITH_PROOF,
    HabitForm,
    HabitsForm,
    ItemForm,
    MoveForm,
)
from tracker.projects.header import cycle_panels_of
from tracker.projects.models import Continuation, Partnership
from tracker.projects.services import checklist, life, stages
from tracker.projects.terms import ChecklistItem, ItemState, Stage
from tracker.terms import Term
from tracker.web import back_to, say, shown_address

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.projects.cycle import ItemView, Proof
    from tracker.projects.models import Document

T = TypeVar("T", bound=Term)


def today() -> date:
    return utc_now().date()


def term_or_404(terms: type[T], code: str) -> T:
    """The term that an address names."""
    try:
        return terms.from_code(code)
    except ValueError:
        abort(404)


def cycle_url(partnership: Partnership, stage: Stage | None = None, anchor: str | None = None) -> str:
    """The cycle page with a stage opened."""
    code = stage.code if stage else None
    return url_for("projects.cycle", partnership_id=partnership.id, stage=code, _anchor=anchor)


# --- the page ---------------------------------------------------------------------------------------------------------


@bp.get("/partnerships/<int:partnership_id>/cycle")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def cycle(partnership: Partnership) -> ResponseReturnValue:
    round_number = request.args.get("round", partnership.round, type=int)
    if not 1 <= round_number <= partnership.round:
        abort(404)
    is_present = round_number == partnership.round
    all_stages = facts.progress(partnership, today(), round_number=round_number)
    chosen = term_or_404(Stage, request.args.get("stage") or partnership.stage.code)
    with_grounds = selectinload(Partnership.continuations).selectinload(Continuation.grounds)
    queries.with_parts(db.session(), partnership, with_grounds)
    works = (
        is_present
        and partnership.is_active
        and can(signed_in_user(), Permission.PARTNERSHIP_EDIT, partnership)
    )
    documents = documents_of(partnership)
    return render_template(
        "projects/cycle.html",
        partnership=partnership,
        tab="cycle",
        stages=all_stages,
        chosen=chosen,
        rows={
            stage.term: [
                row_of(partnership, view, documents, works=works and stage.term is chosen)
                for view in stage.items
            ]
            for stage in all_stages
        },
        round_number=round_number,
        works=works,
        next_step=facts.next_step(partnership, today()) if is_present else None,
        following=facts.next_stage(partnership.stage),
        panels=cycle_panels_of(partnership, signed_in_user(), chosen, today()) if is_present else [],
        today=today(),
    )


def documents_of(partnership: Partnership) -> list[Document]:
    """The documents that this reader may see, those in the archive left out."""
    user = signed_in_user()
    kept = [document for document in partnership.documents if document.archived_at is None]
    return [document for document in kept if can(user, Permission.DOCUMENT_READ, document)]


@dataclass(frozen=True, slots=True)
class Row:
    """One step on the page: how it stands, what proves it, and the form of those who may mark it."""

    view: ItemView
    evidence: list[dict[str, str]]
    form: ItemForm | HabitForm | None = None
    proofs: list[Proof] = field(default_factory=list)


def row_of(partnership: Partnership, view: ItemView, documents: list[Document], *, works: bool) -> Row:
    """A step for a reader who sees these documents; with its form if they work on it."""
    evidence = evidence_of(view, documents)
    if not works:
        return Row(view, evidence)
    return Row(view, evidence, form_of(view, documents), proofs_for(partnership, view))


def evidence_of(view: ItemView, documents: list[Document]) -> list[dict[str, str]]:
    """The link and the document of a mark, as far as the reader may see them."""
    mark, found = view.mark, []
    if mark is not None and mark.evidence_link:
        found.append(
            {"label": shown_address(mark.evidence_link), "url": mark.evidence_link, "icon": "external-link"}
        )
    if mark is not None and mark.document is not None and mark.document in documents:
        url = url_for(
            "projects.documents", partnership_id=mark.partnership_id, _anchor=f"document-{mark.document_id}"
        )
        found.append({"label": mark.document.title, "url": url, "icon": "file-text"})
    return found


def form_of(view: ItemView, documents: list[Document]) -> ItemForm | HabitForm:
    """The form below a step."""
    if view.item.is_habit:
        return HabitForm(prefix=view.item.code, on=today(), formdata=None)
    return ItemForm.of(view, documents, formdata=None)


def proofs_for(partnership: Partnership, view: ItemView) -> list[Proof]:
    """What Tracker offers as proof of a step that still wants one."""
    return facts.proofs_of(partnership, view.item) if view.is_open or view.item.is_habit else []


# --- steps and habits -------------------------------------------------------------------------------------------------


@bp.route("/partnerships/<int:partnership_id>/cycle/steps/<code>", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def mark_item(partnership: Partnership, code: str) -> ResponseReturnValue:
    item = term_or_404(ChecklistItem, code)
    if item.is_habit:
        abort(404)
    documents = documents_of(partnership)
    form = ItemForm.of(view_of(partnership, item), documents)
    if form.validate_on_submit():
        try:
            save_mark(partnership, item, form, documents)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            if isinstance(error, Conflict):  # now the person knows, and may save over it
                form.seen.data = str(getattr(view_of(partnership, item).mark, "version", 0))
        else:
            db.session.commit()
            return redirect(cycle_url(partnership, item.stage, item.code), 303)
    return item_page(partnership, item, form)


def save_mark(
    partnership: Partnership, item: ChecklistItem, form: ItemForm, documents: list[Document]
) -> None:
    """Mark a step as the pressed button says."""
    with_proof = form.state.data == WITH_PROOF
    known = {document.id: document for document in documents}
    mark = checklist.mark_of(partnership, item)
    if mark is not None and mark.document is not None:
        known.setdefault(mark.document.id, mark.document)
    checklist.mark(
        partnership,
        item,
        ItemState.DONE if with_proof else ItemState.from_code(form.state.data),
        by=signed_in_user(),
        note=form.note.data or "",
        on=form.on.data,
        link=form.link.data or "",
        document=known.get(form.document.data),
        with_proof=with_proof,
        seen=form.seen_version,
    )


def view_of(partnership: Partnership, item: ChecklistItem) -> ItemView:
    """A step as it stands now."""
    stage = facts.progress(partnership, today())[item.stage.number - 1]
    return next(view for view in stage.items if view.item is item)


def item_page(partnership: Partnership, item: ChecklistItem, form: ItemForm | HabitForm) -> str:
    """The page of one step: what a browser without JavaScript shows when something is wrong with its form."""
    view = view_of(partnership, item)
    row = Row(view, evidence_of(view, documents_of(partnership)))
    if partnership.is_active:
        row = replace(row, form=form, proofs=proofs_for(partnership, view))
    return render_template(
        "projects/cycle_item.html", partnership=partnership, tab="cycle", row=row, stage=item.stage
    )


@bp.route("/partnerships/<int:partnership_id>/cycle/habits/<code>", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def confirm_habit(partnership: Partnership, code: str) -> ResponseReturnValue:
    item = term_or_404(ChecklistItem, code)
    if not item.is_habit:
        abort(404)
    form = HabitForm(prefix=item.code, on=today())
    if form.validate_on_submit():
        try:
            checklist.confirm_habit(
                partnership, item, by=signed_in_user(), on=form.on.data, note=form.note.data or ""
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            return redirect(cycle_url(partnership, item.stage, item.code), 303)
    return item_page(partnership, item, form)


@bp.route("/partnerships/<int:partnership_id>/cycle/habits", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def confirm_habits(partnership: Partnership) -> ResponseReturnValue:
    form = HabitsForm(on=today())
    if form.validate_on_submit():
        try:
            confirmed = checklist.confirm_habits(
                partnership,
                form.items.data or (),
                by=signed_in_user(),
                on=form.on.data,
                note=form.note.data or "",
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Confirmed habits: %(count)s.", count=len(confirmed)))
            return redirect(cycle_url(partnership, Stage.EVERYDAY, "stage-5"), 303)
    return render_template("projects/cycle_habits.html", partnership=partnership, tab="cycle", form=form)


# --- from stage to stage ----------------------------------------------------------------------------------------------


@bp.route("/partnerships/<int:partnership_id>/cycle/move", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def move(partnership: Partnership) -> ResponseReturnValue:
    to = stage_to_move_to(partnership)
    form = MoveForm(on=today(), seen=partnership.stage.code)
    if form.validate_on_submit():
        try:
            stages.move(
                partnership,
                to,
                by=signed_in_user(),
                reason=form.reason.data or "",
                on=form.on.data,
                seen=form.seen_stage,
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
            form.seen.data = partnership.stage.code
        else:
            db.session.commit()
            say(_("The partnership is now in the stage “%(stage)s”.", stage=to))
            return redirect(cycle_url(partnership), 303)
    left_open = facts.left_open(partnership, to, today())
    goes_back = to.number < partnership.stage.number
    form.reason.flags.required = goes_back or bool(left_open)
    return render_template(
        "projects/cycle_move.html",
        partnership=partnership,
        tab="cycle",
        form=form,
        to=to,
        all_stages=list(Stage),
        goes_back=goes_back,
        left_open=left_open,
    )


def stage_to_move_to(partnership: Partnership) -> Stage:
    """The stage that the address names, else the one that usually follows; after the last one, the one before it."""
    code = request.args.get("to")
    if code:
        return term_or_404(Stage, code)
    return facts.next_stage(partnership.stage) or Stage.EVALUATION


# --- life -------------------------------------------------------------------------------------------------------------


@bp.post("/partnerships/<int:partnership_id>/alive")
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def confirm_alive(partnership: Partnership) -> ResponseReturnValue:
    try:
        life.confirm_alive(partnership, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "warning")
    else:
        db.session.commit()
        say(_("Thank you! Today is noted as the last sign of life."))
    return back_to(url_for("projects.show", partnership_id=partnership.id))
