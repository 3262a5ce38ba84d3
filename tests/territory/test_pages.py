"""The workspace: every number is the length of the list behind it, and nobody reads what they may not see."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from docx import Document as WordFile
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.factories.accounts import make_alumnus, make_official, make_programme_staff
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.factories.regions import load_regions, make_region
from tests.factories.resources import make_commitment, make_money, make_need
from tests.factories.territory import make_help_offer
from tests.outcomes.numbers import numbers_on
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.mechanisms import services as mechanisms
from tracker.mechanisms.terms import MechanismType, Trait
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Sector
from tracker.projects.terms import Field, Stage, Visibility
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.page import Page
    from tracker.accounts.models import User

TODAY = utc_now().date()
SECRET = "Тайное дело"


def length_of(page: Page) -> int:
    """How many partnerships a list names."""
    if "Nothing" in page or "No partnership fits" in page:
        return 0
    found = re.search(r"(\d+) partnerships?\b", page.text)
    assert found, page.text[:400]
    return int(found[1])


@pytest.fixture
def several(database: Session, person: User) -> None:
    """Partnerships of many kinds in Altai Krai, some in another region too, some not for officials."""
    shown = {"visibility": Visibility.REGION}
    one = make_partnership(
        database,
        title="Родники",
        main_field=Field.ENVIRONMENT,
        further_fields=[Field.HEALTH],
        partners=[Sector.NONPROFIT, Sector.GOVERNMENT],
        municipality="Белокуриха",
        **shown,
    )
    make_commitment(one, due_on=TODAY - timedelta(days=9))
    make_need(one, kind=ResourceKind.PREMISES, description="Зал")
    make_need(one, kind=ResourceKind.PREMISES, description="Склад")
    two = make_partnership(
        database,
        title="Марафон",
        main_field=Field.ENVIRONMENT,
        partners=[Sector.BUSINESS, Sector.NONPROFIT, Sector.GOVERNMENT],
        municipality="Барнаул",
        regions=["RU-ALT", "RU-TOM"],
        visibility=Visibility.PUBLIC,
        stage=Stage.EVERYDAY,
    )
    mechanism = mechanisms.describe(
        two, by=two.created_by, name="Эстафета", description="Школы собирают бумагу"
    )
    mechanisms.decide(
        mechanism,
        by=two.created_by,
        type=MechanismType.PROCEDURAL,
        traits=[Trait.PROCEDURAL],
        reason="Так и есть",
    )
    silent = make_partnership(database, title="Тишина", partners=[Sector.BUSINESS], **shown)
    silent.alive_on = TODAY - timedelta(days=800)
    make_partnership(database, title="Без партнёров", **shown)
    for visibility in (Visibility.TEAM, Visibility.PROGRAMME):
        hidden = make_partnership(
            database, title=SECRET, visibility=visibility, main_field=Field.SPORT, municipality="Тайнинск"
        )
        make_need(hidden, kind=ResourceKind.MONEY, description="Тайные деньги")
        make_commitment(hidden, due_on=TODAY - timedelta(days=9))
    make_partnership(database, title="Томское", regions=["RU-TOM"], visibility=Visibility.PUBLIC)
    make_partnership(database, title=SECRET, regions=["RU-TOM"], visibility=Visibility.REGION)
    database.flush()


# --- numbers and lists ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "field=environment",
        "mix=without_business",
        "state=any&stage=start&stage=everyday",
        "need=premises",
        "life=red",
        "promises=overdue",
        "q=родники",
        "region=RU-ALT&municipality=Барнаул",
    ],
)
@pytest.mark.parametrize("who", ["official", "staff"])
def test_every_number_is_the_length_of_the_list_behind_it(
    who: str, query: str, request: pytest.FixtureRequest
) -> None:
    visitor: Visitor = request.getfixturevalue(who)
    page = visitor.visit(f"/region?{query or 'all=1'}")
    numbers = numbers_on(page)

    assert numbers
    assert [
        (number, behind) for number, behind in numbers if length_of(visitor.visit(behind)) != number
    ] == []


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("who", ["official", "staff"])
def test_every_number_of_the_map_is_the_length_of_the_list_behind_it(
    who: str, request: pytest.FixtureRequest
) -> None:
    visitor: Visitor = request.getfixturevalue(who)
    page = visitor.visit("/region?all=1")
    tiles = {
        words[0]: (int(words[1]), str(tile["href"]))
        for tile in page.select("a.tile")
        if (words := re.search(r"([^:]+): (\d+) partnership", tile.get("title", "")).groups())
    }

    assert len(tiles) == 83
    for number, address in (tiles["Altai Krai"], tiles["Tomsk Oblast"], tiles["Moscow"]):
        behind = visitor.visit(address)
        if address.startswith("/region"):
            behind = visitor.visit(numbers_on(behind)[0][1] if number else "/partnerships?q=abrakadabra")
        assert length_of(behind) == number
    assert tiles["Altai Krai"][0] == (4 if who == "official" else 5)
    assert tiles["Tomsk Oblast"][0] == (2 if who == "official" else 3)


@pytest.mark.usefixtures("several")
@pytest.mark.parametrize("who", ["official", "staff"])
@pytest.mark.parametrize("query", ["", "?field=environment", "?life=red"])
def test_the_table_says_of_every_region_what_its_tile_says(
    who: str, query: str, request: pytest.FixtureRequest
) -> None:
    visitor: Visitor = request.getfixturevalue(who)
    page = visitor.visit(f"/region{query or '?all=1'}")
    tiles = {
        str(tile["title"]).partition(":")[0]: (str(tile["href"]), tile.select_one("b").get_text())
        for tile in page.select(".tiles a.tile")
    }

    table = visitor.visit(page.link("The map as a table"))

    lines = {
        line.a.get_text(): (str(line.a["href"]), line.td.get_text().replace("no data for you", "·"))
        for line in table.select("tbody tr")
    }
    assert {name: lines.get(name) for name in tiles} == tiles
    assert len(tiles) == 83


def test_regions_that_are_not_on_the_map_stand_in_the_table(
    database: Session, staff: Visitor, official: Visitor
) -> None:
    for code in ("FR-X98", "FR-X99"):
        make_region(database, code)
        make_partnership(database, regions=[code], visibility=Visibility.PUBLIC)
    for visitor in (staff, official):
        page = visitor.visit("/region?all=1")
        assert page.texts(".tiles-others li") == []
        assert "2 more regions are not on the map." in page
        table = visitor.visit(page.link("All regions as a table"))
        assert {str(link["href"]).partition("region=")[2][:6] for link in table.select("tbody a")} >= {
            "FR-X98",
            "FR-X99",
        }

    chosen = staff.visit("/region?region=FR-X98")

    assert len(chosen.select(".tiles-others a.tile-chosen")) == 1
    assert "1 more region is not on the map." in chosen


def test_who_answers_for_a_region_that_is_not_on_the_map_sees_its_number(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    make_region(database, "FR-X98")
    make_partnership(database, regions=["FR-X98"], visibility=Visibility.REGION)

    page = sign_in(make_official(database, "FR-X98")).visit("/region?all=1")

    assert [tile.select_one("b").get_text() for tile in page.select(".tiles-others a.tile-own")] == ["1"]


def test_an_official_chooses_among_the_own_regions_only(official: Visitor, staff: Visitor) -> None:
    def offered(visitor: Visitor) -> set[str]:
        return {str(each["value"]) for each in visitor.visit("/region?all=1").select("#region option")}

    assert offered(official) == {"RU-ALT"}
    assert len(offered(staff)) >= 83


@pytest.mark.usefixtures("several")
def test_the_page_of_a_region_is_small_enough_for_a_phone(official: Visitor) -> None:
    assert len(official.visit("/region?all=1").html.encode()) < 100_000


@pytest.mark.usefixtures("several")
def test_what_is_missing_in_the_overview_leads_to_its_lists(official: Visitor) -> None:
    page = official.visit("/region?all=1")

    missing = page.select(".lack-list li")
    assert missing
    assert [item.get_text(" ", strip=True) for item in missing if item.select_one("a") is None] == []


@pytest.mark.usefixtures("several")
def test_other_regions_have_a_column_only_where_something_is_said_of_them(official: Visitor) -> None:
    assert "In other regions" not in official.visit("/region/missing").texts("thead th")


@pytest.mark.usefixtures("several")
def test_what_is_missing_counts_what_its_lists_show(official: Visitor) -> None:
    page = official.visit("/region/missing")
    rows = {row.select_one("th").get_text(" ", strip=True): row for row in page.select("tbody tr")}
    numbers = {}
    for name, row in rows.items():
        link = row.select_one("td a")
        numbers[next(iter(re.split(r" [A-Z]", name, maxsplit=1)))] = int(
            re.search(r"\d+", row.select_one("td").get_text()).group()
        )
        if link is not None and "/partnerships?" in link["href"]:
            assert length_of(official.visit(str(link["href"]))) == int(
                re.search(r"\d+", link.get_text()).group()
            )

    assert numbers["Partnerships without business"] == 1
    assert numbers["Partnerships without non-profits"] == 1
    assert numbers["Partnerships without an authority"] == 1
    assert numbers["Needs nobody has answered"] == 2
    assert numbers["Partnerships with overdue promises"] == 1
    assert numbers["Silent partnerships"] == 1
    assert numbers["Fields without a partnership"] == 9


@pytest.mark.usefixtures("several")
def test_the_list_leads_back_to_the_workspace_with_the_same_filter(official: Visitor) -> None:
    page = official.visit("/region?field=environment")
    _number, behind = numbers_on(page)[0]

    back = official.visit(official.visit(behind).link("Workspace"))

    assert numbers_on(back)[0] == numbers_on(page)[0]


def test_who_has_no_workspace_is_not_led_there(database: Session, sign_in: Callable[..., Visitor]) -> None:
    load_regions(database)
    assert "Workspace" not in sign_in(make_alumnus(database)).visit("/partnerships").texts("a")
    assert "Workspace" not in sign_in(make_official(database, "RU-TOM")).visit(
        "/partnerships?region=RU-ALT"
    ).texts("a")


# --- nobody reads what they may not see -------------------------------------------------------------------------------


@pytest.mark.usefixtures("several")
def test_no_page_and_no_file_tells_an_official_of_what_is_not_for_officials(official: Visitor) -> None:
    pages = [
        official.visit(address).text
        for address in (
            "/region?all=1",
            "/region/missing",
            "/region/compared",
            "/region/needs",
            "/region/brief",
            "/region?field=sport",
            "/region?municipality=Тайнинск",
            "/region?q=тайное",
        )
    ]
    files = [text for sheet in sheets(official, "/region/export") for row in sheet for text in map(str, row)]
    brief = "".join(page.extract_text() for page in PdfReader(file(official, "/region/brief/pdf")).pages)

    for text in (*pages, *files, brief):
        assert SECRET not in text
        assert "Тайные деньги" not in text
    assert numbers_on(official.visit("/region?municipality=Тайнинск")) == []
    assert "Тайнинск" not in official.visit("/region?all=1")


@pytest.mark.usefixtures("several")
def test_regions_that_are_not_ones_own_cannot_be_asked_for(official: Visitor) -> None:
    page = official.visit("/region?region=RU-TOM")

    assert "Only the regions you answer for are shown here." in page
    assert page.heading == "Altai Krai"
    assert numbers_on(page)[0][0] == 4


def test_other_regions_show_only_what_is_public_and_nothing_where_the_inside_is_asked(
    database: Session, official: Visitor
) -> None:
    make_partnership(database, regions=["RU-TOM"], visibility=Visibility.PUBLIC)
    make_partnership(database, regions=["RU-TOM"], visibility=Visibility.REGION)

    plain = official.visit("/region?all=1")
    inside = official.visit("/region?life=green")

    assert "Tomsk Oblast: 1 partnership" in plain.html
    assert "Tomsk Oblast: no data for you here" in inside.html
    assert "Altai Krai: 0 partnerships" in inside.html


# --- the comparison ---------------------------------------------------------------------------------------------------


def fill(database: Session, region: str, number: int, **given: Any) -> None:
    for _each in range(number):
        make_partnership(database, regions=[region], **{"visibility": Visibility.REGION, **given})


@pytest.fixture
def country(database: Session, person: User) -> None:
    """Regions with many, few and very few partnerships."""
    fill(database, "RU-ALT", 2, partners=[Sector.NONPROFIT])
    fill(database, "RU-TOM", 4, partners=[Sector.NONPROFIT])
    fill(database, "RU-TOM", 3, partners=[Sector.BUSINESS])
    fill(database, "RU-MOW", 3, partners=[Sector.NONPROFIT])
    fill(database, "RU-MOW", 4, partners=[Sector.BUSINESS])
    fill(database, "RU-SPE", 1, partners=[Sector.NONPROFIT])
    fill(database, "RU-SPE", 5, partners=[Sector.BUSINESS])
    fill(database, "RU-OMS", 2, partners=[Sector.NONPROFIT])
    fill(database, "RU-NVS", 2, partners=[Sector.NONPROFIT])
    fill(database, "RU-SAM", 9, partners=[Sector.NONPROFIT], visibility=Visibility.PROGRAMME)


def table(page: Page) -> dict[str, list[str]]:
    return {
        row.select_one("th").get_text(strip=True): [
            "*" if "too small" in cell.get_text() else cell.get_text(strip=True) for cell in row.select("td")
        ]
        for row in page.select(".compared tbody tr")
    }


@pytest.mark.usefixtures("country")
def test_small_numbers_of_other_regions_are_hidden_from_an_official(official: Visitor) -> None:
    rows = table(official.visit("/region/compared"))

    assert set(rows) == {"Altai Krai", "Tomsk Oblast", "Moscow", "Saint Petersburg"}
    active, _fields, without_business, *_rest = rows["Altai Krai"]
    assert (active, without_business) == ("2", "2"), "one's own numbers are no secret"
    # One of six has no business in Saint Petersburg, so that and one more number are hidden.
    assert rows["Saint Petersburg"][2] == "*"
    assert [rows[name][2] for name in ("Moscow", "Tomsk Oblast")] == ["*", "4"]
    assert "Of 2 other regions nothing is said" in official.visit("/region/compared")


@pytest.mark.usefixtures("country")
def test_the_other_regions_are_counted_without_what_is_not_for_officials(official: Visitor) -> None:
    assert "Samara Oblast" not in table(official.visit("/region/compared"))


@pytest.mark.usefixtures("country")
def test_the_comparison_is_told_as_median_and_range(official: Visitor) -> None:
    page = official.visit("/region/missing")

    assert "median 11, from 11 to 11, in 3 regions" in page  # fields without a partnership
    assert "In other regions" in page.texts("thead th")


@pytest.mark.usefixtures("country")
def test_a_filter_makes_the_comparison_impossible_for_an_official(official: Visitor) -> None:
    """Two filters that differ a little would tell about a single partnership."""
    for address in ("/region/missing?mix=one_sector", "/region/compared?q=a", "/region/compared?life=green"):
        page = official.visit(address)
        assert "compared only without a filter" in page
        assert "Tomsk Oblast" not in page.texts("tbody th")
        assert "median" not in page


@pytest.mark.usefixtures("country")
def test_for_staff_nothing_is_hidden(staff: Visitor) -> None:
    rows = table(staff.visit("/region/compared"))

    assert rows["Saint Petersburg"][2] == "1"
    assert rows["Samara Oblast"][0] == "9"


# --- needs and help ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("several")
def test_needs_stand_by_kind_and_lead_to_an_offer(official: Visitor) -> None:
    page = official.visit("/region/needs")
    assert "Premises : 2 open needs" in page

    chosen = official.visit("/region/needs?kind=premises")
    form = official.visit(chosen.link("Offer help : Зал"))
    back = official.submit(form, message="В библиотеке есть зал")

    assert back.address == "/region/needs?kind=premises"
    assert "You offered help" in back


def test_organisations_that_offer_something_of_the_kind_are_suggested(
    database: Session, person: User, official: Visitor
) -> None:
    partnership = make_partnership(database, visibility=Visibility.REGION)
    make_need(partnership, kind=ResourceKind.PREMISES, description="Зал")
    offering = {"sector": Sector.BUSINESS, "offers": [Expectation.PREMISES_LENT]}
    make_organisation(database, "ООО «Простор»", region_code="RU-ALT", **offering)
    make_organisation(database, "ООО «Далеко»", region_code="RU-TOM", **offering)
    inside = make_organisation(database, "ООО «Внутри»", region_code="RU-ALT", **offering)
    make_participation(partnership, inside)
    make_organisation(
        database, "ООО «Другое»", region_code="RU-ALT", sector=Sector.BUSINESS, offers=[Expectation.TRUSTEES]
    )

    assert official.visit("/region/needs").texts(".givers li a") == ["ООО «Простор»"]


def test_what_a_hidden_partnership_was_given_suggests_nobody(
    database: Session, person: User, official: Visitor
) -> None:
    partnership = make_partnership(database, visibility=Visibility.REGION)
    make_need(partnership, kind=ResourceKind.PEOPLE, description="Наставники")
    for name, visibility in (("НКО «Видно»", Visibility.REGION), ("НКО «Тайно»", Visibility.PROGRAMME)):
        giver = make_participation(
            make_partnership(database, visibility=visibility), make_organisation(database, name)
        )
        make_commitment(giver, kind=ResourceKind.PEOPLE)

    assert official.visit("/region/needs").texts(".givers li a") == ["НКО «Видно»"]


# --- files ------------------------------------------------------------------------------------------------------------


def file(visitor: Visitor, address: str) -> io.BytesIO:
    response = visitor.open(address)
    assert response.status_code == 200
    return io.BytesIO(response.get_data())


def sheets(visitor: Visitor, address: str) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(file(visitor, address))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


@pytest.mark.usefixtures("several")
def test_the_spreadsheet_holds_exactly_what_is_filtered(official: Visitor) -> None:
    partnerships, numbers, lacking, needs = sheets(official, "/region/export?field=environment")

    assert {row[0] for row in partnerships[4:]} == {"Родники", "Марафон"}
    assert ["Partnerships", "", 2.0] in numbers
    assert ["Partnerships without business", 1.0] in [row[:2] for row in lacking]
    assert [row[1] for row in needs[4:]] == ["Зал", "Склад"]
    assert "Environmental protection" in partnerships[0][0]


@pytest.mark.usefixtures("several")
def test_the_brief_is_one_page_and_says_what_the_page_says(official: Visitor) -> None:
    pdf = PdfReader(file(official, "/region/brief/pdf"))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())

    assert len(pdf.pages) == 1
    for words in (
        "Altai Krai",
        "4 partnerships",
        "Родники",
        "Premises: 2 open needs",
        "Silent partnerships: 1",
    ):
        assert words in text


def test_the_brief_of_a_busy_region_is_one_page_too(database: Session, official: Visitor) -> None:
    for number in range(12):
        made = make_partnership(
            database,
            title=f"{number} " + "Очень длинное название партнёрства о многом сразу " * 4,
            visibility=Visibility.REGION,
            partners=list(Sector)[: number % 4],
            main_field=list(Field)[number % 5],
            stage=list(Stage)[number % 7],
            by=make_alumnus(database, name="Константин Константинович Константинопольский"),
        )
        make_member(made, make_alumnus(database))
        make_need(made, kind=list(ResourceKind)[number % 12], description="Нужно", currency="RUB")
        make_commitment(made, due_on=TODAY - timedelta(days=3))
        make_money(made, "1234567.89", "RUB")
        make_money(made, "1234567.89", "USD")
        made.alive_on = TODAY - timedelta(days=100 * number)
    database.flush()

    made = file(official, "/region/brief/pdf?language=ru")

    assert len(PdfReader(made).pages) == 1


@pytest.mark.usefixtures("several")
def test_the_brief_comes_as_a_word_file_with_headings(official: Visitor) -> None:
    document = WordFile(file(official, "/region/brief/docx"))

    assert "What is missing" in [
        each.text for each in document.paragraphs if each.style.name.startswith("Heading")
    ]


# --- all of it ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/region?all=1", "/region/missing", "/region/compared", "/region/needs"])
def test_every_page_takes_as_many_queries_for_many_as_for_few(
    database: Session,
    official: Visitor,
    count_queries: Callable[[], AbstractContextManager[Statements]],
    address: str,
) -> None:
    taken = []
    for more in (1, 6):
        for _number in range(more):
            made = make_partnership(
                database, visibility=Visibility.REGION, partners=[Sector.BUSINESS], municipality="Барнаул"
            )
            need = make_need(made, kind=ResourceKind.PREMISES)
            make_help_offer(make_need(made), by=make_official(database, "RU-ALT"))
            make_commitment(made, due_on=TODAY - timedelta(days=2))
            assert need.id
        official.visit(address)  # reads the regions, which are kept from then on
        make_partnership(database, visibility=Visibility.REGION)  # figures are worked out anew
        with count_queries() as queries:
            official.visit(address)
        taken.append(len(queries))

    assert taken[0] == taken[1]


def test_figures_are_kept_until_something_changes(
    database: Session,
    official: Visitor,
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    make_partnership(database, visibility=Visibility.REGION)
    with count_queries() as first:
        official.visit("/region?all=1")
    with count_queries() as again:
        official.visit("/region?all=1")
    assert len(again) < len(first) - 8

    made = make_partnership(database, visibility=Visibility.REGION)
    assert numbers_on(official.visit("/region?all=1"))[0][0] == 2
    made.visibility = Visibility.TEAM
    assert numbers_on(official.visit("/region?all=1"))[0][0] == 1


def test_what_is_kept_for_one_person_is_not_shown_to_another(
    database: Session, official: Visitor, sign_in: Callable[..., Visitor]
) -> None:
    make_partnership(database, visibility=Visibility.PROGRAMME)
    staff = sign_in(make_programme_staff(database))

    assert numbers_on(staff.visit("/region?region=RU-ALT"))[0][0] == 1
    assert numbers_on(official.visit("/region?region=RU-ALT")) == []


def test_an_alumnus_has_no_workspace(database: Session, sign_in: Callable[..., Visitor]) -> None:
    alumnus = sign_in(make_alumnus(database))

    assert all(
        alumnus.is_refused(address)
        for address in ("/region", "/region/missing", "/region/needs", "/region/export", "/region/brief/pdf")
    )
