"""Saying what a partner hopes to gain and what it has gained.

What a partner said itself, in a round of questions, is its word: the team may write something else only with a remark, and then both
stand side by side. Saying the same again changes nothing, and so leaves the word to whoever said it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of
from tracker.errors import DomainError, WrongState
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.benefits.queries import cells_by_benefit
from tracker.evaluation.benefits.terms import HIGHEST, Moment, SaidBy
from tracker.history.models import Book
from tracker.history.terms import EntryKind
from tracker.i18n import _l
from tracker.projects import history

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.terms import Benefit
    from tracker.projects.models import Participation


def state(
    participation: Participation,
    benefit: Benefit,
    *,
    moment: Moment,
    level: int | None,
    comment: str = "",
    said_by: SaidBy,
    by: User | None,
    remark: str = "",
) -> BenefitCell | None:
    """Say how much of one benefit a partner expects or has achieved; ``level`` is 0 to 3, or ``None``: not said.

    Saying nothing makes no record, and a line that a partner leaves empty on its sheet takes nothing back. ``said_by`` is whose word
    it is, ``by`` who writes it down. ``remark`` says why the team changes what the partner said itself; without one it may not.
    """
    refuse_in_archive(participation)
    _refuse_unknown(level)
    comment = comment.strip()
    wait(participation)
    cell = cells_by_benefit(participation, fresh=True).get(benefit)
    if level is None and not comment and (cell is None or said_by is SaidBy.PARTNER):
        return cell
    cell = cell or _new(participation, benefit)
    had = _word(cell, moment)
    if said_by is SaidBy.TEAM and had == (level, comment):
        return cell
    took_over = said_by is SaidBy.TEAM and getattr(cell, f"{moment.code}_by") is SaidBy.PARTNER
    if took_over and not remark.strip():
        raise DomainError(_l("The partner said this itself. Say why you change it."), field="remark")
    with history.changes(
        cell,
        *fields_of(moment),
        kind=EntryKind.BENEFIT_STATED,
        by=by,
        reason=remark.strip() if took_over else "",
        parts={
            "partner": participation.organisation.display_name,
            "benefit": benefit,
            "moment": moment,
            "had_said": had[0] if took_over else None,
            "had_commented": had[1] if took_over else "",
        },
    ):
        for name, value in zip(fields_of(moment), (level, comment, said_by), strict=True):
            setattr(cell, name, value)
    return cell


def fields_of(moment: Moment) -> tuple[str, str, str]:
    """The columns of one side of a cell: the level, the words, and whose word it is."""
    return moment.code, f"{moment.code}_comment", f"{moment.code}_by"


def refuse_in_archive(participation: Participation) -> None:
    """The archive is for reading."""
    if participation.partnership.is_archived:
        raise WrongState(_l("The partnership is in the archive. Bring it back before changing it."))


def wait(participation: Participation) -> None:
    """Lock the book until the transaction ends, so that two people who say something first make one record, not two."""
    book_id = participation.partnership.book_id
    session_of(participation).execute(select(Book.id).where(Book.id == book_id).with_for_update())


def _refuse_unknown(level: int | None) -> None:
    if level is not None and not 0 <= level <= HIGHEST:
        raise DomainError(_l("Choose one of the options."), field="level")


def _word(cell: BenefitCell, moment: Moment) -> tuple[int | None, str]:
    return getattr(cell, moment.code), getattr(cell, f"{moment.code}_comment")


def _new(participation: Participation, benefit: Benefit) -> BenefitCell:
    cell = BenefitCell(participation=participation, benefit=benefit, expected_comment="", achieved_comment="")
    session_of(participation).add(cell)
    session_of(participation).flush()
    return cell
