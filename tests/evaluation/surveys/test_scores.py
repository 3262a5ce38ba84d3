"""Means by the documented rules, against a slow and plain count; and nothing that would give a few people away."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.evaluation.surveys.protection import (
    FEWEST,
)
from tracker.evaluation.surveys.scores import Kind, Measure, Voice, block_of_person, figure_of, rounded
from tracker.evaluation.surveys.sheet import CANNOT_SAY
from tracker.evaluation.surveys.terms import AnswerShowing
from tracker.partners.terms import Capacity, Sector

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROLES = Measure(Kind.STATEMENT, "structure_roles", "Structure", "We know who does what.", block="structure")
GOVERNMENT, BUSINESS, NONPROFIT = Sector
LEADER, EXECUTOR = Capacity
NAMED, NAMELESS, COUNTED = AnswerShowing


def voice(
    partner: int,
    points: int | str | None,
    sector: Sector = NONPROFIT,
    capacity: Capacity | None = None,
    showing: AnswerShowing = COUNTED,
) -> Voice:
    reply = Fraction(points) if isinstance(points, int) else points
    return Voice(partner, f"Partner {partner}", sector, capacity, showing, {ROLES.key: reply})


def voices(*points: int | str | None, partners: Sequence[int] = ()) -> list[Voice]:
    """People of one partner each, or of those that are given."""
    return [
        voice(partner, each)
        for partner, each in zip(partners or range(1, len(points) + 1), points, strict=True)
    ]


def mean(*said: Voice) -> Decimal | None:
    score = figure_of(ROLES, said).score
    return None if score is None else score.mean


# --- the rules, one by one ----------------------------------------------------------------------------------------------


def test_three_answers_of_one_partner_do_not_outvote_the_one_of_another() -> None:
    said = voices(5, 5, 5, 1, 3, partners=[1, 1, 1, 2, 3])

    assert mean(*said) == Decimal("3.0")  # of 5, 1 and 3, not of 5, 5, 5, 1 and 3


def test_who_cannot_say_or_left_it_out_does_not_count_and_is_counted() -> None:
    figure = figure_of(ROLES, voices(5, 4, 4, 4, 5, CANNOT_SAY, None, None))

    assert figure.score is not None
    assert figure.score.mean == Decimal("4.4")
    assert (figure.score.persons, figure.score.partners) == (5, 5)
    assert (figure.persons, figure.cannot_say, figure.empty) == (5, 1, 2)


def test_people_and_partners_stand_beside_a_mean() -> None:
    score = figure_of(ROLES, voices(1, 2, 3, 4, 5, 5, partners=[1, 1, 2, 2, 3, 3])).score

    assert score is not None
    assert (score.persons, score.partners) == (6, 3)


def test_of_four_people_there_is_no_mean_and_of_five_there_is() -> None:
    assert mean(*voices(1, 2, 3, 4)) is None
    assert mean(*voices(1, 2, 3, 4, CANNOT_SAY)) is None
    assert mean(*voices(1, 2, 3, 4, 5)) == Decimal("3.0")


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(9, 4), "2.3"),
        (Fraction(47, 20), "2.4"),
        (Fraction(89, 20), "4.5"),
        (Fraction(5, 3), "1.7"),
        (Fraction(4, 3), "1.3"),
        (Fraction(61, 20), "3.1"),
        (Fraction(1, 20), "0.1"),
        (Fraction(5), "5.0"),
    ],
)
def test_halves_are_rounded_up_to_one_decimal(exact: Fraction, shown: str) -> None:
    assert str(rounded(exact)) == shown


@pytest.mark.parametrize(
    ("replies", "block"),
    [
        ([5, 4, None, None], Fraction(9, 2)),
        ([5, CANNOT_SAY, CANNOT_SAY, None], CANNOT_SAY),
        ([3, 4, 5, CANNOT_SAY], Fraction(4)),
        ([CANNOT_SAY] * 4, CANNOT_SAY),
        ([None] * 4, None),
        ([2, None, None], CANNOT_SAY),
        ([2, 4, None], Fraction(3)),
    ],
)
def test_a_block_counts_if_at_least_half_of_it_was_answered(replies: list[object], block: object) -> None:
    said = [Fraction(each) if isinstance(each, int) else each for each in replies]

    assert block_of_person(said) == block  # type: ignore[arg-type]  # replies of all kinds


# --- against a plain count ----------------------------------------------------------------------------------------------


def of_its_sector(made: Voice) -> Voice:
    """An organisation has one sector."""
    sector = list(Sector)[made.partner % 3]
    return Voice(made.partner, made.name, sector, made.capacity, made.showing, made.replies)


SHEETS = st.lists(
    st.builds(
        voice,
        partner=st.integers(1, 6),
        points=st.one_of(st.integers(1, 5), st.sampled_from([CANNOT_SAY, None])),
        capacity=st.sampled_from([LEADER, EXECUTOR, None]),
        showing=st.sampled_from(AnswerShowing),
    ).map(of_its_sector),
    max_size=14,
)


def plain_mean(said: Iterable[Voice]) -> Decimal | None:
    """Slowly, with decimals: add up by partner, then over the partners."""
    sums: dict[int, list[int]] = {}
    for each in said:
        reply = each.replies[ROLES.key]
        if reply not in {None, CANNOT_SAY}:
            sums.setdefault(each.partner, []).append(int(reply))  # type: ignore[arg-type]  # points
    if not sums:
        return None
    total = Fraction(0)
    for points in sums.values():
        total += Fraction(sum(points), len(points))
    exact = Decimal((total / len(sums)).numerator) / Decimal((total / len(sums)).denominator)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


@given(SHEETS)
def test_means_equal_a_plain_count(said: list[Voice]) -> None:
    figure = figure_of(ROLES, said)

    could_say = [each for each in said if each.replies[ROLES.key] not in {None, CANNOT_SAY}]
    assert figure.persons == len(could_say)
    assert figure.partners == len({each.partner for each in could_say})
    assert figure.cannot_say + figure.empty + figure.persons == len(said)
    assert (figure.score is not None) == (len(could_say) >= FEWEST)
    if figure.score is not None:
        assert figure.score.mean == plain_mean(said)
    for each in figure.groups:
        inside = [one for one in could_say if one.sector in each.group.sectors]
        if each.group.capacity is not None:
            inside = [one for one in inside if one.capacity is each.group.capacity]
        assert each.score.persons == len(inside) >= FEWEST
        assert each.score.mean == plain_mean(inside)


# --- partners one by one ------------------------------------------------------------------------------------------------


def test_partners_that_let_themselves_be_named_are_shown_where_no_groups_can_be_compared() -> None:
    said = [voice(number, points, showing=NAMED) for number, points in enumerate([5, 4, 2, 2, 1], start=1)]

    figure = figure_of(ROLES, said)

    assert [(each.name, each.score.text) for each in figure.alone][:2] == [
        ("Partner 1", "5,0"),
        ("Partner 2", "4,0"),
    ]
    assert len(figure.alone) == 5


def test_a_few_unnamed_among_the_named_keep_all_from_being_shown() -> None:
    said = [voice(number, 3, showing=NAMED) for number in range(1, 6)] + [voice(6, 1)]

    assert figure_of(ROLES, said).alone == ()
    assert figure_of(ROLES, said).score is not None


def test_five_unnamed_hide_one_another_beside_the_named() -> None:
    said = [
        voice(1, 5, showing=NAMED),
        voice(2, 1, showing=NAMED),
        *(voice(number, 3) for number in range(3, 8)),
    ]

    assert {each.partner for each in figure_of(ROLES, said).alone} == {1, 2}


def test_an_unnamed_one_that_could_not_say_is_not_found_out_by_the_named_ones() -> None:
    """If all named ones are shown with their points, the one "cannot say" could only be that of the unnamed one."""
    said = [*(voice(number, 3, showing=NAMED) for number in range(1, 6)), voice(6, CANNOT_SAY)]

    assert figure_of(ROLES, said).alone == ()


def test_a_partner_with_one_unnamed_answer_is_not_shown_by_its_named_ones() -> None:
    said = [voice(number, 3, showing=NAMED) for number in (1, 2, 3, 4, 4)] + [voice(4, 1, showing=NAMELESS)]

    assert all(each.partner != 4 for each in figure_of(ROLES, said).alone)
