"""What is missing in the regions: each lack with its number, how it lies elsewhere, and the list behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from tracker.i18n import _, _n, show_number
from tracker.territory.terms import Lack

if TYPE_CHECKING:
    from tracker.projects.terms import Field
    from tracker.territory.comparing import Comparison
    from tracker.territory.counting import Counts
    from tracker.territory.looking import Looking
    from tracker.territory.small_cells import Spread

ICONS = {
    Lack.FIELDS: "category",
    Lack.WITHOUT_BUSINESS: "briefcase",
    Lack.WITHOUT_NONPROFIT: "heart-handshake",
    Lack.WITHOUT_GOVERNMENT: "building-bank",
    Lack.NEEDS: "clipboard-list",
    Lack.OVERDUE: "hourglass-empty",
    Lack.SILENT: "alert-triangle",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One lack as the page shows it."""

    lack: Lack
    number: int
    url: str
    """The list behind the number; empty where there is none."""
    note: str
    elsewhere: str
    """How it lies in other regions, in words; empty where nothing is said."""
    icon: str


def items_of(looking: Looking, counts: Counts, comparison: Comparison | None) -> list[Item]:
    """All that can be lacking, in order."""
    spreads = comparison.spreads if comparison is not None else {}
    return [
        Item(
            lack=lack,
            number=counts.lacks[lack],
            url=list_behind(looking, lack) if counts.lacks[lack] and has_list(looking, lack) else "",
            note=_note(lack, counts),
            elsewhere=in_words(spreads.get(lack)),
            icon=ICONS[lack],
        )
        for lack in Lack
    ]


def has_list(looking: Looking, lack: Lack) -> bool:
    """Whether a list shows what is counted: it is narrowed to one mix of sectors, and the filter may have chosen another one."""
    return lack.mix is None or looking.chosen.mix in {None, lack.mix}


def list_behind(looking: Looking, lack: Lack) -> str:
    """The address of the list that shows what a number counts."""
    if lack is Lack.FIELDS:
        return url_for("territory.missing", **looking.arguments(), _anchor="fields")
    if lack is Lack.NEEDS:
        return url_for("territory.needs", **looking.arguments())
    changes = {Lack.OVERDUE: {"promises": "overdue"}, Lack.SILENT: {"life": "red"}}
    change = {"mix": lack.mix.code} if lack.mix is not None else changes[lack]
    return url_for("projects.browse", **looking.arguments(**change))


def _note(lack: Lack, counts: Counts) -> str:
    if lack is Lack.OVERDUE and counts.overdue_commitments:
        return _n("%(num)d promise", "%(num)d promises", counts.overdue_commitments)
    if lack.is_part:
        return _n("of %(num)d partnership", "of %(num)d partnerships", counts.active)
    return ""


def in_words(spread: Spread | None) -> str:
    """The median and the range, in a sentence."""
    if spread is None:
        return ""
    if spread.high is None:
        return _n(
            "fewer than three, in %(num)d region",
            "fewer than three in each of %(num)d regions",
            spread.regions,
        )
    return _n(
        "median %(middle)s, from %(low)s to %(high)s, in %(num)d region",
        "median %(middle)s, from %(low)s to %(high)s, in %(num)d regions",
        spread.regions,
        middle=_shown(spread.middle),
        low=_shown(spread.low),
        high=show_number(spread.high),
    )


def _shown(number: object) -> str:
    return _("fewer than three") if number is None else show_number(number)  # type: ignore[arg-type]  # a number of either kind


@dataclass(frozen=True, slots=True)
class EmptyField:
    """A field in which nobody works here, and where one can see how others do."""

    field: Field
    url: str


def empty_fields(fields: Sequence[Field]) -> list[EmptyField]:
    """The fields without a partnership, each with the partnerships of other regions that work in it."""
    return [EmptyField(each, url_for("projects.browse", field=each.code, state="any")) for each in fields]
