"""The pages of organisations, as people of every role visit them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus, make_official, make_programme_staff
from tests.factories.partners import make_contact, make_inn, make_organisation
from tracker.partners import panels, queries, services
from tracker.partners.models import Organisation
from tracker.partners.panels import Panel
from tracker.partners.terms import Sector

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.accounts.models import User


def organisations(session: Session) -> list[Organisation]:
    return list(session.scalars(select(Organisation).order_by(Organisation.id)))


def test_a_visitor_sees_no_organisations(as_guest: Visitor, own: Organisation) -> None:
    for address in (
        "/organisations",
        f"/organisations/{own.id}",
        "/organisations/new",
        "/organisations/find?q=a",
    ):
        assert as_guest.is_refused(address)


def test_an_organisation_is_recorded_with_name_and_sector(database: Session, as_anna: Visitor) -> None:
    page = as_anna.submit(as_anna.visit("/organisations/new"), name="Фонд «Ромашка»", sector="nonprofit")

    assert page.heading == "Фонд «Ромашка»"
    assert "is recorded" in page
    assert organisations(database)[0].sector is Sector.NONPROFIT


def test_what_is_missing_or_wrong_is_said_beside_its_field(database: Session, as_anna: Visitor) -> None:
    page = as_anna.submit(as_anna.visit("/organisations/new"), inn="123")

    assert "Choose a sector." in page
    assert "Please fill this in." in page

    page = as_anna.submit(page, name="Ромашка", sector="business", kind="foundation")
    assert "An INN has 10 digits" in page

    page = as_anna.submit(page, inn="")
    assert "is not a kind of the sector" in page
    assert organisations(database) == []


def test_a_likely_duplicate_is_a_question_that_can_be_answered(
    database: Session, as_anna: Visitor, own: Organisation
) -> None:
    page = as_anna.submit(as_anna.visit("/organisations/new"), name="Ромашка, фонд", sector="nonprofit")

    assert "Perhaps it is recorded already" in page
    assert page.link(
        "Фонд «Ромашка» Non-profit · Altai Krai It has the same name, perhaps in other words or quotes."
    )

    page = as_anna.submit(page, another="y")

    assert page.heading == "Ромашка, фонд"


def test_a_number_that_is_recorded_is_refused_with_the_record(
    database: Session, as_anna: Visitor, own: Organisation
) -> None:
    services.edit(own, by=None, inn=make_inn(3))

    page = as_anna.submit(
        as_anna.visit("/organisations/new"), name="Василёк", sector="nonprofit", inn=make_inn(3)
    )

    assert "This organisation is recorded already" in page
    assert "This number is recorded already" in page
    assert page.select(f'a[href="/organisations/{own.id}"]')
    assert organisations(database) == [own]


def test_a_keeper_changes_the_record(as_anna: Visitor, own: Organisation) -> None:
    page = as_anna.visit(f"/organisations/{own.id}/edit")

    page = as_anna.submit(page, place="Бийск", tag_names="дети, Школы", other_identifiers="КПП: 220101001")

    assert "The changes are saved." in page
    assert own.place == "Бийск"
    assert own.tag_names == ["Школы", "дети"]
    assert own.other_identifiers == ["КПП: 220101001"]


def test_who_does_not_keep_a_record_reads_it_only(
    database: Session, sign_in: Callable[..., Visitor], own: Organisation
) -> None:
    stranger = sign_in(make_alumnus(database))

    page = stranger.visit(f"/organisations/{own.id}")

    assert "Contact persons" not in page
    assert not page.select(f'a[href="/organisations/{own.id}/edit"]')
    for address in ("edit", "history", "merge", "contacts/new"):
        assert stranger.is_refused(f"/organisations/{own.id}/{address}")
    for address in ("archive", "restore", "keepers", f"keepers/{own.keepers[0].user_id}/remove"):
        assert stranger.is_refused(f"/organisations/{own.id}/{address}", method="POST")


def test_two_people_change_different_details_and_nothing_is_lost(
    database: Session, as_anna: Visitor, own: Organisation
) -> None:
    page = as_anna.visit(f"/organisations/{own.id}/edit")
    services.edit(own, by=make_programme_staff(database, name="Борис Лем"), site="https://romashka.example")

    page = as_anna.submit(page, place="Бийск")

    assert "it is kept too: Site" in page
    assert (own.place, own.site) == ("Бийск", "https://romashka.example")


def test_two_people_change_the_same_detail_and_choose(
    database: Session, as_anna: Visitor, own: Organisation
) -> None:
    page = as_anna.visit(f"/organisations/{own.id}/edit")
    services.edit(own, by=make_programme_staff(database, name="Борис Лем"), place="Рубцовск")

    page = as_anna.submit(page, place="Бийск", short_name="Ромашка")
    assert "Борис Лем changed this record" in page
    assert own.place == "Рубцовск"

    page = as_anna.submit(page, keep_place="mine")
    assert (own.place, own.short_name) == ("Бийск", "Ромашка")


def test_the_archive_takes_a_reason_and_gives_back(as_anna: Visitor, own: Organisation) -> None:
    page = as_anna.visit(f"/organisations/{own.id}")

    page = as_anna.submit(
        page, form=f'form[action="/organisations/{own.id}/archive"]', reason="Ликвидирована"
    )
    archived = own.is_archived
    as_anna.submit(page, form=f'form[action="/organisations/{own.id}/restore"]')

    assert archived
    assert not own.is_archived


def test_without_a_reason_nothing_goes_into_the_archive(as_anna: Visitor, own: Organisation) -> None:
    as_anna.post(f"/organisations/{own.id}/archive")

    assert not own.is_archived


def test_the_history_is_told_in_words(
    database: Session, as_anna: Visitor, sign_in: Callable[..., Visitor], own: Organisation, anna: User
) -> None:
    services.edit(own, by=anna, place="Бийск", inn=make_inn(12), sector=Sector.BUSINESS)
    make_contact(own, "Софья Дёмина", by=anna)

    page = as_anna.visit(f"/organisations/{own.id}/history")
    of_programme = sign_in(make_programme_staff(database)).visit(f"/organisations/{own.id}/history")

    for words in (
        "The organisation “Фонд «Ромашка»” was recorded",
        "Town or district",
        "Бийск",
        make_inn(12),
        "Business",
    ):
        assert words in page
    assert "Contact person added: Софья Дёмина" in page
    assert "Софья Дёмина" not in of_programme


def test_the_search_as_one_types_offers_to_choose_or_to_make(as_anna: Visitor, own: Organisation) -> None:
    page = as_anna.fragment("/organisations/find?q=ромаш&choose=/partnerships/7/partners/new")

    assert page.select(f'a[href="/partnerships/7/partners/new?organisation={own.id}"]')
    assert page.one('a[href^="/partnerships/7/partners/new?name="]')


@pytest.mark.parametrize(
    "choose", ["https://evil.example", "//evil.example/x", "javascript:alert(1)", "/a?b=c"]
)
def test_the_search_leads_nowhere_else(as_anna: Visitor, own: Organisation, choose: str) -> None:
    page = as_anna.fragment(f"/organisations/find?q=ромаш&choose={choose}")

    assert [link["href"] for link in page.select("ul a")] == [f"/organisations/{own.id}"]


def test_who_may_not_record_is_offered_no_new_organisation(
    database: Session, sign_in: Callable[..., Visitor], own: Organisation
) -> None:
    page = sign_in(make_official(database)).fragment("/organisations/find?q=ромаш")

    assert "Make a new one" not in page


def test_two_records_are_merged_by_the_programme(
    database: Session, sign_in: Callable[..., Visitor], own: Organisation
) -> None:
    services.edit(own, by=None, place="Бийск")
    into = make_organisation(database, "Фонд помощи «Ромашка»", place="Барнаул")
    staff = sign_in(make_programme_staff(database))

    page = staff.visit(f"/organisations/{own.id}/merge?q=ромашка")
    page = staff.visit(f"/organisations/{own.id}/merge?organisation={into.id}")
    assert "In these details the records differ" in page
    page = staff.submit(page, keep_place="duplicate")

    assert page.heading == "Фонд помощи «Ромашка»"
    assert into.place == "Бийск"
    assert own.merged_into is into
    assert staff.visit(f"/organisations/{own.id}", follow=True).heading == "Фонд помощи «Ромашка»"


def test_a_record_cannot_be_merged_with_itself(
    database: Session, sign_in: Callable[..., Visitor], own: Organisation
) -> None:
    staff = sign_in(make_programme_staff(database))

    page = staff.visit(f"/organisations/{own.id}/merge?organisation={own.id}")

    assert "The other record" in page


def test_the_list_keeps_its_filter_in_the_address(
    database: Session, as_anna: Visitor, own: Organisation
) -> None:
    make_organisation(database, "Завод", sector=Sector.BUSINESS, region_code="RU-TOM")

    page = as_anna.visit("/organisations?sector=nonprofit&region=RU-ALT&tag=дети&q=ромашки&sort=-changed")
    assert "Фонд «Ромашка»" in page
    assert "Завод" not in page

    page = as_anna.submit(page, form="form.filters", sector="business")
    assert "No organisation fits this choice." in page
    assert "sort=-changed" in page.address


@pytest.mark.parametrize(
    "query",
    [
        "sector=none",
        "kind=x",
        "region=XX",
        "tag=*",
        "sort=age",
        "page=-1",
        "page=99999",
        "archived=y",
        "q=%22*%3A(",
    ],
)
def test_a_filter_that_nobody_understands_breaks_nothing(
    as_anna: Visitor, own: Organisation, query: str
) -> None:
    as_anna.visit(f"/organisations?{query}")


def test_the_list_takes_the_same_number_of_queries_for_any_number_of_rows(
    database: Session,
    as_anna: Visitor,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    def cost() -> int:
        with count_queries() as queries_sent:
            as_anna.visit("/organisations")
        return len(queries_sent)

    make_organisation(database, region_code="RU-ALT", tag_names=["а"])
    for_one = cost()
    for code in ("RU-ALT", "RU-TOM", "RU-MOW"):
        for tag in ("а", "б", "в", "г", "д", "е"):
            make_organisation(database, region_code=code, tag_names=[tag])

    assert cost() == for_one


def test_a_page_takes_the_same_number_of_queries_for_any_number_of_contacts(
    as_anna: Visitor, own: Organisation, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def cost() -> int:
        with count_queries() as queries_sent:
            as_anna.visit(f"/organisations/{own.id}")
        return len(queries_sent)

    make_contact(own, "Первый")
    for_one = cost()
    for number in range(10):
        make_contact(own, f"Контакт {number}")

    assert cost() == for_one


def test_other_packages_add_panels_for_readers_who_may_see_them(
    as_anna: Visitor, own: Organisation, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int]] = []

    def panel(organisation: Organisation, user: User) -> Panel | None:
        asked.append((organisation.id, user.id))
        return None

    monkeypatch.setattr(panels, "PANELS", [panel])

    as_anna.visit(f"/organisations/{own.id}")

    assert asked == [(own.id, anna.id)]


def test_a_record_is_found_after_it_was_made(database: Session, as_anna: Visitor) -> None:
    as_anna.submit(as_anna.visit("/organisations/new?name=Лес"), sector="nonprofit")

    assert [organisation.name for organisation in queries.found(database, "лес")] == ["Лес"]


@pytest.mark.parametrize(
    "address", ["", "/new", "/{id}", "/{id}/edit", "/{id}/contacts/new", "/{id}/history", "/find?q=ромашка"]
)
def test_pages_are_in_order_in_russian_too(
    anna: User, sign_in: Callable[..., Visitor], own: Organisation, address: str
) -> None:
    visitor = sign_in(anna, language="ru")

    open_it = visitor.fragment if "find" in address else visitor.visit
    open_it("/organisations" + address.format(id=own.id))
