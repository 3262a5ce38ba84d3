"""The library: what it holds, how it is narrowed and ordered, and what it keeps to itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.evaluation_lessons import make_lesson
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.evaluation.lessons import helping, services
from tracker.evaluation.lessons.models import Lesson
from tracker.evaluation.lessons.terms import LessonKind, LessonVoice
from tracker.mechanisms.models import Mechanism
from tracker.mechanisms.terms import MechanismType
from tracker.partners.terms import Sector
from tracker.projects.models import Partnership
from tracker.projects.services import record
from tracker.projects.terms import Field, Stage, TeamRole, Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.page import Page

HOME = "/lessons"


def words_on(page: Page) -> list[str]:
    return page.texts(".lesson .lesson-words")


@pytest.fixture
def lesson(partnership: Partnership) -> Lesson:
    """A lesson of Barnaul that others may read, said by a partner."""
    partner = make_participation(partnership, Sector.BUSINESS)
    return make_lesson(
        partnership,
        "Call the drivers the day before",
        voice=LessonVoice.PARTNER,
        participation=partner,
        is_shared=True,
    )


# --- who sees what ------------------------------------------------------------------------------------------------------


def test_whoever_may_not_see_the_partnership_reads_neither_its_name_nor_its_region_nor_the_partner(
    lesson: Lesson, stranger: Visitor
) -> None:
    assert lesson.participation is not None
    secrets = ["Marathon of Barnaul", "Altai", lesson.participation.organisation.name]

    for address in (HOME, f"{HOME}/{lesson.id}", f"{HOME}?q=drivers"):
        page = stranger.visit(address)
        assert "Call the drivers" in page
        assert "From a partnership that is not open to you" in page
        assert "said by a partner" in page
        assert [secret for secret in secrets if secret in page.html] == []


def test_of_a_public_partnership_the_name_is_told_and_the_partner_is_not(
    lesson: Lesson, stranger: Visitor
) -> None:
    lesson.partnership.visibility = Visibility.PUBLIC
    assert lesson.participation is not None

    page = stranger.visit(HOME)

    assert page.link("Marathon of Barnaul") == f"/partnerships/{lesson.partnership_id}"
    assert f"said by {lesson.participation.organisation.display_name}" not in page


def test_whoever_sees_the_inside_reads_whose_words_they_are(lesson: Lesson, broker: Visitor) -> None:
    assert lesson.participation is not None

    assert f"said by {lesson.participation.organisation.display_name}" in broker.visit(HOME)


def test_inside_lessons_withdrawn_ones_and_those_of_the_archive_are_not_in_the_library(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    make_lesson(partnership, "Inside")
    withdrawn = make_lesson(partnership, "Withdrawn", is_shared=True)
    services.withdraw(withdrawn, by=None, reason="No more")
    archived = make_partnership(database, by=partnership.created_by)
    make_lesson(archived, "Archived", is_shared=True)
    record.archive(archived, by=None, reason="Twice recorded")

    page = broker.visit(HOME)

    assert words_on(page) == []
    assert "The library is still empty." in page


def test_a_visitor_is_asked_to_sign_in(as_guest: Visitor, lesson: Lesson) -> None:
    assert as_guest.is_refused(HOME)
    assert as_guest.is_refused(f"{HOME}/{lesson.id}")


def test_an_inside_lesson_has_a_page_for_the_inside_only(
    partnership: Partnership, broker: Visitor, stranger: Visitor
) -> None:
    inside = make_lesson(partnership, "Inside")

    assert "Only those who see the inside" in broker.visit(f"{HOME}/{inside.id}")
    assert stranger.is_refused(f"{HOME}/{inside.id}")


# --- narrowing and ordering -----------------------------------------------------------------------------------------------


@pytest.fixture
def several(database: Session) -> dict[str, Lesson]:
    """Lessons that differ in all that the library is narrowed by."""
    health = make_partnership(database, main_field=Field.HEALTH, partners=[Sector.BUSINESS])
    sport = make_partnership(
        database, main_field=Field.SPORT, further_fields=[Field.EDUCATION], partners=list(Sector)
    )
    database.add(Mechanism(partnership=sport, decided_type=MechanismType.COMPETITIVE))
    database.flush()
    return {
        "health": make_lesson(health, "Школы просили раньше", stage=Stage.START, is_shared=True),
        "change": make_lesson(
            health, "A letter is no contract", kind=LessonKind.CHANGE, stage=Stage.COMMITMENTS, is_shared=True
        ),
        "sport": make_lesson(sport, "Trainers come first", stage=Stage.COMMITMENTS, is_shared=True),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["sport", "change", "health"]),
        ("stage=commitments", ["sport", "change"]),
        ("stage=start&stage=commitments&kind=keep", ["sport", "health"]),
        ("field=education", ["sport"]),
        ("field=health&field=sport", ["sport", "change", "health"]),
        ("mechanism=competitive", ["sport"]),
        ("mix=three_sectors", ["sport"]),
        ("mix=one_sector", ["change", "health"]),
        ("q=школа", ["health"]),
        ("q=contracts", ["change"]),
        ("stage=evaluation", []),
        ("stage=nonsense", ["sport", "change", "health"]),
    ],
)
def test_the_library_is_narrowed(
    several: dict[str, Lesson], stranger: Visitor, query: str, expected: list[str]
) -> None:
    page = stranger.visit(f"{HOME}?{query}")

    assert words_on(page) == [several[name].text for name in expected]


def test_a_title_or_a_region_of_a_partnership_is_not_searched(
    partnership: Partnership, stranger: Visitor
) -> None:
    make_lesson(partnership, is_shared=True)

    assert words_on(stranger.visit(f"{HOME}?q=Marathon")) == []
    assert words_on(stranger.visit(f"{HOME}?q=Altai")) == []


def test_what_helped_most_comes_first_when_asked(
    several: dict[str, Lesson], elsewhere: Partnership, stranger: Visitor
) -> None:
    helping.say_helped(several["health"], elsewhere, by=elsewhere.created_by)

    page = stranger.visit(f"{HOME}?sort=helped")

    assert words_on(page)[0] == several["health"].text
    assert "Helped 1 partnership" in page


def test_likeness_is_measured_by_a_partnership_that_one_sees_inside_only(
    database: Session, several: dict[str, Lesson], elsewhere: Partnership, stranger: Visitor
) -> None:
    record.edit(elsewhere, by=None, main_field=Field.HEALTH)
    hidden = make_partnership(database, main_field=Field.HEALTH)

    own = stranger.visit(f"{HOME}?like={elsewhere.id}&stage=commitments")
    foreign = stranger.visit(f"{HOME}?like={hidden.id}&stage=commitments")

    assert words_on(own) == [several["change"].text, several["sport"].text]
    assert words_on(foreign) == [several["sport"].text, several["change"].text]
    assert "Lessons of partnerships like" not in foreign


def test_the_number_of_queries_does_not_grow_with_the_library(
    database: Session, lesson: Lesson, stranger: Visitor, count_queries: Callable[..., Any]
) -> None:
    stranger.visit(HOME)
    with count_queries() as few:
        stranger.visit(HOME)
    for number in range(12):
        there = make_partnership(database, partners=[Sector.BUSINESS, Sector.GOVERNMENT])
        said = {"voice": LessonVoice.PARTNER, "participation": there.participations[0]}
        make_lesson(there, f"Lesson {number}", is_shared=True, **said)
    database.expire_all()
    with count_queries() as many:
        stranger.visit(HOME)

    assert len(many) == len(few), "\n".join(many)


def test_a_long_library_comes_in_pages(database: Session, lesson: Lesson, stranger: Visitor) -> None:
    for number in range(30):
        make_lesson(lesson.partnership, f"Lesson {number}", is_shared=True)

    first = stranger.visit(HOME)
    second = stranger.visit(first.link("Next"))

    assert (len(words_on(first)), len(words_on(second))) == (25, 6)
    assert set(words_on(first)).isdisjoint(words_on(second))
    assert "31 lessons" in first


# --- "this helped us" -----------------------------------------------------------------------------------------------------


def test_somebody_says_that_it_helped_and_takes_it_back(
    lesson: Lesson, elsewhere: Partnership, stranger: Visitor
) -> None:
    page = stranger.visit(HOME)
    said = stranger.submit(page, form=f"#lesson-{lesson.id} form")
    assert "Helped 1 partnership" in said
    assert "It helped “Fair of Tomsk”" in said

    back = stranger.submit(said, form=f"#lesson-{lesson.id} form")

    assert "Taken back." in back
    assert "Helped 1 partnership" not in back


def test_who_works_on_several_partnerships_chooses_which_it_helped(
    database: Session, lesson: Lesson, elsewhere: Partnership, stranger: Visitor
) -> None:
    second = make_partnership(database, title="Second of Tomsk", by=elsewhere.created_by)

    page = stranger.submit(stranger.visit(HOME), form=f"#lesson-{lesson.id} form", partnership=str(second.id))

    assert "It helped “Second of Tomsk”" in page
    assert "It helped “Fair of Tomsk”" not in page


def test_for_a_partnership_on_which_one_does_not_work_one_says_nothing(
    database: Session, lesson: Lesson, elsewhere: Partnership, sign_in: Callable[..., Visitor]
) -> None:
    other = make_partnership(database)
    reader = make_member(other, elsewhere.created_by, TeamRole.READER)

    visitor = sign_in(reader.user)
    for number in (other.id, lesson.partnership_id, 999_999):
        visitor.post(f"{HOME}/{lesson.id}/helped", partnership=number)

    assert lesson.helped == 0


def test_whom_it_helped_is_named_to_those_who_see_them_and_counted_for_others(
    lesson: Lesson, elsewhere: Partnership, broker: Visitor, stranger: Visitor
) -> None:
    helping.say_helped(lesson, elsewhere, by=elsewhere.created_by)

    assert stranger.visit(f"{HOME}/{lesson.id}").link("Fair of Tomsk")
    page = broker.visit(f"{HOME}/{lesson.id}")
    assert "Fair of Tomsk" not in page
    assert "1 partnership that is not open to you" in page


def test_days_are_those_on_which_it_was_said(lesson: Lesson, stranger: Visitor) -> None:
    assert str(utc_now().year) in stranger.visit(f"{HOME}/{lesson.id}")
