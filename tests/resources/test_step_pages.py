"""The page of a commitment with the steps of its life, and who may take them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from tests.factories.accounts import make_alumnus, make_official, make_programme_staff
from tests.factories.projects import make_member
from tests.factories.resources import make_commitment, make_delivery, make_need
from tests.resources.reading import YESTERDAY, home, new_commitment, state_of
from tests.visitor import Visitor
from tracker.projects.models import Participation, Partnership
from tracker.projects.services import record
from tracker.projects.terms import TeamRole, Visibility
from tracker.resources import services
from tracker.resources.terms import CommitmentState, Unit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    SignIn = Callable[..., Visitor]


def test_a_promise_goes_through_its_life(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    commitment = make_commitment(partner, agreed=False, amount=Decimal(10), unit=Unit.HOUR)
    address = f"/commitments/{commitment.id}"

    page = broker.submit(broker.visit(address), form="#form-agree", agreed_by="Все четыре стороны")
    assert "Agreed: it counts" in page
    page = broker.submit(
        page, form="#form-declare", declared_on=str(YESTERDAY), declared_link="marathon.example/press"
    )
    assert page.link("marathon.example/press") == "https://marathon.example/press"
    page = broker.submit(page, form="#form-deliver", amount="4", confirmed_by="Ирина Полухина")
    assert "4 hours of 10 hours" in page
    assert "Confirmed by: Ирина Полухина" in page
    page = broker.submit(page, form="#form-complete")
    assert "Less arrived than was promised: 4 hours." in page
    page = broker.submit(page, form=f'form[action="{address}/reopen"]')
    assert state_of(commitment) is CommitmentState.IN_DELIVERY
    page = broker.submit(page, form="#form-withdraw", reason="Кончились каникулы")
    assert "Кончились каникулы" in page
    broker.submit(page, form=f'form[action="{address}/offer"]')
    assert state_of(commitment) is CommitmentState.OFFERED


def test_a_declaration_is_taken_back(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    commitment = make_commitment(partner)
    services.declare(commitment, by=None, on=YESTERDAY, link="https://marathon.example")

    broker.submit(broker.visit(f"/commitments/{commitment.id}"), form="#form-declare", declared_on="")

    assert commitment.declared_on is None


@pytest.mark.parametrize(
    ("step", "typed", "field", "sentence"),
    [
        ("withdraw", {"reason": ""}, "reason", "Please fill this in"),
        ("deliver", {"amount": "viel", "note": "Две машины"}, "amount", "This is not a number"),
        ("deliver", {"amount": "0", "note": "Две машины"}, "amount", "greater than zero"),
        ("declare", {"declared_on": ""}, "declared_on", "Please fill this in"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(  # cases
    partner: Participation, broker: Visitor, step: str, typed: dict[str, str], field: str, sentence: str
) -> None:
    commitment = make_commitment(partner)

    page = broker.submit(broker.visit(f"/commitments/{commitment.id}"), typed, form=f"#form-{step}")

    assert sentence in page.texts(f"#{field}-error")[0]
    assert page.one(f"#{step}").has_attr("open")
    assert typed.get("note", "") in page.texts("#form-deliver textarea")


def test_who_agrees_second_is_told_so(partner: Participation, broker: Visitor) -> None:
    commitment = make_commitment(partner, agreed=False)
    form = broker.visit(f"/commitments/{commitment.id}")
    services.agree(commitment, by=None)

    assert "agreed already" in broker.submit(form, form="#form-agree")


def test_a_delivery_recorded_by_mistake_is_marked_with_the_reason(
    partner: Participation, broker: Visitor
) -> None:
    commitment = make_commitment(partner, amount=Decimal(10), unit=Unit.HOUR)
    delivery = make_delivery(commitment, "10")
    form = broker.visit(f"/deliveries/{delivery.id}/cancel")

    refused = broker.submit(form, reason="")
    assert "Please fill this in" in refused.texts("#reason-error")[0]

    page = broker.submit(refused, reason="Посчитали дважды")
    assert "recorded by mistake: Посчитали дважды" in page
    assert "had been recorded by mistake" in broker.visit(
        f"/partnerships/{commitment.partnership_id}/history"
    )


def test_a_value_cannot_be_given_to_a_part_of_what_is_not_valued(
    partner: Participation, broker: Visitor
) -> None:
    page = broker.visit(f"/commitments/{make_commitment(partner).id}")

    assert not page.select("#form-deliver #value_amount")


# --- who may -----------------------------------------------------------------------------------------------------------


def addresses(partnership: Partnership, partner: Participation) -> tuple[list[str], list[str]]:
    """Pages to read, and pages to change something on."""
    need, commitment = make_need(partnership), make_commitment(partner)
    delivery = make_delivery(commitment, "1")
    to_read = [home(partnership), f"/needs/{need.id}", f"/commitments/{commitment.id}"]
    to_change = [
        f"{home(partnership)}/valuation",
        f"/partnerships/{partnership.id}/needs/new",
        f"/needs/{need.id}/edit",
        f"/needs/{need.id}/drop",
        f"/partnerships/{partnership.id}/commitments/new",
        f"/commitments/{commitment.id}/edit",
        f"/deliveries/{delivery.id}/cancel",
    ]
    return to_read, to_change


STEPS = ("agree", "declare", "deliver", "complete", "reopen", "withdraw", "offer")


def test_readers_read_and_change_nothing(
    database: Session, partnership: Partnership, partner: Participation, sign_in: SignIn
) -> None:
    to_read, to_change = addresses(partnership, partner)
    member = make_alumnus(database)
    make_member(partnership, member, TeamRole.READER)
    for person in (member, make_programme_staff(database)):
        reader = sign_in(person)
        for address in to_read:
            page = reader.visit(address)
            assert not page.select("main form[method=post]")
        assert all(reader.is_refused(address) for address in to_change)
        assert all(reader.is_refused(f"{to_read[2]}/{step}", method="POST") for step in STEPS)


def test_strangers_see_nothing(
    database: Session, partnership: Partnership, partner: Participation, sign_in: SignIn, as_guest: Visitor
) -> None:
    to_read, to_change = addresses(partnership, partner)
    record.set_visibility(partnership, Visibility.PUBLIC, by=partnership.created_by)

    for stranger in (as_guest, sign_in(make_alumnus(database)), sign_in(make_official(database, "RU-MOW"))):
        assert all(stranger.is_refused(address) for address in (*to_read, *to_change))


def test_a_need_of_another_partnership_cannot_be_answered(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    foreign = make_need(database)
    form = broker.visit(new_commitment(partnership, need=foreign.id))
    assert str(foreign.id) not in [option["value"] for option in form.select("#need option")]

    page = broker.submit(form, kind="people", description="Часы", need=foreign.id)

    assert page.select("#need-error")


def test_nothing_changes_in_the_archive(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    to_read, to_change = addresses(partnership, partner)
    record.archive(partnership, by=partnership.created_by, reason="Дубликат")

    assert all(broker.is_refused(address) for address in to_change)
    for address in to_read:
        assert not broker.visit(address).select("main form[method=post]")
