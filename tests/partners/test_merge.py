"""Two records of one organisation become one, with everything that hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus, make_programme_staff
from tests.factories.partners import make_contact, make_inn, make_ogrn, make_organisation
from tracker.errors import WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners import merge, queries, services
from tracker.partners.models import Organisation
from tracker.partners.terms import OrganisationKind, Sector

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def last_entry(organisation: Organisation, session: Session) -> Entry:
    return (
        session.scalars(
            select(Entry).where(Entry.book_id == organisation.book_id).order_by(Entry.number.desc())
        ).first()
        or Entry()
    )


def test_everything_that_hangs_on_the_duplicate_moves(database: Session) -> None:
    anna, boris = make_alumnus(database), make_alumnus(database)
    duplicate = make_organisation(
        database,
        "Ромашка",
        by=anna,
        inn=make_inn(1),
        tag_names=["Дети", "школы"],
        other_identifiers=["КПП: 1"],
        place="Бийск",
    )
    into = make_organisation(database, "ООО «Ромашка»", by=boris, ogrn=make_ogrn(2), tag_names=["дети"])
    contact = make_contact(duplicate, "Иван Петров")

    merge.merge(duplicate, into, by=None)

    assert (into.inn, into.ogrn, into.place) == (make_inn(1), make_ogrn(2), "Бийск")
    assert into.other_identifiers == ["КПП: 1"]
    assert len(into.tag_names) == 2
    assert into.contacts == [contact]
    assert into.is_kept_by(anna)
    assert into.is_kept_by(boris)
    assert not any((duplicate.identifiers, duplicate.tags, duplicate.keepers, duplicate.contacts))


def test_the_duplicate_stays_as_a_pointer_that_nobody_is_offered(database: Session) -> None:
    duplicate = make_organisation(database, "Ромашка")
    into = make_organisation(database, "ООО «Ромашка»")

    merge.merge(duplicate, into, by=None)

    assert duplicate.merged_into is into
    assert duplicate.is_archived
    assert queries.found(database, "ромашка") == [into]
    assert list(database.scalars(queries.listed(queries.Filter(archived=True)))) == []


def test_the_record_that_stays_keeps_its_values_unless_others_were_chosen(database: Session) -> None:
    duplicate = make_organisation(
        database, "Ромашка-плюс", inn=make_inn(1), place="Бийск", site="https://a.example"
    )
    into = make_organisation(database, "Ромашка", inn=make_inn(2), place="Барнаул")

    merge.merge(duplicate, into, by=None, from_duplicate=frozenset({"place"}))

    assert (into.name, into.inn, into.place, into.site) == (
        "Ромашка",
        make_inn(2),
        "Бийск",
        "https://a.example",
    )
    assert last_entry(into, database).part("given_up") == {"inn": make_inn(1)}


def test_a_kind_that_does_not_fit_the_chosen_sector_is_left_out(database: Session) -> None:
    duplicate = make_organisation(database, sector=Sector.NONPROFIT, kind=OrganisationKind.FOUNDATION)
    into = make_organisation(database, sector=Sector.BUSINESS)

    merge.merge(duplicate, into, by=None)

    assert into.sector is Sector.BUSINESS
    assert into.kind is None


def test_only_details_that_both_have_must_be_chosen_between(database: Session) -> None:
    duplicate = make_organisation(database, "Ромашка", place="Бийск", site="https://a.example")
    into = make_organisation(database, "ООО «Ромашка»", place="Барнаул")

    assert merge.differing(duplicate, into) == ["name", "place"]


def test_both_histories_tell_of_the_merge(database: Session) -> None:
    staff = make_programme_staff(database)
    duplicate = make_organisation(database, "Ромашка", place="Бийск")
    into = make_organisation(database, "ООО «Ромашка»")

    merge.merge(duplicate, into, by=staff)

    told, pointed = last_entry(into, database), last_entry(duplicate, database)
    assert (told.kind, told.part("from"), told.author) == (EntryKind.MERGED, "Ромашка", staff)
    assert told.changes == {"place": {"old": "", "new": "Бийск"}}
    assert (pointed.kind, pointed.part("into")) == (EntryKind.MERGED, "ООО «Ромашка»")


def test_packages_above_move_what_is_theirs(database: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    moved: list[tuple[Organisation, Organisation]] = []
    monkeypatch.setattr(
        merge, "merging_steps", [lambda duplicate, into, _by: moved.append((duplicate, into))]
    )
    duplicate, into = make_organisation(database), make_organisation(database)

    merge.merge(duplicate, into, by=None)

    assert moved == [(duplicate, into)]


def test_pointers_to_a_duplicate_follow_it(database: Session) -> None:
    first, second, third = (make_organisation(database) for _ in range(3))

    merge.merge(first, second, by=None)
    merge.merge(second, third, by=None)

    assert first.merged_into is third


def test_what_cannot_be_merged_is_refused(database: Session) -> None:
    archived, merged, organisation = (make_organisation(database) for _ in range(3))
    services.archive(archived, by=None, reason="Закрыта")
    merge.merge(merged, organisation, by=None)

    for duplicate, into in (
        (organisation, organisation),
        (merged, organisation),
        (organisation, merged),
        (organisation, archived),
    ):
        with pytest.raises(WrongState):
            merge.merge(duplicate, into, by=None)


def test_an_archived_duplicate_can_be_merged_into_the_living_record(database: Session) -> None:
    archived, into = make_organisation(database), make_organisation(database)
    services.archive(archived, by=None, reason="Записана дважды")

    merge.merge(archived, into, by=None)

    assert archived.merged_into is into
    with pytest.raises(WrongState):
        services.restore(archived, by=None)
