"""What all pages share: paging, coming back, language and theme, headers, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask import get_flashed_messages
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from tests.factories.accounts import make_admin, make_alumnus
from tests.factories.projects import make_partnership
from tests.factories.regions import make_region
from tracker import web
from tracker.projects.services import record
from tracker.projects.terms import Visibility
from tracker.regions.models import Region
from tracker.web import Page, address_with, is_own_address, page_of, shown_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.visitor import Visitor

FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\t\\evil.example",
    "/\n/evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "evil.example",
    " /",
    "//[",
    "http://[::1",
    "",
]
OWN = [
    "/",
    "/partnerships",
    "/partnerships?region=RU-ALT&q=a%20b",
    "/partnerships/1#life",
    "/organisations?q=a//b",
    "/?next=https://x.example",
]
NOT_A_PAGE = ["0", "-1", "²", "x", "1.5", "9999999", ""]


# --- coming back -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", OWN)
def test_a_path_of_this_site_is_an_own_address(target: str) -> None:
    assert is_own_address(target)


@pytest.mark.parametrize("target", FOREIGN)
def test_nothing_else_is_an_own_address(target: str) -> None:
    assert not is_own_address(target)


@given(st.text(alphabet="/\\:.@?#[] \t\r\nabe", max_size=12))
def test_a_browser_that_follows_an_own_address_stays_here(target: str) -> None:
    as_browsers_read = target.strip().translate({ord(blank): None for blank in "\t\r\n"}).replace("\\", "/")

    assert not is_own_address(target) or (as_browsers_read[:1] == "/" and as_browsers_read[:2] != "//")


@pytest.mark.parametrize("target", FOREIGN)
def test_choosing_a_language_leads_nowhere_else(as_guest: Visitor, target: str) -> None:
    response = as_guest.post("/language", language="en", next=target)

    assert response.headers["Location"] == "/"


def test_choosing_a_language_leads_back_to_the_page(as_guest: Visitor) -> None:
    response = as_guest.post("/language", language="en", next="/partnerships?region=RU-ALT")

    assert response.headers["Location"] == "/partnerships?region=RU-ALT"


# --- language and theme ----------------------------------------------------------------------------------------------


def test_a_visitor_chooses_the_language(as_guest: Visitor) -> None:
    as_guest.post("/language", language="ru")
    as_guest.language = "ru"

    assert as_guest.visit("/login").one("html")["lang"] == "ru"


def test_the_choice_of_a_language_stays_with_the_account(
    sign_in: Callable[..., Visitor], database: Session
) -> None:
    person = make_alumnus(database)

    sign_in(person).post("/language", language="ru")

    assert person.language == "ru"


@pytest.mark.parametrize("field", ["language", "theme"])
def test_a_made_up_choice_changes_nothing(as_guest: Visitor, field: str) -> None:
    response = as_guest.post(f"/{field}", language="klingon", theme="klingon")

    assert "Set-Cookie" not in response.headers or "klingon" not in response.headers["Set-Cookie"]


def test_the_theme_is_remembered(as_guest: Visitor) -> None:
    as_guest.post("/theme", theme="dark")

    assert as_guest.visit("/login").one("html")["data-bs-theme"] == "dark"


# --- paging ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def regions(database: Session) -> Session:
    """Seven regions of a country that has no others."""
    for number in range(7):
        make_region(database, f"ZZ-{number}")
    return database


SEVEN = select(Region).where(Region.country == "ZZ").order_by(Region.code)


def shown(page: Page[Region]) -> list[str]:
    return [region.code for region in page.rows]


@pytest.mark.usefixtures("regions")
def test_a_list_is_shown_page_by_page() -> None:
    pages = [page_of(SEVEN, number=number, size=3) for number in (1, 2, 3)]

    assert [shown(page) for page in pages] == [["ZZ-0", "ZZ-1", "ZZ-2"], ["ZZ-3", "ZZ-4", "ZZ-5"], ["ZZ-6"]]
    assert {page.total for page in pages} == {7}
    assert {page.pages for page in pages} == {3}
    assert [(page.first, page.last) for page in pages] == [(1, 3), (4, 6), (7, 7)]
    assert [(page.has_previous, page.has_next) for page in pages] == [
        (False, True),
        (True, True),
        (True, False),
    ]


@pytest.mark.usefixtures("regions")
def test_a_page_behind_the_last_one_is_empty() -> None:
    page = page_of(SEVEN, number=9, size=3)

    assert (shown(page), page.total, page.has_next) == ([], 7, False)


@pytest.mark.usefixtures("regions")
def test_a_list_that_ends_exactly_with_the_page_has_no_next_one() -> None:
    page = page_of(SEVEN, number=1, size=7)

    assert (page.total, page.has_next, page.pages) == (7, False, 1)


@pytest.mark.usefixtures("regions")
def test_what_is_beyond_counting_is_said_to_be_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "COUNT_CAP", 5)

    page = page_of(SEVEN, number=1, size=3)

    assert (page.total, page.capped) == (5, True)


@pytest.mark.usefixtures("regions")
def test_beyond_what_is_counted_a_list_holds_at_least_what_was_turned_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(web, "COUNT_CAP", 2)

    pages = [page_of(SEVEN, number=number, size=3) for number in (1, 2, 3)]

    assert [(page.total, page.capped) for page in pages] == [(3, True), (6, True), (7, False)]


def test_an_empty_list_has_one_page(database: Session) -> None:
    assert database.scalar(SEVEN) is None

    page = page_of(SEVEN, number=1)

    assert (shown(page), page.total, page.pages, page.capped) == ([], 0, 1, False)


@pytest.mark.parametrize("text", NOT_A_PAGE)
def test_what_is_no_number_of_a_page_means_the_first(app: Flask, text: str) -> None:
    with app.test_request_context("/partnerships", query_string={"page": text}):
        assert web.page_number() == 1


@pytest.mark.parametrize("text", [*NOT_A_PAGE, "2", "٣"])
def test_a_list_opens_whatever_page_its_address_names(as_guest: Visitor, text: str) -> None:
    assert as_guest.open("/partnerships", query_string={"page": text}).status_code == 200


# --- addresses -------------------------------------------------------------------------------------------------------


def test_an_address_keeps_what_is_not_changed(app: Flask) -> None:
    with app.test_request_context("/partnerships?region=RU-ALT&region=RU-TOM&page=3&q=лес"):
        assert address_with(page=None, q=None) == "/partnerships?region=RU-ALT&region=RU-TOM"
        assert address_with(page=4, q=None) == "/partnerships?region=RU-ALT&region=RU-TOM&page=4"
        assert address_with(region=["RU-KEM"], page=None, q=None) == "/partnerships?region=RU-KEM"


def test_an_address_keeps_the_record_it_is_about(app: Flask) -> None:
    with app.test_request_context("/partnerships/5/history?kind=meeting"):
        assert address_with(page=2) == "/partnerships/5/history?kind=meeting&page=2"


@pytest.mark.parametrize(
    ("link", "shown_as"),
    [
        ("https://www.example.org/", "example.org"),
        ("http://example.org/page", "example.org/page"),
        ("https://example.org/" + "a" * 80, "example.org/" + "a" * 47 + "…"),
    ],
)
def test_a_link_is_shown_as_people_read_it(link: str, shown_as: str) -> None:
    assert shown_address(link) == shown_as


@pytest.mark.parametrize("number", [2**31, 2**63, 10**30])
@pytest.mark.parametrize(
    "address",
    [
        "/partnerships/{}",
        "/partnerships/{}/history/{}",
        "/organisations/{}",
        "/commitments/{}",
        "/documents/{}/versions/new",
    ],
)
def test_a_number_beyond_all_records_names_nothing(
    sign_in: Callable[..., Visitor], database: Session, address: str, number: int
) -> None:
    response = sign_in(make_admin(database)).open(address.format(number, number))

    assert response.status_code == 404


# --- headers and errors ----------------------------------------------------------------------------------------------


def test_every_page_forbids_foreign_code_and_frames(as_guest: Visitor) -> None:
    headers = as_guest.visit("/login").headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_of_somebody_signed_in_are_not_kept_by_the_browser(
    sign_in: Callable[..., Visitor], as_guest: Visitor, database: Session
) -> None:
    assert sign_in(make_alumnus(database)).visit("/").headers["Cache-Control"] == "no-store"
    assert as_guest.visit("/").headers["Cache-Control"] == "no-cache"


def test_a_page_that_is_not_there_says_so_in_the_readers_language(as_guest: Visitor) -> None:
    english = as_guest.visit("/no-such-page", status=404)
    as_guest.language, as_guest.headers["Accept-Language"] = "ru", "ru"
    russian = as_guest.visit("/no-such-page", status=404)

    assert english.heading != russian.heading


def test_what_is_said_again_before_the_next_page_is_shown_once(app: Flask) -> None:
    with app.test_request_context("/"):
        web.say("Saved.")
        web.say("Saved.")
        web.say("Saved.", "warning")

        assert get_flashed_messages(with_categories=True) == [("success", "Saved."), ("warning", "Saved.")]


def test_a_form_without_its_token_is_refused_with_a_page(as_guest: Visitor) -> None:
    response = as_guest.open("/language", method="POST", data={"language": "en"})

    assert response.status_code == 400
    assert "<h1" in response.get_data(as_text=True)


def test_a_write_that_somebody_else_overtook_is_told_so_and_changes_nothing(
    sign_in: Callable[..., Visitor], database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    partnership = make_partnership(database, visibility=Visibility.TEAM)
    broker = sign_in(partnership.created_by)

    def overtaken(*_args: Any, **_kwargs: Any) -> None:
        raise StaleDataError

    monkeypatch.setattr(record, "set_visibility", overtaken)
    answer = broker.post(f"/partnerships/{partnership.id}/visibility", status=409, visibility="public")

    assert "Somebody was faster" in answer.get_data(as_text=True)
    database.refresh(partnership)
    assert partnership.visibility is Visibility.TEAM


def test_whoever_watches_over_the_service_learns_only_that_it_runs(as_guest: Visitor) -> None:
    assert as_guest.open("/health").json == {"status": "ok"}


@pytest.mark.parametrize("made_up", ["²", "9" * 5000, "-1", "x"])
def test_a_made_up_number_in_a_form_or_an_address_is_no_error(
    sign_in: Callable[..., Visitor], database: Session, made_up: str
) -> None:
    visitor = sign_in(make_admin(database))
    number = make_partnership(database).id

    found = visitor.open(f"/partnerships/{number}/partners/new", query_string={"organisation": made_up})
    sent = visitor.open(
        f"/partnerships/{number}/edit",
        method="POST",
        data={
            "csrf_token": visitor.csrf_token(),
            "title": "Marathon",
            "regions": "RU-ALT",
            "_version": made_up,
            "_seen": made_up,
        },
    )

    assert (found.status_code, sent.status_code) in {(200, 200), (200, 303)}
