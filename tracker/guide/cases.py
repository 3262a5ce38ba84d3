"""The four worked cases: the reader looks for the one that is a partnership."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.mechanisms.terms import JointWorkKind


@dataclass(frozen=True, slots=True)
class Case:
    """One case by its number; what happened and why it is what it is stands in the texts."""

    number: int
    kind: JointWorkKind

    @property
    def is_partnership(self) -> bool:
        return self.kind is JointWorkKind.PARTNERSHIP


CASES = (
    Case(1, JointWorkKind.CHARITY),
    Case(2, JointWorkKind.SPONSORSHIP),
    Case(3, JointWorkKind.EXCHANGE),
    Case(4, JointWorkKind.PARTNERSHIP),
)


def chosen_case(number: str) -> Case | None:
    """The case that a reader chose; ``None`` before the choice, and for a number that names none."""
    return next((case for case in CASES if str(case.number) == number), None)
