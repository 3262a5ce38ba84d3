"""The demonstration set, replayed into an empty database by the services themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests import databases
from tests.visitor import Visitor
from tracker import search
from tracker.accounts import demonstration
from tracker.accounts.models import User
from tracker.config import Settings
from tracker.demo import commands, loader, reading
from tracker.demo.loader import is_demo_loaded, is_empty, load_demo
from tracker.demo.people import PASSWORD
from tracker.errors import WrongState
from tracker.evaluation.surveys.models import Survey
from tracker.history import chain
from tracker.history.models import Entry, StoredFile
from tracker.history.terms import EntryKind
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.projects import queries
from tracker.projects.models import ChecklistMark, Document, Partnership
from tracker.projects.services.life import life_sign
from tracker.projects.terms import ContinuationDecision, LifeSign, Stage, TeamRole
from tracker.resources.models import Commitment, Delivery

TODAY = date(2026, 5, 20)
SET = reading.read()
BY_LINK = {EntryKind.SURVEY_ANSWERED, EntryKind.EXPERT_ANSWERED, EntryKind.CONSENT_GIVEN}
"""What somebody without an account does, by a personal link."""


@pytest.fixture(scope="module")
def loaded(app: Flask) -> Iterator[Session]:
    """The demonstration set, loaded once for the tests of this module and rolled back after them."""
    with databases.rolled_back(app) as session:
        load_demo(session, TODAY)
        session.commit()
        yield session


def titled(session: Session, beginning: str) -> Partnership:
    return session.scalars(select(Partnership).where(Partnership.title.startswith(beginning))).one()


def person(session: Session, key: str) -> User:
    return session.scalars(select(User).where(User.email == SET.accounts[key]["email"])).one()


def partnerships(session: Session) -> list[Partnership]:
    return list(session.scalars(select(Partnership).order_by(Partnership.title)))


def recorded_as(session: Session, slug: str) -> Partnership:
    return session.scalars(
        select(Partnership).where(Partnership.title == SET.partnerships[slug]["title"])
    ).one()


# --- what is there ----------------------------------------------------------------------------------------------------


def test_everything_of_the_set_is_there_and_marked(loaded: Session) -> None:
    for table, records in (
        (User, SET.accounts),
        (Organisation, SET.organisations),
        (Partnership, SET.partnerships),
    ):
        assert loaded.scalar(select(func.count()).select_from(table)) == len(records)
        assert loaded.scalar(select(func.count()).select_from(table).where(table.is_demo)) == len(records)
    assert is_demo_loaded(loaded)
    assert not is_empty(loaded)


def test_all_stages_and_enough_regions_occur(loaded: Session) -> None:
    records = partnerships(loaded)

    assert {record.stage for record in records} == set(Stage)
    assert len({code for record in records for code in record.region_codes}) >= 12
    assert {life_sign(record, TODAY) for record in records if record.is_active} == set(LifeSign)


@pytest.mark.parametrize("slug", SET.partnerships)
def test_a_partnership_stands_where_the_set_says(loaded: Session, slug: str) -> None:
    given, record = SET.partnerships[slug], recorded_as(loaded, slug)
    decided = Counter(decision["decision"] for decision in given.get("continuation", []))
    rounds = 1 + decided["continue"] + decided["expand"]

    assert record.stage.code == given["visits"][-1]["stage"]
    assert record.round == rounds
    assert record.alive_on == TODAY + timedelta(days=given["confirmed_alive"])
    assert record.is_ended == bool(decided["end"])
    assert record.visibility.code == given["visibility"]
    assert record.region_codes == set(given["regions"])
    assert {member.user.email: member.role.code for member in record.current_team} == {
        SET.accounts[key]["email"]: role for key, role in given["team"].items()
    }
    assert [(visit.stage.code, (visit.entered_on - TODAY).days) for visit in record.visits] == [
        (visit["stage"], visit["entered"]) for visit in given["visits"]
    ]


@pytest.mark.parametrize("slug", SET.partnerships)
def test_commitments_have_come_as_far_as_the_set_says(loaded: Session, slug: str) -> None:
    given, record = SET.partnerships[slug], recorded_as(loaded, slug)
    commitments = loaded.scalars(select(Commitment).where(Commitment.partnership_id == record.id)).all()

    def told(made: dict[str, Any]) -> tuple[str, str, Decimal, int]:
        return made["description"], made["state"], Decimal(made["amount"]), len(made.get("deliveries", []))

    assert sorted(
        (each.description, each.state.code, each.amount, len(each.deliveries)) for each in commitments
    ) == sorted(told(made) for made in given.get("commitments", []))


def test_steps_of_the_second_round_are_marked_in_the_second_round(loaded: Session) -> None:
    marked = Counter(loaded.scalars(select(ChecklistMark.round)))
    given: Counter[int] = Counter()
    for record in SET.partnerships.values():
        for number, suffix in ((1, ""), (2, "_round_2")):
            single = record.get(f"checklist{suffix}", {})
            stages = [Stage.from_code(stage) for stage in record.get(f"checked{suffix}", {})]
            given[number] += sum(mark != "open" for mark in single.values())
            given[number] += sum(item.code not in single for stage in stages for item in stage.items)

    assert marked == given


def test_the_marathon_of_barnaul_is_told_as_it_was(loaded: Session) -> None:
    marathon = titled(loaded, "Городской марафон «Не выбрасывай!»")
    paper = loaded.scalars(
        select(func.sum(Delivery.amount))
        .join(Delivery.commitment)
        .where(Commitment.partnership_id == marathon.id, Commitment.description.contains("макулатуры силами"))
    ).one()

    assert marathon.municipality == "Барнаул"
    assert {each.organisation.short_name for each in marathon.partners_on(TODAY)} == {
        "Алтайкровля",
        "Горкомитет по экологии",
        "Юные журналисты Алтая",
        "15 школ Барнаула",
    }
    assert marathon.sectors_on(TODAY) == set(Sector)
    assert paper == 16
    assert marathon.stage is Stage.EVALUATION
    assert marathon.team_role_of(person(loaded, "manager")) is TeamRole.BROKER


def test_documents_have_versions_and_some_are_files_that_can_be_read(loaded: Session, app: Flask) -> None:
    stored = loaded.scalars(select(StoredFile).order_by(StoredFile.name)).all()
    table = next(file for file in stored if file.name.endswith(".csv"))
    with app.extensions["file_store"].open(table.key) as content:
        rows = content.read().decode("utf-8-sig").splitlines()
    weights = [int(row.split(";")[2]) for row in rows[1:]]

    assert {file.name for file in stored} == {path.name for path in reading.FILES.iterdir()}
    assert sum(weights[:-1]) == weights[-1] == 16_000
    assert max(len(document.versions) for document in loaded.scalars(select(Document))) >= 3


def test_decisions_opened_a_round_or_ended_the_partnership(loaded: Session) -> None:
    for record in partnerships(loaded):
        for decision in record.continuations:
            assert decision.reason
            assert (decision.decision is ContinuationDecision.END) == (record.ended_on == decision.decided_on)


# --- written as in life -----------------------------------------------------------------------------------------------


def test_the_partners_of_the_marathon_were_asked_three_times(loaded: Session) -> None:
    marathon = titled(loaded, "Городской марафон")
    rounds = loaded.scalars(
        select(Survey).where(Survey.partnership_id == marathon.id).order_by(Survey.number)
    ).all()

    answers = [[link.answer for link in survey.links if link.answer is not None] for survey in rounds]
    assert [survey.is_closed for survey in rounds] == [True, True, False]
    assert [len(each) for each in answers] == [6, 6, 3]
    assert [sum(answer.submitted_at is not None for answer in each) for each in answers] == [6, 6, 2]


def test_history_holds(loaded: Session) -> None:
    assert list(chain.verify(loaded)) == []


def test_history_was_written_on_the_days_when_it_happened(loaded: Session) -> None:
    entries = loaded.execute(
        select(Entry.book_id, Entry.recorded_at, Entry.happened_on).order_by(Entry.id)
    ).all()
    instants = [recorded_at for _book, recorded_at, _day in entries]

    assert instants == sorted(instants)
    assert all(happened_on <= recorded_at.date() < TODAY for _book, recorded_at, happened_on in entries)
    nameless = select(Entry.kind).where(Entry.author_id.is_(None)).distinct()
    assert set(loaded.scalars(nameless)) <= BY_LINK


def test_partners_promises_stages_and_documents_are_in_the_history(loaded: Session) -> None:
    kinds = Counter(loaded.scalars(select(Entry.kind)))
    visits = [visit for record in SET.partnerships.values() for visit in record["visits"]]
    opened = sum(
        "return_to" in decision
        for each in SET.partnerships.values()
        for decision in each.get("continuation", [])
    )

    assert kinds[EntryKind.STAGE_MOVED] == len(visits) - len(SET.partnerships) - opened
    assert kinds[EntryKind.PARTNER_JOINED] == sum(
        len(each.get("partners", [])) for each in SET.partnerships.values()
    )
    assert kinds[EntryKind.COMMITMENT_OFFERED] == sum(
        len(each.get("commitments", [])) for each in SET.partnerships.values()
    )
    assert kinds[EntryKind.DOCUMENT_ADDED] == sum(
        len(document["versions"])
        for each in SET.partnerships.values()
        for document in each.get("documents", [])
    )
    assert kinds[EntryKind.CONTINUED] == opened


def test_nothing_claims_to_be_from_later_than_the_day_before_loading(loaded: Session) -> None:
    for table in (User, Organisation, Partnership, Commitment, Delivery, ChecklistMark, Document):
        assert loaded.scalars(select(func.max(table.updated_at))).one().date() < TODAY


def test_partnerships_and_organisations_are_found_by_their_words(loaded: Session) -> None:
    marathon = titled(loaded, "Городской марафон")
    found = set(
        loaded.scalars(
            select(Partnership.id).where(search.PARTNERSHIPS.matches(Partnership.id, "макулатуры школа"))
        )
    )

    assert marathon.id in found


# --- who sees and who signs in ----------------------------------------------------------------------------------------


def test_the_official_of_altai_sees_the_partnerships_of_the_region(loaded: Session) -> None:
    official = person(loaded, "official")
    seen = loaded.scalars(queries.inside_visible_to(official)).all()

    assert official.region_codes == {"RU-ALT"}
    assert len([record for record in seen if "RU-ALT" in record.region_codes]) >= 5


def test_the_manager_leads_several_partnerships(loaded: Session) -> None:
    manager = person(loaded, "manager")

    assert sum(record.team_role_of(manager) is TeamRole.BROKER for record in partnerships(loaded)) >= 6


def test_everybody_keeps_the_organisation_of_the_set(loaded: Session) -> None:
    for key, account in SET.accounts.items():
        if "organisation" in account:
            name = SET.organisations[account["organisation"]]["name"]
            kept = loaded.scalars(select(Organisation).where(Organisation.name == name)).one()
            assert any(keeper.user.email == account["email"] for keeper in kept.keepers), key


def test_all_accounts_are_offered_with_the_password_that_signs_them_in(app: Flask, loaded: Session) -> None:
    assert demonstration.password() == PASSWORD
    assert len(demonstration.people(loaded)) == len(SET.accounts)
    for key in ("manager", "official", "programme", "admin"):
        guest = Visitor(app, loaded, language="ru")
        guest.post("/login", email=SET.accounts[key]["email"], password=PASSWORD)
        assert not guest.is_refused("/profile"), key


# --- only into an empty database --------------------------------------------------------------------------------------


def test_a_database_with_records_is_left_alone(loaded: Session) -> None:
    with pytest.raises(WrongState):
        load_demo(loaded, TODAY)


def test_the_command_refuses_a_database_with_records(app: Flask, loaded: Session) -> None:
    refused = app.test_cli_runner().invoke(args=["demo", "load"])

    assert refused.exit_code == 1
    assert "not empty" in refused.output


def test_the_command_says_what_is_there_and_how_to_sign_in(app: Flask, loaded: Session) -> None:
    said = app.test_cli_runner().invoke(args=["demo", "status"]).output

    assert "40 partnerships, 120 organisations, 19 accounts" in said
    assert "manager@demo.example  alumnus" in said
    assert PASSWORD in said


def test_a_start_leaves_alone_what_is_there_or_not_wanted(
    app: Flask, loaded: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*_args: object, **_options: object) -> None:
        pytest.fail("nothing was to be loaded")

    monkeypatch.setattr(loader, "load_demo", load)
    commands.fill_at_start(replace(settings_of(app), demo=True))
    monkeypatch.setattr(loader, "is_empty", lambda _session: True)
    commands.fill_at_start(replace(settings_of(app), demo=False))


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.config["TRACKER_SETTINGS"]
    return settings
