"""Parting: the page that sums up a partnership that has ended, what each partner keeps, and the thanks to each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from limits import parse
from sqlalchemy.orm import selectinload

from tracker import merging
from tracker.access import requires, signed_in_user, user_or_none
from tracker.accounts.limits import LIMITS, Limit
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.continuing import family, letters, parting
from tracker.evaluation.continuing.forms import KeepsForm, ThanksForm
from tracker.evaluation.lessons import queries as lessons
from tracker.extensions import db
from tracker.i18n import LANGUAGES, _, _n, current_language
from tracker.permissions import Permission, can
from tracker.projects import queries as partnerships
from tracker.projects.models import Continuation, Participation, Partnership, StageVisit
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.evaluation.continuing.models import Farewell


def _signed_in() -> str:
    user = user_or_none()
    return "" if user is None else str(user.id)


LIMITS["evaluation.thank"] = (Limit("thanks", parse("60 per hour"), _signed_in, failures_only=False),)


@dataclass(frozen=True, slots=True)
class Parting:
    """One partner at the end: what it keeps, and whether it was thanked."""

    participation: Participation
    farewell: Farewell | None

    @property
    def keeps(self) -> str:
        return self.farewell.keeps if self.farewell is not None else ""

    @property
    def is_thanked(self) -> bool:
        return self.farewell is not None and self.farewell.thanked_at is not None


@bp.get("/partnerships/<int:partnership_id>/farewell")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def farewell(partnership: Partnership) -> ResponseReturnValue:
    """What came of a partnership, why it ended, what each partner keeps, and what lives on."""
    user = signed_in_user()
    partnerships.with_parts(
        db.session(),
        partnership,
        partnerships.WITH_PARTNERS,
        selectinload(Partnership.continuations).selectinload(Continuation.grounds),
        selectinload(Partnership.visits).lazyload(StageVisit.entered_by),
    )
    found = db.session.scalars(lessons.of_partnership(partnership)).all()
    tree = family.tree_of(partnership, user)
    return _page(
        "evaluation/continuing/farewell.html",
        partnership,
        partings=_partings(partnership),
        lessons=[lesson for lesson in found if not lesson.is_withdrawn],
        decision=partnership.continuations[-1] if partnership.continuations else None,
        place=next(branch for branch, _above in tree.all() if branch.is_here),
        days=_days(partnership),
        may_edit=can(user, Permission.PARTNERSHIP_EDIT, partnership),
        may_lead=can(user, Permission.PARTNERSHIP_LEAD, partnership) and not partnership.is_archived,
    )


def _partings(partnership: Partnership) -> list[Parting]:
    """Everybody who took part, those to the end first."""
    written = parting.farewells_of(partnership)
    last = partnership.partners_on(utc_now().date())
    ordered = [*last, *(each for each in partnership.participations if each not in last)]
    return [Parting(each, written.get(each.id)) for each in ordered]


def _days(partnership: Partnership) -> int:
    """From the first day of work, or of the cycle, to the last."""
    first = [visit.entered_on for visit in partnership.visits]
    if partnership.started_on is not None:
        first.append(partnership.started_on)
    last = partnership.ended_on or utc_now().date()
    return max(0, (last - min(first, default=last)).days)


@bp.route("/participations/<int:participation_id>/keeps", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Participation)
def keep(participation: Participation) -> ResponseReturnValue:
    """What a partner keeps; what somebody else wrote meanwhile is merged."""
    written = parting.farewell_of(participation, to_change=request.method == "POST")
    form = KeepsForm(keeps=written.keeps if written is not None else "")
    if form.validate_on_submit():
        mine = {"keeps": form.keeps.data or ""}
        outcome = merging.Merge(values=mine, version=0)
        if written is not None and merging.plain_without_order(mine["keeps"]) != written.keeps:
            outcome = merging.merge(
                written, version=merging.version_in(request.form), mine=mine, choices=request.form
            )
        if not outcome.is_settled:
            db.session.rollback()
            return _page(
                "evaluation/continuing/merge.html",
                participation.partnership,
                form=form,
                merge=outcome,
                back=_farewell_of(participation.partnership),
            )
        try:
            parting.say_what_stays(participation, by=signed_in_user(), **outcome.values)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Saved."))
            return redirect(_farewell_of(participation.partnership, participation), 303)
    return _page(
        "evaluation/continuing/keeps.html",
        participation.partnership,
        form=form,
        participation=participation,
        version=written.version if written is not None else 0,
    )


@bp.route("/participations/<int:participation_id>/thanks", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Participation)
def thank(participation: Participation) -> ResponseReturnValue:
    """The letter to one partner: to copy, or to send to people there by the broker's press."""
    asked = request.args.get("language", "")
    language = asked if asked in LANGUAGES else current_language()
    people = letters.contacts_of(participation)
    written = parting.farewell_of(participation)
    text = letters.words(
        participation,
        language=language,
        keeps=written.keeps if written is not None else "",
        sender=signed_in_user().display_name,
    )
    form = ThanksForm(language=language, text=text, contacts=[each.id for each in people])
    form.offer(people)
    if form.validate_on_submit() and _thanked(participation, form):
        return redirect(_farewell_of(participation.partnership, participation), 303)
    return _page(
        "evaluation/continuing/thanks.html",
        participation.partnership,
        form=form,
        participation=participation,
        language=language,
        languages=LANGUAGES,
        people=people,
        can_send=letters.can_send(),
        farewell=written,
    )


def _thanked(participation: Participation, form: ThanksForm) -> bool:
    """Send the letter, or note that the partner was thanked otherwise."""
    if request.form.get("by_hand") == "1":
        return _noted(
            participation, 0, _("Noted that %(partner)s was thanked.", partner=_name(participation))
        )
    if not form.chosen:
        form.contacts.errors = [_("Choose who gets the letter, or send it yourself and note it here.")]
        return False
    if participation.partnership.is_archived:
        form.form_errors = [_("The partnership is in the archive. Bring it back before changing it.")]
        return False
    sent = letters.send(participation, form.chosen, form.text.data or "", language=form.language.data)
    if not sent:
        form.form_errors = [_("The letter could not be sent. Copy it, and send it yourself.")]
        return False
    sentence = _n(
        "The letter is on its way to %(names)s.",
        "The letters are on their way to %(names)s.",
        len(sent),
        names=", ".join(sent),
    )
    return _noted(participation, len(sent), sentence)


def _noted(participation: Participation, count: int, sentence: str) -> bool:
    try:
        parting.note_thanks(participation, letters=count, by=signed_in_user())
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
        return True
    db.session.commit()
    say(sentence)
    return True


def _name(participation: Participation) -> str:
    return participation.organisation.display_name


def _farewell_of(partnership: Partnership, participation: Participation | None = None) -> str:
    anchor = f"partner-{participation.id}" if participation is not None else None
    return url_for("evaluation.farewell", partnership_id=partnership.id, _anchor=anchor)


def _page(template: str, partnership: Partnership, **more: Any) -> str:
    return render_template(template, partnership=partnership, tab="evaluation", **more)
