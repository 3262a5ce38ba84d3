"""Inviting experts: whom, until when, what is released; links that are single, expire, and can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.evaluation_experts import fill_in, judge, make_expert, token_of
from tests.factories.projects import make_partnership
from tracker.database import at, utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.evaluation.experts import answering, services
from tracker.evaluation.experts.models import Expert
from tracker.evaluation.experts.terms import ExpertState, ReleasedPart
from tracker.evaluation.personal_links import end_of
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.i18n import in_language
from tracker.projects import telling
from tracker.projects.services import documents, record
from tracker.projects.terms import DocumentKind

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy.orm import Session

    from tracker.projects.models import Document, Partnership

TODAY = utc_now().date()
DAY = timedelta(days=1)


def make_document(partnership: Partnership, title: str = "Report", *, is_team_only: bool = False) -> Document:
    return documents.add_document(
        partnership,
        kind=DocumentKind.REPORT,
        title=title,
        by=partnership.created_by,
        link="https://example.org/report",
        is_team_only=is_team_only,
    )


def change(expert: Expert, **values: Any) -> None:
    given = {
        name: getattr(expert, name)
        for name in ("name", "organisation", "email", "language", "message", "due_on")
    }
    services.edit(
        expert,
        by=expert.partnership.created_by,
        **{**given, "parts": expert.released, "documents": expert.documents, **values},
    )


def entries_of(partnership: Partnership, database: Session) -> list[Entry]:
    query = (
        select(Entry)
        .where(Entry.book_id == partnership.book_id, Entry.kind == EntryKind.EXPERT_INVITED)
        .order_by(Entry.number)
    )
    return list(database.scalars(query).unique())


# --- inviting -----------------------------------------------------------------------------------------------------------


def test_an_expert_is_asked_for_three_weeks_about_the_present_round(partnership: Partnership) -> None:
    expert = make_expert(partnership)

    assert expert.due_on == TODAY + timedelta(weeks=3)
    assert expert.expires_at == end_of(expert.due_on)
    assert expert.round == partnership.round
    assert expert.state_at(utc_now()) is ExpertState.OPEN


def test_without_criteria_nobody_is_asked(partnership: Partnership) -> None:
    with pytest.raises(WrongState, match="criteria"):
        services.invite(partnership, by=None, name="Olga")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": "  "}, "name"),
        ({"due_on": TODAY - DAY}, "due_on"),
        ({"due_on": TODAY + timedelta(days=400)}, "due_on"),
        ({"email": "no address"}, "email"),
    ],
    ids=["no name", "a day that is over", "more than a year", "no address"],
)
def test_what_makes_no_sense_is_refused_beside_its_field(
    partnership: Partnership, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        make_expert(partnership, **given)

    assert refused.value.field == field


def test_one_address_is_asked_once_while_the_invitation_is_open(partnership: Partnership) -> None:
    first = make_expert(partnership, email="rein@example.org")
    with pytest.raises(Duplicate):
        make_expert(partnership, email="Rein@Example.org")
    services.revoke(first, by=None)

    assert make_expert(partnership, email="rein@example.org").id != first.id


def test_in_the_archive_nobody_is_asked_and_no_link_works(partnership: Partnership, expert: Expert) -> None:
    record.archive(partnership, by=partnership.created_by, reason="Over")

    with pytest.raises(WrongState):
        make_expert(partnership)
    with pytest.raises(WrongState):
        services.revoke(expert, by=None)
    assert expert.state_at(utc_now()) is ExpertState.EXPIRED


# --- documents ----------------------------------------------------------------------------------------------------------


def test_a_document_of_the_team_is_never_released(partnership: Partnership) -> None:
    secret = make_document(partnership, is_team_only=True)

    with pytest.raises(DomainError, match="cannot be released"):
        make_expert(partnership, documents=[secret])


def test_neither_is_one_from_the_archive_nor_one_of_another_partnership(
    partnership: Partnership, database: Session
) -> None:
    archived = make_document(partnership)
    documents.archive_document(archived, by=None)
    foreign = make_document(make_partnership(database))

    for document in (archived, foreign):
        with pytest.raises(DomainError, match="cannot be released"):
            make_expert(partnership, documents=[document])


def test_a_document_that_left_the_list_later_does_not_keep_from_other_changes(
    partnership: Partnership,
) -> None:
    document = make_document(partnership)
    expert = make_expert(partnership, documents=[document])
    documents.archive_document(document, by=None)

    change(expert, due_on=TODAY + 5 * DAY)

    assert expert.due_on == TODAY + 5 * DAY


# --- changing -----------------------------------------------------------------------------------------------------------


def test_more_time_makes_the_old_link_work_again(
    partnership: Partnership, database: Session, expert: Expert
) -> None:
    token = token_of(expert)
    with at(end_of(expert.due_on)):
        assert expert.state_at(utc_now()) is ExpertState.EXPIRED
        change(expert, due_on=expert.due_on + 7 * DAY)

        assert expert.state_at(utc_now()) is ExpertState.OPEN
    assert answering.find(database, token) is expert


def test_with_another_address_the_letter_to_the_old_one_opens_nothing(
    database: Session, expert: Expert
) -> None:
    token = services.prepare_letter(expert)
    services.sent(expert, token, by=None)

    change(expert, email="other@example.org")

    assert answering.find(database, token) is None
    assert expert.sent_at is None


def test_who_is_at_work_stays_but_gets_more_time_and_sees_other_things(
    partnership: Partnership, expert: Expert
) -> None:
    fill_in(expert, strengths="Courage")

    with pytest.raises(WrongState, match="at work"):
        change(expert, name="Somebody else")
    change(expert, due_on=TODAY + 40 * DAY, parts=[ReleasedPart.PLAN])

    assert expert.name == "Olga Rein"
    assert expert.released == [ReleasedPart.PLAN]


def test_after_handing_in_nothing_is_changed_any_more(expert: Expert) -> None:
    judge(expert)

    for attempt in (
        lambda: change(expert, due_on=TODAY + DAY),
        lambda: services.show(expert, by=None),
        lambda: services.prepare_letter(expert),
        lambda: services.revoke(expert, by=None),
    ):
        with pytest.raises(WrongState, match="handed in already"):
            attempt()


# --- links --------------------------------------------------------------------------------------------------------------


def test_only_a_hash_of_a_token_is_kept(database: Session, expert: Expert) -> None:
    token = token_of(expert)

    assert len(token) == 43
    assert token not in expert.token_hash
    assert answering.find(database, token) is expert
    for altered in (token + "a", token[:-1], token.swapcase(), "", "x" * 100_000):
        assert answering.find(database, altered) is None


def test_a_new_link_replaces_the_old_one(database: Session, expert: Expert) -> None:
    old, new = token_of(expert), token_of(expert)

    assert answering.find(database, old) is None
    assert answering.find(database, new) is expert


def test_a_link_that_the_team_sees_opens_an_empty_sheet(database: Session, expert: Expert) -> None:
    fill_in(expert, strengths="For nobody else yet")

    token_of(expert)

    assert answering.read(expert) == {}
    assert expert.state_at(utc_now()) is ExpertState.OPEN


def test_a_letter_keeps_the_draft_and_works_once_it_went_out(database: Session, expert: Expert) -> None:
    old = token_of(expert)
    fill_in(expert, strengths="Courage")

    new = services.prepare_letter(expert)
    assert answering.find(database, old) is expert
    services.sent(expert, new, by=None)

    assert answering.find(database, old) is None
    assert answering.find(database, new) is expert
    assert answering.read(expert)["strengths"] == "Courage"


def test_without_an_address_no_letter_is_written(partnership: Partnership) -> None:
    with pytest.raises(DomainError, match="No e-mail address"):
        services.prepare_letter(make_expert(partnership))


def test_after_the_last_day_there_is_no_link_before_there_is_more_time(expert: Expert) -> None:
    with at(end_of(expert.due_on)), pytest.raises(WrongState, match="more time"):
        services.show(expert, by=None)


def test_a_link_that_was_withdrawn_opens_nothing_until_a_new_letter(
    database: Session, expert: Expert
) -> None:
    fill_in(expert, strengths="Courage")
    services.revoke(expert, by=None)
    assert expert.state_at(utc_now()) is ExpertState.REVOKED
    with pytest.raises(WrongState, match="already"):
        services.revoke(expert, by=None)

    services.sent(expert, services.prepare_letter(expert), by=None)

    assert expert.state_at(utc_now()) is ExpertState.BEGUN
    assert answering.read(expert) == {"strengths": "Courage"}


# --- history ------------------------------------------------------------------------------------------------------------


def test_history_tells_of_inviting_changing_and_withdrawing_but_not_the_address(
    partnership: Partnership, database: Session
) -> None:
    document = make_document(partnership, "Final report")
    expert = make_expert(
        partnership,
        "Olga Rein",
        organisation="Chair of Sociology",
        email="rein@example.org",
        parts=[ReleasedPart.PLAN],
        documents=[document],
    )
    change(expert, parts=[ReleasedPart.PLAN, ReleasedPart.LESSONS], documents=[])
    change(expert, email="other@example.org")
    services.revoke(expert, by=None)

    told = entries_of(partnership, database)

    assert [telling.headline(entry) for entry in told] == [
        "Invited for an opinion: Olga Rein",
        "The invitation was changed: Olga Rein",
        "The invitation was withdrawn: Olga Rein",
    ]
    facts = telling.facts(told[0])
    assert "Chair of Sociology" in facts
    assert "released: Plan of the evaluation; Final report" in facts
    assert {change.label: (change.old, change.new) for change in telling.changes(told[1])} == {
        "What the expert may see": ("Plan of the evaluation", "Plan of the evaluation, Lessons"),
        "Documents that the expert may open": ("Final report", ""),
    }
    assert "example.org" not in "".join(str(entry.parts) for entry in told)
    with in_language("ru"):
        assert telling.headline(told[0]) == "Приглашение дать заключение: Olga Rein"
