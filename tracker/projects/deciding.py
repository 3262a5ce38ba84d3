"""What packages above add to the decision of stage 7: the findings it can rest on, and the pages that follow it.

A finding that the partners rest their decision on is kept as it was said on that day, in every language of Tracker, with the
page that showed it. What the record says later does not change it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from flask_babel import force_locale

from tracker.i18n import LANGUAGES
from tracker.projects.grounds import OWN_WORDS, ContinuationGround
from tracker.projects.terms import ContinuationDecision

if TYPE_CHECKING:
    from tracker.projects.models import Partnership


@dataclass(frozen=True, slots=True)
class Ground:
    """A finding that a decision can rest on: a whole sentence, the day it is of, and the page that shows it."""

    key: str
    """Which finding it is; of each kind there is one at a time, the newest."""
    sentence: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    on: date | None = None


GROUNDS: list[Callable[[Partnership, date], Ground | None]] = []
"""Each looks for one finding of a day; filled by packages above, shown in order."""

PAGES_AFTER: dict[ContinuationDecision, str] = {}
"""The endpoint that goes on from a decision, given the ``partnership_id``; without one, the cycle shows it."""


def grounds_of(partnership: Partnership, today: date) -> list[Ground]:
    """What the partners can rest a decision on today."""
    found = (find(partnership, today) for find in GROUNDS)
    return [ground for ground in found if ground is not None]


def kept(
    partnership: Partnership, keys: Iterable[str], *, today: date, own_words: str = ""
) -> list[ContinuationGround]:
    """The findings with these keys as they are said today, and what the partners add in their own words, to be kept."""
    chosen = set(keys)
    said: dict[str, dict[str, str]] = {}
    found: list[Ground] = []
    for language in LANGUAGES:
        with force_locale(language):
            found = [each for each in grounds_of(partnership, today) if each.key in chosen]
        for each in found:
            said.setdefault(each.key, {})[language] = each.sentence
    grounds = [
        ContinuationGround(
            key=each.key, said=said[each.key], on_day=each.on, endpoint=each.endpoint, address=each.values
        )
        for each in found
    ]
    if own_words.strip():
        words = dict.fromkeys(LANGUAGES, own_words.strip())
        grounds.append(ContinuationGround(key=OWN_WORDS, said=words, on_day=today))
    return grounds
