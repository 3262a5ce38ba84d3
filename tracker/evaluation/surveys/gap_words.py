"""How differences are told: names of groups as they stand inside a sentence, sentences, and what could be talked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tracker.evaluation.surveys.protection import EVERYBODY, Group
from tracker.evaluation.surveys.scores import Kind, Measure
from tracker.i18n import LazyString, _, _l, _lp, _n, show_number, show_tenths
from tracker.mechanisms.signs import LEVELS
from tracker.mechanisms.terms import SignState
from tracker.partners.terms import Capacity, Sector

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMED = 3
"""So many partners are named in a sentence; the others are counted."""
YES, NO = Fraction(5, 8), Fraction(3, 8)
"""From which part of the scale on a mean says yes, and up to which it says no: 3.5 and 2.5 of five points."""

GOVERNMENT, BUSINESS, NONPROFIT = (frozenset({sector}) for sector in Sector)
ANYWHERE = EVERYBODY.sectors

GROUPS: Mapping[tuple[frozenset[Sector], Capacity | None], LazyString] = {
    (GOVERNMENT, None): _lp("group", "people in government"),
    (BUSINESS, None): _lp("group", "people in business"),
    (NONPROFIT, None): _lp("group", "people in non-profits"),
    (GOVERNMENT | BUSINESS, None): _lp("group", "people in government and business"),
    (GOVERNMENT | NONPROFIT, None): _lp("group", "people in government and non-profits"),
    (BUSINESS | NONPROFIT, None): _lp("group", "people in business and non-profits"),
    (ANYWHERE, Capacity.LEADER): _lp("group", "those who lead"),
    (ANYWHERE, Capacity.EXECUTOR): _lp("group", "those who do the work"),
    (GOVERNMENT, Capacity.LEADER): _lp("group", "leaders in government"),
    (BUSINESS, Capacity.LEADER): _lp("group", "leaders in business"),
    (NONPROFIT, Capacity.LEADER): _lp("group", "leaders in non-profits"),
    (GOVERNMENT, Capacity.EXECUTOR): _lp("group", "those who do the work in government"),
    (BUSINESS, Capacity.EXECUTOR): _lp("group", "those who do the work in business"),
    (NONPROFIT, Capacity.EXECUTOR): _lp("group", "those who do the work in non-profits"),
}


def group(shown: Group) -> str:
    """A group, as inside a sentence."""
    return str(GROUPS[shown.sectors, shown.capacity])


def everybody() -> str:
    return _("all who answered")


def own(measure: Measure) -> str:
    """A partner, speaking of itself."""
    return measure.label


def others() -> str:
    return _("the other partners")


def record() -> str:
    return _("the record")


def nameless(number: int) -> str:
    return _n("one answer without a name", "%(num)d answers without a name", number)


def names(many: Iterable[str]) -> str:
    """Names in a row, the first few of many."""
    every = list(many)
    told = ", ".join(every[:NAMED])
    more = len(every) - NAMED
    return (
        _n("%(names)s and %(num)d more", "%(names)s and %(num)d more", more, names=told) if more > 0 else told
    )


def capital(sentence: str) -> str:
    """A sentence that may begin with the name of a group."""
    return sentence[:1].upper() + sentence[1:]


# --- figures ------------------------------------------------------------------------------------------------------------


def mean(measure: Measure, value: Decimal) -> str:
    """A mean; of a sign, which has no scale of five points, with the end of its scale."""
    if measure.kind is Kind.SIGN:
        return _("%(mean)s of %(most)s", mean=show_tenths(value), most=measure.high)
    return show_tenths(value)


def points(measure: Measure, value: Fraction) -> str:
    """One answer: points, of a sign the word."""
    if measure.kind is Kind.SIGN:
        state = next(state for state, level in LEVELS.items() if level == value)
        return inside(state)
    return show_number(int(value))


def inside(state: SignState) -> str:
    """A state as it stands inside a sentence."""
    word = str(state)
    return word[:1].lower() + word[1:]


def size(measure: Measure, value: Decimal, *, is_mean: bool) -> str:
    """How large a gap is."""
    if is_mean:
        return _("a gap of %(size)s", size=mean(measure, value))
    return _n("a gap of %(num)d point", "a gap of %(num)d points", int(value))


# --- sentences ----------------------------------------------------------------------------------------------------------


def of_groups(measure: Measure, high: tuple[str, Decimal], low: tuple[str, Decimal]) -> str:
    """What two groups say, the higher one first."""
    words = {
        "high": high[0],
        "low": low[0],
        "more": mean(measure, high[1]),
        "less": mean(measure, low[1]),
    }
    says_yes, says_no = measure.share(high[1]) >= YES, measure.share(low[1]) <= NO
    if says_yes and says_no:
        sentence = _("%(high)s say yes (%(more)s), %(low)s say no (%(less)s).", **words)
    elif says_yes:
        sentence = _("%(high)s say yes (%(more)s), %(low)s are less sure (%(less)s).", **words)
    elif says_no:
        sentence = _("%(high)s are not sure (%(more)s), %(low)s say no (%(less)s).", **words)
    else:
        sentence = _("%(high)s see a little more of it (%(more)s) than %(low)s (%(less)s).", **words)
    return capital(sentence)


def from_to(measure: Measure, high: tuple[str, str], low: tuple[str, str]) -> str:
    """From the lowest to the highest: who says what."""
    words = {"less": low[1], "low": low[0], "more": high[1], "high": high[0]}
    if measure.kind is Kind.SIGN:
        return capital(_("%(less)s: %(low)s; %(more)s: %(high)s.", **words))
    return capital(_("from %(less)s (%(low)s) to %(more)s (%(high)s).", **words))


def all_alike(measure: Measure, text: str) -> str:
    """All answers are the same."""
    if measure.kind is Kind.SIGN:
        return _("All answers are the same: %(answer)s.", answer=text)
    return _("All give the same: %(points)s of %(most)s.", points=text, most=measure.high)


def own_and_others(partner: str, mine: str, theirs: str) -> str:
    """How a partner sees its part, and how others see it."""
    return _(
        "%(partner)s gives %(own)s to its own part, the other partners give %(others)s.",
        partner=partner,
        own=mine,
        others=theirs,
    )


def record_and_people(state: SignState, said: str, *, is_more_said: bool) -> str:
    """What the record shows of a sign, and what people say."""
    if is_more_said:
        return _(
            "The partners see more of it (%(mean)s) than the record shows (%(state)s).",
            mean=said,
            state=inside(state),
        )
    return _(
        "The record shows it (%(state)s), the partners see less of it (%(mean)s).",
        mean=said,
        state=inside(state),
    )


def record_and_answers(state: SignState, said: Sequence[tuple[str, str]]) -> str:
    """What the record shows of a sign, and who says something else."""
    return _(
        "The record: %(state)s. Said by the partners: %(answers)s.",
        state=inside(state),
        answers=names(f"{text} ({name})" for name, text in said),
    )


# --- what could be talked about -----------------------------------------------------------------------------------------

BLOCK_TALK = {
    "purpose": _l(
        "Let everybody write down in one sentence what the partnership is for, and compare the sentences."
    ),
    "people": _l("Take one promise that was kept and one that was not: what made the difference?"),
    "structure": _l("For the next three tasks, write down together who does what and who answers for it."),
    "resources": _l(
        "Put everything that is given on one list, money and all the rest: who carries too much?"
    ),
    "action": _l(
        "Go through one thing that went wrong: what was the cause, and what will you do differently?"
    ),
    "results": _l(
        "Name one person for whom something is better now: how do you know, and who sees it differently?"
    ),
}
"""By block of the questionnaire."""

HEALTH_TALK = {
    "common_purpose": "purpose",
    "clear_roles": "structure",
    "trust": "people",
    "communication": "action",
    "decisions": "structure",
    "shared_risks": "resources",
    "results": "results",
    "going_on": "results",
}
"""Which block's talk fits a question of the quick look."""

ANY_TALK = _l("Let each side give one example from the last months, and only then look for the reason.")


def talk(measure: Measure) -> str:
    """What could be talked about at the next meeting."""
    code = measure.block if measure.kind is Kind.STATEMENT else HEALTH_TALK.get(measure.code, "")
    return str(BLOCK_TALK.get(code, ANY_TALK))


def talk_of_part(partner: str) -> str:
    return _(
        "Let %(partner)s tell what it did that the others may not have seen; then let the others say what they still hope for.",
        partner=partner,
    )


def talk_of_record() -> str:
    return _("Look at the sign together: is it missing in the record, or is it written down and not lived?")
