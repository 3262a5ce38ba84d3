"""What a partnership has none of is not asked for kind by kind, and what it has is never left out."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import pytest

from tests.factories.projects import make_partnership
from tests.factories.resources import make_need
from tracker.projects import presence, sparse
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


def test_sparse_parts_are_what_the_record_says(
    database: Session,
    with_tag: Partnership,
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    number = with_tag.id
    with count_queries() as queries:
        database.expunge_all()
        found = database.get_one(Partnership, number, options=sparse.PAGE_PARTS)
        sparse.load_sparse(database, found)
        sent = len(queries)
        assert [tag.tag for tag in found.tags] == ["water"]
        assert (found.goals, found.marks, found.habits, found.continuations) == ([], [], [], [])
        assert len(queries) == sent
    assert [further.field for further in found.further_fields] == [Field.HEALTH]


def test_a_kind_is_left_out_only_where_there_is_nothing_of_it(
    database: Session, with_tag: Partnership
) -> None:
    other = make_partnership(database)
    make_need(other)

    assert presence.may_be(Need)
    with presence.known(database, [with_tag.id]):
        assert not presence.may_be(Need)
        assert presence.may_be(Partnership), "what nobody keeps may be there"
    with presence.known(database, [with_tag.id, other.id]):
        assert presence.may_be(Need)
    assert presence.may_be(Need)
