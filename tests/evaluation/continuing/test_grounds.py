"""What a decision rests on: found in the record, ticked by the broker, kept as it was said then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from tests.factories.evaluation_benefits import say_benefit
from tests.factories.evaluation_continuing import at_the_last_stage, make_decision
from tests.factories.evaluation_indicators import make_indicator, make_value
from tests.factories.evaluation_lessons import make_lesson
from tests.factories.evaluation_reporting import make_report
from tests.factories.evaluation_surveys import close, make_answer, make_survey
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.factories.resources import make_commitment
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.evaluation.continuing import evidence
from tracker.history.models import Entry
from tracker.mechanisms import stating
from tracker.mechanisms.terms import Sign, SignState
from tracker.partners.terms import Sector
from tracker.projects import deciding, gaps, telling
from tracker.projects.grounds import OWN_WORDS
from tracker.projects.models import Partnership
from tracker.projects.services import life
from tracker.projects.terms import ContinuationDecision, TeamRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TODAY = utc_now().date()
CONTINUE, EXPAND, END = ContinuationDecision


def found(partnership: Partnership) -> dict[str, str]:
    return {ground.key: ground.sentence for ground in deciding.grounds_of(partnership, TODAY)}


def last_entry(database: Session, partnership: Partnership) -> Entry:
    query = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc()).limit(1)
    return database.scalars(query).one()


# --- finding ------------------------------------------------------------------------------------------------------------


def test_an_empty_record_gives_nothing_to_rest_a_decision_on(partnership: Partnership) -> None:
    assert found(partnership) == {}


def test_signs_are_counted_and_the_absent_ones_named(partnership: Partnership) -> None:
    make_participation(partnership, Sector.BUSINESS)
    stating.state_sign(partnership, Sign.ADDED_VALUE, state=SignState.PRESENT, by=None)

    assert found(partnership)["signs"] == (
        f"1 of nine signs of partnership is present. Absent: {Sign.CROSS_SECTOR}."
    )


def test_resources_are_counted_as_agreed_and_delivered(partnership: Partnership) -> None:
    partner = make_participation(partnership)
    make_commitment(partner, agreed=True)
    make_commitment(partner, agreed=False)

    assert found(partnership)["resources"] == (
        "Commitments agreed: 1, delivered in full: 0; partners who gave or promised: 1."
    )


def test_lessons_are_counted_and_the_newest_quoted(partnership: Partnership) -> None:
    make_lesson(partnership, "Call the day before")

    assert found(partnership)["lessons"] == "1 lesson is written down: “Call the day before”"


def test_of_a_round_of_questions_only_the_closed_one_counts(database: Session) -> None:
    survey = make_survey(database, partners=3)
    make_answer(survey.links[0])
    assert "survey" not in found(survey.partnership)

    close(survey)

    assert found(survey.partnership)["survey"] == (
        "The partners said how they see it (round 1 of questions): 1 of 3 partners answered."
    )


def test_benefits_say_who_gains_who_does_not_and_of_whom_nobody_knows(partnership: Partnership) -> None:
    gaining, losing, silent = (make_participation(partnership) for _number in range(3))
    say_benefit(gaining, achieved=2)
    say_benefit(losing, achieved=0)

    sentence = found(partnership)["benefits"]

    assert sentence == (
        "Partners that have gained something: 1 of 3. "
        f"Nothing: {losing.organisation.display_name}. Not known: {silent.organisation.display_name}."
    )


def test_indicators_say_how_they_stand(partnership: Partnership) -> None:
    indicator = make_indicator(partnership, baseline="0", target="10")
    assert "indicators" not in found(partnership), "nothing was measured"

    make_value(indicator, "12")

    assert found(partnership)["indicators"] == "Indicators that were measured: 1 (target reached: 1)."


def test_of_the_report_it_is_said_that_it_is_there_and_nothing_of_what_it_says(
    partnership: Partnership,
) -> None:
    make_report(partnership, summary="Secretova quarrel")

    sentence = found(partnership)["report"]

    assert "round 1" in sentence
    assert "Secretova" not in sentence


# --- keeping --------------------------------------------------------------------------------------------------------------


def test_a_decision_keeps_what_it_rests_on_as_it_was_said_then_in_both_languages(
    database: Session, partnership: Partnership
) -> None:
    make_lesson(partnership, "Call the day before")

    decision = make_decision(
        partnership, CONTINUE, grounds=["lessons", "nonsense"], own_words="  The children asked for it. "
    )
    make_lesson(partnership, "A later lesson")
    database.expire_all()

    kept, own = decision.grounds
    assert kept.sentence == "1 lesson is written down: “Call the day before”"
    with force_locale("ru"):
        assert kept.sentence == "Записан 1 урок: «Call the day before»"
        assert own.sentence == "The children asked for it."
    assert (kept.endpoint, kept.address) == ("evaluation.lessons", {"partnership_id": partnership.id})
    assert (own.key, own.is_own_words) == (OWN_WORDS, True)


def test_a_decision_does_not_rest_on_itself(partnership: Partnership) -> None:
    """The sign of trust looks at decisions to go on; the one that is just being taken is none yet."""
    make_participation(partnership)
    at_the_last_stage(partnership)
    before = found(partnership)["signs"]

    decision = make_decision(partnership, CONTINUE, grounds=["signs"])

    assert decision.grounds[0].sentence == before


def test_the_history_tells_what_the_decision_rests_on(database: Session, partnership: Partnership) -> None:
    make_lesson(partnership)

    make_decision(partnership, END, grounds=["lessons"], own_words="All is done")

    assert telling.facts(last_entry(database, partnership)) == [
        "It rests on: 1 lesson is written down: “Call the day before”",
        "It rests on: All is done",
    ]


# --- pages ----------------------------------------------------------------------------------------------------------------


def test_the_broker_ticks_what_the_decision_rests_on_and_everybody_inside_reads_it(
    database: Session, partnership: Partnership, broker: Visitor, sign_in: Callable[..., Visitor]
) -> None:
    at_the_last_stage(partnership)
    make_lesson(partnership)
    here = f"/partnerships/{partnership.id}/cycle"
    form = broker.visit(f"{here}/decision")
    assert form.select(f"#grounds a[href='/partnerships/{partnership.id}/lessons'][target='_blank']")

    broker.submit(
        form, reason="It works", grounds=["lessons"], own_words="The children asked", decision="continue"
    )

    reader = sign_in(make_member(partnership, make_partnership(database).created_by, TeamRole.READER).user)
    for page in (broker.visit(here), reader.visit(here)):
        assert page.texts("#rounds .grounds li")[0].startswith("1 lesson is written down")
        assert "The children asked" in page.texts("#rounds .grounds li")[1]
    assert "It rests on: The children asked" in broker.visit(f"/partnerships/{partnership.id}/history")


def test_what_was_ticked_stays_ticked_while_something_is_missing(
    partnership: Partnership, broker: Visitor
) -> None:
    at_the_last_stage(partnership)
    make_lesson(partnership)

    page = broker.submit(
        broker.visit(f"/partnerships/{partnership.id}/cycle/decision"), grounds=["lessons"], reason=""
    )

    assert page.select("#grounds input[checked][value='lessons']")


@pytest.mark.parametrize(
    ("decision", "heading"),
    [("expand", "What grows out of it?"), ("end", "together, until"), ("continue", "Rounds and decisions")],
)
def test_after_the_decision_the_way_goes_on(
    partnership: Partnership, broker: Visitor, decision: str, heading: str
) -> None:
    at_the_last_stage(partnership)
    form = broker.visit(f"/partnerships/{partnership.id}/cycle/decision")

    page = broker.submit(form, decision=decision, reason="So be it")

    assert heading in page


def test_the_next_stage_is_chosen_by_number_and_name(partnership: Partnership, broker: Visitor) -> None:
    at_the_last_stage(partnership)

    options = broker.visit(f"/partnerships/{partnership.id}/cycle/decision").texts("#next_stage option")

    assert len(options) == 7
    assert options[1].startswith("1. ")
    assert not any(option.startswith("7. ") for option in options)


# --- gaps -----------------------------------------------------------------------------------------------------------------


def test_at_the_last_stage_an_evaluation_is_missed_until_anything_is_written_down(
    partnership: Partnership,
) -> None:
    missing = "Evaluate before you decide: nothing of it is written down yet"

    def sentences() -> list[str]:
        return [str(gap.sentence) for gap in gaps.gaps_of(partnership, TODAY)]

    assert missing not in sentences(), "it is not time yet"
    at_the_last_stage(partnership)
    assert missing in sentences()
    make_lesson(partnership)
    assert missing not in sentences()


def test_evidence_of_many_partnerships_is_looked_for_at_once(
    database: Session, count_queries: Callable[..., Any]
) -> None:
    bare = [make_partnership(database) for _number in range(4)]
    say_benefit(make_participation(bare[0]), achieved=1)

    with count_queries() as sent:
        assert evidence.without_evidence(bare) == {each.id for each in bare[1:]}
    assert sum("FROM lessons" in statement for statement in sent) == 1


def test_an_end_without_a_decision_rests_on_nothing(partnership: Partnership) -> None:
    life.end(partnership, by=None, on=TODAY, reason="It melted away")

    assert partnership.continuations == []
