"""Who takes part: joining, what is agreed, leaving and coming back; what follows for organisations."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tests.factories.accounts import make_alumnus, make_user
from tests.factories.partners import make_contact, make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tracker.accounts.terms import UserRole
from tracker.database import utc_now
from tracker.errors import DomainError, Duplicate, WrongState
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners import merge
from tracker.partners.models import Contact, Organisation
from tracker.partners.terms import Capacity, Sector
from tracker.permissions import Permission, can
from tracker.projects import queries
from tracker.projects.models import Participation
from tracker.projects.services import partners
from tracker.projects.terms import PartnerRole, SectorMix, TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.visitor import Visitor
    from tracker.projects.models import Partnership

TODAY = utc_now().date()


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    """Sentences outside of requests are told in English."""
    with force_locale("en"):
        yield


def last_entry(database: Session, partnership: Partnership) -> Entry:
    entries = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc())
    return database.scalars(entries).first() or pytest.fail("nothing was written down")


# --- joining ----------------------------------------------------------------------------------------------------------


def test_a_partner_joins_with_what_it_brings_and_expects(database: Session) -> None:
    partnership = make_partnership(database)
    works = make_organisation(database, "Altaikrovlya", sector=Sector.BUSINESS)
    day = TODAY - timedelta(days=30)

    made = partners.add_partner(
        partnership,
        works,
        by=None,
        role=PartnerRole.FUNDER,
        contribution="A lorry",
        expectation="Paper",
        joined_on=day,
    )

    entry = last_entry(database, partnership)
    assert partnership.partners_on(TODAY) == [made]
    assert entry.kind is EntryKind.PARTNER_JOINED
    assert entry.happened_on == day
    assert (entry.part("partner"), entry.part("contribution")) == ("Altaikrovlya", "A lorry")


def test_nobody_takes_part_twice_at_once(database: Session) -> None:
    partnership = make_partnership(database)
    partner = make_participation(partnership)

    with pytest.raises(Duplicate):
        partners.add_partner(partnership, partner.organisation, by=None)


def test_cross_sector_is_computed_from_the_partners_of_the_day(database: Session) -> None:
    partnership = make_partnership(database, partners=[Sector.NONPROFIT])
    business = make_participation(partnership, Sector.BUSINESS, joined_on=TODAY - timedelta(days=20))
    before = partnership.is_cross_sector_on(TODAY)

    partners.partner_left(business, on=TODAY - timedelta(days=1), reason="Moved away", by=None)

    assert before
    assert not partnership.is_cross_sector_on(TODAY)
    assert partnership.is_cross_sector_on(TODAY - timedelta(days=2))


def test_who_left_can_come_back_and_the_first_time_stays(database: Session) -> None:
    partnership = make_partnership(database)
    first = make_participation(partnership, left_on=TODAY - timedelta(days=10))

    again = partners.add_partner(partnership, first.organisation, by=None)

    assert again.joined_on == TODAY
    assert partnership.participations == [first, again]
    assert partnership.partners_on(TODAY) == [again]


def test_nobody_comes_back_before_leaving(database: Session) -> None:
    partnership = make_partnership(database)
    first = make_participation(partnership, left_on=TODAY - timedelta(days=10))

    with pytest.raises(DomainError) as refused:
        partners.add_partner(partnership, first.organisation, by=None, joined_on=TODAY - timedelta(days=11))

    assert refused.value.field == "joined_on"


def test_a_partner_leaves_once_and_not_before_it_joined(database: Session) -> None:
    partner = make_participation(make_partnership(database), joined_on=TODAY - timedelta(days=5))

    with pytest.raises(DomainError):
        partners.partner_left(partner, on=TODAY - timedelta(days=6), reason="", by=None)
    partners.partner_left(partner, on=TODAY, reason="Moved away", by=None)
    with pytest.raises(WrongState):
        partners.partner_left(partner, on=TODAY, reason="", by=None)

    assert last_entry(database, partner.partnership).part("reason") == "Moved away"


def test_what_is_agreed_changes_with_old_and_new_values(database: Session) -> None:
    partner = make_participation(make_partnership(database), contribution="A lorry")

    partners.edit_partner(partner, by=None, contribution="Two lorries", role=PartnerRole.FUNDER)

    assert last_entry(database, partner.partnership).changes == {
        "contribution": {"old": "A lorry", "new": "Two lorries"},
        "role": {"old": "partner", "new": "funder"},
    }


def test_key_people_are_people_of_the_partner(database: Session) -> None:
    partner = make_participation(make_partnership(database))
    own, foreign = (
        make_contact(partner.organisation, "Anna Kim"),
        make_contact(make_organisation(database), "Ivan"),
    )

    partners.set_key_people(partner, [(own, Capacity.LEADER), (own, Capacity.EXECUTOR)], by=None)
    with pytest.raises(DomainError):
        partners.set_key_people(partner, [(foreign, Capacity.LEADER)], by=None)

    assert last_entry(database, partner.partnership).changes == {
        "leaders": {"old": [], "new": ["Anna Kim"]},
        "executors": {"old": [], "new": ["Anna Kim"]},
    }


# --- the pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def broker(database: Session) -> object:
    return make_alumnus(database)


@pytest.fixture
def partnership(database: Session, broker: object) -> Partnership:
    return make_partnership(database, title="Marathon", by=broker, partners=[Sector.NONPROFIT])  # type: ignore[arg-type]  # a user


def test_a_recorded_organisation_is_found_and_joins(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, broker: object
) -> None:
    make_organisation(database, "ООО «Алтайкровля»", sector=Sector.BUSINESS)
    visitor = sign_in(broker)

    found = visitor.visit(f"/partnerships/{partnership.id}/partners/new?q=алтай")
    form = visitor.visit(
        next(
            str(link["href"])
            for link in found.select("#found-organisations a")
            if "organisation=" in str(link["href"])
        )
    )
    page = visitor.submit(
        form, role="funder", contribution="A lorry", leader="Gennady Frolov", executor="Larisa"
    )

    assert "A lorry" in page
    assert "Gennady Frolov" in page
    joined = partnership.participations[-1]
    assert {person.contact.name: person.capacity for person in joined.key_people} == {
        "Gennady Frolov": Capacity.LEADER,
        "Larisa": Capacity.EXECUTOR,
    }


def test_a_new_organisation_is_recorded_on_the_way(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, broker: object
) -> None:
    visitor = sign_in(broker)

    page = visitor.submit(
        visitor.visit(f"/partnerships/{partnership.id}/partners/new?name=School+15"),
        sector="government",
        contribution="Paper",
    )

    made = database.scalars(select(Organisation).where(Organisation.name == "School 15")).one()
    assert "School 15" in page
    assert partnership.participations[-1].organisation == made
    assert made.region_code == "RU-ALT"


def test_a_likely_duplicate_is_asked_about_and_nothing_is_lost(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, broker: object
) -> None:
    known = make_organisation(database, "ООО «Алтайкровля»", sector=Sector.BUSINESS)
    visitor = sign_in(broker)

    asked = visitor.submit(
        visitor.visit(f"/partnerships/{partnership.id}/partners/new?name=Алтайкровля"),
        sector="business",
        contribution="A lorry",
    )
    page = visitor.submit(asked, another="y")

    assert f"organisation={known.id}" in asked.html
    assert "A lorry" in asked
    assert "A lorry" in page
    assert partnership.participations[-1].organisation != known


def test_what_is_agreed_is_changed_on_its_form(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, broker: object
) -> None:
    [partner] = partnership.participations
    anna = make_contact(partner.organisation, "Anna Kim")
    visitor = sign_in(broker)

    page = visitor.submit(
        visitor.visit(f"/participations/{partner.id}/edit"),
        expectation="New authors",
        leaders=[anna.id],
        person_name="Boris Ten",
        person_capacity="executor",
        person_phone="+7 900 1234567",
    )

    assert "New authors" in page
    assert "+7 900 1234567" in page
    assert partners.key_names(partner) == {"leaders": ["Anna Kim"], "executors": ["Boris Ten"]}


def test_several_people_can_decide_at_a_partner(
    sign_in: Callable[..., Visitor], partnership: Partnership, broker: object
) -> None:
    [partner] = partnership.participations
    for name in ("Anna Kim", "Boris Ten"):
        make_contact(partner.organisation, name)

    form = sign_in(broker).visit(f"/participations/{partner.id}/edit")

    assert [str(box["type"]) for box in form.select("input[name=leaders]")] == ["checkbox", "checkbox"]


def test_two_people_who_change_one_partner_lose_nothing(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, broker: object
) -> None:
    [partner] = partnership.participations
    contacts = {name: make_contact(partner.organisation, name) for name in ("Anna Kim", "Boris Ten")}
    visitor = sign_in(broker)
    opened = visitor.visit(f"/participations/{partner.id}/edit")
    partners.edit_partner(partner, by=None, contribution="Articles")
    partners.set_key_people(partner, [(contacts["Anna Kim"], Capacity.LEADER)], by=None)

    choice = visitor.submit(opened, contribution="Radio", executors=[contacts["Boris Ten"].id])
    visitor.submit(choice, keep_contribution="mine")

    assert partner.contribution == "Radio"
    assert partners.key_names(partner) == {"leaders": ["Anna Kim"], "executors": ["Boris Ten"]}


def test_a_partner_that_left_stands_under_before(
    sign_in: Callable[..., Visitor], partnership: Partnership, broker: object
) -> None:
    [partner] = partnership.participations
    visitor = sign_in(broker)

    page = visitor.submit(visitor.visit(f"/participations/{partner.id}/left"), reason="Moved away")

    assert "Before" in page.texts("h2")
    assert "Moved away" in page
    assert partner.organisation.name in page
    again = visitor.submit(
        visitor.visit(f"/partnerships/{partnership.id}/partners/new?organisation={partner.organisation_id}")
    )
    assert again.select(f"#partner-{partnership.participations[-1].id}")


def test_readers_see_partners_and_change_nothing(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership
) -> None:
    reader = make_member(partnership, make_user(database), TeamRole.READER).user
    [partner] = partnership.participations
    visitor = sign_in(reader)

    page = visitor.visit(f"/partnerships/{partnership.id}/partners")

    assert partner.organisation.name in page
    assert "Add a partner" not in page
    for address in (
        f"/partnerships/{partnership.id}/partners/new",
        f"/participations/{partner.id}/edit",
        f"/participations/{partner.id}/left",
    ):
        assert visitor.is_refused(address)


def test_the_page_takes_the_same_number_of_queries_for_one_partner_and_for_many(
    database: Session,
    sign_in: Callable[..., Visitor],
    count_queries: Callable[[], AbstractContextManager[Statements]],
    broker: object,
) -> None:
    few_partners = make_partnership(database, by=broker, partners=[Sector.BUSINESS])  # type: ignore[arg-type]  # a user
    many_partners = make_partnership(database, by=broker, partners=[*Sector] * 5)  # type: ignore[arg-type]  # a user
    for each in [*few_partners.participations, *many_partners.participations]:
        partners.set_key_people(each, [(make_contact(each.organisation), Capacity.LEADER)], by=None)
    visitor = sign_in(broker)
    addresses = [f"/partnerships/{each.id}/partners" for each in (few_partners, many_partners)]
    visitor.visit(addresses[0])

    with count_queries() as few:
        visitor.visit(addresses[0])
    with count_queries() as many:
        visitor.visit(addresses[1])

    assert len(many) == len(few)


# --- what follows for organisations -----------------------------------------------------------------------------------


def test_partners_of_today_are_edited_by_those_who_edit_the_partnership(database: Session) -> None:
    editor, reader, stranger = make_user(database), make_user(database), make_alumnus(database)
    partnership = make_partnership(database)
    partner, former = make_participation(partnership), make_participation(partnership, left_on=TODAY)
    make_member(partnership, editor, TeamRole.EDITOR)
    make_member(partnership, reader, TeamRole.READER)

    assert can(editor, Permission.ORGANISATION_EDIT, partner.organisation)
    assert not can(editor, Permission.ORGANISATION_EDIT, former.organisation)
    for person in (reader, stranger):
        assert not can(person, Permission.ORGANISATION_EDIT, partner.organisation)


def test_contacts_are_known_to_those_who_see_the_inside(database: Session) -> None:
    partnership = make_partnership(database, visibility=Visibility.REGION)
    former = make_participation(partnership, left_on=TODAY)
    reader = make_member(partnership, make_user(database), TeamRole.READER).user
    here = make_user(database, UserRole.OFFICIAL, regions=["RU-ALT"])
    elsewhere = make_user(database, UserRole.OFFICIAL, regions=["RU-TOM"])

    for person in (reader, here, make_user(database, UserRole.PROGRAMME)):
        assert can(person, Permission.ORGANISATION_CONTACTS, former.organisation)
    for person in (elsewhere, make_alumnus(database)):
        assert not can(person, Permission.ORGANISATION_CONTACTS, former.organisation)


def test_an_organisation_shows_the_partnerships_that_the_reader_may_see(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    works = make_organisation(database, "Altaikrovlya")
    for title, visibility in (("Open marathon", Visibility.PUBLIC), ("Hidden marathon", Visibility.TEAM)):
        make_participation(make_partnership(database, title=title, visibility=visibility), works)

    page = sign_in(make_alumnus(database)).visit(f"/organisations/{works.id}")

    assert "Open marathon" in page
    assert "Hidden marathon" not in page


def test_merged_organisations_bring_their_partnerships_along(database: Session) -> None:
    duplicate, works = (
        make_organisation(database, "Altaykrovlya"),
        make_organisation(database, "Altaikrovlya"),
    )
    partnership = make_partnership(database)
    make_participation(partnership, duplicate, contribution="A lorry")
    alive_on = partnership.alive_on

    merge.merge(duplicate, works, by=None)

    assert [each.organisation for each in partnership.participations] == [works]
    assert partnership.alive_on == alive_on
    assert last_entry(database, partnership).kind is EntryKind.MERGED


def test_two_parts_in_one_partnership_become_one(database: Session) -> None:
    duplicate, works = (
        make_organisation(database, "Altaykrovlya"),
        make_organisation(database, "Altaikrovlya"),
    )
    partnership = make_partnership(database)
    lost = make_participation(
        partnership, duplicate, contribution="A lorry", joined_on=TODAY - timedelta(days=9)
    )
    kept = make_participation(partnership, works, contribution="Prizes", joined_on=TODAY)
    partners.set_key_people(lost, [(make_contact(duplicate, "Anna Kim"), Capacity.LEADER)], by=None)

    merge.merge(duplicate, works, by=None)
    database.flush()
    database.expire_all()

    assert database.scalars(select(Participation)).all() == [kept]
    assert (kept.contribution, kept.joined_on) == ("Prizes\n\nA lorry", TODAY - timedelta(days=9))
    assert partners.key_names(kept)["leaders"] == ["Anna Kim"]
    assert database.scalars(select(Contact.organisation_id)).all() == [works.id]


# --- the mix of sectors -----------------------------------------------------------------------------------------------

MIXES = {
    (): {SectorMix.NO_PARTNERS},
    (Sector.BUSINESS,): {SectorMix.ONE_SECTOR, SectorMix.WITHOUT_GOVERNMENT, SectorMix.WITHOUT_NONPROFIT},
    (Sector.BUSINESS, Sector.NONPROFIT): {SectorMix.CROSS_SECTOR, SectorMix.WITHOUT_GOVERNMENT},
    tuple(Sector): {SectorMix.CROSS_SECTOR, SectorMix.THREE_SECTORS},
}


@pytest.mark.parametrize(("sectors", "mixes"), MIXES.items(), ids=lambda value: str(len(value)))
def test_the_mix_of_sectors_is_found(
    database: Session, sectors: tuple[Sector, ...], mixes: set[SectorMix]
) -> None:
    partnership = make_partnership(database, partners=sectors)
    make_participation(partnership, Sector.GOVERNMENT, left_on=TODAY)
    make_participation(partnership, Sector.GOVERNMENT, joined_on=TODAY + timedelta(days=3))

    found = {
        mix
        for mix in SectorMix
        if database.scalar(queries.visible_to(partnership.created_by).where(queries.has_mix(mix, TODAY)))
    }

    assert found == mixes


def test_an_ended_partnership_counts_the_partners_of_its_last_day(database: Session) -> None:
    end = TODAY - timedelta(days=100)
    partnership = make_partnership(database, partners=[Sector.BUSINESS], ended_on=end)
    make_participation(
        partnership, Sector.GOVERNMENT, joined_on=end - timedelta(days=9), left_on=end + timedelta(days=5)
    )

    found = database.scalars(
        queries.visible_to(partnership.created_by).where(queries.has_mix(SectorMix.CROSS_SECTOR, TODAY))
    )

    assert found.all() == [partnership]
    assert partnership.is_cross_sector_on(TODAY)
