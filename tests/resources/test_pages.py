"""The pages of resources as people use them: phone or desktop, without JavaScript."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus, make_official, make_programme_staff
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.factories.resources import make_commitment, make_default, make_delivery, make_money, make_need, make_valued
from tests.resources.test_promises import last_entry
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.projects.models import Participation, Partnership
from tracker.projects.services import partners, record
from tracker.projects.terms import TeamRole, Visibility
from tracker.resources import services
from tracker.resources.models import Commitment, Need, ValuationDefault
from tracker.resources.terms import CommitmentState, ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    SignIn = Callable[..., Visitor]

TODAY = utc_now().date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database)


@pytest.fixture
def partner(database: Session, partnership: Partnership) -> Participation:
    return make_participation(partnership, make_organisation(database, "ОАО «Алтайкровля»"))


@pytest.fixture
def broker(partnership: Partnership, sign_in: SignIn) -> Visitor:
    return sign_in(partnership.created_by)


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/resources"


def only(session: Session, model: type[Any]) -> Any:
    return session.scalars(select(model)).unique().one()


# --- needs ------------------------------------------------------------------------------------------------------------


def test_an_empty_page_says_what_to_do_next(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership))

    assert "Money is one resource of many" in page
    assert page.link("Add the first need") == f"/partnerships/{partnership.id}/needs/new"


def test_a_need_is_written_down(database: Session, partnership: Partnership, broker: Visitor) -> None:
    form = broker.visit(f"/partnerships/{partnership.id}/needs/new")

    page = broker.submit(form, kind="materials", description="Макулатура", amount="12,5", unit="tonne", due_on="2027-05-31")

    assert "The need is on the list" in page
    assert "12.5 tonnes" in page
    assert only(database, Need).amount == Decimal("12.5")


def test_a_need_of_money_shows_its_currency(partnership: Partnership, broker: Visitor) -> None:
    form = broker.visit(f"/partnerships/{partnership.id}/needs/new")

    page = broker.submit(form, kind="money", description="Призы", amount="40 000", currency="EUR")

    assert "€40,000" in page


def test_a_wrong_number_is_said_beside_its_field_and_what_was_typed_stays(partnership: Partnership, broker: Visitor) -> None:
    form = broker.visit(f"/partnerships/{partnership.id}/needs/new")

    page = broker.submit(form, kind="materials", description="Макулатура", amount="0", unit="tonne")

    assert "greater than zero" in page.texts("#amount-error")[0]
    assert page.one("#description")["value"] == "Макулатура"


def test_a_need_is_changed(partnership: Partnership, broker: Visitor) -> None:
    need = make_need(partnership, amount=Decimal(12), unit=Unit.TONNE)

    page = broker.submit(broker.visit(f"/needs/{need.id}/edit"), amount="16")

    assert "Saved" in page
    assert "16 tonnes" in page


def test_two_people_change_a_need_and_nothing_is_lost(database: Session, partnership: Partnership, broker: Visitor) -> None:
    need = make_need(partnership, amount=Decimal(12), unit=Unit.TONNE)
    form = broker.visit(f"/needs/{need.id}/edit")
    services.edit_need(need, by=partnership.created_by, amount=Decimal(16), due_on=YESTERDAY)  # type: ignore[arg-type]

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


# --- commitments ------------------------------------------------------------------------------------------------------


def new_commitment(partnership: Partnership, **query: Any) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/partnerships/{partnership.id}/commitments/new?{asked}"


def test_without_partners_the_form_leads_to_them(partnership: Partnership, broker: Visitor) -> None:
    assert broker.visit(new_commitment(partnership)).link("Add a partner")


def test_a_promise_is_written_down_and_not_valued_unless_somebody_says_so(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    page = broker.submit(
        broker.visit(new_commitment(partnership)), kind="premises", description="Класс по субботам", amount="8", unit="day_of_use"
    )

    assert "The promise is written down" in page
    commitment = only(database, Commitment)
    assert commitment.participation_id == partner.id
    assert commitment.method is ValuationMethod.NOT_VALUED
    assert commitment.offered_on == TODAY
    assert "not valued" in page.texts("#commitments td")


def test_money_needs_no_method(database: Session, partnership: Partnership, partner: Participation, broker: Visitor) -> None:
    broker.submit(broker.visit(new_commitment(partnership)), kind="money", description="Взнос", amount="1500,50", currency="EUR")

    commitment = only(database, Commitment)
    assert str(commitment.value.amount) == "1500.50"
    assert commitment.value.currency == "EUR"


def test_the_value_follows_from_rate_and_hours(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    form = broker.visit(new_commitment(partnership))

    broker.submit(form, kind="people", description="Часы", amount="40", unit="hour", method="hourly_rate", rate="600,25")

    assert only(database, Commitment).value_amount == Decimal(24010)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"method": "not_valued", "value_amount": "100"}, "choose how it was found"),
        ({"method": "hourly_rate", "value_amount": "100"}, "fill in both"),
        ({"method": "hourly_rate", "rate": "600", "amount": "40", "value_amount": "100"}, "gives another value"),
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
    need = make_need(partnership, kind=ResourceKind.PEOPLE, description="Добровольцы", amount=Decimal(40), unit=Unit.HOUR)
    make_default(partnership)

    page = broker.visit(new_commitment(partnership, need=need.id))

    chosen = {name: page.one(f"#{name} option[selected]")["value"] for name in ("kind", "unit", "method", "need")}
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
        form, button="Use the one of the chosen kind", kind="people", description="Часы", amount="10", unit="hour"
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
        broker.visit(new_commitment(partnership)), button="Use the one of the chosen kind", kind="premises", description="Класс"
    )

    assert "Nothing is agreed in advance for this kind" in page.texts("#method-error")[0]


def test_a_choice_of_ones_own_is_not_overridden(
    database: Session, partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    make_default(partnership)

    broker.submit(broker.visit(new_commitment(partnership)), kind="people", description="Часы", method="not_valued")

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

    assert str(partner.id) not in [option["value"] for option in broker.visit(new_commitment(partnership)).select("#participation option")]
    page = broker.visit(f"/commitments/{commitment.id}")
    assert "left the partnership on" in page
    form = broker.visit(f"/commitments/{commitment.id}/edit")
    assert form.one("#participation option[selected]")["value"] == str(partner.id)

    page = broker.submit(form, participation=other.id)
    assert other.organisation.display_name in page


def test_a_changed_commitment_tells_what_it_was(partnership: Partnership, partner: Participation, broker: Visitor) -> None:
    commitment = make_commitment(
        partner, amount=Decimal(40), unit=Unit.HOUR, method=ValuationMethod.HOURLY_RATE, rate=Decimal(600), currency="RUB"
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
    services.change(commitment, by=partnership.created_by, value_amount=Decimal(200), need=need)  # type: ignore[arg-type]

    choice = broker.submit(form, value_amount="300", description="Часы учителей")
    assert choice.texts(".conflict-value") == ["300", "200"]

    page = broker.submit(choice, keep_value_amount="mine")

    assert "Somebody else changed this meanwhile" in page
    assert (commitment.value_amount, commitment.description, commitment.need) == (Decimal(300), "Часы учителей", need)


def test_an_amount_changed_by_somebody_else_does_not_clash_with_the_value_that_follows(
    partnership: Partnership, partner: Participation, broker: Visitor
) -> None:
    commitment = make_commitment(
        partner, amount=Decimal(40), unit=Unit.HOUR, method=ValuationMethod.HOURLY_RATE, rate=Decimal(600), currency="RUB"
    )
    form = broker.visit(f"/commitments/{commitment.id}/edit")
    services.change(commitment, by=partnership.created_by, amount=Decimal(50))  # type: ignore[arg-type]

    broker.submit(form, description="Часы учителей")

    assert (commitment.amount, commitment.value_amount) == (Decimal(50), Decimal(30000))


# --- steps ------------------------------------------------------------------------------------------------------------


def test_a_promise_goes_through_its_life(database: Session, partnership: Partnership, partner: Participation, broker: Visitor) -> None:
    commitment = make_commitment(partner, agreed=False, amount=Decimal(10), unit=Unit.HOUR)
    address = f"/commitments/{commitment.id}"

    page = broker.submit(broker.visit(address), form="#form-agree", agreed_by="Все четыре стороны")
    assert "Agreed: it counts" in page
    page = broker.submit(page, form="#form-declare", declared_on=str(YESTERDAY), declared_link="marathon.example/press")
    assert page.link("marathon.example/press") == "https://marathon.example/press"
    page = broker.submit(page, form="#form-deliver", amount="4", confirmed_by="Ирина Полухина")
    assert "4 hours of 10 hours" in page
    assert "Confirmed by: Ирина Полухина" in page
    page = broker.submit(page, form="#form-complete")
    assert "Less arrived than was promised: 4 hours." in page
    page = broker.submit(page, form=f'form[action="{address}/reopen"]')
    assert commitment.state is CommitmentState.IN_DELIVERY
    page = broker.submit(page, form="#form-withdraw", reason="Кончились каникулы")
    assert "Кончились каникулы" in page
    broker.submit(page, form=f'form[action="{address}/offer"]')
    assert commitment.state is CommitmentState.OFFERED


def test_a_declaration_is_taken_back(partnership: Partnership, partner: Participation, broker: Visitor) -> None:
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
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
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


def test_a_delivery_recorded_by_mistake_is_marked_with_the_reason(partner: Participation, broker: Visitor) -> None:
    commitment = make_commitment(partner, amount=Decimal(10), unit=Unit.HOUR)
    delivery = make_delivery(commitment, "10")
    form = broker.visit(f"/deliveries/{delivery.id}/cancel")

    refused = broker.submit(form, reason="")
    assert "Please fill this in" in refused.texts("#reason-error")[0]

    page = broker.submit(refused, reason="Посчитали дважды")
    assert "recorded by mistake: Посчитали дважды" in page
    assert "had been recorded by mistake" in broker.visit(f"/partnerships/{commitment.partnership_id}/history")


def test_a_value_cannot_be_given_to_a_part_of_what_is_not_valued(partner: Participation, broker: Visitor) -> None:
    page = broker.visit(f"/commitments/{make_commitment(partner).id}")

    assert not page.select("#form-deliver #value_amount")


# --- overview and methods ---------------------------------------------------------------------------------------------


def test_the_overview_shows_everything_in_one_picture(partnership: Partnership, partner: Participation, broker: Visitor) -> None:
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
    refused = broker.submit(broker.visit(address), kind="people", method="hourly_rate", unit="hour", source="Тариф")
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


# --- who may ----------------------------------------------------------------------------------------------------------


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


def test_nothing_changes_in_the_archive(partnership: Partnership, partner: Participation, broker: Visitor) -> None:
    to_read, to_change = addresses(partnership, partner)
    record.archive(partnership, by=partnership.created_by, reason="Дубликат")

    assert all(broker.is_refused(address) for address in to_change)
    for address in to_read:
        assert not broker.visit(address).select("main form[method=post]")
