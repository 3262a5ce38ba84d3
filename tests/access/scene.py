"""The records of the access tests: one partnership with one of everything, and what stands for it in addresses."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_security.recoverable import generate_reset_password_token

from tests.access.people import HOME_REGION, OTHER_REGION, make_people
from tests.factories.accounts import make_user
from tests.factories.partners import make_contact, make_organisation
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.factories.regions import make_region
from tracker.accounts import invitations, letters
from tracker.accounts.terms import UserRole
from tracker.history import files
from tracker.history.terms import EntryKind
from tracker.mechanisms import publishing, stating
from tracker.mechanisms import services as mechanisms
from tracker.mechanisms.terms import PassportAnswer, PassportPart, Sign, SignState
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Capacity, Sector
from tracker.projects.services import chronicle, documents, partners, team
from tracker.projects.terms import ChecklistItem, DocumentKind, Field, Stage, TeamRole, Visibility
from tracker.resources import services as resources
from tracker.resources.terms import ResourceKind, ValuationMethod

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.history.models import StoredFile
    from tracker.partners.models import Organisation
    from tracker.projects.models import Partnership

PUBLIC_PART: dict[str, Any] = {
    "title": "Mammothov marathon",
    "problem": "Problemova waste",
    "target_group": "Targetov children",
    "aim": "Aimova forests",
    "approach": "Approachov collecting",
    "results": "Resultova tonnes",
    "municipality": "Barnaulgrad",
}
"""Words of the public part, each found nowhere else."""

SECRETS = {
    "broker": "Zinaida Brokerova",
    "address of the broker": "broker@inside.example",
    "contribution": "Contributsia of containers",
    "expectation": "Expectatsia of image",
    "picked offer": "Taxes paid",
    "picked expectation": "A clear tax code",
    "key person": "Klyuchevoy Sergey",
    "contact": "Contactova Darya",
    "need": "Needova hall",
    "commitment": "Commitova containers",
    "entry": "Entryova meeting",
    "document": "Documentova agreement",
    "note of a delivery": "Deliverova note",
    "project manager": "Managerov Pyotr",
    "cohort": "Cohort Nine",
    "words on a sign": "Signova trust",
    "passport": "Passportova rules",
}
"""Words of the inside, each found nowhere else."""


@dataclass(frozen=True, slots=True)
class Records:
    """What there is, and the values of addresses."""

    people: dict[str, User]
    partnership: Partnership
    organisation: Organisation
    values: dict[str, Any]
    special: dict[str, dict[str, Any]]

    def values_of(self, endpoint: str, arguments: set[str]) -> dict[str, Any]:
        """The values for the arguments of an address."""
        return {name: {**self.values, **self.special.get(endpoint, {})}[name] for name in arguments}


def make_records(session: Session, visibility: Visibility = Visibility.REGION) -> Records:
    """One partnership of Altai Krai with this visibility, its organisation, and people of all roles."""
    make_region(session, OTHER_REGION)
    people = make_people(session)
    people["broker"].email = SECRETS["address of the broker"]
    broker = people["broker"]
    organisation = make_organisation(session, "Zavod Mammoth", sector=Sector.BUSINESS, by=broker)
    partnership = make_partnership(
        session,
        by=broker,
        regions=[HOME_REGION],
        visibility=visibility,
        main_field=Field.ENVIRONMENT,
        project_manager=SECRETS["project manager"],
        **PUBLIC_PART,
    )
    for role in ("reader", "editor"):
        make_member(partnership, people[role], TeamRole.from_code(role))
    values = {
        "partnership_id": partnership.id,
        "organisation_id": organisation.id,
        "user_id": make_user(session, name="Somebody Else").id,
        "region_id": OTHER_REGION,
        "filename": "tracker.css",
        "code": ChecklistItem.choices()[0][0],
        "chapter": "resources",
        "stage": Stage.START.code,
        "team_member_id": next(each.id for each in partnership.team if each.user_id == people["reader"].id),
        **_partner(partnership, organisation, broker),
        **_writings(session, partnership, broker),
        **_template(partnership, broker),
    }
    make_partnership(session, by=people["alumnus"], title="Another partnership", regions=[OTHER_REGION])
    session.flush()
    return Records(
        people, partnership, organisation, values, _special(session, partnership, organisation, people)
    )


def _partner(partnership: Partnership, organisation: Organisation, broker: User) -> dict[str, int]:
    """A partner with a contact person, a need that it answers, and a part that arrived."""
    contact = make_contact(organisation, SECRETS["contact"], by=broker)
    key_person = make_contact(organisation, SECRETS["key person"], by=broker)
    participation = make_participation(
        partnership,
        organisation,
        contribution=SECRETS["contribution"],
        expectation=SECRETS["expectation"],
        offers=[Expectation.TAXES_PAID],
        expects=[Expectation.TAX_CODE],
        joined_on=date(2026, 1, 15),
    )
    partners.set_key_people(participation, [(key_person, Capacity.LEADER)], by=broker)
    need = resources.add_need(
        partnership, by=broker, kind=ResourceKind.EQUIPMENT, description=SECRETS["need"]
    )
    commitment = resources.promise(
        partnership,
        by=broker,
        participation=participation,
        need=need,
        kind=ResourceKind.EQUIPMENT,
        description=SECRETS["commitment"],
        value_amount=Decimal(777_000),
        currency="RUB",
        method=ValuationMethod.MARKET_PRICE,
        due_on=date(2026, 9, 1),
    )
    resources.agree(commitment, by=broker)
    delivery = resources.deliver(
        commitment, by=broker, delivered_on=commitment.offered_on, note=SECRETS["note of a delivery"]
    )
    return {
        "contact_id": contact.id,
        "participation_id": participation.id,
        "need_id": need.id,
        "commitment_id": commitment.id,
        "delivery_id": delivery.id,
    }


def _writings(session: Session, partnership: Partnership, broker: User) -> dict[str, Any]:
    """An entry of the history and a document, each with a file."""
    entry = chronicle.write_entry(
        partnership,
        EntryKind.MEETING,
        by=broker,
        happened_on=date(2026, 2, 3),
        title=SECRETS["entry"],
        text="What was said there",
        stored=[keep_file(session, broker, "minutes.txt")],
    )
    document = documents.add_document(
        partnership,
        kind=DocumentKind.AGREEMENT,
        title=SECRETS["document"],
        by=broker,
        file=keep_file(session, broker, "agreement.txt"),
    )
    session.flush()
    return {
        "entry_id": entry.id,
        "attachment_id": entry.attachments[0].id,
        "part": "title",
        "document_id": document.id,
        "document_version_id": document.versions[0].id,
    }


def _template(partnership: Partnership, broker: User) -> dict[str, int]:
    """The mechanism with an answer, published as a template; and what was said of a sign."""
    stating.state_sign(
        partnership,
        Sign.TRUST_LONG_TERM,
        state=SignState.PRESENT,
        evidence=SECRETS["words on a sign"],
        by=broker,
    )
    mechanism = mechanisms.describe(
        partnership, by=broker, name="Mechanismova relay", description="What others may repeat"
    )
    stating.answer_part(
        mechanism,
        PassportPart.REPEATABLE,
        answer=PassportAnswer.YES,
        evidence=SECRETS["passport"],
        by=broker,
    )
    publishing.publish(mechanism, text="Begin with the plant", by=broker)
    return {"mechanism_id": mechanism.id, "proposal_id": mechanism.proposals[0].id}


def keep_file(session: Session, by: User, name: str) -> StoredFile:
    """A file in the store of the installation."""
    folder = Path(current_app.config["TRACKER_SETTINGS"].instance) / "files"
    return files.keep(session, folder, io.BytesIO(b"What the file says"), name, by=by, limit=10_000)


def _special(
    session: Session, partnership: Partnership, organisation: Organisation, people: Mapping[str, User]
) -> dict[str, dict[str, Any]]:
    """What certain addresses need instead of the usual values."""
    invitation, token = invitations.invite(
        session, email="invited@example.org", role=UserRole.ALUMNUS, by=people["admin"]
    )
    to_team, _token = invitations.invite(
        session,
        email="joining@example.org",
        role=None,
        by=people["broker"],
        joins=team.joins(partnership, TeamRole.READER),
    )
    forgotten = generate_reset_password_token(people["alumnus"])  # type: ignore[no-untyped-call]  # the library's own
    habit = next(item for item in ChecklistItem if item.is_habit)
    return {
        "accounts.accept": {"token": _signed(token)},
        "accounts.resend": {"invitation_id": invitation.id},
        "accounts.revoke": {"invitation_id": invitation.id},
        "partners.remove_keeper": {"user_id": people["broker"].id},
        "partners.restore_contact": {"organisation_id": organisation.id},
        "projects.confirm_habit": {"code": habit.code},
        "projects.who_could_answer": {"code": Expectation.LEGAL_ORDER.code},
        "projects.resend_invitation": {"invitation_id": to_team.id},
        "projects.withdraw_invitation": {"invitation_id": to_team.id},
        "security.change_email_confirm": {"token": "made-up"},
        "security.static": {"filename": "js/base64.js"},
        "security.reset_password": {"token": forgotten},
        "security.two_factor_setup_validate": {"token": "made-up"},
    }


def _signed(token: str) -> str:
    """The token as the link of the letter holds it."""
    with current_app.test_request_context():
        return letters.invitation_link(token).rsplit("/", 1)[-1]
