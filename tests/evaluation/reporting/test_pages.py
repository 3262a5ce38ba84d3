"""Pages of the report: reading it, choosing the reader and the language, writing it, files."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote

import docx
import pypdf
import pytest

from tests.factories.accounts import make_alumnus, make_programme_staff
from tests.factories.evaluation_reporting import agree, let_out, make_report
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.visitor import Visitor
from tracker.documents import files
from tracker.evaluation.reporting import queries, services
from tracker.evaluation.reporting.terms import Reader
from tracker.partners.terms import Sector
from tracker.projects.terms import Stage, TeamRole, Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Participation, Partnership

    SignIn = Callable[..., Visitor]


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(
        database, title="Марафон", problem="Бумага едет на полигон", visibility=Visibility.PUBLIC
    )


@pytest.fixture
def partner(partnership: Partnership, database: Session) -> Participation:
    return make_participation(
        partnership, make_organisation(database, "Завод Мамонт", sector=Sector.BUSINESS)
    )


@pytest.fixture
def broker(partnership: Partnership, sign_in: SignIn) -> Visitor:
    return sign_in(partnership.created_by)


def home(partnership: Partnership, more: str = "") -> str:
    return f"/partnerships/{partnership.id}/evaluation/report{more}"


# --- reading --------------------------------------------------------------------------------------------------------------


def test_the_page_reads_as_a_report(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    make_report(
        partnership, summary="Собрали 16 тонн", worked="Вывоз", did_not_work="Дворы", conclusions="Повторим"
    )

    page = broker.visit(home(partnership))

    headings = page.texts(".paper .paper-heading-1")
    assert headings[:3] == ["In short", "What the partnership is", "The partners"]
    assert [each for each in headings if each in {"What worked and what did not", "Conclusions"}] == [
        "What worked and what did not",
        "Conclusions",
    ]
    assert "Бумага едет на полигон" in page


def test_parts_that_nobody_wrote_do_not_stand_there_empty(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership))

    assert not {"In short", "Conclusions", "What worked and what did not"} & set(page.texts(".paper h3"))


def test_the_reader_and_the_language_are_chosen(partnership: Partnership, broker: Visitor) -> None:
    make_report(partnership, internal_use="Меняем правила")

    page = broker.submit(
        broker.visit(home(partnership)), form=".report-choice-form", reader="programme", language="ru"
    )

    assert page.one(".paper")["lang"] == "ru"
    assert "Меняем правила" not in page
    assert "Меняем правила" in broker.visit(home(partnership, "?reader=partners"))


@pytest.mark.parametrize("reader", ["internal", "partners"])
def test_nobody_reads_for_a_nearer_reader_than_their_own(
    partnership: Partnership, sign_in: SignIn, database: Session, reader: str
) -> None:
    let_out(partnership, Reader.PROGRAMME)
    staff = sign_in(make_programme_staff(database))

    assert staff.is_refused(home(partnership, f"?reader={reader}"))
    assert staff.is_refused(home(partnership, f"/pdf?reader={reader}"))
    assert "The programme" in staff.visit(home(partnership)).one(".report-choice-form").text


def test_before_it_is_let_out_others_read_that_it_is_not(
    partnership: Partnership, sign_in: SignIn, database: Session
) -> None:
    make_report(partnership, summary="Собрали 16 тонн")
    staff = sign_in(make_programme_staff(database))

    page = staff.visit(home(partnership))

    assert "has not been released to you yet" in page
    assert "Собрали" not in page
    assert staff.is_refused(home(partnership, "/word"))


def test_the_public_version_waits_for_the_decision(partnership: Partnership, broker: Visitor) -> None:
    assert broker.is_refused(home(partnership, "?reader=public"))
    decision = let_out(partnership)
    broker.visit(home(partnership, "?reader=public"))

    services.withdraw(decision, by=partnership.created_by)

    assert broker.is_refused(home(partnership, "/pdf?reader=public"))


def test_an_earlier_round_can_be_read(partnership: Partnership, broker: Visitor) -> None:
    make_report(partnership, summary="Первый круг")
    partnership.round = 2
    make_report(partnership, summary="Второй круг")

    assert "Второй круг" in broker.visit(home(partnership))
    assert "Первый круг" in broker.visit(home(partnership, "?round=1"))
    assert broker.is_refused(home(partnership, "?round=0"))
    assert broker.is_refused(home(partnership, "?round=3"))


def test_a_hand_made_address_shows_the_usual(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership, "?reader=everybody&language=xx&round=abc"))

    assert page.one(".paper")["lang"] == "en"
    assert page.one("#reader option[selected]")["value"] == "internal"


def test_the_number_of_queries_does_not_grow_with_partners(
    partnership: Partnership, broker: Visitor, count_queries: Callable
) -> None:
    make_participation(partnership)
    broker.visit(home(partnership))
    with count_queries() as one:
        broker.visit(home(partnership))
    for sector in list(Sector) * 4:
        make_participation(partnership, sector)

    with count_queries() as many:
        broker.visit(home(partnership))

    assert len(many) <= len(one)


# --- files ----------------------------------------------------------------------------------------------------------------


def test_the_pdf_is_of_the_chosen_reader_and_language(partnership: Partnership, broker: Visitor) -> None:
    make_report(partnership, summary="Собрали 16 тонн", internal_use="Меняем правила")

    response = broker.open(home(partnership, "/pdf?reader=officials&language=ru"))

    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    assert "Марафон" in unquote(response.headers["Content-Disposition"])
    assert unquote(response.headers["Content-Disposition"]).endswith(".pdf")
    reader = pypdf.PdfReader(io.BytesIO(response.data))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert reader.trailer["/Root"]["/Lang"] == "ru"
    assert "Собрали 16 тонн" in text
    assert "Меняем правила" not in text


def test_the_word_file_comes_in_another_language_than_the_page(
    partnership: Partnership, sign_in: SignIn
) -> None:
    make_report(partnership, summary="Собрали 16 тонн")
    broker = sign_in(partnership.created_by, language="ru")

    response = broker.open(home(partnership, "/word?reader=partners&language=en"))

    headings = [
        each.text
        for each in docx.Document(io.BytesIO(response.data)).paragraphs
        if each.style.name == "Heading 1"
    ]
    assert headings[:2] == ["In short", "What the partnership is"]


def test_a_file_that_cannot_be_made_is_told_on_the_page(
    partnership: Partnership, broker: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SECONDS", 0.001)

    page = broker.visit(home(partnership, "/pdf?reader=partners"), follow=True)

    assert "The PDF file could not be made just now" in page
    assert page.one("#reader option[selected]")["value"] == "partners"


# --- writing --------------------------------------------------------------------------------------------------------------


def test_the_texts_are_written_in_one_form(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership, "/write"))

    broker.submit(page, summary="Собрали 16 тонн", internal_use="Меняем правила")

    report = queries.report_of(partnership)
    assert (report.summary, report.worked, report.internal_use) == ("Собрали 16 тонн", "", "Меняем правила")


def test_two_people_who_write_different_parts_lose_nothing(
    partnership: Partnership, broker: Visitor, sign_in: SignIn, database: Session
) -> None:
    colleague = make_alumnus(database)
    make_member(partnership, colleague, TeamRole.EDITOR)
    editor = sign_in(colleague)
    mine, theirs = broker.visit(home(partnership, "/write")), editor.visit(home(partnership, "/write"))

    editor.submit(theirs, worked="Вывоз")
    page = broker.submit(mine, summary="Собрали 16 тонн")

    report = queries.report_of(partnership)
    assert (report.summary, report.worked) == ("Собрали 16 тонн", "Вывоз")
    assert "Somebody else changed this meanwhile, and it is kept too: What worked." in page


def test_two_people_who_write_the_same_part_choose(
    partnership: Partnership, broker: Visitor, sign_in: SignIn, database: Session
) -> None:
    make_report(partnership, summary="Собрали")
    colleague = make_alumnus(database, name="Ольга")
    make_member(partnership, colleague, TeamRole.EDITOR)
    editor = sign_in(colleague)
    mine, theirs = broker.visit(home(partnership, "/write")), editor.visit(home(partnership, "/write"))
    editor.submit(theirs, summary="Собрали 17 тонн")

    page = broker.submit(mine, summary="Собрали 16 тонн", conclusions="Повторим")

    assert "Ольга changed this record while you were writing." in page
    assert {"Собрали 16 тонн", "Собрали 17 тонн"} <= set(page.texts(".conflict-value"))
    broker.submit(page, keep_summary="theirs")
    report = queries.report_of(partnership)
    assert (report.summary, report.conclusions) == ("Собрали 17 тонн", "Повторим")


def test_a_text_that_is_too_long_is_kept_in_the_form(partnership: Partnership, broker: Visitor) -> None:
    page = broker.submit(broker.visit(home(partnership, "/write")), summary="я" * 20_001, worked="Вывоз")

    assert page.one("#summary-error")
    assert page.one("#worked").text.strip() == "Вывоз"
    assert queries.report_of(partnership) is None


def test_the_page_leads_to_the_next_thing_to_do(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    def step() -> str:
        return broker.visit(home(partnership)).texts(".next-step-title")[0]

    assert step() == "Say in short what came out of the evaluation"
    make_report(
        partnership,
        **dict.fromkeys(("summary", "worked", "did_not_work", "conclusions", "internal_use"), "Есть"),
    )
    assert step() == "Decide who may read the report"
    let_out(partnership)
    assert step() == "Ask 1 partner whether it may be named in the report"
    agree(partner)
    assert broker.visit(home(partnership)).texts(".next-step-title") == []


def test_the_evaluation_shows_how_far_the_report_is(partnership: Partnership, broker: Visitor) -> None:
    partnership.stage = Stage.EVALUATION
    make_report(partnership, summary="Собрали")
    let_out(partnership, Reader.PROGRAMME)

    page = broker.visit(f"/partnerships/{partnership.id}/evaluation")

    assert "Who may read it: The staff of the programme too. 4 things are still missing." in page
