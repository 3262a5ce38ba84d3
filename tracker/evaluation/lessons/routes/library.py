"""The library of lessons, one lesson by itself, and “this helped us”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for

from tracker.access import requires, signed_in, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.lessons import helping, library, queries, similarity
from tracker.evaluation.lessons.forms import LibraryForm
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.lessons.terms import LessonOrder
from tracker.extensions import db
from tracker.i18n import _, _n
from tracker.keyset import COUNT_CAP
from tracker.permissions import Permission, can
from tracker.projects.models import Partnership
from tracker.web import Page, address_with, back_to, page_of, say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@dataclass(frozen=True, slots=True)
class Helping:
    """Of which of the reader's partnerships it can be said that a lesson helped, and of which it was said."""

    partnerships: Sequence[Partnership]
    said: Mapping[int, set[int]] = field(default_factory=dict)

    def helped(self, lesson: Lesson) -> list[Partnership]:
        """Those that it helped."""
        return [each for each in self.partnerships if each.id in self.said.get(lesson.id, ())]

    def open(self, lesson: Lesson) -> list[Partnership]:
        """Those of which it can still be said."""
        done = {*self.said.get(lesson.id, ()), lesson.partnership_id}
        return [each for each in self.partnerships if each.id not in done]


def helping_for(lessons: Sequence[Lesson], *, only: Partnership | None = None) -> Helping:
    """What this reader can say of these lessons; with ``only``, for one partnership."""
    own = list(db.session.scalars(queries.helpable_by(signed_in_user())))
    if only is not None:
        own = [each for each in own if each is only]
    said = queries.helped_among(db.session(), [each.id for each in lessons], [each.id for each in own])
    return Helping(own, said)


@bp.get("/lessons")
@signed_in
def lesson_library() -> ResponseReturnValue:
    """Lessons that their partnerships let others read."""
    chosen, remarks = library.parse(request.args)
    like = _like(chosen)
    if like is None:
        chosen = replace(chosen, like=None)
    today = utc_now().date()
    profile = (like, similarity.profile_of(like, today)) if like is not None else None
    query = library.shelves(signed_in_user(), chosen, today, like=profile)
    page = page_of(query, scalars=False)
    shelves = [library.shelf_of(row) for row in page.rows]
    return render_template(
        "evaluation/lessons/library.html",
        page=page,
        shelves=shelves,
        helping=helping_for([shelf.lesson for shelf in shelves]),
        form=_form(chosen, is_like=like is not None),
        chips=_chips(chosen),
        like=like,
        chosen=chosen,
        remarks=remarks,
        total=_total(page),
        today=today,
    )


def _like(chosen: library.LibraryFilter) -> Partnership | None:
    """The partnership whose likes come first, if the reader sees its inside."""
    found = db.session.get(Partnership, chosen.like) if chosen.like is not None else None
    return (
        found if found is not None and can(signed_in_user(), Permission.PARTNERSHIP_INSIDE, found) else None
    )


def _form(chosen: library.LibraryFilter, *, is_like: bool) -> LibraryForm:
    order = chosen.order
    if order is None or (order is LessonOrder.SIMILAR and not is_like):
        order = LessonOrder.SIMILAR if is_like else LessonOrder.RECENT
    form = LibraryForm.of(chosen, order)
    form.sort.by_likeness = is_like
    return form


def _total(page: Page[Any]) -> str:
    """How many were found, in words."""
    if page.capped:
        return _("More than %(count)s lessons", count=COUNT_CAP)
    return _n("%(num)d lesson", "%(num)d lessons", page.total)


def _chips(chosen: library.LibraryFilter) -> list[dict[str, str]]:
    """What the library is narrowed to, value by value, each with the address that takes it away."""
    labels = LibraryForm(formdata=None)
    given: list[tuple[str, Sequence[Any]]] = [
        ("q", [chosen.text] if chosen.text else []),
        ("kind", [chosen.kind] if chosen.kind else []),
        ("stage", chosen.stages),
        ("field", chosen.fields),
        ("mechanism", [chosen.mechanism] if chosen.mechanism else []),
        ("mix", [chosen.mix] if chosen.mix else []),
    ]
    return [
        {
            "label": str(labels[name].label.text) if name != "q" else _("Search"),
            "value": str(value),
            "remove_url": address_with(
                **{
                    name: [getattr(other, "code", other) for other in values if other is not value] or None,
                    "page": None,
                }
            ),
        }
        for name, values in given
        for value in values
    ]


@bp.get("/lessons/<int:lesson_id>")
@requires(Permission.LESSON_READ, on=Lesson)
def show_lesson(lesson: Lesson) -> ResponseReturnValue:
    """One lesson with what it is about, and whom it helped, as far as the reader may see them."""
    user = signed_in_user()
    helped = db.session.scalars(queries.helped_seen_by(lesson, user)).all()
    return render_template(
        "evaluation/lessons/lesson.html",
        shelf=library.one_shelf(lesson, user),
        helping=helping_for([lesson]),
        helped=helped,
        helped_elsewhere=lesson.helped - len(helped),
        today=utc_now().date(),
    )


@bp.post("/lessons/<int:lesson_id>/helped")
@requires(Permission.LESSON_READ, on=Lesson)
def lesson_helped(lesson: Lesson) -> ResponseReturnValue:
    """Say for one of the own partnerships that a lesson helped, or take it back."""
    takes_back = request.form.get("back") == "1"
    partnership = _own(request.form.get("partnership", type=int))
    here = url_for("evaluation.show_lesson", lesson_id=lesson.id)
    if partnership is None:
        say(_("Choose one of the partnerships that you work on."), "warning")
        return back_to(here)
    try:
        if takes_back:
            helping.take_back(lesson, partnership, by=signed_in_user())
        else:
            helping.say_helped(lesson, partnership, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "warning")
    else:
        db.session.commit()
        say(
            _("Taken back.")
            if takes_back
            else _("Noted. Those who learnt it the hard way will be glad that it helped.")
        )
    return back_to(here)


def _own(number: int | None) -> Partnership | None:
    """One of the partnerships that this person works on."""
    own = db.session.scalars(queries.helpable_by(signed_in_user())).all()
    return next((each for each in own if each.id == number), None)
