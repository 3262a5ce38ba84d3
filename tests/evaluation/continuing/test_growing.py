"""What grows out of partnerships: linked once, in no circle, told in both histories without the other one's name."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from tests.factories.accounts import make_alumnus
from tests.factories.evaluation_continuing import make_decision, make_named_mechanism, make_offspring
from tests.factories.partners import make_organisation
from tests.factories.projects import make_partnership
from tracker.database import utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.evaluation.continuing import family, growing
from tracker.evaluation.continuing.models import FamilyLink
from tracker.evaluation.continuing.terms import OffspringKind
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.mechanisms.models import Mechanism
from tracker.partners import merge
from tracker.partners.terms import Sector
from tracker.projects import telling
from tracker.projects.models import Partnership
from tracker.projects.services import record
from tracker.projects.terms import Field, PartnerRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TODAY = utc_now().date()


def told(database: Session, partnership: Partnership) -> list[Entry]:
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == EntryKind.FAMILY_LINKED)
    return list(database.scalars(query.order_by(Entry.number)))


def make_chain(database: Session, length: int) -> list[Partnership]:
    """Partnerships each of which grew out of the one before."""
    chain = [make_partnership(database) for _number in range(length)]
    for parent, child in itertools.pairwise(chain):
        make_offspring(parent, child)
    return chain


# --- partnerships -----------------------------------------------------------------------------------------------------------


def test_a_new_partnership_takes_over_what_it_can_and_knows_its_parent(database: Session) -> None:
    parent = make_partnership(database, partners=[Sector.BUSINESS, Sector.NONPROFIT])
    make_decision(parent)
    first, second = parent.participations
    second.role = PartnerRole.FUNDER

    child = growing.start_partnership(
        parent,
        by=parent.created_by,
        carried=[second],
        note="In the next district",
        title="Marathon of Biysk",
        regions=["RU-ALT"],
        problem="Waste paper",
        main_field=Field.ENVIRONMENT,
    )

    assert [(each.organisation, each.role) for each in child.participations] == [
        (second.organisation, PartnerRole.FUNDER)
    ]
    assert first.organisation not in [each.organisation for each in child.participations]
    link = family.parent_link_of(child)
    assert link is not None
    assert (link.parent, link.kind, link.linked_on) == (parent, OffspringKind.PARTNERSHIP, TODAY)
    assert link.continuation_id == parent.continuations[0].id, "it grew from the decision to expand"


def test_both_histories_tell_of_it_and_neither_names_the_other(database: Session) -> None:
    parent = make_partnership(database, title="Parentova")
    child = make_partnership(database, title="Childova")

    make_offspring(parent, child)

    assert [telling.headline(entry) for entry in told(database, parent)] == [
        "A partnership grew out of this partnership"
    ]
    assert [telling.headline(entry) for entry in told(database, child)] == [
        "This partnership grew out of another partnership"
    ]
    assert "Childova" not in str([entry.parts for entry in told(database, parent)])
    assert "Parentova" not in str([entry.parts for entry in told(database, child)])


def test_a_partnership_does_not_grow_out_of_itself(partnership: Partnership) -> None:
    with pytest.raises(DomainError, match="cannot grow out of itself"):
        make_offspring(partnership, partnership)


@pytest.mark.parametrize("length", [2, 3, 5])
def test_a_family_has_no_circles(database: Session, length: int) -> None:
    chain = make_chain(database, length)

    with pytest.raises(DomainError, match="A family has no circles") as refused:
        make_offspring(chain[-1], chain[0])

    assert refused.value.field == "partnership"
    assert database.scalar(select(func.count(FamilyLink.id))) == length - 1


def test_a_partnership_grows_out_of_one_other_only(database: Session) -> None:
    first, second, child = (make_partnership(database) for _number in range(3))
    make_offspring(first, child)

    for parent in (first, second):
        with pytest.raises(Duplicate):
            make_offspring(parent, child)


def test_after_a_link_was_taken_back_another_parent_can_be_named(database: Session) -> None:
    first, second, child = (make_partnership(database) for _number in range(3))
    link = make_offspring(first, child)
    with pytest.raises(DomainError):
        growing.unlink(link, by=None, reason=" ")

    growing.unlink(link, by=None, reason="It was the other one")
    make_offspring(second, child)

    headlines = [telling.headline(entry) for entry in told(database, child)]
    assert headlines[1] == "It did not grow out of another partnership after all"
    assert telling.headline(told(database, first)[1]) == "Taken out of the family: A partnership"
    assert family.ancestors_of(child) == {child.id, second.id}


def test_in_the_archive_nothing_grows(database: Session) -> None:
    parent, child = make_partnership(database), make_partnership(database)
    record.archive(child, by=None, reason="Twice recorded")

    with pytest.raises(WrongState):
        make_offspring(parent, child)
    with pytest.raises(WrongState):
        make_offspring(child, parent)


def test_a_day_to_come_is_refused(database: Session) -> None:
    with pytest.raises(DomainError) as refused:
        make_offspring(
            make_partnership(database), make_partnership(database), linked_on=TODAY + timedelta(days=3)
        )

    assert refused.value.field == "linked_on"


# --- organisations and mechanisms -------------------------------------------------------------------------------------------


def test_an_organisation_has_one_place_in_a_family_and_may_stand_in_several(database: Session) -> None:
    first, second = make_partnership(database), make_partnership(database)
    fund = make_organisation(database, "Fund of Lysva")

    growing.link_organisation(first, fund, by=None, note="The city handed it over")
    growing.link_organisation(second, fund, by=None)
    with pytest.raises(Duplicate):
        growing.link_organisation(first, fund, by=None)

    assert (
        telling.headline(told(database, first)[0])
        == "An organisation grew out of this partnership: Fund of Lysva"
    )


def test_merged_organisations_have_one_place_in_each_family(database: Session) -> None:
    both, other = make_partnership(database), make_partnership(database)
    duplicate, stays = make_organisation(database), make_organisation(database)
    growing.link_organisation(both, duplicate, by=None)
    growing.link_organisation(both, stays, by=None)
    growing.link_organisation(other, duplicate, by=None)

    merge.merge(duplicate, stays, by=make_alumnus(database))

    links = database.execute(
        select(FamilyLink.parent_id, FamilyLink.organisation_id).order_by(FamilyLink.parent_id)
    )
    assert [tuple(row) for row in links] == [(both.id, stays.id), (other.id, stays.id)]


@pytest.fixture
def mechanism(partnership: Partnership) -> Mechanism:
    return make_named_mechanism(partnership)


def test_a_mechanism_settles_once_and_needs_a_name(
    database: Session, partnership: Partnership, mechanism: Mechanism
) -> None:
    with pytest.raises(DomainError):
        growing.link_mechanism(make_partnership(database), mechanism, by=None)

    growing.link_mechanism(partnership, mechanism, by=None)
    with pytest.raises(Duplicate):
        growing.link_mechanism(partnership, mechanism, by=None)

    nameless = make_named_mechanism(make_partnership(database), "")
    with pytest.raises(WrongState):
        growing.link_mechanism(nameless.partnership, nameless, by=None)
