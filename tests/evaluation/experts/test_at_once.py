"""Two things happen at the same moment: no word of an expert is lost, and none is judged by criteria that are not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.evaluation_experts import fill_in, make_criteria, make_expert
from tests.factories.projects import make_partnership
from tests.resources.test_at_once import Pair
from tracker.evaluation.experts import answering, criteria, queries
from tracker.evaluation.experts.criteria import Line
from tracker.evaluation.experts.models import CriteriaSet, Expert, ExpertOpinion
from tracker.extensions import db
from tracker.history import chain
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def expert_id(own_app: Flask) -> int:
    """An expert who has stated to be independent and given one mark, by one of two criteria."""
    with own_app.app_context():
        partnership = make_partnership(db.session())
        first, _second = make_criteria(partnership, "Reach", "Effect").criteria
        expert = make_expert(partnership)
        fill_in(expert, independence="independent", **{f"mark-{first.id}": "3"})
        db.session.commit()
        return expert.id


def one(expert_id: int) -> Expert:
    return db.session.get_one(Expert, expert_id)


def save(expert: Expert, field: str, words: str) -> None:
    answering.save(expert, fields=answering.TEXTS, typed={field: words}, seen={})


def in_turn(*steps: Callable[[Expert], object]) -> Callable[[Expert], object]:
    """What the first one does, and then the second."""
    order = iter(steps)

    def act(expert: Expert) -> object:
        return next(order)(expert)

    return act


def test_two_tabs_that_save_at_once_lose_nothing(own_app: Flask, expert_id: int) -> None:
    pair, texts = Pair(own_app), iter((("strengths", "Courage"), ("weaknesses", "Haste")))

    pair.act(lambda expert: save(expert, *next(texts)), lambda: one(expert_id))

    with own_app.app_context():
        assert pair.refused == []
        held = answering.read(one(expert_id))
        assert (held["strengths"], held["weaknesses"]) == ("Courage", "Haste")


def test_two_tabs_that_begin_at_once_make_one_opinion(own_app: Flask) -> None:
    with own_app.app_context():
        expert_id = make_expert(make_partnership(db.session())).id
        db.session.commit()
    pair, texts = Pair(own_app), iter((("strengths", "Courage"), ("weaknesses", "Haste")))

    pair.act(lambda expert: save(expert, *next(texts)), lambda: one(expert_id))

    with own_app.app_context():
        opinion = db.session.scalars(select(ExpertOpinion)).one()
        assert (opinion.strengths, opinion.weaknesses) == ("Courage", "Haste")


def test_who_hands_in_twice_at_once_has_handed_in_once(own_app: Flask, expert_id: int) -> None:
    pair = Pair(own_app)

    pair.act(answering.hand_in, lambda: one(expert_id))

    with own_app.app_context():
        assert len(pair.refused) == 1
        assert queries.count_handed_in(one(expert_id).partnership) == 1
        assert list(chain.verify(db.session())) == []


def change_criteria(partnership: Partnership) -> None:
    criteria.choose(partnership, by=None, lines=[Line("Novelty")])


@pytest.mark.parametrize("is_expert_first", [True, False], ids=["the expert first", "the team first"])
def test_handing_in_while_the_criteria_change(own_app: Flask, expert_id: int, is_expert_first: bool) -> None:
    """Whoever comes first: an opinion is never left with criteria that were changed under it."""
    steps: list[Callable[[Expert], object]] = [
        answering.hand_in,
        lambda expert: change_criteria(expert.partnership),
    ]
    pair = Pair(own_app)

    pair.act(in_turn(*(steps if is_expert_first else steps[::-1])), lambda: one(expert_id))

    with own_app.app_context():
        expert = one(expert_id)
        titles = [each.title for each in expert.criteria_set.criteria]
        if is_expert_first:
            assert pair.refused == []
            assert titles == ["Reach", "Effect"]
            present = queries.present_set(expert.partnership)
            assert present is not None
            assert (present.number, [each.title for each in present.criteria]) == (2, ["Novelty"])
            assert [score.mark for score in expert.opinion.scores] == [3]  # type: ignore[union-attr]
        else:
            assert titles == ["Novelty"]
            assert len(pair.refused) == 1, "the mark fell away with its criterion, and nothing else was said"
            assert queries.count_handed_in(expert.partnership) == 0


def test_a_mark_by_a_criterion_that_falls_away_meanwhile_does_no_harm(own_app: Flask, expert_id: int) -> None:
    with own_app.app_context():
        second = one(expert_id).criteria_set.criteria[1].id

    def mark(expert: Expert) -> None:
        field = f"mark-{second}"
        answering.save(expert, fields=[field], typed={field: "4"}, seen={})

    pair = Pair(own_app)

    pair.act(in_turn(lambda expert: change_criteria(expert.partnership), mark), lambda: one(expert_id))

    with own_app.app_context():
        assert pair.refused == []
        assert answering.read(one(expert_id)) == {"independence": "independent"}


def test_two_people_who_choose_criteria_first_make_one_set(own_app: Flask) -> None:
    with own_app.app_context():
        partnership_id = make_partnership(db.session()).id
        db.session.commit()
    pair, titles = Pair(own_app), iter(("Reach", "Effect"))

    pair.act(
        lambda partnership: criteria.choose(partnership, by=None, lines=[Line(next(titles))]),
        lambda: db.session.get_one(Partnership, partnership_id),
    )

    with own_app.app_context():
        chosen = db.session.scalars(select(CriteriaSet)).one()
        assert [each.title for each in chosen.criteria] == ["Effect"]
        assert list(chain.verify(db.session())) == []
