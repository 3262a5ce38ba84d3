"""Organisations are recorded, changed and put away, and their history tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus, make_user
from tests.factories.partners import make_contact, make_inn, make_ogrn, make_organisation
from tests.factories.regions import make_region
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.history import chain
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners import contacts, queries, services
from tracker.partners.duplicates import AlreadyRecorded
from tracker.partners.models import Organisation
from tracker.partners.terms import Capacity, IdentifierScheme, OrganisationKind, Sector

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def entries_of(organisation: Organisation, session: Session) -> list[Entry]:
    return list(
        session.scalars(select(Entry).where(Entry.book_id == organisation.book_id).order_by(Entry.number))
    )


def refusal_of(call: Any) -> DomainError:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value


def test_whoever_records_an_organisation_keeps_its_record(database: Session) -> None:
    anna = make_alumnus(database)

    organisation = services.create(database, name=" ООО «Ромашка» ", sector=Sector.BUSINESS, by=anna)

    assert organisation.name == "ООО «Ромашка»"
    assert organisation.is_kept_by(anna)
    assert not organisation.is_kept_by(make_alumnus(database))
    assert [entry.kind for entry in entries_of(organisation, database)] == [EntryKind.CREATED]


def test_all_details_are_kept(database: Session) -> None:
    make_region(database, "RU-ALT")

    organisation = services.create(
        database,
        name="ОАО «Алтайкровля»",
        short_name="Алтайкровля",
        sector=Sector.BUSINESS,
        kind=OrganisationKind.LARGE_COMPANY,
        region_code="RU-ALT",
        place="Барнаул",
        inn=make_inn(1),
        ogrn=make_ogrn(1),
        other_identifiers=["КПП: 220101001"],
        tag_names=["макулатура", " вторичная  переработка "],
        by=None,
    )
    database.expire_all()

    assert organisation.region is not None
    assert organisation.region.code == "RU-ALT"
    assert organisation.inn == make_inn(1)
    assert organisation.ogrn == make_ogrn(1)
    assert organisation.other_identifiers == ["КПП: 220101001"]
    assert organisation.tag_names == ["вторичная переработка", "макулатура"]
    assert organisation.display_name == "Алтайкровля"


def test_an_organisation_needs_a_name(database: Session) -> None:
    refused = refusal_of(lambda: services.create(database, name="  ", sector=Sector.BUSINESS, by=None))

    assert refused.field == "name"


def test_a_kind_belongs_to_its_sector(database: Session) -> None:
    organisation = make_organisation(database, sector=Sector.NONPROFIT, kind=OrganisationKind.FOUNDATION)

    refused = refusal_of(lambda: services.edit(organisation, by=None, sector=Sector.BUSINESS))

    assert refused.field == "kind"
    assert organisation.sector is Sector.NONPROFIT


def test_a_number_belongs_to_one_organisation(database: Session) -> None:
    first = make_organisation(database, inn=make_inn(7))

    with pytest.raises(AlreadyRecorded) as refused:
        make_organisation(database, inn=make_inn(7))

    assert refused.value.organisation is first
    assert refused.value.field == "inn"


def test_two_registers_may_give_the_same_number(database: Session) -> None:
    make_organisation(database, other_identifiers=["VAT: 100200"])

    other = make_organisation(database, other_identifiers=["КПП: 100200"])

    assert other.other_identifiers == ["КПП: 100200"]


def test_an_ogrnip_takes_the_place_of_an_ogrn(database: Session) -> None:
    organisation = make_organisation(database, ogrn=make_ogrn(3))

    services.edit(organisation, by=None, ogrn="304500116000157")

    assert [identifier.scheme for identifier in organisation.identifiers] == [IdentifierScheme.OGRNIP]


def test_a_tag_keeps_the_spelling_of_whoever_gave_it_first(database: Session) -> None:
    make_organisation(database, tag_names=["Экология"])

    second = make_organisation(database, tag_names=["экология", "ЭКОЛОГИЯ", "дети"])

    assert second.tag_names == ["Экология", "дети"]


def test_changes_stand_in_the_history_with_old_and_new_values(database: Session) -> None:
    anna = make_alumnus(database)
    organisation = make_organisation(database, "Ромашка", inn=make_inn(1), tag_names=["а"])
    version = organisation.version

    services.edit(organisation, by=anna, name="Василёк", inn=make_inn(2), tag_names=["б"], place="")

    entry = entries_of(organisation, database)[-1]
    assert entry.changes == {
        "name": {"old": "Ромашка", "new": "Василёк"},
        "inn": {"old": make_inn(1), "new": make_inn(2)},
        "tag_names": {"old": ["а"], "new": ["б"]},
    }
    assert entry.author is anna
    assert entry.subject_version == organisation.version > version


def test_an_edit_that_changes_nothing_leaves_no_trace(database: Session) -> None:
    organisation = make_organisation(
        database, "Ромашка", inn=make_inn(1), other_identifiers=["КПП: 1"], tag_names=["а"]
    )
    version = organisation.version

    services.edit(
        organisation, by=None, name="Ромашка ", inn=make_inn(1), other_identifiers=["КПП:1"], tag_names=["а"]
    )

    assert len(entries_of(organisation, database)) == 1
    assert organisation.version == version


def test_a_new_tag_alone_is_a_new_version(database: Session) -> None:
    organisation = make_organisation(database)
    version = organisation.version

    services.edit(organisation, by=None, tag_names=["дети"])

    assert organisation.version == version + 1


def test_a_renamed_organisation_is_found_by_its_new_name_only(database: Session) -> None:
    organisation = make_organisation(database, "Фонд «Ромашка»")

    services.edit(organisation, by=None, name="Фонд «Василёк»")

    assert queries.found(database, "ромашка") == []
    assert queries.found(database, "васильки") == [organisation]


def test_other_packages_hear_of_a_change(database: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Organisation] = []
    monkeypatch.setattr(services, "CHANGED", [heard.append])
    organisation = make_organisation(database)

    services.edit(organisation, by=None, place="Бийск")

    assert heard == [organisation]


def test_an_archived_organisation_is_not_offered_and_comes_back(database: Session) -> None:
    organisation = make_organisation(database, "Ромашка")

    services.archive(organisation, by=None, reason="Ликвидирована")
    offered_while_archived = queries.found(database, "ромашка")
    services.restore(organisation, by=None)

    assert offered_while_archived == []
    assert queries.found(database, "ромашка") == [organisation]
    kinds = [entry.kind for entry in entries_of(organisation, database)]
    assert kinds == [EntryKind.CREATED, EntryKind.ARCHIVED, EntryKind.RESTORED]


def test_archiving_needs_a_reason(database: Session) -> None:
    organisation = make_organisation(database)

    assert refusal_of(lambda: services.archive(organisation, by=None, reason=" ")).field == "reason"


def test_what_is_in_the_archive_is_not_changed(database: Session) -> None:
    organisation = make_organisation(database)
    services.archive(organisation, by=None, reason="Закрыта")

    with pytest.raises(WrongState):
        services.edit(organisation, by=None, name="Иначе")
    with pytest.raises(WrongState):
        services.archive(organisation, by=None, reason="Ещё раз")
    with pytest.raises(WrongState):
        contacts.add_contact(organisation, name="Иван", by=None)


def test_what_is_not_archived_cannot_be_brought_back(database: Session) -> None:
    with pytest.raises(WrongState):
        services.restore(make_organisation(database), by=None)


def test_a_keeper_gives_the_record_to_others_too(database: Session) -> None:
    anna, boris = make_alumnus(database), make_user(database, name="Борис")
    organisation = make_organisation(database, by=anna)

    services.add_keeper(organisation, boris, by=anna)
    with pytest.raises(WrongState):
        services.add_keeper(organisation, boris, by=anna)
    services.remove_keeper(organisation, anna, by=boris)

    assert organisation.is_kept_by(boris)
    assert not organisation.is_kept_by(anna)


def test_contact_persons_come_and_go_and_the_history_tells_of_them(database: Session) -> None:
    organisation = make_organisation(database)
    contact = make_contact(organisation, "Софья Дёмина", position="председатель", capacity=Capacity.LEADER)

    contacts.edit_contact(contact, by=None, phone=" +7 000 103-01-21 ")
    contacts.archive_contact(contact, by=None)

    assert organisation.current_contacts == []
    assert organisation.archived_contacts == [contact]
    told = [(entry.kind, entry.part("state")) for entry in entries_of(organisation, database)[1:]]
    assert told == [
        (EntryKind.CHANGED, "added"),
        (EntryKind.CHANGED, "changed"),
        (EntryKind.ARCHIVED, "archived"),
    ]
    assert contact.phone == "+7 000 103-01-21"


def test_a_contact_person_needs_a_name(database: Session) -> None:
    organisation = make_organisation(database)

    assert refusal_of(lambda: contacts.add_contact(organisation, name=" ", by=None)).field == "name"


def test_the_chain_of_the_history_holds(database: Session) -> None:
    organisation = make_organisation(database)
    make_contact(organisation)
    services.edit(organisation, by=None, name="Иначе", tag_names=["б", "а"])

    assert list(chain.verify(database, book_id=organisation.book_id)) == []


def test_of_two_people_who_record_one_number_at_the_same_instant_the_second_reads_a_sentence(
    database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    inn = make_inn(77)
    make_organisation(database, inn=inn)
    monkeypatch.setattr(services, "holder_of", lambda *_args, **_kwargs: None)  # nobody else is seen yet

    with pytest.raises(Duplicate) as refused:
        make_organisation(database, inn=inn)

    assert refused.value.field == "inn"
