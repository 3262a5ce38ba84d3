"""The list and the board: what the address asks for is shown, as far as the reader may see it; nonsense is no error."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict

from tests.factories.accounts import make_alumnus, make_user
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tracker import search
from tracker.accounts.terms import UserRole
from tracker.database import utc_now
from tracker.memory import Memory
from tracker.partners.terms import Sector
from tracker.projects import filters
from tracker.projects.models import Continuation
from tracker.projects.routes import listing
from tracker.projects.terms import ContinuationDecision, Field, Stage, Visibility

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.visitor import Visitor

TODAY = utc_now().date()


@pytest.fixture(autouse=True)
def in_english(database: Session) -> Iterator[None]:
    """Sentences outside of requests are told in English."""
    with force_locale("en"):
        yield


def titles(database: Session, user: Any, address: str) -> list[str]:
    """What the list behind an address shows, in its order."""
    pairs = [pair.split("=", 1) for pair in address.split("&") if pair]
    chosen, _remarks = filters.parse(MultiDict([(name, value) for name, value in pairs]))
    return [partnership.title for partnership in database.scalars(chosen.select(user, TODAY)).unique()]


@pytest.fixture
def staff(database: Session) -> Any:
    """Somebody who sees the inside of everything below."""
    return make_user(database, UserRole.PROGRAMME)


@pytest.fixture
def marathon(database: Session) -> Any:
    """The one partnership that every filter below finds."""
    ivan = make_alumnus(database, name="Ivan", cohort="2019")
    made = make_partnership(
        database,
        title="Marathon",
        by=ivan,
        problem="Paper is thrown away",
        regions=["RU-ALT", "RU-TOM"],
        visibility=Visibility.REGION,
        main_field=Field.ENVIRONMENT,
        further_fields=[Field.EDUCATION],
        tags=["paper"],
        stage=Stage.EVERYDAY,
        round=2,
        on=TODAY - timedelta(days=300),
    )
    made.alive_on = TODAY - timedelta(days=250)
    make_participation(made, make_organisation(database, "Altaikrovlya", sector=Sector.BUSINESS))
    made.alive_on = TODAY - timedelta(days=250)
    database.add(
        Continuation(
            partnership_id=made.id,
            round=1,
            decision=ContinuationDecision.EXPAND,
            reason="It works",
            decided_on=TODAY,
        )
    )
    make_partnership(database, title="Another", regions=["RU-MOW"], visibility=Visibility.PROGRAMME)
    database.flush()
    return made


@pytest.mark.parametrize(
    "address",
    [
        "q=papers",
        "region=RU-TOM",
        "region=RU-ALT&region=RU-TOM",
        "field=environment",
        "field=education&field=sport",
        "stage=everyday",
        "mix=one_sector",
        "state=active&tag=paper",
        "tag=paper",
        "round=2%2B".replace("%2B", "+"),
        "life=yellow",
        "visibility=region",
        f"alive_before={(TODAY - timedelta(days=200)).isoformat()}",
        "cohort=2019",
        "decision=continue",
        "decision=expand",
    ],
)
def test_each_filter_finds_what_it_says(database: Session, staff: Any, marathon: Any, address: str) -> None:
    assert titles(database, staff, address) == ["Marathon"]


def test_people_and_partners_are_filters_too(database: Session, staff: Any, marathon: Any) -> None:
    [partner] = marathon.participations

    assert titles(database, staff, f"broker={marathon.created_by_id}") == ["Marathon"]
    assert titles(database, staff, f"organisation={partner.organisation_id}") == ["Marathon"]
    assert titles(database, marathon.created_by, "mine=1") == ["Marathon"]
    assert titles(database, staff, "mine=1") == []


def test_the_archive_is_shown_when_asked_for(database: Session, staff: Any) -> None:
    make_partnership(database, title="Running")
    make_partnership(database, title="Over", ended_on=TODAY)
    make_partnership(database, title="Put away", archived_at=utc_now())

    shown = {
        state: set(titles(database, staff, f"state={state}"))
        for state in ("", "active", "ended", "archived", "any")
    }

    assert shown == {
        "": {"Running", "Over"},
        "active": {"Running"},
        "ended": {"Over"},
        "archived": {"Put away"},
        "any": {"Running", "Over", "Put away"},
    }


def test_the_order_can_be_chosen(database: Session, staff: Any) -> None:
    for title, stage, days in (
        ("Beta", Stage.START, 5),
        ("Alpha", Stage.EVALUATION, 9),
        ("Gamma", Stage.PARTNERS, 1),
    ):
        made = make_partnership(database, title=title, stage=stage)
        made.alive_on = TODAY - timedelta(days=days)
    database.flush()

    orders = {sort: titles(database, staff, f"sort={sort}") for sort in ("recent", "title", "stage", "alive")}

    assert orders == {
        "recent": ["Gamma", "Beta", "Alpha"],
        "title": ["Alpha", "Beta", "Gamma"],
        "stage": ["Beta", "Gamma", "Alpha"],
        "alive": ["Alpha", "Beta", "Gamma"],
    }


def test_inner_facts_cannot_be_guessed_by_filtering(database: Session) -> None:
    outsider = make_alumnus(database)
    public = make_partnership(database, title="Open", visibility=Visibility.PUBLIC)

    assert titles(database, outsider, "") == ["Open"]
    for address in (
        f"broker={public.created_by_id}",
        "life=green",
        "visibility=public",
        "sort=alive",
        "alive_before=2100-01-01",
    ):
        assert titles(database, outsider, address) == []
        assert titles(database, None, address) == []


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("region=RU-XXX", "RU-XXX"),
        ("stage=party", "party"),
        ("broker=me", "me"),
        ("broker=99999999999999999999", "99999999999999999999"),
        ("alive_before=soon", "soon"),
        ("life=%00pink", "pink"),
        ("page=0&sort=money", "money"),
        ("field=health&field=magic", "magic"),
    ],
)
def test_what_is_not_understood_is_left_out_with_a_sentence(
    database: Session, sign_in: Callable[..., Visitor], address: str, name: str
) -> None:
    make_partnership(database, title="Open", visibility=Visibility.PUBLIC, main_field=Field.HEALTH)

    page = sign_in(make_alumnus(database)).visit(f"/partnerships?{address}")

    assert f"“{name}” says nothing about" in page
    assert "Open" in page


def test_signs_that_nobody_types_are_no_error(database: Session, sign_in: Callable[..., Visitor]) -> None:
    make_partnership(database, title="Open", visibility=Visibility.PUBLIC)

    page = sign_in(make_alumnus(database)).visit(
        "/partnerships?tag=%00&q=%00%01&cohort=%00&region=%00&mine=%00"
    )

    assert "Open" in page


def test_active_filters_are_chips_that_take_themselves_away(
    database: Session, sign_in: Callable[..., Visitor], staff: Any, marathon: Any
) -> None:
    visitor = sign_in(staff)

    page = visitor.visit(
        f"/partnerships?region=RU-ALT&region=RU-MOW&stage=everyday&broker={marathon.created_by_id}"
    )

    chips = {chip.get_text(" ", strip=True): str(chip["href"]) for chip in page.select(".chip")}
    assert len(chips) == 4
    assert any("Ivan" in words for words in chips)
    without_altai = next(url for words, url in chips.items() if "Altai Krai" in words)
    assert "RU-ALT" not in without_altai
    assert "RU-MOW" in without_altai
    assert "stage=everyday" in without_altai
    assert "Marathon" not in visitor.visit(without_altai)


def test_the_filter_works_by_its_button(
    database: Session, sign_in: Callable[..., Visitor], staff: Any, marathon: Any
) -> None:
    visitor = sign_in(staff)
    page = visitor.visit(f"/partnerships?cohort={marathon.created_by.cohort}")

    page = visitor.submit(page, form=".filters", q="paper", stage=["everyday"])

    assert page.texts("tbody th a") == ["Marathon"]
    assert "cohort=2019" in page.address


def test_pages_keep_the_filter(database: Session, sign_in: Callable[..., Visitor], staff: Any) -> None:
    for number in range(30):
        make_partnership(database, title=f"Marathon {number:02}", main_field=Field.SPORT)
    visitor = sign_in(staff)

    first = visitor.visit("/partnerships?field=sport&sort=title")
    second = visitor.visit(first.link("Next"))

    assert "30 partnerships" in first
    assert second.texts("tbody th a")[0] == "Marathon 25"
    assert len(second.select("tbody tr")) == 5


def test_a_row_shows_the_inner_part_only_to_those_who_see_it(
    database: Session, sign_in: Callable[..., Visitor], as_guest: Visitor
) -> None:
    ivan = make_alumnus(database, name="Ivan Broker")
    make_partnership(
        database, title="Open", by=ivan, visibility=Visibility.PUBLIC, partners=[Sector.BUSINESS]
    )

    assert "Ivan Broker" in sign_in(ivan).visit("/partnerships")
    for visitor in (sign_in(make_alumnus(database)), as_guest):
        page = visitor.visit("/partnerships")
        assert "Open" in page
        assert "Business" in page
        assert "Ivan Broker" not in page
        assert "Confirmed recently" not in page.texts("tbody td")


def test_list_and_board_lead_to_each_other_with_the_filter(
    database: Session, sign_in: Callable[..., Visitor], staff: Any
) -> None:
    make_partnership(database)
    visitor = sign_in(staff)

    board = visitor.visit(visitor.visit("/partnerships?region=RU-ALT").link("Board"))

    assert "region=RU-ALT" in board.address
    assert "region=RU-ALT" in board.link("List")


@pytest.mark.parametrize("address", ["/partnerships", "/partnerships/board"])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    database: Session,
    sign_in: Callable[..., Visitor],
    staff: Any,
    count_queries: Callable[[], AbstractContextManager[Statements]],
    address: str,
) -> None:
    def more(number: int) -> None:
        for _ in range(number):
            made = make_partnership(
                database, regions=["RU-ALT", "RU-TOM"], partners=[*Sector], tags=["paper"]
            )
            make_member(made, make_alumnus(database))

    more(1)
    visitor = sign_in(staff)
    visitor.visit(address)
    with count_queries() as few:
        visitor.visit(address)
    more(20)

    with count_queries() as many:
        visitor.visit(address)

    assert len(many) == len(few)


def test_finds_of_a_common_word_are_counted_up_to_two_hundred(
    database: Session, sign_in: Callable[..., Visitor], staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COMMON", 30)
    monkeypatch.setattr(listing, "MOST_OF_COMMON_WORDS", 26)
    monkeypatch.setattr(listing, "lists", Memory(most=10))
    for number in range(55):
        make_partnership(database, title=f"Marathon {number}")
    visitor = sign_in(staff)

    first = visitor.visit("/partnerships?q=marathons")
    second = visitor.visit(first.link("Next"))
    third = visitor.visit(second.link("Next"))

    assert "More than 26 partnerships" in first
    assert "Marathon 54" in first.texts("tbody th")[0]
    assert "26–50 of more than 50" in second.text
    assert "55 partnerships" in third


def test_finds_of_a_word_that_is_not_common_are_counted_exactly(
    database: Session, sign_in: Callable[..., Visitor], staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_OF_COMMON_WORDS", 26)
    for number in range(30):
        make_partnership(database, title=f"Marathon {number}")

    assert "30 partnerships" in sign_in(staff).visit("/partnerships?q=marathons")
