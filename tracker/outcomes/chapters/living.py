"""How long partnerships live, by what they can be told apart: curves, shares alive, and whether a difference could be chance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tracker.i18n import _, _n, show_number
from tracker.outcomes import drawing
from tracker.outcomes.lives import Gathered, lives_of
from tracker.outcomes.survival import (
    FEWEST_EVENTS,
    Comparison,
    Curve,
    compare,
    curve_of,
    numbers_at_risk,
)
from tracker.outcomes.tables import Cell, Column, Figure, Row, counted, in_days
from tracker.outcomes.terms import Grouping
from tracker.projects.terms import SectorMix
from tracker.regions import finder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.outcomes.asked import Asked

MOST_GROUPS = 6
"""So many curves can be told apart."""
MONTHS = {6: 183, 12: 365, 24: 730, 36: 1096}
"""After how many months it is said how many live on, and how many days these are."""

Lives = Mapping[str, Gathered]


def figures_of(asked: Asked, by: Grouping) -> Iterator[Figure]:
    """The lives of a scope, all together or by group."""
    found = lives_of(asked, by)
    if by is Grouping.NOTHING:
        yield figure({_("All together"): found.get("", Gathered())}, {_("All together"): asked.behind()})
        return
    largest = sorted(found, key=lambda key: (-found[key].partnerships, str(getattr(key, "code", key))))
    names = _names(asked, by, largest)
    named = {names[key]: found[key] for key in largest}
    lists = {names[key]: _list(asked, by, key) for key in largest}
    yield figure(named, lists)


def figures_of_two(first: Asked, second: Asked) -> Iterator[Figure]:
    """Two scopes as two groups of one picture."""
    gathered = {each.label: lives_of(each, Grouping.NOTHING).get("", Gathered()) for each in (first, second)}
    yield figure(gathered, {each.label: each.behind() for each in (first, second)})


def _names(asked: Asked, by: Grouping, keys: Sequence[Any]) -> dict[Any, str]:
    """What the groups are called."""
    if by is Grouping.REGION:
        known = finder.index(asked.session).by_code
        return {key: known[key].name if key in known else str(key) for key in keys}
    if by is Grouping.SECTORS:
        return {key: str(SectorMix.from_code(key)) for key in keys}
    return {key: str(key) for key in keys}


def _list(asked: Asked, by: Grouping, key: Any) -> dict[str, str] | None:
    argument = {
        Grouping.REGION: "region",
        Grouping.COHORT: "cohort",
        Grouping.MECHANISM: "mechanism",
        Grouping.SECTORS: "mix",
    }[by]
    return asked.behind(**{argument: getattr(key, "code", key)})


def figure(groups: Lives, lists: Mapping[str, dict[str, str] | None]) -> Figure:
    """One picture with its table and its sentence."""
    shown = dict(list(groups.items())[:MOST_GROUPS])
    curves = {name: curve_of(each.group) for name, each in groups.items()}
    longest = max((curves[name].longest for name in shown), default=0)
    marks = drawing.marks_for(longest)
    days = [round(month * drawing.MONTH) for month in marks]
    lines = [
        drawing.Line(name, curves[name], numbers_at_risk(each.group, days))
        for name, each in shown.items()
        if len(each.group)
    ]
    number = sum(each.partnerships for each in groups.values())
    return Figure(
        "survival",
        _("How long partnerships live"),
        _(
            "The share that still lives after a time, by the estimator of Kaplan and Meier. A life begins on the "
            "day of the start, or, where none was written down, "
            "on the day of recording. It ends on the last day; one that runs is counted up to its last sign of "
            "life, not as ended. "
            "Before it was recorded nobody would have noticed its end, so it is at risk only from that day on. "
            "The band holds the true share in 95 of 100 cases "
            "(Greenwood's variance, limits by Kalbfleisch and Prentice). At risk: watched and alive at that time; a curve "
            "over few of them says little."
        ),
        _n("%(num)d partnership", "%(num)d partnerships", number),
        _("Group"),
        (
            Column(_("Partnerships")),
            Column(_("Ended")),
            Column(_("Half live longer than, days")),
            *(Column(_("Alive after %(months)s months", months=months)) for months in MONTHS),
        ),
        tuple(
            _row(name, each, curves[name], lists[name]) for name, each in groups.items() if each.partnerships
        ),
        svg=drawing.survival(lines, marks) if lines else "",
        result=said_of(compare({name: each.group for name, each in shown.items()}))
        if len(groups) > 1
        else "",
        notes=tuple(_notes(groups, shown)),
        merges=False,
        is_wide=True,
        empty=_("No partnership fits this choice."),
    )


def _row(name: str, gathered: Gathered, curve: Curve, behind: dict[str, str] | None) -> Row:
    return Row(
        name,
        name,
        (
            counted(gathered.partnerships, behind),
            counted(curve.ended),
            in_days(curve.median),
            *(_alive(curve, days) for days in MONTHS.values()),
        ),
    )


def _alive(curve: Curve, days: int) -> Cell:
    share = curve.survival_at(days) if curve.number else None
    if share is None:
        return Cell(None, _("not known yet"))
    step = curve.at(days)
    percent = round(100 * share)
    if step is None:
        return Cell(percent, _("%(share)s%%", share=percent))
    text = _(
        "%(share)s%% (%(low)s–%(high)s)",
        share=percent,
        low=round(100 * step.low),
        high=round(100 * step.high),
    )
    return Cell(percent, text)


def said_of(found: Comparison | None) -> str:
    """The result of the log-rank test in words."""
    if found is None:
        return _("There is only one group with partnerships, so there is nothing to compare.")
    ended = sum(found.observed.values())
    if not found.says_something:
        return _n(
            "Only %(num)d has ended in these groups. A comparison says something from %(least)s ends on.",
            "Only %(num)d have ended in these groups. A comparison says something from %(least)s ends on.",
            ended,
            least=FEWEST_EVENTS,
        )
    numbers = _(
        "log-rank test: χ² = %(statistic)s, degrees of freedom: %(freedom)s, p %(p)s",
        statistic=show_number(round(found.statistic, 2)),
        freedom=found.freedom,
        p=_chance(found.p),
    )
    if found.is_more_than_chance:
        return _(
            "The groups do not end at the same pace: ends come soonest in “%(group)s” (%(numbers)s). Why, the "
            "figures do not say.",
            group=found.ends_sooner(),
            numbers=numbers,
        )
    return _("No difference that could not be chance (%(numbers)s).", numbers=numbers)


def _chance(p: float) -> str:
    least = 0.001
    if p < least:
        return f"< {show_number(least)}"
    return f"= {show_number(round(p, 3))}"


def _notes(groups: Lives, shown: Sequence[str] | Lives) -> Iterator[str]:
    left_out = len(groups) - len(shown)
    if left_out:
        yield _n(
            "The picture and the comparison show the %(most)s largest groups; %(num)d more stands in the table only.",
            "The picture and the comparison show the %(most)s largest groups; %(num)d more stand in the table only.",
            left_out,
            most=MOST_GROUPS,
        )
    late = sum(each.late for each in groups.values())
    if late:
        yield _n(
            "%(num)d was recorded only some time after its start and is at risk from that day on.",
            "%(num)d were recorded only some time after their start and are at risk from that day on.",
            late,
        )
    before = sum(each.ended_before_recorded for each in groups.values())
    if before:
        yield _n(
            "%(num)d had ended before it was recorded and is left out: it says nothing of how long others live.",
            "%(num)d had ended before they were recorded and are left out: they say nothing of how long others live.",
            before,
        )
    wrong = sum(each.wrong_order for each in groups.values())
    if wrong:
        yield _n(
            "%(num)d is left out because it ends before it starts; see data quality.",
            "%(num)d are left out because they end before they start; see data quality.",
            wrong,
        )
