"""How history tells of benefits: what was said before and what is said now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tracker.evaluation.benefits.terms import Level, Moment, SaidBy
from tracker.evaluation.terms import Benefit
from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _, _l, _lp
from tracker.projects import telling

if TYPE_CHECKING:
    from tracker.history.models import Entry


def level_in_words(number: Any) -> str:
    """A level with its number: “2 (clear)”."""
    return _("%(number)s (%(word)s)", number=number, word=str(Level.from_code(str(number))).lower())


def told_of_taking_over(entry: Entry) -> Iterator[str]:
    """What the partner had said itself, where the team changed it."""
    if entry.part("had_said") is not None:
        yield _("The partner had said: %(level)s", level=level_in_words(entry.part("had_said")))
    elif entry.part("had_commented"):
        yield _("The partner had said it in words only")


describe(
    "benefit_cells",
    expected=Words(_lp("benefit", "Expected"), show=level_in_words),
    expected_comment=Words(_lp("benefit", "Expected, in words"), show=str),
    expected_by=Words(_lp("benefit", "Who says so"), SaidBy),
    achieved=Words(_lp("benefit", "Achieved"), show=level_in_words),
    achieved_comment=Words(_lp("benefit", "Achieved, in words"), show=str),
    achieved_by=Words(_lp("benefit", "Who says so"), SaidBy),
)
telling.PART_TERMS.update(benefit=Benefit, moment=Moment)
telling.HEADLINES[EntryKind.BENEFIT_STATED] = (_l("%(partner)s · %(moment)s: %(benefit)s"),)
telling.FACTS[EntryKind.BENEFIT_STATED] = told_of_taking_over
telling.PART_LABELS["had_commented"] = _l("what the partner had said")
