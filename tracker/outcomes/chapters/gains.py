"""What partners gained, by sector and by benefit, as the matrices of benefits say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.evaluation.terms import Benefit
from tracker.i18n import _, _n
from tracker.outcomes import kept
from tracker.outcomes.tables import Cell, Column, Figure, Row, counted, share
from tracker.partners.terms import Sector
from tracker.summaries import figures as summaries

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked


def figures_of(asked: Asked) -> Iterator[Figure]:
    yield by_sector(asked)
    yield by_benefit(asked)


def partners(number: int) -> str:
    return _n("%(num)d partner that said what came", "%(num)d partners that said what came", number)


def by_sector(asked: Asked) -> Figure:
    """Of how many partners of each sector it was said what came, and how many gained something clearly."""
    found, in_partnerships = _by_sector(asked)
    number = sum(said for said, _clear in found.values())

    def row(sector: Sector) -> Row:
        said, clear = found.get(sector, (0, 0))
        return Row(
            sector.code,
            str(sector),
            (
                counted(clear),
                counted(said),
                share(clear, said),
                counted(in_partnerships.get(sector, 0), asked.behind(gained_by=sector.code)),
            ),
            tone=sector.code,
        )

    return Figure(
        "gains-by-sector",
        _("By sector"),
        _(
            "Partners of which it was said what came, and those of them for whom at least one benefit is clear "
            "or decisive: one can show it. "
            "What was not said is not counted as nothing. A partner counts in every partnership in which it takes part."
        ),
        partners(number),
        _("Sector"),
        (
            Column(_("Gained clearly")),
            Column(_("Said what came")),
            Column(_("Share")),
            Column(_("Partnerships")),
        ),
        tuple(row(sector) for sector in Sector) if number else (),
        bars=(0, 1),
        empty=_("Nobody has said yet what came of it."),
    )


def _by_sector(asked: Asked) -> tuple[dict[Sector, tuple[int, int]], dict[Sector, int]]:
    """Of how many partners of each sector something was said, how many gained clearly, and in how many partnerships."""
    told = kept.of(asked, "said", "said_clear", "gained_by")
    said = summaries.by_term(told, "said", Sector)
    found = {sector: (number, told["said_clear", sector.code]) for sector, number in said.items()}
    return found, summaries.by_term(told, "gained_by", Sector)


def by_benefit(asked: Asked) -> Figure:
    """Each benefit: how many partners of each sector gained it clearly, of how many that spoke of it."""
    found = _by_benefit(asked)
    in_partnerships = summaries.by_term(kept.of(asked, "gained"), "gained", Benefit)

    def cell(benefit: Benefit, sector: Sector) -> Cell:
        said, clear = found.get((benefit, sector), (0, 0))
        return Cell(clear, _("%(part)s of %(whole)s", part=clear, whole=said)) if said else Cell(None, "—")

    return Figure(
        "gains-by-benefit",
        _("By benefit"),
        _(
            "Partnerships in which a partner gained the benefit clearly or decisively, and beside them, for each sector, "
            "how many partners did, of how many that spoke of it."
        ),
        _answers(found),
        _("Benefit"),
        (Column(_("Partnerships")), *(Column(str(sector)) for sector in Sector)),
        tuple(
            Row(
                benefit.code,
                str(benefit),
                (
                    counted(in_partnerships.get(benefit, 0), asked.behind(gained=benefit.code)),
                    *(cell(benefit, sector) for sector in Sector),
                ),
            )
            for benefit in Benefit
        )
        if found
        else (),
        bars=(0,),
        is_wide=True,
        empty=_("Nobody has said yet what came of it."),
    )


def _by_benefit(asked: Asked) -> dict[tuple[Benefit, Sector], tuple[int, int]]:
    """Of each benefit and sector, how many partners spoke of it, and how many gained it clearly."""
    told = kept.of(asked, "benefit", "benefit_clear")
    found = {}
    for key, number in summaries.keys_of(told, "benefit").items():
        benefit, sector = key.split(":")
        clear = told["benefit_clear", key]
        found[Benefit.from_code(benefit), Sector.from_code(sector)] = (number, clear)
    return found


def _answers(found: dict[tuple[Benefit, Sector], tuple[int, int]]) -> str:
    number = sum(said for said, _clear in found.values())
    return _n("%(num)d answer about a benefit", "%(num)d answers about benefits", number)
