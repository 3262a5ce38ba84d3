"""Data quality in figures: how many partnerships fail each check, by region and by broker, and the first ones to mend."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tracker.accounts.models import User
from tracker.i18n import _, _n
from tracker.outcomes import kept
from tracker.outcomes.checks import Check, Flaw, fails, has_flaw
from tracker.outcomes.tables import Column, Figure, Row, counted, in_words
from tracker.projects import figures
from tracker.projects.models import Partnership, TeamMember, partnership_regions
from tracker.projects.terms import PartnershipState, TeamRole
from tracker.regions import finder
from tracker.summaries import figures as summaries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.outcomes.asked import Asked

MOST_BROKERS = 30
FIRST = 5
"""So many partnerships of each check are named on the page."""


AMONG_OTHERS = (Flaw.TWICE,)
"""What one record alone does not show."""
ALONE = frozenset(Flaw) - frozenset(AMONG_OTHERS)
KEPT_STATES = (PartnershipState.ACTIVE, PartnershipState.ENDED)


@dataclass(frozen=True, slots=True)
class Counted:
    """All that the checks find in a scope."""

    numbers: dict[Check, int]
    firsts: dict[Check, list[int]]
    by_region: Figure
    by_broker: Figure
    checked: str


def count(asked: Asked) -> Counted:
    """Check every partnership of a scope."""
    found = numbers(asked)
    return Counted(found, first_of(asked, found), by_region(asked), by_broker(asked), checked(asked))


def numbers(asked: Asked) -> dict[Check, int]:
    """How many partnerships fail each check."""
    scope, told = asked.scope(), kept.over(asked, "flaw")

    def number(check: Check) -> int:
        if told is not None and check.flaw in ALONE:
            return told["flaw", check.code]
        return figures.how_many(asked.session, scope.where(fails(check)))

    return {check: number(check) for check in Check}


def first_of(asked: Asked, found: Mapping[Check, int]) -> dict[Check, list[int]]:
    """The partnerships to mend first: those that somebody touched last, because there it is still known how it was."""
    firsts: dict[Check, list[int]] = {}
    for check, number in found.items():
        if number:
            query = asked.scope().where(fails(check))
            ordered = query.order_by(Partnership.alive_on.desc(), Partnership.id.desc()).limit(FIRST)
            firsts[check] = list(asked.session.scalars(ordered))
    return firsts


def by_check(asked: Asked, found: Mapping[Check, int]) -> Figure:
    """All checks in one table, for files."""
    return Figure(
        "checks",
        _("What is wrong"),
        _(
            "How many partnerships fail each check. One that fails two checks counts in both. The archive is not checked."
        ),
        checked(asked),
        _("Check"),
        (Column(_("Kind"), is_figure=False), Column(_("Partnerships"))),
        tuple(
            Row(
                check.code,
                str(check),
                (in_words(str(check.flaw)), counted(found[check], asked.behind(check=check.code))),
            )
            for check in Check
        ),
        merges=False,
    )


def checked(asked: Asked) -> str:
    """How many partnerships were checked, in words."""
    told = kept.over(asked, "partnership", states=KEPT_STATES)
    open_ones = asked.scope().where(Partnership.archived_at.is_(None))
    number = figures.how_many(asked.session, open_ones) if told is None else told["partnership", ""]
    return _n("%(num)d partnership", "%(num)d partnerships", number)


def by_region(asked: Asked) -> Figure:
    """For each region, how many partnerships have something of each kind wrong."""
    found: dict[str, dict[Flaw, int]] = defaultdict(dict)
    told = kept.by_region(asked, "flawed")
    for code, sums in (told or {}).items():
        found[code] |= summaries.by_term(sums, "flawed", Flaw)
    for flaw in Flaw if told is None else AMONG_OTHERS:
        rows = asked.session.execute(
            select(partnership_regions.c.region_code, func.count())
            .where(partnership_regions.c.partnership_id.in_(asked.scope().where(has_flaw(flaw))))
            .group_by(partnership_regions.c.region_code)
        )
        for code, number in rows:
            found[code][flaw] = number
    index = finder.index(asked.session)
    return _grouped(
        asked,
        found,
        code="quality-by-region",
        title=_("By region"),
        about=_("Region"),
        argument="region",
        names={code: index.by_code[code].name if code in index.by_code else code for code in found},
    )


def by_broker(asked: Asked) -> Figure:
    """For each broker of today, how many of their partnerships have something of each kind wrong."""
    found: dict[str, dict[Flaw, int]] = defaultdict(dict)
    told = kept.over(asked, "broker_flawed")
    for (_topic, key), number in (told or {}).items():
        user_code, flaw_code = key.split(":")
        found[user_code][Flaw.from_code(flaw_code)] = number
    for flaw in Flaw if told is None else AMONG_OTHERS:
        rows = asked.session.execute(
            select(TeamMember.user_id, func.count(TeamMember.partnership_id.distinct()))
            .where(
                TeamMember.partnership_id.in_(asked.scope().where(has_flaw(flaw))),
                TeamMember.role == TeamRole.BROKER,
                TeamMember.until.is_(None),
            )
            .group_by(TeamMember.user_id)
        )
        for user_id, number in rows:
            found[str(user_id)][flaw] = number
    busiest = sorted(found, key=lambda key: (-sum(found[key].values()), int(key)))
    shown = busiest[:MOST_BROKERS]
    people = select(User.id, User.name, User.email, User.erased_at).where(
        User.id.in_([int(key) for key in shown])
    )
    names = {
        str(number): _("Erased person") if erased_at else name or email
        for number, name, email, erased_at in asked.session.execute(people)
    }
    return _grouped(
        asked,
        {key: found[key] for key in shown},
        code="quality-by-broker",
        title=_("By broker"),
        about=_("Broker"),
        argument="broker",
        names=names,
        left_out=len(busiest) - len(shown),
    )


def _grouped(
    asked: Asked,
    found: Mapping[str, Mapping[Flaw, int]],
    *,
    code: str,
    title: str,
    about: str,
    argument: str,
    names: Mapping[str, str],
    left_out: int = 0,
) -> Figure:
    ordered = sorted(found, key=lambda key: (-sum(found[key].values()), names[key], key))
    return Figure(
        code,
        title,
        _(
            "How many partnerships fail at least one check of each kind. One that fails checks of two kinds counts in both columns."
        ),
        checked(asked),
        about,
        tuple(Column(str(flaw)) for flaw in Flaw),
        tuple(
            Row(
                key,
                names[key],
                tuple(
                    counted(found[key].get(flaw, 0), asked.behind(**{argument: key, "flaw": flaw.code}))
                    for flaw in Flaw
                ),
            )
            for key in ordered
        ),
        notes=(
            (_n("%(num)d further broker is left out.", "%(num)d further brokers are left out.", left_out),)
            if left_out
            else ()
        ),
        merges=False,
        is_wide=True,
        empty=_("Nothing is wrong here, as far as this can be seen."),
    )
