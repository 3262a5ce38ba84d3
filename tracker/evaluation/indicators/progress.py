"""How far an indicator has come: the share of the way from its baseline to its target.

    share = (value − baseline) / (target − baseline)

- The value is the one measured last for the whole. Categories are never added up to a whole: nobody knows whether they overlap.
- The formula is the same whether more or less is better, because the target says where the way leads.
- Where nothing was measured, there is no baseline or no target, there is **no share** – never a zero that nobody measured.
- A target that equals the baseline ("keep it so"), or lies on its worse side ("lose no more than that"), has no way to it and
  so no share; whether it is reached is known all the same.
- Beyond the target the share is more than 1; on the wrong side of the baseline it is less than 0. Neither is cut off.
- It is exact. Rounded to whole per cent, it says 100 or more only when the target is reached, and 0 only at the baseline.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tracker.evaluation.indicators.terms import Direction, ProgressState
from tracker.i18n import _

if TYPE_CHECKING:
    from tracker.evaluation.indicators.models import Indicator

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an indicator stands, and the share of the way where there is one."""

    state: ProgressState
    share: Fraction | None = None

    @property
    def percent(self) -> int | None:
        """The share in whole per cent, rounded so that it never claims more or less than is true."""
        return None if self.share is None else rounded(self.share)

    @property
    def drawn(self) -> int:
        """The length of a bar, between 0 and 100."""
        return min(max(self.percent or 0, 0), WHOLE)

    @property
    def sentence(self) -> str:
        """The progress in words."""
        if self.state is ProgressState.ON_THE_WAY:
            return _("%(share)s%% of the way to the target", share=self.percent)
        if self.state is ProgressState.REACHED and self.share is not None and self.share > 1:
            return _("Target reached: %(share)s%% of the way", share=self.percent)
        if self.state is ProgressState.WRONG_WAY:
            return _(
                "Going the wrong way: by %(share)s%% of the way farther from the target than at the start",
                share=-(self.percent or 0),
            )
        return str(self.state)


def progress_of(indicator: Indicator) -> Progress:
    """How far an indicator has come by the value measured last."""
    latest = indicator.latest()
    return progress(
        baseline=indicator.baseline,
        target=indicator.target,
        value=latest.value if latest is not None else None,
        direction=indicator.direction,
    )


def progress(
    *, baseline: Decimal | None, target: Decimal | None, value: Decimal | None, direction: Direction
) -> Progress:
    """The rule, as the head of this module tells it."""
    if value is None:
        return Progress(ProgressState.NOT_MEASURED)
    if target is None:
        return Progress(ProgressState.NO_TARGET)
    is_reached = (value - target) * direction.sign >= 0
    if baseline is None or (target - baseline) * direction.sign <= 0:
        return Progress(ProgressState.REACHED if is_reached else ProgressState.NOT_REACHED)
    share = Fraction(value - baseline) / Fraction(target - baseline)
    return Progress(_state(share), share)


def _state(share: Fraction) -> ProgressState:
    if share >= 1:
        return ProgressState.REACHED
    if share > 0:
        return ProgressState.ON_THE_WAY
    return ProgressState.NO_CHANGE if share == 0 else ProgressState.WRONG_WAY


def rounded(share: Fraction) -> int:
    """Whole per cent: downward from the target, and away from the baseline."""
    exact = share * WHOLE
    if 0 < exact < 1:
        return 1
    if exact < 0:
        return min(-1, -int(-exact))
    return int(exact)
