"""Reading the matrix of benefits, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, lazyload

from tracker.database import session_of, utc_now
from tracker.evaluation.benefits.matrix import Cell, Changed, Matrix, PartnerBenefits, Said
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.benefits.terms import Moment, SaidBy
from tracker.evaluation.terms import Benefit
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners.models import Organisation
from tracker.projects import presence
from tracker.projects.models import Participation

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

Changes = dict[tuple[int, Moment], Changed]


def matrix_of(partnership: Partnership, today: date | None = None) -> Matrix:
    """All that was said of the benefits of a partnership; three queries, however many partners and cells there are."""
    session = session_of(partnership)
    partners = session.scalars(participations_of(partnership)).all()
    cells = session.scalars(cells_of(partnership)).all()
    changed = changed_by_team(session, cells)
    current = {each.id for each in partners if is_current(each, partnership, today or utc_now().date())}
    by_partner: dict[int, dict[Benefit, Cell]] = defaultdict(dict)
    for cell in cells:
        by_partner[cell.participation_id][cell.benefit] = _plain(cell, changed)
    made = [_partner(each, by_partner[each.id], is_current=each.id in current) for each in partners]
    made.sort(key=lambda partner: not partner.is_current)
    return Matrix(partnership.id, tuple(made))


def participations_of(partnership: Partnership) -> Select[Participation]:
    """All that take or took part: by the day of joining."""
    return (
        select(Participation)
        .where(Participation.partnership_id == partnership.id)
        .options(joinedload(Participation.organisation).options(lazyload(Organisation.region)))
        .order_by(Participation.joined_on.is_(None), Participation.joined_on, Participation.id)
    )


def cells_of(partnership: Partnership) -> Select[BenefitCell]:
    """The cells of a partnership, in the order in which they were first filled."""
    return (
        select(BenefitCell)
        .join(Participation, Participation.id == BenefitCell.participation_id)
        .where(Participation.partnership_id == partnership.id)
        .order_by(BenefitCell.id)
    )


def cells_by_benefit(participation: Participation, *, fresh: bool = False) -> dict[Benefit, BenefitCell]:
    """What was said of one partner; ``fresh`` reads it anew from the database."""
    query = select(BenefitCell).where(BenefitCell.participation_id == participation.id)
    found = session_of(participation).scalars(
        query.order_by(BenefitCell.id).execution_options(populate_existing=fresh)
    )
    return {cell.benefit: cell for cell in found}


SAID = (
    select(
        BenefitCell.participation_id,
        func.count(case((BenefitCell.expected.is_not(None), 1))),
        func.count(case((BenefitCell.achieved.is_not(None), 1))),
    )
    .join(Participation, Participation.id == BenefitCell.participation_id)
    .where(Participation.partnership_id.in_(presence.IDS))
    .group_by(BenefitCell.participation_id)
)


def said_counts(session: Session, partnerships: Iterable[int]) -> dict[int, tuple[int, int]]:
    """By participation, of how many benefits it was said what is expected and what came; one query for many partnerships."""
    counts = presence.ask(session, BenefitCell, SAID, list(partnerships))
    return {key: (expected, achieved) for key, expected, achieved in counts}


# --- what the team changed --------------------------------------------------------------------------------------------


def changed_by_team(session: Session, cells: Sequence[BenefitCell]) -> Changes:
    """What partners had said before the team changed it, read from the history, which nobody can change; one query."""
    present = {cell.id: cell for cell in cells}
    entries = session.scalars(
        select(Entry)
        .where(
            Entry.subject_kind == BenefitCell.__tablename__,
            Entry.subject_id.in_(sorted(present)),
            Entry.kind == EntryKind.BENEFIT_STATED,
        )
        .options(lazyload(Entry.author), lazyload(Entry.attachments))
        .order_by(Entry.id)
    )
    found = {
        (present[entry.subject_id or 0].id, moment): _changed(entry)
        for entry in entries
        for moment in Moment
        if _took_over(entry, moment)
    }
    return {key: changed for key, changed in found.items() if _is_still_so(present[key[0]], key[1], changed)}


def _took_over(entry: Entry, moment: Moment) -> bool:
    """Whether the team's word took the place of the partner's own in this entry."""
    speaker = entry.changes.get(f"{moment.code}_by", {})
    return (speaker.get("old"), speaker.get("new")) == (SaidBy.PARTNER.code, SaidBy.TEAM.code)


def _changed(entry: Entry) -> Changed:
    return Changed(
        on=entry.happened_on,
        had_said=entry.part("had_said"),
        had_commented=entry.part("had_commented", ""),
        remark=entry.part("reason", ""),
    )


def _is_still_so(cell: BenefitCell, moment: Moment, changed: Changed) -> bool:
    """The partner has not spoken again since, and its word was not put back."""
    had = (changed.had_said, changed.had_commented)
    now = (getattr(cell, moment.code), getattr(cell, f"{moment.code}_comment"))
    return getattr(cell, f"{moment.code}_by") is SaidBy.TEAM and had not in {now, (None, "")}


# --- records as plain facts -------------------------------------------------------------------------------------------


def _plain(cell: BenefitCell, changed: Changes) -> Cell:
    sides = {
        moment: Said(
            level=getattr(cell, moment.code),
            comment=getattr(cell, f"{moment.code}_comment"),
            said_by=getattr(cell, f"{moment.code}_by"),
            changed=changed.get((cell.id, moment)),
        )
        for moment in Moment
    }
    return Cell(cell.benefit, sides[Moment.EXPECTED], sides[Moment.ACHIEVED])


def _partner(
    participation: Participation, cells: dict[Benefit, Cell], *, is_current: bool
) -> PartnerBenefits:
    return PartnerBenefits(
        participation_id=participation.id,
        name=participation.organisation.display_name,
        sector=participation.organisation.sector,
        is_current=is_current,
        left_on=participation.left_on,
        cells=tuple(cells.get(benefit, Cell(benefit)) for benefit in Benefit),
    )


def is_current(participation: Participation, partnership: Partnership, today: date) -> bool:
    """Whether it takes part today; of an ended partnership, on its last day."""
    day = min(today, partnership.ended_on) if partnership.ended_on else today
    return participation.is_current_on(day)
