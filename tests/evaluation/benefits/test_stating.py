"""Saying what a partner expects and has gained: whose word it is, what the team may change, and what history keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.evaluation_benefits import say_benefit
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.benefits import services
from tracker.evaluation.benefits.export import changed
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.benefits.queries import matrix_of
from tracker.evaluation.benefits.terms import Moment, SaidBy
from tracker.evaluation.terms import Benefit
from tracker.history import chain
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners import merge
from tracker.projects import cycle, gaps, telling
from tracker.projects.services import partners, record
from tracker.projects.terms import ChecklistItem, Stage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.benefits.matrix import Said
    from tracker.projects.models import Participation, Partnership

TODAY = utc_now().date()


@pytest.fixture
def partner(partnership: Partnership) -> Participation:
    return make_participation(partnership)


def entries(partnership: Partnership, database: Session) -> list[Entry]:
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == EntryKind.BENEFIT_STATED)
    return list(database.scalars(query.order_by(Entry.number)).unique())


def achieved(partner: Participation, benefit: Benefit = Benefit.TRUST) -> Said:
    return matrix_of(partner.partnership).partner(partner.id).of(benefit).achieved


def state(partner: Participation, level: int | None, **details: Any) -> BenefitCell | None:
    given = {"moment": Moment.ACHIEVED, "said_by": SaidBy.TEAM, "by": partner.partnership.created_by}
    return services.state(partner, Benefit.TRUST, level=level, **(given | details))


# --- saying -------------------------------------------------------------------------------------------------------------


def test_what_is_said_is_written_into_the_history_with_before_and_after(
    database: Session, partnership: Partnership, partner: Participation
) -> None:
    state(partner, 1, comment="Нас стали узнавать")
    state(partner, 3, comment="Нас стали узнавать")

    first, second = entries(partnership, database)
    assert first.changes["achieved"] == {"old": None, "new": 1}
    assert second.changes == {"achieved": {"old": 1, "new": 3}}
    assert telling.headline(second).endswith("Achieved: Stronger reputation and trust")
    assert [(each.label, each.old, each.new) for each in telling.changes(second)] == [
        ("Achieved", "1 (some)", "3 (decisive)")
    ]


def test_zero_is_kept_as_zero(database: Session, partnership: Partnership, partner: Participation) -> None:
    state(partner, 0)

    assert achieved(partner).level == 0
    assert entries(partnership, database)[0].changes["achieved"] == {"old": None, "new": 0}
    assert next(each.new for each in telling.changes(entries(partnership, database)[0])) == "0 (none)"


def test_saying_nothing_makes_no_record(database: Session, partner: Participation) -> None:
    assert state(partner, None) is None
    assert database.scalars(select(BenefitCell)).all() == []


def test_expected_and_achieved_do_not_touch_each_other(partner: Participation) -> None:
    say_benefit(partner, expected=2, said_by=SaidBy.PARTNER)
    state(partner, 1)

    cell = matrix_of(partner.partnership).partner(partner.id).of(Benefit.TRUST)

    assert (cell.expected.level, cell.expected.said_by) == (2, SaidBy.PARTNER)
    assert (cell.achieved.level, cell.achieved.said_by) == (1, SaidBy.TEAM)


@pytest.mark.parametrize("level", [-1, 4])
def test_other_levels_are_refused(partner: Participation, level: int) -> None:
    with pytest.raises(DomainError) as refused:
        state(partner, level)

    assert refused.value.field == "level"


def test_nothing_is_said_in_the_archive(partnership: Partnership, partner: Participation) -> None:
    record.archive(partnership, by=None, reason="Закончили")

    with pytest.raises(WrongState):
        state(partner, 1)


def test_a_partner_that_left_can_still_say_what_it_gained(partnership: Partnership) -> None:
    gone = make_participation(partnership, left_on=TODAY)

    state(gone, 2, said_by=SaidBy.PARTNER)

    assert achieved(gone).level == 2


# --- the partner's own word -----------------------------------------------------------------------------------------------


def test_the_team_changes_what_the_partner_said_only_with_a_remark(partner: Participation) -> None:
    state(partner, 3, said_by=SaidBy.PARTNER)

    with pytest.raises(DomainError) as refused:
        state(partner, 1, remark="  ")

    assert refused.value.field == "remark"
    assert (achieved(partner).level, achieved(partner).said_by) == (3, SaidBy.PARTNER)


def test_both_words_stand_side_by_side(partner: Participation) -> None:
    state(partner, 3, comment="Всё изменилось", said_by=SaidBy.PARTNER)
    state(partner, 1, remark="Опрос жителей говорит другое.")

    said = achieved(partner)

    assert (said.level, said.said_by) == (1, SaidBy.TEAM)
    assert said.changed is not None
    assert (said.changed.on, said.changed.had_said) == (TODAY, 3)
    assert said.changed.remark == "Опрос жителей говорит другое."
    assert "the partner had said: 3 (decisive), “Всё изменилось”." in changed(said)


def test_a_zero_that_the_partner_had_said_is_told_too(partner: Participation) -> None:
    state(partner, 0, said_by=SaidBy.PARTNER)
    state(partner, 2, remark="Забыли про конференцию.")

    assert "the partner had said: 0 (none)." in changed(achieved(partner))


def test_what_the_team_took_away_still_shows_what_the_partner_had_said(partner: Participation) -> None:
    state(partner, 3, said_by=SaidBy.PARTNER)
    state(partner, None, remark="Ошиблись строкой.")

    said = achieved(partner)

    assert not said.is_said
    assert said.changed is not None
    assert said.changed.had_said == 3
    assert not matrix_of(partner.partnership).is_empty


def test_saying_the_same_leaves_the_word_to_the_partner(
    database: Session, partnership: Partnership, partner: Participation
) -> None:
    state(partner, 3, comment="Да", said_by=SaidBy.PARTNER)

    state(partner, 3, comment=" Да ")

    assert achieved(partner).said_by is SaidBy.PARTNER
    assert len(entries(partnership, database)) == 1


def test_later_words_of_the_team_keep_the_first_remark(partner: Participation) -> None:
    state(partner, 3, said_by=SaidBy.PARTNER)
    state(partner, 1, remark="По опросу меньше.")
    state(partner, 2)

    said = achieved(partner)

    assert said.level == 2
    assert said.changed is not None
    assert (said.changed.had_said, said.changed.remark) == (3, "По опросу меньше.")


def test_a_word_that_was_put_back_is_no_change(partner: Participation) -> None:
    state(partner, 3, said_by=SaidBy.PARTNER)
    state(partner, 1, remark="По опросу меньше.")
    state(partner, 3)

    assert achieved(partner).changed is None


def test_when_the_partner_speaks_again_its_word_stands(partner: Participation) -> None:
    state(partner, 3, said_by=SaidBy.PARTNER)
    state(partner, 1, remark="По опросу меньше.")
    state(partner, 2, said_by=SaidBy.PARTNER)

    said = achieved(partner)

    assert (said.level, said.said_by, said.changed) == (2, SaidBy.PARTNER, None)


def test_the_partner_can_confirm_what_the_team_wrote(partner: Participation) -> None:
    state(partner, 2)
    state(partner, 2, said_by=SaidBy.PARTNER)

    assert achieved(partner).said_by is SaidBy.PARTNER


def test_a_line_left_empty_by_the_partner_takes_nothing_back(partner: Participation) -> None:
    state(partner, 2)
    state(partner, None, said_by=SaidBy.PARTNER)

    assert (achieved(partner).level, achieved(partner).said_by) == (2, SaidBy.TEAM)


def test_what_the_partner_had_said_can_be_erased_from_the_history(
    partnership: Partnership, partner: Participation, database: Session
) -> None:
    state(partner, 3, comment="Иван Петров нас хвалил", said_by=SaidBy.PARTNER)
    state(partner, 3, comment="Нас хвалили", remark="Без имени.")

    taken_over = entries(partnership, database)[-1]

    assert {"had_commented", "changes", "reason"} <= {name for name, _label in telling.erasable(taken_over)}


# --- records of one organisation become one -------------------------------------------------------------------------------


def merged(
    database: Session, partnership: Partnership, **said: dict[Benefit, tuple[Any, ...]]
) -> Participation:
    """Two records of one organisation that take part; what was said of each as (level, who says so)."""
    stays, goes = make_organisation(database, "Завод"), make_organisation(database, "ОАО Завод")
    twin, duplicate = make_participation(partnership, stays), make_participation(partnership, goes)
    for participation, given in ((twin, said.get("stays", {})), (duplicate, said.get("goes", {}))):
        for benefit, (level, said_by) in given.items():
            say_benefit(participation, benefit, achieved=level, said_by=said_by, comment=f"Слова {level}")
    merge.merge(goes, stays, by=None)
    database.expire_all()
    return twin


def test_cells_move_with_the_record(database: Session, partnership: Partnership) -> None:
    twin = merged(
        database,
        partnership,
        stays={Benefit.TRUST: (1, SaidBy.TEAM)},
        goes={Benefit.QUALITY: (2, SaidBy.PARTNER)},
    )

    cells = matrix_of(partnership).partner(twin.id)

    assert {cell.benefit: cell.achieved.level for cell in cells.filled} == {
        Benefit.TRUST: 1,
        Benefit.QUALITY: 2,
    }
    assert len(matrix_of(partnership).partners) == 1


def test_of_two_cells_the_own_word_stays_and_the_other_is_told(
    database: Session, partnership: Partnership
) -> None:
    twin = merged(
        database,
        partnership,
        stays={Benefit.TRUST: (1, SaidBy.TEAM), Benefit.QUALITY: (0, SaidBy.TEAM)},
        goes={Benefit.TRUST: (3, SaidBy.PARTNER), Benefit.QUALITY: (2, SaidBy.TEAM)},
    )

    trust, quality = achieved(twin), achieved(twin, Benefit.QUALITY)

    assert (trust.level, trust.said_by) == (3, SaidBy.PARTNER)
    assert trust.comment == "Слова 1\nСлова 3\nIn the other record stood: Some."
    assert (quality.level, quality.comment) == (0, "Слова 0\nСлова 2\nIn the other record stood: Clear.")
    assert list(chain.verify(database)) == []


# --- what other pages learn ---------------------------------------------------------------------------------------------


def test_expectations_in_the_matrix_prove_the_step_where_words_are_missing(partnership: Partnership) -> None:
    told = make_participation(partnership, contribution="Машина", expectation="Сырьё")
    partner = make_participation(partnership, contribution="Зал")
    assert cycle.proofs_of(partnership, ChecklistItem.CONTRIBUTIONS_DEFINED) == []

    say_benefit(partner, expected=2)

    assert [
        proof.endpoint for proof in cycle.proofs_of(partnership, ChecklistItem.CONTRIBUTIONS_DEFINED)
    ] == ["evaluation.benefits"]
    partners.edit_partner(partner, by=None, expectation="Зрители")
    assert [
        proof.endpoint for proof in cycle.proofs_of(partnership, ChecklistItem.CONTRIBUTIONS_DEFINED)
    ] == ["projects.partners"]
    partners.edit_partner(told, by=None, contribution="")
    assert cycle.proofs_of(partnership, ChecklistItem.CONTRIBUTIONS_DEFINED) == []


def asked(partnership: Partnership) -> list[str]:
    return [
        str(gap.sentence)
        for gap in gaps.gaps_of(partnership, TODAY)
        if gap.endpoint in {"evaluation.benefits", "evaluation.edit_benefits"}
    ]


def test_from_the_evaluation_on_it_is_missed_who_has_not_said_what_it_gained(
    database: Session, partnership: Partnership
) -> None:
    make_participation(partnership, make_organisation(database, "Депо"))
    make_participation(partnership, make_organisation(database, "Комитет"), left_on=TODAY)
    said = make_participation(partnership)
    say_benefit(said, achieved=0)
    assert asked(partnership) == []

    partnership.stage = Stage.EVALUATION

    assert asked(partnership) == ["Ask what it has gained: Депо"]


def test_many_who_have_not_said_anything_are_counted(database: Session, partnership: Partnership) -> None:
    partnership.stage = Stage.EVALUATION
    for _ in range(5):
        make_participation(partnership)

    assert asked(partnership) == ["Ask 5 partners what they have gained"]
