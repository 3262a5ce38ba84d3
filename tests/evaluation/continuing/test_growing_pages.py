"""The pages on which something grows out of a partnership."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import select

from tests.factories.accounts import make_user
from tests.factories.evaluation_continuing import make_named_mechanism, make_offspring
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.visitor import Visitor
from tracker.evaluation.continuing import family
from tracker.evaluation.continuing.models import FamilyLink
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.projects.models import Partnership
from tracker.projects.services import record
from tracker.projects.terms import Field, TeamRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def test_a_new_partnership_is_recorded_with_what_it_takes_over(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    record.edit(
        partnership,
        by=None,
        problem="Waste paper",
        target_group="Schools",
        main_field=Field.ENVIRONMENT,
        further_fields=[Field.EDUCATION],
    )
    come, stay = (make_participation(partnership, sector) for sector in (Sector.BUSINESS, Sector.NONPROFIT))
    form = broker.visit(f"/partnerships/{partnership.id}/family/grow/partnership")
    assert form.one("#problem").get_text().strip() == "Waste paper"
    assert form.one("#target_group").get_text().strip() == "Schools"

    page = broker.submit(form, title="Marathon of Biysk", carried=[come.id], note="In the next town")

    child = database.scalars(select(Partnership).where(Partnership.title == "Marathon of Biysk")).one()
    assert page.heading == "Marathon of Biysk"
    assert page.one(f"#family a[href='/partnerships/{partnership.id}']").get_text() == "Marathon of Barnaul"
    assert [each.organisation for each in child.participations] == [come.organisation]
    assert stay.organisation.name not in page
    assert (child.region_codes, child.fields) == (
        partnership.region_codes,
        [Field.ENVIRONMENT, Field.EDUCATION],
    )
    assert "In the next town" in broker.visit(f"/partnerships/{partnership.id}/family")


def test_without_a_title_nothing_is_recorded_and_what_was_typed_stays(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    page = broker.submit(
        broker.visit(f"/partnerships/{partnership.id}/family/grow/partnership"), note="In the next town"
    )

    assert "Please fill this in." in page
    assert page.one("#note").get_text().strip() == "In the next town"
    assert database.scalars(select(FamilyLink)).all() == []


def test_a_recorded_partnership_is_chosen_among_those_that_one_works_on(
    database: Session, partnership: Partnership, elsewhere: Partnership, broker: Visitor
) -> None:
    own = make_partnership(database, title="Batteries", by=partnership.created_by)
    form = broker.visit(f"/partnerships/{partnership.id}/family/link")
    assert form.texts("#partnership option") == ["Batteries"]

    page = broker.submit(form, note="The same with batteries")

    assert "Now both partnerships know of each other." in page
    assert page.link("Batteries") == f"/partnerships/{own.id}"


def test_a_circle_is_refused_with_a_sentence_beside_the_field(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    parent = make_partnership(database, title="Parent", by=partnership.created_by)
    make_offspring(parent, partnership)

    page = broker.submit(broker.visit(f"/partnerships/{partnership.id}/family/link"))

    assert "A family has no circles." in page.one("#partnership-error").get_text()


def test_an_organisation_is_found_or_recorded(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    fund = make_organisation(database, "Fund of Lysva")
    here = f"/partnerships/{partnership.id}/family/grow/organisation"
    assert "Fund of Lysva" in broker.visit(f"{here}?q=lysva")

    broker.submit(broker.visit(f"{here}?organisation={fund.id}"), note="The city handed it over")
    page = broker.submit(broker.visit(f"{here}?name=Centre of Lysva"), sector="nonprofit")

    assert page.link("Fund of Lysva") == f"/organisations/{fund.id}"
    made = database.scalars(select(Organisation).where(Organisation.name == "Centre of Lysva")).one()
    assert page.link("Centre of Lysva") == f"/organisations/{made.id}"


def test_a_mechanism_settles_once_it_is_described(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    here = f"/partnerships/{partnership.id}/family/grow"
    assert "Describe the mechanism first" in broker.visit(f"{here}/mechanism", follow=True)
    make_named_mechanism(partnership)

    page = broker.submit(broker.visit(f"{here}/mechanism"), note="Schools do it themselves")

    assert page.link("Marathon of schools") == f"/partnerships/{partnership.id}/mechanism"


def test_what_was_linked_by_mistake_is_taken_out_with_a_reason(
    database: Session, partnership: Partnership, broker: Visitor
) -> None:
    child = make_partnership(database, title="Batteries", by=partnership.created_by)
    number = make_offspring(partnership, child).id
    page = broker.visit(f"/partnerships/{partnership.id}/family")

    page = broker.visit(page.link("Take “Batteries” out of the family"))
    broker.submit(page, reason="It is not ours")

    assert database.get(FamilyLink, number) is None
    assert family.parent_link_of(child) is None


def test_a_broker_without_a_role_links_what_is_recorded_but_records_nothing(
    database: Session, partnership: Partnership, sign_in: Callable[..., Visitor]
) -> None:
    guest = make_member(partnership, make_user(database), TeamRole.BROKER).user
    visitor = sign_in(guest)
    here = f"/partnerships/{partnership.id}/family"

    assert "Record a new one" not in visitor.visit(f"{here}/grow")
    page = visitor.visit(f"{here}/grow/partnership", follow=True)
    assert page.address == f"{here}/link"
    assert "You work on no other partnership." in page


def test_only_those_who_lead_say_what_grew(
    database: Session, partnership: Partnership, sign_in: Callable[..., Visitor]
) -> None:
    editor = sign_in(make_member(partnership, make_partnership(database).created_by, TeamRole.EDITOR).user)
    here = f"/partnerships/{partnership.id}/family"

    assert "Something grew out of it" not in editor.visit(here)
    for address in (f"{here}/grow", f"{here}/grow/partnership", f"{here}/link", f"{here}/grow/organisation"):
        assert editor.is_refused(address)
