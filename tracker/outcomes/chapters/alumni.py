"""How many alumni started partnerships: by cohort, region, field, and the sectors they bring together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from tracker.i18n import _, _n
from tracker.outcomes.leading import COHORT, FIELD, REGION, SECTOR, alumni, leads_of
from tracker.outcomes.tables import Column, Figure, Row, counted, in_words, share
from tracker.partners.terms import Sector
from tracker.people.models import Alumnus, Cohort
from tracker.regions import finder

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked
    from tracker.outcomes.leading import Leads

Everybody = Mapping[tuple[str, Sector | None], int]
MOST_PEOPLE = 40
"""So many people the list shows, those with the most partnerships first."""


def figures_of(asked: Asked) -> Iterator[Figure]:
    """By cohort first, because only there it is known how many have started nothing."""
    leads, everybody = leads_of(asked), everybody_of(asked)
    yield by_cohort(asked, leads, everybody)
    yield by_own_sector(asked, leads, everybody)
    yield by_region(asked, leads)
    yield by_field(asked, leads)
    yield by_sector(asked, leads)
    yield people(asked, leads)


def rests_on(alumni: int) -> str:
    return _n("%(num)d alumnus with a partnership", "%(num)d alumni with partnerships", alumni)


def everybody_of(asked: Asked) -> Everybody:
    """How many alumni there are of each cohort and sector, of the chosen cohort alone where one is chosen."""
    query = alumni(COHORT, Alumnus.sector, func.count()).group_by(COHORT, Alumnus.sector)
    if "cohort" in asked.chosen:
        query = query.where(asked.chosen["cohort"] == COHORT)
    return {(cohort, sector): number for cohort, sector, number in asked.session.execute(query)}


def by_cohort(asked: Asked, leads: Leads, everybody: Everybody) -> Figure:
    found = leads.cohorts()
    in_all: Counter[str] = Counter()
    for (name, _sector), people in everybody.items():
        in_all[name] += people
    cohort = asked.chosen.get("cohort")
    names = sorted({*in_all, *found} if not cohort else {cohort, *in_all}, key=lambda name: (not name, name))
    number = sum(found.get(name, 0) for name in names)
    numbers = {each.name: each.id for each in asked.session.scalars(select(Cohort))}

    def row(name: str) -> Row:
        mine, everyone = found.get(name, 0), in_all.get(name, 0)
        listed = {"cohort": str(numbers[name])} if name in numbers else None
        here = {**asked.chosen, "cohort": name, "chapter": "alumni", "_anchor": "alumni-people"}
        return Row(
            name or "none",
            name or _("no cohort recorded"),
            (
                counted(mine, here if name else None, "outcomes.chapter"),
                counted(everyone, listed, "people.browse"),
                share(mine, everyone),
                counted(leads.partnerships(name), asked.behind(cohort=name)) if name else counted(None),
            ),
        )

    return Figure(
        "alumni-by-cohort",
        _("By cohort"),
        _(
            "An alumnus counts as having started a partnership when they are a broker of it today. "
            "Alumni in all: everybody in the programme's list, with an account or without. "
            "The partnerships are those whose brokers of today belong to the cohort."
        ),
        rests_on(number),
        _("Cohort"),
        (
            Column(_("Alumni who started")),
            Column(_("Alumni in all")),
            Column(_("Share")),
            Column(_("Partnerships")),
        ),
        tuple(row(name) for name in names),
        bars=(0, 1),
        result=_n(
            "%(num)d of %(whole)s alumni started a partnership that is counted here.",
            "%(num)d of %(whole)s alumni started partnerships that are counted here.",
            number,
            whole=sum(in_all.values()),
        ),
        empty=_("No alumni are recorded yet."),
    )


def by_own_sector(asked: Asked, leads: Leads, everybody: Everybody) -> Figure:
    """Where the alumni themselves work."""
    found = leads.sectors()
    in_all: Counter[Sector | None] = Counter()
    for (_cohort, of_all), people in everybody.items():
        in_all[of_all] += people
    listed = "cohort" not in asked.chosen

    def row(sector: Sector | None) -> Row:
        mine, everyone = found.get(sector, 0), in_all.get(sector, 0)
        behind = {"sector": sector.code} if sector is not None and listed else None
        return Row(
            sector.code if sector else "none",
            str(sector) if sector else _("no sector recorded"),
            (counted(mine), counted(everyone, behind, "people.browse"), share(mine, everyone)),
            tone=sector.code if sector else "",
        )

    sectors: list[Sector | None] = [*Sector]
    return Figure(
        "alumni-by-own-sector",
        _("By sector of the alumni"),
        _(
            "Where the alumni themselves work, as the programme's list says, and how many of them are brokers today."
        ),
        rests_on(sum(found.values())),
        _("Sector"),
        (Column(_("Alumni who started")), Column(_("Alumni in all")), Column(_("Share"))),
        tuple(row(sector) for sector in [*sectors, *([None] if None in in_all or None in found else [])])
        if in_all or found
        else (),
        bars=(0, 1),
        empty=_("No alumni are recorded yet."),
    )


def people(asked: Asked, leads: Leads) -> Figure:
    """Who started: the list behind the numbers."""
    number, rows = leads.number, leads.people(MOST_PEOPLE)
    left_out = number - len(rows)
    return Figure(
        "alumni-people",
        _("Who started"),
        _("Alumni who are brokers of partnerships that are counted here, those with the most first."),
        rests_on(number),
        _("Alumnus"),
        (Column(_("Cohort"), is_figure=False), Column(_("Partnerships"))),
        tuple(
            Row(
                str(each.alumnus_id),
                each.name,
                (in_words(each.cohort), counted(each.partnerships, asked.behind(broker=str(each.user_id)))),
                leads_to=("people.show", {"alumnus_id": each.alumnus_id}),
            )
            for each in rows
        ),
        notes=(
            (_n("%(num)d further person is left out.", "%(num)d further people are left out.", left_out),)
            if left_out
            else ()
        ),
        merges=False,
        empty=_("No partnership fits this choice."),
    )


def by_region(asked: Asked, leads: Leads) -> Figure:
    index = finder.index(asked.session)
    return grouped(
        asked,
        leads,
        REGION,
        code="alumni-by-region",
        title=_("By region"),
        about=_("Region"),
        definition=_(
            "Alumni who are brokers of partnerships in the region. Who leads partnerships in two regions counts in both."
        ),
        label=lambda code: index.by_code[code].name if code in index.by_code else code,
    )


def by_field(asked: Asked, leads: Leads) -> Figure:
    return grouped(
        asked,
        leads,
        FIELD,
        code="alumni-by-field",
        title=_("By field"),
        about=_("Field"),
        definition=_(
            "Alumni who are brokers of partnerships in the field, as its main field or a further one."
        ),
    )


def by_sector(asked: Asked, leads: Leads) -> Figure:
    return grouped(
        asked,
        leads,
        SECTOR,
        code="alumni-by-sector",
        title=_("By sector of the partners"),
        about=_("Sector"),
        definition=_(
            "Alumni who are brokers of partnerships in which an organisation of the sector takes part today, "
            "or took part on the last day of an ended one."
        ),
    )


def grouped(
    asked: Asked,
    leads: Leads,
    by: str,
    *,
    code: str,
    title: str,
    about: str,
    definition: str,
    label: Callable[[Any], str] = str,
) -> Figure:
    """Alumni and partnerships by something that every partnership may have several of."""
    rows = [
        Row(
            getattr(key, "code", key),
            label(key),
            (counted(leading), counted(number, asked.behind(**{by: getattr(key, "code", key)}))),
        )
        for key, leading, number in leads.groups(by)
    ]
    rows.sort(key=lambda row: (-int(str(row.cells[0].value)), -int(str(row.cells[1].value)), row.label))
    return Figure(
        code,
        title,
        definition,
        rests_on(leads.number),
        about,
        (Column(_("Alumni who started")), Column(_("Partnerships"))),
        tuple(rows),
        bars=(0,),
        empty=_("No partnership fits this choice."),
    )
