"""The first page: for a visitor, and for somebody who keeps partnerships alive."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.factories.accounts import (
    make_admin,
    make_alumnus,
    make_official,
    make_programme_staff,
    make_user,
)
from tests.factories.projects import make_member, make_partnership
from tests.factories.resources import make_commitment, make_need
from tests.factories.territory import make_help_offer
from tracker.database import utc_now
from tracker.home import agenda
from tracker.partners.terms import Sector
from tracker.projects.services import record
from tracker.projects.terms import Stage, TeamRole, Visibility
from tracker.resources import services
from tracker.resources.helping import services as helping

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sqlalchemy.orm import Session

    from tests.databases import Statements
    from tests.page import Page
    from tests.visitor import Visitor

    SignIn = Callable[..., Visitor]


def cards(page: Page) -> list[str]:
    """The titles of the partnerships on a page."""
    return page.texts("article h3")


def test_a_visitor_reads_what_this_is_and_sees_public_partnerships(
    as_guest: Visitor, database: Session
) -> None:
    make_partnership(database, title="For all", visibility=Visibility.PUBLIC)
    make_partnership(database, title="For the programme", visibility=Visibility.PROGRAMME)

    page = as_guest.visit("/")

    assert "For all" in page
    assert "For the programme" not in page
    assert page.link("Sign in")


def test_a_new_partnership_is_one_click_away(sign_in: SignIn, database: Session) -> None:
    page = sign_in(make_alumnus(database)).visit("/")

    assert page.select("main a[href='/partnerships/new']")


def test_my_partnerships_are_those_of_my_teams(sign_in: SignIn, database: Session) -> None:
    me = make_alumnus(database)
    own, joined, other = (make_partnership(database, title=title) for title in ("Own", "Joined", "Of others"))
    make_member(own, me, TeamRole.BROKER)
    make_member(joined, me, TeamRole.READER)

    page = sign_in(me).visit("/")

    assert other.title not in page
    assert {own.title, joined.title} <= set(cards(page))


def test_an_archived_partnership_is_not_at_home(sign_in: SignIn, database: Session) -> None:
    me = make_alumnus(database)
    kept = make_partnership(database, title="Kept", by=me)
    archived = make_partnership(database, title="Put away", by=me)
    record.archive(archived, by=me, reason="Recorded twice")

    page = sign_in(me).visit("/")

    assert kept.title in page
    assert archived.title not in page


def test_an_overdue_promise_is_what_one_reads_first(sign_in: SignIn, database: Session) -> None:
    me = make_alumnus(database)
    partnership = make_partnership(database, by=me, partners=[Sector.BUSINESS])
    late = utc_now().date() - timedelta(days=3)
    make_commitment(partnership.participations[0], description="Containers for paper", due_on=late)
    make_commitment(partnership.participations[0], description="Not yet agreed", agreed=False)

    page = sign_in(me).visit("/")

    assert "Containers for paper" in page
    assert page.text.index("Containers for paper") < page.text.index("Not yet agreed")


def test_as_much_is_missing_at_home_as_on_the_record(sign_in: SignIn, database: Session) -> None:
    me = make_alumnus(database)
    partnership = make_partnership(database, by=me)
    visitor = sign_in(me)

    at_home = re.search(r"Missing: (\d+) things", visitor.visit("/").text)
    record_page = visitor.visit(f"/partnerships/{partnership.id}")

    assert at_home
    assert record_page.texts(".gaps .tag-count") == [at_home[1]]
    assert len(record_page.select(".gaps li")) == int(at_home[1])


def test_what_is_overdue_leads_to_the_commitments(sign_in: SignIn, database: Session) -> None:
    me = make_alumnus(database)
    partnership = make_partnership(database, by=me, partners=[Sector.BUSINESS], stage=Stage.COMMITMENTS)
    make_commitment(partnership.participations[0], due_on=utc_now().date() - timedelta(days=3))
    visitor = sign_in(me)

    leads = [
        visitor.visit("/").link("1 commitment is overdue"),
        visitor.visit(f"/partnerships/{partnership.id}").link("1 commitment is overdue: ask the partner"),
    ]

    assert {address.partition("#")[2] for address in leads} == {"commitments"}
    assert visitor.visit(leads[0]).select("#commitments")


def test_the_sectors_stand_in_the_order_of_their_vocabulary(sign_in: SignIn, database: Session) -> None:
    me = make_alumnus(database)
    make_partnership(database, by=me, partners=[Sector.NONPROFIT, Sector.BUSINESS, Sector.GOVERNMENT])

    page = sign_in(me).visit("/")

    shown = [tag["class"][-1] for tag in page.select("article .tag-sector")]
    assert shown == [f"sector-{sector.code}" for sector in Sector]


def test_who_only_reads_is_not_given_tasks(sign_in: SignIn, database: Session) -> None:
    reader = make_user(database)
    partnership = make_partnership(database, partners=[Sector.BUSINESS])
    make_member(partnership, reader, TeamRole.READER)
    late = utc_now().date() - timedelta(days=3)
    make_commitment(partnership.participations[0], description="Containers for paper", due_on=late)

    assert "Containers for paper" not in sign_in(reader).visit("/")


def test_home_leads_programme_staff_to_the_figures(sign_in: SignIn, database: Session) -> None:
    assert sign_in(make_programme_staff(database)).visit("/", follow=True).address == "/programme"


def test_staff_with_partnerships_of_their_own_stay_at_home(sign_in: SignIn, database: Session) -> None:
    staff = make_programme_staff(database)
    make_member(make_partnership(database, title="My own"), staff, TeamRole.EDITOR)

    assert "My own" in sign_in(staff).visit("/")


def test_an_administrator_without_partnerships_sees_an_empty_home(sign_in: SignIn, database: Session) -> None:
    assert sign_in(make_admin(database)).visit("/").heading


def test_home_takes_as_many_queries_for_many_partnerships_as_for_few(
    sign_in: SignIn, database: Session, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    me = make_alumnus(database)
    visitor = sign_in(me)
    taken = []
    for more in (2, 5):
        for _number in range(more):
            make_partnership(database, by=me, partners=[Sector.BUSINESS, Sector.NONPROFIT])
        with count_queries() as queries:
            visitor.visit("/")
        taken.append(len(queries))

    assert taken[0] == taken[1]


def test_the_most_urgent_are_told_however_much_waits(sign_in: SignIn, database: Session) -> None:
    me, today = make_alumnus(database), utc_now().date()
    partnership = make_partnership(database, by=me)
    silent = make_partnership(database, title="Silent for long", by=me)
    silent.alive_on = today - timedelta(days=900)
    late = [
        make_commitment(partnership, description=f"late {day}", due_on=today - timedelta(days=day))
        for day in range(1, 7)
    ]
    for place in range(12):
        make_commitment(partnership, description=f"soon {place}", due_on=today + timedelta(days=1))
    make_commitment(partnership, description="to be agreed", agreed=False)
    database.commit()

    def told() -> list[str]:
        found = agenda.tasks_of(database, me, today=today, stale=today - timedelta(days=300))
        return [task.description or task.title for task in found]

    oldest = [f"late {day}" for day in range(6, 0, -1)]
    assert told() == [*oldest, "Silent for long", "to be agreed"]

    for day in range(7, 10):
        make_commitment(partnership, description=f"late {day}", due_on=today - timedelta(days=day))
    assert told() == [f"late {day}" for day in range(9, 1, -1)]
    for each in late:
        services.withdraw(each, by=me, reason="none")
    assert told()[:5] == ["late 9", "late 8", "late 7", "Silent for long", "to be agreed"]
    assert len(told()) == 8


def test_who_offers_help_waits_for_an_answer_on_the_first_page(sign_in: SignIn, database: Session) -> None:
    me, helper = make_alumnus(database), make_official(database, "RU-ALT", name="Ольга Сергеева")
    partnership = make_partnership(database, title="Школа здоровья", by=me)
    silent = make_partnership(database, title="Silent for long", by=me)
    silent.alive_on = utc_now().date() - timedelta(days=900)
    offer = make_help_offer(make_need(partnership, description="Зал на 40 человек"), by=helper)
    database.commit()

    page = sign_in(me).visit("/")
    waiting = page.texts(".task")

    assert page.link("Зал на 40 человек") == f"/help-offers/{offer.id}"
    assert "Ольга Сергеева offers help and has been waiting for your answer" in waiting[0]
    assert "Silent for long" in waiting[1]

    helping.decline(offer, by=me)
    database.commit()
    assert "Зал на 40 человек" not in sign_in(me).visit("/")


def test_an_offer_of_help_waits_for_nobody_who_may_not_answer_it(sign_in: SignIn, database: Session) -> None:
    reader = make_alumnus(database)
    partnership = make_partnership(database)
    make_member(partnership, reader, TeamRole.READER)
    make_help_offer(make_need(partnership, description="Зал на 40 человек"))
    database.commit()

    assert "Зал на 40 человек" not in sign_in(reader).visit("/")


def test_a_page_of_mine_beyond_the_last_one_is_counted_too(database: Session) -> None:
    me = make_alumnus(database)
    for _ in range(3):
        make_partnership(database, by=me)
    database.commit()

    first, last, beyond = (agenda.mine(database, me, number=number, size=2) for number in (1, 2, 3))

    assert (len(first.rows), first.total, first.has_next) == (2, 3, True)
    assert (len(last.rows), last.total, last.has_next) == (1, 3, False)
    assert (len(beyond.rows), beyond.total, beyond.has_next) == (0, 3, False)


def test_the_kept_home_shows_every_change(sign_in: SignIn, database: Session) -> None:
    me, today = make_alumnus(database), utc_now().date()
    partnership = make_partnership(database, title="Before", by=me)
    database.commit()
    visitor = sign_in(me)
    for _ in range(2):
        assert cards(visitor.visit("/")) == ["Before"]

    record.edit(partnership, by=me, title="After")
    make_commitment(partnership, description="Paint", due_on=today - timedelta(days=3))
    database.commit()
    page = visitor.visit("/")

    assert cards(page) == ["After"]
    assert "Paint" in page
