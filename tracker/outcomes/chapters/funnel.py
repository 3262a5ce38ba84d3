"""The way through the seven stages: how many came how far, and how long they stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from tracker.i18n import _, _n
from tracker.outcomes import drawing, kept
from tracker.outcomes.spread import spread_of
from tracker.outcomes.tables import Column, Figure, Row, counted, in_days, share
from tracker.projects.terms import PartnershipState, Stage
from tracker.summaries import figures as summaries

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked

Lengths = Mapping[Stage, Mapping[int, int]]


def figures_of(asked: Asked) -> Iterator[Figure]:
    yield reached(asked)
    yield stays(asked)


def reached(asked: Asked) -> Figure:
    """How many partnerships ever came to each stage, and how many stand there."""
    ever, standing, recorded = _reached(asked)
    return Figure(
        "reached",
        _("How far they came"),
        _(
            "Reached: stood in the stage at any time, in any round. A way back is normal, so a later stage can "
            "have been reached by more. "
            "Standing there: active partnerships whose stage of today it is."
        ),
        _n("%(num)d partnership", "%(num)d partnerships", recorded),
        _("Stage"),
        (Column(_("Reached")), Column(_("Share")), Column(_("Standing there"))),
        tuple(
            Row(
                stage.code,
                f"{stage.number}. {stage}",
                (
                    counted(ever.get(stage, 0), asked.behind(reached=stage.code)),
                    share(ever.get(stage, 0), recorded),
                    counted(standing.get(stage, 0), asked.behind(state="active", stage=stage.code)),
                ),
            )
            for stage in Stage
        )
        if recorded
        else (),
        bars=(0,),
        empty=_("No partnership fits this choice."),
    )


def _reached(asked: Asked) -> tuple[dict[Stage, int], dict[Stage, int], int]:
    """How many reached each stage, how many stand there, how many there are."""
    found = kept.of(asked, "partnership", "reached")
    active = kept.of(asked, "stage", states=(PartnershipState.ACTIVE,))
    return summaries.by_term(found, "reached", Stage), summaries.stages(active), found["partnership", ""]


def stays(asked: Asked) -> Figure:
    """How long they stay: completed stays by their spread, running ones apart."""
    completed, running = lengths(asked)
    spreads = {stage: spread_of(completed.get(stage, {})) for stage in Stage}
    open_ones = {stage: spread_of(running.get(stage, {})) for stage in Stage}
    number = sum(each.number for each in (*spreads.values(), *open_ones.values()))
    return Figure(
        "stays",
        _("Time in each stage"),
        _(
            "Days from entering a stage to leaving it, by moving on, by a way back, or by the end of the "
            "partnership; every stay counts. "
            "Half of the completed stays are no longer than the median, a quarter no longer than the lower "
            "quartile, three quarters no longer than the upper one. "
            "Stays that still run have not shown their length yet, so they are counted apart, up to today."
        ),
        _n("%(num)d stay", "%(num)d stays", number),
        _("Stage"),
        (
            Column(_("Completed stays")),
            Column(_("Lower quartile, days")),
            Column(_("Median, days")),
            Column(_("Upper quartile, days")),
            Column(_("Running stays")),
            Column(_("Running so far: median, days")),
        ),
        tuple(
            Row(
                stage.code,
                f"{stage.number}. {stage}",
                (
                    counted(spreads[stage].number),
                    in_days(spreads[stage].first_quartile),
                    in_days(spreads[stage].median),
                    in_days(spreads[stage].third_quartile),
                    counted(open_ones[stage].number),
                    in_days(open_ones[stage].median),
                ),
            )
            for stage in Stage
        )
        if number
        else (),
        svg=drawing.ranges(
            [(f"{stage.number}. {stage}", spreads[stage]) for stage in Stage if spreads[stage].number],
            _("%(low)s to %(high)s days, median %(median)s"),
        ),
        merges=False,
        is_wide=True,
        empty=_("No partnership fits this choice."),
    )


def lengths(asked: Asked) -> tuple[Lengths, Lengths]:
    """How often each length occurs in each stage: of completed stays, and of those that run, in days up to today."""
    completed: dict[Stage, dict[int, int]] = defaultdict(dict)
    running: dict[Stage, dict[int, int]] = defaultdict(dict)
    for (topic, key), number in kept.of(asked, "stayed", "staying").items():
        stage, length = key.split(":")
        is_running = topic == "staying"
        days = (asked.today - date.fromisoformat(length)).days if is_running else int(length)
        counts = (running if is_running else completed)[Stage.from_code(stage)]
        counts[max(days, 0)] = counts.get(max(days, 0), 0) + number
    return completed, running
