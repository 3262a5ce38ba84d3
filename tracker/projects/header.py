"""What the head of every page of a partnership shows, and which parts other packages add to the overview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import current_app
from markupsafe import Markup

from tracker.access import user_or_none
from tracker.database import utc_now
from tracker.fragments import kept
from tracker.i18n import LazyString, _, _l, show_date
from tracker.permissions import Permission, can
from tracker.projects import cycle, words
from tracker.projects.blueprint import bp
from tracker.projects.services import life
from tracker.projects.terms import Goal, LifeSign, Stage
from tracker.templating import url_for

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.projects.gaps import Gap
    from tracker.projects.models import Partnership

__all__ = [
    "CYCLE_PANELS",
    "OVERVIEW_PANELS",
    "Panel",
    "cycle_panels_of",
    "gap_items",
    "life_sign_of",
    "panels_of",
    "partnership_header",
    "words",
]


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the overview: a template that finds its ``context`` under the name ``panel``."""

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


OVERVIEW_PANELS: list[Callable[[Partnership, User, date], Panel | None]] = []
"""Each makes one panel of the overview for a reader who sees the inside; filled by packages above, shown in order."""


def panels_of(partnership: Partnership, user: User, today: date) -> list[Panel]:
    """The panels of the overview for one reader."""
    return [panel for make in OVERVIEW_PANELS if (panel := make(partnership, user, today)) is not None]


CYCLE_PANELS: list[Callable[[Partnership, User, Stage, date], Panel | None]] = []
"""Each makes one panel of the cycle beside the steps of a stage, for a reader; filled by packages above, shown in order."""


def cycle_panels_of(partnership: Partnership, user: User, stage: Stage, today: date) -> list[Panel]:
    """The panels of the cycle at a stage for one reader."""
    made = (make(partnership, user, stage, today) for make in CYCLE_PANELS)
    return [panel for panel in made if panel is not None]


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the record."""

    name: str
    label: LazyString
    endpoint: str
    inside: bool = True


TABS = (
    Tab("overview", _l("Overview"), "projects.show", inside=False),
    Tab("partners", _l("Partners"), "projects.partners"),
    Tab("cycle", _l("Cycle"), "projects.cycle"),
    Tab("resources", _l("Resources"), "resources.overview"),
    Tab("mechanism", _l("Mechanism"), "mechanisms.show"),
    Tab("evaluation", _l("Evaluation"), "evaluation.show"),
    Tab("history", _l("History"), "projects.history"),
    Tab("documents", _l("Documents"), "projects.documents"),
    Tab("team", _l("Team"), "projects.team"),
)


@dataclass(frozen=True, slots=True)
class StageMark:
    """What the stage bar shows of a stage."""

    term: Stage
    state: str
    done: int
    total: int
    open_left: bool
    url: str | None

    @property
    def number(self) -> int:
        return self.term.number


CYCLE = "{cycle}"
"""Stands in a kept stage bar for the address of the cycle."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a page shows to this reader."""

    is_inside: bool
    is_cross_sector: bool
    has_partners: bool
    life_sign: LifeSign | None
    life_sentence: str
    stages: tuple[StageMark, ...]
    """Whose addresses begin with ``CYCLE``."""
    cycle_url: str
    tabs: list[dict[str, Any]]


@bp.app_template_global()
def partnership_header(partnership: Partnership, tab: str = "overview") -> Header:
    """The head of a page of a partnership; who sees the public part only gets no tabs and no counts of steps."""
    today = utc_now().date()
    inside = can(user_or_none(), Permission.PARTNERSHIP_INSIDE, partnership)
    return Header(
        is_inside=inside,
        is_cross_sector=partnership.is_cross_sector_on(today),
        has_partners=bool(partnership.partners_on(today)),
        life_sign=life_sign_of(partnership, today) if inside and partnership.is_active else None,
        life_sentence=_("Last sign of life: %(day)s", day=show_date(partnership.alive_on)),
        stages=_stages(partnership, today, inside=inside),
        cycle_url=url_for("projects.cycle", partnership_id=partnership.id),
        tabs=_tabs(partnership, tab) if inside else [],
    )


def life_sign_of(partnership: Partnership, today: date) -> LifeSign:
    """The sign of life by the limits of this installation."""
    settings = current_app.config["TRACKER_SETTINGS"]
    return life.life_sign(
        partnership, today, stale_months=settings.stale_months, silent_months=settings.silent_months
    )


def _stages(partnership: Partnership, today: date, *, inside: bool) -> tuple[StageMark, ...]:
    """The stage bar; the public sees where the partnership stands, not how many steps are done."""
    stages = cycle.progress(partnership, today)
    if not inside:
        return tuple(StageMark(stage.term, stage.state, 0, 0, open_left=False, url=None) for stage in stages)
    return tuple(
        StageMark(
            stage.term,
            stage.state,
            stage.done,
            stage.total,
            stage.open_left,
            url=f"{CYCLE}?stage={stage.term.code}",
        )
        for stage in stages
    )


@bp.app_template_global()
def stage_bar(bar: Any, header: Header, partnership: Partnership) -> Markup:
    """The stage bar as a macro writes it; it is kept by what it shows, whichever partnership's it is."""
    written = kept(bar, header.stages, partnership.round, partnership.is_ended)
    return written.replace(CYCLE, header.cycle_url)


def _tabs(partnership: Partnership, active: str) -> list[dict[str, Any]]:
    return [
        {
            "label": tab.label,
            "url": url_for(tab.endpoint, partnership_id=partnership.id),
            "active": tab.name == active,
        }
        for tab in TABS
    ]


@bp.app_template_global()
def goals_of(partnership: Partnership) -> list[Goal]:
    """The Sustainable Development Goals of a partnership as words."""
    return [Goal.from_code(str(goal.goal)) for goal in partnership.goals]


def gap_items(gaps: list[Gap], *, linked: bool = True) -> list[dict[str, Any]]:
    """Gaps as the component shows them."""
    return [
        {"label": gap.sentence, "url": url_for(gap.endpoint, **gap.values) if linked else None}
        for gap in gaps
    ]
