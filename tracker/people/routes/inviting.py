"""Inviting many alumni: who would get a letter, then one letter after another, with what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from tracker.access import requires, signed_in_user
from tracker.accounts import letters
from tracker.accounts.models import User
from tracker.database import utc_now
from tracker.extensions import db
from tracker.i18n import current_language
from tracker.people import inviting, queries
from tracker.people.blueprint import bp
from tracker.people.forms import FilterForm, InviteForm
from tracker.people.models import Alumnus, InvitationRound
from tracker.people.routes.answers import attempt
from tracker.people.terms import PlaceState
from tracker.permissions import Permission
from tracker.web import is_htmx, page_of, query_arguments

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

AT_ONCE = 5
"""Letters in one request: a mail server takes about a second for each."""
MOST_NAMED = 200


@bp.route("/people/invite", methods=["GET", "POST"])
@requires(Permission.PEOPLE_INVITE)
def invite() -> ResponseReturnValue:
    """The people chosen in the list, or all that it shows: who gets a letter, and who does not and why."""
    user = signed_in_user()
    filter_form = FilterForm(request.args, seen=queries.in_register())
    alumni = _chosen(filter_form, user)
    form = InviteForm(language=current_language())
    made: list[InvitationRound] = []
    if form.validate_on_submit() and attempt(
        form,
        lambda: made.append(inviting.begin(db.session(), alumni, by=user, language=form.language.data)),
    ):
        return redirect(url_for("people.invitation_round", invitation_round_id=made[0].id), 303)
    reasons = inviting.why_not(alumni, db.session())
    return render_template(
        "people/invite.html",
        form=form,
        is_refused=filter_form.is_refused,
        chosen=query_arguments(),
        able=[alumnus for alumnus in alumni if alumnus.id not in reasons],
        unable=[(alumnus, reasons[alumnus.id]) for alumnus in alumni if alumnus.id in reasons],
        most=MOST_NAMED,
    )


def _chosen(form: FilterForm, user: User) -> Sequence[Alumnus]:
    """Those who were ticked, else all whom the filter finds: nobody, where a part of it was not understood and would find more."""
    found = queries.register(form.chosen(), user, utc_now())
    ticked = [int(text) for text in request.args.getlist("alumnus") if text.isdecimal() and len(text) < 10]  # noqa: PLR2004  # longer is no number of a record
    if ticked:
        found = queries.register(queries.Filter(), user, utc_now()).where(Alumnus.id.in_(ticked))
    elif form.is_refused:
        return []
    return db.session.scalars(found.limit(inviting.MOST_AT_ONCE + 1)).all()


@bp.get("/people/invite/<int:invitation_round_id>")
@requires(Permission.PEOPLE_INVITE, on=InvitationRound)
def invitation_round(invitation_round: InvitationRound) -> ResponseReturnValue:
    """How far the letters have come, and what became of each."""
    return _round_page(invitation_round)


def _round_page(invitation_round: InvitationRound) -> str:
    states = queries.states_of(db.session(), invitation_round)
    total = sum(number for state, number in states.items() if state is not PlaceState.LEFT_OUT)
    return render_template(
        "people/round.html",
        round=invitation_round,
        states=states,
        waiting=states[PlaceState.WAITING],
        total=total,
        page=page_of(queries.places_of(invitation_round), size=50),
    )


@bp.post("/people/invite/<int:invitation_round_id>/send")
@requires(Permission.PEOPLE_INVITE, on=InvitationRound)
def send_round(invitation_round: InvitationRound) -> ResponseReturnValue:
    """Send the next few letters. Each person is a transaction of its own, so that a broken connection loses nobody and repeats nobody."""
    for _number in range(AT_ONCE):
        if not _send_next(invitation_round):
            break
    if is_htmx():
        return _round_page(invitation_round)
    return redirect(url_for("people.invitation_round", invitation_round_id=invitation_round.id), 303)


def _send_next(invitation_round: InvitationRound) -> bool:
    """Invite the next person who waits; says whether there was one."""
    place = inviting.next_place(invitation_round)
    if place is None:
        return False
    invited = inviting.invite(place, by=signed_in_user())
    db.session.commit()
    if invited is not None:
        invitation, token = invited
        inviting.letter_went(place, sent=letters.send_invitation(invitation, token))
        db.session.commit()
    return True
