"""The life of a commitment as facts: which step may follow which, how much has arrived, what is more or less than promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from tracker.errors import WrongState
from tracker.i18n import _l
from tracker.resources.terms import CommitmentState, NeedCoverage, Unit

if TYPE_CHECKING:
    from tracker.i18n import LazyString
    from tracker.resources.models import Commitment, Need

MOVES: dict[CommitmentState, frozenset[CommitmentState]] = {
    CommitmentState.OFFERED: frozenset({CommitmentState.AGREED, CommitmentState.WITHDRAWN}),
    CommitmentState.AGREED: frozenset(
        {CommitmentState.IN_DELIVERY, CommitmentState.DELIVERED, CommitmentState.WITHDRAWN}
    ),
    CommitmentState.IN_DELIVERY: frozenset({CommitmentState.DELIVERED, CommitmentState.WITHDRAWN}),
    CommitmentState.DELIVERED: frozenset({CommitmentState.IN_DELIVERY}),
    CommitmentState.WITHDRAWN: frozenset({CommitmentState.OFFERED}),
}
"""Where a commitment may go from each state: offered → agreed → in delivery → delivered, or withdrawn."""

AGREE_FIRST = _l("Agree on the commitment first, then deliver.")
OFFER_FIRST = _l("This commitment was withdrawn. Offer it again first.")
AGREED_ALREADY = _l("This commitment is agreed already.")
REFUSALS: dict[tuple[CommitmentState, CommitmentState], LazyString] = {
    (CommitmentState.DELIVERED, CommitmentState.WITHDRAWN): _l("A delivered commitment cannot be withdrawn."),
    (CommitmentState.OFFERED, CommitmentState.IN_DELIVERY): AGREE_FIRST,
    (CommitmentState.OFFERED, CommitmentState.DELIVERED): AGREE_FIRST,
    (CommitmentState.WITHDRAWN, CommitmentState.AGREED): OFFER_FIRST,
    (CommitmentState.WITHDRAWN, CommitmentState.IN_DELIVERY): OFFER_FIRST,
    (CommitmentState.WITHDRAWN, CommitmentState.DELIVERED): OFFER_FIRST,
    (CommitmentState.WITHDRAWN, CommitmentState.WITHDRAWN): _l("This commitment was withdrawn already."),
    (CommitmentState.AGREED, CommitmentState.AGREED): AGREED_ALREADY,
    (CommitmentState.IN_DELIVERY, CommitmentState.AGREED): AGREED_ALREADY,
    (CommitmentState.DELIVERED, CommitmentState.AGREED): AGREED_ALREADY,
    (CommitmentState.DELIVERED, CommitmentState.DELIVERED): _l(
        "This commitment counts as delivered already."
    ),
}

KILOGRAMS = {Unit.KILOGRAM: Decimal(1), Unit.TONNE: Decimal(1000)}
"""Units that say the same thing in other numbers."""


def check_move(commitment: Commitment, to: CommitmentState) -> None:
    """Raise ``WrongState`` with a sentence when a commitment cannot go to this state."""
    if to in MOVES[commitment.state]:
        return
    sentence = REFUSALS.get(
        (commitment.state, to), _l("This is not possible now: the commitment changed meanwhile.")
    )
    raise WrongState(sentence)


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """What was promised and what arrived, in the unit of the commitment where there is one."""

    promised: Decimal | None
    arrived: Decimal | None
    is_complete: bool

    @property
    def missing(self) -> Decimal | None:
        """What is still to come; negative when more arrived than was promised."""
        return None if self.promised is None or self.arrived is None else self.promised - self.arrived

    @property
    def is_all_here(self) -> bool:
        """As much arrived as was promised, or more."""
        return self.missing is not None and self.missing <= 0

    @property
    def is_more(self) -> bool:
        return self.missing is not None and self.missing < 0

    @property
    def is_less(self) -> bool:
        """Less arrived than was promised, though the commitment counts as delivered."""
        return self.is_complete and self.missing is not None and self.missing > 0


def fulfilment(commitment: Commitment) -> Fulfilment:
    """How much of a commitment has arrived; cancelled deliveries do not count."""
    deliveries = commitment.current_deliveries
    counted = [delivery.amount for delivery in deliveries if delivery.amount is not None]
    arrived = sum(counted, Decimal(0)) if counted or not deliveries else None
    return Fulfilment(commitment.amount, arrived, commitment.state is CommitmentState.DELIVERED)


def counts(commitment: Commitment) -> bool:
    """Whether a commitment can be relied upon: agreed and not withdrawn."""
    return commitment.state not in {CommitmentState.OFFERED, CommitmentState.WITHDRAWN}


# --- needs ------------------------------------------------------------------------------------------------------------


def coverage(need: Need) -> NeedCoverage:
    """Whether commitments that answer the need cover it.

    Only agreed commitments count, and what arrived. Amounts are compared where both sides are counted in the same; otherwise
    an agreed commitment covers a need without an amount, and partly covers a need with one.
    """
    agreed = [commitment for commitment in need.commitments if counts(commitment)]
    arrived = [commitment for commitment in need.commitments if commitment.current_deliveries]
    if not agreed and not arrived:
        return NeedCoverage.OPEN
    is_enough = bool(agreed) if need.amount is None else secured(need) >= need.amount
    return NeedCoverage.COVERED if is_enough else NeedCoverage.PARTLY


def secured(need: Need) -> Decimal:
    """How much of a need is here or can be relied upon, in its unit.

    Of a commitment that is closed only what arrived counts, less or more than promised; of one that runs at least its promise.
    """
    return sum((_secured_by(need, commitment) for commitment in need.commitments), Decimal(0))


def _secured_by(need: Need, commitment: Commitment) -> Decimal:
    here = arrived_towards(need, commitment)
    is_counted = any(delivery.amount is not None for delivery in commitment.current_deliveries)
    if not counts(commitment) or (commitment.state is CommitmentState.DELIVERED and is_counted):
        return here
    return max(here, promised_towards(need, commitment))


def promised_towards(need: Need, commitment: Commitment) -> Decimal:
    """The amount that a commitment promises towards a need, in the unit of the need; only what is agreed counts."""
    return (in_unit_of(need, commitment, commitment.amount) if counts(commitment) else None) or Decimal(0)


def arrived_towards(need: Need, commitment: Commitment) -> Decimal:
    """The amount that arrived towards a need, in the unit of the need."""
    return in_unit_of(need, commitment, fulfilment(commitment).arrived) or Decimal(0)


def in_unit_of(need: Need, commitment: Commitment, amount: Decimal | None) -> Decimal | None:
    """An amount of a commitment in the unit of the need; ``None`` where the two cannot be compared."""
    if amount is None:
        return None
    if need.unit in KILOGRAMS and commitment.unit in KILOGRAMS:
        return amount * KILOGRAMS[commitment.unit] / KILOGRAMS[need.unit]
    is_same = (
        commitment.unit is need.unit
        and commitment.kind.is_money == need.kind.is_money
        and (not need.kind.is_money or commitment.currency == need.currency)
        and commitment.unit_other.casefold() == need.unit_other.casefold()
    )
    return amount if is_same else None


def is_late(need: Need, today: date) -> bool:
    """The day by which the need had to be met has passed, and it is not covered."""
    is_past = need.dropped_on is None and need.due_on is not None and need.due_on < today
    return is_past and coverage(need) is not NeedCoverage.COVERED
