"""What the fields of a partnership, of a partner's part in it and of a team member are called wherever changes are told."""

from __future__ import annotations

from tracker.history import words
from tracker.history.words import Words
from tracker.i18n import _l, _lp
from tracker.partners.words import in_quotes, region_name
from tracker.projects.terms import Field, Goal, PartnerRole, Stage, TeamRole, Visibility

words.describe(
    "partnerships",
    title=Words(_l("Title"), show=str),
    problem=Words(_l("The problem"), show=str),
    target_group=Words(_l("Whom it helps"), show=str),
    aim=Words(_l("The aim"), show=str),
    approach=Words(_l("How the partners go about it"), show=str),
    results=Words(_l("What came out of it"), show=str),
    main_field=Words(_l("Main field"), Field),
    further_fields=Words(_l("Further fields"), Field),
    goals=Words(_l("Sustainable Development Goals"), Goal),
    regions=Words(_l("Regions"), show=region_name),
    municipality=Words(_l("Municipality"), show=str),
    planned_start=Words(_l("Planned start")),
    planned_end=Words(_l("Planned end")),
    started_on=Words(_l("Work began on")),
    ended_on=Words(_l("Ended on")),
    project_manager=Words(_l("Project manager"), show=str),
    tags=Words(_l("Tags"), show=str),
    visibility=Words(_l("Who sees it"), Visibility),
    stage=Words(_lp("field", "Stage"), Stage),
)
words.describe(
    "participations",
    role=Words(_l("Role"), PartnerRole),
    contribution=Words(_l("What it brings"), show=str),
    offers=Words(_l("What it offers to the other sectors"), show=in_quotes),
    expectation=Words(_l("What it expects to gain"), show=str),
    expects=Words(_l("What it expects of the other sectors"), show=in_quotes),
    leaders=Words(_l("Who decides there"), show=str),
    executors=Words(_l("Who does the work there"), show=str),
    joined_on=Words(_l("Joined on")),
    left_on=Words(_l("Left on")),
    left_reason=Words(_l("Why it left"), show=str),
)
words.describe(
    "team_members",
    role=Words(_l("Role"), TeamRole),
    until=Words(_l("In the team until")),
)
