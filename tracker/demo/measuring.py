"""How partners plan their evaluation, what they count, and what they say of the results."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from tracker.demo.story import Event, Order, Story
from tracker.evaluation.indicators import outcomes, services
from tracker.evaluation.indicators.terms import Direction, OutcomeKind
from tracker.evaluation.planning import queries
from tracker.evaluation.planning import services as planning
from tracker.evaluation.planning.terms import Method

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record
    from tracker.evaluation.indicators.models import Indicator
    from tracker.evaluation.planning.models import EvaluationPlan

PLAN_TEXTS = ("questions", "procedure", "people", "agreed_by")
PLAN_DAYS = {"begins_on": "begins", "ends_on": "ends", "agreed_on": "agreed"}


def events(story: Story) -> Iterator[Event]:
    """Plans and their changes, indicators with their values, statements about the results."""
    for plan in story.given.get("plans", []):
        by = story.writer(plan["day"])
        yield Event(plan["day"], Order.PLAN, by, partial(_plan, story, plan, by))
    for given in story.given.get("indicators", []):
        yield from _indicator(story, given)
    for said in story.given.get("outcomes", []):
        by = story.writer(said["day"])
        yield Event(said["day"], Order.OUTCOME, by, partial(_state, story, said, by))


def _plan(story: Story, given: Record, by: User) -> None:
    """Write what is given into the plan of the round; what is not given stays as it is."""
    partnership = story.partnership
    if given.get("takes_over"):
        planning.take_over(partnership, partnership.round - 1, by=by)
    planning.write_plan(partnership, by=by, **_present(queries.plan_of(partnership)) | _given(story, given))
    if "reserved" in given:
        promised = {each.description: each for each in story.commitments.values()}
        planning.reserve(partnership, by=by, add=[promised[name] for name in given["reserved"]])


def _present(plan: EvaluationPlan | None) -> dict[str, Any]:
    if plan is None:
        return {}
    return {name: getattr(plan, name) for name in (*PLAN_TEXTS, *PLAN_DAYS, "methods", "partners")}


def _given(story: Story, given: Record) -> dict[str, Any]:
    values: dict[str, Any] = {name: given[name].strip() for name in PLAN_TEXTS if name in given}
    values |= {name: story.date(given[key]) for name, key in PLAN_DAYS.items() if key in given}
    if "methods" in given:
        values["methods"] = [Method.from_code(code) for code in given["methods"]]
    if "partners" in given:
        values["partners"] = [story.participations[key] for key in given["partners"]]
    return values


# --- indicators ---------------------------------------------------------------------------------------------------------


def _indicator(story: Story, given: Record) -> Iterator[Event]:
    """One indicator from its name to the last value; ``made`` holds it once it was named."""
    made: list[Indicator] = []
    by = story.writer(given["day"])
    yield Event(given["day"], Order.INDICATOR, by, partial(_name, story, given, made, by))
    for value in given.get("values", []):
        by = story.writer(value["day"])
        yield Event(value["day"], Order.VALUE, by, partial(_measure, story, value, made, by))
        if "cancelled" in value:
            cancelled = value["cancelled"]
            by = story.writer(cancelled["day"])
            yield Event(cancelled["day"], Order.CANCELLING, by, partial(_cancel, value, cancelled, made, by))
    if "dropped" in given:
        dropped = given["dropped"]
        by = story.writer(dropped["day"])
        yield Event(dropped["day"], Order.VALUE, by, partial(_drop, dropped, made, by))


def _name(story: Story, given: Record, made: list[Indicator], by: User) -> None:
    made.append(
        services.add_indicator(
            story.partnership,
            by=by,
            name=given["name"],
            counted=given.get("counted", ""),
            unit=given.get("unit", ""),
            direction=Direction.from_code(given.get("direction", Direction.HIGHER.code)),
            baseline=_decimal(given.get("baseline")),
            baseline_on=story.date(given.get("baseline_day")),
            target=_decimal(given.get("target")),
            target_on=story.date(given.get("target_day")),
            breakdown=given.get("breakdown", []),
        )
    )


def _measure(story: Story, value: Record, made: list[Indicator], by: User) -> None:
    values = {"": Decimal(value["value"])} if "value" in value else {}
    values |= {name: Decimal(number) for name, number in value.get("parts", {}).items()}
    services.measure(
        made[0],
        by=by,
        measured_on=story.day(value["measured"] if "measured" in value else value["day"]),
        values=values,
        source=value.get("source", ""),
        evidence_link=value.get("link", ""),
        document=story.documents.get(value.get("document", "")),
        note=value.get("note", ""),
    )


def _cancel(value: Record, cancelled: Record, made: list[Indicator], by: User) -> None:
    wrong = next(each for each in made[0].current_values if each.value == Decimal(value["value"]))
    services.cancel_value(wrong, by=by, reason=cancelled["reason"])


def _drop(dropped: Record, made: list[Indicator], by: User) -> None:
    services.drop_indicator(made[0], by=by, reason=dropped["reason"])


def _decimal(number: int | Decimal | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def _state(story: Story, said: Record, by: User) -> None:
    outcomes.state_outcome(
        story.partnership,
        by=by,
        kind=OutcomeKind.from_code(said["kind"]),
        text=said["text"].strip(),
        stated_on=story.day(said["seen"] if "seen" in said else said["day"]),
        source=said.get("source", ""),
        evidence_link=said.get("link", ""),
    )
