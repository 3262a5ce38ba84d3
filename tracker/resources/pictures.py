"""What the pictures of resources show: needs against commitments against deliveries, and who carries how much.

Money and what is valued otherwise have pictures of their own; what has no value is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import url_for

from tracker.i18n import _, show_money, show_number
from tracker.money import Money, Totals
from tracker.resources import promises, words

if TYPE_CHECKING:
    from tracker.resources.balance import Balance, Sums
    from tracker.resources.models import Commitment, Need


def coverage_rows(needs: Iterable[Need], commitments: Iterable[Commitment] = ()) -> list[dict[str, Any]]:
    """One row for each need that has an amount, then one for each agreed commitment that no such need counts."""
    needs = [need for need in needs if need.dropped_on is None and need.amount]
    counted = {
        commitment.id for need in needs for commitment in need.commitments if _is_comparable(need, commitment)
    }
    rest = [
        commitment for commitment in commitments if commitment.id not in counted and _is_drawn(commitment)
    ]
    return [*map(coverage_row, needs), *map(_own_row, rest)]


def coverage_row(need: Need) -> dict[str, Any]:
    """The amounts of one need, to draw and to read."""
    promised = sum(
        (promises.promised_towards(need, commitment) for commitment in need.commitments), Decimal(0)
    )
    arrived = sum((promises.arrived_towards(need, commitment) for commitment in need.commitments), Decimal(0))
    return {
        "label": need.description,
        "url": url_for("resources.show_need", need_id=need.id),
        "needed": need.amount,
        "committed": promised,
        "delivered": arrived,
        "needed_text": words.need_amount(need),
        "committed_text": words.need_amount(need, promised),
        "delivered_text": words.need_amount(need, arrived),
    }


def _is_comparable(need: Need, commitment: Commitment) -> bool:
    return promises.in_unit_of(need, commitment, commitment.amount) is not None


def _is_drawn(commitment: Commitment) -> bool:
    return commitment.amount is not None and (
        promises.counts(commitment) or bool(commitment.current_deliveries)
    )


def _own_row(commitment: Commitment) -> dict[str, Any]:
    """A commitment that stands for itself."""
    promised = (commitment.amount if promises.counts(commitment) else None) or Decimal(0)
    arrived = promises.fulfilment(commitment).arrived or Decimal(0)
    return {
        "label": commitment.description,
        "url": url_for("resources.show_commitment", commitment_id=commitment.id),
        "needed": None,
        "committed": promised,
        "delivered": arrived,
        "needed_text": "",
        "committed_text": words.commitment_amount(commitment, promised),
        "delivered_text": words.commitment_amount(commitment, arrived),
    }


Figure = dict[str, Any]


def balance_figures(balance: Balance) -> list[Figure]:
    """For each currency, who carries how much of the money and of what is valued otherwise: a title and its parts."""
    return [
        figure
        for currency in balance.currencies
        for figure in (
            _figure(
                _("Money promised, %(currency)s", currency=currency),
                balance,
                currency,
                lambda sums: sums.cash,
            ),
            _figure(
                _("Other than money, valued, %(currency)s", currency=currency),
                balance,
                currency,
                lambda sums: sums.in_kind,
            ),
        )
        if figure["partners"]
    ]


def _figure(title: str, balance: Balance, currency: str, totals: Callable[[Sums], Totals]) -> Figure:
    partners = [
        (share.partner.display_name, "", totals(share.promised).of(currency)) for share in balance.shares
    ]
    sectors = [
        (str(sector), sector.code, totals(sums).of(currency)) for sector, sums in balance.by_sector.items()
    ]
    return {"title": title, "partners": _parts(partners, currency), "sectors": _parts(sectors, currency)}


def _parts(rows: Iterable[tuple[str, str, Decimal]], currency: str) -> list[dict[str, Any]]:
    return [
        {"label": label, "value": value, "text": show_money(Money(value, currency)), "tone": tone}
        for label, tone, value in rows
        if value
    ]


def contribution_bars(balance: Balance) -> list[dict[str, Any]]:
    """How many contributions each partner makes, whatever they are worth."""
    return [
        {
            "label": share.partner.display_name,
            "value": share.promised.count,
            "text": show_number(share.promised.count),
            "tone": share.partner.sector.code,
        }
        for share in balance.shares
        if share.promised.count
    ]
