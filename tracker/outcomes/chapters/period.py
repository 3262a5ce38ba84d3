"""A period in figures, replayed from the history: what happened in it, and how things stood at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from babel.dates import format_date

from tracker.history.terms import EntryKind
from tracker.i18n import _, _n, current_locale
from tracker.outcomes.tables import Column, Figure, Row, counted, in_money
from tracker.projects.terms import ContinuationDecision, PartnershipState, Stage
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from tracker.outcomes.replay import Replayed


def figures_of(found: Replayed) -> Iterator[Figure]:
    yield happened(found)
    yield stood(found)
    yield stages(found)
    yield decisions(found)
    yield resources(found)
    yield months(found)


def recorded(found: Replayed) -> str:
    return _n("%(num)d partnership", "%(num)d partnerships", found.recorded)


def happened(found: Replayed) -> Figure:
    """What happened in the period."""
    shown = (
        (EntryKind.CREATED, _("Partnerships recorded")),
        (EntryKind.STAGE_MOVED, _("Moves to another stage")),
        (EntryKind.PARTNER_JOINED, _("Partners joined")),
        (EntryKind.PARTNER_LEFT, _("Partners left")),
        (EntryKind.COMMITMENT_AGREED, _("Promises agreed")),
        (EntryKind.DELIVERY_RECORDED, _("Parts that arrived")),
        (EntryKind.CONTINUED, _("Rounds opened anew")),
        (EntryKind.ENDED, _("Partnerships ended")),
    )
    return Figure(
        "period-happened",
        _("What happened in the period"),
        _(
            "Entries of the history that happened in the period and were written down by its end. "
            "A part that arrived does not count if it was taken back by then."
        ),
        recorded(found),
        _("What"),
        (Column(_("How often")),),
        tuple(Row(kind.code, label, (counted(found.events[kind]),)) for kind, label in shown),
        bars=(0,),
    )


def stood(found: Replayed) -> Figure:
    """How things stood at the end."""
    labels = {
        PartnershipState.ACTIVE: _("Active"),
        PartnershipState.ENDED: _("Ended"),
        PartnershipState.ARCHIVED: _("In the archive"),
    }
    return Figure(
        "period-end",
        _("How things stood at the end"),
        _(
            "Partnerships that were recorded by the end of the period and shown to the programme then, by their "
            "state on that day."
        ),
        recorded(found),
        _("State"),
        (Column(_("Partnerships")),),
        tuple(Row(state.code, label, (counted(found.states[state]),)) for state, label in labels.items()),
        bars=(0,),
    )


def stages(found: Replayed) -> Figure:
    """The seven stages at the end, and the moves into each of them."""
    return Figure(
        "period-stages",
        _("Stages at the end, and the way there"),
        _(
            "Where the active partnerships stood at the end of the period; how many of all had reached the stage "
            "by then, in any round; "
            "and how often a partnership moved into it in the period."
        ),
        recorded(found),
        _("Stage"),
        (Column(_("Standing there")), Column(_("Reached")), Column(_("Moves into it"))),
        tuple(
            Row(
                stage.code,
                f"{stage.number}. {stage}",
                (
                    counted(found.stages[stage]),
                    counted(found.reached[stage]),
                    counted(found.entered[stage]),
                ),
            )
            for stage in Stage
        ),
        bars=(0, 1),
    )


def decisions(found: Replayed) -> Figure:
    """What partners decided in the period."""
    return Figure(
        "period-decisions",
        _("Decisions of the last stage"),
        _(
            "Decisions to continue, to expand or to end that were taken in the period and written down by its end."
        ),
        _n("%(num)d decision", "%(num)d decisions", sum(found.decisions.values())),
        _("Decision"),
        (Column(_("Decisions")),),
        tuple(Row(each.code, str(each), (counted(found.decisions[each]),)) for each in ContinuationDecision),
        bars=(0,),
    )


def resources(found: Replayed) -> Figure:
    """Promises and deliveries by kind."""
    kinds = [
        kind for kind in ResourceKind if found.promised[kind] or found.agreed[kind] or found.arrived[kind]
    ]
    return Figure(
        "period-resources",
        _("Resources in the period"),
        _(
            "Agreed and arrived: in the period. Promised: what stood agreed at its end, with the value that was "
            "written down by then. "
            "Values stand by currency and are never added up over currencies, nor money and other things."
        ),
        _n("%(num)d promise", "%(num)d promises", sum(found.promised.values())),
        _("Kind"),
        (
            Column(_("Agreed in the period")),
            Column(_("Promised at its end")),
            Column(_("Value promised")),
            Column(_("Parts that arrived")),
            Column(_("Value of these")),
        ),
        tuple(
            Row(
                kind.code,
                str(kind),
                (
                    counted(found.agreed[kind]),
                    counted(found.promised[kind]),
                    in_money(found.promised_value[kind]),
                    counted(found.arrived[kind]),
                    in_money(found.arrived_value[kind]),
                ),
            )
            for kind in kinds
        ),
        bars=(1,),
        is_wide=True,
        empty=_("Nobody has promised anything here yet."),
    )


def months(found: Replayed) -> Figure:
    """The period month by month."""
    shown = (
        (EntryKind.CREATED, _("Recorded")),
        (EntryKind.STAGE_MOVED, _("Moves")),
        (EntryKind.COMMITMENT_AGREED, _("Promises agreed")),
        (EntryKind.DELIVERY_RECORDED, _("Parts that arrived")),
        (EntryKind.ENDED, _("Ended")),
    )
    rows = []
    year, month = found.first.year, found.first.month
    while (year, month) <= (found.last.year, found.last.month):
        counts = found.by_month.get((year, month), Counter())
        name = format_date(found.first.replace(year=year, month=month, day=1), "LLLL y", current_locale())
        rows.append(
            Row(
                f"{year}-{month:02}",
                name,
                tuple(counted(counts.get(kind, 0)) for kind, _label in shown),
            )
        )
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004  # December
    return Figure(
        "period-months",
        _("Month by month"),
        _("The same entries by the month in which they happened."),
        recorded(found),
        _("Month"),
        tuple(Column(label) for _kind, label in shown),
        tuple(rows),
        bars=(0,),
        is_wide=True,
    )
