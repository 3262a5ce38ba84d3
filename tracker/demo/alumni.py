"""The alumni of the demonstration set: most have no account yet, some say of themselves what others can ask about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from tracker.database import utc_now
from tracker.demo.story import Event, Order
from tracker.partners.terms import Sector
from tracker.people import cohorts, consenting, importing, inviting, queries, services
from tracker.people.models import Alumnus
from tracker.people.queries import Filter
from tracker.people.reading import Table
from tracker.people.terms import AccountState, ConsentWay, Reach

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.demo.reading import Record
    from tracker.demo.story import Scene


LISTED_ON = -30
"""The day on which the programme wrote its alumni down."""
INVITED_ON = -2
"""The day of the first invitations."""


def events(scene: Scene) -> list[Event]:
    """What the programme does with its alumni."""
    staff = scene.people["programme"]
    return [
        Event(LISTED_ON, Order.RECORD, staff, lambda: record_alumni(scene)),
        Event(INVITED_ON, Order.RECORD, staff, lambda: invite_alumni(scene)),
    ]


def record_alumni(scene: Scene) -> None:
    """Cohorts first, then those without an account, as the programme writes them down; then what people say of themselves."""
    session, given = scene.session, scene.demo.alumni
    staff = scene.people["programme"]
    numbers = {each["name"]: _cohort(session, each, staff) for each in given["cohorts"]}
    for each in given["alumni"]:
        _alumnus(session, each, numbers[each["cohort"]], staff)
    for each in given["accounts"]:
        _own_entry(session, each, scene)


def invite_alumni(scene: Scene) -> None:
    """A list that came in with a slip, one that waits, and the first invitations of the latest cohort."""
    session, staff = scene.session, scene.people["programme"]
    headings = ["ФИО", "Эл. почта", "Набор", "Должность"]
    done = importing.keep(
        session, Table(headings, _rows(scene, "imported")), name="набор-2024.xlsx", by=staff
    )
    importing.run(done, by=staff, seen=importing.plan_of(done).fingerprint())
    session.execute(update(Alumnus).values(is_demo=True))
    importing.keep(session, Table(headings, _rows(scene, "waiting")), name="уточнения.csv", by=staff)
    cohort = queries.cohort_named(session, "Набор 2024")
    assert cohort is not None
    wanted = queries.register(Filter(cohort=cohort.id, account=AccountState.NONE), staff, utc_now())
    invited = inviting.begin(session, session.scalars(wanted).all(), by=staff, language="ru")
    while (place := inviting.next_place(invited)) is not None:
        if inviting.invite(place, by=staff) is not None:
            inviting.letter_went(place, sent=True)
            session.flush()


def _rows(scene: Scene, key: str) -> list[tuple[int, list[str]]]:
    return [(number, list(cells)) for number, cells in enumerate(scene.demo.alumni["lists"][key], start=2)]


def _cohort(session: Session, given: Record, staff: User) -> int:
    """A cohort that accounts name already only gets its details."""
    details = {name: given[name] for name in ("year", "period", "place")}
    cohort = queries.cohort_named(session, given["name"])
    if cohort is None:
        return cohorts.create(session, name=given["name"], by=staff, is_demo=True, **details).id
    cohorts.edit(cohort, by=staff, **details)
    cohort.is_demo = True
    return cohort.id


def _alumnus(session: Session, given: Record, cohort: int, staff: User) -> None:
    alumnus = services.create(
        session,
        name=given["name"],
        email=given.get("email"),
        phone=given.get("phone", ""),
        sector=Sector.from_code(given["sector"]),
        region_code=given["region_code"],
        organisation_name=given["organisation_name"],
        position=given["position"],
        cohort_id=cohort,
        skill_names=given["skills"],
        by=staff,
        is_demo=True,
    )
    consenting.decide(
        alumnus,
        by=staff,
        way=ConsentWay.PAPER,
        note="Анкета участника, папка набора",
        entry=Reach.from_code(given["entry"]),
        contacts=Reach.from_code(given["contacts"]),
    )


def _own_entry(session: Session, given: Record, scene: Scene) -> None:
    user = scene.people[given["key"]]
    alumnus = queries.entry_of(session, user)
    assert alumnus is not None
    organisation = scene.demo.organisations[scene.demo.accounts[given["key"]]["organisation"]]
    services.edit(
        alumnus,
        by=user,
        sector=Sector.from_code(given["sector"]),
        region_code=given["region_code"],
        organisation_name=organisation["name"],
        position=given["position"],
        skill_names=given["skills"],
    )
    consenting.decide(
        alumnus,
        by=user,
        way=ConsentWay.OWN,
        entry=Reach.from_code(given["entry"]),
        contacts=Reach.from_code(given["contacts"]),
    )
