"""When two records of one organisation become one, what was said of their benefits becomes one column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.database import session_of
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.benefits.queries import cells_by_benefit
from tracker.evaluation.benefits.services import fields_of
from tracker.evaluation.benefits.terms import Level, Moment, SaidBy
from tracker.history import changes as log
from tracker.history.terms import EntryKind
from tracker.i18n import _
from tracker.projects.services.partners import JOINING_STEPS

if TYPE_CHECKING:
    from tracker.projects.models import Participation


def move_cells(participation: Participation, twin: Participation) -> None:
    """Give the cells of a participation to its twin; where both have one, what was said is put together and nothing is lost."""
    session, there = session_of(twin), cells_by_benefit(twin, fresh=True)
    for benefit, cell in cells_by_benefit(participation, fresh=True).items():
        if benefit not in there:
            cell.participation = twin
            continue
        _join(cell, there[benefit], twin)
        session.delete(cell)
    session.flush()


def _join(cell: BenefitCell, into: BenefitCell, twin: Participation) -> None:
    """It is a change of records, not a sign of life; so the partnership is not touched."""
    for moment in Moment:
        with log.changes(
            into,
            *fields_of(moment),
            kind=EntryKind.BENEFIT_STATED,
            by=None,
            keeper=twin.partnership,
            parts={
                "partner": twin.organisation.display_name,
                "benefit": into.benefit,
                "moment": moment,
            },
        ):
            _join_side(cell, into, moment)


def _join_side(cell: BenefitCell, into: BenefitCell, moment: Moment) -> None:
    """The word of the partner itself stays, else that of the record that stays; another level is told in the words."""
    level, comment, by = fields_of(moment)
    ours, theirs = getattr(into, level), getattr(cell, level)
    takes_theirs = theirs is not None and (
        ours is None or (getattr(cell, by) is SaidBy.PARTNER and getattr(into, by) is not SaidBy.PARTNER)
    )
    words = dict.fromkeys(text for text in (getattr(into, comment), getattr(cell, comment)) if text)
    if None not in {ours, theirs} and ours != theirs:
        words[
            _("In the other record stood: %(level)s.", level=Level.of(ours if takes_theirs else theirs))
        ] = None
    setattr(into, comment, "\n".join(words))
    if takes_theirs:
        setattr(into, level, theirs)
        setattr(into, by, getattr(cell, by))
    elif getattr(into, by) is None:
        setattr(into, by, getattr(cell, by))


JOINING_STEPS.append(move_cells)
