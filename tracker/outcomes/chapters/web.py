"""Which organisations and sectors work together, and who connects whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.i18n import _, _n, show_number
from tracker.outcomes import kept, web_drawing
from tracker.outcomes.network import MOST_NODES, Web, web_of
from tracker.outcomes.tables import Cell, Column, Figure, Row, counted, in_words
from tracker.outcomes.terms import Pair
from tracker.partners.terms import Sector
from tracker.summaries import figures as summaries

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked

MOST_EDGES = 15
"""So many pairs of organisations the table shows, the closest first."""


def figures_of(asked: Asked) -> Iterator[Figure]:
    web = web_of(asked)
    yield organisations(asked, web)
    yield pairs(asked)
    yield joint(web)


def organisations(asked: Asked, web: Web) -> Figure:
    """The network and its table: who is in it, with how many, and how much each connects the others."""
    connecting = web.connecting()
    number = len(web.nodes) + web.left_out
    return Figure(
        "organisations",
        _("Who works with whom"),
        _(
            "Organisations that take or took part, the larger the more partnerships they have; a line joins two "
            "that have a partnership in common, the thicker the more. "
            "Partners: organisations of the picture with which it works. Connects: of all pairs of other "
            "organisations in the picture, "
            "the share whose shortest way to one another leads through it."
        ),
        _n("%(num)d organisation", "%(num)d organisations", number),
        _("Organisation"),
        (
            Column(_("Sector"), is_figure=False),
            Column(_("Partnerships")),
            Column(_("Partners")),
            *(Column(_("Of these: %(sector)s", sector=sector)) for sector in Sector),
            Column(_("Connects")),
        ),
        tuple(
            Row(
                str(node.id),
                node.name,
                (
                    in_words(str(node.sector)),
                    counted(node.partnerships, asked.behind(organisation=str(node.id))),
                    counted(len(web.neighbours.get(node.id, ()))),
                    *(counted(each) for each in web.sectors_of(node.id).values()),
                    _percent(connecting[node.id]),
                ),
                tone=node.sector.code,
                leads_to=("partners.show", {"organisation_id": node.id}),
            )
            for node in web.nodes
        ),
        svg=web_drawing.drawn(web),
        result=_said(web, connecting),
        notes=(
            (
                _n(
                    "The picture and the table show the %(most)s organisations with the most partnerships; %(num)d more "
                    "is left out.",
                    "The picture and the table show the %(most)s organisations with the most partnerships; %(num)d more "
                    "are left out.",
                    web.left_out,
                    most=MOST_NODES,
                ),
            )
            if web.left_out
            else ()
        ),
        merges=False,
        is_wide=True,
        empty=_("No organisation takes part here yet."),
    )


def _percent(value: float) -> Cell:
    percent = round(100 * value, 1)
    return Cell(str(percent), _("%(share)s%%", share=show_number(percent)))


def _said(web: Web, connecting: dict[int, float]) -> str:
    if not any(connecting.values()):
        return ""
    best = max(web.nodes, key=lambda node: (connecting[node.id], node.partnerships, -node.id))
    return _(
        "%(share)s%% of the shortest ways between others lead through this organisation, more than through any other: %(name)s.",
        name=best.name,
        share=show_number(round(100 * connecting[best.id], 1)),
    )


def pairs(asked: Asked) -> Figure:
    """In how many partnerships two sectors work together."""
    mixes = summaries.mixes(kept.of(asked, "sectors"))
    number = mixes.total
    return Figure(
        "pairs",
        _("Which sectors meet"),
        _(
            "Partnerships in which both sectors take part today, or took part on the last day. One with all "
            "three sectors counts in every row."
        ),
        _n("%(num)d partnership", "%(num)d partnerships", number),
        _("Sectors"),
        (Column(_("Partnerships")),),
        tuple(
            Row(
                pair.code,
                str(pair),
                (
                    counted(
                        sum(count for sectors, count in mixes.counts.items() if sectors >= set(pair.sectors)),
                        asked.behind(together=pair.code),
                    ),
                ),
            )
            for pair in Pair
        )
        if number
        else (),
        bars=(0,),
        empty=_("No partnership fits this choice."),
    )


def joint(web: Web) -> Figure:
    """The pairs of organisations with the most partnerships in common."""
    name = {node.id: node for node in web.nodes}
    closest = sorted(
        web.edges.items(), key=lambda edge: (-edge[1], name[edge[0][0]].name, name[edge[0][1]].name, edge[0])
    )
    left_out = max(len(closest) - MOST_EDGES, 0)
    return Figure(
        "joint",
        _("Who works together most"),
        _(
            "Pairs of organisations of the picture by the number of partnerships that both take or took part in."
        ),
        _n("%(num)d pair", "%(num)d pairs", len(closest)),
        _("Organisation"),
        (Column(_("Works with"), is_figure=False), Column(_("Joint partnerships"))),
        tuple(
            Row(
                f"{first}-{second}",
                name[first].name,
                (in_words(name[second].name), counted(number)),
                leads_to=("partners.show", {"organisation_id": first}),
            )
            for (first, second), number in closest[:MOST_EDGES]
        ),
        notes=(
            (_n("%(num)d further pair is left out.", "%(num)d further pairs are left out.", left_out),)
            if left_out
            else ()
        ),
        merges=False,
        is_wide=True,
        empty=_("No two organisations have a partnership in common yet."),
    )
