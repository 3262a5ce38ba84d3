"""The results of a closed round: the page, and the same as a file. Before it is closed, nobody gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template, request

from tracker import sheets
from tracker.access import requires, signed_in_user
from tracker.evaluation.blueprint import bp
from tracker.evaluation.surveys import result_pictures, result_sheets, results
from tracker.evaluation.surveys.models import Survey
from tracker.evaluation.surveys.protection import FEWEST
from tracker.i18n import current_language
from tracker.permissions import Permission, can

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.accounts.models import User
    from tracker.projects.models import Partnership

FORBIDDEN = 403
MOST_GAPS = 6
"""So many differences are told at length; the others stand in the table."""


@bp.get("/evaluation/surveys/<int:survey_id>/results")
@requires(Permission.PARTNERSHIP_INSIDE, on=Survey)
def survey_results(survey: Survey) -> ResponseReturnValue:
    """Differences first, then blocks, questions, signs, contributions, development, and what was written."""
    if not survey.is_closed:
        return _not_yet(survey)
    partnership, user = survey.partnership, signed_in_user()
    return render_template(
        "evaluation/surveys/results.html",
        partnership=partnership,
        tab="evaluation",
        survey=survey,
        result=results.result_of(survey, reader_for(user, partnership)),
        pictures=result_pictures,
        most=MOST_GAPS,
        fewest=FEWEST,
        may_edit=can(user, Permission.PARTNERSHIP_EDIT, partnership),
        may_lead=can(user, Permission.PARTNERSHIP_LEAD, partnership) and partnership.is_active,
    )


@bp.get("/evaluation/surveys/<int:survey_id>/results/export")
@requires(Permission.PARTNERSHIP_INSIDE, on=Survey)
def export_survey_results(survey: Survey) -> ResponseReturnValue:
    """What the reader sees as a file: with ``?format=csv`` in one list, else a workbook."""
    if not survey.is_closed:
        return _not_yet(survey)
    result = results.result_of(survey, reader_for(signed_in_user(), survey.partnership))
    if request.args.get("format") == "csv":
        # As spreadsheets of these countries part cells.
        delimiter = ";" if current_language() == "ru" else ","
        content = sheets.as_csv(result_sheets.everything(result), delimiter=delimiter)
        kind, ending = sheets.CSV_TYPE, "csv"
    else:
        content = sheets.as_xlsx(*result_sheets.workbook(result, title=survey.partnership.title))
        kind, ending = sheets.XLSX_TYPE, "xlsx"
    response = Response(content, mimetype=kind)
    response.headers.set(
        "Content-Disposition",
        "attachment",
        filename=f"results-{survey.partnership_id}-{survey.number}.{ending}",
    )
    return response


def reader_for(user: User, partnership: Partnership) -> str:
    """As which kind of reader somebody with an account reads: the team sees most."""
    if can(user, Permission.TEAM_NOTES, partnership):
        return "internal"
    return "programme" if user.is_programme_staff else "officials"


def _not_yet(survey: Survey) -> ResponseReturnValue:
    """While partners can still answer, nobody sees what the others said, whoever asks."""
    page = render_template(
        "evaluation/surveys/results_not_yet.html",
        partnership=survey.partnership,
        tab="evaluation",
        survey=survey,
    )
    return page, FORBIDDEN
