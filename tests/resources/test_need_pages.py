"""Pages of needs, of the overview and of the methods agreed in advance."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.projects import make_participation
from tests.factories.resources import (
    make_commitment,
    make_default,
    make_delivery,
    make_money,
    make_need,
    make_valued,
)
from tests.resources.reading import YESTERDAY, home, last_entry, new_commitment, only
from tests.visitor import Visitor
from tracker.projects import keeping
from tracker.projects.models import Participation, Partnership
from tracker.resources import services
from tracker.resources.models import Need, ValuationDefault
from tracker.resources.terms import Unit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    SignIn = Callable[..., Visitor]


def test_an_empty_page_says_what_to_do_next(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership))

    assert "Money is one resource of many" in page
    assert page.link("Add a need") == f"/partnerships/{partnership.id}/needs/new"


@pytest.mark.parametrize("there", [(), ("need",), ("commitment",), ("need", "commitment")])
def test_whatever_is_there_a_need_and_a_commitment_are_each_offered_once(
    database: Session,
    partnership: Partnership,
    partner: Participation,
    broker: Visitor,
    there: tuple[str, ...],
) -> None:
    if "need" in there:
        make_need(partnership)
    if "commitment" in there:
        make_commitment(partner)
    database.commit()

    links = broker.visit(home(partnership)).texts("main a.btn")

    assert [links.count(label) for label in ("Add a need", "Add a commitment")] == [1, 1]


def test_a_need_is_written_down(database: Session, partnership: Partnership, broker: Visitor) -> None:
    form = broker.visit(f"/partnerships/{partnership.id}/needs/new")

    page = broker.submit(
        form, kind="materials", description="Макулатура", amount="12,5", unit="tonne", due_on="2027-05-31"
    )

    assert "The need is on the list" in page
    assert "12.5 tonnes" in page
    assert only(database, Need).amount == Decimal("12.5")


def test_a_need_of_money_shows_its_currency(partnership: Partnership, broker: Visitor) -> None:
    form = broker.visit(f"/partnerships/{partnership.id}/needs/new")

    page = broker.submit(form, kind="money", description="Призы", amount="40 000", currency="EUR")

    assert "€40,000" in page


def test_a_wrong_number_is_said_beside_its_field_and_what_was_typed_stays(
    partnership: Partnership, broker: Visitor
) -> None:
    form = broker.visit(f"/partnerships/{partnership.id}/needs/new")

    page = broker.submit(form, kind="materials", description="Макулатура", amount="0", unit="tonne")

    assert "greater than zero" in page.texts("#amount-error")[0]
    assert page.one("#description")["value"] == "Макулатура"


def test_a_need_is_changed(partnership: Partnership, broker: Visitor) -> None:
    need = make_need(partnership, amount=Decimal(12), unit=Unit.TONNE)

    page = broker.submit(broker.visit(f"/needs/{need.id}/edit"), amount="16")

    assert "Saved" in page
    assert "16 tonnes" in page


def test_two_people_change_a_need_and_nothing_is_lost(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    need = make_need(partnership, amount=Decimal(12), unit=Unit.TONNE)
    form = broker.visit(f"/needs/{need.id}/edit")
    services.edit_need(need, by=partnership.created_by, amount=Decimal(16), due_on=YESTERDAY)

    choice = broker.submit(form, amount="20", description="Бумага")
    assert "Two versions" in choice
    assert "16" in choice.texts(".conflict-value")

    page = broker.submit(choice, keep_amount="theirs")

    assert "Somebody else changed this meanwhile" in page
    assert (need.amount, need.description, need.due_on) == (Decimal(16), "Бумага", YESTERDAY)


def test_a_need_that_fell_away_shows_why_and_comes_back(partnership: Partnership, broker: Visitor) -> None:
    need = make_need(partnership)
    form = broker.visit(f"/needs/{need.id}/drop")

    refused = broker.submit(form, reason="")
    assert "Please fill this in" in refused.texts("#reason-error")[0]

    broker.submit(refused, reason="Завод возит сам")
    page = broker.visit(f"/needs/{need.id}")
    assert "Завод возит сам" in page
    assert "Change" not in page.texts("main a")

    page = broker.submit(page, form=f'form[action="/needs/{need.id}/take-up"]')
    assert "The need is on the list again" in page


def test_a_need_taken_up_twice_is_said_in_a_sentence(partnership: Partnership, broker: Visitor) -> None:
    need = make_need(partnership)

    broker.post(f"/needs/{need.id}/take-up")

    assert "on the list already" in broker.visit(f"/needs/{need.id}")


# --- overview and methods ----------------------------------------------------------------------------------------------


def test_the_overview_shows_everything_in_one_picture(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    need = make_need(partnership, amount=Decimal(12), unit=Unit.TONNE, due_on=YESTERDAY)
    make_delivery(make_commitment(need, amount=Decimal(10)), "4")
    make_delivery(make_money(partner, "1000"), "400")
    make_valued(partner, "500", due_on=YESTERDAY)
    make_commitment(partner, description="Доброе имя")
    make_commitment(partner, agreed=False, description="Предложение")

    page = broker.visit(home(partnership))

    row = page.texts(".coverage-row")[0]
    assert "12 tonnes" in row
    assert "10 tonnes" in row
    assert "4 tonnes" in row
    assert page.texts(".sums td") == ["RUB 1,000", "RUB 400", "RUB 500", "—", "2", "1"]
    assert page.text.count("Overdue") == 2
    assert "1 offer is not agreed yet" in page


def test_a_method_is_agreed_and_changed(database: Session, partnership: Partnership, broker: Visitor) -> None:
    address = f"{home(partnership)}/valuation"
    refused = broker.submit(
        broker.visit(address), kind="people", method="hourly_rate", unit="hour", source="Тариф"
    )
    assert "Say the rate" in refused.texts("#rate-error")[0]

    broker.submit(refused, rate="600")
    assert only(database, ValuationDefault).rate == 600

    form = broker.visit(f"{address}?kind=people")
    assert form.one("#rate")["value"] == "600"
    broker.submit(form, rate="750")
    assert only(database, ValuationDefault).rate == 750
    assert last_entry(partnership, database).changes["rate"] == {"old": "600", "new": "750"}


def test_the_number_of_queries_does_not_grow_with_the_rows(
    database: Session, partnership: Partnership, broker: Visitor, count_queries: Callable[..., Any]
) -> None:
    def fill(number: int) -> None:
        for _ in range(number):
            need = make_need(partnership, amount=Decimal(12), unit=Unit.TONNE)
            make_delivery(make_commitment(need, amount=Decimal(10)), "4")
            make_delivery(make_money(make_participation(partnership), "1000"), "400")

    fill(1)
    broker.visit(home(partnership))
    keeping.pages.clear()
    with count_queries() as few:
        broker.visit(home(partnership))
    fill(8)
    with count_queries() as many:
        broker.visit(home(partnership))

    assert len(many) == len(few), "\n".join(many)


def test_the_overview_of_the_partnership_and_the_page_of_the_organisation_show_the_sums(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    make_money(partner, "1000", due_on=YESTERDAY)

    assert "1 commitment is overdue" in broker.visit(f"/partnerships/{partnership.id}")
    assert "What it promised and delivered" in broker.visit(f"/organisations/{partner.organisation_id}")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_opens_in_both_languages(
    partnership: Partnership, partner: Participation, sign_in: SignIn, language: str
) -> None:
    need = make_need(partnership, amount=Decimal(12), unit=Unit.TONNE)
    commitment = make_valued(partner, "500", amount=Decimal("1.5"), unit=Unit.HOUR, need=need)
    delivery = make_delivery(commitment, "0.5")
    make_default(partnership)
    visitor = sign_in(partnership.created_by, language=language)

    for address in (
        home(partnership),
        f"{home(partnership)}/valuation",
        f"/partnerships/{partnership.id}/needs/new",
        f"/needs/{need.id}",
        f"/needs/{need.id}/edit",
        f"/needs/{need.id}/drop",
        new_commitment(partnership),
        f"/commitments/{commitment.id}",
        f"/commitments/{commitment.id}/edit",
        f"/deliveries/{delivery.id}/cancel",
        f"/partnerships/{partnership.id}/history",
    ):
        visitor.visit(address)
