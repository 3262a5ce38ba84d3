"""What each of some partnerships adds, read where what is asked is not kept of a choice: of topics whose names begin alike.

What a partnership adds is a text of lines in order, so the lines of such topics stand together. The same lines are counted before
they are taken apart: of most there are many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from tracker.projects.models import Partnership
from tracker.summaries import parts
from tracker.summaries.keeping import BETWEEN, settle
from tracker.summaries.models import PartnershipFacts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.summaries.sums import Sums

PORTION = 2000
OF_NAMES = ("broker_flawed", "leader", "life_", "member", "same_")


def over(session: Session, partnerships: Select[Any], beginning: str, today: date) -> Sums:
    """The sums of the topics that begin so over some partnerships."""
    return over_and_by_region(session, partnerships, (beginning,), "", today)[0]


def over_and_by_region(
    session: Session, partnerships: Select[Any], beginnings: Sequence[str], in_regions: str, today: date
) -> tuple[Sums, dict[str, Sums]]:
    """The sums of the topics that begin in one of some ways, and of others region by region; who works in two counts in both."""
    lines: Counter[str] = Counter()
    by_places: dict[str, Counter[str]] = defaultdict(Counter)
    for some in _texts(session, partnerships):
        of_places: dict[str, list[str]] = defaultdict(list)
        for places, text, _state in some:
            if in_regions:
                of_places[places].append(_lines(text, in_regions))
        for places, texts in of_places.items():
            _add(by_places[places], texts)
        for beginning in beginnings:
            _add(lines, (_lines(text, beginning) for _places, text, _state in some))
    found: dict[str, Sums] = defaultdict(Counter)
    for places, counted in by_places.items():
        added = _summed(counted, today)
        for code in places.split(BETWEEN) if places else ():
            found[code].update(added)
    return _summed(lines, today), found


def of_chapters(session: Session, partnerships: Select[Any], today: date) -> dict[str, Sums]:
    """The sums of all that is kept of choices, by state, over partnerships for which it is not."""
    lines: dict[str, Counter[str]] = defaultdict(Counter)
    for some in _texts(session, partnerships):
        of_state: dict[str, list[str]] = defaultdict(list)
        for _places, text, state in some:
            of_state[state].append(_without_names(text))
        for state, texts in of_state.items():
            _add(lines[state], texts)
    return {state: _summed(counted, today, parts.BY_CHOICE) for state, counted in lines.items()}


def _without_names(text: str) -> str:
    """Without the topics that have nearly as many keys as there are partnerships."""
    text = f"\n{text}\n"
    for beginning in OF_NAMES:
        start = text.find(f"\n{beginning}")
        if start >= 0:
            text = text[:start] + text[text.find("\n", text.rfind(f"\n{beginning}") + 1) :]
    return text


def _texts(session: Session, partnerships: Select[Any]) -> Iterator[Sequence[Any]]:
    settle(session)
    joined = partnerships.join(PartnershipFacts, PartnershipFacts.id == Partnership.id)
    query = joined.with_only_columns(PartnershipFacts.places, PartnershipFacts.parts, PartnershipFacts.state)
    rows = session.connection().execute(query, execution_options={"yield_per": PORTION})
    yield from rows.partitions()


def _lines(text: str, beginning: str) -> str:
    text = f"\n{text}\n"
    start = text.find(f"\n{beginning}")
    return text[start : text.find("\n", text.rfind(f"\n{beginning}") + 1)] if start >= 0 else ""


def _add(lines: Counter[str], some: Iterable[str]) -> None:
    lines.update("".join(some).split("\n"))


def _summed(lines: Counter[str], today: date, topics: Collection[str] = ()) -> Sums:
    found: Sums = Counter()
    last = today.isoformat()
    for line, times in lines.items():
        if line:
            topic, key, day, number = line.split("\t")
            if day <= last and (not topics or topic in topics):
                found[topic, key] += times * int(number)
    return +found
