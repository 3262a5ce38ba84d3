"""How history tells of experts: that one was invited, that one handed in. Never what anybody wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import tracker.evaluation.planning.telling  # noqa: F401  # its headlines come first, and ours are added to them
from tracker.evaluation.experts.models import CriteriaSet, Criterion, Expert
from tracker.evaluation.experts.terms import (
    CriteriaStep,
    ExpertStep,
    Independence,
    ReleasedPart,
    SuggestedCriterion,
)
from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import LANGUAGES, _, _l, _lp, show_date
from tracker.projects import telling

if TYPE_CHECKING:
    from tracker.history.models import Entry


def criterion_in_words(value: Any) -> str:
    """A criterion as history keeps it, in the reader's language."""
    text = str(value)
    code = text.removeprefix(Criterion.SUGGESTED)
    if code != text and code in dict(SuggestedCriterion.choices()):
        return str(SuggestedCriterion.from_code(code))
    return text


def told_of_invitation(entry: Entry) -> Iterator[str]:
    """Where the expert works, until when, what is released."""
    yield entry.part("expert_organisation", "")
    day = entry.part("due_on")
    yield _("until %(day)s", day=show_date(date.fromisoformat(day))) if day else ""
    released = [telling.part_in_words("released", code) for code in entry.part("released") or ()]
    released += entry.part("released_documents") or ()
    yield _("released: %(what)s", what="; ".join(released)) if released else ""


def told_of_opinion(entry: Entry) -> Iterator[str]:
    """Where the expert works, and whether there are ties."""
    yield entry.part("expert_organisation", "")
    if entry.part("independence") == Independence.TIED.code:
        yield _("the expert names ties to the partnership")


describe(
    Expert.__tablename__,
    name=Words(_l("Name of the expert"), show=str),
    organisation=Words(_lp("expert", "Organisation"), show=str),
    language=Words(
        _l("Language of the letter and the pages"), show=lambda code: LANGUAGES.get(code, str(code))
    ),
    message=Words(_l("What do you ask of the expert?"), show=str),
    due_on=Words(_l("The last day to hand in")),
    released=Words(_l("What the expert may see"), ReleasedPart),
    document_titles=Words(_l("Documents that the expert may open"), show=str),
)
describe(CriteriaSet.__tablename__, criteria=Words(_l("Criteria"), show=criterion_in_words))
telling.PART_TERMS.update(
    expert_step=ExpertStep, criteria_step=CriteriaStep, released=ReleasedPart, independence=Independence
)
telling.HEADLINES[EntryKind.EXPERT_INVITED] = (_l("%(expert_step)s: %(expert)s"), _l("%(expert_step)s"))
telling.HEADLINES[EntryKind.EXPERT_ANSWERED] = (
    _l("%(expert)s handed in an opinion"),
    _l("An external expert handed in an opinion"),
)
telling.HEADLINES[EntryKind.PLAN_CHANGED] += (_l("%(criteria_step)s"),)
telling.FACTS[EntryKind.EXPERT_INVITED] = told_of_invitation
telling.FACTS[EntryKind.EXPERT_ANSWERED] = told_of_opinion
telling.PART_LABELS.update(
    expert=_l("name of the expert"),
    expert_organisation=_l("organisation of the expert"),
    released_documents=_l("documents"),
)
