"""What the partners put together: money, what is valued otherwise, and what is counted only. Never one sum of all."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.documents.blocks import Block, Paragraph, Table
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.i18n import _, _l, _n, show_money
from tracker.money import Totals
from tracker.resources import queries
from tracker.resources.balance import Sums, balance_of


@section(Place.RESOURCES, _l("Resources"))
def resources(asked: Asked) -> Iterator[Block]:
    """Promised and delivered. Sums are left out where they could tell what a partner gave that does not want it told."""
    if not all(asked.naming.is_told_of(each) for each in asked.partnership.participations):
        return
    commitments = list(asked.session.scalars(queries.commitments_of(asked.partnership)).unique())
    balance = balance_of(commitments)
    if not balance.promised.count and not balance.delivered.count:
        return
    yield Table(
        _("Promised and delivered"),
        [_("What"), _("Promised"), _("Delivered")],
        [
            [_("Money"), _sum(balance.promised.cash), _sum(balance.delivered.cash)],
            [_("Other than money, valued"), _sum(balance.promised.in_kind), _sum(balance.delivered.in_kind)],
            [_("Not valued in money"), _unvalued(balance.promised), _unvalued(balance.delivered)],
        ],
        figures=[1, 2],
    )
    yield Paragraph(_("The three lines are not added up: they are counted in different ways."), is_quiet=True)


def _sum(totals: Totals) -> str:
    return "; ".join(show_money(money) for money in totals) or "—"


def _unvalued(sums: Sums) -> str:
    if not sums.unvalued:
        return "—"
    return _n("%(num)d contribution", "%(num)d contributions", sums.unvalued)
