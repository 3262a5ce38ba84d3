"""What the partnership is, who takes part, how the evaluation was planned, and what happened."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import select

from tracker.database import session_of
from tracker.documents.blocks import Block, Bullets, Facts, Heading, Paragraph, Table, paragraphs
from tracker.evaluation.experts.material.registry import Asked, tells
from tracker.evaluation.experts.terms import ReleasedPart
from tracker.evaluation.planning import queries as planning
from tracker.history import words
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.i18n import _, _l, show_date
from tracker.projects import telling
from tracker.projects.chronicle import NAMES
from tracker.resources.words import commitment_amount

if TYPE_CHECKING:
    from tracker.evaluation.planning.models import EvaluationPlan
    from tracker.projects.models import Participation

TEXTS = (
    ("problem", _l("The problem")),
    ("target_group", _l("Whom it helps")),
    ("aim", _l("The aim")),
    ("approach", _l("How the partners go about it")),
    ("results", _l("What came out of it")),
)
MOST_ENTRIES = 1000
OF_EXPERTS = (EntryKind.EXPERT_INVITED, EntryKind.EXPERT_ANSWERED)
"""An expert is not told of others."""
CONTACTS = {"leaders", "executors"}
"""Fields that name the contact persons of a partner."""


@tells(ReleasedPart.ABOUT)
def about(asked: Asked) -> Iterator[Block]:
    """The texts of the record."""
    partnership = asked.partnership
    rows = [
        (_("Region"), ", ".join(map(str, partnership.regions))),
        (_("Municipality"), partnership.municipality),
        (_("Field"), ", ".join(map(str, partnership.fields))),
        (_("Work began on"), show_date(partnership.started_on)),
        (_("Ended on"), show_date(partnership.ended_on)),
        (_("Stage"), _("%(number)s. %(stage)s", number=partnership.stage.number, stage=partnership.stage)),
    ]
    yield Facts([(label, value) for label, value in rows if value])
    for name, label in TEXTS:
        text = getattr(partnership, name)
        if text:
            yield Heading(label)
            yield from paragraphs(text)


# --- partners -----------------------------------------------------------------------------------------------------------


@tells(ReleasedPart.PARTNERS)
def partners(asked: Asked) -> Iterator[Block]:
    """Everybody who takes part, then those who left."""
    now = asked.partnership.partners_on(asked.today)
    for each in now:
        yield from _partner(each)
    before = [each for each in asked.partnership.participations if each not in now]
    if before:
        yield Heading(_("Took part before"))
        yield Bullets([each.organisation.display_name for each in before])


def _partner(participation: Participation) -> Iterator[Block]:
    yield Heading(participation.organisation.display_name)
    rows = [
        (_("Sector"), str(participation.organisation.sector)),
        (_("Role"), str(participation.role)),
        (_("Since"), show_date(participation.joined_on)),
        (_("What it brings"), participation.contribution),
        (_("What it expects to gain"), participation.expectation),
    ]
    yield Facts([(label, value) for label, value in rows if value])


# --- the plan -----------------------------------------------------------------------------------------------------------


@tells(ReleasedPart.PLAN)
def plan(asked: Asked) -> Iterator[Block]:
    """The plan of the round that is judged."""
    found = planning.plan_of(asked.partnership, round_number=asked.round)
    if found is None:
        return
    for heading, text in (
        (_("What you want to find out"), found.questions),
        (_("How it is done"), found.procedure),
    ):
        if text:
            yield Heading(heading)
            yield from paragraphs(text)
    if found.methods:
        yield Heading(_("How you will find it out"))
        yield Bullets([f"{method}. {method.explanation}" for method in found.methods])
    yield from _who_and_when(found)
    if found.commitments:
        yield Heading(_("What is reserved for it"))
        yield Table(
            "",
            [_("What"), _("Partner"), _("How much")],
            [[each.description, each.giver, commitment_amount(each) or "—"] for each in found.commitments],
        )


def _who_and_when(found: EvaluationPlan) -> Iterator[Block]:
    rows = [
        (_("It begins on"), show_date(found.begins_on)),
        (_("It should be finished by"), show_date(found.ends_on)),
        (_("Who of the own people does it"), found.people),
        (_("Partners who do it"), ", ".join(found.partner_names)),
        (_("Agreed on"), show_date(found.agreed_on)),
        (_("Who agreed"), found.agreed_by),
    ]
    present = [(label, value) for label, value in rows if value]
    if present:
        yield Heading(_("When, and who does it"))
        yield Facts(present)


# --- the history --------------------------------------------------------------------------------------------------------


@tells(ReleasedPart.HISTORY)
def history(asked: Asked) -> Iterator[Block]:
    """What happened, the latest first, without what the team keeps to itself and without other experts."""
    entries = (
        session_of(asked.partnership)
        .scalars(
            select(Entry)
            .where(
                Entry.book_id == asked.partnership.book_id,
                Entry.is_team_only.is_(False),
                Entry.kind.not_in(OF_EXPERTS),
            )
            .options(*NAMES)
            .order_by(Entry.happened_on.desc(), Entry.id.desc())
            .limit(MOST_ENTRIES + 1)
        )
        .unique()
        .all()
    )
    for day, of_day in groupby(entries[:MOST_ENTRIES], key=lambda entry: entry.happened_on):
        yield Heading(show_date(day))
        for entry in of_day:
            yield from _entry(entry)
    if len(entries) > MOST_ENTRIES:
        yield Paragraph(_("Earlier entries are not shown here."), is_quiet=True)


def _entry(entry: Entry) -> Iterator[Block]:
    yield Paragraph(_headline(entry))
    yield from paragraphs(entry.part("text", ""))
    told = [*telling.facts(entry), *_changes(entry)]
    if entry.part("participants"):
        told.append(_("Took part: %(people)s", people=entry.part("participants")))
    if entry.part("reason"):
        told.append(_("Reason: %(reason)s", reason=entry.part("reason")))
    if told:
        yield Bullets(told)


def _headline(entry: Entry) -> str:
    """The kind and what happened; some kinds say it all."""
    kind, headline = str(entry.kind), telling.headline(entry)
    return kind if kind == headline else _("%(kind)s: %(headline)s", kind=kind, headline=headline)


def _changes(entry: Entry) -> Iterator[str]:
    for name, value in entry.changes.items():
        if name in CONTACTS:
            continue
        change = words.tell(entry.subject_kind, name, value.get("old"), value.get("new"))
        yield _(
            "%(field)s: %(old)s → %(new)s", field=change.label, old=change.old or "—", new=change.new or "—"
        )
