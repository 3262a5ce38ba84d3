"""How many alumni started partnerships: by cohort, region, field, and the sectors they bring together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, union

from tracker.accounts.models import User
from tracker.i18n import _, _n
from tracker.outcomes.tables import Column, Figure, Row, counted, in_words, share
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.people.models import Alumnus, Cohort
from tracker.projects.models import (
    FurtherField,
    Participation,
    Partnership,
    TeamMember,
    partnership_regions,
)
from tracker.projects.queries import takes_part_on
from tracker.projects.terms import TeamRole
from tracker.regions import finder

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked
    from tracker.projects.figures import Scope

IS_BROKER = (TeamMember.role == TeamRole.BROKER, TeamMember.until.is_(None))
COHORT = func.coalesce(func.nullif(User.cohort, ""), Cohort.name, "")
"""The cohort of an alumnus: the account repeats that of the record."""
MOST_PEOPLE = 40
"""So many people the list shows, those with the most partnerships first."""


def figures_of(asked: Asked) -> Iterator[Figure]:
    """By cohort first, because only there it is known how many have started nothing."""
    yield by_cohort(asked)
    yield by_own_sector(asked)
    yield by_region(asked)
    yield by_field(asked)
    yield by_sector(asked)
    yield people(asked)


def alumni(*columns: Any) -> Any:
    """Everybody who went through the programme and is not erased, with or without an account."""
    return (
        select(*columns)
        .select_from(Alumnus)
        .outerjoin(User, User.id == Alumnus.user_id)
        .outerjoin(Cohort, Cohort.id == Alumnus.cohort_id)
        .where(Alumnus.erased_at.is_(None))
    )


def started(scope: Scope) -> Any:
    """Alumni and the partnerships of the scope whose brokers they are today."""
    return (
        alumni(
            Alumnus.id.label("alumnus"),
            COHORT.label("cohort"),
            Alumnus.sector.label("sector"),
            TeamMember.partnership_id.label("id"),
        )
        .join(TeamMember, TeamMember.user_id == Alumnus.user_id)
        .where(TeamMember.partnership_id.in_(scope), *IS_BROKER)
    )


def rests_on(alumni: int) -> str:
    return _n("%(num)d alumnus with a partnership", "%(num)d alumni with partnerships", alumni)


def number_started(asked: Asked) -> int:
    """How many alumni lead partnerships of the scope."""
    each = started(asked.scope()).subquery()
    return asked.session.scalar(select(func.count(each.c.alumnus.distinct()))) or 0


def by_cohort(asked: Asked) -> Figure:
    each = started(asked.scope()).subquery()
    counts = select(each.c.cohort, func.count(each.c.alumnus.distinct())).group_by(each.c.cohort)
    found = _pairs(asked, counts)
    everybody = alumni(COHORT, func.count()).group_by(COHORT)
    cohort = asked.chosen.get("cohort")
    if cohort:
        everybody = everybody.where(cohort == COHORT)
    in_all = _pairs(asked, everybody)
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
                counted(led_by(asked, name), asked.behind(cohort=name)) if name else counted(None),
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


def _pairs(asked: Asked, query: Any) -> dict[Any, int]:
    return {key: number for key, number in asked.session.execute(query)}  # noqa: C416  # rows are not pairs


def by_own_sector(asked: Asked) -> Figure:
    """Where the alumni themselves work."""
    each = started(asked.scope()).subquery()
    found = _pairs(
        asked, select(each.c.sector, func.count(each.c.alumnus.distinct())).group_by(each.c.sector)
    )
    everybody = alumni(Alumnus.sector, func.count()).group_by(Alumnus.sector)
    if "cohort" in asked.chosen:
        everybody = everybody.where(asked.chosen["cohort"] == COHORT)
    in_all = _pairs(asked, everybody)
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


def people(asked: Asked) -> Figure:
    """Who started: the list behind the numbers."""
    each = started(asked.scope()).subquery()
    number = asked.session.scalar(select(func.count(each.c.alumnus.distinct()))) or 0
    partnerships = func.count(each.c.id.distinct())
    rows = asked.session.execute(
        select(Alumnus.id, Alumnus.name, Alumnus.user_id, each.c.cohort, partnerships)
        .join(each, each.c.alumnus == Alumnus.id)
        .group_by(Alumnus.id, Alumnus.name, Alumnus.user_id, each.c.cohort, Alumnus.sort_name)
        .order_by(partnerships.desc(), Alumnus.sort_name, Alumnus.id)
        .limit(MOST_PEOPLE)
    ).all()
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
                str(key),
                name,
                (in_words(cohort), counted(count, asked.behind(broker=str(user_id)))),
                leads_to=("people.show", {"alumnus_id": key}),
            )
            for key, name, user_id, cohort, count in rows
        ),
        notes=(
            (_n("%(num)d further person is left out.", "%(num)d further people are left out.", left_out),)
            if left_out
            else ()
        ),
        merges=False,
        empty=_("No partnership fits this choice."),
    )


def led_by(asked: Asked, cohort: str) -> int:
    """How many partnerships of the scope have a broker of the cohort, alumnus or not, as the list finds them."""
    query = (
        select(func.count(TeamMember.partnership_id.distinct()))
        .join(User, User.id == TeamMember.user_id)
        .where(TeamMember.partnership_id.in_(asked.scope()), *IS_BROKER, User.cohort == cohort)
    )
    return asked.session.scalar(query) or 0


def by_region(asked: Asked) -> Figure:
    index = finder.index(asked.session)
    of_region = select(
        partnership_regions.c.partnership_id.label("id"), partnership_regions.c.region_code.label("key")
    )
    return grouped(
        asked,
        of_region,
        code="alumni-by-region",
        title=_("By region"),
        about=_("Region"),
        definition=_(
            "Alumni who are brokers of partnerships in the region. Who leads partnerships in two regions counts in both."
        ),
        label=lambda code: index.by_code[code].name if code in index.by_code else code,
        argument="region",
    )


def by_field(asked: Asked) -> Figure:
    main = select(Partnership.id.label("id"), Partnership.main_field.label("key")).where(
        Partnership.main_field.is_not(None)
    )
    further = select(FurtherField.partnership_id, FurtherField.field)
    each = union(main, further).subquery()
    return grouped(
        asked,
        select(each.c.id, each.c.key),
        code="alumni-by-field",
        title=_("By field"),
        about=_("Field"),
        definition=_(
            "Alumni who are brokers of partnerships in the field, as its main field or a further one."
        ),
        label=str,
        argument="field",
    )


def by_sector(asked: Asked) -> Figure:
    partners = (
        select(Participation.partnership_id.label("id"), Organisation.sector.label("key"))
        .join(Organisation, Organisation.id == Participation.organisation_id)
        .join(Partnership, Partnership.id == Participation.partnership_id)
        .where(takes_part_on(asked.today))
        .distinct()
    )
    return grouped(
        asked,
        partners,
        code="alumni-by-sector",
        title=_("By sector of the partners"),
        about=_("Sector"),
        definition=_(
            "Alumni who are brokers of partnerships in which an organisation of the sector takes part today, "
            "or took part on the last day of an ended one."
        ),
        label=str,
        argument="sector",
    )


def grouped(
    asked: Asked,
    membership: Any,
    *,
    code: str,
    title: str,
    about: str,
    definition: str,
    label: Callable[[Any], str],
    argument: str,
) -> Figure:
    """Alumni and partnerships by something that every partnership may have several of."""
    scope = asked.scope()
    each = membership.subquery()
    leads = started(scope).subquery()
    leaders = _pairs(
        asked,
        select(each.c.key, func.count(leads.c.alumnus.distinct()))
        .join(leads, leads.c.id == each.c.id)
        .group_by(each.c.key),
    )
    partnerships = asked.session.execute(
        select(each.c.key, func.count(each.c.id.distinct()).label("number"))
        .where(each.c.id.in_(scope))
        .group_by(each.c.key)
    ).all()
    rows = [
        Row(
            getattr(key, "code", key),
            label(key),
            (
                counted(leaders.get(key, 0)),
                counted(number, asked.behind(**{argument: getattr(key, "code", key)})),
            ),
        )
        for key, number in partnerships
    ]
    rows.sort(key=lambda row: (-int(str(row.cells[0].value)), -int(str(row.cells[1].value)), row.label))
    return Figure(
        code,
        title,
        definition,
        rests_on(number_started(asked)),
        about,
        (Column(_("Alumni who started")), Column(_("Partnerships"))),
        tuple(rows),
        bars=(0,),
        empty=_("No partnership fits this choice."),
    )
