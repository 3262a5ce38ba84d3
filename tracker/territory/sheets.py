"""The workspace as a spreadsheet: exactly what the filter shows, and the sentence that says which filter that was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from tracker.i18n import _, _p, show_date
from tracker.projects import rows
from tracker.projects.models import Partnership
from tracker.resources.words import amount_in_words
from tracker.sheets import Sheet, Value
from tracker.territory import needs, words
from tracker.territory.terms import Lack

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.rows import ListRow
    from tracker.regions.finder import Index
    from tracker.territory.figures import Figures
    from tracker.territory.looking import Looking

AT_ONCE = 500
"""So many partnerships are read at a time."""


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
            list(_partnerships(session, looking)),
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
            list(_needs(session, looking)),
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
    query = looking.partnerships()
    found: Sequence[Any] = session.execute(
        query.with_only_columns(*rows.COLUMNS, Partnership.main_field)
    ).all()
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        shown = rows.rows_of(
            session,
            part,
            looking.user,
            today=looking.today,
            stale_months=looking.limits.stale_months,
            silent_months=looking.limits.silent_months,
        )
        for each, row in zip(part, shown, strict=True):
            yield _partnership(each, row)


def _partnership(each: Any, row: ListRow) -> Sequence[Value]:
    return (
        row.title,
        f"{row.stage.number}. {row.stage}",
        row.round,
        str(row.state),
        ", ".join(row.region_names),
        row.municipality,
        ", ".join(str(sector) for sector in row.sectors),
        str(each.main_field) if each.main_field is not None else "",
        each.alive_on,
        str(row.life_sign) if row.life_sign is not None else "",
        ", ".join(broker.display_name for broker in row.brokers),
        ", ".join(broker.email for broker in row.brokers),
    )


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
