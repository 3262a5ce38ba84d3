"""The lessons of one partnership: reading them, writing one down, changing it, letting others read it, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user, user_or_none
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.lessons import queries, services
from tracker.evaluation.lessons.forms import LessonForm, SheetLessonForm, WithdrawForm
from tracker.evaluation.lessons.models import TEAM, Lesson
from tracker.evaluation.lessons.terms import LessonKind
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.projects import chronicle
from tracker.projects import queries as partnerships
from tracker.projects.models import Partnership
from tracker.projects.terms import Stage
from tracker.web import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from tracker.forms import Form
    from tracker.projects.models import Participation


@bp.get("/partnerships/<int:partnership_id>/lessons")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def lessons(partnership: Partnership) -> ResponseReturnValue:
    """What the partnership learnt, by kind, and what its history holds that could be here."""
    found = db.session.scalars(queries.of_partnership(partnership)).all()
    standing = [lesson for lesson in found if not lesson.is_withdrawn]
    may_edit = can(user_or_none(), Permission.PARTNERSHIP_EDIT, partnership)
    return _page(
        "evaluation/lessons/lessons.html",
        partnership,
        by_kind={kind: [each for each in standing if each.kind is kind] for kind in LessonKind},
        count=len(standing),
        shared=sum(each.is_shared for each in standing),
        withdrawn=[lesson for lesson in found if lesson.is_withdrawn],
        entries=queries.entries_to_take_over(partnership) if may_edit else [],
        may_edit=may_edit,
    )


@bp.route("/partnerships/<int:partnership_id>/lessons/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def new_lesson(partnership: Partnership) -> ResponseReturnValue:
    """Write a lesson down; the address may say of which kind and about which stage."""
    asked = {
        "kind": _asked(LessonKind, "kind") or LessonKind.KEEP,
        "stage": _asked(Stage, "stage") or partnership.stage,
        "who": TEAM,
        "said_on": utc_now().date(),
    }
    form = LessonForm(data=asked)
    form.offer(_partners(partnership))
    if form.validate_on_submit():
        values = form.values()
        speaker = form.voice_of(values.pop("speaker"))
        if _done(form, lambda: services.write_down(partnership, by=signed_in_user(), **values, **speaker)):
            say(_("Written down. What else did you learn?"))
            return redirect(_back(partnership), 303)
    return _page("evaluation/lessons/lesson_form.html", partnership, form=form, lesson=None)


def _asked(terms: Any, name: str) -> Any:
    code = request.args.get(name, "")
    return terms.from_code(code) if code in dict(terms.choices()) else None


def _partners(partnership: Partnership) -> list[Participation]:
    """Everybody who takes or took part."""
    return list(db.session.scalars(partnerships.participations(partnership)))


def _done(form: Form, change: Callable[[], object]) -> bool:
    """Make a change and commit it, or put the sentence that refuses it into the form."""
    try:
        change()
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return False
    db.session.commit()
    return True


@bp.route("/lessons/<int:lesson_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Lesson)
def edit_lesson(lesson: Lesson) -> ResponseReturnValue:
    """Say a lesson differently; what somebody else changed meanwhile is merged field by field."""
    partnership = lesson.partnership
    form = _form_of(lesson)
    if form.validate_on_submit():
        outcome = merging.merge(
            lesson, version=merging.version_in(request.form), mine=form.values(), choices=request.form
        )
        if not outcome.is_settled:
            db.session.rollback()
            return _page(
                "evaluation/lessons/merge.html",
                partnership,
                form=form,
                merge=outcome,
                back=_back(partnership),
            )
        if _done(form, lambda: services.edit(lesson, by=signed_in_user(), **_merged(lesson, form, outcome))):
            say(_("Saved."))
            _say_taken(outcome)
            return redirect(_back(partnership, lesson), 303)
    return _page("evaluation/lessons/lesson_form.html", partnership, form=form, lesson=lesson)


def _form_of(lesson: Lesson) -> Form:
    if lesson.is_own_sheet:
        return SheetLessonForm(data={"stage": lesson.stage, "is_shared": lesson.is_shared})
    form = LessonForm(data=LessonForm.present(lesson))
    form.offer(_partners(lesson.partnership))
    return form


def _merged(lesson: Lesson, form: Form, outcome: merging.Merge) -> dict[str, Any]:
    """What the service takes: all fields, those that the form does not offer as they are."""
    now = {name: getattr(lesson, name) for name in ("kind", "text", "stage", "said_on", "is_shared")}
    values = {**now, "voice": lesson.voice, "participation": lesson.participation, **outcome.values}
    speaker = values.pop("speaker", lesson.speaker)
    if isinstance(form, LessonForm) and speaker != lesson.speaker:
        values |= form.voice_of(speaker)
    return values


def _say_taken(outcome: merging.Merge) -> None:
    sentence = merging.say_what_was_taken(outcome)
    if sentence:
        say(sentence, "info")


@bp.post("/lessons/<int:lesson_id>/share")
@requires(Permission.PARTNERSHIP_EDIT, on=Lesson)
def share_lesson(lesson: Lesson) -> ResponseReturnValue:
    """Let others read a lesson, or no more."""
    is_shared = request.form.get("shared") == "1"
    sentence = (
        _("Everybody with an account can read it in the library now.")
        if is_shared
        else _("It stays inside your partnership.")
    )
    return _pressed(
        lesson, lambda: services.share(lesson, is_shared=is_shared, by=signed_in_user()), sentence
    )


@bp.route("/lessons/<int:lesson_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Lesson)
def withdraw_lesson(lesson: Lesson) -> ResponseReturnValue:
    """Take a lesson back, with the reason."""
    form = WithdrawForm()
    if form.validate_on_submit() and _done(
        form, lambda: services.withdraw(lesson, by=signed_in_user(), reason=form.reason.data or "")
    ):
        say(_("The lesson is withdrawn. You can bring it back at any time."))
        return redirect(_back(lesson.partnership), 303)
    return _page("evaluation/lessons/withdraw.html", lesson.partnership, form=form, lesson=lesson)


@bp.post("/lessons/<int:lesson_id>/bring-back")
@requires(Permission.PARTNERSHIP_EDIT, on=Lesson)
def bring_back_lesson(lesson: Lesson) -> ResponseReturnValue:
    return _pressed(
        lesson, lambda: services.bring_back(lesson, by=signed_in_user()), _("The lesson stands again.")
    )


def _pressed(lesson: Lesson, change: Callable[[], object], sentence: str) -> ResponseReturnValue:
    """Make a change that has no form of its own."""
    back = _back(lesson.partnership, lesson)
    try:
        change()
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        say(sentence)
    return redirect(back, 303)


@bp.post("/partnerships/<int:partnership_id>/lessons/from-history/<int:entry_id>")
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def take_over_lesson(partnership: Partnership, entry_id: int) -> ResponseReturnValue:
    """Make a lesson of one that stands in the history."""
    entry = chronicle.entry_for(db.session(), partnership, signed_in_user(), entry_id)
    if entry is None:
        abort(404)
    codes = dict(LessonKind.choices())
    asked = request.form.get("kind", "")
    kind = LessonKind.from_code(asked) if asked in codes else LessonKind.ADVICE
    try:
        lesson = services.take_over_from_entry(partnership, entry, by=signed_in_user(), kind=kind)
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
        return redirect(_back(partnership), 303)
    db.session.commit()
    say(_("Taken over from the history. Shall others read it? Then press “Let others read it”."))
    return redirect(_back(partnership, lesson), 303)


def _back(partnership: Partnership, lesson: Lesson | None = None) -> str:
    anchor = f"lesson-{lesson.id}" if lesson is not None else None
    return url_for("evaluation.lessons", partnership_id=partnership.id, _anchor=anchor)


def _page(template: str, partnership: Partnership, **more: Any) -> str:
    return render_template(template, partnership=partnership, tab="evaluation", **more)
