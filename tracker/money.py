"""Money as exact amounts of one currency, and totals that never mix currencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

CURRENCIES: tuple[str, ...] = ("RUB", "EUR", "USD", "BYN", "KZT", "AMD", "KGS", "UZS", "GEL", "CNY", "GBP")
"""ISO 4217 codes that forms offer; any other code can come in by import."""


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of one currency."""

    amount: Decimal
    currency: str


class Totals:
    """Sums by currency. There is no sum over currencies."""

    def __init__(self, parts: Iterable[Money | None] = ()) -> None:
        self._sums: dict[str, Decimal] = defaultdict(Decimal)
        for part in parts:
            self.add(part)

    def add(self, part: Money | None) -> None:
        """Count ``part`` in; ``None`` (not valued) changes nothing."""
        if part is not None:
            self._sums[part.currency] += part.amount

    def __iter__(self) -> Iterator[Money]:
        """The sums, the reader's usual currency first."""
        order = {code: place for place, code in enumerate(CURRENCIES)}
        for currency in sorted(self._sums, key=lambda code: (order.get(code, len(order)), code)):
            yield Money(self._sums[currency], currency)

    def __len__(self) -> int:
        return len(self._sums)

    def __bool__(self) -> bool:
        return bool(self._sums)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Totals) and dict(self._sums) == dict(other._sums)

    __hash__ = None  # type: ignore[assignment]  # a mutable sum has no hash

    def of(self, currency: str) -> Decimal:
        """The sum in one currency, zero if there is none."""
        return self._sums.get(currency, Decimal(0))
