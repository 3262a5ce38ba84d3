"""The checklist as people mark it on its pages, with JavaScript and without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale

from tests.factories.accounts import make_alumnus, make_programme_staff
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.projects import cycle
from tracker.projects.models import Document, Partnership
from tracker.projects.services import checklist, documents
from tracker.projects.terms import ChecklistItem, DocumentKind, ItemState, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

TODAY = utc_now().date()
STEP, HABIT, DONE = ChecklistItem.GAPS_FILLED, ChecklistItem.KEPT_WARM, ItemState.DONE


@pytest.fixture
def broker(database: Session) -> Any:
    return make_alumnus(database, name="Anna Kim")


@pytest.fixture
def partnership(database: Session, broker: Any) -> Iterator[Partnership]:
    with force_locale("en"):
        yield make_partnership(database, by=broker, problem="", approach="")


def document_of(partnership: Partnership, broker: Any, **details: Any) -> Document:
    details = {
        "kind": DocumentKind.REPORT,
        "title": "Survey of schools",
        "link": "https://example.org/survey",
        **details,
    }
    return documents.add_document(partnership, by=broker, **details)


def form_of(item: ChecklistItem) -> str:
    return f"form#mark-{item.code}"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_step_is_marked_on_the_page_without_javascript(
    partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor], language: str
) -> None:
    document_of(partnership, broker)
    visitor = sign_in(broker, language=language)
    page = visitor.visit(f"/partnerships/{partnership.id}/cycle")

    after = visitor.submit(
        page, {"gaps_filled-note": "Asked the schools", "gaps_filled-on": "31.12.2025"}, form=form_of(STEP)
    )

    row = after.one("#gaps_filled")
    assert "check-done" in row["class"]
    assert "Anna Kim" in row.get_text()
    assert "Asked the schools" in row.get_text()


def test_a_step_is_confirmed_with_its_proof_by_one_click(
    partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    visitor = sign_in(broker)
    page = visitor.visit(f"/partnerships/{partnership.id}/cycle")
    assert "Broker in the team: Anna Kim." in page

    after = visitor.submit(page, form=form_of(ChecklistItem.BROKER_NAMED), button="Yes, done")

    assert "check-done" in after.one("#broker_named")["class"]
    assert "Broker in the team: Anna Kim." in after.one("#broker_named").get_text()


def test_leaving_a_step_out_without_a_reason_is_said_beside_the_field(
    partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    visitor = sign_in(broker)
    page = visitor.visit(f"/partnerships/{partnership.id}/cycle")

    refused = visitor.submit(page, form=form_of(STEP), button="Does not apply")
    after = visitor.submit(
        refused, {"gaps_filled-note": "We know enough"}, form=form_of(STEP), button="Does not apply"
    )

    assert (
        "Say in a few words why this step does not apply."
        in refused.one("#gaps_filled .form-error").get_text()
    )
    assert "Reason: We know enough" in after


def test_a_stale_page_shows_what_the_other_did_and_lets_one_save_over_it(
    partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    visitor = sign_in(broker)
    page = visitor.visit(f"/partnerships/{partnership.id}/cycle")
    checklist.mark(partnership, STEP, DONE, by=broker, note="First")

    told = visitor.submit(page, {"gaps_filled-note": "Second"}, form=form_of(STEP))
    after = visitor.submit(told, form=form_of(STEP))

    assert "Meanwhile Anna Kim marked this step" in told
    assert "First" in told.one("#gaps_filled .check-note").get_text()
    assert told.one("#gaps_filled_-note, textarea[name='gaps_filled-note']").get_text().strip() == "Second"
    assert "Second" in after.one("#gaps_filled .check-note").get_text()


def test_an_archived_document_stays_the_evidence_when_its_step_is_saved_again(
    database: Session, partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    survey = document_of(partnership, broker)
    mark = checklist.mark(partnership, STEP, DONE, by=broker, document=survey)
    documents.archive_document(survey, by=broker)
    visitor = sign_in(broker)

    visitor.submit(
        visitor.visit(f"/partnerships/{partnership.id}/cycle"),
        {"gaps_filled-note": "Old"},
        form=form_of(STEP),
    )

    database.refresh(mark)
    assert mark.note == "Old"
    assert mark.document_id == survey.id


def test_staff_of_the_programme_read_the_checklist_without_what_the_team_keeps_to_itself(
    database: Session, partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    secret = document_of(partnership, broker, title="Who pays whom", is_team_only=True)
    checklist.mark(partnership, STEP, DONE, by=broker, document=secret)

    page = sign_in(make_programme_staff(database)).visit(f"/partnerships/{partnership.id}/cycle")

    assert "Who pays whom" not in page
    assert not page.select("main form")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_habits_are_confirmed_one_by_one_and_at_a_review(
    database: Session, partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor], language: str
) -> None:
    visitor = sign_in(broker, language=language)
    page = visitor.visit(f"/partnerships/{partnership.id}/cycle?stage=everyday")
    visitor.submit(page, {"kept_warm-note": "Tea"}, form=form_of(HABIT))
    review = visitor.visit(f"/partnerships/{partnership.id}/cycle/habits")

    after = visitor.submit(review, items=["no_blame", "kept_warm"], note="Review")

    database.refresh(partnership)
    assert [
        len(view.confirmations)
        for view in cycle.progress(partnership, TODAY)[Stage.EVERYDAY.number - 1].items
    ] == [1, 2, 0, 0, 0, 0, 0]
    assert len(after.select(".check-done")) == 2


def test_a_review_without_a_chosen_habit_is_said_beside_the_field(
    partnership: Partnership, broker: Any, sign_in: Callable[..., Visitor]
) -> None:
    visitor = sign_in(broker)

    refused = visitor.submit(visitor.visit(f"/partnerships/{partnership.id}/cycle/habits"))

    assert "Choose at least one habit." in refused
