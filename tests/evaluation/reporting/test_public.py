"""A published report: only while it is decided, only what everybody may read, with as many names as partners agree to."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pypdf
import pytest

from tests.factories.evaluation_reporting import agree, let_out, make_report
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation, make_partnership
from tests.visitor import Visitor
from tracker import permissions
from tracker.evaluation.reporting import services
from tracker.evaluation.reporting.terms import ConsentAnswer, Reader
from tracker.partners.terms import Sector
from tracker.projects.terms import Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Participation, Partnership

    SignIn = Callable[..., Visitor]


@pytest.fixture
def partnership(database: Session) -> Partnership:
    partnership = make_partnership(database, title="Марафон", visibility=Visibility.PUBLIC)
    make_report(partnership, summary="Собрали 16 тонн", internal_use="Меняем правила")
    return partnership


@pytest.fixture
def partner(partnership: Partnership, database: Session) -> Participation:
    return make_participation(
        partnership, make_organisation(database, "Завод Мамонт", sector=Sector.BUSINESS)
    )


def page_of(partnership: Partnership) -> str:
    return f"/reports/{partnership.id}"


@pytest.mark.parametrize("degree", [None, *(each for each in Reader if each is not Reader.PUBLIC)])
def test_what_is_not_for_everybody_is_not_there(
    partnership: Partnership, as_guest: Visitor, sign_in: SignIn, degree: Reader | None
) -> None:
    if degree is not None:
        let_out(partnership, degree)

    for somebody in (as_guest, sign_in(partnership.created_by)):
        somebody.visit(page_of(partnership), status=404)
        assert somebody.open(f"{page_of(partnership)}/pdf").status_code == 404


def test_everybody_reads_what_was_published(partnership: Partnership, as_guest: Visitor) -> None:
    let_out(partnership)

    page = as_guest.visit(page_of(partnership))

    assert page.heading == "Марафон"
    assert "Собрали 16 тонн" in page
    assert "Меняем правила" not in page


def test_withdrawing_takes_it_offline_at_once(partnership: Partnership, as_guest: Visitor) -> None:
    decision = let_out(partnership)
    as_guest.visit(page_of(partnership))

    services.withdraw(decision, by=partnership.created_by)

    as_guest.visit(page_of(partnership), status=404)


def test_a_partnership_that_is_none_has_no_report(as_guest: Visitor) -> None:
    as_guest.visit("/reports/4711", status=404)


def test_a_partner_is_named_from_its_consent_to_its_refusal(
    partnership: Partnership, partner: Participation, as_guest: Visitor
) -> None:
    let_out(partnership)
    assert "Завод Мамонт" not in as_guest.visit(page_of(partnership))

    agree(partner)
    assert "Завод Мамонт" in as_guest.visit(page_of(partnership))

    agree(partner, ConsentAnswer.REFUSED)
    page = as_guest.visit(page_of(partnership))
    assert "Завод Мамонт" not in page
    assert "A partner from business" in page


def test_a_published_report_can_be_taken_away_in_both_languages(
    partnership: Partnership, as_guest: Visitor
) -> None:
    let_out(partnership)

    for language in ("ru", "en"):
        response = as_guest.open(f"{page_of(partnership)}/pdf?language={language}")
        reader = pypdf.PdfReader(io.BytesIO(response.data))
        text = " ".join(page.extract_text() for page in reader.pages)
        assert reader.trailer["/Root"]["/Lang"] == language
        assert "Собрали 16 тонн" in text
        assert "Меняем правила" not in text


def test_the_public_page_of_the_partnership_leads_there(partnership: Partnership, as_guest: Visitor) -> None:
    home = f"/partnerships/{partnership.id}"
    assert as_guest.visit(home).select(f"a[href='{page_of(partnership)}']") == []

    let_out(partnership)

    assert as_guest.visit(home).link("Read the report") == page_of(partnership)


def test_without_public_pages_visitors_read_none(
    partnership: Partnership, as_guest: Visitor, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_out(partnership)

    monkeypatch.setattr(permissions, "visitors_welcome", Closed())

    as_guest.visit(page_of(partnership), status=404)
    sign_in(partnership.created_by).visit(page_of(partnership))


class Closed:
    """An installation that shows nothing to visitors."""

    def get(self) -> bool:
        return False

    def set(self, _value: object) -> None:
        """What the settings of the test say does not count."""
