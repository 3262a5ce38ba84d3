"""How far the report goes: deciding it, taking the decision back, and what the partners say to that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, session, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import Conflict, DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.reporting import letters, queries, services
from tracker.evaluation.reporting.forms import ConsentForm, ConsentLinkForm, PublicityForm
from tracker.evaluation.reporting.models import ConsentLink, PublicityDecision
from tracker.evaluation.reporting.routes.report import asked_language, document_of
from tracker.evaluation.reporting.showing import Naming
from tracker.evaluation.reporting.terms import Reader
from tracker.extensions import db
from tracker.i18n import _, current_language
from tracker.permissions import Permission, can
from tracker.projects.models import Participation, Partnership
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.evaluation.reporting.models import EvaluationReport, PublicationConsent

SHOWN_ONCE = "consent_link"
TEXTS_FOR_ALL = ("summary", "worked", "did_not_work", "conclusions")


@bp.get("/partnerships/<int:partnership_id>/evaluation/report/publicity")
@requires(Permission.TEAM_NOTES, on=Partnership)
def publicity(partnership: Partnership) -> ResponseReturnValue:
    """The decision that holds, those before, and the partners' answers."""
    queries.with_partners(db.session(), partnership)
    report = queries.report_of(partnership)
    public = queries.public_report_of(partnership)
    links = list(db.session.scalars(queries.links_of(report))) if report is not None else []
    consents = {each.participation_id: each for each in report.consents} if report is not None else {}
    return _page(
        "evaluation/reporting/publicity.html",
        partnership,
        report=report,
        earlier=public if public is not None and public is not report else None,
        rows=[
            (each, consents.get(each.id), [link for link in links if link.participation_id == each.id][:1])
            for each in partnership.participations
        ],
        mentioned=_mentioned(partnership, report),
        now=utc_now(),
        may_lead=can(signed_in_user(), Permission.PARTNERSHIP_LEAD, partnership),
        fresh=session.pop(SHOWN_ONCE, None),
    )


def _mentioned(partnership: Partnership, report: EvaluationReport | None) -> list[Participation]:
    """Partners whose names stand in what people wrote, though they do not want to be named, or were not asked."""
    if report is None:
        return []
    naming = Naming.of(Reader.PUBLIC, partnership, report)
    return naming.mentions("\n".join(getattr(report, name) for name in TEXTS_FOR_ALL))


@bp.route("/partnerships/<int:partnership_id>/evaluation/report/publicity/decide", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def decide_publicity(partnership: Partnership) -> ResponseReturnValue:
    """Say who may read the report."""
    report = queries.report_of(partnership)
    last = report.decisions[-1] if report is not None and report.decisions else None
    degree = report.degree if report is not None else Reader.INTERNAL
    form = PublicityForm(data={"degree": degree, "decided_on": utc_now().date()})
    if form.validate_on_submit():
        seen = request.form.get("_seen", "")
        try:
            services.decide(
                partnership,
                by=signed_in_user(),
                seen=int(seen) if merging.is_version(seen) else None,
                **form.values(),
            )
        except Conflict as error:
            db.session.rollback()
            say(str(error), "error")
            return redirect(_back(partnership), 303)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(form.degree.data.explanation)
            return redirect(_back(partnership), 303)
    return _page(
        "evaluation/reporting/decide.html", partnership, form=form, seen=last.id if last is not None else 0
    )


@bp.post("/publicity-decisions/<int:publicity_decision_id>/withdraw")
@requires(Permission.PARTNERSHIP_LEAD, on=PublicityDecision)
def withdraw_publicity(publicity_decision: PublicityDecision) -> ResponseReturnValue:
    """Take the decision back; the report is offline at once."""
    partnership = publicity_decision.partnership
    try:
        services.withdraw(
            publicity_decision, by=signed_in_user(), reason=request.form.get("reason", "")[:1000]
        )
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
    else:
        db.session.commit()
        say(_("The decision is withdrawn: from now on only the team reads the report."))
    return redirect(_back(partnership), 303)


@bp.get("/partnerships/<int:partnership_id>/evaluation/report/preview")
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def preview_report(partnership: Partnership) -> ResponseReturnValue:
    """How the report would be published with the answers of today, as the partners see it before they agree."""
    report = queries.report_of(partnership)
    document = document_of(partnership, report, Reader.PUBLIC, asked_language(), partnership.round)
    return _page("evaluation/reporting/preview.html", partnership, document=document)


# --- consent ------------------------------------------------------------------------------------------------------------


@bp.route("/participations/<int:participation_id>/consent", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Participation)
def record_consent(participation: Participation) -> ResponseReturnValue:
    """Write down what a partner said. What somebody else wrote meanwhile, or the partner itself, is merged."""
    consent = _consent_of(participation)
    form = ConsentForm.of(consent)
    if form.validate_on_submit():
        outcome = _merged(consent, form)
        if not outcome.is_settled:
            db.session.rollback()
            return _page(
                "evaluation/reporting/consent_merge.html", participation.partnership, form=form, merge=outcome
            )
        try:
            services.record_consent(participation, by=signed_in_user(), **outcome.values)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Saved."))
            return redirect(_back(participation.partnership, "consents"), 303)
    return _page(
        "evaluation/reporting/consent_form.html",
        participation.partnership,
        participation=participation,
        form=form,
        version=consent.version if consent is not None else 0,
    )


def _consent_of(participation: Participation) -> PublicationConsent | None:
    report = queries.report_of(participation.partnership)
    consents = report.consents if report is not None else []
    return next((each for each in consents if each.participation_id == participation.id), None)


def _merged(consent: PublicationConsent | None, form: ConsentForm) -> merging.Merge:
    mine = form.values()
    if consent is None:
        return merging.Merge(values=mine, version=0)
    return merging.merge(consent, version=merging.version_in(request.form), mine=mine, choices=request.form)


@bp.route("/participations/<int:participation_id>/consent/link", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Participation)
def ask_consent(participation: Participation) -> ResponseReturnValue:
    """A personal link for a partner: by letter, or to pass on."""
    form = ConsentLinkForm(data=_whom(participation))
    if form.validate_on_submit():
        try:
            link, token = services.make_link(participation, by=signed_in_user(), **form.values())
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            return _sent(link, token)
    return _page(
        "evaluation/reporting/ask.html",
        participation.partnership,
        participation=participation,
        form=form,
        can_send=letters.can_send(),
        days=services.LINK_LASTS.days,
    )


def _whom(participation: Participation) -> dict[str, Any]:
    """The first key person of the partner that has an address, else the first."""
    people = [person.contact for person in participation.key_people if not person.contact.is_archived]
    known = next((each for each in people if each.email), people[0] if people else None)
    if known is None:
        return {"language": current_language()}
    return {"person": known.name, "email": known.email, "language": current_language()}


def _sent(link: ConsentLink, token: str) -> ResponseReturnValue:
    """Send the letter, and show the link once for whoever would rather pass it on in person."""
    if link.email and letters.send(link, token, by=signed_in_user()):
        say(_("The letter to %(email)s is on its way.", email=link.email))
    else:
        say(_("The link is made. Pass it on yourself: it is shown only this once."), "info")
        session[SHOWN_ONCE] = {
            "name": link.participation.organisation.display_name,
            "link": letters.link_address(token),
        }
    return redirect(_back(link.partnership), 303)


@bp.post("/consent-links/<int:consent_link_id>/revoke")
@requires(Permission.PARTNERSHIP_LEAD, on=ConsentLink)
def revoke_consent_link(consent_link: ConsentLink) -> ResponseReturnValue:
    """Let a link open nothing any more."""
    services.revoke_link(consent_link, by=signed_in_user())
    db.session.commit()
    say(_("The link is withdrawn: it opens nothing any more."))
    return redirect(_back(consent_link.partnership, "consents"), 303)


def _back(partnership: Partnership, anchor: str | None = None) -> str:
    return url_for("evaluation.publicity", partnership_id=partnership.id, _anchor=anchor)


def _page(template: str, partnership: Partnership, **more: Any) -> str:
    return render_template(template, partnership=partnership, tab="evaluation", **more)
