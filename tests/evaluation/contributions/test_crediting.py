"""Crediting: what history keeps, what other pages learn, what happens to merged records, and the pages themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_alumnus
from tests.factories.evaluation_contributions import credit
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.factories.resources import make_commitment, make_delivery, make_money, make_valued
from tests.resources.test_at_once import Pair
from tests.visitor import Visitor
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.contributions import services
from tracker.evaluation.contributions.models import ContributionNote
from tracker.evaluation.contributions.queries import contributions_of, note_of
from tracker.extensions import db
from tracker.history import chain
from tracker.history.models import Entry
from tracker.history.terms import EntryKind
from tracker.partners import merge
from tracker.partners.terms import Sector
from tracker.projects import cycle, gaps, telling
from tracker.projects.models import Participation
from tracker.projects.services import record
from tracker.projects.terms import ChecklistItem, Stage, TeamRole
from tracker.resources.terms import ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

    SignIn = Callable[..., Visitor]

TODAY = utc_now().date()


@pytest.fixture
def depot(database: Session, partnership: Partnership) -> Participation:
    return make_participation(partnership, make_organisation(database, "Депо", sector=Sector.BUSINESS))


@pytest.fixture
def committee(database: Session, partnership: Partnership) -> Participation:
    return make_participation(partnership, make_organisation(database, "Комитет", sector=Sector.GOVERNMENT))


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/evaluation/contributions"


def form_of(partner: Participation) -> str:
    return f"/participations/{partner.id}/contribution"


def entries(partnership: Partnership, database: Session) -> list[Entry]:
    kind = EntryKind.CONTRIBUTION_CREDITED
    query = select(Entry).where(Entry.book_id == partnership.book_id, Entry.kind == kind)
    return list(database.scalars(query.order_by(Entry.number)).unique())


# --- crediting ------------------------------------------------------------------------------------------------------------


def test_crediting_is_written_into_the_history_under_the_name_of_the_thanks(
    database: Session, partnership: Partnership, depot: Participation
) -> None:
    day = TODAY - timedelta(days=3)
    credit(depot, notable="Дали машину в последний день", credited_as="Депо имени Попова", credited_on=day)

    entry = entries(partnership, database)[0]

    assert telling.headline(entry) == "Credited: the contribution of Депо имени Попова"
    assert entry.happened_on == day
    assert entry.changes["credited_on"] == {"old": None, "new": day.isoformat()}
    assert note_of(depot) is not None


def test_who_credited_it_stays_when_others_mend_the_words(
    database: Session, partnership: Partnership, depot: Participation
) -> None:
    credit(depot)
    other = make_alumnus(database)

    note = credit(depot, notable="Слова", by=other)

    assert note.credited_by_id == partnership.created_by_id
    assert telling.headline(entries(partnership, database)[1]) == (
        "What is said of the contribution of Депо was changed"
    )


def test_a_credit_can_be_taken_back(depot: Participation) -> None:
    credit(depot, notable="Слова")

    note = credit(depot, notable="Слова", credited_on=None)

    assert (note.credited_on, note.credited_by_id, note.notable) == (None, None, "Слова")


def test_saying_nothing_makes_no_record(database: Session, depot: Participation) -> None:
    assert services.credit(depot, by=None) is None
    assert database.scalars(select(ContributionNote)).all() == []


def test_saving_the_same_again_writes_nothing(
    database: Session, partnership: Partnership, depot: Participation
) -> None:
    credit(depot)
    credit(depot)

    assert len(entries(partnership, database)) == 1


def test_a_day_to_come_is_refused(depot: Participation) -> None:
    with pytest.raises(DomainError) as refused:
        credit(depot, credited_on=TODAY + timedelta(days=1))

    assert refused.value.field == "credited_on"


def test_nothing_is_credited_in_the_archive(partnership: Partnership, depot: Participation) -> None:
    record.archive(partnership, by=None, reason="Закончили")

    with pytest.raises(WrongState):
        credit(depot)


# --- what other pages learn -----------------------------------------------------------------------------------------------


def proofs(partnership: Partnership) -> list[str]:
    found = cycle.proofs_of(partnership, ChecklistItem.CONTRIBUTIONS_CREDITED)
    return [proof.sentence for proof in found if proof.endpoint == "evaluation.contributions"]


def test_the_step_is_proven_once_every_partner_of_today_is_credited(
    partnership: Partnership, depot: Participation, committee: Participation
) -> None:
    make_participation(partnership, left_on=TODAY)
    credit(depot)
    assert proofs(partnership) == []

    credit(committee)

    assert proofs(partnership) == ["The contribution of every partner is credited by name."]


def waiting(partnership: Partnership) -> list[str]:
    return [
        str(gap.sentence)
        for gap in gaps.gaps_of(partnership, TODAY)
        if gap.endpoint in {"evaluation.contributions", "evaluation.credit_contribution"}
    ]


def test_from_the_evaluation_on_it_is_missed_who_is_not_credited(
    partnership: Partnership, depot: Participation, committee: Participation
) -> None:
    credit(depot)
    assert waiting(partnership) == []

    partnership.stage = Stage.EVALUATION

    assert waiting(partnership) == ["Credit the contribution: Комитет"]


def test_many_who_are_not_credited_are_counted(partnership: Partnership) -> None:
    partnership.stage = Stage.EVALUATION
    for _ in range(5):
        make_participation(partnership)

    assert waiting(partnership) == ["Credit the contributions of 5 partners"]


def test_notes_of_merged_records_become_one(database: Session, partnership: Partnership) -> None:
    stays, goes = make_organisation(database, "Завод"), make_organisation(database, "ОАО Завод")
    twin, duplicate = make_participation(partnership, stays), make_participation(partnership, goes)
    credit(twin, notable="Машина", credited_on=None)
    credit(duplicate, notable="Терпение", credited_as="Завод и люди")

    merge.merge(goes, stays, by=None)
    database.expire_all()

    note = contributions_of(partnership).partners[0].note
    assert len(contributions_of(partnership).partners) == 1
    assert (note.notable, note.credited_as, note.credited_on) == ("Машина\n\nТерпение", "Завод и люди", TODAY)
    assert list(chain.verify(database)) == []


def test_a_note_moves_where_the_other_record_has_none(database: Session, partnership: Partnership) -> None:
    stays, goes = make_organisation(database, "Завод"), make_organisation(database, "ОАО Завод")
    make_participation(partnership, stays)
    credit(make_participation(partnership, goes), notable="Терпение")

    merge.merge(goes, stays, by=None)
    database.expire_all()

    assert [each.note.notable for each in contributions_of(partnership).partners] == ["Терпение"]


# --- pages ----------------------------------------------------------------------------------------------------------------


def test_without_partners_the_page_says_what_to_do_first(partnership: Partnership, broker: Visitor) -> None:
    page = broker.visit(home(partnership))

    assert page.link("Add a partner") == f"/partnerships/{partnership.id}/partners/new"


def test_the_page_shows_sums_methods_and_what_has_no_value(
    partnership: Partnership, broker: Visitor, depot: Participation, committee: Participation
) -> None:
    make_delivery(make_money(depot, "60000"), "40000")
    make_valued(depot, "1500", currency="EUR", method=ValuationMethod.MARKET_PRICE)
    make_commitment(
        committee,
        kind=ResourceKind.INFORMATION,
        description="Эфир на радио",
        amount=Decimal(12),
        unit=Unit.BROADCAST,
    )

    page = broker.visit(home(partnership))

    card = page.texts(f"#partner-{depot.id}")[0]
    assert "Money RUB 60,000 RUB 40,000" in card
    assert "Market price of the same thing €1,500 —" in card
    other = page.texts(f"#partner-{committee.id}")[0]
    assert "Counted, not valued: 1 contribution: 12 broadcasts" in other
    assert "Эфир на радио promised 12 broadcasts" in other
    assert "this is no ranking" in page
    assert len(page.select(".contribution-sides")) == 4, "for two currencies, partners and sectors each"


def test_the_order_can_be_by_name(
    database: Session,
    partnership: Partnership,
    broker: Visitor,
    committee: Participation,
    depot: Participation,
) -> None:
    assert broker.visit(home(partnership)).texts(".contribution-card h3") == ["Комитет", "Депо"]

    page = broker.visit(f"{home(partnership)}?order=name")

    assert page.texts(".contribution-card h3") == ["Депо", "Комитет"]
    assert "In the order of their names" in page


def test_a_partner_is_credited_by_name(
    partnership: Partnership, broker: Visitor, depot: Participation
) -> None:
    partnership.stage = Stage.EVALUATION
    make_delivery(make_money(depot, "100"), "100")
    form = broker.visit(broker.visit(home(partnership)).link("Credit it"))

    page = broker.submit(form, notable="Не отступили в дождь", credited_as="Депо и люди", is_credited="y")

    assert "Депо и люди — money Не отступили в дождь" in page.texts("#credits")[0]
    assert "as Депо и люди." in page.texts(f"#partner-{depot.id}")[0]
    assert f"Who wrote it down: {partnership.created_by.display_name}." in page
    assert page.select(".next-step") == []


def test_a_day_to_come_is_said_beside_its_field(broker: Visitor, depot: Participation) -> None:
    form = broker.visit(form_of(depot))

    page = broker.submit(form, notable="Слова", is_credited="y", credited_on="2999-01-01")

    assert page.select("#credited_on[aria-invalid]")
    assert page.one("#notable").get_text().strip() == "Слова"


def test_two_people_write_at_once_and_nothing_is_lost(broker: Visitor, depot: Participation) -> None:
    form = broker.visit(form_of(depot))
    credit(depot, notable="Их слова", credited_as="Депо и люди")

    choice = broker.submit(form, notable="Мои слова")

    assert {"Мои слова", "Их слова"} <= set(choice.texts(".conflict-value"))
    broker.submit(choice, keep_notable="mine")
    note = note_of(depot)
    assert note is not None
    assert (note.notable, note.credited_as, note.credited_on) == ("Мои слова", "Депо и люди", TODAY)


def test_two_people_who_write_first_make_one_note(own_app: Flask) -> None:
    with own_app.app_context():
        partner_id = make_participation(make_partnership(db.session())).id
        db.session.commit()
    pair, words = Pair(own_app), iter(("Раз", "Два"))

    pair.act(
        lambda partner: services.credit(partner, notable=next(words), by=None),
        lambda: db.session.get_one(Participation, partner_id),
    )

    with own_app.app_context():
        assert pair.refused == []
        assert db.session.scalars(select(ContributionNote)).one().notable == "Два"


def test_a_reader_sees_contributions_and_no_buttons(
    database: Session, partnership: Partnership, depot: Participation, sign_in: SignIn
) -> None:
    reader = make_alumnus(database)
    make_member(partnership, reader, TeamRole.READER)

    page = sign_in(reader).visit(home(partnership))

    assert page.select(f'a[href*="{form_of(depot)}"]') == []
    assert sign_in(reader).is_refused(form_of(depot))
    assert sign_in(make_alumnus(database)).is_refused(home(partnership))


def test_the_part_of_the_evaluation_says_how_many_are_credited(
    partnership: Partnership, broker: Visitor, depot: Participation, committee: Participation
) -> None:
    credit(depot)

    page = broker.visit(f"/partnerships/{partnership.id}/evaluation")

    part = next(text for text in page.texts(".evaluation-part") if "Contribution of each partner" in text)
    assert "The contribution of 1 partner of 2 is credited." in part
    assert "Under way" in part


def test_the_number_of_queries_does_not_grow_with_the_partners(
    database: Session, partnership: Partnership, broker: Visitor, count_queries: Callable[..., Any]
) -> None:
    def fill(number: int) -> None:
        for _ in range(number):
            partner = make_participation(partnership, Sector.BUSINESS)
            make_delivery(make_money(partner, "100"), "50")
            credit(partner)
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


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_page_opens_in_both_languages(
    partnership: Partnership, depot: Participation, sign_in: SignIn, language: str
) -> None:
    make_participation(partnership, left_on=TODAY)
    make_delivery(make_money(depot, "100"), "50")
    make_commitment(depot, amount=Decimal(3), unit=Unit.DAY)
    make_valued(depot, "200")
    credit(depot, notable="Слова")
    visitor = sign_in(partnership.created_by, language=language)

    for address in (
        home(partnership),
        f"{home(partnership)}?order=name",
        form_of(depot),
        f"/partnerships/{partnership.id}/history",
        f"/partnerships/{partnership.id}/evaluation",
    ):
        visitor.visit(address)
