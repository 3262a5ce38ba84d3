"""A list, a count, a search, a file or a history never tells more than the page of the record does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.access.people import HOME_REGION, VISITOR, verdict
from tests.access.scene import PUBLIC_PART, SECRETS, keep_file
from tests.factories.partners import make_organisation
from tests.factories.projects import make_partnership
from tests.page import Page
from tracker.history.terms import EntryKind
from tracker.partners.terms import Sector
from tracker.projects.services import chronicle, documents
from tracker.projects.services import partners as participations
from tracker.projects.terms import DocumentKind, PartnerRole, Visibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

    from tests.access.conftest import Stage

TITLE = PUBLIC_PART["title"]
OUTSIDERS = (VISITOR, "alumnus", "distant")
HIDDEN_FROM = {
    Visibility.TEAM: (*OUTSIDERS, "official", "staff"),
    Visibility.PROGRAMME: (*OUTSIDERS, "official"),
    Visibility.REGION: OUTSIDERS,
}
LISTS = (
    "/",
    "/region?all=1",
    f"/region?region={HOME_REGION}",
    "/region/missing",
    "/region/compared",
    "/region/by-region",
    "/region/needs",
    "/region/brief",
    "/programme",
    "/partnerships",
    "/partnerships?state=any",
    f"/partnerships?region={HOME_REGION}",
    "/partnerships?field=environment&stage=start&mix=one_sector",
    "/partnerships?organisation={organisation}",
    "/partnerships?broker={broker}",
    f"/partnerships?cohort={quote(SECRETS['cohort'])}",
    "/partnerships?visibility=team",
    "/partnerships?visibility=programme",
    "/partnerships?visibility=region",
    "/partnerships?life=green",
    "/partnerships?mine=1",
    "/partnerships?alive_before=2100-01-01",
    "/partnerships?sort=alive",
    "/partnerships/board",
    "/partnerships/board?state=any",
    "/organisations/{organisation}",
    "/mechanisms/templates",
    "/lessons",
    "/lessons?q=roof",
)
INSIDE_QUESTIONS = (
    "broker={broker}",
    f"cohort={quote(SECRETS['cohort'])}",
    "life=green",
    "visibility=public",
    "alive_before=2100-01-01",
    "decision=continue",
    "sort=alive",
    "mine=1",
)


@pytest.fixture(autouse=True)
def as_before(stage: Stage) -> Iterator[None]:
    """The partnership is shown to the officials of its region again after each test."""
    yield
    stage.session.rollback()
    stage.records.partnership.visibility = Visibility.REGION
    stage.session.commit()


def show_to(stage: Stage, visibility: Visibility) -> None:
    stage.records.partnership.visibility = visibility
    stage.session.commit()


def opened(stage: Stage, role: str, address: str) -> TestResponse:
    """What somebody gets at an address, which may name the organisation and the broker of these tests."""
    filled = address.format(
        organisation=stage.records.values["organisation_id"], broker=stage.records.people["broker"].id
    )
    return stage.crowd.send(role, filled)


def page_of(response: TestResponse) -> Page:
    return Page(
        response.get_data(as_text=True), address="", status=response.status_code, headers=response.headers
    )


def found_by(stage: Stage, role: str, query: str) -> tuple[int, bool]:
    """How many partnerships a filter of the list finds, and whether ours is among them."""
    page = page_of(opened(stage, role, f"/partnerships?{query}"))
    total = re.search(r"(\d+) partnerships?\b", page.text)
    assert total, f"the list names no total for {query}"
    return int(total[1]), TITLE in page


def told(stage: Stage, role: str, address: str) -> list[str]:
    """Which of the secrets stand on a page."""
    html = opened(stage, role, address).get_data(as_text=True)
    return [name for name, words in SECRETS.items() if words in html and quote(words) not in address]


# --- what is not shown to somebody is nowhere ------------------------------------------------------------------------


@pytest.mark.parametrize("visibility", HIDDEN_FROM, ids=lambda visibility: visibility.code)
def test_no_list_names_a_partnership_to_those_it_is_hidden_from(stage: Stage, visibility: Visibility) -> None:
    show_to(stage, visibility)

    pages = {
        (role, address): opened(stage, role, address).get_data(as_text=True)
        for role in HIDDEN_FROM[visibility]
        for address in LISTS
    }

    assert [asked for asked, html in pages.items() if "Mammothov" in html] == []


@pytest.mark.parametrize("visibility", HIDDEN_FROM, ids=lambda visibility: visibility.code)
def test_no_list_counts_a_partnership_for_those_it_is_hidden_from(
    stage: Stage, visibility: Visibility
) -> None:
    show_to(stage, visibility)
    queries = [
        f"region={HOME_REGION}&state=any",
        "organisation={organisation}",
        "q=mammothov",
        "field=environment",
    ]

    counts = {
        (role, query): found_by(stage, role, query)[0]
        for role in HIDDEN_FROM[visibility]
        for query in queries
    }

    assert {asked: count for asked, count in counts.items() if count} == {}


@pytest.mark.parametrize("visibility", HIDDEN_FROM, ids=lambda visibility: visibility.code)
def test_no_search_finds_a_partnership_for_those_it_is_hidden_from(
    stage: Stage, visibility: Visibility
) -> None:
    show_to(stage, visibility)
    typed = [PUBLIC_PART[name].split()[0] for name in ("title", "problem", "municipality")]

    hits = [
        (role, word)
        for role in HIDDEN_FROM[visibility]
        for word in typed
        if found_by(stage, role, f"q={word}")[0]
    ]

    assert hits == []


def test_the_tag_of_a_hidden_partnership_is_not_offered_in_the_filter(stage: Stage) -> None:
    make_partnership(
        stage.session,
        by=stage.records.people["broker"],
        tags=["tagova"],
        visibility=Visibility.TEAM,
        title="Tagged",
    )
    stage.session.commit()

    assert "tagova" in opened(stage, "broker", "/partnerships").get_data(as_text=True)
    for role in (*OUTSIDERS, "staff", "official"):
        assert "tagova" not in opened(stage, role, "/partnerships").get_data(as_text=True)


# --- the public part of a public partnership, and no more ------------------------------------------------------------


@pytest.mark.parametrize("role", OUTSIDERS)
def test_the_page_of_a_public_partnership_shows_its_public_part_only(stage: Stage, role: str) -> None:
    show_to(stage, Visibility.PUBLIC)
    address = f"/partnerships/{stage.records.values['partnership_id']}"

    page = page_of(opened(stage, role, address))

    assert [name for name, words in PUBLIC_PART.items() if words not in page] == []
    assert "Zavod Mammoth" in page
    assert told(stage, role, address) == []


@pytest.mark.parametrize("role", OUTSIDERS)
def test_no_list_tells_of_the_inside_of_a_public_partnership(stage: Stage, role: str) -> None:
    show_to(stage, Visibility.PUBLIC)

    secrets = {address: told(stage, role, address) for address in LISTS}

    assert {address: names for address, names in secrets.items() if names} == {}


@pytest.mark.parametrize("role", OUTSIDERS)
def test_what_the_inside_says_cannot_be_searched_for(stage: Stage, role: str) -> None:
    show_to(stage, Visibility.PUBLIC)

    assert found_by(stage, role, f"q={TITLE.split()[0]}") == (1, True)
    assert [words for words in SECRETS.values() if found_by(stage, role, f"q={quote(words)}")[0]] == []


@pytest.mark.parametrize("role", OUTSIDERS)
def test_a_filter_on_the_inside_finds_nothing_for_those_outside(stage: Stage, role: str) -> None:
    """Else the number of hits would tell who the broker is, or how long it was silent."""
    show_to(stage, Visibility.PUBLIC)

    assert [question for question in INSIDE_QUESTIONS if found_by(stage, role, question)[1]] == []


def test_an_organisation_lists_for_others_only_what_they_may_see(stage: Stage) -> None:
    hidden = make_partnership(
        stage.session, by=stage.records.people["broker"], title="Hiddenova", visibility=Visibility.TEAM
    )
    participations.add_partner(
        hidden, stage.records.organisation, role=PartnerRole.PARTNER, by=stage.records.people["broker"]
    )
    show_to(stage, Visibility.PUBLIC)

    seen_by = {
        role: opened(stage, role, "/organisations/{organisation}").get_data(as_text=True)
        for role in ("broker", "distant")
    }

    assert "Hiddenova" in seen_by["broker"]
    assert TITLE in seen_by["distant"]
    assert "Hiddenova" not in seen_by["distant"]
    assert "777" not in seen_by["distant"], "what it promised is told to the inside only"


@pytest.mark.parametrize("role", ["alumnus", "distant"])
def test_contact_persons_are_shown_only_to_those_who_work_with_the_organisation(
    stage: Stage, role: str
) -> None:
    addresses = (
        "/organisations",
        "/organisations/{organisation}",
        "/organisations?q=Contactova",
        "/organisations/find?q=Contactova",
    )

    assert SECRETS["contact"] in opened(stage, "official", "/organisations/{organisation}").get_data(
        as_text=True
    )
    for address in addresses:
        page = opened(stage, role, address)
        assert verdict(page) == "let in"
        assert SECRETS["contact"] not in page.get_data(as_text=True)
    for hit in ("/organisations?q=Contactova", "/organisations/find?q=Contactova"):
        assert "Zavod Mammoth" not in opened(stage, role, hit).get_data(as_text=True)


# --- what the team keeps to itself -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["official", "staff"])
def test_what_the_team_keeps_to_itself_is_told_to_nobody_else(stage: Stage, role: str) -> None:
    partnership, broker = stage.records.partnership, stage.records.people["broker"]
    entry = chronicle.write_entry(
        partnership,
        EntryKind.PROBLEM,
        by=broker,
        happened_on=partnership.alive_on,
        title="Quarrelova",
        stored=[keep_file(stage.session, broker, "quarrel.txt")],
        is_team_only=True,
    )
    document = documents.add_document(
        partnership,
        kind=DocumentKind.OTHER,
        title="Draftova",
        by=broker,
        file=keep_file(stage.session, broker, "draft.txt"),
        is_team_only=True,
    )
    stage.session.commit()
    number, version, here = entry.id, document.versions[0].id, f"/partnerships/{partnership.id}"
    attachment = entry.attachments[0].id
    pages = [here, f"{here}/history", f"{here}/history/print", f"{here}/documents", f"{here}/cycle"]
    files = [f"{here}/history/{number}/files/{attachment}", f"/document-versions/{version}/file"]

    for page in pages:
        html = opened(stage, role, page).get_data(as_text=True)
        assert "Quarrelova" not in html
        assert "Draftova" not in html
    assert [opened(stage, role, file).status_code for file in files] == [404, 403]
    assert [opened(stage, "reader", file).status_code for file in files] == [200, 200]
    assert "Quarrelova" in opened(stage, "reader", f"{here}/history").get_data(as_text=True)


# --- figures ---------------------------------------------------------------------------------------------------------


def figures_on(stage: Stage, role: str, address: str) -> str:
    return page_of(opened(stage, role, address)).text


def test_figures_of_the_programme_leave_out_what_is_not_shown_to_it(stage: Stage) -> None:
    show_to(stage, Visibility.PROGRAMME)
    with_ours = figures_on(stage, "staff", "/programme")
    show_to(stage, Visibility.TEAM)
    without = figures_on(stage, "staff", "/programme")

    assert "777,000" in with_ours
    assert "777,000" not in without


def test_figures_of_an_official_leave_out_other_regions_and_what_is_not_shown(stage: Stage) -> None:
    show_to(stage, Visibility.PUBLIC)
    assert "777,000" in figures_on(stage, "official", "/region")
    assert "777,000" not in figures_on(stage, "distant", "/region"), (
        "a public one of another region is not of this one"
    )

    show_to(stage, Visibility.PROGRAMME)
    assert "777,000" not in figures_on(stage, "official", "/region")


# --- addresses that are put together by hand ------------------------------------------------------------------------


def test_a_record_of_one_partnership_is_not_reached_through_the_address_of_another(stage: Stage) -> None:
    """The broker of another partnership asks for our entries and files through the own record."""
    alumnus, values = stage.records.people["alumnus"], stage.records.values
    own = make_partnership(stage.session, by=alumnus, title="Own record").id
    stage.session.commit()
    entry, attachment = values["entry_id"], values["attachment_id"]

    for address in (
        f"/partnerships/{own}/history/{entry}/files/{attachment}",
        f"/partnerships/{own}/history/{entry}/correct",
        f"/partnerships/{own}/history/{entry}",
    ):
        assert opened(stage, "alumnus", address).status_code == 404, address
    for action in ("resend", "withdraw"):
        invitation = stage.records.special["projects.withdraw_invitation"]["invitation_id"]
        response = stage.crowd.send(
            "alumnus", f"/partnerships/{own}/invitations/{invitation}/{action}", "POST"
        )
        assert response.status_code == 404


def test_a_contact_person_is_not_reached_through_another_organisation(stage: Stage) -> None:
    alumnus = stage.records.people["alumnus"]
    own = make_organisation(stage.session, "Own organisation", sector=Sector.NONPROFIT, by=alumnus).id
    stage.session.commit()
    contact = stage.records.values["contact_id"]

    assert opened(stage, "alumnus", f"/organisations/{own}/contacts/{contact}").status_code == 404
    for action in ("archive", "restore"):
        response = stage.crowd.send("alumnus", f"/organisations/{own}/contacts/{contact}/{action}", "POST")
        assert response.status_code == 404
