"""Who sees a partnership follows from its visibility, its team, its regions and its state, page by page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.access.people import LET_IN, REFUSED, ROLES, SIGN_IN_FIRST, VISITOR, verdict
from tests.access.table import ROWS, VISIBILITY_ROWS, Row, meaning
from tests.access.test_endpoints import address_of
from tracker.database import utc_now
from tracker.projects.services import record, team
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.access.conftest import Stage

INSIDE = {role: meaning(role, mark) for role, mark in zip(ROLES, "··++++·++", strict=True)}
EDITING = {role: meaning(role, mark) for role, mark in zip(ROLES, "···++···+", strict=True)}
PUBLIC_PART = "projects.show"
INSIDE_PAGES = sorted(
    row.endpoint
    for row in ROWS
    if row.method == "GET" and row.expected == INSIDE and row.endpoint != PUBLIC_PART
)
EDITING_ROWS = [row for row in ROWS if row.expected == EDITING]


@pytest.fixture(autouse=True)
def as_before(stage: Stage) -> Iterator[None]:
    """What a test changes about the partnership is taken back."""
    partnership = stage.records.partnership
    yield
    stage.session.rollback()
    partnership.visibility, partnership.archived_at = Visibility.REGION, None
    for member in partnership.team:
        member.until = None
    stage.session.commit()


def verdicts(
    stage: Stage, endpoint: str, method: str = "GET", roles: tuple[str, ...] = ROLES
) -> dict[str, str]:
    """How everybody fares at an endpoint."""
    address = address_of(stage, endpoint)
    return {role: verdict(stage.crowd.send(role, address, method)) for role in roles}


def test_the_inside_has_all_its_pages() -> None:
    assert {"projects.team", "projects.history", "projects.documents", "resources.overview"} <= set(
        INSIDE_PAGES
    )
    assert {"projects.entry_file", "projects.document_file", "projects.print_history"} <= set(INSIDE_PAGES)


@pytest.mark.parametrize("row", VISIBILITY_ROWS, ids=lambda row: f"{row.endpoint} {row.method}")
def test_a_partnership_is_shown_as_far_as_its_visibility_goes(stage: Stage, row: Row) -> None:
    stage.records.partnership.visibility = Visibility.from_code(row.endpoint)

    pages = [PUBLIC_PART] if row.method == "public-part" else INSIDE_PAGES

    assert {page: verdicts(stage, page) for page in pages} == dict.fromkeys(pages, row.expected)


def test_an_archived_partnership_is_for_reading_only(stage: Stage) -> None:
    stage.records.partnership.archived_at = utc_now()
    those_who_may_edit = ("editor", "broker", "admin")

    happened = {
        (row.endpoint, row.method): verdicts(stage, row.endpoint, row.method, those_who_may_edit)
        for row in EDITING_ROWS
    }

    assert happened == dict.fromkeys(happened, dict.fromkeys(those_who_may_edit, REFUSED))
    assert verdicts(stage, PUBLIC_PART) == INSIDE


def test_an_archived_partnership_can_be_brought_back_by_those_who_lead_it(stage: Stage) -> None:
    record.archive(stage.records.partnership, by=stage.records.people["broker"], reason="Recorded twice")

    happened = verdicts(stage, "projects.restore", "POST")

    assert {role for role, what in happened.items() if what == LET_IN} == {"broker", "admin"}


def test_who_left_the_team_sees_no_more_than_anybody_else(stage: Stage) -> None:
    partnership, reader = stage.records.partnership, stage.records.people["reader"]
    member = next(member for member in partnership.current_team if member.user_id == reader.id)
    team.remove_member(member, by=stage.records.people["broker"])

    assert {
        page: verdicts(stage, page, roles=("reader",))["reader"] for page in INSIDE_PAGES
    } == dict.fromkeys(INSIDE_PAGES, REFUSED)


def test_where_public_pages_are_switched_off_visitors_are_asked_to_sign_in(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(stage.app.config["TRACKER_SETTINGS"], public_pages=False)
    monkeypatch.setitem(stage.app.config, "TRACKER_SETTINGS", settings)
    stage.records.partnership.visibility = Visibility.PUBLIC

    assert {
        page: verdicts(stage, page, roles=(VISITOR,))[VISITOR]
        for page in (PUBLIC_PART, "projects.browse", "projects.board")
    } == {
        PUBLIC_PART: SIGN_IN_FIRST,
        "projects.browse": SIGN_IN_FIRST,
        "projects.board": SIGN_IN_FIRST,
    }
    assert verdicts(stage, PUBLIC_PART)["distant"] == LET_IN
    assert "Mammothov" not in stage.crowd.send(VISITOR, "/").get_data(as_text=True)
