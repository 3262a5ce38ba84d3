"""Who may read a lesson: the rule in Python and its twin in SQL agree for every role, visibility and state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_user
from tests.factories.evaluation_lessons import make_lesson
from tests.factories.projects import make_member, make_partnership
from tracker import permissions
from tracker.accounts.terms import UserRole
from tracker.database import utc_now
from tracker.evaluation.lessons import queries, services
from tracker.permissions import Permission, can
from tracker.projects.services import team
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.evaluation.lessons.models import Lesson


@pytest.fixture
def people(database: Session) -> dict[str, User | None]:
    """Everybody whose eyes differ."""
    return {
        "visitor": None,
        "no role": make_user(database),
        "alumnus": make_user(database, UserRole.ALUMNUS),
        "official of Altai Krai": make_user(database, UserRole.OFFICIAL, regions=["RU-ALT"]),
        "official of Tomsk": make_user(database, UserRole.OFFICIAL, regions=["RU-TOM"]),
        "programme staff": make_user(database, UserRole.PROGRAMME),
        "administrator": make_user(database, UserRole.ADMIN),
        "reader": make_user(database),
        "editor": make_user(database, UserRole.ALUMNUS),
        "former member": make_user(database, UserRole.ALUMNUS),
    }


@pytest.fixture
def lessons(database: Session, people: dict[str, User | None]) -> list[Lesson]:
    """One lesson for every visibility and state that the rules tell apart."""
    made = []
    for visibility in Visibility:
        for is_archived in (False, True):
            partnership = make_partnership(database, visibility=visibility)
            for name, role in (("reader", TeamRole.READER), ("editor", TeamRole.EDITOR)):
                person = people[name]
                assert person is not None
                make_member(partnership, person, role)
            former = people["former member"]
            assert former is not None
            team.remove_member(make_member(partnership, former), by=None)
            made += [make_lesson(partnership), make_lesson(partnership, is_shared=True)]
            withdrawn = make_lesson(partnership, is_shared=True)
            services.withdraw(withdrawn, by=None, reason="It holds no more")
            made.append(withdrawn)
            partnership.archived_at = utc_now() if is_archived else None
    database.flush()
    return made


@pytest.mark.parametrize("visitors", [True, False], ids=["public pages", "no public pages"])
def test_the_rule_and_its_twin_agree(
    database: Session, people: dict[str, User | None], lessons: list[Lesson], *, visitors: bool
) -> None:
    token = permissions.visitors_welcome.set(visitors)
    try:
        for name, person in people.items():
            by_rule = [lesson.id for lesson in lessons if can(person, Permission.LESSON_READ, lesson)]
            by_query = [lesson.id for lesson in database.scalars(queries.visible_to(person))]
            assert by_query == by_rule, name
    finally:
        permissions.visitors_welcome.reset(token)


def test_a_shared_lesson_is_read_by_everybody_with_an_account_and_by_no_visitor(
    people: dict[str, User | None], lessons: list[Lesson]
) -> None:
    for lesson in lessons:
        if lesson.is_in_library:
            readers = [name for name, person in people.items() if can(person, Permission.LESSON_READ, lesson)]
            assert readers == [name for name in people if name != "visitor"]


def test_an_inside_lesson_of_a_team_is_read_by_the_team_alone(
    people: dict[str, User | None], lessons: list[Lesson]
) -> None:
    inside = next(
        lesson
        for lesson in lessons
        if lesson.partnership.visibility is Visibility.TEAM and not lesson.is_shared
    )

    readers = [name for name, person in people.items() if can(person, Permission.LESSON_READ, inside)]

    assert readers == ["administrator", "reader", "editor"]
