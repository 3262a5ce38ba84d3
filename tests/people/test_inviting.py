"""Many are invited at once: who agreed and has an address, nobody twice, and everybody else is named with the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories.accounts import make_admin, make_alumnus, make_programme_staff, make_user
from tests.factories.people import entry_of, make_cohort, make_entry
from tests.visitor import Visitor
from tracker.accounts import invitations
from tracker.accounts.models import Invitation, User
from tracker.accounts.terms import UserRole
from tracker.database import utc_now
from tracker.errors import NotAllowed, WrongState
from tracker.people import consenting, inviting, queries, services
from tracker.people.models import Alumnus, RoundPlace
from tracker.people.terms import ConsentWay, PlaceState, Reach, WhyNot


def ready(session: Session, name: str, email: str, **details: object) -> Alumnus:
    return make_entry(session, name, email=email, contacts=Reach.STAFF, **details)  # type: ignore[arg-type]  # by name


@pytest.fixture
def staff(database: Session) -> User:
    return make_programme_staff(database)


def send_all(round_: object, by: User) -> list[str]:
    """Invite everybody who waits; the addresses."""
    addresses = []
    while (place := inviting.next_place(round_)) is not None:  # type: ignore[arg-type]  # a round
        made = inviting.invite(place, by=by)
        if made is not None:
            addresses.append(made[0].email)
            inviting.letter_went(place, sent=True)
    return addresses


def test_everybody_who_cannot_be_invited_is_named_with_the_reason(database: Session, staff: User) -> None:
    able = ready(database, "Able", "able@example.org")
    no_consent = make_entry(database, "Shy", email="shy@example.org")
    no_email = make_entry(database, "Silent", contacts=Reach.STAFF)
    has_account = entry_of(make_alumnus(database), database)
    invited = ready(database, "Invited", "invited@example.org")
    invitations.invite(database, email="invited@example.org", role=UserRole.ALUMNUS, by=make_admin(database))

    reasons = inviting.why_not([able, no_consent, no_email, has_account, invited], database)

    assert reasons == {
        no_consent.id: WhyNot.NO_CONSENT,
        no_email.id: WhyNot.NO_EMAIL,
        has_account.id: WhyNot.HAS_ACCOUNT,
        invited.id: WhyNot.INVITED,
    }


def test_nobody_is_invited_twice_in_one_round_or_in_two(database: Session, staff: User) -> None:
    people = [ready(database, f"P{number}", f"p{number}@example.org") for number in range(3)]
    first = inviting.begin(database, people, by=staff, language="ru")
    second = inviting.begin(database, people, by=staff, language="ru")

    assert send_all(first, staff) == ["p0@example.org", "p1@example.org", "p2@example.org"]
    assert send_all(second, staff) == []
    assert send_all(first, staff) == []
    assert queries.states_of(database, second)[PlaceState.LEFT_OUT] == 3
    assert len(database.scalars(select(Invitation)).all()) == 3
    with pytest.raises(WrongState):
        inviting.begin(database, people, by=staff, language="ru")


def test_who_takes_the_consent_back_before_the_letter_leaves_gets_none(
    database: Session, staff: User
) -> None:
    one = ready(database, "Vera", "vera@example.org")
    round_ = inviting.begin(database, [one], by=staff, language="ru")
    consenting.decide(one, by=staff, way=ConsentWay.SPOKEN, entry=Reach.NOBODY, contacts=Reach.NOBODY)

    assert send_all(round_, staff) == []
    place = database.scalars(select(RoundPlace)).one()
    assert (place.state, place.why_not) == (PlaceState.LEFT_OUT, WhyNot.NO_CONSENT)


def test_who_accepts_is_tied_to_the_record_and_belongs_to_the_cohort(database: Session, staff: User) -> None:
    cohort = make_cohort(database, "Intake 1")
    one = ready(database, "Vera", "vera@example.org", cohort_id=cohort.id)
    place = inviting.next_place(inviting.begin(database, [one], by=staff, language="ru"))
    assert place is not None
    made = inviting.invite(place, by=staff)
    assert made is not None

    person = invitations.accept_as_new_person(
        made[0], name="Vera Pavlova", password_hash="x", language="ru", time_zone="Europe/Moscow"
    )

    assert entry_of(person, database) is one
    assert person.cohort == "Intake 1"
    assert one.name == "Vera Pavlova"
    assert person.is_alumnus


def test_a_new_address_ends_the_invitation_to_the_old_one(database: Session, staff: User) -> None:
    one = ready(database, "Vera", "vera@example.org")
    place = inviting.next_place(inviting.begin(database, [one], by=staff, language="ru"))
    assert place is not None
    made = inviting.invite(place, by=staff)
    assert made is not None

    services.edit(one, by=staff, email="new@example.org")

    assert made[0].revoked_at is not None
    assert inviting.why_not([one], database) == {}


def test_staff_invite_only_those_of_whom_they_have_a_record(database: Session, staff: User) -> None:
    for joins in (None, {"kind": "alumnus_of_other", "id": 1}):
        with pytest.raises(NotAllowed):
            invitations.invite(database, email="a@example.org", role=UserRole.ALUMNUS, by=staff, joins=joins)
    with pytest.raises(NotAllowed):
        invitations.invite(
            database, email="a@example.org", role=UserRole.ADMIN, by=staff, joins={"kind": "alumnus", "id": 1}
        )
    with pytest.raises(NotAllowed):
        invitations.invite(
            database,
            email="a@example.org",
            role=UserRole.ALUMNUS,
            by=make_user(database),
            joins={"kind": "alumnus", "id": 1},
        )


def test_the_whole_way_on_the_pages(database: Session, sign_in: Callable[..., Visitor], staff: User) -> None:
    cohort = make_cohort(database, "Intake 1")
    for number in range(7):
        ready(database, f"P{number}", f"p{number}@example.org", cohort_id=cohort.id)
    make_entry(database, "Shy Sofia", email="shy@example.org", cohort_id=cohort.id)
    ready(database, "Elsewhere", "elsewhere@example.org")
    visitor = sign_in(staff)

    page = visitor.visit(f"/people/invite?cohort={cohort.id}")
    assert "7 people get a letter" in page.text
    assert "Shy Sofia" in page.text
    assert "Elsewhere" not in page.text

    page = visitor.submit(page, language="en")
    assert "0 of 7 letters" in page.text
    page = visitor.submit(page, form="form[action$='/send']")
    assert "5 of 7 letters" in page.text
    page = visitor.submit(page, form="form[action$='/send']")
    assert "7 of 7 letters" in page.text
    assert "Done." in page.text
    assert "Did not agree to be written to" in page.text
    assert len(database.scalars(select(Invitation)).all()) == 7

    ticked = database.scalars(select(Alumnus).where(Alumnus.name == "Elsewhere")).one()
    assert (
        "1 person gets a letter"
        in visitor.visit(f"/people/invite?cohort={cohort.id}&alumnus={ticked.id}").text
    )
    assert utc_now() < database.scalars(select(Invitation)).first().expires_at  # type: ignore[union-attr]  # there are seven
