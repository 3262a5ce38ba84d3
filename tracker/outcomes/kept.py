"""The programme's figures from the kept counts, wherever these can tell; where a filter asks for more, records are counted one by one."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.outcomes.figures import MOST_REGIONS, ProgrammeFigures
from tracker.projects.queries import SHOWN_TO_PROGRAMME
from tracker.projects.terms import ContinuationDecision, PartnershipState, Visibility
from tracker.regions.models import Region
from tracker.summaries import each, parts, sums
from tracker.summaries import figures as told
from tracker.summaries.sums import Choice, Question, Seen

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tracker.outcomes.asked import Asked
    from tracker.projects.filters import Filter
    from tracker.summaries.sums import Sums

EVERY_STATE = tuple(PartnershipState)
PERIOD = {"started_from", "started_to"}
DAY = timedelta(days=1)


def seen_by(asked: Asked) -> Seen | None:
    """What is seen inside; ``None`` for nobody."""
    if asked.is_of_programme:
        return Seen(frozenset(SHOWN_TO_PROGRAMME))
    if asked.is_of_all:
        return Seen(frozenset(Visibility))
    return None if asked.user is None else sums.seen_by(asked.session, asked.user)


def whole(asked: Asked) -> Seen | None:
    """What is seen where nothing is chosen, by who sees all that is shown to the programme; ``None`` otherwise."""
    seen = None if asked.chosen else seen_by(asked)
    return seen if seen is not None and seen.visibilities >= frozenset(SHOWN_TO_PROGRAMME) else None


def over(
    asked: Asked, *topics: str, states: Collection[PartnershipState] = EVERY_STATE, but: str = ""
) -> Sums | None:
    """The sums of some topics over a scope: over everything, or over one choice where the topics are counted there.

    One choice is a region, a field, a cohort, or a period of whole months.
    """
    seen = seen_by(asked)
    if seen is None:
        return None
    question = Question(topics=topics, today=asked.today, states=states)
    chosen, filter_ = {name for name in asked.chosen if name != but}, asked.filter(but=but)
    if not chosen <= {"region"}:
        choice = choice_of(filter_, chosen)
        if choice is None or seen.regions is not None or not parts.BY_CHOICE.issuperset(topics):
            return None
        return sums.over_choice(asked.session, seen, question, choice)
    if seen.regions is not None and (filter_.regions or not parts.IN_REGIONS.issuperset(topics)):
        return None
    if filter_.regions and not (parts.IN_REGIONS | parts.OF_CHOSEN_LIVES).issuperset(topics):
        return None
    return sums.over(asked.session, seen, question, filter_.regions)


def of(asked: Asked, *topics: str, states: Collection[PartnershipState] = EVERY_STATE, but: str = "") -> Sums:
    """The sums of topics of the chapters over any scope; what is not kept of it is read of each of its partnerships."""
    found = over(asked, *topics, states=states, but=but)
    if found is not None:
        return found
    but = but if but in asked.chosen else ""
    if but not in asked.read:
        asked.read[but] = each.of_chapters(asked.session, asked.partnerships(but=but), asked.today)
    found = Counter()
    for state in states:
        for (topic, key), number in asked.read[but].get(state.code, {}).items():
            if topic in topics:
                found[topic, key] += number
    return found


def choice_of(filter_: Filter, chosen: Collection[str]) -> Choice | None:
    """What was chosen, where it is one thing that is counted by itself."""
    if chosen == {"field"} and len(filter_.fields) == 1:
        code = filter_.fields[0].code
        return Choice("field", code, code)
    if chosen == {"cohort"} and filter_.cohort:
        return Choice("cohort", filter_.cohort, filter_.cohort)
    return _months(filter_) if set(chosen) <= PERIOD else None


def _months(filter_: Filter) -> Choice | None:
    """A period of starts that begins with a month and ends with one."""
    first, last = filter_.started_from or date.min, filter_.started_to or date.max
    if first.day > 1 or (last < date.max and (last + DAY).day > 1):
        return None
    return Choice("started", _month(first), _month(last))


def _month(day: date) -> str:
    return day.isoformat()[: parts.MONTH]


def programme_figures(asked: Asked) -> ProgrammeFigures:
    """All figures of the first page; stages are those of the active ones."""
    found = of(asked, "sectors", "mechanism", "decided", *told.OF_RESOURCES)
    states = {state: of(asked, "partnership", states=(state,)).total() for state in PartnershipState}
    return ProgrammeFigures(
        recorded=sum(states.values()),
        active=states[PartnershipState.ACTIVE],
        ended=states[PartnershipState.ENDED],
        archived=states[PartnershipState.ARCHIVED],
        stages=told.stages(of(asked, "stage", states=(PartnershipState.ACTIVE,))),
        fields=told.fields(of(asked, "field", but="field")),
        regions=_busiest(asked, in_regions(asked, but="region")),
        cohorts=sorted(told.keys_of(of(asked, "cohort", but="cohort"), "cohort").items()),
        mixes=told.mixes(found),
        mechanisms=told.mechanisms(found),
        decisions={one: found["decided", one.code] for one in ContinuationDecision},
        continued=found["decided", "went_on"],
        resources=told.resources(found),
    )


def _busiest(asked: Asked, regions: dict[str, int]) -> list[tuple[Region, int]]:
    codes = sorted(regions, key=lambda code: (-regions[code], code))[:MOST_REGIONS]
    known = {
        region.code: region for region in asked.session.scalars(select(Region).where(Region.code.in_(codes)))
    }
    return [(known[code], regions[code]) for code in codes]


def in_regions(asked: Asked, *, but: str = "") -> dict[str, int]:
    """How many partnerships of any scope lie in each region; one that works in two counts in both."""
    found = by_region(asked, "partnership", but=but)
    if found is None:
        return told.keys_of(of(asked, parts.LIES_IN, but=but), parts.LIES_IN)
    return {code: sums.total() for code, sums in found.items()}


def by_region(asked: Asked, topic: str, *, but: str = "") -> dict[str, Sums] | None:
    """The sums of a topic in each region, over everything."""
    seen = seen_by(asked)
    if seen is None or {name for name in asked.chosen if name != but}:
        return None
    question = Question(topics=(topic,), today=asked.today, states=EVERY_STATE)
    return sums.by_region(asked.session, seen, question)


def by_group(asked: Asked, topic: str) -> Mapping[str, Mapping[str, int]] | None:
    """The numbers of a topic by key in each of its groups, over everything."""
    seen = whole(asked)
    return None if seen is None else sums.by_group(asked.session, seen, topic, asked.today)
