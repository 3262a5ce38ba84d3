"""Writing a report, deciding how far it goes, and what the partners say to that."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.evaluation_reporting import agree, let_out, make_link, make_report
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation, make_partnership
from tracker.database import utc_now
from tracker.errors import Conflict, DomainError, WrongState
from tracker.evaluation.reporting import part, queries, services
from tracker.evaluation.reporting.models import ConsentLink, EvaluationReport, PublicationConsent
from tracker.evaluation.reporting.terms import ConsentAnswer, ConsentWay, Reader
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.i18n import in_language
from tracker.partners.terms import Sector
from tracker.projects import cycle, gaps, telling
from tracker.projects.services import record
from tracker.projects.terms import ChecklistItem, Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.projects.models import Participation, Partnership

TODAY = utc_now().date()


@pytest.fixture(autouse=True)
def in_english(app: Flask, database: Session) -> Iterator[None]:
    with app.test_request_context(), in_language("en"):
        yield


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database)


@pytest.fixture
def partner(partnership: Partnership) -> Participation:
    return make_participation(partnership, Sector.BUSINESS)


def entries(partnership: Partnership, kind: EntryKind, database: Session) -> list[Entry]:
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == kind)
    return list(database.scalars(query.order_by(Entry.number)).unique())


# --- writing --------------------------------------------------------------------------------------------------------------


def test_what_is_not_given_stays(partnership: Partnership, database: Session) -> None:
    make_report(partnership, summary=" Собрали 16 тонн ", worked="Вывоз")

    report = make_report(partnership, summary="Собрали 17 тонн")

    assert (report.summary, report.worked, report.conclusions) == ("Собрали 17 тонн", "Вывоз", "")
    written = entries(partnership, EntryKind.REPORT_WRITTEN, database)
    assert [entry.changes["summary"]["new"] for entry in written] == ["Собрали 16 тонн", "Собрали 17 тонн"]


def test_the_history_tells_of_the_text_to_the_team_only(partnership: Partnership, database: Session) -> None:
    make_report(partnership, internal_use="Меняем правила")

    (entry,) = entries(partnership, EntryKind.REPORT_WRITTEN, database)

    assert entry.is_team_only
    assert telling.headline(entry) == "The report of round 1 was written on"
    assert [change.label for change in telling.changes(entry)] == ["What changes because of it"]


def test_saving_nothing_new_is_not_told(partnership: Partnership, database: Session) -> None:
    make_report(partnership)
    make_report(partnership)

    assert len(entries(partnership, EntryKind.REPORT_WRITTEN, database)) == 1


def test_each_round_has_a_report_of_its_own(partnership: Partnership, database: Session) -> None:
    make_report(partnership, summary="Первый")
    partnership.round = 2
    make_report(partnership, summary="Второй")

    assert [queries.report_of(partnership, number).summary for number in (1, 2)] == ["Первый", "Второй"]
    assert queries.report_of(partnership).summary == "Второй"


def test_in_the_archive_nothing_is_written_or_decided(partnership: Partnership) -> None:
    record.archive(partnership, by=partnership.created_by, reason="Ошибка")

    for act in (make_report, let_out):
        with pytest.raises(WrongState):
            act(partnership)


# --- deciding -------------------------------------------------------------------------------------------------------------


def test_a_decision_has_a_name_a_day_and_a_reason(partnership: Partnership, database: Session) -> None:
    day = TODAY - timedelta(days=3)

    decision = let_out(partnership, Reader.OFFICIALS, reason="Спрашивают", decided_on=day)

    assert (decision.degree, decision.decided_by, decision.decided_on) == (
        Reader.OFFICIALS,
        partnership.created_by,
        day,
    )
    (entry,) = entries(partnership, EntryKind.PUBLICITY_DECIDED, database)
    assert (entry.happened_on, entry.part("reason")) == (day, "Спрашивают")
    assert not entry.is_team_only
    assert telling.headline(entry) == "Who may read the report: Officials of the region"


def test_the_last_decision_holds(partnership: Partnership) -> None:
    let_out(partnership, Reader.PUBLIC)
    let_out(partnership, Reader.PROGRAMME)

    assert queries.report_of(partnership).degree is Reader.PROGRAMME
    assert queries.public_report_of(partnership) is None


def test_a_day_to_come_is_refused(partnership: Partnership) -> None:
    with pytest.raises(DomainError) as refused:
        let_out(partnership, decided_on=TODAY + timedelta(days=2))

    assert refused.value.field == "decided_on"


def test_whoever_decides_has_seen_the_last_decision(partnership: Partnership) -> None:
    first = let_out(partnership, seen=0)

    with pytest.raises(Conflict):
        let_out(partnership, Reader.INTERNAL, seen=0)

    let_out(partnership, Reader.INTERNAL, seen=first.id)


def test_a_withdrawn_decision_does_not_hold_and_leaves_no_earlier_one_in_force(
    partnership: Partnership, database: Session
) -> None:
    let_out(partnership, Reader.PUBLIC)
    second = let_out(partnership, Reader.PUBLIC)

    services.withdraw(second, by=partnership.created_by, reason="Ошибка в цифрах")

    assert queries.public_report_of(partnership) is None
    assert queries.report_of(partnership).decision is None
    last = entries(partnership, EntryKind.PUBLICITY_DECIDED, database)[-1]
    assert telling.headline(last) == ("No longer decided: who may read the report (it was: Everyone)")


def test_only_what_holds_can_be_withdrawn(partnership: Partnership) -> None:
    first = let_out(partnership)
    second = let_out(partnership)

    with pytest.raises(WrongState):
        services.withdraw(first, by=partnership.created_by)
    services.withdraw(second, by=partnership.created_by)
    with pytest.raises(WrongState):
        services.withdraw(second, by=partnership.created_by)


def test_in_the_archive_a_decision_can_still_be_withdrawn(partnership: Partnership) -> None:
    decision = let_out(partnership)
    record.archive(partnership, by=partnership.created_by, reason="Закончили")

    services.withdraw(decision, by=partnership.created_by)

    assert queries.public_report_of(partnership) is None


def test_the_public_reads_the_newest_report_that_is_let_out(
    partnership: Partnership, database: Session
) -> None:
    let_out(partnership)
    partnership.round = 2
    second = let_out(partnership)
    assert queries.public_report_of(partnership).round == 2

    services.withdraw(second, by=partnership.created_by)

    assert queries.public_report_of(partnership).round == 1


# --- consent --------------------------------------------------------------------------------------------------------------


def test_a_partner_says_so_and_later_something_else(partner: Participation, database: Session) -> None:
    agree(partner, person="Анна", way=ConsentWay.TALK)
    consent = agree(partner, ConsentAnswer.REFUSED, person="Анна", way=ConsentWay.WRITING)

    assert (consent.answer, consent.way, consent.given_on) == (
        ConsentAnswer.REFUSED,
        ConsentWay.WRITING,
        TODAY,
    )
    told = entries(partner.partnership, EntryKind.CONSENT_GIVEN, database)
    assert [entry.part("consent") for entry in told] == ["named", "refused"]
    assert all(entry.is_team_only for entry in told)
    assert telling.headline(told[1]).endswith("on publishing the report: No")


def test_an_answer_can_be_taken_back_altogether(partner: Participation) -> None:
    agree(partner)

    consent = agree(partner, None, way=None)

    assert (consent.answer, consent.given_on) == (None, None)


def test_in_the_archive_consent_can_be_taken_back(partner: Participation) -> None:
    agree(partner)
    record.archive(partner.partnership, by=partner.partnership.created_by, reason="Закончили")

    assert agree(partner, ConsentAnswer.REFUSED).answer is ConsentAnswer.REFUSED


def test_merged_partners_keep_the_more_careful_answer(partner: Participation, database: Session) -> None:
    twin = make_participation(partner.partnership, make_organisation(database, sector=Sector.BUSINESS))
    agree(partner, ConsentAnswer.REFUSED, person="Анна")
    agree(twin, ConsentAnswer.NAMED)
    link, _token = make_link(partner)

    part.move_consents(partner, twin)

    database.refresh(link)
    (kept,) = database.scalars(select(PublicationConsent))
    assert (kept.participation_id, kept.answer, kept.person) == (twin.id, ConsentAnswer.REFUSED, "Анна")
    assert link.participation_id == twin.id


def test_a_partner_that_becomes_another_takes_its_answer_along(
    partner: Participation, database: Session
) -> None:
    twin = make_participation(partner.partnership)
    agree(partner)

    part.move_consents(partner, twin)

    assert database.scalars(select(PublicationConsent)).one().participation_id == twin.id


# --- the cycle and the gaps -----------------------------------------------------------------------------------------------


def test_a_decision_proves_that_the_use_of_the_results_is_decided(partnership: Partnership) -> None:
    assert cycle.proofs_of(partnership, ChecklistItem.USE_DECIDED) == []
    make_report(partnership, internal_use="Меняем правила")

    (inside,) = cycle.proofs_of(partnership, ChecklistItem.USE_DECIDED)
    let_out(partnership, Reader.PROGRAMME)
    (publicity, _inside) = cycle.proofs_of(partnership, ChecklistItem.USE_DECIDED)

    assert inside.sentence == "It is written down what changes because of the evaluation."
    assert publicity.sentence.startswith(
        "Who may read the report: “The staff of the programme too”, decided on"
    )


def gap_of(partnership: Partnership) -> list[str]:
    found = gaps.gaps_of(partnership, TODAY)
    mine = ("evaluation.write_report", "evaluation.decide_publicity")
    return [gap.endpoint for gap in found if gap.endpoint in mine]


def test_from_stage_six_on_a_report_is_missed_then_the_decision(partnership: Partnership) -> None:
    assert gap_of(partnership) == []
    partnership.stage = Stage.EVALUATION

    assert gap_of(partnership) == ["evaluation.write_report"]
    make_report(partnership)
    assert gap_of(partnership) == ["evaluation.decide_publicity"]
    decision = let_out(partnership)
    assert gap_of(partnership) == []
    services.withdraw(decision, by=partnership.created_by)
    assert gap_of(partnership) == ["evaluation.decide_publicity"]


def test_gaps_of_many_partnerships_are_their_own(database: Session) -> None:
    one, other = (make_partnership(database) for _ in range(2))
    one.stage = other.stage = Stage.EVALUATION
    make_report(one)
    database.flush()

    found = gaps.gaps_of_all([one, other], TODAY)

    endpoints = {
        each.id: {gap.endpoint for gap in found[each.id] if gap.endpoint.endswith(("report", "publicity"))}
        for each in (one, other)
    }
    assert endpoints == {one.id: {"evaluation.decide_publicity"}, other.id: {"evaluation.write_report"}}


def test_deleting_nothing_a_report_stays_with_its_decisions(
    partnership: Partnership, database: Session
) -> None:
    """Decisions are appended, so that one can read later who had let out what."""
    let_out(partnership, Reader.PARTNERS)
    let_out(partnership, Reader.PUBLIC)

    report = database.scalars(select(EvaluationReport)).one()
    assert [decision.degree for decision in report.decisions] == [Reader.PARTNERS, Reader.PUBLIC]
    assert database.scalars(select(ConsentLink)).all() == []
