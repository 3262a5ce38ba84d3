"""Pages of the signs: the record and people side by side, saying it, two people at once, the panel of the overview."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.factories.resources import make_commitment, make_delivery, make_money
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.errors import WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.mechanisms import sign_facts, signs, stating
from tracker.mechanisms.models import SignAssessment
from tracker.mechanisms.terms import Sign, SignState
from tracker.partners.terms import Sector
from tracker.projects.services import checklist, chronicle, documents, record, stages
from tracker.projects.terms import ChecklistItem, DocumentKind, ItemState, Stage, TeamRole
from tracker.resources import services as resources
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

    SignIn = Callable[..., Visitor]

TODAY = utc_now().date()


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database, problem="Бумага едет на полигон", target_group="Школьники")


@pytest.fixture
def broker(partnership: Partnership, sign_in: SignIn) -> Visitor:
    return sign_in(partnership.created_by)


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/signs"


def facts_of(partnership: Partnership) -> signs.RecordFacts:
    return sign_facts.facts_of(partnership, TODAY)


def said(database: Session) -> dict[Sign, SignState]:
    return {each.sign: each.state for each in database.scalars(select(SignAssessment))}


def entries(partnership: Partnership, database: Session) -> list[Entry]:
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == EntryKind.SIGN_STATED)
    return list(database.scalars(query.order_by(Entry.number)).unique())


# --- facts --------------------------------------------------------------------------------------------------------------


def test_facts_are_those_of_the_partners_of_today(partnership: Partnership) -> None:
    giver = make_participation(partnership, Sector.BUSINESS, expectation="Сырьё")
    idle = make_participation(partnership, Sector.NONPROFIT)
    gone = make_participation(partnership, Sector.GOVERNMENT, left_on=TODAY)
    make_delivery(make_money(giver, "1000"), "400")
    make_commitment(idle, agreed=False)
    make_commitment(gone)

    facts = facts_of(partnership)

    assert {(each.participation_id, each.gives, each.expects) for each in facts.partners} == {
        (giver.id, frozenset({ResourceKind.MONEY}), True),
        (idle.id, frozenset(), False),
    }
    assert facts.sectors == [Sector.BUSINESS, Sector.NONPROFIT]


def test_what_was_withdrawn_does_not_count(partnership: Partnership) -> None:
    commitment = make_commitment(make_participation(partnership))
    resources.withdraw(commitment, by=partnership.created_by, reason="Нет помещения")

    assert facts_of(partnership).givers == []


def test_agreements_and_lessons_are_read_from_documents_and_history(partnership: Partnership) -> None:
    by = partnership.created_by
    document = documents.add_document(
        partnership, kind=DocumentKind.AGREEMENT, title="Положение", by=by, link="https://example.org/a"
    )
    for kind in (EntryKind.AGREEMENT, EntryKind.LESSON):
        chronicle.write_entry(partnership, kind, by=by, happened_on=TODAY, title="Договорились")

    facts = facts_of(partnership)

    assert facts.agreement == (document.id, "Положение")
    assert (facts.agreed_on, facts.lesson_on) == (TODAY, TODAY)


def test_what_only_the_team_sees_proves_nothing(partnership: Partnership) -> None:
    by = partnership.created_by
    documents.add_document(
        partnership,
        kind=DocumentKind.AGREEMENT,
        title="Тайное",
        by=by,
        link="https://example.org/a",
        is_team_only=True,
    )
    chronicle.write_entry(
        partnership, EntryKind.AGREEMENT, by=by, happened_on=TODAY, title="Тайное", is_team_only=True
    )

    facts = facts_of(partnership)

    assert facts.agreement is None
    assert facts.agreed_on is None


def test_steps_habits_and_the_furthest_stage_are_read_from_the_cycle(
    database: Session, partnership: Partnership
) -> None:
    by = partnership.created_by
    for item in (ChecklistItem.TERMS_DRAFTED, ChecklistItem.METHOD_AGREED):
        checklist.mark(partnership, item, ItemState.DONE, by=by)
    checklist.mark(partnership, ChecklistItem.EXPERTS_INVOLVED, ItemState.NOT_APPLICABLE, note="Мал", by=by)
    checklist.confirm_habits(partnership, [ChecklistItem.TIME_TO_REFLECT], by=by)
    stages.move(partnership, Stage.EVERYDAY, by=by, reason="Начали")
    stages.move(partnership, Stage.PARTNERS, by=by, reason="Ищем ещё")
    database.expire_all()

    facts = facts_of(partnership)

    assert facts.drafted == [ChecklistItem.TERMS_DRAFTED]
    assert facts.evaluated == [ChecklistItem.METHOD_AGREED]
    assert facts.reflected_on == TODAY
    assert facts.furthest is Stage.EVERYDAY


# --- the page -----------------------------------------------------------------------------------------------------------


def test_an_empty_record_says_what_to_do_first(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership))

    assert "0 of nine signs are present" in page
    assert "Nobody takes part yet" in page.texts(".next-step-title")[0]
    assert page.link("Add a partner") == f"/partnerships/{partnership.id}/partners/new"
    assert len(page.select(".signs-glance li")) == len(page.select("section.sign")) == len(Sign)


def test_both_sides_and_their_contradiction_are_shown(partnership: Partnership, broker: Visitor) -> None:
    make_participation(partnership, Sector.BUSINESS)
    make_participation(partnership, Sector.BUSINESS)
    stating.state_sign(
        partnership, Sign.CROSS_SECTOR, state=SignState.PRESENT, evidence="Администрация с нами", by=None
    )

    page = broker.visit(home(partnership))

    words = page.texts("#cross_sector")[0]
    assert "All partners of today come from one sector: business." in words
    assert "Администрация с нами" in words
    assert "You say more than the record shows" in words
    assert "two opinions" in page.texts(".signs-glance li")[0]
    assert "co-operation inside one sector" in page


def test_a_reader_sees_the_signs_and_no_buttons(
    database: Session, partnership: Partnership, sign_in: SignIn
) -> None:
    reader = make_alumnus(database)
    make_member(partnership, reader, TeamRole.READER)

    page = sign_in(reader).visit(home(partnership))

    assert "Nobody takes part yet" in page.texts(".gaps-list")[0]
    assert page.select("main a.btn-primary, main a.btn-secondary") == []
    assert sign_in(reader).is_refused(f"{home(partnership)}/edit")


def test_a_stranger_is_refused(database: Session, partnership: Partnership, sign_in: SignIn) -> None:
    assert sign_in(make_alumnus(database)).is_refused(home(partnership))


def test_an_ended_partnership_gets_no_advice(partnership: Partnership, broker: Visitor) -> None:
    partnership.ended_on = TODAY

    page = broker.visit(home(partnership))

    assert page.select(".next-step, .gaps") == []


def test_the_overview_counts_the_signs_once_somebody_takes_part(
    partnership: Partnership, broker: Visitor
) -> None:
    assert "of nine signs" not in broker.visit(f"/partnerships/{partnership.id}")
    make_participation(partnership, Sector.BUSINESS)
    make_participation(partnership, Sector.NONPROFIT)

    page = broker.visit(f"/partnerships/{partnership.id}")

    assert "1 of nine signs is present" in page
    assert page.select(f'a.card-link[href="{home(partnership)}"]')


def test_the_number_of_queries_does_not_grow_with_the_partners(
    database: Session, partnership: Partnership, broker: Visitor, count_queries: Callable[..., Any]
) -> None:
    def fill(number: int) -> None:
        for _ in range(number):
            partner = make_participation(partnership, Sector.BUSINESS)
            make_commitment(partner)
        database.expire_all()

    fill(1)
    broker.visit(home(partnership))
    database.expire_all()
    with count_queries() as few:
        broker.visit(home(partnership))
    fill(6)
    with count_queries() as many:
        broker.visit(home(partnership))

    assert len(many) == len(few), "\n".join(many)


# --- saying it ----------------------------------------------------------------------------------------------------------


def test_one_sign_is_said_and_written_into_the_history(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    form = broker.visit(f"{home(partnership)}/edit?sign=shared_risk")

    page = broker.submit(form, **{"shared_risk-state": "present", "shared_risk-evidence": "Отвечаем вместе"})

    assert "Отвечаем вместе" in page.texts("#shared_risk")[0]
    assert said(database) == {Sign.SHARED_RISK: SignState.PRESENT}
    changes = entries(partnership, database)[-1].changes
    assert changes["state"] == {"old": "unknown", "new": "present"}
    assert changes["evidence"] == {"old": "", "new": "Отвечаем вместе"}
    assert "Sign of partnership: Risks, responsibility" in broker.visit(
        f"/partnerships/{partnership.id}/history"
    )


def test_all_signs_are_said_at_once_and_only_what_was_said_is_kept(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    form = broker.visit(f"{home(partnership)}/edit")

    broker.submit(form, **{"added_value-state": "present", "trust_long_term-state": "partly"})

    assert said(database) == {Sign.ADDED_VALUE: SignState.PRESENT, Sign.TRUST_LONG_TERM: SignState.PARTLY}
    assert len(entries(partnership, database)) == 2


def test_saving_the_same_again_writes_nothing(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    stating.state_sign(partnership, Sign.ADDED_VALUE, state=SignState.PRESENT, evidence="Да", by=None)

    broker.submit(broker.visit(f"{home(partnership)}/edit"))

    assert len(entries(partnership, database)) == 1


def test_an_unknown_sign_is_no_page(partnership: Partnership, broker: Visitor) -> None:
    broker.visit(f"{home(partnership)}/edit?sign=love", status=404)


def test_two_people_say_different_things_and_nothing_is_lost(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    form = broker.visit(f"{home(partnership)}/edit")
    by = partnership.created_by
    stating.state_sign(partnership, Sign.ADDED_VALUE, state=SignState.PARTLY, evidence="Их слова", by=by)
    stating.state_sign(partnership, Sign.SHARED_RISK, state=SignState.ABSENT, by=by)

    choice = broker.submit(form, **{"added_value-state": "present", "added_value-evidence": "Мои слова"})

    assert "Two versions of the same" in choice
    assert {"Мои слова", "Их слова"} <= set(choice.texts(".conflict-value"))
    broker.submit(choice, **{"keep_added_value-state": "mine", "keep_added_value-evidence": "theirs"})
    stated = {each.sign: (each.state, each.evidence) for each in database.scalars(select(SignAssessment))}
    assert stated == {
        Sign.ADDED_VALUE: (SignState.PRESENT, "Их слова"),
        Sign.SHARED_RISK: (SignState.ABSENT, ""),
    }


def test_nothing_is_said_in_the_archive(partnership: Partnership) -> None:
    record.archive(partnership, by=None, reason="Закончили")

    with pytest.raises(WrongState):
        stating.state_sign(partnership, Sign.ADDED_VALUE, state=SignState.PRESENT, by=None)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_opens_in_both_languages(partnership: Partnership, sign_in: SignIn, language: str) -> None:
    make_money(make_participation(partnership, Sector.BUSINESS), "1000")
    make_participation(partnership, Sector.GOVERNMENT)
    visitor = sign_in(partnership.created_by, language=language)

    for address in (
        home(partnership),
        f"{home(partnership)}/edit",
        f"{home(partnership)}/edit?sign=cross_sector",
        f"/partnerships/{partnership.id}",
    ):
        visitor.visit(address)
