"""Who may read a report for whom, and how partners are named in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.access.people import HOME_REGION, make_people
from tests.factories.evaluation_reporting import agree, let_out, make_report
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tracker.evaluation.reporting import queries, services
from tracker.evaluation.reporting.showing import Naming, is_meant_for, readers_for
from tracker.evaluation.reporting.terms import ConsentAnswer, Reader
from tracker.i18n import in_language
from tracker.partners.terms import Sector
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

INTERNAL, PARTNERS, PROGRAMME, OFFICIALS, PUBLIC = Reader
TEAM = ("reader", "editor", "broker", "admin")


@pytest.fixture(autouse=True)
def in_english(app: Flask, database: Session) -> Iterator[None]:
    with app.test_request_context(), in_language("en"):
        yield


def codes(readers: list[Reader]) -> str:
    return " ".join(reader.code for reader in readers)


def test_each_reader_gets_what_is_meant_for_wider_ones_too() -> None:
    table = {
        reader: codes([each for each in Reader if is_meant_for(each, widest=reader)]) for reader in Reader
    }

    assert table == {
        INTERNAL: "internal",
        PARTNERS: "internal partners",
        PROGRAMME: "internal partners programme",
        OFFICIALS: "internal partners programme officials",
        PUBLIC: "internal partners programme officials public",
    }


# --- who may read for whom ------------------------------------------------------------------------------------------------


def who_reads(database: Session, visibility: Visibility, degree: Reader | None) -> dict[str, str]:
    """For each role the readers for whom it may read."""
    people = make_people(database)
    partnership = make_partnership(
        database, by=people["broker"], regions=[HOME_REGION], visibility=visibility
    )
    for role in ("reader", "editor"):
        make_member(partnership, people[role], TeamRole.from_code(role))
    if degree is not None:
        let_out(partnership, degree)
    report = queries.report_of(partnership)
    roles = {**people, "visitor": None}
    return {role: codes(readers_for(user, partnership, report)) for role, user in roles.items()}


ALL_BUT_PUBLIC = "internal partners programme officials"


@pytest.mark.parametrize("degree", [None, INTERNAL, PARTNERS])
def test_until_it_is_let_out_only_the_team_reads_a_report(database: Session, degree: Reader | None) -> None:
    reads = who_reads(database, Visibility.PUBLIC, degree)

    assert {role for role, readers in reads.items() if readers} == set(TEAM)
    assert {reads[role] for role in TEAM} == {ALL_BUT_PUBLIC}


def test_the_programme_reads_no_more_than_what_is_meant_for_it(database: Session) -> None:
    reads = who_reads(database, Visibility.REGION, PROGRAMME)

    assert reads["staff"] == "programme"
    assert reads["official"] == reads["distant"] == reads["visitor"] == reads["alumnus"] == ""


def test_officials_read_less_than_the_programme(database: Session) -> None:
    reads = who_reads(database, Visibility.REGION, OFFICIALS)

    assert reads["staff"] == "programme officials"
    assert reads["official"] == "officials"
    assert reads["distant"] == reads["visitor"] == ""


def test_what_everybody_reads_may_be_read_for_everybody(database: Session) -> None:
    reads = who_reads(database, Visibility.REGION, PUBLIC)

    assert {reads[role] for role in TEAM} == {f"{ALL_BUT_PUBLIC} public"}
    assert reads["staff"] == "programme officials public"
    assert reads["official"] == "officials public"


@pytest.mark.parametrize("degree", list(Reader))
def test_nobody_reads_more_than_they_see_of_the_partnership(database: Session, degree: Reader) -> None:
    reads = who_reads(database, Visibility.TEAM, degree)

    assert {role for role, readers in reads.items() if readers} == set(TEAM)


def test_a_decision_that_was_withdrawn_lets_nobody_in(database: Session) -> None:
    partnership = make_partnership(database, visibility=Visibility.REGION)
    decision = let_out(partnership)

    services.withdraw(decision, by=partnership.created_by)

    report = queries.report_of(partnership)
    assert report is not None
    assert report.degree is INTERNAL
    assert queries.public_report_of(partnership) is None
    assert codes(readers_for(partnership.created_by, partnership, report)) == ALL_BUT_PUBLIC


# --- names ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database)


def naming(partnership: Partnership, reader: Reader = PUBLIC) -> Naming:
    return Naming.of(reader, partnership, queries.report_of(partnership))


@pytest.mark.parametrize(
    ("answer", "name", "is_told_of"),
    [
        (ConsentAnswer.NAMED, "Завод «Мамонт»", True),
        (ConsentAnswer.NAMELESS, "a partner from business", True),
        (ConsentAnswer.REFUSED, "a partner from business", False),
        (None, "a partner from business", False),
    ],
)
def test_the_public_reads_of_a_partner_what_it_agrees_to(
    partnership: Partnership, database: Session, answer: ConsentAnswer | None, name: str, *, is_told_of: bool
) -> None:
    factory = make_organisation(database, "Завод «Мамонт»", sector=Sector.BUSINESS)
    partner = make_participation(partnership, factory)
    agree(partner, answer)

    shown = naming(partnership)

    assert (shown.name(partner), shown.is_told_of(partner)) == (name, is_told_of)
    for reader in (INTERNAL, PARTNERS, PROGRAMME, OFFICIALS):
        assert naming(partnership, reader).name(partner) == "Завод «Мамонт»"


def test_silence_is_not_consent(partnership: Partnership) -> None:
    partner = make_participation(partnership)
    make_report(partnership)

    assert not naming(partnership).is_named(partner)


def test_consent_to_one_report_is_none_to_the_next(partnership: Partnership, database: Session) -> None:
    partner = make_participation(partnership)
    agree(partner)

    partnership.round = 2
    database.flush()

    assert not naming(partnership).is_named(partner)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Помог завод  «мамонт».", "Помог a partner from business."),
        ("Машины дал «Мамонт»", "Машины дал a partner from business"),
        ("НПО ММТ и МАМОНТЫ, ммт", "НПО a partner from business и МАМОНТЫ, ммт"),
        ("Заводы, мамонты", "Заводы, мамонты"),
        ("Фонд «Родник»", "Фонд «Родник»"),
    ],
)
def test_names_of_hidden_partners_are_replaced_in_texts(
    partnership: Partnership, database: Session, text: str, shown: str
) -> None:
    hidden = make_organisation(database, "Завод «Мамонт»", short_name="ММТ", sector=Sector.BUSINESS)
    make_participation(partnership, hidden)
    named = make_participation(partnership, make_organisation(database, "Фонд «Родник»"))
    agree(named)

    assert naming(partnership).veil(text) == shown
    assert naming(partnership, OFFICIALS).veil(text) == text
    assert bool(naming(partnership).mentions(text)) == (text != shown)


def test_who_took_part_twice_and_agreed_once_is_named(partnership: Partnership, database: Session) -> None:
    factory = make_organisation(database, "Завод «Мамонт»", sector=Sector.BUSINESS)
    today = partnership.alive_on
    make_participation(partnership, factory, left_on=today)
    again = make_participation(partnership, factory)
    agree(again)

    assert naming(partnership).veil("Завод «Мамонт»") == "Завод «Мамонт»"


def test_what_is_named_after_the_joint_work_does_not_hide_it(database: Session) -> None:
    partnership = make_partnership(database, title="Марафон «Не выбрасывай!»")
    schools = make_organisation(database, "Школы марафона «Не выбрасывай!»")
    make_participation(partnership, schools)

    veiled = naming(partnership).veil("Марафон «Не выбрасывай!», Школы марафона «Не выбрасывай!»")

    assert veiled == "Марафон «Не выбрасывай!», a partner from the non-profit sector"
