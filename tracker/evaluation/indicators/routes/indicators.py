"""Pages of indicators: all of a partnership with what came of them in words, one with its picture, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.indicators import drawing, gaps, progress, queries, services, words
from tracker.evaluation.indicators.forms import IndicatorForm
from tracker.evaluation.indicators.models import Indicator
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.projects.models import Partnership
from tracker.resources.forms import ReasonForm
from tracker.resources.routes.answers import attempt, say_taken
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@dataclass(frozen=True, slots=True)
class View:
    """An indicator as its pages show it."""

    indicator: Indicator
    progress: progress.Progress
    picture: drawing.Picture | None

    @classmethod
    def of(cls, indicator: Indicator) -> View:
        return cls(indicator, progress.progress_of(indicator), drawing.picture_of(indicator))


@bp.get("/partnerships/<int:partnership_id>/evaluation/indicators")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def indicators(partnership: Partnership) -> ResponseReturnValue:
    """All indicators, small, and the outcomes in words."""
    found = db.session.scalars(queries.indicators_of(partnership)).unique().all()
    outcomes = db.session.scalars(queries.outcomes_of(partnership)).all()
    return page(
        "evaluation/indicators/list.html",
        partnership,
        views=[View.of(each) for each in found if not each.is_dropped],
        dropped=[each for each in found if each.is_dropped],
        waiting=next((each for each in found if gaps.waits(each, utc_now().date())), None),
        outcomes=[each for each in outcomes if each.withdrawn_on is None],
        withdrawn=[each for each in outcomes if each.withdrawn_on is not None],
        may_edit=can(signed_in_user(), Permission.PARTNERSHIP_EDIT, partnership),
    )


@bp.route("/partnerships/<int:partnership_id>/evaluation/indicators/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def new_indicator(partnership: Partnership) -> ResponseReturnValue:
    form = IndicatorForm()
    if form.validate_on_submit() and attempt(
        form, lambda: services.add_indicator(partnership, by=signed_in_user(), **form.values())
    ):
        say(_("The indicator is on the list."))
        return redirect(url_for("evaluation.indicators", partnership_id=partnership.id), 303)
    return page("evaluation/indicators/form.html", partnership, form=form, indicator=None)


@bp.get("/indicators/<int:indicator_id>")
@requires(Permission.PARTNERSHIP_INSIDE, on=Indicator)
def show_indicator(indicator: Indicator) -> ResponseReturnValue:
    """One indicator with its picture, and every value that was measured."""
    return page(
        "evaluation/indicators/indicator.html",
        indicator.partnership,
        indicator=indicator,
        view=View.of(indicator),
        parts=[
            (category, picture)
            for category in indicator.categories
            if (picture := drawing.picture_of(indicator, category)) is not None
        ],
        values=db.session.scalars(queries.values_of(indicator)).all(),
        may_edit=can(signed_in_user(), Permission.PARTNERSHIP_EDIT, indicator.partnership),
    )


@bp.route("/indicators/<int:indicator_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Indicator)
def edit_indicator(indicator: Indicator) -> ResponseReturnValue:
    """Change an indicator; what somebody else changed meanwhile is merged field by field."""
    form = IndicatorForm.of(indicator)
    if form.validate_on_submit():
        outcome = merging.merge(
            indicator, version=merging.version_in(request.form), mine=form.values(), choices=request.form
        )
        if not outcome.is_settled:
            db.session.rollback()
            return merge_page(indicator.partnership, form, outcome, back=_address(indicator))
        if attempt(form, lambda: services.edit_indicator(indicator, by=signed_in_user(), **outcome.values)):
            say(_("Saved."))
            say_taken(outcome)
            return redirect(_address(indicator), 303)
    return page("evaluation/indicators/form.html", indicator.partnership, form=form, indicator=indicator)


@bp.route("/indicators/<int:indicator_id>/drop", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Indicator)
def drop_indicator(indicator: Indicator) -> ResponseReturnValue:
    """Go on without it, for a reason."""
    form = ReasonForm()
    if form.validate_on_submit() and attempt(
        form,
        lambda: services.drop_indicator(indicator, by=signed_in_user(), reason=form.reason.data or ""),
    ):
        say(_("The indicator is dropped; what was measured stays."))
        return redirect(url_for("evaluation.indicators", partnership_id=indicator.partnership_id), 303)
    return reason_page(
        indicator.partnership,
        form,
        heading=_("Drop the indicator “%(name)s”", name=indicator.name),
        text=_("It is counted no more and counts no more. Its values and its history stay readable."),
        label=_("Drop it"),
        back=_address(indicator),
    )


@bp.post("/indicators/<int:indicator_id>/take-up")
@requires(Permission.PARTNERSHIP_EDIT, on=Indicator)
def take_up_indicator(indicator: Indicator) -> ResponseReturnValue:
    address = _address(indicator)
    try:
        services.take_up_indicator(indicator, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        say(_("The indicator is in use again."))
    return redirect(address, 303)


def _address(indicator: Indicator) -> str:
    return url_for("evaluation.show_indicator", indicator_id=indicator.id)


def page(template: str, partnership: Partnership, **more: Any) -> str:
    return render_template(template, partnership=partnership, tab="evaluation", words=words, **more)


def merge_page(partnership: Partnership, form: Any, outcome: merging.Merge, *, back: str) -> str:
    """Where both changed the same field, the person chooses."""
    return page("evaluation/planning/merge.html", partnership, form=form, merge=outcome, back=back)


def reason_page(
    partnership: Partnership, form: ReasonForm, *, heading: str, text: str, label: str, back: str
) -> str:
    """A step that wants a reason."""
    return page(
        "evaluation/indicators/reason.html",
        partnership,
        form=form,
        heading=heading,
        text=text,
        label=label,
        back=back,
    )
