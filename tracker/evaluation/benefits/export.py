"""The matrix of benefits as a table for spreadsheets: what the page shows, no more and no less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.evaluation.benefits import glance
from tracker.evaluation.benefits.telling import level_in_words
from tracker.evaluation.benefits.terms import Level, Moment
from tracker.evaluation.terms import Benefit
from tracker.i18n import _, _p, show_date
from tracker.sheets import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.evaluation.benefits.matrix import Cell, Matrix, PartnerBenefits, Said
    from tracker.sheets import Value


def as_matrix(matrix: Matrix, *, title: str, moments: Sequence[Moment]) -> Sheet:
    """Benefits down, partners across, each with two figures."""
    headings = [_("Benefit")]
    for partner in matrix.partners:
        headings += [f"{name_of(partner)} · {moment}" for moment in Moment]
    rows: list[list[Value]] = [
        [
            str(benefit),
            *(partner.of(benefit).side(moment).level for partner in matrix.partners for moment in Moment),
        ]
        for benefit in Benefit
    ]
    scale = "; ".join(f"{level.number} – {level}" for level in Level)
    notes = [
        title,
        scale,
        _("An empty cell means: not said."),
        *glance.gaining_nothing(matrix),
        *glance.not_asked(matrix, moments),
    ]
    return Sheet(_("Benefits"), headings, rows, notes)


def as_list(matrix: Matrix) -> Sheet:
    """One row for each partner and benefit, with all words."""
    headings = [
        _("Partner"),
        _("Sector"),
        _("Left"),
        _("Benefit"),
        *(_side_headings()),
        _("Expected and achieved"),
    ]
    rows = [_row(partner, cell) for partner in matrix.partners for cell in partner.cells]
    return Sheet(_("In words"), headings, rows)


def _side_headings() -> Iterator[str]:
    for moment in Moment:
        yield str(moment)
        yield _("%(moment)s, in words", moment=moment)
        yield _("%(moment)s: who says so", moment=moment)


def _row(partner: PartnerBenefits, cell: Cell) -> list[Value]:
    sides: list[Value] = []
    for moment in Moment:
        said = cell.side(moment)
        sides += [said.level, said.comment, speaker(said)]
    relation = str(cell.relation) if cell.relation is not None else ""
    left_on = None if partner.is_current else partner.left_on
    return [partner.name, str(partner.sector), left_on, str(cell.benefit), *sides, relation]


def name_of(partner: PartnerBenefits) -> str:
    """The name, and that it has left."""
    if partner.is_current or partner.left_on is None:
        return partner.name
    return _("%(name)s (left on %(day)s)", name=partner.name, day=show_date(partner.left_on))


def speaker(said: Said) -> str:
    """Whose word it is; what the partner had said itself, where the team changed it."""
    if said.changed is not None:
        return f"{changed(said)} {said.changed.remark}".strip()
    return str(said.said_by) if said.said_by is not None and (said.is_said or said.comment) else ""


def changed(said: Said) -> str:
    """That the team changed what the partner had said, when, and what that was; empty where it did not."""
    if said.changed is None:
        return ""
    had = (
        level_in_words(said.changed.had_said)
        if said.changed.had_said is not None
        else _p("benefit", "no level")
    )
    if said.changed.had_commented and said.changed.had_commented != said.comment:
        had = _("%(level)s, “%(words)s”", level=had, words=said.changed.had_commented)
    return _(
        "Changed by the team on %(day)s, the partner had said: %(said)s.",
        day=show_date(said.changed.on),
        said=had,
    )
