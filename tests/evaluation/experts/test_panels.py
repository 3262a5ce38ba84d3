"""Experts elsewhere: the first page of the evaluation, the plan, what is missing, what proves a step of the cycle."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.databases import Statements
from tests.factories.evaluation_experts import fill_in, judge, make_criteria, make_expert, token_of
from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.database import at, utc_now
from tracker.evaluation import overview
from tracker.evaluation.experts import services
from tracker.evaluation.experts.gaps import missing_opinions
from tracker.evaluation.experts.models import Expert
from tracker.evaluation.experts.part import experts_part
from tracker.evaluation.overview import PartName, Progress
from tracker.evaluation.personal_links import end_of
from tracker.evaluation.planning import services as planning
from tracker.evaluation.planning.terms import Method
from tracker.i18n import in_language
from tracker.projects.cycle import proofs_of
from tracker.projects.models import Partnership
from tracker.projects.terms import ChecklistItem, Stage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TODAY = utc_now().date()


def part_of(partnership: Partnership) -> overview.Part:
    assert partnership.created_by is not None
    return experts_part(partnership, partnership.created_by, TODAY)


def gaps_of(partnership: Partnership) -> list[str]:
    return [str(gap.sentence) for gap in missing_opinions([partnership], utc_now().date())[partnership.id]]


# --- the first page of the evaluation -----------------------------------------------------------------------------------


def test_nobody_has_to_ask_an_expert(partnership: Partnership) -> None:
    part = part_of(partnership)

    assert (part.name, part.progress, part.next_step) == (PartName.EXPERTS, Progress.OPTIONAL, "")


def test_a_plan_that_counts_on_an_expert_makes_it_a_step(partnership: Partnership) -> None:
    planning.write_plan(partnership, by=None, methods=[Method.EXTERNAL_AUDIT])

    part = part_of(partnership)

    assert (part.progress, part.next_step) == (Progress.NOT_BEGUN, "Choose the criteria")
    make_criteria(partnership)
    assert part_of(partnership).next_step == "Invite an expert"


def test_the_part_counts_opinions_and_experts_at_work(partnership: Partnership, expert: Expert) -> None:
    part = part_of(partnership)
    assert (part.sentence, part.progress, part.is_urgent) == ("1 is still to come.", Progress.UNDER_WAY, True)
    assert part.next_step == "Go to the link"

    judge(make_expert(partnership))
    token_of(expert)
    part = part_of(partnership)
    assert part.sentence == "1 opinion was handed in. 1 is still to come."
    assert (part.progress, part.next_step) == (Progress.UNDER_WAY, "")

    judge(expert)
    part = part_of(partnership)
    assert (part.sentence, part.progress) == ("2 opinions were handed in.", Progress.DONE)


def test_shortly_before_the_last_day_a_reminder_is_due(partnership: Partnership, expert: Expert) -> None:
    token_of(expert)
    expert.due_on = TODAY + timedelta(days=4)

    assert part_of(partnership).next_step == "Go to the link"
    assert not part_of(partnership).is_urgent


def test_it_stands_on_the_first_page_of_the_evaluation(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(f"/partnerships/{partnership.id}/evaluation")

    assert page.link("External experts") == f"/partnerships/{partnership.id}/evaluation/experts"


# --- beside the plan ----------------------------------------------------------------------------------------------------


def test_beside_the_plan_stands_who_was_asked(partnership: Partnership, broker: Visitor) -> None:
    address = f"/partnerships/{partnership.id}/evaluation/plan"
    planning.write_plan(partnership, by=None, methods=[Method.SURVEY])
    assert "External experts" not in broker.visit(address)
    planning.write_plan(partnership, by=None, methods=[Method.EXTERNAL_AUDIT])
    assert "The plan counts on an expert from outside. Nobody is asked yet." in broker.visit(address)

    make_expert(partnership, "Olga Rein")
    withdrawn = make_expert(partnership, "Timur Aslanov")
    services.revoke(withdrawn, by=None)
    page = broker.visit(address)

    assert page.link("Olga Rein")
    assert "Timur Aslanov" not in page


# --- gaps ---------------------------------------------------------------------------------------------------------------


def test_a_link_that_nobody_has_is_a_gap_until_it_is_shown_or_sent(
    partnership: Partnership, expert: Expert
) -> None:
    assert gaps_of(partnership) == ["Send Olga Rein the link for the opinion"]
    with in_language("ru"):
        assert gaps_of(partnership) == ["Отправьте ссылку для заключения: Olga Rein"]

    token_of(expert)

    assert gaps_of(partnership) == []


def test_an_opinion_that_did_not_come_is_a_gap(partnership: Partnership, expert: Expert) -> None:
    token_of(expert)
    fill_in(expert, strengths="Begun")

    with at(end_of(expert.due_on)):
        (gap,) = gaps_of(partnership)
        assert gap.startswith("The opinion of Olga Rein was to come by")
        services.revoke(expert, by=None)
        assert gaps_of(partnership) == []


@pytest.mark.parametrize("stage", [Stage.EVERYDAY, Stage.EVALUATION])
def test_at_the_evaluation_an_expert_that_the_plan_counts_on_is_missed(
    partnership: Partnership, stage: Stage
) -> None:
    planning.write_plan(partnership, by=None, methods=[Method.EXTERNAL_AUDIT])
    partnership.stage = stage

    missed = "Invite the external expert that the plan counts on" in gaps_of(partnership)

    assert missed == (stage is Stage.EVALUATION)


def test_what_belongs_to_an_earlier_round_is_missed_no_more(partnership: Partnership, expert: Expert) -> None:
    planning.write_plan(partnership, by=None, methods=[Method.EXTERNAL_AUDIT])
    partnership.stage = Stage.EVALUATION

    partnership.round = 2

    assert gaps_of(partnership) == []


def test_gaps_of_many_partnerships_are_asked_for_once(
    database: Session,
    partnership: Partnership,
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    many = [partnership, *(make_partnership(database) for _more in range(4))]
    for each in many:
        make_expert(each)

    with count_queries() as statements:
        missing_opinions(many, TODAY)

    for table in ("experts", "evaluation_plans"):
        assert sum(f"FROM {table}" in statement for statement in statements) == 1
    assert not [statement for statement in statements if "FROM expert_opinions" in statement]


# --- the cycle ----------------------------------------------------------------------------------------------------------


def test_only_an_opinion_that_was_handed_in_proves_that_experts_were_involved(
    partnership: Partnership, expert: Expert
) -> None:
    def told() -> list[str]:
        return [proof.sentence for proof in proofs_of(partnership, ChecklistItem.EXPERTS_INVOLVED)]

    fill_in(expert, independence="independent", strengths="Begun")
    assert told() == []
    judge(expert)
    assert told() == ["1 external expert has handed in an opinion."]
    judge(make_expert(partnership))
    with in_language("ru"):
        assert told() == ["Заключения сдали 2 внешних эксперта."]

    partnership.round = 2
    assert told() == []
