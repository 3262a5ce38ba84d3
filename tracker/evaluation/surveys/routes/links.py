"""Personal links: whom to ask, sending and showing them, taking them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, session, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.surveys import letters, links, qr, queries
from tracker.evaluation.surveys.forms import LinkForm, NewLinkForm
from tracker.evaluation.surveys.models import Survey, SurveyLink
from tracker.evaluation.surveys.routes.rounds import attempt, survey_page, try_or_say
from tracker.extensions import db
from tracker.i18n import _, _n
from tracker.permissions import Permission
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

SHOWN_ONCE = "survey_link"


def back_to_round(survey_id: int, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("evaluation.survey", survey_id=survey_id, _anchor=anchor), 303)


# --- whom to ask --------------------------------------------------------------------------------------------------------


@bp.route("/evaluation/surveys/<int:survey_id>/links/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Survey)
def add_link(survey: Survey) -> ResponseReturnValue:
    """Ask one more person."""
    partners = survey.partnership.partners_on(utc_now().date())
    form = NewLinkForm(partners=partners, data={"language": signed_in_user().language})
    if form.validate_on_submit():
        values = form.values()
        number = values.pop("participation")
        chosen = next((each for each in partners if each.id == number), None)
        if chosen is not None and attempt(
            form, lambda: links.ask(survey, chosen, by=signed_in_user(), **_texts(values))
        ):
            say(_("The person is on the list. Nothing has been sent yet."))
            return back_to_round(survey.id, "links")
    return survey_page("evaluation/surveys/link_form.html", survey, form=form, link=None)


@bp.route("/survey-links/<int:survey_link_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=SurveyLink)
def edit_link(survey_link: SurveyLink) -> ResponseReturnValue:
    """Ask somebody else instead, or at another address."""
    form = LinkForm(obj=survey_link)
    if form.validate_on_submit() and attempt(
        form, lambda: links.edit(survey_link, by=signed_in_user(), **_texts(form.values()))
    ):
        say(_("Saved."))
        return back_to_round(survey_link.survey_id, "links")
    return survey_page("evaluation/surveys/link_form.html", survey_link.survey, form=form, link=survey_link)


def _texts(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "person": values["person"] or "", "email": values["email"] or ""}


# --- showing one --------------------------------------------------------------------------------------------------------


@bp.post("/survey-links/<int:survey_link_id>/show")
@requires(Permission.PARTNERSHIP_LEAD, on=SurveyLink)
def renew_link(survey_link: SurveyLink) -> ResponseReturnValue:
    """Make the link anew, and show it on the next page, once."""
    link_id, survey_id = survey_link.id, survey_link.survey_id
    made: list[str] = []
    if not try_or_say(lambda: made.append(links.show(survey_link, by=signed_in_user()))):
        return back_to_round(survey_id, "links")
    session[SHOWN_ONCE] = {"id": link_id, "token": made[0]}
    return redirect(url_for("evaluation.show_link", survey_link_id=link_id), 303)


@bp.get("/survey-links/<int:survey_link_id>")
@requires(Permission.PARTNERSHIP_LEAD, on=SurveyLink)
def show_link(survey_link: SurveyLink) -> ResponseReturnValue:
    """The link to copy and as a QR code, right after it was made; later only that it is not known any more."""
    fresh = session.get(SHOWN_ONCE)
    address = None
    if fresh and fresh["id"] == survey_link.id:
        del session[SHOWN_ONCE]
        address = letters.address_of(fresh["token"])
    return render_template(
        "evaluation/surveys/link.html",
        partnership=survey_link.partnership,
        tab="evaluation",
        survey=survey_link.survey,
        link=survey_link,
        state=survey_link.state_at(utc_now()),
        address=address,
        drawing=qr.drawing_of(address) if address else None,
    )


@bp.post("/survey-links/<int:survey_link_id>/revoke")
@requires(Permission.PARTNERSHIP_LEAD, on=SurveyLink)
def revoke_link(survey_link: SurveyLink) -> ResponseReturnValue:
    survey_id = survey_link.survey_id
    if try_or_say(lambda: links.revoke(survey_link, by=signed_in_user())):
        say(_("The link is withdrawn: it opens nothing any more."))
    return back_to_round(survey_id, "links")


# --- sending ------------------------------------------------------------------------------------------------------------


@bp.post("/survey-links/<int:survey_link_id>/send")
@requires(Permission.PARTNERSHIP_LEAD, on=SurveyLink)
def send_link(survey_link: SurveyLink) -> ResponseReturnValue:
    """Send one person the link, or remind them."""
    survey_id = survey_link.survey_id
    _send([survey_link])
    return back_to_round(survey_id, "links")


@bp.post("/evaluation/surveys/<int:survey_id>/send")
@requires(Permission.PARTNERSHIP_LEAD, on=Survey)
def send_links(survey: Survey) -> ResponseReturnValue:
    """Send everybody the link who has an address and has got no letter yet."""
    standing = queries.standing_of(queries.with_links(db.session(), survey), utc_now())
    _send(standing.unsent)
    return back_to_round(survey.id)


@bp.post("/evaluation/surveys/<int:survey_id>/remind")
@requires(Permission.PARTNERSHIP_LEAD, on=Survey)
def remind(survey: Survey) -> ResponseReturnValue:
    """Remind everybody who got a letter and has not answered."""
    standing = queries.standing_of(queries.with_links(db.session(), survey), utc_now())
    _send(standing.to_remind)
    return back_to_round(survey.id)


def _send(chosen: Sequence[SurveyLink]) -> None:
    """Send letters, and say how many went. The old link of somebody whose letter did not go out still works."""
    if not letters.can_send():
        say(_("Tracker cannot send letters here. Show each link, and pass it on yourself."), "warning")
        return
    gone, failed = 0, 0
    for link in chosen:
        try:
            token = links.prepare_letter(link)
        except DomainError as error:
            say(str(error), "error")
            continue
        if letters.send(link, token, sender=signed_in_user().display_name):
            links.sent(link, token, by=signed_in_user())
            gone += 1
        else:
            failed += 1
    db.session.commit()
    if gone:
        say(_n("%(num)d letter is on its way.", "%(num)d letters are on their way.", gone))
    if failed:
        say(
            _n(
                "%(num)d letter could not be sent: the mail server did not take it. Try again later.",
                "%(num)d letters could not be sent: the mail server did not take them. Try again later.",
                failed,
            ),
            "error",
        )
    if not gone and not failed and not chosen:
        say(_("There was nobody to send a letter to."), "info")
