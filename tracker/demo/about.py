"""Recording a partnership, its team, and the texts that are filled in on the way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tracker.demo.story import Event, Order, Story
from tracker.projects.services import record, team
from tracker.projects.terms import Field, Stage, TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User

KNOWN_AT_ONCE = ("problem", "target_group", "aim", "municipality", "tags")
LATER = {"approach": Stage.PARTNERS, "project_manager": Stage.BUILDING, "results": Stage.CONTINUATION}
"""Texts that people fill in when the partnership enters a stage."""


def events(story: Story) -> Iterator[Event]:
    """The first save, the team, and what is added to the record later."""
    given, day = story.given, story.given["recorded"]
    yield Event(day, Order.RECORD, story.broker, partial(_record, story))
    for key, role in given["team"].items():
        if key != given["recorded_by"]:
            yield Event(
                day, Order.TEAM, story.broker, partial(_add_member, story, story.scene.people[key], role)
            )
    yield from _texts(story)
    opened = story.entered(Stage.PARTNERS) or day
    yield Event(opened, Order.TEXT, story.broker, partial(_show, story))


def _record(story: Story) -> None:
    given = story.given
    story.recorded = record.record(
        story.scene.session,
        by=story.broker,
        title=given["title"],
        regions=given["regions"],
        main_field=Field.from_code(given["main_field"]),
        further_fields=[Field.from_code(code) for code in given.get("further_fields", [])],
        goals=given.get("sdgs", []),
        **{name: given[name] for name in KNOWN_AT_ONCE if name in given},
    )
    story.recorded.is_demo = True
    story.scene.session.flush()


def _add_member(story: Story, user: User, role: str) -> None:
    team.add_member(story.partnership, user, TeamRole.from_code(role), by=story.broker)


def _show(story: Story) -> None:
    """Let as many see it as the set says; until now it was seen as far as every new partnership."""
    record.set_visibility(story.partnership, Visibility.from_code(story.given["visibility"]), by=story.broker)


def _texts(story: Story) -> Iterator[Event]:
    given, dates = story.given, story.given.get("dates", {})
    for name, stage in LATER.items():
        if name in given:
            yield _edit(story, _day_of(story, stage), **{name: given[name]})
    plans = {name: story.date(dates[name]) for name in ("planned_start", "planned_end") if name in dates}
    if plans:
        yield _edit(story, _day_of(story, Stage.COMMITMENTS, otherwise=given["recorded"]), **plans)
    if "actual_start" in dates:
        noted = min(max(dates["actual_start"], given["recorded"]), given["confirmed_alive"])
        yield _edit(story, noted, started_on=story.date(dates["actual_start"]))


def _day_of(story: Story, stage: Stage, *, otherwise: int | None = None) -> int:
    """When a stage was entered; where it never was, the last day on which somebody looked at the record."""
    entered = story.entered(stage)
    if entered is not None:
        return entered
    return story.given["confirmed_alive"] if otherwise is None else otherwise


def _edit(story: Story, day: int, **values: Any) -> Event:
    by = story.writer(day)
    return Event(day, Order.TEXT, by, lambda: record.edit(story.partnership, by=by, **values))
