"""Opinions as plain facts: put together as far as they can be compared, with letters, distances and a picture."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.evaluation_experts import fill_in, judge, make_criteria, make_expert
from tracker.evaluation.experts import drawing, opinions, queries
from tracker.evaluation.experts.opinions import Judged, Opinion, Panel
from tracker.evaluation.experts.terms import Accord, Independence, Mark
from tracker.i18n import in_language

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

DAY = date(2026, 3, 1)


def only_panel(partnership: Partnership) -> Panel:
    (panel,) = queries.opinions_of(partnership)
    return panel


def test_before_anything_is_handed_in_there_is_nothing(partnership: Partnership) -> None:
    expert = make_expert(partnership)
    fill_in(expert, independence="independent", strengths="A draft is nobody's business")

    assert queries.opinions_of(partnership) == []
    assert queries.remarks_of(partnership) == {}
    with pytest.raises(LookupError):
        opinions.opinion_of(expert)


def test_an_opinion_tells_everything_but_the_remark(partnership: Partnership) -> None:
    make_criteria(partnership, "Reach", "Effect", "Novelty")
    expert = make_expert(partnership, "Olga Rein", organisation="Chair of Sociology")
    judge(
        expert,
        [3, None],
        independence=Independence.TIED,
        ties="We taught together",
        reason="I counted",
        strengths="Courage",
        weaknesses="Haste",
        recommendations="Sleep over it",
        remark="Only for you",
    )

    (opinion,) = only_panel(partnership).opinions

    assert (opinion.who, opinion.letter) == ("Olga Rein, Chair of Sociology", "A")
    assert not opinion.is_independent
    assert opinion.ties == "We taught together"
    assert (opinion.strengths, opinion.weaknesses, opinion.recommendations) == (
        "Courage",
        "Haste",
        "Sleep over it",
    )
    assert [(score.title, score.mark, score.cannot_judge, score.reason) for score in opinion.scores] == [
        ("Reach", Mark.GOOD, False, "I counted"),
        ("Effect", None, True, "I counted"),
        ("Novelty", None, False, ""),
    ]
    assert "Only for you" not in str(dataclasses.asdict(only_panel(partnership)))
    assert queries.remarks_of(partnership) == {expert.id: "Only for you"}


def test_letters_are_those_of_the_reader_in_the_order_of_handing_in(partnership: Partnership) -> None:
    first, second = make_expert(partnership, "Asked first"), make_expert(partnership, "Asked second")
    judge(second)
    judge(first)

    assert [(each.letter, each.name) for each in only_panel(partnership).opinions] == [
        ("A", "Asked second"),
        ("B", "Asked first"),
    ]
    with in_language("ru"):
        assert [each.letter for each in only_panel(partnership).opinions] == ["А", "Б"]


def test_each_criterion_has_a_range_and_a_plain_word(partnership: Partnership) -> None:
    make_criteria(partnership, "Same", "Near", "Two apart", "Poles", "One mark", "None")
    judge(make_expert(partnership), [2, 3, 1, 0, 4, None])
    judge(make_expert(partnership), [2, 2, 3, 4, None, None])

    panel = only_panel(partnership)

    assert [(each.title, each.lowest, each.highest, each.accord) for each in panel.criteria] == [
        ("Same", 2, 2, Accord.AGREE),
        ("Near", 2, 3, Accord.AGREE),
        ("Two apart", 1, 3, Accord.DIFFER),
        ("Poles", 0, 4, Accord.DISAGREE),
        ("One mark", 4, 4, None),
        ("None", None, None, None),
    ]
    assert [each.title for each in panel.apart_first] == [
        "Poles",
        "Two apart",
        "Near",
        "Same",
        "One mark",
        "None",
    ]
    assert [each.title for each in panel.with_accord(Accord.AGREE)] == ["Same", "Near"]
    assert panel.agreement is not None
    assert (panel.agreement.criteria, panel.agreement.marks) == (4, 9)


def test_one_expert_is_not_compared(partnership: Partnership) -> None:
    judge(make_expert(partnership))

    panel = only_panel(partnership)

    assert not panel.can_be_compared
    assert panel.agreement is None


def test_opinions_on_another_round_or_by_other_criteria_are_not_compared(partnership: Partnership) -> None:
    make_criteria(partnership, "Reach")
    judge(make_expert(partnership, "First round"), [3])
    partnership.round = 2
    judge(make_expert(partnership, "Second round"), [1])
    make_criteria(partnership, "Reach", "Novelty")
    judge(make_expert(partnership, "Other criteria"), [0, 0])

    panels = queries.opinions_of(partnership)

    assert [(panel.round, panel.set_number) for panel in panels] == [(2, 2), (2, 1), (1, 1)]
    assert [each.name for panel in panels for each in panel.opinions] == [
        "Other criteria",
        "Second round",
        "First round",
    ]
    assert not any(panel.can_be_compared for panel in panels)
    assert [panel.round for panel in queries.opinions_of(partnership, round_number=1)] == [1]


def test_how_many_experts_and_criteria_there_are_costs_no_further_query(
    partnership: Partnership, count_queries: object, database: Session
) -> None:
    def cost() -> int:
        database.flush()
        database.expire_all()
        with count_queries() as statements:  # type: ignore[operator]
            assert queries.opinions_of(partnership)
        return len(statements)

    make_criteria(partnership, "Reach")
    judge(make_expert(partnership), [3])
    few = cost()
    for _more in range(5):
        judge(make_expert(partnership), [2])

    assert cost() == few


# --- the picture --------------------------------------------------------------------------------------------------------


def panel_of(marks: list[list[int | None]]) -> Panel:
    """A panel of plain facts: for each criterion the marks of the experts, in their order."""
    experts = tuple(
        Opinion(number, "ABCDE"[number], f"E{number}", "", Independence.INDEPENDENT, "", (), "", "", "", DAY)
        for number in range(len(marks[0]))
    )
    criteria = tuple(
        Judged(
            place,
            f"C{place}",
            "",
            tuple((expert, mark) for expert, mark in zip(experts, row, strict=True) if mark is not None),
        )
        for place, row in enumerate(marks)
    )
    return Panel(1, 1, experts, criteria)


TABLES = st.integers(1, 5).flatmap(
    lambda count: st.lists(
        st.lists(st.none() | st.integers(0, 4), min_size=count, max_size=count), min_size=1, max_size=6
    )
)


@given(TABLES)
def test_every_mark_is_drawn_once_inside_the_picture_and_none_hides_another(
    marks: list[list[int | None]],
) -> None:
    panel = panel_of(marks)

    lines = drawing.lines_of(panel)

    assert len(lines) == len(marks)
    for line in lines:
        assert len(line.dots) == len(line.judged.marks)
        places = [dot.x for dot in line.dots]
        assert len(set(places)) == len(places)
        assert all(0 <= place <= drawing.WIDTH for place in places)
        for dot in line.dots:
            (mark,) = [mark for expert, mark in line.judged.marks if expert.letter == dot.letter]
            assert abs(dot.x - drawing.place_of(mark)) < drawing.STEP / 2 + 1


@given(TABLES)
def test_an_expert_looks_the_same_in_every_line(marks: list[list[int | None]]) -> None:
    panel = panel_of(marks)

    looks: dict[str, set[tuple[str, int]]] = {}
    for line in drawing.lines_of(panel):
        for dot in line.dots:
            looks.setdefault(dot.letter, set()).add((dot.shape, dot.tone))

    assert all(len(each) == 1 for each in looks.values())
    assert len({next(iter(each)) for each in looks.values()}) == len(looks)
