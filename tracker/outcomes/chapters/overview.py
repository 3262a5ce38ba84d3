"""The first page: how many there are, where they stand, where they work, who takes part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tracker.i18n import _, _n
from tracker.mechanisms.terms import MechanismType
from tracker.outcomes import figures, kept
from tracker.outcomes.tables import Cell, Column, Figure, Row, counted, in_money
from tracker.projects.charts import SHOWN_MIXES
from tracker.projects.terms import SectorMix, Stage

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked
    from tracker.outcomes.figures import ProgrammeFigures

NUMBERS = "numbers"


def figures_of(asked: Asked) -> Iterator[Figure]:
    """All figures of the page, the plain numbers first."""
    found = kept.programme_figures(asked)
    yield numbers(asked, found)
    yield stages(asked, found)
    yield resources(found)
    yield regions(asked, found)
    yield cohorts(asked, found)
    yield fields(asked, found)
    yield mixes(asked, found)
    yield mechanisms(asked, found)


def in_all(number: int) -> str:
    """On how many partnerships a figure rests."""
    return _n("%(num)d partnership", "%(num)d partnerships", number)


def numbers(asked: Asked, found: ProgrammeFigures) -> Figure:
    def row(key: str, label: str, number: int, **behind: str) -> Row:
        return Row(key, label, (counted(number, asked.behind(**behind)),))

    return Figure(
        NUMBERS,
        _("In numbers"),
        _(
            "Recorded: every partnership that you may see inside, also in the archive. Active: neither ended nor "
            "in the archive. "
            "Cross-sector: its partners of today, or of its last day, come from two sectors or more; the share "
            "is of those with partners. "
            "Decided to go on: at the last stage its partners decided to continue or to expand, once or more often."
        ),
        in_all(found.recorded),
        _("What"),
        (Column(_("Partnerships")),),
        (
            row("recorded", _("Recorded"), found.recorded),
            row("active", _("Active"), found.active, state="active"),
            row("ended", _("Ended"), found.ended, state="ended"),
            row("archived", _("In the archive"), found.archived, state="archived"),
            Row("with_partners", _("With partners"), (counted(found.with_partners),)),
            row("cross_sector", _("Cross-sector"), found.cross_sector, mix=SectorMix.CROSS_SECTOR.code),
            row("continued", _("Decided to go on"), found.continued, decision="continue"),
        ),
        bars=(0,),
    )


def stages(asked: Asked, found: ProgrammeFigures) -> Figure:
    return Figure(
        "by-stage",
        _("By stage"),
        _("The stage in which each active partnership stands today."),
        in_all(found.active),
        _("Stage"),
        (Column(_("Active partnerships")),),
        tuple(
            Row(
                stage.code,
                f"{stage.number}. {stage}",
                (counted(found.stages.get(stage, 0), asked.behind(state="active", stage=stage.code)),),
            )
            for stage in Stage
        ),
        bars=(0,),
    )


def resources(found: ProgrammeFigures) -> Figure:
    sums = found.resources
    return Figure(
        "resources-in-sum",
        _("Resources"),
        _(
            "Promised: agreed by both sides, whether it has arrived or not. Delivered: what arrived and was not cancelled. "
            "Currencies are not added up, nor money and other things. What is not valued is counted, never shown as zero."
        ),
        _n("%(num)d promise", "%(num)d promises", sums.promised.count),
        _("What"),
        (Column(_("Promised")), Column(_("Delivered"))),
        (
            Row("cash", _("Money"), (in_money(sums.promised.cash), in_money(sums.delivered.cash))),
            Row(
                "in_kind",
                _("Other than money, valued"),
                (in_money(sums.promised.in_kind), in_money(sums.delivered.in_kind)),
            ),
            Row(
                "unvalued",
                _("Counted, not valued"),
                (
                    Cell(sums.promised.unvalued, str(sums.promised.unvalued)),
                    Cell(sums.delivered.unvalued, str(sums.delivered.unvalued)),
                ),
            ),
        ),
    )


def regions(asked: Asked, found: ProgrammeFigures) -> Figure:
    return Figure(
        "by-region",
        _("By region"),
        _(
            "Partnerships that work in each region, the busiest first; one that works in two regions counts in both. "
            "No more than %(most)s regions are shown.",
            most=figures.MOST_REGIONS,
        ),
        in_all(found.recorded),
        _("Region"),
        (Column(_("Partnerships")),),
        tuple(
            Row(region.code, region.name, (counted(number, asked.behind(but="region", region=region.code)),))
            for region, number in found.regions
        ),
        bars=(0,),
    )


def cohorts(asked: Asked, found: ProgrammeFigures) -> Figure:
    return Figure(
        "by-cohort",
        _("By cohort"),
        _("The cohort of the brokers of today; a partnership with brokers of two cohorts counts in both."),
        in_all(found.recorded),
        _("Cohort"),
        (Column(_("Partnerships")),),
        tuple(
            Row(
                cohort,
                cohort or _("no cohort recorded"),
                (counted(number, asked.behind(but="cohort", cohort=cohort) if cohort else None),),
            )
            for cohort, number in found.cohorts
        ),
        bars=(0,),
        empty=_("No cohorts are recorded yet."),
    )


def fields(asked: Asked, found: ProgrammeFigures) -> Figure:
    return Figure(
        "by-field",
        _("By field"),
        _("The main field and further ones; a partnership of two fields counts in both."),
        in_all(found.recorded),
        _("Field"),
        (Column(_("Partnerships")),),
        tuple(
            Row(
                field.code if field else "none",
                str(field) if field else _("no field chosen"),
                (counted(number, asked.behind(but="field", field=field.code) if field else None),),
            )
            for field, number in found.fields.items()
        ),
        bars=(0,),
    )


def mixes(asked: Asked, found: ProgrammeFigures) -> Figure:
    return Figure(
        "sectors-together",
        _("Sectors together"),
        _(
            "The sectors of the partners of today, or of the last day of an ended partnership. "
            "A partnership of one sector also lacks the other two, so the rows overlap."
        ),
        in_all(found.recorded),
        _("Sectors"),
        (Column(_("Partnerships")),),
        tuple(
            Row(mix.code, str(mix), (counted(found.mixes.of(mix), asked.behind(mix=mix.code)),))
            for mix in SHOWN_MIXES
            if found.mixes.of(mix)
        ),
        bars=(0,),
    )


def mechanisms(asked: Asked, found: ProgrammeFigures) -> Figure:
    return Figure(
        "by-mechanism",
        _("By mechanism"),
        _("The type of mechanism on which people decided last. What the classifier proposes is not counted."),
        in_all(sum(found.mechanisms.values())),
        _("Mechanism"),
        (Column(_("Partnerships")),),
        tuple(
            Row(
                each.code,
                str(each),
                (counted(found.mechanisms.get(each, 0), asked.behind(mechanism=each.code)),),
            )
            for each in MechanismType
        )
        if found.mechanisms
        else (),
        bars=(0,),
        empty=_("Nobody has decided on a mechanism here yet."),
    )
