"""A promise is asked for what fits it: a sum of money needs no unit, nothing is valued in roubles that nobody values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.samples import SPRINGS
from tests.journeys.steps import PHONE, choose, press
from tracker.resources.terms import ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.words import Words


def test_what_is_given_decides_what_is_asked_without_scripts_too(
    sign_in: Callable[..., Page], addresses: Callable[[str], str], say: Words
) -> None:
    page = sign_in("manager", screen=PHONE, scripts=False)
    page.goto(f"{addresses(SPRINGS)}/commitments/new")
    currency, unit, own_unit, method, rate = (
        page.get_by_label(say(label), exact=True)
        for label in ("Currency", "Counted in", "Own unit", "How it is valued", "Price or rate for one")
    )

    choose(page, say, "What kind", ResourceKind.MONEY)
    expect(currency).to_be_visible()
    for field in (unit, own_unit, method, rate):
        expect(field).to_be_hidden()

    choose(page, say, "What kind", ResourceKind.PEOPLE)
    expect(currency).to_be_hidden()
    expect(own_unit).to_be_hidden()
    expect(rate).to_be_hidden()
    choose(page, say, "Counted in", Unit.OTHER)
    expect(own_unit).to_be_visible()
    choose(page, say, "How it is valued", ValuationMethod.HOURLY_RATE)
    expect(currency).to_be_visible()
    expect(rate).to_be_visible()


def test_a_mistake_stays_in_view_whatever_is_chosen(
    sign_in: Callable[..., Page], addresses: Callable[[str], str], say: Words
) -> None:
    page = sign_in("manager")
    page.goto(f"{addresses(SPRINGS)}/commitments/new")
    choose(page, say, "What kind", ResourceKind.PEOPLE)
    page.get_by_label(say("What exactly")).fill("Дежурства")
    choose(page, say, "How it is valued", ValuationMethod.HOURLY_RATE)
    value = page.get_by_label(say("Value of it all"), exact=True)
    value.fill("5000")
    choose(page, say, "How it is valued", ValuationMethod.NOT_VALUED)
    expect(value).to_be_hidden()

    press(page, say, "Save")

    expect(value).to_be_visible()
    expect(value).to_have_attribute("aria-invalid", "true")
