"""What partners decided at the last stage, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.i18n import _, _n, show_date
from tracker.outcomes import kept
from tracker.outcomes.tables import Cell, Column, Figure, Row, counted, in_words, share
from tracker.projects.models import Continuation, Partnership
from tracker.projects.terms import ContinuationDecision

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked

MOST_REASONS = 40
"""So many reasons a page shows, the latest first."""


def figures_of(asked: Asked) -> Iterator[Figure]:
    yield decided(asked)
    yield rounds(asked)
    yield reasons(asked)


def decided(asked: Asked) -> Figure:
    """How many partnerships took each decision, at least once."""
    numbers = kept.of(asked, "decided")
    number = numbers["decided", "any"]
    kinds = (
        ("went-on", _("To go on: continue or expand"), "went_on", "continue"),
        ("expanded", _("Of these, to expand"), ContinuationDecision.EXPAND.code, "expand"),
        ("ended", _("To end"), ContinuationDecision.END.code, "end"),
    )
    rows = []
    for key, label, counted_as, argument in kinds:
        found = numbers["decided", counted_as]
        rows.append(Row(key, label, (counted(found, asked.behind(decision=argument)), share(found, number))))
    return Figure(
        "decisions",
        _("What was decided"),
        _(
            "Partnerships that took a decision at the last stage, at least once; one that went on and ended "
            "later counts in both. "
            "The share is of all that decided anything."
        ),
        _n("%(num)d partnership that decided", "%(num)d partnerships that decided", number),
        _("Decision"),
        (Column(_("Partnerships")), Column(_("Share"))),
        tuple(rows) if number else (),
        bars=(0,),
        empty=_("Nobody has come to a decision yet."),
    )


def rounds(asked: Asked) -> Figure:
    """Whether the cycle is gone through for the first time."""
    found = kept.of(asked, "round")
    first, later = found["round", "1"], found["round", "2+"]
    return Figure(
        "rounds",
        _("Rounds of the cycle"),
        _(
            "A decision to go on opens the next round. Counted is the round of today, of ended partnerships the last one."
        ),
        _n("%(num)d partnership", "%(num)d partnerships", first + later),
        _("Round"),
        (Column(_("Partnerships")),),
        (
            Row("first", _("First round"), (counted(first, asked.behind(round="1")),)),
            Row("later", _("Second round or later"), (counted(later, asked.behind(round="2+")),)),
        )
        if first + later
        else (),
        bars=(0,),
        empty=_("No partnership fits this choice."),
    )


def reasons(asked: Asked) -> Figure:
    """The reasons in the words of the partners, the latest first."""
    number = kept.of(asked, "decision").total()
    latest = asked.partnerships().join(Continuation, Continuation.partnership_id == Partnership.id)
    found = asked.session.execute(
        latest.with_only_columns(
            Continuation.id,
            Continuation.partnership_id,
            Partnership.title,
            Continuation.decision,
            Continuation.decided_on,
            Continuation.reason,
        )
        .order_by(None)
        .order_by(Continuation.decided_on.desc(), Continuation.id.desc())
        .limit(MOST_REASONS)
    )
    rows = tuple(
        Row(
            str(key),
            title,
            (
                in_words(str(decision)),
                Cell(decided_on, show_date(decided_on)),
                in_words(reason),
            ),
            leads_to=("projects.cycle", {"partnership_id": partnership_id}),
        )
        for key, partnership_id, title, decision, decided_on, reason in found
    )
    left_out = number - len(rows)
    return Figure(
        "reasons",
        _("Reasons"),
        _("Why the partners decided so, in their own words, the latest decisions first."),
        _n("%(num)d decision", "%(num)d decisions", number),
        _("Partnership"),
        (
            Column(_("Decision"), is_figure=False),
            Column(_("Decided on"), is_figure=False),
            Column(_("Reason"), is_figure=False),
        ),
        rows,
        notes=(
            (
                _n(
                    "%(num)d earlier decision is left out here.",
                    "%(num)d earlier decisions are left out here.",
                    left_out,
                ),
            )
            if left_out
            else ()
        ),
        merges=False,
        is_wide=True,
        empty=_("Nobody has come to a decision yet."),
    )
