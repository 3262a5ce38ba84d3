"""Who could answer what a partner expects: matching with reasons, the region first, nothing that the reader may not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_alumnus, make_programme_staff, make_user
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tracker.database import session_of, utc_now
from tracker.partners import services as organisations
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Sector
from tracker.projects import answers
from tracker.projects.services import partners
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.visitor import Visitor
    from tracker.accounts.models import User
    from tracker.partners.models import Organisation
    from tracker.projects.answers import Candidate
    from tracker.projects.models import Participation, Partnership

HALL = Expectation.PREMISES_LENT
TODAY = utc_now().date()


@pytest.fixture
def broker(database: Session) -> User:
    return make_alumnus(database)


@pytest.fixture
def partnership(database: Session, broker: User) -> Partnership:
    """A partnership of Altai Krai."""
    return make_partnership(database, title="Marathon", by=broker, visibility=Visibility.TEAM)


@pytest.fixture
def club(partnership: Partnership) -> Participation:
    """A club that hopes for a hall."""
    return make_participation(partnership, Sector.NONPROFIT, expects=[HALL])


def company(session: Session, name: str, **details: object) -> Organisation:
    return make_organisation(session, name, sector=Sector.BUSINESS, **details)  # type: ignore[arg-type]  # its details


def offered_elsewhere(session: Session, organisation: Organisation, **details: object) -> Partnership:
    """Another partnership, of somebody else, in which the organisation offers a hall."""
    other = make_partnership(session, **details)  # type: ignore[arg-type]  # its details
    make_participation(other, organisation, offers=[HALL])
    return other


def candidates_for(partnership: Partnership, user: User) -> list[Candidate]:
    session = session_of(partnership)
    found = session.scalars(answers.who_could_answer(HALL, partnership, user)).all()
    return answers.candidates(session, found, HALL, partnership=partnership, user=user, today=TODAY)


def names_of(candidates: list[Candidate]) -> list[str]:
    return [each.organisation.name for each in candidates]


# --- partners who answer each other -----------------------------------------------------------------------------------


def test_a_partner_who_offers_it_answers_what_another_expects(
    partnership: Partnership, club: Participation
) -> None:
    works = make_participation(partnership, Sector.BUSINESS, offers=[HALL])

    found = answers.answered(partnership.partners_on(TODAY))

    assert found == {club.id: [(HALL, [works])], works.id: []}


def test_a_partner_who_left_answers_nothing(partnership: Partnership, club: Participation) -> None:
    works = make_participation(partnership, Sector.BUSINESS, offers=[HALL])
    partners.partner_left(works, on=TODAY, reason="", by=None)

    found = answers.answered(partnership.partners_on(TODAY))

    assert found == {club.id: [(HALL, [])]}


# --- who could answer -------------------------------------------------------------------------------------------------


def test_those_of_the_region_come_first(
    database: Session, partnership: Partnership, club: Participation, broker: User
) -> None:
    company(database, "Alpha", offers=[HALL], region_code="RU-TOM")
    company(database, "Beta", offers=[HALL])
    company(database, "Zeta", offers=[HALL], region_code="RU-ALT")

    found = candidates_for(partnership, broker)

    assert [(each.organisation.name, each.is_near) for each in found] == [
        ("Zeta", True),
        ("Alpha", False),
        ("Beta", False),
    ]


def test_who_offers_something_else_or_is_in_the_archive_is_left_out(
    database: Session, partnership: Partnership, club: Participation, broker: User
) -> None:
    company(database, "Alpha", offers=[Expectation.JOBS])
    company(database, "Beta")
    organisations.archive(company(database, "Gamma", offers=[HALL]), by=None, reason="Closed")

    assert candidates_for(partnership, broker) == []


def test_the_reasons_say_where_it_is_offered(
    database: Session, partnership: Partnership, club: Participation, broker: User
) -> None:
    own_page = company(database, "Alpha", offers=[HALL])
    in_two = company(database, "Beta")
    first, second = (offered_elsewhere(database, in_two, by=broker) for _ in range(2))

    found = {each.organisation: each for each in candidates_for(partnership, broker)}

    assert found[own_page].on_own_page
    assert found[own_page].offered_in == []
    assert not found[in_two].on_own_page
    assert [part.partnership for part in found[in_two].shown] == [second, first]


def test_an_offer_counts_only_where_the_reader_sees_the_inside(
    database: Session, partnership: Partnership, club: Participation, broker: User
) -> None:
    offered_elsewhere(database, company(database, "Alpha"), visibility=Visibility.TEAM)
    offered_elsewhere(database, company(database, "Beta"), visibility=Visibility.PUBLIC)
    both = company(database, "Gamma", offers=[HALL])
    offered_elsewhere(database, both, visibility=Visibility.PUBLIC)
    staff = make_programme_staff(database)

    seen_by_broker = candidates_for(partnership, broker)
    seen_by_staff = candidates_for(partnership, staff)

    assert names_of(seen_by_broker) == ["Gamma"]
    assert seen_by_broker[0].offered_in == []
    assert names_of(seen_by_staff) == ["Beta", "Gamma"]
    assert len(seen_by_staff[1].offered_in) == 1


def test_offers_of_an_earlier_sector_do_not_count(
    database: Session, partnership: Partnership, club: Participation, broker: User
) -> None:
    works = company(database, "Alpha", offers=[HALL])
    offered_elsewhere(database, works, by=broker)

    organisations.edit(works, by=None, sector=Sector.GOVERNMENT)

    assert candidates_for(partnership, broker) == []


def test_a_partner_of_today_is_known_as_such(
    database: Session, partnership: Partnership, club: Participation, broker: User
) -> None:
    works = make_participation(partnership, company(database, "Alpha", offers=[HALL]))

    [found] = candidates_for(partnership, broker)

    assert found.part == works


def test_of_many_partnerships_a_few_are_named(
    database: Session, partnership: Partnership, club: Participation, broker: User
) -> None:
    works = company(database, "Alpha")
    for _ in range(answers.MOST_REASONS + 2):
        offered_elsewhere(database, works, by=broker)

    [found] = candidates_for(partnership, broker)

    assert len(found.shown) == answers.MOST_REASONS
    assert found.more == 2


# --- the pages --------------------------------------------------------------------------------------------------------


def address_of(participation: Participation, expectation: Expectation = HALL) -> str:
    return f"/participations/{participation.id}/expectations/{expectation.code}"


def test_the_page_of_partners_says_who_answers_and_leads_to_who_could(
    sign_in: Callable[..., Visitor], partnership: Partnership, club: Participation, broker: User
) -> None:
    visitor = sign_in(broker)
    address = f"/partnerships/{partnership.id}/partners"

    open_still = visitor.visit(address)
    works = make_participation(partnership, Sector.BUSINESS, offers=[HALL])
    answered = visitor.visit(address)

    assert open_still.select(f'a[href="{address_of(club)}"]')
    assert not answered.select(f'a[href="{address_of(club)}"]')
    assert f"answered by {works.organisation.display_name}" in answered


def test_a_reader_reads_what_is_still_open_without_a_way_to_search(
    database: Session, sign_in: Callable[..., Visitor], partnership: Partnership, club: Participation
) -> None:
    reader = make_member(partnership, make_user(database), TeamRole.READER).user
    visitor = sign_in(reader)

    page = visitor.visit(f"/partnerships/{partnership.id}/partners")

    assert "nobody here offers this yet" in page
    assert not page.select(f'a[href="{address_of(club)}"]')
    assert visitor.is_refused(address_of(club))


def test_whoever_could_answer_is_shown_with_reasons_and_becomes_a_partner(
    database: Session,
    sign_in: Callable[..., Visitor],
    partnership: Partnership,
    club: Participation,
    broker: User,
) -> None:
    works = company(
        database, "Zavod", offers=[HALL], offers_text="A hall for 80 people", region_code="RU-ALT"
    )
    offered_elsewhere(database, works, by=broker, title="Springs")
    visitor = sign_in(broker)

    page = visitor.visit(address_of(club))
    after = visitor.submit(visitor.visit(page.link("Add as partner : Zavod")))

    assert page.texts(".reasons li") == [
        "offers this on its own page",
        "offers this in the partnership “ Springs ”",
    ]
    assert "A hall for 80 people" in page
    assert page.texts("main h3") == ["In the regions of the partnership"]
    assert "answered by Zavod" in after


def test_a_partner_of_today_is_asked_to_note_its_offer_instead(
    database: Session,
    sign_in: Callable[..., Visitor],
    partnership: Partnership,
    club: Participation,
    broker: User,
) -> None:
    works = make_participation(partnership, company(database, "Zavod", offers=[HALL]))

    page = sign_in(broker).visit(address_of(club))

    assert "Takes part here already" in page
    assert page.select(f'a[href="/participations/{works.id}/edit"]')
    assert "Add as partner" not in page


def test_where_nobody_is_found_the_page_says_where_offers_are_recorded(
    sign_in: Callable[..., Visitor], club: Participation, broker: User
) -> None:
    page = sign_in(broker).visit(address_of(club))

    assert "Nobody has recorded yet that they offer this." in page
    assert "under “What it can offer”" in page
    assert page.link("Look through the organisations of this sector") == "/organisations?sector=business"


def test_what_the_sector_does_not_expect_has_no_page(
    sign_in: Callable[..., Visitor], club: Participation, broker: User
) -> None:
    visitor = sign_in(broker)

    visitor.visit(address_of(club, Expectation.PUBLIC_REVIEW), status=404)
    visitor.visit(f"/participations/{club.id}/expectations/no-such", status=404)


def test_the_page_takes_the_same_number_of_queries_for_one_organisation_and_for_many(
    database: Session,
    sign_in: Callable[..., Visitor],
    count_queries: Callable[[], AbstractContextManager[Statements]],
    club: Participation,
    broker: User,
) -> None:
    def one_more(number: int) -> None:
        works = company(database, f"Zavod {number}", offers=[HALL], region_code="RU-ALT")
        offered_elsewhere(database, works, by=broker)
        database.flush()

    one_more(0)
    visitor = sign_in(broker)
    visitor.visit(address_of(club))

    with count_queries() as few:
        visitor.visit(address_of(club))
    for number in range(1, 12):
        one_more(number)
    with count_queries() as many:
        page = visitor.visit(address_of(club))

    assert len(page.select(".reasons")) == 12
    assert len(many) == len(few)


def test_the_list_goes_on_from_page_to_page(
    database: Session, sign_in: Callable[..., Visitor], club: Participation, broker: User
) -> None:
    for number in range(60):
        company(database, f"Zavod {number:02}", offers=[HALL])
    visitor = sign_in(broker)

    first = visitor.visit(address_of(club))
    second = visitor.visit(str(first.one("a[rel=next]")["href"]))

    shown = [{str(card["id"]) for card in page.select("article.card")} for page in (first, second)]
    assert shown[0]
    assert shown[1]
    assert not shown[0] & shown[1]
