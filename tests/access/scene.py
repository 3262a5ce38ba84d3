"""The records of the access tests: one partnership with one of everything, and what stands for it in addresses."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_security.recoverable import generate_reset_password_token
from sqlalchemy import select

from tests.access.people import HOME_REGION, OTHER_REGION, make_people
from tests.factories.accounts import make_user
from tests.factories.evaluation_experts import fill_in, judge, make_expert, token_of
from tests.factories.partners import make_contact, make_organisation
from tests.factories.people import make_cohort, make_entry
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.factories.regions import make_region
from tests.factories.territory import make_help_offer, make_view
from tracker.accounts import invitations, letters
from tracker.accounts.terms import UserRole
from tracker.database import session_of
from tracker.evaluation.benefits import services as benefits
from tracker.evaluation.benefits.terms import Moment, SaidBy
from tracker.evaluation.continuing import growing, parting
from tracker.evaluation.contributions import services as contributions
from tracker.evaluation.experts.terms import ReleasedPart
from tracker.evaluation.indicators import outcomes
from tracker.evaluation.indicators import services as indicators
from tracker.evaluation.indicators.terms import OutcomeKind
from tracker.evaluation.lessons import services as lessons
from tracker.evaluation.lessons.terms import LessonKind
from tracker.evaluation.planning import services as planning
from tracker.evaluation.planning.terms import Method
from tracker.evaluation.reporting import letters as report_letters
from tracker.evaluation.reporting import services as reporting
from tracker.evaluation.reporting.terms import ConsentAnswer, Reader
from tracker.evaluation.surveys import answering, sheet
from tracker.evaluation.surveys import links as survey_links
from tracker.evaluation.surveys import services as surveys
from tracker.evaluation.surveys.models import SurveyLink
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.evaluation.terms import Benefit
from tracker.extensions import file_store
from tracker.history import files
from tracker.history.terms import EntryKind
from tracker.mechanisms import publishing, stating
from tracker.mechanisms import services as mechanisms
from tracker.mechanisms.terms import PassportAnswer, PassportPart, Sign, SignState
from tracker.notices import letters as notices
from tracker.outcomes import reports as programme_reports
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Capacity, Sector
from tracker.people import importing, inviting
from tracker.people.reading import Table
from tracker.people.terms import Reach
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
    "words in an answer": "Answerova of the plant",
    "message of a round": "Surveyova spring",
    "text of the report": "Reportova changes",
    "who consented": "Consentova Lidia",
    "lesson": "Lessonova under a roof",
    "expert": "Ekspertova Lidia",
    "opinion of an expert": "Opinionova courage",
    "remark of an expert": "Remarkova to the team",
    "what stays": "Staysova containers",
    "note on the family": "Growova fund",
    "question of the plan": "Questionova of the evaluation",
    "indicator": "Indicatorova of families",
    "source of a value": "Sourceova register",
    "outcome": "Outcomeova of neighbours",
    "words on a benefit": "Benefitova of neighbours",
    "remark on a benefit": "Remarkova by the survey",
    "thanks": "Creditova patience",
    "offer of help": "Helpova hall of the library",
    "who would help": "Giverova library",
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
        **_reported(partnership, broker),
        **_lessons(partnership, broker),
        **_measured(partnership, broker),
        **_judged(partnership),
        **_continuing(partnership, organisation, broker),
        **_asked(partnership, broker),
        **_alumni(session, people["staff"]),
        **_offered_help(partnership, people["official"]),
    }
    _gaining(partnership, broker)
    make_partnership(session, by=people["alumnus"], title="Another partnership", regions=[OTHER_REGION])
    session.flush()
    return Records(
        people, partnership, organisation, values, _special(session, partnership, organisation, people)
    )


def _alumni(session: Session, staff: User) -> dict[str, int]:
    """Somebody recorded by the programme, a cohort, a list on its way in, and a round of invitations."""
    cohort = make_cohort(session, "Intake of the tests")
    alumnus = make_entry(
        session, "Alumnova Polina", email="alumnova@inside.example", contacts=Reach.STAFF, cohort_id=cohort.id
    )
    upload = importing.keep(session, Table(["Name"], [(2, ["Listova Inna"])]), name="list.csv", by=staff)
    invitation_round = inviting.begin(session, [alumnus], by=staff, language="en")
    return {
        "alumnus_id": alumnus.id,
        "cohort_id": cohort.id,
        "upload_id": upload.id,
        "invitation_round_id": invitation_round.id,
    }


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


def _lessons(partnership: Partnership, broker: User) -> dict[str, int]:
    """A lesson that stays inside."""
    lesson = lessons.write_down(partnership, kind=LessonKind.KEEP, text=SECRETS["lesson"], by=broker)
    return {"lesson_id": lesson.id}


def _asked(partnership: Partnership, broker: User) -> dict[str, int]:
    """An open round with a link that nobody has opened."""
    survey = surveys.open_round(
        partnership, parts=[SurveyPart.HEALTH], message=SECRETS["message of a round"], by=broker
    )
    return {"survey_id": survey.id, "survey_link_id": survey.links[0].id}


def _answered(partnership: Partnership, broker: User) -> dict[str, dict[str, int]]:
    """A closed round with an answer: of an open one, nobody sees results."""
    survey = surveys.open_round(partnership, parts=[SurveyPart.HEALTH], by=broker)
    said = {"trust": "2", f"trust{sheet.COMMENT}": SECRETS["words in an answer"]}
    answering.save(survey.links[0], SurveyPart.HEALTH, fields=list(said), typed=said, seen={})
    answering.hand_in(survey.links[0], showing=AnswerShowing.NAMED, capacity=None)
    surveys.close(survey, by=broker)
    return {
        endpoint: {"survey_id": survey.id}
        for endpoint in ("evaluation.survey_results", "evaluation.export_survey_results")
    }


def _personal(session: Session, partnership: Partnership) -> str:
    """The token of the personal link of the round."""
    link = session.scalars(select(SurveyLink)).first()
    assert link is not None
    return survey_links.show(link, by=partnership.created_by)


def _measured(partnership: Partnership, broker: User) -> dict[str, int]:
    """A plan of the evaluation, an indicator with a value, an outcome in words."""
    planning.write_plan(
        partnership, by=broker, questions=SECRETS["question of the plan"], methods=[Method.INDICATORS]
    )
    indicator = indicators.add_indicator(partnership, by=broker, name=SECRETS["indicator"])
    values = indicators.measure(
        indicator,
        by=broker,
        measured_on=date(2026, 3, 1),
        values={"": Decimal(7)},
        source=SECRETS["source of a value"],
    )
    outcome = outcomes.state_outcome(
        partnership, by=broker, kind=OutcomeKind.CHANGED, text=SECRETS["outcome"]
    )
    return {
        "indicator_id": indicator.id,
        "indicator_value_id": values[0].id,
        "outcome_statement_id": outcome.id,
    }


def _judged(partnership: Partnership) -> dict[str, int]:
    """An expert who has handed in, with a remark to the team; another one is still asked."""
    judge(
        make_expert(partnership, SECRETS["expert"]),
        strengths=SECRETS["opinion of an expert"],
        remark=SECRETS["remark of an expert"],
    )
    return {"expert_id": make_expert(partnership, email="expert@example.org").id}


def _offered_help(partnership: Partnership, official: User) -> dict[str, int]:
    """An official offers help for a need that is open still, and keeps a view of the region."""
    need = resources.add_need(
        partnership, by=partnership.created_by, kind=ResourceKind.PREMISES, description="A hall"
    )
    offer = make_help_offer(
        need, by=official, message=SECRETS["offer of help"], giver=SECRETS["who would help"]
    )
    view = make_view(session_of(partnership), official)
    return {"help_offer_id": offer.id, "saved_view_id": view.id}


def _stopping(session: Session, by: User) -> dict[str, dict[str, Any]]:
    """The link of a letter about a saved view."""
    view = make_view(session, by, name="Stopova")
    with current_app.test_request_context():
        return {"notices.stop": {"token": notices.stop_address(view).split("/")[-2]}}


def _asked_from_outside(session: Session, by: User) -> dict[str, dict[str, Any]]:
    """An expert of another partnership, at work, with a part and a document to look at."""
    partnership = make_partnership(session, by=by, title="Another work to judge", regions=[OTHER_REGION])
    document = documents.add_document(
        partnership,
        kind=DocumentKind.REPORT,
        title="What came out",
        by=by,
        file=keep_file(session, by, "report.txt"),
    )
    expert = make_expert(partnership, parts=[ReleasedPart.ABOUT], documents=[document])
    token = token_of(expert)
    fill_in(expert, independence="independent")
    return {
        "evaluation.expert": {"token": token},
        "evaluation.expert_part": {"token": token, "part": ReleasedPart.ABOUT.code},
        "evaluation.expert_document": {"token": token, "document_id": document.id},
    }


def _continuing(partnership: Partnership, organisation: Organisation, broker: User) -> dict[str, int]:
    """An organisation that grew out of the partnership, and what its partner keeps."""
    link = growing.link_organisation(partnership, organisation, note=SECRETS["note on the family"], by=broker)
    parting.say_what_stays(partnership.participations[0], keeps=SECRETS["what stays"], by=broker)
    return {"family_link_id": link.id}


def _gaining(partnership: Partnership, broker: User) -> None:
    """What the partner said it gained and the team changed; and that its contribution is credited."""
    partner = partnership.participations[0]
    said = {"moment": Moment.ACHIEVED, "by": broker}
    benefits.state(
        partner,
        Benefit.TRUST,
        level=3,
        comment=SECRETS["words on a benefit"],
        said_by=SaidBy.PARTNER,
        **said,
    )
    benefits.state(
        partner,
        Benefit.TRUST,
        level=2,
        comment=SECRETS["words on a benefit"],
        said_by=SaidBy.TEAM,
        remark=SECRETS["remark on a benefit"],
        **said,
    )
    contributions.credit(partner, notable=SECRETS["thanks"], credited_on=date(2026, 3, 2), by=broker)


def _reported(partnership: Partnership, broker: User) -> dict[str, Any]:
    """A report that goes as far as the officials, what a partner says to that, and its personal link."""
    partner = partnership.participations[0]
    reporting.write(partnership, by=broker, internal_use=SECRETS["text of the report"])
    decision = reporting.decide(partnership, degree=Reader.OFFICIALS, by=broker)
    reporting.record_consent(partner, answer=ConsentAnswer.NAMED, person=SECRETS["who consented"], by=broker)
    link, _token = reporting.make_link(partner, by=broker)
    return {"publicity_decision_id": decision.id, "consent_link_id": link.id}


def _published(session: Session, by: User) -> dict[str, dict[str, Any]]:
    """A report that everybody reads, of another partnership, and the link of a partner of it."""
    partnership = make_partnership(session, by=by, title="Another public work", regions=[OTHER_REGION])
    partner = make_participation(partnership)
    reporting.decide(partnership, degree=Reader.PUBLIC, by=by)
    _link, token = reporting.make_link(partner, by=by)
    with current_app.test_request_context():
        signed = report_letters.link_address(token).rsplit("/", 1)[-1]
    here = {"partnership_id": partnership.id}
    return {
        "evaluation.public_report": here,
        "evaluation.public_report_as_pdf": here,
        "evaluation.public_report_as_word": here,
        "evaluation.consent": {"token": signed},
    }


def keep_file(session: Session, by: User, name: str) -> StoredFile:
    """A file in the store of the installation."""
    return files.keep(session, file_store(), io.BytesIO(b"What the file says"), name, by=by, limit=10_000)


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
        **_published(session, people["alumnus"]),
        **_stopping(session, people["distant"]),
        "territory.brief_file": {"kind": "pdf"},
        **_asked_from_outside(session, people["alumnus"]),
        "accounts.accept": {"token": _signed(token)},
        **{f"outcomes.figure_as_{kind}": {"code": "by-kind"} for kind in ("csv", "xlsx", "svg", "png")},
        **{
            f"outcomes.{name}": {"report_run_id": _report_run(session, people["staff"])}
            for name in ("programme_report", "report_as_pdf", "report_as_word", "report_as_xlsx")
        },
        "evaluation.answer": {"token": _personal(session, partnership)},
        **_answered(partnership, people["broker"]),
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


def _report_run(session: Session, by: User) -> int:
    """The programme's report of a year long gone."""
    return programme_reports.make(session, by=by, first=date(2020, 1, 1), last=date(2020, 12, 31)).id


def _signed(token: str) -> str:
    """The token as the link of the letter holds it."""
    with current_app.test_request_context():
        return letters.invitation_link(token).rsplit("/", 1)[-1]
