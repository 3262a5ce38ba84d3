"""Nothing about one to four people follows from all means that are shown together, tried against a plain search."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.evaluation.surveys import protection, scores
from tracker.evaluation.surveys.protection import (
    BOTH,
    CAPACITIES,
    EVERYBODY,
    FEWEST,
    PAIRS,
    SECTORS,
    Group,
    Member,
)
from tracker.partners.terms import Capacity, Sector

if TYPE_CHECKING:
    from collections.abc import Sequence

GOVERNMENT, BUSINESS, NONPROFIT = Sector
LEADER, EXECUTOR = Capacity


def people(*sizes: tuple[Sector, Capacity | None, int]) -> list[Member]:
    """So many people of each kind, each of a partner of its own."""
    made: list[Member] = []
    for sector, capacity, size in sizes:
        made += [Member(len(made) + number, sector, capacity) for number in range(1, size + 1)]
    return made


def shown(*sizes: tuple[Sector, Capacity | None, int]) -> set[Group]:
    return set(protection.groups_to_show(people(*sizes)))


def of(*sectors: Sector, capacity: Capacity | None = None) -> Group:
    return Group(frozenset(sectors or Sector), capacity)


def test_sectors_of_five_are_shown() -> None:
    assert shown((GOVERNMENT, None, 5), (BUSINESS, None, 6)) == {EVERYBODY, of(GOVERNMENT), of(BUSINESS)}


def test_a_group_that_would_give_away_a_small_one_is_not_shown() -> None:
    assert shown((GOVERNMENT, None, 8), (BUSINESS, None, 4)) == {EVERYBODY}


def test_two_small_sectors_are_shown_together() -> None:
    assert shown((NONPROFIT, None, 6), (GOVERNMENT, None, 3), (BUSINESS, None, 3)) == {
        EVERYBODY,
        of(NONPROFIT),
        of(GOVERNMENT, BUSINESS),
    }


def test_two_small_sectors_that_are_too_small_even_together_are_not() -> None:
    assert shown((NONPROFIT, None, 9), (GOVERNMENT, None, 2), (BUSINESS, None, 2)) == {EVERYBODY}


def test_of_two_large_sectors_beside_a_small_one_the_smaller_goes_with_it() -> None:
    assert shown((NONPROFIT, None, 7), (GOVERNMENT, None, 6), (BUSINESS, None, 1)) == {
        EVERYBODY,
        of(NONPROFIT),
        of(GOVERNMENT, BUSINESS),
    }


def test_a_few_who_did_not_say_whether_they_lead_keep_both_from_being_shown() -> None:
    everyone = shown((NONPROFIT, LEADER, 6), (NONPROFIT, EXECUTOR, 6), (NONPROFIT, None, 2))

    assert not {of(capacity=LEADER), of(capacity=EXECUTOR)} <= everyone


def test_groups_that_overlap_in_all_but_two_people_are_not_shown_together() -> None:
    """From sector minus capacity would follow the difference of one person here and one there."""
    everyone = shown(
        (NONPROFIT, LEADER, 5), (NONPROFIT, EXECUTOR, 1), (BUSINESS, LEADER, 1), (BUSINESS, EXECUTOR, 5)
    )

    assert everyone == {EVERYBODY, of(NONPROFIT), of(BUSINESS)}


def test_leaders_of_one_sector_can_be_set_against_those_who_do_the_work_in_another() -> None:
    everyone = shown(
        (BUSINESS, LEADER, 6), (BUSINESS, EXECUTOR, 5), (NONPROFIT, LEADER, 5), (NONPROFIT, EXECUTOR, 7)
    )

    assert {of(BUSINESS, capacity=LEADER), of(NONPROFIT, capacity=EXECUTOR)} <= everyone


def test_weights_of_partners_can_give_two_people_away_although_both_groups_are_large() -> None:
    """Five partners with a leader and one who does the work each, one with a leader only, one without.

    All minus half of both groups would leave just those two.
    """
    pairs = [
        Member(partner, NONPROFIT, capacity) for partner in range(1, 6) for capacity in (LEADER, EXECUTOR)
    ]
    members = [*pairs, Member(6, NONPROFIT, LEADER), Member(7, NONPROFIT, EXECUTOR)]

    assert {group.capacity for group in protection.groups_to_show(members)} != {None, LEADER, EXECUTOR}


def test_that_one_person_could_not_say_does_not_follow_from_the_groups() -> None:
    """All of government and non-profits gave points; that the groups are shown must not tell that business could not."""
    sheets = people((NONPROFIT, None, 6), (GOVERNMENT, None, 5), (BUSINESS, None, 1))
    could_say = [member for member in sheets if member.sector is not BUSINESS]

    assert of(GOVERNMENT) not in protection.groups_to_show(sheets, could_say)
    assert of(GOVERNMENT, BUSINESS) in protection.groups_to_show(sheets, could_say)


MEMBERS = st.lists(
    st.builds(
        lambda partner, capacity, is_open: Member(partner, list(Sector)[partner % 3], capacity, is_open),
        st.integers(1, 6),
        st.sampled_from([LEADER, EXECUTOR, None]),
        st.booleans(),
    ),
    max_size=13,
)
"""Few partners, so that groups overlap and weights differ."""
OF_ONE_SECTOR = st.lists(
    st.builds(
        lambda partner, capacity: Member(partner, NONPROFIT, capacity),
        st.integers(1, 7),
        st.sampled_from(Capacity),
    ),
    min_size=8,
    max_size=14,
)


def means_as_sums(groups: Sequence[Group], members: Sequence[Member]) -> list[list[Fraction]]:
    """The share of each person in each mean: what the mean is if this person says 1 and all the others 0."""
    rows = []
    for group in groups:
        inside = [number for number, member in enumerate(members) if group.holds(member)]
        rows.append(
            [
                scores.mean_of_partners((members[each].partner, Fraction(each == number)) for each in inside)
                for number in range(len(members))
            ]
        )
    return rows


def rank(rows: Sequence[Sequence[Fraction]]) -> int:
    """Gauss, as at school."""
    left = [list(row) for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((number for number in range(found, len(left)) if left[number][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for number in range(found + 1, len(left)):
            factor = left[number][column] / left[found][column]
            left[number] = [
                mine - factor * theirs for mine, theirs in zip(left[number], left[found], strict=True)
            ]
        found += 1
    return found


def given_away(groups: Sequence[Group], members: Sequence[Member], known: frozenset[int]) -> list[int]:
    """Up to four people of whom something follows from the means: without them, less could be worked out."""
    hidden = [number for number, member in enumerate(members) if member.partner not in known]
    rows = [[row[number] for number in hidden] for row in means_as_sums(groups, members)]
    whole = rank(rows)
    for size in range(1, FEWEST):
        for few in combinations(range(len(hidden)), size):
            without = [[value for place, value in enumerate(row) if place not in few] for row in rows]
            if rank(without) < whole:
                return [hidden[place] for place in few]
    return []


@settings(max_examples=60)
@given(st.one_of(MEMBERS, OF_ONE_SECTOR))
def test_nothing_about_one_to_four_people_follows_from_all_that_is_shown(members: list[Member]) -> None:
    groups = protection.groups_to_show(members)

    assert given_away(groups, members, frozenset()) == []
    alone = protection.partners_to_show(members, groups, unnamed=sum(not each.is_open for each in members))
    assert given_away(groups, members, alone) == []
    assert all(member.is_open for member in members if member.partner in alone)
    hidden = [member for member in members if member.partner not in alone]
    if alone and any(not member.is_open for member in members):
        assert len(hidden) >= FEWEST


@settings(max_examples=60)
@given(
    st.one_of(MEMBERS, OF_ONE_SECTOR),
    st.sets(st.sampled_from([*SECTORS, *PAIRS, *CAPACITIES, *BOTH]), max_size=4),
)
def test_the_check_finds_exactly_what_a_plain_search_finds(members: list[Member], chosen: set[Group]) -> None:
    groups = [EVERYBODY, *(group for group in chosen if group.among(members))]
    if not members:
        return

    safe = protection.gives_nobody_away(groups, members)

    assert safe == (given_away(groups, members, frozenset()) == [])


@given(MEMBERS)
def test_what_is_shown_does_not_depend_on_the_order_of_the_sheets(members: list[Member]) -> None:
    assert protection.groups_to_show(members) == protection.groups_to_show(reversed(members))
