"""What other pages show of lessons: those of similar partnerships, a button in the history, their part of the evaluation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from tracker.database import session_of, utc_now
from tracker.evaluation import overview
from tracker.evaluation.blueprint import bp
from tracker.evaluation.lessons import library, queries, similarity
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.lessons.routes.library import helping_for
from tracker.i18n import _, _l, _n, show_date
from tracker.partners.terms import Sector
from tracker.permissions import Permission, can
from tracker.projects import cycle, entry_actions, gaps, header, stamps
from tracker.projects.proofs import proof
from tracker.projects.services.partners import JOINING_STEPS
from tracker.projects.terms import ChecklistItem, Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.history.models import Entry
    from tracker.projects.models import Participation, Partnership


@bp.app_template_global()
def lesson_sectors(partnership: Partnership) -> list[Sector]:
    """The sectors of the partners of today, in order."""
    present = partnership.sectors_on(utc_now().date())
    return [sector for sector in Sector if sector in present]


# --- lessons of similar partnerships ----------------------------------------------------------------------------------


def similar_lessons(partnership: Partnership, user: User, stage: Stage, today: date) -> list[library.Shelf]:
    """The lessons about a stage that fit a partnership best, one more than a panel shows."""
    chosen = library.LibraryFilter(stages=(stage,))
    like = (partnership, similarity.profile_of(partnership, today))
    query = library.shelves(user, chosen, today, like=like).limit(library.SHOWN_IN_A_PANEL + 1)
    return [library.shelf_of(row) for row in session_of(partnership).execute(query).unique()]


def lessons_for_stage(partnership: Partnership, user: User, stage: Stage, today: date) -> header.Panel | None:
    """What others learnt at a stage, on the cycle of a partnership that runs; nothing where nobody wrote anything down."""
    found = similar_lessons(partnership, user, stage, today) if partnership.is_active else []
    if not found:
        return None
    shown = found[: library.SHOWN_IN_A_PANEL]
    context = {
        "partnership": partnership,
        "stage": stage,
        "shelves": shown,
        "has_more": len(found) > len(shown),
        "helping": helping_for([shelf.lesson for shelf in shown], only=partnership),
    }
    return header.Panel("evaluation/lessons/_similar_panel.html", context)


def lessons_on_evaluation(partnership: Partnership, user: User, today: date) -> header.Panel | None:
    """The same for the present stage, below the parts of the evaluation."""
    return lessons_for_stage(partnership, user, partnership.stage, today)


# --- the history ------------------------------------------------------------------------------------------------------


def take_over_buttons(
    partnership: Partnership, user: User, entries: Sequence[Entry]
) -> Mapping[int, entry_actions.Action]:
    """A button beside each lesson of the history that is none here yet."""
    if not can(user, Permission.PARTNERSHIP_EDIT, partnership):
        return {}
    shown = {entry.id for entry in entries}
    return {
        entry.id: entry_actions.Action(
            _("Make it a lesson"),
            "bulb",
            "evaluation.take_over_lesson",
            {"partnership_id": partnership.id, "entry_id": entry.id},
        )
        for entry in queries.entries_to_take_over(partnership)
        if entry.id in shown
    }


# --- the part of the evaluation, what is missing, a proof ---------------------------------------------------------------


def lessons_part(partnership: Partnership, user: User, _today: date) -> overview.Part:
    """How many lessons there are, and how many of them others may read."""
    count, shared = _counts(partnership)
    here = {"partnership_id": partnership.id}
    may_edit = can(user, Permission.PARTNERSHIP_EDIT, partnership)
    return overview.Part(
        overview.PartName.LESSONS,
        _("Lessons"),
        "bulb",
        _sentence(count, shared),
        "evaluation.lessons",
        here,
        progress=overview.Progress.DONE if count else overview.Progress.NOT_BEGUN,
        next_step=_("Write down the first lesson") if may_edit and not count else "",
        next_endpoint="evaluation.new_lesson",
        next_values=here,
    )


def _sentence(count: int, shared: int) -> str:
    if not count:
        return _(
            "What to keep, what to change, advice to others: three sentences that somebody will be glad of."
        )
    first = _n("%(num)s lesson is written down.", "%(num)s lessons are written down.", count)
    if not shared:
        return _("%(count)s Others may not read any of them yet.", count=first)
    return _n(
        "%(count)s %(num)s of them others may read.",
        "%(count)s %(num)s of them others may read.",
        shared,
        count=first,
    )


def _counts(partnership: Partnership) -> tuple[int, int]:
    query = (
        select(Lesson.is_shared, func.count())
        .where(Lesson.partnership_id == partnership.id, Lesson.withdrawn_on.is_(None))
        .group_by(Lesson.is_shared)
    )
    counted = {bool(row[0]): int(row[1]) for row in session_of(partnership).execute(query)}
    return sum(counted.values()), counted.get(True, 0)


@gaps.check_together
def no_lesson_before_the_decision(
    partnerships: Sequence[Partnership], _today: date
) -> Mapping[int, Iterable[gaps.Gap]]:
    """At the last two stages nobody has written down yet what was learnt."""
    late = [
        each
        for each in partnerships
        if each.stage in {Stage.EVALUATION, Stage.CONTINUATION} and each.is_active
    ]
    known = queries.ids_with_lessons(session_of(late[0]), [each.id for each in late]) if late else set()
    missing = {each.id for each in late} - known
    return {each.id: [_gap(each)] if each.id in missing else [] for each in partnerships}


def _gap(partnership: Partnership) -> gaps.Gap:
    return gaps.Gap(
        _l("Write down what you learnt together"),
        "evaluation.lessons",
        {"partnership_id": partnership.id},
        gaps.GapKind.RESULTS,
    )


@cycle.proof_by(ChecklistItem.TIME_TO_REFLECT)
def lesson_was_written_down(partnership: Partnership) -> cycle.Proof | None:
    """A lesson of the last months shows that the partners took time to think about their work."""
    since = cycle.months_before(utc_now().date(), cycle.HABIT_MONTHS)
    latest = select(func.max(Lesson.said_on)).where(
        Lesson.partnership_id == partnership.id, Lesson.withdrawn_on.is_(None), Lesson.said_on >= since
    )
    day = session_of(partnership).scalar(latest)
    if day is None:
        return None
    return proof(
        partnership, _("A lesson was written down on %(day)s.", day=show_date(day)), "evaluation.lessons"
    )


def move_lessons(participation: Participation, twin: Participation) -> None:
    """When two records of one organisation become one, what it said stays its own."""
    session_of(twin).execute(
        update(Lesson).where(Lesson.participation_id == participation.id).values(participation_id=twin.id)
    )


header.CYCLE_PANELS.append(lessons_for_stage)
overview.PANELS.append(lessons_on_evaluation)
overview.PARTS.append(lessons_part)
entry_actions.ACTIONS.append(take_over_buttons)
JOINING_STEPS.append(move_lessons)
stamps.cover(Lesson)
