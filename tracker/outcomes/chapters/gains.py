"""What partners gained, by sector and by benefit, as the matrices of benefits say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.terms import Benefit
from tracker.i18n import _, _n
from tracker.outcomes import facets, kept
from tracker.outcomes.tables import Cell, Column, Figure, Row, counted, share
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.projects import figures
from tracker.projects.models import Participation
from tracker.summaries import figures as summaries

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked

IS_CLEAR = case((BenefitCell.achieved >= facets.CLEAR, 1))


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
    told = kept.over(asked, "said", "said_clear", "gained_by")
    if told is not None:
        said = summaries.by_term(told, "said", Sector)
        found = {sector: (number, told["said_clear", sector.code]) for sector, number in said.items()}
        return found, summaries.by_term(told, "gained_by", Sector)
    each = (
        select(
            Organisation.sector.label("sector"),
            Participation.id.label("partner"),
            func.count(IS_CLEAR).label("clear"),
        )
        .join(Participation, Participation.id == BenefitCell.participation_id)
        .join(Organisation, Organisation.id == Participation.organisation_id)
        .where(Participation.partnership_id.in_(asked.scope()), BenefitCell.achieved.is_not(None))
        .group_by(Organisation.sector, Participation.id)
        .subquery()
    )
    found = {
        sector: (said, clear)
        for sector, said, clear in asked.session.execute(
            select(each.c.sector, func.count(), func.count(case((each.c.clear > 0, 1)))).group_by(
                each.c.sector
            )
        )
    }
    scope = asked.scope()
    return found, {
        sector: figures.how_many(asked.session, scope.where(facets.has_gained(facets.of_sector(sector))))
        for sector in Sector
    }


def by_benefit(asked: Asked) -> Figure:
    """Each benefit: how many partners of each sector gained it clearly, of how many that spoke of it."""
    found = _by_benefit(asked)
    in_partnerships = _partnerships_by_benefit(asked)

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
    told = kept.over(asked, "benefit", "benefit_clear")
    if told is not None:
        return {
            (Benefit.from_code(key.split(":")[0]), Sector.from_code(key.split(":")[1])): (
                number,
                told["benefit_clear", key],
            )
            for key, number in summaries.keys_of(told, "benefit").items()
        }
    rows = asked.session.execute(
        select(BenefitCell.benefit, Organisation.sector, func.count(), func.count(IS_CLEAR))
        .join(Participation, Participation.id == BenefitCell.participation_id)
        .join(Organisation, Organisation.id == Participation.organisation_id)
        .where(Participation.partnership_id.in_(asked.scope()), BenefitCell.achieved.is_not(None))
        .group_by(BenefitCell.benefit, Organisation.sector)
    )
    return {(benefit, sector): (said, clear) for benefit, sector, said, clear in rows}


def _answers(found: dict[tuple[Benefit, Sector], tuple[int, int]]) -> str:
    number = sum(said for said, _clear in found.values())
    return _n("%(num)d answer about a benefit", "%(num)d answers about benefits", number)


def _partnerships_by_benefit(asked: Asked) -> dict[Benefit, int]:
    told = kept.over(asked, "gained")
    if told is not None:
        return summaries.by_term(told, "gained", Benefit)
    rows = asked.session.execute(
        select(BenefitCell.benefit, func.count(Participation.partnership_id.distinct()))
        .join(Participation, Participation.id == BenefitCell.participation_id)
        .where(Participation.partnership_id.in_(asked.scope()), BenefitCell.achieved >= facets.CLEAR)
        .group_by(BenefitCell.benefit)
    )
    return {benefit: number for benefit, number in rows}  # noqa: C416  # rows are not pairs for dict()
