"""What a partnership has none of is not asked for kind by kind, and what it has is never left out."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.access.scene import make_records
from tests.factories.projects import make_partnership
from tests.factories.resources import make_need
from tracker.projects import parts, presence, stamps
from tracker.projects.models import Partnership
from tracker.projects.services import record
from tracker.projects.terms import Field
from tracker.resources.models import Need

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.databases import Statements


@pytest.fixture
def with_tag(database: Session) -> Partnership:
    """A partnership with a further field and a tag, and with nothing else that is sparse."""
    made = make_partnership(database)
    record.edit(made, by=made.created_by, tags=["water"], further_fields=[Field.HEALTH], main_field=None)
    database.commit()
    return made


def test_what_is_read_of_a_record_needs_no_further_question(
    database: Session,
    with_tag: Partnership,
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    number = with_tag.id
    database.expunge_all()
    glance = stamps.glance_at(database, number)
    assert glance is not None

    with count_queries() as queries, presence.told([number], stamps.nothing_of([glance])):
        found = parts.read(database, number)
        sent = len(queries)
        assert found is not None
        assert [tag.tag for tag in found.tags] == ["water"]
        assert [further.field for further in found.further_fields] == [Field.HEALTH]
        assert (found.goals, found.marks, found.habits, found.continuations) == ([], [], [], [])
        assert len(queries) == sent
    assert not any("FROM habit_confirmations" in statement for statement in queries)


def test_a_record_with_everything_is_read_as_it_is(database: Session) -> None:
    made = make_records(database).partnership
    database.commit()
    names = [part.name for part in parts.parts()]
    lazily = {name: list(getattr(made, name)) for name in names}
    people = [list(each.key_people) for each in made.participations]
    assert all(lazily[name] for name in ("team", "visits", "regions", "participations"))
    glance = stamps.glance_at(database, made.id)
    assert glance is not None

    database.expire_all()
    with presence.told([made.id], stamps.nothing_of([glance])):
        found = parts.read(database, made.id)

    assert found is made
    assert {name: list(found.__dict__[name]) for name in names} == lazily
    assert [list(each.__dict__["key_people"]) for each in found.participations] == people
    assert parts.read(database, 0) is None


def test_a_kind_is_left_out_only_where_there_is_nothing_of_it(
    database: Session, with_tag: Partnership
) -> None:
    other = make_partnership(database)
    make_need(other)
    asked = select(Need.id).where(Need.partnership_id.in_(presence.IDS))

    assert presence.may_be(Need, [with_tag.id])
    with presence.known(database, [with_tag.id]):
        assert not presence.may_be(Need, [with_tag.id])
        assert presence.ask(database, Need, asked, [with_tag.id]) == ()
        assert presence.may_be(Partnership, [with_tag.id]), "what nobody keeps may be there"
        assert presence.may_be(Need, [with_tag.id, other.id]), "of the other one nothing is known"
        assert len(presence.ask(database, Need, asked, [other.id])) == 1
    with presence.known(database, [with_tag.id, other.id]):
        assert presence.may_be(Need, [with_tag.id])
    assert presence.may_be(Need, [with_tag.id])


def test_what_is_told_is_not_asked_again(
    database: Session,
    with_tag: Partnership,
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    number = with_tag.id

    with presence.told([number], [Need]), count_queries() as queries, presence.known(database, [number]):
        assert not presence.may_be(Need, [number])

    assert len(queries) == 0
