"""What people without an account open: a report that was decided to be public, and the page of a partner's personal link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, url_for

from tracker import permissions
from tracker.access import public, user_or_none
from tracker.database import utc_now
from tracker.documents import files
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.reporting import composing, letters, queries, services
from tracker.evaluation.reporting.forms import AnswerForm
from tracker.evaluation.reporting.routes.report import as_file, asked_language, document_of
from tracker.evaluation.reporting.terms import ConsentAnswer, Reader
from tracker.extensions import db, limiter
from tracker.i18n import _
from tracker.projects.models import Partnership
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.documents.blocks import Document


FILES_OF_ONE = "20 per minute"
"""How many files somebody without an account may ask for: making one takes a process of its own."""


@bp.get("/reports/<int:partnership_id>")
@public("only what the broker decided to publish is found here")
def public_report(partnership_id: int) -> ResponseReturnValue:
    """A published report; everything else is not found, as if it were not there."""
    document = _published(partnership_id)
    return render_template(
        "evaluation/reporting/public.html", document=document, partnership_id=partnership_id
    )


@bp.get("/reports/<int:partnership_id>/pdf")
@public("only what the broker decided to publish is found here")
@limiter.limit(FILES_OF_ONE)
def public_report_as_pdf(partnership_id: int) -> ResponseReturnValue:
    """The same to take away, as it is."""
    return _published_file(partnership_id, files.PDF)


@bp.get("/reports/<int:partnership_id>/word")
@public("only what the broker decided to publish is found here")
@limiter.limit(FILES_OF_ONE)
def public_report_as_word(partnership_id: int) -> ResponseReturnValue:
    """The same to take away, to go on working with."""
    return _published_file(partnership_id, files.WORD)


def _published_file(partnership_id: int, kind: str) -> ResponseReturnValue:
    back = url_for("evaluation.public_report", partnership_id=partnership_id)
    return as_file(_published(partnership_id), Reader.PUBLIC, kind, back=back)


def _published(partnership_id: int) -> Document:
    """The newest published report, where this visitor may see published things at all."""
    partnership = db.session.get(Partnership, partnership_id)
    if partnership is None or (user_or_none() is None and not permissions.visitors_welcome.get()):
        abort(404)
    report = queries.public_report_of(partnership)
    if report is None:
        abort(404)
    return document_of(partnership, report, Reader.PUBLIC, asked_language(), report.round)


@bp.app_template_global()
def has_public_report(partnership: Partnership) -> bool:
    """Whether the partnership has a published report to link to."""
    return queries.public_report_of(partnership) is not None


@bp.route("/consent/<token>", methods=["GET", "POST"])
@public("the link in the letter is the key")
def consent(token: str) -> ResponseReturnValue:
    """A partner reads the report as it would be published, and says whether it agrees; a link that works no more says why."""
    try:
        link = services.find_link(db.session(), letters.token_of(token))
    except DomainError as error:
        return render_template("evaluation/reporting/link_closed.html", sentence=str(error)), 410
    partnership = link.partnership
    found = queries.report_of(partnership, link.report.round)
    consents = found.consents if found is not None else []
    said = next((each for each in consents if each.participation_id == link.participation_id), None)
    form = AnswerForm(
        data={
            "answer": said.answer if said is not None else None,
            "person": (said.person if said is not None else "") or link.person,
        }
    )
    if form.validate_on_submit():
        services.answer_by_link(link, answer=form.answer.data, person=form.person.data or "")
        db.session.commit()
        say(_("Thank you. Your answer is written down."))
        return redirect(url_for("evaluation.consent", token=token), 303)
    document = composing.compose(
        partnership,
        report=found,
        reader=Reader.PUBLIC,
        language=asked_language(),
        today=utc_now().date(),
        round_number=link.report.round,
        assuming={}
        if said is not None and said.answer is not None
        else {link.participation_id: ConsentAnswer.NAMED},
    )
    return render_template(
        "evaluation/reporting/consent.html", link=link, form=form, document=document, said=said
    )
