"""Where the partners see it differently: between whom, how far, and in which words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.evaluation.surveys import gap_words, gaps, protection, result_pictures, showing
from tracker.evaluation.surveys.gaps import Between, in_order, of_figure, of_part, of_record, of_singles
from tracker.evaluation.surveys.health import HealthQuestion
from tracker.evaluation.surveys.questionnaire import VERSIONS
from tracker.evaluation.surveys.results import Question
from tracker.evaluation.surveys.scores import Figure, GroupScore, Kind, Measure, Score, Voice, figure_of
from tracker.evaluation.surveys.showing import Single
from tracker.evaluation.surveys.terms import AnswerShowing
from tracker.mechanisms.signs import Finding
from tracker.mechanisms.terms import SignState
from tracker.partners.terms import Capacity, Sector

pytestmark = pytest.mark.usefixtures("database")

if TYPE_CHECKING:
    from tracker.evaluation.surveys.gaps import Gap

ROLES = Measure(Kind.STATEMENT, "structure_roles", "Structure", "We know who does what.", block="structure")
TRUST = Measure(Kind.SIGN, "trust_long_term", "Trust and a long view", low=0, high=2)
PART = Measure(Kind.PART, "7", "Zavod")
GOVERNMENT, BUSINESS, NONPROFIT = Sector
LEADER, EXECUTOR = Capacity


def voices(**points: list[int]) -> list[Voice]:
    """People of partners of their own: ``business_leader=[5, 4]``."""
    made: list[Voice] = []
    for kind, said in points.items():
        sector, _, capacity = kind.partition("_")
        for each in said:
            made.append(
                Voice(
                    len(made) + 1,
                    f"Partner {len(made) + 1}",
                    Sector.from_code(sector),
                    Capacity.from_code(capacity) if capacity else None,
                    AnswerShowing.COUNTED,
                    {ROLES.key: Fraction(each)},
                )
            )
    return made


def gap(**points: list[int]) -> Gap | None:
    return of_figure(figure_of(ROLES, voices(**points)))


def scored(*means: tuple[protection.Group, str], measure: Measure = ROLES) -> Figure:
    """A figure with these means of groups."""
    return Figure(
        measure,
        12,
        12,
        0,
        0,
        groups=tuple(GroupScore(group, Score(Decimal(mean), 6, 6)) for group, mean in means),
    )


def both(sector: Sector, capacity: Capacity) -> protection.Group:
    return protection.Group(frozenset({sector}), capacity)


# --- between whom -------------------------------------------------------------------------------------------------------


def test_sectors_are_set_against_each_other() -> None:
    found = gap(business=[5, 5, 5, 4, 4], nonprofit=[2, 2, 2, 2, 3])

    assert found is not None
    assert found.between is Between.SECTORS
    assert found.size == Decimal("2.4")
    assert found.is_large
    assert found.sentence == "People in business say yes (4.6), people in non-profits say no (2.2)."
    assert "who does what" in found.talk


def test_those_who_lead_and_those_who_do_the_work_are_too() -> None:
    found = gap(nonprofit_leader=[5, 5, 4, 4, 4], nonprofit_executor=[3, 3, 3, 3, 4])

    assert found is not None
    assert found.between is Between.CAPACITIES
    assert found.sentence == "Those who lead say yes (4.4), those who do the work are less sure (3.2)."


def test_the_largest_of_several_ways_to_compare_is_told() -> None:
    found = of_figure(
        scored(
            (protection.Group(frozenset({BUSINESS})), "4.0"),
            (protection.Group(frozenset({NONPROFIT})), "3.6"),
            (both(BUSINESS, LEADER), "4.6"),
            (both(NONPROFIT, EXECUTOR), "2.1"),
        )
    )

    assert found is not None
    assert found.between is Between.BOTH
    assert found.sentence == (
        "Leaders in business say yes (4.6), those who do the work in non-profits say no (2.1)."
    )
    assert found.text == "a gap of 2.5"


def test_groups_that_share_people_are_not_set_against_each_other() -> None:
    figure = scored(
        (protection.Group(frozenset({BUSINESS})), "5.0"), (protection.Group(capacity=EXECUTOR), "1.0")
    )

    assert of_figure(figure) is None


@pytest.mark.parametrize(
    ("high", "low", "words"),
    [
        ("4.0", "2.0", "say yes (4.0), people in non-profits say no (2.0)."),
        ("3.5", "2.5", "say yes (3.5), people in non-profits say no (2.5)."),
        ("4.8", "3.4", "say yes (4.8), people in non-profits are less sure (3.4)."),
        ("3.2", "1.8", "are not sure (3.2), people in non-profits say no (1.8)."),
        ("3.4", "2.6", "see a little more of it (3.4) than people in non-profits (2.6)."),
    ],
)
def test_words_fit_where_both_stand_on_the_scale(high: str, low: str, words: str) -> None:
    figure = scored(
        (protection.Group(frozenset({BUSINESS})), high), (protection.Group(frozenset({NONPROFIT})), low)
    )
    found = of_figure(figure)

    assert found is not None
    assert found.sentence == f"People in business {words}"


def test_every_group_that_can_be_shown_has_a_name_and_a_mark() -> None:
    for group in set(protection.ALL_GROUPS) - {protection.EVERYBODY}:
        assert gap_words.group(group)
        assert gaps.mark_of(group).shape


def test_marks_of_groups_that_are_compared_differ_by_more_than_colour() -> None:
    for family in (protection.SECTORS, protection.CAPACITIES, protection.BOTH):
        drawn = {(gaps.mark_of(group).shape, gaps.mark_of(group).is_hollow) for group in family}
        assert len(drawn) == len(family)


def test_named_partners_are_set_against_each_other_where_no_groups_can_be() -> None:
    said = [
        Voice(number, name, NONPROFIT, None, AnswerShowing.NAMED, {ROLES.key: Fraction(points)})
        for number, (name, points) in enumerate(
            [("Rodnik", 5), ("Sosedi", 5), ("Fond", 4), ("Zavod", 2), ("Klub", 3)], start=1
        )
    ]
    found = of_figure(figure_of(ROLES, said))

    assert found is not None
    assert found.between is Between.PARTNERS
    assert found.sentence == "From 2.0 (Zavod) to 5.0 (Rodnik, Sosedi)."


def test_a_difference_is_that_of_the_figures_that_are_shown() -> None:
    found = gap(business=[4, 4, 5, 5, 5, 5], nonprofit=[3, 3, 3, 3, 3, 4, 4])

    assert found is not None
    assert (found.high.value, found.low.value, found.size) == (Decimal("4.7"), Decimal("3.3"), Decimal("1.4"))


# --- single answers -----------------------------------------------------------------------------------------------------


def test_single_answers_go_from_the_lowest_to_the_highest() -> None:
    singles = [
        Single(Fraction(5), "5", "Zavod", BUSINESS, 1),
        Single(Fraction(2), "2", "Rodnik", NONPROFIT, 2),
        Single(Fraction(2), "2"),
        Single(None, "cannot say", "Klub", NONPROFIT, 3),
    ]
    found = of_singles(ROLES, singles)

    assert found is not None
    assert found.sentence == "From 2 (Rodnik, one answer without a name) to 5 (Zavod)."
    assert found.text == "a gap of 3 points"
    assert found.is_large


def test_one_answer_is_no_difference() -> None:
    assert (
        of_singles(ROLES, [Single(Fraction(5), "5", "Zavod", BUSINESS, 1), Single(None, "cannot say")])
        is None
    )


def test_single_answers_one_point_apart_are_worth_telling_but_not_large() -> None:
    found = of_singles(ROLES, [Single(Fraction(4), "4", "Zavod", BUSINESS, 1), Single(Fraction(3), "3")])

    assert found is not None
    assert found.is_worth_telling
    assert not found.is_large


def test_equal_answers_are_agreement() -> None:
    found = of_singles(ROLES, [Single(Fraction(4), "4", "Zavod", BUSINESS, 1), Single(Fraction(4), "4")])

    assert found is not None
    assert not found.is_worth_telling
    assert found.sentence == "All give the same: 4 of 5."


# --- the own part, and the record ---------------------------------------------------------------------------------------


def test_a_partner_and_the_others_see_its_part() -> None:
    found = of_part(PART, BUSINESS, Score(Decimal("4.5"), 2, 1), Score(Decimal("2.3"), 6, 4))

    assert found is not None
    assert found.sentence == "Zavod gives 4.5 to its own part, the other partners give 2.3."
    assert "Zavod" in found.talk


def test_without_both_views_there_is_no_difference() -> None:
    assert of_part(PART, BUSINESS, None, Score(Decimal("2.3"), 6, 4)) is None
    assert of_part(PART, BUSINESS, Score(Decimal("2.3"), 1, 1), None) is None


def seen(mean: str) -> Figure:
    return Figure(TRUST, 6, 6, 0, 0, score=Score(Decimal(mean), 6, 6))


def test_what_the_partners_see_less_than_the_record_shows_is_told() -> None:
    found = of_record(seen("0.4"), Finding(SignState.PRESENT), 2)

    assert found is not None
    assert found.is_large
    assert found.sentence == "The record shows it (present), the partners see less of it (0.4 of 2)."


def test_what_they_see_more_than_the_record_shows_is_told_unless_it_can_show_no_more() -> None:
    assert of_record(seen("1.8"), Finding(SignState.PARTLY), 1) is not None
    assert of_record(seen("1.8"), Finding(SignState.PARTLY, is_most=True), 1) is None
    assert of_record(seen("0.2"), Finding(SignState.PARTLY, is_most=True), 1) is not None


def test_where_the_record_shows_nothing_there_is_nothing_to_compare() -> None:
    assert of_record(seen("1.8"), Finding(SignState.UNKNOWN), None) is None


# --- the order, the talk, the picture -----------------------------------------------------------------------------------


def test_gaps_on_different_scales_come_by_their_share_of_the_scale() -> None:
    on_five, on_two = (
        gap(business=[5] * 5, nonprofit=[3] * 5),
        of_record(seen("0.5"), Finding(SignState.PRESENT), 2),
    )
    assert on_five is not None
    assert on_two is not None

    assert in_order([on_five, on_two]) == [on_two, on_five]  # 1.5 of 2 is more than 2 of 4


def test_half_a_point_is_worth_telling_and_less_is_agreement() -> None:
    business, nonprofit = protection.SECTORS[1:]
    for low, is_told in (("3.5", True), ("3.6", False)):
        found = of_figure(scored((business, "4.0"), (nonprofit, low)))
        assert found is not None
        assert found.is_worth_telling is is_told


def test_every_block_and_every_question_of_the_quick_look_has_something_to_talk_about() -> None:
    blocks = {block.code for version in VERSIONS.values() for block in version.blocks}

    assert blocks <= set(gap_words.BLOCK_TALK)
    assert {each.code for each in HealthQuestion} == set(gap_words.HEALTH_TALK)
    assert set(gap_words.HEALTH_TALK.values()) <= set(gap_words.BLOCK_TALK)


@given(st.lists(st.integers(1, 5), min_size=2, max_size=6))
def test_no_mark_of_a_picture_covers_another(points: list[int]) -> None:
    singles = [Single(Fraction(each), str(each)) for each in points]
    drawn = result_pictures.of_question(Question(ROLES, singles=tuple(singles)))

    assert len({(each.x, each.y) for each in drawn.marks}) == len(points)
    assert all(0 < each.y < drawn.height for each in drawn.marks)


# --- who is shown, and how ----------------------------------------------------------------------------------------------


def answers(*showings: str) -> list[Voice]:
    """One answer each of partners 1, 2, 3…"""
    return [
        Voice(
            number,
            f"Partner {number}",
            NONPROFIT,
            None,
            AnswerShowing.from_code(code),
            {ROLES.key: Fraction(number)},
        )
        for number, code in enumerate(showings, start=1)
    ]


def shown(*showings: str) -> list[str]:
    """What the team sees of a question."""
    said = answers(*showings)
    return [
        one.name or "—"
        for one in showing.singles_of(ROLES, *showing.shown_to(showing.SIGHTS["internal"], said))
    ]


def test_each_answer_is_shown_as_its_partner_agreed() -> None:
    assert shown("named", "nameless", "nameless", "nameless") == ["Partner 1", "—", "—", "—"]
    assert shown("counted", "counted", "named") == ["Partner 3"]


def test_a_lone_answer_without_a_name_is_only_counted() -> None:
    """All the others are named, so its name would follow."""
    assert shown("named", "named", "named", "nameless") == ["Partner 1", "Partner 2", "Partner 3"]


def test_two_unnamed_partners_would_know_each_other() -> None:
    assert shown("named", "nameless", "nameless") == ["Partner 1"]
    assert shown("named", "nameless", "counted") == ["Partner 1"]


def test_partners_that_are_only_counted_hide_one_without_a_name() -> None:
    assert shown("named", "nameless", "counted", "counted") == ["Partner 1", "—"]


def test_several_answers_of_one_partner_hide_nobody() -> None:
    said = [
        Voice(
            partner, f"Partner {partner}", NONPROFIT, None, AnswerShowing.NAMELESS, {ROLES.key: Fraction(3)}
        )
        for partner in (1, 1, 1, 2)
    ]

    assert showing.shown_to(showing.SIGHTS["internal"], said) == ([], [])


def test_answers_without_a_name_stand_by_their_points_and_tell_no_sector() -> None:
    said = list(reversed(answers("nameless", "nameless", "nameless")))
    singles = showing.singles_of(ROLES, *showing.shown_to(showing.SIGHTS["internal"], said))

    assert [one.text for one in singles] == ["1", "2", "3"]
    assert {(one.name, one.sector, one.partner) for one in singles} == {("", None, 0)}


@pytest.mark.parametrize(
    ("reader", "named", "nameless"),
    [("internal", 1, 3), ("partners", 1, 0), ("programme", 0, 0), ("officials", 0, 0), ("public", 0, 0)],
)
def test_single_answers_go_no_further_than_was_agreed(reader: str, named: int, nameless: int) -> None:
    said = answers("named", "nameless", "nameless", "nameless")
    with_name, without = showing.shown_to(showing.SIGHTS[reader], said)

    assert (len(with_name), len(without)) == (named, nameless)


@given(
    st.lists(
        st.builds(
            lambda partner, code: Voice(
                partner, str(partner), NONPROFIT, None, AnswerShowing.from_code(code)
            ),
            st.integers(1, 5),
            st.sampled_from(["named", "nameless", "counted"]),
        ),
        max_size=8,
    )
)
def test_for_every_reader_at_least_two_partners_could_have_said_it(said: list[Voice]) -> None:
    named, nameless = showing.shown_to(showing.SIGHTS["internal"], said)

    assert all(each.showing is AnswerShowing.NAMED for each in named)
    for _each in nameless:
        possible = {each.partner for each in said if each not in named}
        for reader in {0, *possible}:  # somebody from outside, and each of those who know their own answer
            assert len(possible - {reader}) >= 2
