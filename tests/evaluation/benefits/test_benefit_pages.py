"""Pages of the matrix of benefits: at a glance, filling it in, two people at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.evaluation_benefits import say_benefit
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.resources.test_at_once import Pair
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.evaluation.benefits import services
from tracker.evaluation.benefits.models import BenefitCell
from tracker.evaluation.benefits.terms import Moment, SaidBy
from tracker.evaluation.terms import Benefit
from tracker.extensions import db
from tracker.partners.terms import Sector
from tracker.projects.models import Participation
from tracker.projects.terms import Stage, TeamRole

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

    SignIn = Callable[..., Visitor]

TODAY = utc_now().date()


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/evaluation/benefits"


def form_of(partner: Participation, moment: str = "achieved") -> str:
    return f"/participations/{partner.id}/benefits?moment={moment}"


@pytest.fixture
def depot(database: Session, partnership: Partnership) -> Participation:
    return make_participation(partnership, make_organisation(database, "Депо", sector=Sector.BUSINESS))


@pytest.fixture
def committee(database: Session, partnership: Partnership) -> Participation:
    return make_participation(partnership, make_organisation(database, "Комитет", sector=Sector.GOVERNMENT))


def stored(database: Session) -> dict[tuple[int, Benefit], tuple[int | None, str]]:
    return {
        (cell.participation_id, cell.benefit): (cell.achieved, cell.achieved_comment)
        for cell in database.scalars(select(BenefitCell))
    }


# --- at a glance --------------------------------------------------------------------------------------------------------


def test_without_partners_the_page_says_what_to_do_first(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership))

    assert "Nobody takes part yet" in page
    assert page.link("Add a partner") == f"/partnerships/{partnership.id}/partners/new"


def test_two_marks_stand_in_each_cell_with_their_words(
    partnership: Partnership, broker: Visitor, depot: Participation, committee: Participation
) -> None:
    say_benefit(depot, Benefit.TRUST, expected=1, achieved=3)
    say_benefit(committee, Benefit.TRUST, expected=2)

    page = broker.visit(home(partnership))

    row = next(row for row in page.select(".benefit-table tbody tr") if "trust" in row.get_text())
    cells = [" ".join(cell.get_text(" ").split()) for cell in row.select("td .visually-hidden")]
    assert cells == [
        "Expected: 1 (some); achieved: 3 (decisive); more than expected",
        "Expected: 2 (clear); achieved: not said",
    ]
    assert [text.get_text() for text in row.select("td:nth-of-type(1) svg text")] == ["1", "3"]
    assert len(row.select("td:nth-of-type(2) svg text")) == 1
    assert len(page.select(".benefit-table tbody tr")) == len(Benefit)


def test_who_gains_nothing_stands_above_the_matrix(
    partnership: Partnership, broker: Visitor, depot: Participation, committee: Participation
) -> None:
    partnership.stage = Stage.EVALUATION
    say_benefit(depot, Benefit.TRUST, expected=3, achieved=0)

    page = broker.visit(home(partnership))

    notice = page.texts(".notice")[0]
    assert "Депо gains nothing in what was said" in notice
    assert "what they have gained: Комитет" in notice
    assert page.html.index("Депо gains nothing") < page.html.index("benefit-table")


def test_the_next_step_leads_to_the_first_who_was_not_asked(
    partnership: Partnership, broker: Visitor, depot: Participation, committee: Participation
) -> None:
    say_benefit(depot, expected=1)

    page = broker.visit(home(partnership))

    assert page.texts(".next-step-title") == ["Ask what it expects to gain: Комитет"]
    assert page.link("Fill in") == form_of(committee, "expected")


def test_on_a_phone_a_card_is_a_partner_or_a_benefit(
    partnership: Partnership, broker: Visitor, depot: Participation, committee: Participation
) -> None:
    say_benefit(depot, Benefit.TRUST, expected=0, achieved=2, comment="Стали звать в школы")

    by_partner, by_benefit = broker.visit(home(partnership)), broker.visit(f"{home(partnership)}?by=benefit")

    assert by_partner.texts(".benefit-card h3") == ["Депо", "Комитет"]
    card = by_partner.texts(f"#partner-{depot.id}")[0]
    assert "1 unexpected gain" in card
    assert "Стали звать в школы" in card
    assert by_partner.link("By benefit") == f"{home(partnership)}?by=benefit"
    assert len(by_benefit.select(".benefit-card")) == len(Benefit)
    assert "Комитет not said" in by_benefit.texts("#trust")[0]


def test_what_the_team_changed_is_seen_by_everybody(
    partnership: Partnership, broker: Visitor, depot: Participation
) -> None:
    say_benefit(depot, achieved=3, said_by=SaidBy.PARTNER)
    say_benefit(depot, achieved=1, remark="Опрос говорит другое.")

    page = broker.visit(home(partnership))

    told = page.texts(".benefit-changed")
    assert len(told) == 2, "once in the matrix and once on the card of a phone"
    assert "the partner had said: 3 (decisive). Опрос говорит другое." in told[0]


def test_a_reader_sees_the_matrix_and_no_buttons(
    database: Session, partnership: Partnership, depot: Participation, sign_in: SignIn
) -> None:
    reader = make_alumnus(database)
    make_member(partnership, reader, TeamRole.READER)

    page = sign_in(reader).visit(home(partnership))

    assert "Депо" in page
    assert page.select(f'a[href*="/participations/{depot.id}/benefits"]') == []
    assert sign_in(reader).is_refused(form_of(depot))
    assert sign_in(make_alumnus(database)).is_refused(home(partnership))


def test_the_number_of_queries_does_not_grow_with_the_partners(
    database: Session, partnership: Partnership, broker: Visitor, count_queries: Callable[..., Any]
) -> None:
    def fill(number: int) -> None:
        for _ in range(number):
            partner = make_participation(partnership, Sector.BUSINESS)
            say_benefit(partner, achieved=3, said_by=SaidBy.PARTNER)
            say_benefit(partner, achieved=1, remark="Меньше")
        database.expire_all()

    fill(1)
    broker.visit(home(partnership))
    database.expire_all()
    with count_queries() as few:
        broker.visit(home(partnership))
    fill(6)
    with count_queries() as many:
        broker.visit(home(partnership))

    assert len(many) == len(few), "\n".join(many)


def test_the_part_of_the_evaluation_says_how_far_the_matrix_is(
    partnership: Partnership, broker: Visitor, depot: Participation, committee: Participation
) -> None:
    partnership.stage = Stage.EVALUATION
    say_benefit(depot, achieved=2)

    page = broker.visit(f"/partnerships/{partnership.id}/evaluation")

    part = next(text for text in page.texts(".evaluation-part") if "Benefits for each partner" in text)
    assert "It is known of 1 partner of 2 what it has gained." in part
    assert "Under way" in part


# --- filling in ---------------------------------------------------------------------------------------------------------


def test_ten_lines_are_filled_in_and_only_what_was_said_is_kept(
    database: Session, partnership: Partnership, broker: Visitor, depot: Participation
) -> None:
    form = broker.visit(form_of(depot))
    assert len(form.select(".benefit-line-form")) == len(Benefit)

    page = broker.submit(form, **{"trust-level": "2", "trust-comment": "Стали звать", "quality-level": "0"})

    assert "Saved." in page
    assert stored(database) == {
        (depot.id, Benefit.TRUST): (2, "Стали звать"),
        (depot.id, Benefit.QUALITY): (0, ""),
    }


def test_at_first_it_is_asked_what_is_hoped_for_and_later_what_came(
    partnership: Partnership, broker: Visitor, depot: Participation
) -> None:
    say_benefit(depot, Benefit.TRUST, expected=3)
    assert "What it expects to gain: Депо" in broker.visit(f"/participations/{depot.id}/benefits")

    partnership.stage = Stage.EVALUATION
    page = broker.visit(f"/participations/{depot.id}/benefits")

    assert "What it has gained: Депо" in page
    assert "Expected: 3 (decisive)" in page.texts("#trust")[0]
    broker.visit(f"/participations/{depot.id}/benefits?moment=never", status=404)


def test_a_wrong_level_is_refused_and_what_was_typed_stays(
    database: Session, broker: Visitor, depot: Participation
) -> None:
    form = broker.visit(form_of(depot))

    page = broker.submit(form, **{"trust-level": "7", "trust-comment": "Стали звать"})

    assert page.select(".error-summary")
    assert page.one("#trust-comment").get_text().strip() == "Стали звать"
    assert stored(database) == {}


def test_a_word_of_the_partner_is_changed_only_with_a_remark(
    database: Session, broker: Visitor, depot: Participation
) -> None:
    say_benefit(depot, Benefit.TRUST, achieved=3, said_by=SaidBy.PARTNER)
    say_benefit(depot, Benefit.QUALITY, achieved=2, said_by=SaidBy.PARTNER)
    form = broker.visit(form_of(depot))
    assert [line["id"] for line in form.select(".benefit-line-form") if line.select("[id$=-remark]")] == [
        "quality",
        "trust",
    ]

    refused = broker.submit(
        form,
        **{"trust-level": "1", "quality-level": "1", "finances-level": "1", "finances-comment": "Скидка"},
    )

    assert len(refused.select(".error-summary li")) == 2
    assert refused.select("#trust-remark[aria-invalid]")
    assert "The partner said this itself: 3 (decisive)" in refused
    assert {key[1] for key in stored(database)} == {Benefit.TRUST, Benefit.QUALITY}
    broker.submit(refused, **{"trust-remark": "По опросу меньше", "quality-remark": "По отчёту"})
    assert stored(database) == {
        (depot.id, Benefit.TRUST): (1, ""),
        (depot.id, Benefit.QUALITY): (1, ""),
        (depot.id, Benefit.FINANCES): (1, "Скидка"),
    }


def test_two_people_say_different_things_and_nothing_is_lost(
    database: Session, partnership: Partnership, broker: Visitor, depot: Participation
) -> None:
    form = broker.visit(form_of(depot))
    say_benefit(depot, Benefit.TRUST, achieved=1, comment="Их слова")
    say_benefit(depot, Benefit.INNOVATION, achieved=3)

    choice = broker.submit(form, **{"trust-level": "2", "trust-comment": "Мои слова", "quality-level": "2"})

    assert "Two versions of the same" in choice
    assert {"Мои слова", "Их слова", "1 (some)", "2 (clear)"} <= set(choice.texts(".conflict-value"))
    broker.submit(choice, **{"keep_trust-achieved": "theirs", "keep_trust-achieved_comment": "mine"})
    assert stored(database) == {
        (depot.id, Benefit.TRUST): (1, "Мои слова"),
        (depot.id, Benefit.INNOVATION): (3, ""),
        (depot.id, Benefit.QUALITY): (2, ""),
    }


def test_one_who_fills_in_what_is_hoped_for_does_not_disturb_one_who_fills_in_what_came(
    database: Session, broker: Visitor, depot: Participation
) -> None:
    hoped, came = broker.visit(form_of(depot, "expected")), broker.visit(form_of(depot, "achieved"))

    broker.submit(hoped, **{"trust-level": "3"})
    broker.submit(came, **{"trust-level": "1"})

    cell = database.scalars(select(BenefitCell)).one()
    assert (cell.expected, cell.achieved) == (3, 1)


def test_two_people_who_say_it_first_make_one_record(own_app: Flask) -> None:
    with own_app.app_context():
        partner_id = make_participation(make_partnership(db.session())).id
        db.session.commit()
    pair, levels = Pair(own_app), iter((1, 2))

    pair.act(
        lambda partner: services.state(
            partner,
            Benefit.TRUST,
            moment=Moment.ACHIEVED,
            level=next(levels),
            said_by=SaidBy.TEAM,
            by=None,
        ),
        lambda: db.session.get_one(Participation, partner_id),
    )

    with own_app.app_context():
        assert pair.refused == []
        assert db.session.scalars(select(BenefitCell)).one().achieved == 2


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_opens_in_both_languages(
    partnership: Partnership, depot: Participation, sign_in: SignIn, language: str
) -> None:
    make_participation(partnership, left_on=TODAY)
    say_benefit(depot, achieved=3, said_by=SaidBy.PARTNER)
    say_benefit(depot, achieved=1, remark="Меньше", comment="Слова")
    visitor = sign_in(partnership.created_by, language=language)

    for address in (
        home(partnership),
        f"{home(partnership)}?by=benefit",
        form_of(depot),
        form_of(depot, "expected"),
        f"/partnerships/{partnership.id}/history",
        f"/partnerships/{partnership.id}/evaluation",
    ):
        visitor.visit(address)
