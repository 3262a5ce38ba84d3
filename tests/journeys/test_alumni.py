"""The programme imports a list of its alumni; an alumna finds others on her phone, and decides who finds her."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.steps import DESKTOP, PHONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.journeys.words import Words

LIST = """Участник;Почта;Набор;Должность
Заречная Нина Павловна;zarechnaya@alumni.example;Набор 2025;режиссёр
Треплев Константин;no address;Набор 2025;писатель
"""


def test_a_list_is_looked_through_before_it_is_imported(
    sign_in: Callable[..., Page], say: Words, check_accessibility: Callable[[Page], None]
) -> None:
    page = sign_in("programme", screen=DESKTOP)
    page.goto("/people/import")
    page.get_by_label(say("File"), exact=True).set_input_files(
        {"name": "alumni.csv", "mimeType": "text/csv", "buffer": LIST.encode("cp1251")}
    )
    page.get_by_role("button", name=say("Upload and look")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(say("What the import would do"))
    expect(page.get_by_role("main")).to_contain_text("Набор 2025")
    expect(page.get_by_role("row", name="Треплев")).to_contain_text("anna@example.org")
    check_accessibility(page)
    page.get_by_role("button", name=say("Import"), exact=True).click()

    steps.expect_message(
        page,
        say.count(
            "The import is done: %(num)s record was written.",
            "The import is done: %(num)s records were written.",
            1,
        ),
    )
    expect(page.get_by_role("link", name=say("Refused rows as a file"))).to_be_visible()
    page.goto("/people?q=заречная")
    expect(page.get_by_role("link", name="Заречная Нина Павловна")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("zarechnaya@")


def test_who_takes_consent_back_is_found_no_more(
    sign_in: Callable[..., Page], say: Words, check_accessibility: Callable[[Page], None]
) -> None:
    own, other = sign_in("manager", screen=PHONE), sign_in("rudakova", screen=PHONE)
    other.goto("/directory?q=ведерникова")
    expect(other.get_by_role("heading", name="Марина Ведерникова")).to_be_visible()
    check_accessibility(other)
    assert other.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    own.goto("/profile/directory")
    who = own.get_by_role("group", name=re.compile(re.escape(say("Who may find me in the directory"))))
    who.get_by_role("radio").first.check()
    own.get_by_role("button", name=say("Save who sees it")).click()
    steps.expect_message(own, say("Saved. It holds from this moment; you can change it at any time."))

    other.reload()
    expect(other.get_by_role("heading", name="Марина Ведерникова")).to_have_count(0)
