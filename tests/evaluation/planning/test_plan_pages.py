"""Pages of the plan: making it, two people at once, what is set aside, earlier rounds, who only reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_alumnus
from tests.factories.evaluation_planning import full_plan, make_plan
from tests.factories.projects import make_member, make_participation
from tests.factories.resources import make_commitment, make_money
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.evaluation.planning import queries, services
from tracker.evaluation.planning.models import EvaluationPlan
from tracker.evaluation.planning.terms import Method
from tracker.projects.services import continuation, stages
from tracker.projects.terms import ContinuationDecision, Stage, TeamRole
from tracker.resources.models import Commitment
from tracker.resources.terms import CommitmentState, ValuationMethod

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

    SignIn = Callable[..., Visitor]

TODAY = utc_now().date()


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/evaluation/plan"


def plan_of(partnership: Partnership) -> EvaluationPlan:
    plan = queries.plan_of(partnership)
    assert plan is not None
    return plan


# --- making it ----------------------------------------------------------------------------------------------------------


def test_without_a_plan_the_page_teaches_and_leads_to_the_form(
    partnership: Partnership, broker: Visitor
) -> None:
    page = broker.visit(home(partnership))

    assert "There is no plan for this round yet" in page
    assert page.link("Plan the evaluation") == f"{home(partnership)}/edit"


def test_a_plan_is_made_with_what_is_known(partnership: Partnership, broker: Visitor) -> None:
    partner = make_participation(partnership)
    form = broker.visit(f"{home(partnership)}/edit")

    page = broker.submit(
        form,
        questions="Стало ли меньше бумаги?",
        methods=["survey", "documents"],
        ends_on="01.03.2030",
        partners=[partner.id],
    )

    plan = plan_of(partnership)
    assert (plan.methods, plan.partners) == ([Method.SURVEY, Method.DOCUMENTS], [partner])
    assert "Planned early, on" in page
    assert "until March 1, 2030" in page
    assert page.texts(".next-step-title") == ["Describe how it is done, step by step"]
    assert page.texts(".gaps-list span") == [
        "Describe how it is done, step by step",
        "Say when the evaluation begins",
        "Reserve what it takes: hours, premises, money",
        "Agree on the plan with the partners, and write down when",
    ]
    assert page.link("Say when the evaluation begins") == f"{home(partnership)}/edit#begins_on"


def test_a_complete_plan_asks_for_nothing(partnership: Partnership, broker: Visitor) -> None:
    full_plan(partnership)
    services.reserve(partnership, by=None, add=[make_commitment(partnership)])

    page = broker.visit(home(partnership))

    assert page.select(".next-step") == []
    assert page.select(".gaps-list") == []


def test_bad_days_are_said_beside_the_field_and_what_was_typed_stays(
    partnership: Partnership, broker: Visitor
) -> None:
    form = broker.visit(f"{home(partnership)}/edit")

    page = broker.submit(form, questions="Что изменилось?", begins_on="2030-02-02", ends_on="2030-02-01")

    assert page.texts("#ends_on-error") == ["The end is before the beginning."]
    assert page.one("#questions").text.strip() == "Что изменилось?"
    assert queries.plan_of(partnership) is None


def test_changes_are_shown_with_before_and_after_and_a_remark(
    partnership: Partnership, broker: Visitor
) -> None:
    make_plan(partnership)
    stages.move(partnership, Stage.EVALUATION, by=None, reason="Так вышло")
    make_plan(partnership, methods=[Method.OBSERVATION])

    page = broker.visit(home(partnership))

    assert page.texts("#changes .tag") == ["Late", "Early"]
    late = page.select("#changes .story-entry")[0]
    assert [each.get_text(strip=True) for each in late.select("del, ins")] == [
        "was:Survey",
        "now:Observation",
    ]
    assert "Changed once since then" in page


# --- two people ---------------------------------------------------------------------------------------------------------


def test_two_people_who_plan_first_are_shown_to_each_other(partnership: Partnership, broker: Visitor) -> None:
    form = broker.visit(f"{home(partnership)}/edit")
    make_plan(partnership, questions="Их вопрос", people="Софья Дёмина", methods=[])

    choice = broker.submit(form, questions="Мой вопрос", procedure="Мой порядок")

    assert "Two versions of the same" in choice
    assert choice.texts(".conflict-value") == ["Мой вопрос", "Их вопрос"]
    broker.submit(choice, keep_questions="mine")
    plan = plan_of(partnership)
    assert (plan.questions, plan.procedure, plan.people) == ("Мой вопрос", "Мой порядок", "Софья Дёмина")


def test_what_others_changed_meanwhile_is_kept_and_told(partnership: Partnership, broker: Visitor) -> None:
    mine, theirs = make_participation(partnership), make_participation(partnership)
    make_plan(partnership)
    form = broker.visit(f"{home(partnership)}/edit")
    make_plan(partnership, partners=[theirs])

    page = broker.submit(form, people="Ирина Полухина")

    plan = plan_of(partnership)
    assert (plan.people, plan.partners) == ("Ирина Полухина", [theirs])
    assert "Somebody else changed this meanwhile, and it is kept too: Partners who do it." in page
    assert mine not in plan.partners


def test_both_choose_other_partners(partnership: Partnership, broker: Visitor) -> None:
    mine, theirs = make_participation(partnership), make_participation(partnership)
    make_plan(partnership)
    form = broker.visit(f"{home(partnership)}/edit")
    make_plan(partnership, partners=[theirs])

    choice = broker.submit(form, partners=[mine.id])
    broker.submit(choice, keep_partner_names="theirs")

    assert plan_of(partnership).partners == [theirs]


# --- what is set aside --------------------------------------------------------------------------------------------------


def test_commitments_are_chosen_from_the_list(partnership: Partnership, broker: Visitor) -> None:
    giver = make_participation(partnership)
    one, other = make_money(giver, "1200"), make_commitment(giver)
    form = broker.visit(f"{home(partnership)}/resources")

    page = broker.submit(form, commitments=[one.id, other.id])

    assert plan_of(partnership).commitments == [one, other]
    assert page.texts(".reserved-sums li") == ["Money: RUB 1,200", "1 without a value in money"]


def test_a_stale_list_changes_only_what_this_person_changed(
    partnership: Partnership, broker: Visitor
) -> None:
    giver = make_participation(partnership)
    one, other, third = make_commitment(giver), make_commitment(giver), make_commitment(giver)
    services.reserve(partnership, by=None, add=[one])
    form = broker.visit(f"{home(partnership)}/resources")
    services.reserve(partnership, by=None, add=[other])

    broker.submit(form, commitments=[third.id])

    assert plan_of(partnership).commitments == [other, third]


def test_something_new_is_written_down_in_short(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    giver = make_participation(partnership)
    form = broker.visit(f"{home(partnership)}/resources/new")

    page = broker.submit(
        form,
        participation=giver.id,
        kind="people",
        description="Двое студентов обрабатывают анкеты",
        amount="20",
        unit="hour",
        value_amount="6000",
    )

    commitment = database.query(Commitment).one()
    assert (commitment.state, commitment.method) == (
        CommitmentState.AGREED,
        ValuationMethod.AGREED_ESTIMATE,
    )
    assert page.texts(".reserved-sums li") == ["Other than money, valued: RUB 6,000"]


def test_what_is_wrong_with_it_is_said_beside_the_field(partnership: Partnership, broker: Visitor) -> None:
    giver = make_participation(partnership)
    form = broker.visit(f"{home(partnership)}/resources/new")

    page = broker.submit(form, participation=giver.id, kind="people", description="Анкеты", amount="0")

    assert page.select("#amount-error")
    assert page.one("#description")["value"] == "Анкеты"
    assert queries.plan_of(partnership) is None


def test_without_partners_nothing_can_be_promised(partnership: Partnership, broker: Visitor) -> None:
    assert "Add the partners first" in broker.visit(f"{home(partnership)}/resources/new")
    assert "not promised anything yet" in broker.visit(f"{home(partnership)}/resources")


# --- rounds and readers -------------------------------------------------------------------------------------------------


def test_an_earlier_plan_stays_readable_and_can_be_taken_over(
    partnership: Partnership, broker: Visitor
) -> None:
    make_plan(partnership, questions="Вопрос первого цикла")
    stages.move(partnership, Stage.CONTINUATION, by=None, reason="Так вышло")
    continuation.decide(partnership, ContinuationDecision.CONTINUE, by=None, reason="Получается")

    page = broker.visit(home(partnership))
    earlier = broker.visit(page.link("See that plan"))
    form = broker.submit(page, form='form[action$="/take-over"]')

    assert "Вопрос первого цикла" in earlier
    assert earlier.select('a[href$="/plan/edit"]') == []
    assert form.one("#questions").text.strip() == "Вопрос первого цикла"
    assert plan_of(partnership).round == 2
    assert broker.is_refused(f"{home(partnership)}?round=3")


def test_who_reads_sees_the_plan_and_no_buttons(
    database: Session, partnership: Partnership, sign_in: SignIn
) -> None:
    reader = make_alumnus(database)
    make_member(partnership, reader, TeamRole.READER)
    make_plan(partnership)

    page = sign_in(reader).visit(home(partnership))

    assert "Стало ли меньше бумаги?" in page
    assert page.select('a[href*="/plan/edit"], a[href*="/plan/resources"]') == []
    assert "Say who does it" in page


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_opens_in_both_languages(partnership: Partnership, sign_in: SignIn, language: str) -> None:
    giver = make_participation(partnership)
    full_plan(partnership, methods=list(Method), partners=[giver])
    services.reserve(partnership, by=None, add=[make_money(giver, "1000"), make_commitment(giver)])
    visitor = sign_in(partnership.created_by, language=language)

    for address in (
        home(partnership),
        f"{home(partnership)}/edit",
        f"{home(partnership)}/resources",
        f"{home(partnership)}/resources/new",
        f"/partnerships/{partnership.id}/history?kind=plan_changed",
    ):
        visitor.visit(address)
