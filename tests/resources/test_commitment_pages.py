"""Forms of commitments as people use them: phone or desktop, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.projects import make_participation
from tests.factories.resources import make_commitment, make_default, make_need, make_valued
from tests.resources.reading import TODAY, YESTERDAY, new_commitment, only
from tests.visitor import Visitor
from tracker.projects.models import Participation, Partnership
from tracker.projects.services import partners
from tracker.resources import services
from tracker.resources.models import Commitment
from tracker.resources.terms import ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    SignIn = Callable[..., Visitor]


def test_without_partners_the_form_leads_to_them(partnership: Partnership, broker: Visitor) -> None:
    assert broker.visit(new_commitment(partnership)).link("Add a partner")


def test_a_promise_is_written_down_and_not_valued_unless_somebody_says_so(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    page = broker.submit(
        broker.visit(new_commitment(partnership)),
        kind="premises",
        description="Класс по субботам",
        amount="8",
        unit="day_of_use",
    )

    assert "The promise is written down" in page
    commitment = only(database, Commitment)
    assert commitment.participation_id == partner.id
    assert commitment.method is ValuationMethod.NOT_VALUED
    assert commitment.offered_on == TODAY
    assert "not valued" in page.texts("#commitments td")


def test_money_needs_no_method(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    broker.submit(
        broker.visit(new_commitment(partnership)),
        kind="money",
        description="Взнос",
        amount="1500,50",
        currency="EUR",
    )

    commitment = only(database, Commitment)
    assert str(commitment.value.amount) == "1500.50"
    assert commitment.value.currency == "EUR"


def test_the_value_follows_from_rate_and_hours(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    form = broker.visit(new_commitment(partnership))

    broker.submit(
        form, kind="people", description="Часы", amount="40", unit="hour", method="hourly_rate", rate="600,25"
    )

    assert only(database, Commitment).value_amount == Decimal(24010)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"method": "not_valued", "value_amount": "100"}, "choose how it was found"),
        ({"method": "hourly_rate", "value_amount": "100"}, "fill in both"),
        (
            {"method": "hourly_rate", "rate": "600", "amount": "40", "value_amount": "100"},
            "gives another value",
        ),
        ({"method": "market_price", "value_amount": "0"}, "greater than zero"),
    ],
)
def test_a_value_that_contradicts_itself_is_asked_about(
    partnership: Partnership, partner: Participation, broker: Visitor, typed: dict[str, str], sentence: str
) -> None:
    page = broker.submit(broker.visit(new_commitment(partnership)), typed, kind="people", description="Часы")

    assert sentence in page.texts("#value_amount-error")[0]
    assert page.one("#value_amount")["value"] == typed["value_amount"]


def test_a_need_brings_its_kind_its_amount_and_the_method_agreed_for_it(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    need = make_need(
        partnership, kind=ResourceKind.PEOPLE, description="Добровольцы", amount=Decimal(40), unit=Unit.HOUR
    )
    make_default(partnership)

    page = broker.visit(new_commitment(partnership, need=need.id))

    chosen = {
        name: page.one(f"#{name} option[selected]")["value"] for name in ("kind", "unit", "method", "need")
    }
    assert chosen == {"kind": "people", "unit": "hour", "method": "hourly_rate", "need": str(need.id)}
    assert page.one("#rate")["value"] == "600"
    assert page.one("#rate_source")["value"] == "Тариф центра добровольцев"


def test_the_agreed_method_is_filled_in_by_a_button_and_nothing_else_changes(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    make_default(partnership)
    form = broker.visit(new_commitment(partnership))
    assert "Agreed rate × hours: RUB 600 for 1 hour" in form

    page = broker.submit(
        form,
        button="Use the one of the chosen kind",
        kind="people",
        description="Часы",
        amount="10",
        unit="hour",
    )
    assert page.one("#method option[selected]")["value"] == "hourly_rate"
    assert page.one("#rate")["value"] == "600"
    assert page.one("#description")["value"] == "Часы"
    assert database.scalars(select(Commitment)).unique().all() == []

    broker.submit(page, button="Save")
    assert only(database, Commitment).value_amount == Decimal(6000)


def test_the_button_says_when_nothing_is_agreed_for_a_kind(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    make_default(partnership)

    page = broker.submit(
        broker.visit(new_commitment(partnership)),
        button="Use the one of the chosen kind",
        kind="premises",
        description="Класс",
    )

    assert "Nothing is agreed in advance for this kind" in page.texts("#method-error")[0]


def test_a_choice_of_ones_own_is_not_overridden(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    make_default(partnership)

    broker.submit(
        broker.visit(new_commitment(partnership)), kind="people", description="Часы", method="not_valued"
    )

    commitment = only(database, Commitment)
    assert commitment.method is ValuationMethod.NOT_VALUED
    page = broker.visit(f"/commitments/{commitment.id}")
    assert "In this partnership it was agreed for this kind" in page


def test_a_partner_that_left_is_not_on_offer_but_keeps_its_promise(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    commitment = make_commitment(partner)
    partners.partner_left(partner, on=YESTERDAY, reason="Закрылся", by=partnership.created_by)
    other = make_participation(partnership)

    assert str(partner.id) not in [
        option["value"]
        for option in broker.visit(new_commitment(partnership)).select("#participation option")
    ]
    page = broker.visit(f"/commitments/{commitment.id}")
    assert "left the partnership on" in page
    form = broker.visit(f"/commitments/{commitment.id}/edit")
    assert form.one("#participation option[selected]")["value"] == str(partner.id)

    page = broker.submit(form, participation=other.id)
    assert other.organisation.display_name in page


def test_a_changed_commitment_tells_what_it_was(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    commitment = make_commitment(
        partner,
        amount=Decimal(40),
        unit=Unit.HOUR,
        method=ValuationMethod.HOURLY_RATE,
        rate=Decimal(600),
        currency="RUB",
    )
    form = broker.visit(f"/commitments/{commitment.id}/edit")
    assert not form.one("#value_amount").get("value"), "a value that follows is not typed in"

    page = broker.submit(form, amount="50", reason="Добавились школы")

    assert "30,000" in page
    history = broker.visit(f"/partnerships/{partnership.id}/history")
    assert "24,000" in history
    assert "Добавились школы" in history


def test_two_people_change_a_commitment_and_nothing_is_lost(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    need = make_need(partnership, kind=ResourceKind.PEOPLE, description="Добровольцы")
    commitment = make_valued(partner, "100", amount=Decimal(10), unit=Unit.HOUR)
    form = broker.visit(f"/commitments/{commitment.id}/edit")
    services.change(commitment, by=partnership.created_by, value_amount=Decimal(200), need=need)

    choice = broker.submit(form, value_amount="300", description="Часы учителей")
    assert choice.texts(".conflict-value") == ["300", "200"]

    page = broker.submit(choice, keep_value_amount="mine")

    assert "Somebody else changed this meanwhile" in page
    assert (commitment.value_amount, commitment.description, commitment.need) == (
        Decimal(300),
        "Часы учителей",
        need,
    )


def test_an_amount_changed_by_somebody_else_does_not_clash_with_the_value_that_follows(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    commitment = make_commitment(
        partner,
        amount=Decimal(40),
        unit=Unit.HOUR,
        method=ValuationMethod.HOURLY_RATE,
        rate=Decimal(600),
        currency="RUB",
    )
    form = broker.visit(f"/commitments/{commitment.id}/edit")
    services.change(commitment, by=partnership.created_by, amount=Decimal(50))

    broker.submit(form, description="Часы учителей")

    assert (commitment.amount, commitment.value_amount) == (Decimal(50), Decimal(30000))
