"""How history tells of reports, of decisions on their publicity, and of the consent of partners."""

from __future__ import annotations

from tracker.evaluation.reporting.terms import ConsentAnswer, ConsentWay, Reader
from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _l
from tracker.projects import telling

describe(
    "evaluation_reports",
    summary=Words(_l("In short"), show=str),
    worked=Words(_l("What worked"), show=str),
    did_not_work=Words(_l("What did not work"), show=str),
    conclusions=Words(_l("Conclusions"), show=str),
    internal_use=Words(_l("What changes because of it"), show=str),
)
describe(
    "publication_consents",
    answer=Words(_l("May the report be published?"), ConsentAnswer),
    person=Words(_l("Who said so"), show=str),
    way=Words(_l("How"), ConsentWay),
    given_on=Words(_l("When")),
)
telling.PART_TERMS.update(consent=ConsentAnswer, degree=Reader, withdrawn_degree=Reader)
telling.HEADLINES.update(
    {
        EntryKind.REPORT_WRITTEN: (_l("The report of round %(round)s was written on"),),
        EntryKind.PUBLICITY_DECIDED: (
            _l("Who may read the report: %(degree)s"),
            _l("No longer decided: who may read the report (it was: %(withdrawn_degree)s)"),
        ),
        EntryKind.CONSENT_GIVEN: (
            _l("%(partner)s on publishing the report: %(consent)s"),
            _l("%(partner)s on publishing the report: no answer any more"),
        ),
    }
)
