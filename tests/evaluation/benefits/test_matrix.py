"""The matrix of benefits: what it says of each partner, that nothing said is never zero, and that it only counts what is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.evaluation_benefits import say_benefit
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation
from tracker.database import utc_now
from tracker.evaluation.benefits import glance
from tracker.evaluation.benefits.matrix import Cell, Matrix, PartnerBenefits, Said, relation_of
from tracker.evaluation.benefits.queries import matrix_of
from tracker.evaluation.benefits.terms import Moment, Relation, SaidBy
from tracker.evaluation.terms import Benefit
from tracker.partners.terms import Sector

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

TODAY = utc_now().date()


# --- facts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "achieved", "relation"),
    [
        (1, 3, Relation.MORE),
        (3, 2, Relation.LESS),
        (3, 0, Relation.LESS),
        (0, 1, Relation.UNEXPECTED),
        (2, 2, Relation.AS_EXPECTED),
        (0, 0, Relation.AS_EXPECTED),
        (None, 3, None),
        (3, None, None),
        (None, None, None),
    ],
)
def test_two_levels_are_compared_only_where_both_were_said(
    expected: int | None, achieved: int | None, relation: Relation | None
) -> None:
    assert relation_of(expected, achieved) is relation


def test_every_partner_has_ten_benefits_in_their_order(partnership: Partnership) -> None:
    partner = make_participation(partnership)
    say_benefit(partner, Benefit.TRUST, achieved=2)

    cells = matrix_of(partnership).partner(partner.id).cells

    assert [cell.benefit for cell in cells] == list(Benefit)
    assert {cell.benefit: cell.achieved.level for cell in cells if cell.achieved.is_said} == {
        Benefit.TRUST: 2
    }


def test_what_was_not_said_is_not_zero(partnership: Partnership) -> None:
    silent, zero = make_participation(partnership), make_participation(partnership)
    say_benefit(zero, Benefit.TRUST, achieved=0)

    matrix = matrix_of(partnership)

    assert not matrix.partner(silent.id).gains_nothing
    assert matrix.partner(zero.id).gains_nothing
    assert [partner.participation_id for partner in matrix.silent(Moment.ACHIEVED)] == [silent.id]


def test_words_without_a_level_do_not_count_as_a_level(partnership: Partnership) -> None:
    partner = make_participation(partnership)
    say_benefit(partner, Benefit.TRUST, achieved=1, comment="Спросить ещё раз")
    say_benefit(partner, Benefit.QUALITY, achieved=0)
    cell = say_benefit(partner, Benefit.FINANCES, achieved=0)
    assert cell is not None
    cell.achieved, cell.achieved_comment = None, "Пока не знаем"

    seen = matrix_of(partnership).partner(partner.id)

    assert len(seen.said(Moment.ACHIEVED)) == 2
    assert seen.of(Benefit.FINANCES) in seen.filled
    assert Benefit.FINANCES in {each.benefit for each in seen.in_words}


def test_partners_of_today_come_first_and_those_who_left_stay(partnership: Partnership) -> None:
    gone = make_participation(
        partnership, joined_on=TODAY - timedelta(days=90), left_on=TODAY - timedelta(days=9)
    )
    say_benefit(gone, achieved=0)
    later = make_participation(partnership, joined_on=TODAY - timedelta(days=10))
    first = make_participation(partnership, joined_on=TODAY - timedelta(days=50))

    matrix = matrix_of(partnership)

    assert [partner.participation_id for partner in matrix.partners] == [first.id, later.id, gone.id]
    assert [partner.participation_id for partner in matrix.gaining_nothing] == [gone.id]
    assert [partner.participation_id for partner in matrix.silent(Moment.ACHIEVED)] == [first.id, later.id]


def test_of_an_ended_partnership_the_partners_of_the_last_day_count(partnership: Partnership) -> None:
    partner = make_participation(partnership, joined_on=TODAY - timedelta(days=90))
    partnership.ended_on = TODAY - timedelta(days=30)
    partner.left_on = TODAY - timedelta(days=20)

    assert [each.is_current for each in matrix_of(partnership).partners] == [True]


def test_the_number_of_queries_does_not_grow(
    database: Session, partnership: Partnership, count_queries: Callable[..., Any]
) -> None:
    def fill(partners: int) -> None:
        for _ in range(partners):
            partner = make_participation(partnership)
            for benefit in (Benefit.TRUST, Benefit.QUALITY):
                say_benefit(partner, benefit, achieved=3, said_by=SaidBy.PARTNER)
                say_benefit(partner, benefit, achieved=2, remark="По отчёту меньше")
        database.expire_all()
        database.refresh(partnership)

    fill(1)
    with count_queries() as few:
        matrix_of(partnership)
    fill(6)
    with count_queries() as many:
        matrix_of(partnership)

    assert len(many) == len(few), "\n".join(many)


# --- sentences ----------------------------------------------------------------------------------------------------------


def test_who_gains_nothing_is_said_by_name(database: Session, partnership: Partnership) -> None:
    loser = make_participation(partnership, make_organisation(database, "Дом культуры"))
    for benefit in Benefit:
        say_benefit(loser, benefit, achieved=0)
    half = make_participation(partnership, make_organisation(database, "Депо", sector=Sector.BUSINESS))
    say_benefit(half, Benefit.TRUST, expected=3, achieved=0)
    say_benefit(half, Benefit.QUALITY, achieved=0)

    assert glance.gaining_nothing(matrix_of(partnership)) == [
        "Дом культуры gains nothing: all ten benefits stand at 0.",
        "Депо gains nothing in what was said: 2 benefits of ten, and all stand at 0.",
    ]


def test_who_was_not_asked_is_said_for_what_can_have_been_asked(
    database: Session, partnership: Partnership
) -> None:
    asked = make_participation(partnership, make_organisation(database, "Депо"))
    say_benefit(asked, expected=2)
    make_participation(partnership, make_organisation(database, "Комитет"))
    matrix = matrix_of(partnership)

    assert glance.not_asked(matrix, [Moment.EXPECTED]) == [
        "Not asked yet, or not answered, what they expect: Комитет."
    ]
    assert glance.not_asked(matrix, list(Moment))[1] == (
        "Not asked yet, or not answered, what they have gained: Депо, Комитет. That is not a zero."
    )


def test_a_partner_in_a_line(partnership: Partnership) -> None:
    partner = make_participation(partnership)
    say_benefit(partner, Benefit.TRUST, expected=1, achieved=3)
    say_benefit(partner, Benefit.QUALITY, expected=0, achieved=1)
    say_benefit(partner, Benefit.FINANCES, expected=3, achieved=0)

    line = glance.of_partner(matrix_of(partnership).partner(partner.id))

    assert line == (
        "Gains from 2 of 3 that were named · 1 more than expected · 1 unexpected gain · 1 less than expected"
    )


# --- an independent count -----------------------------------------------------------------------------------------------

LEVELS = (None, 0, 1, 2, 3)


@st.composite
def columns(draw: st.DrawFn) -> list[tuple[int | None, int | None]]:
    """What was said of one partner; often only a few levels occur, so that all are silent or gain nothing now and then."""
    hoped, came = (draw(st.sets(st.sampled_from(LEVELS), min_size=1)) for _ in range(2))
    pair = st.tuples(*(st.sampled_from(sorted(levels, key=str)) for levels in (hoped, came)))
    return draw(st.lists(pair, min_size=len(Benefit), max_size=len(Benefit)))


@given(st.lists(columns(), max_size=5))
def test_the_matrix_equals_a_plain_count(given_columns: list[list[tuple[int | None, int | None]]]) -> None:
    matrix = Matrix(
        1,
        tuple(
            PartnerBenefits(
                number,
                f"P{number}",
                Sector.NONPROFIT,
                is_current=True,
                left_on=None,
                cells=tuple(
                    Cell(benefit, Said(hoped), Said(came))
                    for benefit, (hoped, came) in zip(Benefit, column, strict=True)
                ),
            )
            for number, column in enumerate(given_columns)
        ),
    )

    pairs = [pair for column in given_columns for pair in column]
    both = [(hoped, came) for hoped, came in pairs if hoped is not None and came is not None]
    assert matrix.relations.get(Relation.UNEXPECTED, 0) == sum(1 for h, c in both if h == 0 and c > 0)
    assert matrix.relations.get(Relation.MORE, 0) == sum(1 for h, c in both if 0 < h < c)
    assert matrix.relations.get(Relation.LESS, 0) == sum(1 for h, c in both if c < h)
    assert matrix.relations.get(Relation.AS_EXPECTED, 0) == sum(1 for h, c in both if c == h)
    assert matrix.not_compared == len(pairs) - len(both)
    assert [partner.participation_id for partner in matrix.gaining_nothing] == [
        number
        for number, column in enumerate(given_columns)
        if any(came is not None for _h, came in column) and all(came in {None, 0} for _h, came in column)
    ]
    assert [partner.participation_id for partner in matrix.silent(Moment.ACHIEVED)] == [
        number for number, column in enumerate(given_columns) if all(came is None for _h, came in column)
    ]
