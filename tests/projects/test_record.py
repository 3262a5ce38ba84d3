"""Recording a partnership: a title and a region are enough, everything that changes is written down, outsiders see little."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from tests.factories.accounts import make_alumnus, make_user
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.factories.regions import make_region
from tracker import search
from tracker.accounts.terms import UserRole
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners import services as organisations
from tracker.partners.terms import Sector
from tracker.projects import gaps, keeping
from tracker.projects.models import Partnership
from tracker.projects.services import record
from tracker.projects.terms import Field, Stage, TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.visitor import Visitor

TODAY = utc_now().date()
TABLE = re.compile(r"(?:FROM|INTO|UPDATE) (\w+)")


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    """Sentences outside of requests are told in English."""
    with force_locale("en"):
        yield


def entries_of(database: Session, partnership: Partnership) -> list[Entry]:
    return list(
        database.scalars(select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number))
    )


# --- the first save ---------------------------------------------------------------------------------------------------


def test_a_title_and_a_region_are_enough(database: Session) -> None:
    ivan = make_alumnus(database)

    partnership = make_partnership(database, title="  Marathon  for all ", by=ivan)

    assert partnership.title == "Marathon for all"
    assert partnership.stage is Stage.START
    assert [(member.user, member.role) for member in partnership.team] == [(ivan, TeamRole.BROKER)]
    assert [visit.stage for visit in partnership.visits] == [Stage.START]
    assert [entry.kind for entry in entries_of(database, partnership)] == [EntryKind.CREATED]


@pytest.mark.parametrize(("values", "field"), [({"title": " "}, "title"), ({"regions": []}, "regions")])
def test_without_title_or_region_nothing_is_recorded(
    database: Session, values: dict[str, Any], field: str
) -> None:
    ivan = make_alumnus(database)

    with pytest.raises(DomainError) as refused:
        record.record(database, **{"title": "Marathon", "regions": ["RU-ALT"], "by": ivan, **values})

    assert refused.value.field == field


def test_what_was_taken_back_can_be_recorded_again(database: Session) -> None:
    ivan = make_alumnus(database)
    make_region(database, "RU-ALT")
    database.commit()
    transaction = database.begin_nested()
    taken_back = make_partnership(database, title="Marathon", by=ivan)
    transaction.rollback()

    again = make_partnership(database, title="Half-marathon", by=ivan)

    assert database.scalars(select(Partnership.title)).all() == ["Half-marathon"]
    assert again.title == "Half-marathon"
    assert again is not taken_back


def test_an_earlier_day_of_recording_is_kept(database: Session) -> None:
    day = TODAY - timedelta(days=400)

    partnership = make_partnership(database, on=day)

    assert partnership.visits[0].entered_on == day
    assert partnership.team[0].since == day


def test_a_new_partnership_is_recorded_in_one_small_form(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    ivan = make_alumnus(database)
    own = make_organisation(database, "Young journalists", by=ivan, region_code="RU-ALT")
    visitor = sign_in(ivan)

    page = visitor.submit(visitor.visit("/partnerships/new"), title="Marathon")

    partnership = database.scalars(select(Partnership)).one()
    assert page.heading == "Marathon"
    assert partnership.region_codes == {"RU-ALT"}
    assert [each.organisation for each in partnership.participations] == [own]
    assert "Say which problem the partnership solves" in page
    assert len(page.select(".next-step")) == 1


def test_a_question_that_was_not_answered_is_asked_again_without_a_colon(
    sign_in: Callable[..., Visitor], database: Session
) -> None:
    visitor = sign_in(make_alumnus(database))

    page = visitor.submit(visitor.visit("/partnerships/new"), title="")

    wrong = page.texts(".error-summary li")
    assert any(line.startswith("What is the partnership called? ") for line in wrong)
    assert not any("?:" in line for line in wrong)


def test_after_the_first_save_nothing_is_read_again(
    database: Session,
    sign_in: Callable[..., Visitor],
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    make_region(database, "RU-ALT")
    visitor = sign_in(make_alumnus(database))
    token = visitor.visit("/partnerships/new").select("main input[name=csrf_token]")[0]["value"]
    said = {"title": "Marathon", "regions": "RU-ALT", "main_field": "health", "visibility": "programme"}

    with count_queries() as statements:
        saved = visitor.client.post(
            "/partnerships/new", data={"csrf_token": token, **said}, headers={"Referer": "http://localhost/"}
        )

    assert saved.status_code == 303
    tables = [TABLE.search(statement)[1] for statement in statements]  # type: ignore[index]  # each names one
    assert tables == [
        "users",
        "regions",
        "history_books",
        "partnerships",
        "partnership_regions",
        "team_members",
        "stage_visits",
        "history_entries",
        "history_books",
        "partnership_search",
        "partnership_facts",
        "partnership_counts",
        "partnership_marks",
    ]


def test_an_organisation_of_somebody_else_starts_nothing(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    make_region(database, "RU-ALT")
    other = make_organisation(database, "Somebody else's", region_code="RU-ALT")
    visitor = sign_in(make_alumnus(database))
    page = visitor.visit("/partnerships/new")
    assert not page.select("[name=organisation]")

    token = page.select("main input[name=csrf_token]")[0]["value"]
    said = {"title": "Marathon", "regions": "RU-ALT", "visibility": "programme", "organisation": other.id}
    refused = visitor.client.post(
        "/partnerships/new", data={"csrf_token": token, **said}, headers={"Referer": "http://localhost/"}
    )

    assert refused.status_code == 200
    assert database.scalar(select(func.count()).select_from(Partnership)) == 0


def test_what_was_typed_stays_when_something_is_missing(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    visitor = sign_in(make_alumnus(database))

    page = visitor.submit(
        visitor.visit("/partnerships/new"), title="Marathon", problem="Paper is thrown away"
    )

    assert "Choose at least one region." in page
    assert page.one("#title")["value"] == "Marathon"
    assert "Paper is thrown away" in page


def test_an_official_records_no_partnerships(
    database: Session, sign_in: Callable[..., Visitor], as_guest: Visitor
) -> None:
    assert sign_in(make_user(database, UserRole.OFFICIAL)).is_refused("/partnerships/new")
    assert as_guest.is_refused("/partnerships/new")


# --- changes ----------------------------------------------------------------------------------------------------------


def test_a_change_is_written_down_with_old_and_new_values(database: Session) -> None:
    partnership = make_partnership(database, title="Marathon", tags=["school"])

    record.edit(
        partnership,
        by=None,
        reason="Agreed",
        title="City marathon",
        tags=["school", "#paper"],
        goals=[4],
        regions=["RU-ALT"],
    )

    entry = entries_of(database, partnership)[-1]
    assert entry.kind is EntryKind.CHANGED
    assert entry.changes == {
        "title": {"old": "Marathon", "new": "City marathon"},
        "tags": {"old": ["school"], "new": ["paper", "school"]},
        "goals": {"old": [], "new": [4]},
    }
    assert entry.part("reason") == "Agreed"
    assert entry.subject_version == partnership.version


def test_a_change_of_lists_alone_makes_a_new_version(database: Session) -> None:
    partnership = make_partnership(database)
    before = partnership.version

    record.edit(partnership, by=None, further_fields=[Field.SPORT])

    assert partnership.version > before


def test_several_fields_can_be_taken_away_at_once(database: Session) -> None:
    partnership = make_partnership(database, further_fields=[Field.SPORT, Field.CULTURE])

    record.edit(partnership, by=None, further_fields=[])

    assert partnership.fields == []


def test_a_form_saved_unchanged_writes_nothing(database: Session) -> None:
    partnership = make_partnership(database, main_field=Field.HEALTH, goals=[3], tags=["clinic"])
    before = len(entries_of(database, partnership))

    record.edit(partnership, by=None, **record.values_of(partnership))

    assert len(entries_of(database, partnership)) == before


def test_the_end_cannot_be_planned_before_the_start(database: Session) -> None:
    partnership = make_partnership(database, planned_start=date(2026, 5, 1))

    with pytest.raises(DomainError) as refused:
        record.edit(partnership, by=None, planned_end=date(2026, 4, 1))

    assert refused.value.field == "planned_end"


def test_the_record_is_changed_on_its_form(database: Session, sign_in: Callable[..., Visitor]) -> None:
    ivan = make_alumnus(database)
    partnership = make_partnership(database, by=ivan, visibility=Visibility.TEAM)
    visitor = sign_in(ivan)

    page = visitor.submit(
        visitor.visit(f"/partnerships/{partnership.id}/edit"),
        problem="Paper is thrown away",
        main_field="environment",
        goals=["11", "12"],
        tags="paper, school",
        planned_start="2026-09-01",
        municipality="Barnaul",
    )

    assert "Paper is thrown away" in page
    assert "Sustainable cities and communities" in page
    assert record.values_of(partnership)["goals"] == [11, 12]
    assert record.values_of(partnership)["tags"] == ["paper", "school"]


def test_a_wrong_order_of_days_keeps_all_that_was_typed(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    ivan = make_alumnus(database)
    partnership = make_partnership(database, by=ivan)
    visitor = sign_in(ivan)

    page = visitor.submit(
        visitor.visit(f"/partnerships/{partnership.id}/edit"),
        aim="Collect paper",
        planned_start="2026-09-01",
        planned_end="2026-08-01",
    )

    assert "The planned end is before the planned start." in page
    assert "Collect paper" in page


@pytest.mark.parametrize("role", [TeamRole.READER, None])
def test_readers_and_others_change_nothing(
    database: Session, sign_in: Callable[..., Visitor], role: TeamRole | None
) -> None:
    partnership = make_partnership(database, visibility=Visibility.PUBLIC)
    person = make_alumnus(database)
    if role is not None:
        make_member(partnership, person, role)

    assert sign_in(person).is_refused(f"/partnerships/{partnership.id}/edit")


# --- the archive ------------------------------------------------------------------------------------------------------


def test_in_the_archive_nothing_is_changed(database: Session, sign_in: Callable[..., Visitor]) -> None:
    ivan = make_alumnus(database)
    partnership = make_partnership(database, by=ivan)
    visitor = sign_in(ivan)

    page = visitor.submit(visitor.visit(f"/partnerships/{partnership.id}/archive"), reason="Recorded twice")

    assert "This partnership is in the archive" in page
    assert visitor.is_refused(f"/partnerships/{partnership.id}/edit")
    with pytest.raises(WrongState):
        record.edit(partnership, by=ivan, title="Another")
    assert gaps.gaps_of(partnership, TODAY) == []


def test_the_broker_brings_it_back_from_the_archive(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    ivan = make_alumnus(database)
    partnership = make_partnership(database, by=ivan)
    record.archive(partnership, by=ivan, reason="Recorded twice")
    visitor = sign_in(ivan)

    visitor.submit(visitor.visit(f"/partnerships/{partnership.id}"), button="Bring back from the archive")

    assert not partnership.is_archived
    kinds = [entry.kind for entry in entries_of(database, partnership)]
    assert kinds[-2:] == [EntryKind.ARCHIVED, EntryKind.RESTORED]


# --- search and the number of queries ---------------------------------------------------------------------------------


def found(database: Session, typed: str) -> list[str]:
    query = select(Partnership.title).where(search.PARTNERSHIPS.matches(Partnership.id, typed))
    return list(database.scalars(query.order_by(Partnership.id)))


def test_a_partnership_is_found_by_its_public_words(database: Session) -> None:
    partnership = make_partnership(
        database,
        title="Марафон",
        problem="Школьники не знают, что бумагу можно переработать",
        municipality="Барнаул",
    )
    make_participation(partnership, make_organisation(database, "Алтайкровля"))

    for typed in ("марафоны", "школьник", "бумага", "барнаул", "алтайкровля", "Altai Krai"):
        assert found(database, typed) == ["Марафон"], typed


def test_a_renamed_partner_is_found_by_its_new_name(database: Session) -> None:
    partnership = make_partnership(database, title="Marathon")
    organisation = make_organisation(database, "Altaikrovlya")
    make_participation(partnership, organisation)

    organisations.edit(organisation, by=None, name="Barnaul board works")

    assert found(database, "board works") == ["Marathon"]
    assert found(database, "Altaikrovlya") == []


def test_the_overview_takes_the_same_number_of_queries_however_much_is_in_it(
    database: Session,
    sign_in: Callable[..., Visitor],
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    ivan = make_alumnus(database)
    small = make_partnership(
        database, by=ivan, stage=Stage.PARTNERS, partners=[Sector.BUSINESS], goals=[1], tags=["a"]
    )
    large = make_partnership(
        database,
        by=ivan,
        stage=Stage.PARTNERS,
        partners=[*Sector, *Sector, *Sector],
        goals=[1, 2, 3],
        tags=["a", "b"],
    )
    for _ in range(5):
        make_member(large, make_user(database))
    visitor = sign_in(ivan)
    with_little, with_much = f"/partnerships/{small.id}", f"/partnerships/{large.id}"
    visitor.visit(with_little)
    keeping.pages.clear()

    with count_queries() as few:
        visitor.visit(with_little)
    with count_queries() as many:
        visitor.visit(with_much)

    assert len(many) == len(few)
