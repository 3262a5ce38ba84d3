"""The network is what a plain count gives, every number of a page leads to its list, and every figure can be taken away."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.outcomes import slow
from tests.outcomes.counted import Counted, column, few, figure, narrowing, number
from tests.outcomes.world import COHORTS, REGIONS, TODAY
from tests.visitor import Visitor
from tracker.accounts.models import User
from tracker.money import Money, Totals
from tracker.outcomes import telling
from tracker.outcomes.network import betweenness, web_of
from tracker.outcomes.terms import Chapter, Grouping, Pair
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tests.page import Page
    from tracker.outcomes.tables import Row

# --- the network -----------------------------------------------------------------------------------------------------


@few
@given(chosen=narrowing, most=st.sampled_from([3, 60]))
def test_the_network_is_that_of_all_who_take_or_took_part(
    counted: Counted, chosen: dict[str, str], most: int
) -> None:
    seen = counted.seen(chosen)
    members = {each.id: {part.organisation for part in each.participations} for each in seen}
    busy = Counter(organisation for each in members.values() for organisation in each)
    web = web_of(counted.asked(chosen), most)

    expected = sorted(busy, key=lambda each: (-busy[each], each.name, each.id))[:most]
    assert [(node.id, node.partnerships) for node in web.nodes] == [(e.id, busy[e]) for e in expected]
    assert web.left_out == len(busy) - len(expected)
    shown = {each.id for each in expected}
    edges: Counter[tuple[int, int]] = Counter()
    for partners in members.values():
        ids = sorted({each.id for each in partners} & shown)
        edges.update((one, other) for place, one in enumerate(ids) for other in ids[place + 1 :])
    assert dict(web.edges) == dict(edges)


def test_which_sectors_meet(counted: Counted) -> None:
    seen = counted.seen({})
    found = figure(counted, Chapter.NETWORK, "pairs", {})
    assert column(found, 0) == {
        pair.code: sum(set(pair.sectors) <= each.sectors_on(TODAY) for each in seen) for pair in Pair
    }


graphs = st.integers(1, 8).flatmap(
    lambda size: st.sets(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1))).map(
        lambda edges: {
            node: sorted({b for a, b in edges if a == node != b} | {a for a, b in edges if b == node != a})
            for node in range(size)
        }
    )
)


@given(graphs)
def test_who_connects_is_found_by_looking_at_every_shortest_way(neighbours: dict[int, list[int]]) -> None:
    expected = dict.fromkeys(neighbours, 0.0)
    for one in neighbours:
        for other in neighbours:
            ways = shortest_ways(neighbours, one, other) if one < other else []
            for node in neighbours:
                if ways and node not in {one, other}:
                    expected[node] += sum(node in way for way in ways) / len(ways)
    pairs = (len(neighbours) - 1) * (len(neighbours) - 2) / 2
    found = betweenness(neighbours)
    for node, value in expected.items():
        assert found[node] == pytest.approx(value / pairs if pairs else 0)


def shortest_ways(neighbours: dict[int, list[int]], one: int, other: int) -> list[list[int]]:
    ways = [[one]]
    while ways:
        arrived = [way for way in ways if way[-1] == other]
        if arrived:
            return arrived
        ways = [[*way, step] for way in ways for step in neighbours[way[-1]] if step not in way]
    return []


# --- the pages --------------------------------------------------------------------------------------------------------

ADDRESSES = [
    *(f"/programme/{chapter.code}" for chapter in Chapter if chapter is not Chapter.OVERVIEW),
    *(f"/programme/survival?by={by.code}" for by in Grouping if by.code),
    f"/programme/stages?region={REGIONS[0]}&started_from={TODAY.year - 2}-01-01",
    f"/programme/alumni?cohort={COHORTS[0]}",
    f"/programme/alumni?region={REGIONS[0]}&sector=business",
    "/programme/resources?mix=cross_sector",
    "/programme/mechanisms?mechanism=combined",
    f"/programme?cohort={COHORTS[0]}&with_cohort={COHORTS[1]}",
    f"/programme/stages?started_to={TODAY.year - 1}-01-01&with_from={TODAY.year - 1}-01-02",
    f"/programme/survival?cohort={COHORTS[0]}&with_cohort={COHORTS[1]}",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_number_leads_to_a_list_as_long(counted: Counted, address: str) -> None:
    page = opened(counted, counted.staff, address)
    numbers = {
        str(link["href"]): int(link.get_text().strip().replace(",", ""))
        for link in page.select("main .figure-card a[href*='/partnerships?']")
        if link.get_text().strip().isdigit()
    }
    assert numbers or "started_from" in address
    wrong = {link: (shown, total_of(counted, link)) for link, shown in numbers.items()}
    assert {link: pair for link, pair in wrong.items() if pair[0] != pair[1]} == {}


def opened(counted: Counted, user: User, address: str) -> Page:
    return Visitor(counted.app, counted.session, user=user).visit(address)


def total_of(counted: Counted, address: str) -> int:
    html = Visitor(counted.app, counted.session, user=counted.staff).open(address).get_data(as_text=True)
    total = re.search(r"\b(\d+) partnerships?\b", html)
    return int(total[1]) if total else 0


def test_two_cohorts_stand_beside_one_another(counted: Counted) -> None:
    one, other = COHORTS[:2]
    page = opened(counted, counted.staff, f"/programme/stages?cohort={one}&with_cohort={other}")

    assert f"Compared: {one} and {other}." in page
    for cohort in (one, other):
        reached = figure(counted, Chapter.FUNNEL, "reached", {"cohort": cohort})
        assert f"{cohort}: {reached.rests_on}" in page


def test_every_figure_can_be_taken_away(counted: Counted) -> None:
    visitor = Visitor(counted.app, counted.session, user=counted.staff)
    for chapter in Chapter:
        for found in telling.told(chapter, counted.asked({})).figures:
            kinds = ["csv", "svg"] if found.has_picture else ["csv"]
            for kind in kinds:
                response = visitor.open(f"/programme/{chapter.code}/{found.code}/{kind}")
                assert response.status_code == 200, (chapter, found.code, kind)
                assert response.headers["Content-Disposition"].startswith("attachment")
                response.headers["Content-Disposition"].encode("latin-1")  # as servers send it
    png = visitor.open("/programme/survival/survival/png")
    assert png.get_data()[:8] == b"\x89PNG\r\n\x1a\n"
    assert visitor.open("/programme/network/xlsx").get_data()[:2] == b"PK"
    assert visitor.open("/programme/network/nothing/csv").status_code == 404
    assert visitor.open("/programme/nothing").status_code == 404


def test_every_figure_says_what_it_counts_and_on_how_many_it_rests(counted: Counted) -> None:
    for chapter in Chapter:
        for found in telling.told(chapter, counted.asked({})).figures:
            assert found.definition.endswith("."), found.code
            assert re.match(r"\d", found.rests_on), found.code


def test_an_administrator_counts_what_only_teams_see(counted: Counted) -> None:
    found = telling.told(Chapter.FUNNEL, counted.asked({}, user=counted.admin)).by_code("reached")
    assert found is not None
    assert number(found) == len(counted.everything)


def test_an_official_is_refused(counted: Counted) -> None:
    visitor = Visitor(counted.app, counted.session, user=counted.official)
    for address in ("/programme", "/programme/network", "/programme/stages/reached/csv"):
        assert visitor.is_refused(address)


def test_a_period_that_ends_before_it_begins_is_refused_in_words(counted: Counted) -> None:
    page = opened(counted, counted.staff, "/programme?started_from=2026-01-01&started_to=2025-01-01")
    assert "The period ends before it begins." in page
    assert page.select(".filters-fold[open] .form-error"), "in sight, not folded away"


@pytest.mark.parametrize("query", ["started_from=31.02.2026", "region=XX", "mechanism=zz"])
def test_what_was_not_understood_is_told_in_sight(counted: Counted, query: str) -> None:
    assert opened(counted, counted.staff, f"/programme/alumni?{query}").select(
        ".filters-fold[open] .form-error"
    )
    assert not opened(counted, counted.staff, "/programme/alumni").select(".filters-fold[open]")


def test_rows_of_a_figure_have_as_many_cells_as_columns(counted: Counted) -> None:
    for chapter in Chapter:
        for found in telling.told(chapter, counted.asked({})).figures:
            assert all(len(row.cells) == len(found.columns) for row in found.rows), found.code
            assert len({row.key for row in found.rows}) == len(found.rows), found.code


def test_stages_are_all_there(counted: Counted) -> None:
    found = figure(counted, Chapter.FUNNEL, "reached", {})
    assert [row.key for row in found.rows] == [stage.code for stage in Stage]


def test_sums_of_kinds_are_shown_by_currency(counted: Counted) -> None:
    ids = {each.id for each in counted.seen({})}
    found = figure(counted, Chapter.RESOURCES, "by-kind", {})
    money: Row = next(row for row in found.rows if row.key == "money")
    totals = Totals(
        Money(c.value_amount, c.currency)
        for c in counted.commitments
        if c.partnership_id in ids and c.is_money and c.state.code in slow.PROMISED and c.value_amount
    )
    assert len(money.cells[2].text.split("\n")) == len(totals)
