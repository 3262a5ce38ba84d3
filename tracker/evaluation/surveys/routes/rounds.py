"""Rounds of questions: the list, opening one, what it waits for, more time, closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user, user_or_none
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.surveys import letters, next_steps, panels, queries, services
from tracker.evaluation.surveys.forms import RoundDetails, RoundForm
from tracker.evaluation.surveys.models import Survey
from tracker.evaluation.surveys.terms import WhomToAsk
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission, can
from tracker.projects.models import Partnership
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.forms import Form


@bp.get("/partnerships/<int:partnership_id>/evaluation/surveys")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def surveys(partnership: Partnership) -> ResponseReturnValue:
    """All rounds, the newest first, each with where it stands."""
    now = utc_now()
    rounds = list(db.session.scalars(queries.surveys_of(partnership)))
    return render_template(
        "evaluation/surveys/list.html",
        partnership=partnership,
        tab="evaluation",
        rounds=[(survey, queries.standing_of(survey.links, now)) for survey in rounds],
        in_a_sentence=panels.in_a_sentence,
        results=results_address,
        may_lead=may_lead(partnership),
        has_partners=bool(partnership.partners_on(now.date())),
    )


def may_lead(partnership: Partnership) -> bool:
    """Whether the reader opens rounds, sends letters and closes; in the archive nobody does."""
    return not partnership.is_archived and can(user_or_none(), Permission.PARTNERSHIP_LEAD, partnership)


def results_address(survey: Survey) -> str | None:
    """Where the results of a closed round are."""
    return url_for("evaluation.survey_results", survey_id=survey.id) if survey.is_closed else None


@bp.route("/partnerships/<int:partnership_id>/evaluation/surveys/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def new_survey(partnership: Partnership) -> ResponseReturnValue:
    """Open a round; nothing is sent by that."""
    user, today = signed_in_user(), utc_now().date()
    form = RoundForm(
        data={
            "parts": services.usual_parts(partnership),
            "moment": services.usual_moment(partnership),
            "due_on": today + services.USUAL_TIME,
            "whom": WhomToAsk.ONE_EACH,
            "language": user.language,
        }
    )
    if form.validate_on_submit():
        opened: list[Survey] = []
        values = form.values()
        if attempt(form, lambda: opened.append(services.open_round(partnership, by=user, **values))):
            say(_("The round is open. Look over whom you ask; nothing has been sent yet."))
            return redirect(url_for("evaluation.survey", survey_id=opened[0].id), 303)
    partners = partnership.partners_on(today)
    return render_template(
        "evaluation/surveys/new.html", partnership=partnership, tab="evaluation", form=form, partners=partners
    )


@bp.get("/evaluation/surveys/<int:survey_id>")
@requires(Permission.PARTNERSHIP_INSIDE, on=Survey)
def survey(survey: Survey) -> ResponseReturnValue:
    """One round: who has answered, the links, and what to do next. Never what was answered."""
    links, now = queries.with_links(db.session(), survey), utc_now()
    standing = queries.standing_of(links, now)
    leads = may_lead(survey.partnership)
    return survey_page(
        "evaluation/surveys/round.html",
        survey,
        links=links,
        standing=standing,
        sentence=panels.in_a_sentence(survey, standing),
        step=next_steps.step_of(survey, standing, now.date(), can_send=letters.can_send()) if leads else None,
        can_send=letters.can_send(),
        results=results_address(survey),
        may_lead=leads,
        today=now.date(),
    )


def survey_page(template: str, survey: Survey, **more: Any) -> str:
    return render_template(template, partnership=survey.partnership, tab="evaluation", survey=survey, **more)


@bp.route("/evaluation/surveys/<int:survey_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Survey)
def edit_survey(survey: Survey) -> ResponseReturnValue:
    """The name, the first words, the last day; what somebody else changed meanwhile is merged field by field."""
    form = RoundDetails(obj=survey)
    back = url_for("evaluation.survey", survey_id=survey.id)
    if form.validate_on_submit():
        mine = {**form.values(), "title": form.title.data or "", "message": form.message.data or ""}
        outcome = merging.merge(
            survey, version=merging.version_in(request.form), mine=mine, choices=request.form
        )
        if not outcome.is_settled:
            db.session.rollback()
            return survey_page("evaluation/surveys/merge.html", survey, form=form, merge=outcome, back=back)
        if attempt(form, lambda: services.edit_round(survey, by=signed_in_user(), **outcome.values)):
            say(_("Saved."))
            sentence = merging.say_what_was_taken(outcome)
            if sentence:
                say(sentence, "info")
            return redirect(back, 303)
    return survey_page("evaluation/surveys/edit.html", survey, form=form, back=back)


@bp.post("/evaluation/surveys/<int:survey_id>/close")
@requires(Permission.PARTNERSHIP_LEAD, on=Survey)
def close_survey(survey: Survey) -> ResponseReturnValue:
    """End the round: from now on its results can be seen."""
    survey_id = survey.id
    if try_or_say(lambda: services.close(survey, by=signed_in_user())):
        say(
            _(
                "The round is closed. Everybody who sees the inside of the partnership can read the results now."
            )
        )
        db.session.refresh(survey)
        return redirect(results_address(survey) or url_for("evaluation.survey", survey_id=survey_id), 303)
    return redirect(url_for("evaluation.survey", survey_id=survey_id), 303)


# --- trying a change ----------------------------------------------------------------------------------------------------


def attempt(form: Form, change: Callable[[], Any]) -> bool:
    """Make a change and commit it; what the domain does not allow is said in the form, beside its field."""
    try:
        change()
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return False
    db.session.commit()
    return True


def try_or_say(change: Callable[[], Any]) -> bool:
    """Make a change and commit it; what the domain does not allow is said on the next page."""
    try:
        change()
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
        return False
    db.session.commit()
    return True
