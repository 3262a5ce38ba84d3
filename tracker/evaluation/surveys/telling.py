"""How history tells of rounds: that one was opened, who answered, that it was closed. Never what anybody said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from tracker.evaluation.surveys.terms import SurveyPart
from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _, _l, _n, show_date
from tracker.projects import telling

if TYPE_CHECKING:
    from tracker.history.models import Entry

describe(
    "surveys",
    title=Words(_l("What the round is called"), show=str),
    message=Words(_l("What the partners read first"), show=str),
    due_on=Words(_l("Until when")),
)


def told_of_opening(entry: Entry) -> Iterator[str]:
    """What is asked, and until when."""
    codes = entry.part("survey_parts") or ()
    yield "; ".join(telling.part_in_words("survey_parts", code) for code in codes)
    day = entry.part("due_on")
    yield _("until %(day)s", day=show_date(date.fromisoformat(day))) if day else ""


def told_of_closing(entry: Entry) -> Iterator[str]:
    """How many partners answered."""
    asked, answered = entry.part("partners_asked") or 0, entry.part("partners_answered") or 0
    yield _n(
        "%(answered)s of %(num)d partner answered",
        "%(answered)s of %(num)d partners answered",
        asked,
        answered=answered,
    )


telling.PART_TERMS["survey_parts"] = SurveyPart
telling.HEADLINES.update(
    {
        EntryKind.SURVEY_OPENED: (
            _l("Round of questions %(changed_survey)s was changed"),
            _l("The partners are asked, round %(survey_number)s: “%(survey_title)s”"),
            _l("The partners are asked, round %(survey_number)s"),
        ),
        EntryKind.SURVEY_ANSWERED: (
            _l("%(partner)s answered the questions of round %(survey_number)s: “%(survey_title)s”"),
            _l("%(partner)s answered the questions of round %(survey_number)s"),
        ),
        EntryKind.SURVEY_CLOSED: (
            _l("Round of questions %(survey_number)s was closed: “%(survey_title)s”"),
            _l("Round of questions %(survey_number)s was closed"),
        ),
    }
)
telling.FACTS.update({EntryKind.SURVEY_OPENED: told_of_opening, EntryKind.SURVEY_CLOSED: told_of_closing})
telling.PART_LABELS["survey_title"] = _l("what the round is called")
