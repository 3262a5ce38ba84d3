"""One of every kind of change to the partnership of the scene, one after the other, by the services that pages call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tests.access.scene import Records
from tests.factories.partners import make_contact, make_organisation
from tests.factories.projects import make_member
from tracker.accounts.models import User
from tracker.database import utc_now
from tracker.evaluation.benefits import services as benefits
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.benefits.terms import Moment, SaidBy
from tracker.evaluation.contributions import services as contributions
from tracker.evaluation.indicators import services as indicators
from tracker.evaluation.indicators.models import Indicator
from tracker.evaluation.lessons import services as lessons
from tracker.evaluation.lessons.terms import LessonKind
from tracker.evaluation.reporting import services as reporting
from tracker.evaluation.surveys import services as surveys
from tracker.evaluation.surveys.models import Survey
from tracker.evaluation.terms import Benefit
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.mechanisms import stating
from tracker.mechanisms.terms import Sign, SignState
from tracker.partners.terms import Capacity, Sector
from tracker.projects.models import Document, Participation, TeamMember
from tracker.projects.services import checklist, chronicle, documents, life, partners, record, stages
from tracker.projects.terms import ChecklistItem, DocumentKind, Goal, ItemState, Stage, TeamRole, Visibility
from tracker.resources import services as resources
from tracker.resources.models import Commitment, Delivery, Need
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Change = Callable[["Session", Records, User], Any]
CHANGES: list[Change] = []


def change(made: Change) -> Change:
    """Put a change into ``CHANGES``."""
    CHANGES.append(made)
    return made


def latest(session: Session, model: type[Any]) -> Any:
    """The record of a kind that was written down last."""
    return session.scalars(select(model).order_by(model.id.desc()).limit(1)).one()


# --- the record -------------------------------------------------------------------------------------------------------


@change
def its_texts(_session: Session, records: Records, by: User) -> None:
    record.edit(records.partnership, by=by, title="Another title", problem="Another problem", tags=["new"])


@change
def its_lists(_session: Session, records: Records, by: User) -> None:
    record.edit(
        records.partnership, by=by, goals=[Goal.from_code("3")], tags=[], planned_start=utc_now().date()
    )


@change
def who_sees_it(_session: Session, records: Records, by: User) -> None:
    record.set_visibility(records.partnership, Visibility.PUBLIC, by=by)


@change
def a_sign_of_life(_session: Session, records: Records, by: User) -> None:
    records.partnership.alive_on -= timedelta(days=300)
    life.confirm_alive(records.partnership, by=by)


@change
def a_long_silence(_session: Session, records: Records, _by: User) -> None:
    records.partnership.alive_on -= timedelta(days=900)


@change
def a_step(_session: Session, records: Records, by: User) -> None:
    checklist.mark(records.partnership, ChecklistItem.PROBLEM_STATED, ItemState.DONE, by=by, note="Written")


@change
def a_stage(_session: Session, records: Records, by: User) -> None:
    stages.move(records.partnership, Stage.EVERYDAY, by=by, reason="It works")


@change
def a_habit(_session: Session, records: Records, by: User) -> None:
    checklist.confirm_habit(records.partnership, ChecklistItem.TIME_TO_REFLECT, by=by)


@change
def a_new_member(session: Session, records: Records, _by: User) -> None:
    make_member(records.partnership, records.people["alumnus"], TeamRole.EDITOR)


@change
def a_role(session: Session, records: Records, _by: User) -> None:
    latest(session, TeamMember).role = TeamRole.READER


@change
def a_member_who_left(session: Session, records: Records, _by: User) -> None:
    latest(session, TeamMember).until = utc_now().date()


# --- partners and people ----------------------------------------------------------------------------------------------


@change
def a_new_partner(session: Session, records: Records, by: User) -> None:
    organisation = make_organisation(session, "Newcomer", sector=Sector.GOVERNMENT, by=by)
    partners.add_partner(records.partnership, organisation, by=by)


@change
def what_a_partner_brings(session: Session, _records: Records, by: User) -> None:
    partners.edit_partner(latest(session, Participation), by=by, contribution="A hall", expectation="Fame")


@change
def who_counts_there(session: Session, _records: Records, by: User) -> None:
    participation = latest(session, Participation)
    contact = make_contact(participation.organisation, "Somebody There", by=by)
    partners.set_key_people(participation, [(contact, Capacity.EXECUTOR)], by=by)


@change
def the_name_of_an_organisation(session: Session, _records: Records, _by: User) -> None:
    latest(session, Participation).organisation.short_name = "Renamed"


@change
def the_sector_of_an_organisation(session: Session, _records: Records, _by: User) -> None:
    latest(session, Participation).organisation.sector = Sector.NONPROFIT


@change
def a_partner_who_left(session: Session, _records: Records, by: User) -> None:
    partners.partner_left(latest(session, Participation), on=utc_now().date(), reason="Moved", by=by)


@change
def the_name_of_a_member(_session: Session, records: Records, _by: User) -> None:
    records.people["editor"].name = "Married Name"


@change
def the_phone_of_the_broker(_session: Session, _records: Records, by: User) -> None:
    by.phone = "+7 999 000-00-00"


@change
def a_member_who_was_erased(_session: Session, records: Records, _by: User) -> None:
    records.people["editor"].erased_at = utc_now()


@change
def the_name_of_who_offers_help(_session: Session, records: Records, _by: User) -> None:
    records.people["official"].name = "Another Official"


@change
def the_name_of_a_region(_session: Session, records: Records, _by: User) -> None:
    region = records.partnership.regions[0]
    region.name_ru, region.name_en, region.short_ru = "Иной край", "Another Krai", "Иной"


# --- history and documents --------------------------------------------------------------------------------------------


@change
def an_entry(_session: Session, records: Records, by: User) -> None:
    chronicle.write_entry(
        records.partnership, EntryKind.LESSON, by=by, happened_on=utc_now().date(), title="We met"
    )


@change
def an_entry_of_the_team(_session: Session, records: Records, by: User) -> None:
    day = utc_now().date()
    chronicle.write_entry(
        records.partnership, EntryKind.PROBLEM, by=by, happened_on=day, title="Among us", is_team_only=True
    )


@change
def a_correction(session: Session, records: Records, by: User) -> None:
    query = select(Entry).where(Entry.book_id == records.partnership.book_id, Entry.kind == EntryKind.LESSON)
    chronicle.correct(session.scalars(query).one(), by=by, reason="A slip", title="We met again")


@change
def a_document(_session: Session, records: Records, by: User) -> None:
    documents.add_document(
        records.partnership, kind=DocumentKind.AGREEMENT, title="Terms", by=by, link="https://example.org/"
    )


@change
def the_title_of_a_document(session: Session, _records: Records, by: User) -> None:
    documents.edit_document(
        latest(session, Document), by=by, title="Better terms", kind=DocumentKind.STANDARD
    )


@change
def a_document_put_away(session: Session, _records: Records, by: User) -> None:
    documents.archive_document(latest(session, Document), by=by)


# --- resources --------------------------------------------------------------------------------------------------------


@change
def a_need(_session: Session, records: Records, by: User) -> None:
    resources.add_need(records.partnership, by=by, kind=ResourceKind.PEOPLE, description="Drivers")


@change
def a_promise(session: Session, records: Records, by: User) -> None:
    resources.promise(
        records.partnership,
        by=by,
        participation=records.partnership.participations[0],
        need=latest(session, Need),
        kind=ResourceKind.PEOPLE,
        description="Two drivers",
        due_on=utc_now().date() - timedelta(days=3),
    )


@change
def an_agreement(session: Session, _records: Records, by: User) -> None:
    resources.agree(latest(session, Commitment), by=by)


@change
def a_delivery(session: Session, _records: Records, by: User) -> None:
    resources.deliver(latest(session, Commitment), by=by, delivered_on=utc_now().date())


@change
def the_words_of_a_delivery(session: Session, _records: Records, _by: User) -> None:
    latest(session, Delivery).note = "They came"


@change
def the_value_of_a_promise(session: Session, _records: Records, _by: User) -> None:
    latest(session, Commitment).value_amount = Decimal(5)


# --- evaluation -------------------------------------------------------------------------------------------------------


@change
def a_sign(_session: Session, records: Records, by: User) -> None:
    stating.state_sign(records.partnership, next(iter(Sign)), state=SignState.ABSENT, evidence="No", by=by)


@change
def a_stage_of_evaluation(_session: Session, records: Records, by: User) -> None:
    stages.move(records.partnership, Stage.EVALUATION, by=by, reason="Time to look")


@change
def a_benefit(_session: Session, records: Records, by: User) -> None:
    benefits.state(
        records.partnership.participations[0],
        list(Benefit)[1],
        level=3,
        said_by=SaidBy.TEAM,
        moment=Moment.EXPECTED,
        by=by,
    )


@change
def a_benefit_taken_back(session: Session, _records: Records, _by: User) -> None:
    latest(session, BenefitCell).expected = None


@change
def a_thanks(_session: Session, records: Records, by: User) -> None:
    partner = records.partnership.participations[0]
    contributions.credit(partner, notable="Much", credited_on=utc_now().date(), by=by)


@change
def an_indicator(_session: Session, records: Records, by: User) -> None:
    indicators.add_indicator(records.partnership, by=by, name="People reached")


@change
def a_value(session: Session, _records: Records, by: User) -> None:
    indicators.measure(
        latest(session, Indicator),
        by=by,
        measured_on=utc_now().date(),
        values={"": Decimal(3)},
        source="A list",
    )


@change
def a_report(_session: Session, records: Records, by: User) -> None:
    reporting.write(records.partnership, by=by, internal_use="For us")


@change
def a_lesson(_session: Session, records: Records, by: User) -> None:
    lessons.write_down(records.partnership, kind=LessonKind.ADVICE, text="Begin early", by=by)


def open_round(session: Session) -> Survey:
    """The round of questions that is under way."""
    return session.scalars(select(Survey).where(Survey.closed_on.is_(None))).one()


@change
def a_round_that_is_due(session: Session, _records: Records, _by: User) -> None:
    open_round(session).due_on = utc_now().date() + timedelta(days=1)


@change
def a_round_that_was_closed(session: Session, _records: Records, by: User) -> None:
    surveys.close(open_round(session), by=by)


# --- the end ----------------------------------------------------------------------------------------------------------


@change
def its_end(_session: Session, records: Records, by: User) -> None:
    life.end(records.partnership, by=by, on=utc_now().date(), reason="The aim is reached")


@change
def a_new_beginning(_session: Session, records: Records, by: User) -> None:
    life.reopen(records.partnership, by=by, reason="There is more to do")


@change
def the_archive(_session: Session, records: Records, by: User) -> None:
    record.archive(records.partnership, by=by, reason="Recorded twice")


@change
def back_from_the_archive(_session: Session, records: Records, by: User) -> None:
    record.restore(records.partnership, by=by)
