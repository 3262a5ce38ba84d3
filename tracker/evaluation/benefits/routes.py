"""Pages of the matrix of benefits: looking at it, filling it in partner by partner, taking it along as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, redirect, render_template, request, url_for

from tracker import sheets
from tracker.access import requires, signed_in_user
from tracker.errors import DomainError
from tracker.evaluation.benefits import export, glance, queries, services
from tracker.evaluation.benefits.forms import benefits_form, typed
from tracker.evaluation.benefits.part import present_moment, question, to_ask
from tracker.evaluation.benefits.terms import Level, Moment, Relation, SaidBy
from tracker.evaluation.blueprint import bp
from tracker.evaluation.terms import Benefit
from tracker.extensions import db
from tracker.i18n import _, current_language
from tracker.mechanisms import lines
from tracker.permissions import Permission, can
from tracker.projects.models import Participation, Partnership
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.forms import Form

BY_PARTNER, BY_BENEFIT = "partner", "benefit"


@bp.get("/partnerships/<int:partnership_id>/evaluation/benefits")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def benefits(partnership: Partnership) -> ResponseReturnValue:
    """The matrix; on a phone one card for each partner, or with ``?by=benefit`` for each benefit."""
    matrix, moment = queries.matrix_of(partnership), present_moment(partnership)
    may_edit = can(signed_in_user(), Permission.PARTNERSHIP_EDIT, partnership)
    asked = to_ask(matrix, moment) if may_edit and partnership.is_active else None
    return render_template(
        "evaluation/benefits/matrix.html",
        partnership=partnership,
        tab="evaluation",
        matrix=matrix,
        moment=moment,
        benefits=list(Benefit),
        moments=list(Moment),
        levels=list(Level),
        relations=list(Relation),
        by=BY_BENEFIT if request.args.get("by") == BY_BENEFIT else BY_PARTNER,
        gaining_nothing=glance.gaining_nothing(matrix),
        not_asked=glance.not_asked(matrix, _moments(partnership)) if not matrix.is_empty else [],
        next_step=question(asked, moment) if asked is not None else "",
        asked=asked,
        may_edit=may_edit,
        level_of=Level.of,
        of_partner=glance.of_partner,
        changed=export.changed,
    )


def _moments(partnership: Partnership) -> list[Moment]:
    """What can have been asked by now: what came is not missed before it could come."""
    return [moment for moment in Moment if moment is Moment.EXPECTED or present_moment(partnership) is moment]


@bp.get("/partnerships/<int:partnership_id>/evaluation/benefits/export")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def export_benefits(partnership: Partnership) -> ResponseReturnValue:
    """The matrix as a file: with ``?format=csv`` all cells in one list, else a workbook with the matrix and the list."""
    matrix = queries.matrix_of(partnership)
    if request.args.get("format") == "csv":
        delimiter = (
            ";" if current_language() == "ru" else ","
        )  # as spreadsheets of these countries part cells
        content, kind, ending = (
            sheets.as_csv(export.as_list(matrix), delimiter=delimiter),
            sheets.CSV_TYPE,
            "csv",
        )
    else:
        table = export.as_matrix(matrix, title=partnership.title, moments=_moments(partnership))
        content, kind, ending = sheets.as_xlsx(table, export.as_list(matrix)), sheets.XLSX_TYPE, "xlsx"
    response = Response(content, mimetype=kind)
    response.headers.set("Content-Disposition", "attachment", filename=f"benefits-{partnership.id}.{ending}")
    return response


@bp.route("/participations/<int:participation_id>/benefits", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Participation)
def edit_benefits(participation: Participation) -> ResponseReturnValue:
    """All ten benefits of one partner at one moment; what somebody else said meanwhile is merged line by line."""
    moment, is_sent = _moment_in_address(participation.partnership), request.method == "POST"
    if is_sent:
        services.wait(participation)
    cells = queries.cells_by_benefit(participation, fresh=is_sent)
    form = benefits_form(moment, cells)
    if form.validate_on_submit():
        merged = lines.merge_lines(list(Benefit), cells, typed(form, moment), request.form)
        if lines.open_lines(merged):
            db.session.rollback()
            return _merge_page(participation, form, lines.open_lines(merged))
        if _save(participation, form, merged, moment):
            return redirect(_back(participation), 303)
    return _form_page(participation, form, moment)


def _moment_in_address(partnership: Partnership) -> Moment:
    code = request.args.get("moment")
    if code is None:
        return present_moment(partnership)
    try:
        return Moment.from_code(code)
    except ValueError:
        abort(404)


def _save(participation: Participation, form: Form, merged: list[lines.Line], moment: Moment) -> bool:
    """Keep all lines or none; every line that is refused says why, beside its field."""
    refused = False
    for line in merged:
        try:
            services.state(
                participation,
                Benefit.from_code(line.term.code),
                moment=moment,
                level=line.values[moment.code],
                comment=line.values[f"{moment.code}_comment"],
                remark=form[line.term.code].form.remark.data or "",
                said_by=SaidBy.TEAM,
                by=signed_in_user(),
            )
        except DomainError as error:
            refused = True
            field = getattr(form[line.term.code].form, error.field or "", None)
            if field is None:
                form.refuse(error)
            else:
                field.errors = [*field.errors, str(error)]
    if refused:
        db.session.rollback()
        return False
    db.session.commit()
    say(_("Saved."))
    for sentence in lines.sentences_about_others(merged):
        say(sentence, "info")
    return True


def _back(participation: Participation) -> str:
    anchor = f"partner-{participation.id}"
    return url_for("evaluation.benefits", partnership_id=participation.partnership_id, _anchor=anchor)


def _form_page(participation: Participation, form: Form, moment: Moment) -> str:
    partnership = participation.partnership
    return render_template(
        "evaluation/benefits/form.html",
        partnership=partnership,
        tab="evaluation",
        partner=queries.matrix_of(partnership).partner(participation.id),
        form=form,
        moment=moment,
        moments=list(Moment),
        levels=list(Level),
        level_of=Level.of,
        changed=export.changed,
        back=_back(participation),
    )


def _merge_page(participation: Participation, form: Form, unsettled: list[lines.Line]) -> str:
    return render_template(
        "mechanisms/statements_merge.html",
        partnership=participation.partnership,
        tab="evaluation",
        form=form,
        lines=unsettled,
        back=_back(participation),
    )
