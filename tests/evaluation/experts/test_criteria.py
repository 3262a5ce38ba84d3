"""Choosing criteria: changed until the first opinion by them is handed in, then a new set, and the old one stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.evaluation_experts import fill_in, judge, make_criteria, make_expert
from tests.factories.projects import make_partnership
from tracker.errors import DomainError, WrongState
from tracker.evaluation.experts import answering, criteria, queries
from tracker.evaluation.experts.criteria import Line
from tracker.evaluation.experts.models import CriteriaSet, ExpertScore
from tracker.evaluation.experts.terms import SuggestedCriterion
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.i18n import in_language
from tracker.projects import telling
from tracker.projects.services import record

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership


def titles(chosen: CriteriaSet | None) -> list[str]:
    assert chosen is not None
    return [criterion.title for criterion in chosen.criteria]


def choose(partnership: Partnership, *lines: Line | str) -> CriteriaSet:
    made = [Line(line) if isinstance(line, str) else line for line in lines]
    return criteria.choose(partnership, by=partnership.created_by, lines=made)


def lines_of(chosen: CriteriaSet) -> list[Line]:
    return [Line.of(each) for each in chosen.criteria]


def last_entry(partnership: Partnership, database: Session) -> Entry:
    query = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc()).limit(1)
    return database.scalars(query).unique().one()


# --- choosing -----------------------------------------------------------------------------------------------------------


def test_three_to_eight_criteria_are_suggested() -> None:
    assert 3 <= len(SuggestedCriterion) <= 8
    assert 3 <= len(criteria.USUAL) <= len(SuggestedCriterion)


def test_a_suggested_criterion_is_read_by_everybody_in_their_own_language(partnership: Partnership) -> None:
    with in_language("ru"):
        chosen = choose(partnership, Line.suggested(SuggestedCriterion.NOVELTY))

    assert titles(chosen) == ["Novelty"]
    with in_language("ru"):
        assert titles(chosen) == ["Новизна"]
        assert chosen.criteria[0].explanation.startswith("Есть ли")


def test_with_words_of_ones_own_it_is_suggested_no_more(partnership: Partnership) -> None:
    line = Line.suggested(SuggestedCriterion.NOVELTY)

    chosen = choose(partnership, Line(line.title, "Would our grandmothers wonder?", line.suggestion))

    assert chosen.criteria[0].suggestion is None
    with in_language("ru"):
        assert chosen.criteria[0].title == "Novelty"
        assert chosen.criteria[0].explanation == "Would our grandmothers wonder?"


def test_an_editor_with_another_language_changes_nothing_by_saving(
    partnership: Partnership, database: Session
) -> None:
    with in_language("ru"):
        choose(partnership, Line.suggested(SuggestedCriterion.NOVELTY), "Своё")
    before = last_entry(partnership, database).number

    chosen = queries.present_set(partnership)
    assert chosen is not None
    choose(partnership, *lines_of(chosen))

    assert last_entry(partnership, database).number == before


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "at least one"),
        ([Line(f"Criterion {number}") for number in range(13)], "No more than 12"),
        ([Line("Reach"), Line(" reach ")], "twice"),
    ],
    ids=["none", "too many", "twice"],
)
def test_none_too_many_and_twice_the_same_are_refused(
    partnership: Partnership, lines: list[Line], sentence: str
) -> None:
    with pytest.raises(DomainError, match=sentence):
        criteria.choose(partnership, by=None, lines=lines)


def test_in_the_archive_nothing_is_chosen(partnership: Partnership) -> None:
    record.archive(partnership, by=partnership.created_by, reason="Over")

    with pytest.raises(WrongState):
        make_criteria(partnership)


# --- before an opinion --------------------------------------------------------------------------------------------------


def test_until_an_opinion_is_there_the_same_set_changes(partnership: Partnership) -> None:
    first = choose(partnership, "Reach", "Effect")

    second = choose(partnership, *lines_of(first)[::-1], "Novelty")

    assert second is first
    assert titles(first) == ["Effect", "Reach", "Novelty"]
    assert [criterion.place for criterion in first.criteria] == [1, 2, 3]


def test_renaming_a_criterion_keeps_what_a_draft_says_by_it(
    partnership: Partnership, database: Session
) -> None:
    chosen = choose(partnership, "Reach", "Effect")
    expert = make_expert(partnership)
    reach, effect = lines_of(chosen)
    fill_in(expert, **{f"mark-{reach.criterion_id}": "3", f"mark-{effect.criterion_id}": "1"})

    choose(partnership, Line("How many it reached", criterion_id=reach.criterion_id))

    database.expire_all()
    assert answering.read(expert) == {f"mark-{reach.criterion_id}": "3"}
    assert database.scalar(select(ExpertScore.mark)) == 3


def test_a_number_of_another_partnership_takes_nothing_from_there(
    partnership: Partnership, database: Session
) -> None:
    other = make_criteria(make_partnership(database), "Elsewhere")

    chosen = choose(partnership, Line("Here", criterion_id=other.criteria[0].id))

    assert titles(other) == ["Elsewhere"]
    assert titles(chosen) == ["Here"]
    assert chosen.criteria[0].id != other.criteria[0].id


# --- after an opinion ---------------------------------------------------------------------------------------------------


def test_after_the_first_opinion_a_change_makes_a_new_set_and_the_old_one_stays(
    partnership: Partnership,
) -> None:
    old = choose(partnership, "Reach", "Effect")
    expert = judge(make_expert(partnership))

    new = choose(partnership, *lines_of(old), "Novelty")

    assert (old.number, new.number) == (1, 2)
    assert titles(old) == ["Reach", "Effect"]
    assert titles(new) == ["Reach", "Effect", "Novelty"]
    assert expert.criteria_set is old
    assert [panel.set_number for panel in queries.opinions_of(partnership)] == [1]
    assert queries.present_set(partnership) is new


def test_saving_what_is_there_makes_no_new_set(partnership: Partnership) -> None:
    chosen = choose(partnership, "Reach", "Effect")
    judge(make_expert(partnership))

    assert choose(partnership, *lines_of(chosen)) is chosen


def test_who_has_not_begun_judges_by_the_new_set_and_who_is_at_work_by_the_old(
    partnership: Partnership,
) -> None:
    old = choose(partnership, "Reach", "Effect")
    judge(make_expert(partnership, "First"))
    waiting, at_work = make_expert(partnership, "Waiting"), make_expert(partnership, "At work")
    fill_in(at_work, strengths="I have begun")

    new = choose(partnership, "Novelty")

    assert waiting.criteria_set is new
    assert at_work.criteria_set is old


# --- history ------------------------------------------------------------------------------------------------------------


def test_history_tells_what_was_chosen_and_changed_in_the_readers_language(
    partnership: Partnership, database: Session
) -> None:
    choose(partnership, Line.suggested(SuggestedCriterion.REACH))
    first = last_entry(partnership, database)
    judge(make_expert(partnership, "Olga"), [3])
    choose(partnership, Line.suggested(SuggestedCriterion.REACH), Line("Courage", "Is there any?"))
    second = last_entry(partnership, database)

    assert (first.kind, second.kind) == (EntryKind.PLAN_CHANGED, EntryKind.PLAN_CHANGED)
    assert telling.headline(first) == "Criteria for external experts were chosen"
    assert telling.headline(second).startswith("New criteria for external experts")
    (change,) = telling.changes(second)
    assert (change.label, change.old) == ("Criteria", "Reach of the target group")
    assert change.new == "Reach of the target group, Courage: Is there any?"
    with in_language("ru"):
        (change,) = telling.changes(second)
        assert change.old == "Охват целевой группы"
