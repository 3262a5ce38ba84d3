"""What is missing in a record, and the one thing to do next. Never a refusal: every gap is a sentence with a link.

Packages above add their own checks to ``CHECKS`` or ``CHECKS_TOGETHER``. A gap is as important as its kind is at the stage where
the partnership stands.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.database import session_of
from tracker.i18n import LazyString, _, _l, _n, _p
from tracker.partners.terms import Sector
from tracker.permissions import Permission, can
from tracker.projects import cycle, presence
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.models import Participation, Partnership


class GapKind(enum.Enum):
    """What a gap is about."""

    ABOUT = "about"
    PARTNERS = "partners"
    PEOPLE = "people"
    RESOURCES = "resources"
    DATES = "dates"
    CYCLE = "cycle"
    RESULTS = "results"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is not there yet, and the page where it can be filled in."""

    sentence: str | LazyString
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    kind: GapKind = GapKind.ABOUT


IMPORTANCE: dict[Stage, tuple[GapKind, ...]] = {
    Stage.START: (GapKind.ABOUT, GapKind.PARTNERS, GapKind.PEOPLE),
    Stage.PARTNERS: (GapKind.PARTNERS, GapKind.ABOUT, GapKind.PEOPLE),
    Stage.COMMITMENTS: (GapKind.RESOURCES, GapKind.PARTNERS, GapKind.ABOUT, GapKind.DATES),
    Stage.BUILDING: (GapKind.PEOPLE, GapKind.DATES, GapKind.RESOURCES, GapKind.PARTNERS),
    Stage.EVERYDAY: (GapKind.CYCLE, GapKind.RESOURCES, GapKind.PARTNERS, GapKind.PEOPLE),
    Stage.EVALUATION: (GapKind.RESULTS, GapKind.CYCLE, GapKind.RESOURCES),
    Stage.CONTINUATION: (GapKind.CYCLE, GapKind.RESULTS, GapKind.RESOURCES),
}
"""The kinds that matter most at a stage, in order; the others follow in the order of ``GapKind``."""

Check = Callable[["Partnership", date], Iterable[Gap]]
CHECKS: list[Check] = []
"""All checks, in the order in which gaps of one kind are named; packages above add theirs."""


CheckTogether = Callable[["Sequence[Partnership]", date], Mapping[int, Iterable[Gap]]]
CHECKS_TOGETHER: list[CheckTogether] = []
"""Checks that ask the database once for many partnerships; each gives gaps for every id. They are named after the others."""


def check(made: Check) -> Check:
    """Put a check into ``CHECKS``."""
    CHECKS.append(made)
    return made


def check_together(made: CheckTogether) -> CheckTogether:
    """Put a check into ``CHECKS_TOGETHER``."""
    CHECKS_TOGETHER.append(made)
    return made


def gaps_of(partnership: Partnership, today: date) -> list[Gap]:
    """What is missing, the most important for the present stage first. An ended or archived partnership lacks nothing."""
    return gaps_of_all([partnership], today)[partnership.id]


def gaps_of_all(partnerships: Sequence[Partnership], today: date) -> dict[int, list[Gap]]:
    """The same for several partnerships, by their ids, with as many queries as for one."""
    active = [partnership for partnership in partnerships if partnership.is_active]
    together = _together(active, today) if active else []
    found: dict[int, list[Gap]] = {partnership.id: [] for partnership in partnerships}
    for partnership in active:
        found[partnership.id] += [gap for made in CHECKS for gap in made(partnership, today)]
        found[partnership.id] += [gap for gaps in together for gap in gaps[partnership.id]]
        found[partnership.id].sort(key=lambda gap: _place(gap, partnership.stage))
    return found


def _together(active: Sequence[Partnership], today: date) -> list[Mapping[int, Iterable[Gap]]]:
    with presence.known(session_of(active[0]), [partnership.id for partnership in active]):
        return [made(active, today) for made in CHECKS_TOGETHER]


def _place(gap: Gap, stage: Stage) -> int:
    """How important a gap is at a stage; 0 comes first."""
    first = IMPORTANCE[stage]
    return first.index(gap.kind) if gap.kind in first else len(first) + list(GapKind).index(gap.kind)


# --- our own checks ---------------------------------------------------------------------------------------------------

NAMED_PARTNERS = 4
"""When more partners than this lack the same, they are counted instead of named."""

TEXTS: tuple[tuple[str, Stage, GapKind, LazyString], ...] = (
    ("problem", Stage.START, GapKind.ABOUT, _l("Say which problem the partnership solves")),
    ("target_group", Stage.START, GapKind.ABOUT, _l("Say whom it helps")),
    ("main_field", Stage.START, GapKind.ABOUT, _l("Choose the field")),
    ("aim", Stage.START, GapKind.ABOUT, _l("Say what it wants to achieve")),
    ("approach", Stage.PARTNERS, GapKind.ABOUT, _l("Explain how the partners solve it together")),
    ("planned_start", Stage.COMMITMENTS, GapKind.DATES, _l("Say when the work should begin")),
    ("planned_end", Stage.COMMITMENTS, GapKind.DATES, _l("Say when it should be finished")),
    ("project_manager", Stage.BUILDING, GapKind.PEOPLE, _l("Name the project manager")),
    ("started_on", Stage.EVERYDAY, GapKind.DATES, _l("Say when the work really began")),
    ("results", Stage.EVALUATION, GapKind.RESULTS, _l("Say what came out of it")),
)
"""Fields of the record, and the stage from which they are missed."""


def has_come_to(partnership: Partnership, stage: Stage) -> bool:
    """Whether the partnership has reached a stage, in this round or an earlier one."""
    return partnership.round > 1 or partnership.stage.number >= stage.number


@check
def missing_texts(partnership: Partnership, _today: date) -> Iterator[Gap]:
    """Fields of the record that are empty."""
    for name, stage, kind, sentence in TEXTS:
        if not getattr(partnership, name) and has_come_to(partnership, stage):
            values = {"partnership_id": partnership.id, "_anchor": name}
            yield Gap(sentence, "projects.edit", values, kind)


@check
def missing_partners(partnership: Partnership, today: date) -> Iterator[Gap]:
    """No partner yet, or partners of one sector only."""
    here = {"partnership_id": partnership.id}
    sectors = partnership.sectors_on(today)
    if not partnership.partners_on(today):
        yield Gap(_l("Add the first partner"), "projects.add_partner", here, GapKind.PARTNERS)
    elif len(sectors) == 1:
        yield Gap(ONE_SECTOR[next(iter(sectors))], "projects.add_partner", here, GapKind.PARTNERS)


ONE_SECTOR = {
    Sector.GOVERNMENT: _l("All partners are from government: add one from business or a non-profit"),
    Sector.BUSINESS: _l("All partners are from business: add one from government or a non-profit"),
    Sector.NONPROFIT: _l("All partners are non-profits: add one from government or business"),
}


@check
def missing_in_partners(partnership: Partnership, today: date) -> Iterator[Gap]:
    """Partners of whom it is not said what they bring, what they expect, and who counts there."""
    if not has_come_to(partnership, Stage.PARTNERS):
        return
    partners = partnership.partners_on(today)
    yield from _partner_gaps(
        partnership,
        [each for each in partners if not each.contribution],
        "contribution",
        _l("Say what %(name)s brings"),
        _l("Say what each partner brings (%(count)s do not say it yet)"),
    )
    yield from _partner_gaps(
        partnership,
        [each for each in partners if not each.expectation],
        "expectation",
        _l("Say what %(name)s expects to gain"),
        _l("Say what each partner expects to gain (%(count)s do not say it yet)"),
    )
    yield from _partner_gaps(
        partnership,
        [each for each in partners if not each.key_people],
        "key_people",
        _l("Name the key people at %(name)s"),
        _l("Name the key people of each partner (%(count)s have none yet)"),
    )


def _partner_gaps(
    partnership: Partnership, lacking: list[Participation], anchor: str, one: LazyString, many: LazyString
) -> Iterator[Gap]:
    if len(lacking) > NAMED_PARTNERS:
        sentence = str(many) % {"count": len(lacking)}
        yield Gap(sentence, "projects.partners", {"partnership_id": partnership.id}, GapKind.PARTNERS)
        return
    for each in lacking:
        sentence = str(one) % {"name": each.organisation.display_name}
        yield Gap(
            sentence,
            "projects.edit_partner",
            {"participation_id": each.id, "_anchor": anchor},
            GapKind.PARTNERS,
        )


@check
def missing_broker(partnership: Partnership, _today: date) -> Iterator[Gap]:
    """Nobody who can sign in answers for the partnership."""
    if not any(broker.active for broker in partnership.brokers):
        yield Gap(
            _l("Name who is responsible for the partnership"),
            "projects.team",
            {"partnership_id": partnership.id},
            GapKind.PEOPLE,
        )


# --- the one next step ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now: a sentence, what it is good for, and the page where it is done."""

    title: str
    text: str
    label: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)


URGENT = 2
"""Gaps of so many of the leading kinds of a stage come before the checklist."""


def next_step(
    partnership: Partnership, user: User | None, today: date, *, gaps: list[Gap] | None = None
) -> NextStep | None:
    """What this person should do next for the partnership; nothing for those who do not edit it, or once it has ended.

    What the present stage cannot do without comes first, then the steps of its checklist, then what else is missing.
    """
    if not partnership.is_active or not can(user, Permission.PARTNERSHIP_EDIT, partnership):
        return None
    found = gaps_of(partnership, today) if gaps is None else gaps
    leading = IMPORTANCE[partnership.stage][:URGENT]
    urgent = next((gap for gap in found if gap.kind in leading), None)
    if urgent is not None:
        return _fill(urgent)
    step = cycle.next_step(partnership, today)
    if step is not None:
        return _in_cycle(partnership, user, step)
    return _fill(found[0]) if found else None


def _fill(gap: Gap) -> NextStep:
    return NextStep(
        str(gap.sentence), str(WHY[gap.kind]), _p("next step", "Go there"), gap.endpoint, gap.values
    )


WHY: dict[GapKind, LazyString] = {
    GapKind.ABOUT: _l("Then others see at a glance what it is about."),
    GapKind.PARTNERS: _l("Write down who takes part and what was agreed with whom."),
    GapKind.PEOPLE: _l("Then everybody knows whom to ask."),
    GapKind.RESOURCES: _l("Then everybody sees who promised what, and what is still needed."),
    GapKind.DATES: _l("Then everybody knows when something is due."),
    GapKind.CYCLE: _l("A few minutes keep the partnership on its way."),
    GapKind.RESULTS: _l("Results that nobody wrote down are lost for the next partnership."),
}


def _in_cycle(partnership: Partnership, user: User | None, step: cycle.NextStep) -> NextStep:
    """The next step of the cycle; the decision of the last stage is the broker's to record."""
    here = {"partnership_id": partnership.id}
    purpose = str(partnership.stage.purpose)
    if step.kind == "habits":
        title = _n("Confirm %(num)s habit", "Confirm %(num)s habits", step.count)
        return NextStep(title, purpose, _("Confirm habits"), "projects.confirm_habits", here)
    if step.kind == "move" and step.stage is not None:
        title = _("Move on to stage %(number)s: %(stage)s", number=step.stage.number, stage=step.stage)
        text = _("Everything in the present stage is done.")
        return NextStep(title, text, _("Move on"), "projects.move", {**here, "to": step.stage.code})
    if step.kind == "decide":
        leads = can(user, Permission.PARTNERSHIP_LEAD, partnership)
        endpoint, label = (
            ("projects.decide", _("Record the decision")) if leads else ("projects.cycle", _("To the cycle"))
        )
        return NextStep(_("Decide together: continue, expand or end"), purpose, label, endpoint, here)
    item = step.item
    title, text, anchor = (
        (str(item), str(item.explanation), item.code) if item is not None else (purpose, "", None)
    )
    return NextStep(title, text, _("Go to this step"), "projects.cycle", {**here, "_anchor": anchor})
