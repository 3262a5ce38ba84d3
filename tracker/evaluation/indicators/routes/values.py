"""Pages of values: writing down what was measured, cancelling what was wrong, and all of it as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.downloads import csv_file, xlsx_file
from tracker.evaluation.blueprint import bp
from tracker.evaluation.indicators import queries, services, sheets, words
from tracker.evaluation.indicators.forms import MeasureForm, measure_form
from tracker.evaluation.indicators.models import Indicator, IndicatorValue
from tracker.evaluation.indicators.routes.indicators import page, reason_page
from tracker.extensions import db
from tracker.i18n import _, show_date
from tracker.permissions import Permission, can
from tracker.projects.models import Document, Partnership
from tracker.resources.forms import ReasonForm
from tracker.resources.routes.answers import attempt
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.sheets import Sheet


@bp.route("/indicators/<int:indicator_id>/values/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Indicator)
def measure(indicator: Indicator) -> ResponseReturnValue:
    """Write down what was measured on one day."""
    form = measure_form(indicator, measured_on=utc_now().date())
    documents = _documents(indicator.partnership)
    form.offer(documents)
    if form.validate_on_submit() and _save(indicator, form, documents):
        say(_("The value is written down."))
        return redirect(url_for("evaluation.show_indicator", indicator_id=indicator.id), 303)
    return page("evaluation/indicators/measure.html", indicator.partnership, form=form, indicator=indicator)


def _documents(partnership: Partnership) -> list[Document]:
    """Documents in use that are not kept inside the team: who sees a value may see what proves it."""
    return [
        document
        for document in partnership.documents
        if document.archived_at is None and not document.is_team_only
    ]


def _save(indicator: Indicator, form: MeasureForm, documents: list[Document]) -> bool:
    if not form.knows_all(request.form):
        form.form_errors = [
            *form.form_errors,
            _("A category was taken away while you were writing. Look at the values again, then save."),
        ]
        return False
    document = next((each for each in documents if each.id == form.document.data), None)
    return attempt(
        form,
        lambda: services.measure(
            indicator,
            by=signed_in_user(),
            measured_on=form.measured_on.data or utc_now().date(),
            values=form.measured(),
            source=form.source.data or "",
            evidence_link=form.evidence_link.data or "",
            document=document,
            note=form.note.data or "",
        ),
    )


@bp.route("/indicator-values/<int:indicator_value_id>/cancel", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=IndicatorValue)
def cancel_value(indicator_value: IndicatorValue) -> ResponseReturnValue:
    """Take back a wrong value."""
    form, indicator = ReasonForm(), indicator_value.indicator
    back = url_for("evaluation.show_indicator", indicator_id=indicator.id)
    if form.validate_on_submit() and attempt(
        form,
        lambda: services.cancel_value(indicator_value, by=signed_in_user(), reason=form.reason.data or ""),
    ):
        say(_("The value is cancelled. It stays readable, and counts no more."))
        return redirect(back, 303)
    return reason_page(
        indicator.partnership,
        form,
        heading=_("Cancel a value of “%(name)s”", name=indicator.name),
        text=_(
            "%(value)s of %(day)s (%(what)s). It stays readable with your reason, and counts no more.",
            value=words.number_of(indicator, indicator_value.value),
            day=show_date(indicator_value.measured_on),
            what=words.category_of(indicator_value),
        ),
        label=_("Cancel this value"),
        back=back,
    )


@bp.get("/partnerships/<int:partnership_id>/evaluation/indicators/csv")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def values_as_csv(partnership: Partnership) -> ResponseReturnValue:
    """All values for a machine."""
    return csv_file(_sheet(partnership), f"indicators-{partnership.id}.csv")


@bp.get("/partnerships/<int:partnership_id>/evaluation/indicators/xlsx")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def values_as_xlsx(partnership: Partnership) -> ResponseReturnValue:
    """All values for a spreadsheet."""
    return xlsx_file(f"indicators-{partnership.id}.xlsx", _sheet(partnership))


def _sheet(partnership: Partnership) -> Sheet:
    found = db.session.scalars(queries.indicators_of(partnership, with_documents=True)).unique().all()
    user = signed_in_user()
    return sheets.sheet_of(found, lambda document: can(user, Permission.DOCUMENT_READ, document))
