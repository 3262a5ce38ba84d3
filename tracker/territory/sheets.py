"""The workspace as a spreadsheet: exactly what the filter shows, and the sentence that says which filter that was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.i18n import _, _p, show_date
from tracker.projects import exporting
from tracker.resources.words import amount_in_words
from tracker.sheets import Sheet, Value
from tracker.territory import needs, words
from tracker.territory.terms import Lack

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.regions.finder import Index
    from tracker.territory.figures import Figures
    from tracker.territory.looking import Looking

COLUMNS = (
    "title",
    "stage",
    "round",
    "state",
    "regions",
    "municipality",
    "sectors",
    "fields",
    "alive_on",
    "life_sign",
    "brokers",
    "addresses",
)
"""What the sheet of partnerships holds of each."""


def sheets_of(session: Session, looking: Looking, figures: Figures, index: Index) -> list[Sheet]:
    """All sheets of the file."""
    notes = notes_of(looking, index)
    return [
        Sheet(
            _("Partnerships"),
            [
                _("Title"),
                _p("field", "Stage"),
                _("Round"),
                _p("partnership", "State"),
                _("Region"),
                _("Municipality"),
                _("Sectors"),
                _("Field"),
                _("Last sign of life"),
                _("Sign of life"),
                _("Broker"),
                _("Address of the broker"),
            ],
            _partnerships(session, looking),
            notes,
        ),
        Sheet(_("Numbers"), [_("What"), _("Which"), _("Number")], list(_numbers(figures)), notes),
        Sheet(
            _("What is missing"),
            [_("What is missing"), _("Number"), _("What is counted")],
            [(str(lack), figures.counts.lacks[lack], str(lack.explanation)) for lack in Lack],
            notes,
        ),
        Sheet(
            _("Needs nobody has answered"),
            [_("Kind of resource"), _("What exactly"), _("How much"), _("By when"), _("Partnership")],
            _needs(session, looking),
            notes,
        ),
    ]


def notes_of(looking: Looking, index: Index) -> list[str]:
    """Which filter it was, on which day, and whose view."""
    return [
        words.in_a_line(looking.chosen, index),
        _(
            "As on %(day)s, as far as %(name)s may see it.",
            day=show_date(looking.today),
            name=looking.user.display_name,
        ),
    ]


def _partnerships(session: Session, looking: Looking) -> Iterator[Sequence[Value]]:
    found, user = looking.partnerships(), looking.user
    for portion in exporting.portions(session, found, user, today=looking.today, limits=looking.limits):
        yield from zip(*(portion[name] for name in COLUMNS), strict=True)


def _numbers(figures: Figures) -> Iterator[Sequence[Value]]:
    yield (_("Partnerships"), "", figures.active)
    for stage, number in figures.stages.items():
        yield (_p("field", "Stage"), f"{stage.number}. {stage}", number)
    for field, number in figures.fields.items():
        yield (_("Field"), str(field) if field is not None else _("no field chosen"), number)
    for sectors, number in figures.mixes.counts.items():
        named = ", ".join(sorted(str(sector) for sector in sectors))
        yield (_("Sectors"), named or _("no partners yet"), number)
    for mechanism, number in figures.mechanisms.items():
        yield (_("Mechanism"), str(mechanism), number)
    for name, number in figures.municipalities:
        yield (_("Municipality"), name, number)
    for what, side in (
        (_("Promised"), figures.resources.promised),
        (_("Delivered"), figures.resources.delivered),
    ):
        for label, totals in ((_("Money"), side.cash), (_("Other than money, valued"), side.in_kind)):
            for money in totals:
                yield (f"{what}: {label}", money.currency, money.amount)
        yield (f"{what}: {_('Counted, not valued')}", "", side.unvalued)


def _needs(session: Session, looking: Looking) -> Iterator[Sequence[Value]]:
    for need in session.execute(needs.open_needs(looking.scope())):
        yield (
            str(need.kind),
            need.description,
            amount_in_words(need.amount, need.unit, other=need.unit_other, currency=need.currency),
            need.due_on,
            need.title,
        )
