"""Words of the workspace: what can be lacking in a region, how often a letter comes, what became of a letter."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.projects.terms import SectorMix
from tracker.terms import Term


class Lack(Term):
    """Something that is missing in a region; the explanation says what is counted."""

    explanation: LazyString

    FIELDS = (
        "fields",
        _l("Fields without a partnership"),
        _l(
            "Fields of problems in which no active partnership works, neither as its main field nor as a further one."
        ),
    )
    WITHOUT_BUSINESS = (
        "without_business",
        _l("Partnerships without business"),
        _l("Active partnerships that have partners, but none from business."),
    )
    WITHOUT_NONPROFIT = (
        "without_nonprofit",
        _l("Partnerships without non-profits"),
        _l("Active partnerships that have partners, but no non-profit organisation."),
    )
    WITHOUT_GOVERNMENT = (
        "without_government",
        _l("Partnerships without an authority"),
        _l("Active partnerships that have partners, but neither an authority nor a state institution."),
    )
    NEEDS = (
        "needs",
        _l("Needs nobody has answered"),
        _l("Needs of active partnerships for which nothing was agreed on."),
    )
    OVERDUE = (
        "overdue",
        _l("Partnerships with overdue promises"),
        _l("Active partnerships in which a promise is due and has not arrived in full."),
    )
    SILENT = (
        "silent",
        _l("Silent partnerships"),
        _l("Active partnerships in which nobody has done or confirmed anything for long."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation

    @property
    def mix(self) -> SectorMix | None:
        """The mix of sectors that a list shows for it."""
        return MIXES.get(self)

    @property
    def is_part(self) -> bool:
        """It counts some of the partnerships, so the others are counted by what is left."""
        return self not in {Lack.FIELDS, Lack.NEEDS}


MIXES = {
    Lack.WITHOUT_BUSINESS: SectorMix.WITHOUT_BUSINESS,
    Lack.WITHOUT_NONPROFIT: SectorMix.WITHOUT_NONPROFIT,
    Lack.WITHOUT_GOVERNMENT: SectorMix.WITHOUT_GOVERNMENT,
}


class Frequency(Term):
    """How often a saved view comes as a letter."""

    NEVER = "never", _lp("letters", "Never")
    WEEKLY = "weekly", _lp("letters", "Every week")
    MONTHLY = "monthly", _lp("letters", "Every month")
