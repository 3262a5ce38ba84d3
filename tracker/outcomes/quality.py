"""Data quality in figures: how many partnerships fail each check, by region and by broker, and the first ones to mend."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.accounts.models import User
from tracker.i18n import _, _n
from tracker.outcomes import flawed, kept
from tracker.outcomes.checks import Check, Flaw
from tracker.outcomes.flawed import Flaws
from tracker.outcomes.tables import Column, Figure, Row, counted, in_words
from tracker.projects.terms import PartnershipState
from tracker.regions import finder
from tracker.summaries import figures as summaries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.outcomes.asked import Asked
    from tracker.outcomes.flawed import Twins

MOST_BROKERS = 30
FIRST = 5
"""So many partnerships of each check are named on the page."""


KEPT_STATES = (PartnershipState.ACTIVE, PartnershipState.ENDED)


@dataclass(frozen=True, slots=True)
class OfBrokers:
    """How many of their partnerships have something of each kind wrong, of the brokers with the most, by their numbers."""

    found: Mapping[int, Mapping[Flaw, int]]
    left_out: int


@dataclass(frozen=True, slots=True)
class Counted:
    """All that the checks find in a scope."""

    numbers: dict[Check, int]
    firsts: dict[Check, list[int]]
    by_region: Figure
    of_brokers: OfBrokers
    checked: str


def count(asked: Asked) -> Counted:
    """Check every partnership of a scope."""
    twins, flaws = flawed.twins_of(asked), Flaws(asked)
    found = numbers(asked, twins, flaws)
    firsts = first_of(asked, found, twins)
    return Counted(
        found, firsts, by_region(asked, twins, flaws), of_brokers(asked, twins, flaws), checked(asked)
    )


def numbers(asked: Asked, twins: Twins, flaws: Flaws) -> dict[Check, int]:
    """How many partnerships fail each check."""
    told = kept.over(asked, "flaw")
    found = summaries.by_term(flaws.over if told is None else told, "flaw", Check)
    return {check: len(twins[check]) if check in twins else found.get(check, 0) for check in Check}


def first_of(asked: Asked, found: Mapping[Check, int], twins: Twins) -> dict[Check, list[int]]:
    """The partnerships to mend first: those that somebody touched last, because there it is still known how it was."""
    return {
        check: twins[check][:FIRST] if check in twins else flawed.latest(asked, check, FIRST)
        for check, number in found.items()
        if number
    }


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
    number = kept.of(asked, "partnership", states=KEPT_STATES).total()
    return _n("%(num)d partnership", "%(num)d partnerships", number)


def by_region(asked: Asked, twins: Twins, flaws: Flaws) -> Figure:
    """For each region, how many partnerships have something of each kind wrong."""
    found: dict[str, dict[Flaw, int]] = defaultdict(dict)
    told = kept.by_region(asked, "flawed")
    for code, sums in (flaws.by_region if told is None else told).items():
        found[code] |= summaries.by_term(sums, "flawed", Flaw)
    for code, number in flawed.twins_by_region(asked, twins).items():
        found[code][Flaw.TWICE] = number
    index = finder.index(asked.session)
    return _grouped(
        asked,
        found,
        checked=checked(asked),
        code="quality-by-region",
        title=_("By region"),
        about=_("Region"),
        argument="region",
        names={code: index.by_code[code].name if code in index.by_code else code for code in found},
    )


def of_brokers(asked: Asked, twins: Twins, flaws: Flaws) -> OfBrokers:
    """For each broker of today, how many of their partnerships have something of each kind wrong."""
    found: dict[int, dict[Flaw, int]] = defaultdict(dict)
    told = kept.over(asked, "broker_flawed")
    of_each = flaws.over if told is None else told
    for key, number in summaries.keys_of(of_each, "broker_flawed").items():
        user_id, flaw_code = key.split(":")
        found[int(user_id)][Flaw.from_code(flaw_code)] = number
    for broker, number in flawed.twins_by_broker(asked, twins).items():
        found[broker][Flaw.TWICE] = number
    shown = heapq.nsmallest(MOST_BROKERS, found, key=lambda broker: (-sum(found[broker].values()), broker))
    return OfBrokers({broker: found[broker] for broker in shown}, len(found) - len(shown))


def by_broker(asked: Asked, counted: Counted) -> Figure:
    """The same with their names of today."""
    told = counted.of_brokers
    people = select(User.id, User.name, User.email, User.erased_at).where(User.id.in_(told.found))
    names = {
        str(number): _("Erased person") if erased_at else name or email
        for number, name, email, erased_at in asked.session.execute(people)
    }
    return _grouped(
        asked,
        {str(broker): numbers for broker, numbers in told.found.items()},
        checked=counted.checked,
        code="quality-by-broker",
        title=_("By broker"),
        about=_("Broker"),
        argument="broker",
        names=names,
        left_out=told.left_out,
    )


def _grouped(
    asked: Asked,
    found: Mapping[str, Mapping[Flaw, int]],
    *,
    checked: str,
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
        checked,
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
