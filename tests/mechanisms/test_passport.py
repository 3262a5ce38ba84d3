"""The passport of a mechanism: proofs that the record offers, the result in words, and what a template takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.factories.accounts import make_admin, make_alumnus
from tests.factories.projects import make_member, make_partnership
from tests.factories.resources import make_default
from tests.visitor import Visitor
from tracker.errors import DomainError, WrongState
from tracker.history.models import Entry
from tracker.mechanisms import passport, publishing, services, stating
from tracker.mechanisms.models import Mechanism, PassportEntry
from tracker.mechanisms.passport import PassportFacts
from tracker.mechanisms.signs import PartnerFacts, RecordFacts
from tracker.mechanisms.terms import PassportAnswer, PassportPart
from tracker.partners.terms import Sector
from tracker.projects.services import documents, record
from tracker.projects.terms import ChecklistItem, ContinuationDecision, DocumentKind, TeamRole

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.projects.models import Partnership

YES, PARTLY, NO = PassportAnswer.YES, PassportAnswer.PARTLY, PassportAnswer.NO
TEXT = "Начните с предприятия, которому нужна бумага."


@pytest.fixture
def mechanism(partnership: Partnership) -> Mechanism:
    return make_mechanism(partnership)


def make_mechanism(partnership: Partnership, name: str = "Марафон сбора бумаги") -> Mechanism:
    return services.describe(
        partnership, by=partnership.created_by, name=name, description="Школы собирают, завод вывозит."
    )


def make_template(partnership: Partnership) -> Mechanism:
    """A mechanism that was published."""
    mechanism = make_mechanism(partnership)
    stating.answer_part(mechanism, PassportPart.REPEATABLE, answer=YES, by=None)
    assert partnership.created_by is not None
    publishing.publish(mechanism, text=TEXT, by=partnership.created_by)
    return mechanism


def last_entry(partnership: Partnership, database: Session) -> Entry:
    query = select(Entry).where(Entry.book_id == partnership.book_id).order_by(Entry.number.desc())
    return next(iter(database.scalars(query).unique()))


# --- proofs -------------------------------------------------------------------------------------------------------------

RECORD = RecordFacts(partnership_id=7)


@pytest.mark.parametrize(
    ("part", "facts"),
    [
        (PassportPart.ORGANISING, PassportFacts(documents={DocumentKind.AGREEMENT: (1, "Соглашение")})),
        (PassportPart.ORGANISING, PassportFacts(documents={DocumentKind.STANDARD: (1, "Порядок")})),
        (
            PassportPart.ORGANISING,
            PassportFacts(replace(RECORD, done=frozenset({ChecklistItem.RULES_AGREED}))),
        ),
        (PassportPart.RESOURCING, PassportFacts(methods=2)),
        (
            PassportPart.RESOURCING,
            PassportFacts(replace(RECORD, done=frozenset({ChecklistItem.FULLY_AGREED}))),
        ),
        (PassportPart.CARRYING_OUT, PassportFacts(documents={DocumentKind.PLAN: (1, "План")})),
        (
            PassportPart.CARRYING_OUT,
            PassportFacts(replace(RECORD, done=frozenset({ChecklistItem.DESIGN_SHARED}))),
        ),
        (
            PassportPart.BUILT_IN,
            PassportFacts(replace(RECORD, partners=(PartnerFacts("Комитет", Sector.GOVERNMENT),))),
        ),
        (PassportPart.BUILT_IN, PassportFacts(replace(RECORD, rounds=2))),
        (PassportPart.BUILT_IN, PassportFacts(replace(RECORD, decisions=(ContinuationDecision.EXPAND,)))),
        (PassportPart.SIGNIFICANT_PROBLEM, PassportFacts(replace(RECORD, has_problem=True))),
        (PassportPart.REPEATABLE, PassportFacts(has_text=True)),
        (PassportPart.REPEATABLE, PassportFacts(started=2)),
    ],
)
def test_the_record_offers_proofs_of_a_part(part: PassportPart, facts: PassportFacts) -> None:
    proofs = passport.proofs_of(facts)

    assert len(proofs[part]) == 1
    assert proofs[part][0].sentence.endswith(".")


def test_an_empty_record_proves_nothing_and_lawfulness_is_never_proved() -> None:
    assert not any(passport.proofs_of(PassportFacts()).values())
    assert PassportPart.LAWFUL not in passport.OFFERED


def test_documents_and_methods_are_read_from_the_record(partnership: Partnership) -> None:
    by = partnership.created_by
    plan = documents.add_document(
        partnership, kind=DocumentKind.PLAN, title="План", by=by, link="https://example.org/plan"
    )
    documents.add_document(
        partnership,
        kind=DocumentKind.STANDARD,
        title="Только команде",
        by=by,
        link="https://example.org/standard",
        is_team_only=True,
    )
    make_default(partnership)

    facts = passport.facts_for(RECORD, partnership, make_template(partnership))

    assert facts == PassportFacts(RECORD, {DocumentKind.PLAN: (plan.id, "План")}, methods=1, has_text=True)


# --- the result ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "sentence", "next_part"),
    [
        ({}, "Nothing is answered yet", PassportPart.ORGANISING),
        (
            {PassportPart.ORGANISING: YES, PassportPart.RESOURCING: NO},
            "1 of the seven parts is there",
            PassportPart.CARRYING_OUT,
        ),
        (
            dict.fromkeys(PassportPart, YES) | {PassportPart.LAWFUL: PARTLY, PassportPart.REPEATABLE: NO},
            "5 of the seven parts are there",
            PassportPart.REPEATABLE,
        ),
        (dict.fromkeys(PassportPart, YES), "All seven parts are there", None),
    ],
)
def test_the_result_is_said_in_words(
    answers: dict[PassportPart, PassportAnswer], sentence: str, next_part: PassportPart | None
) -> None:
    result = passport.result_of(answers)

    assert result.sentence.startswith(sentence)
    assert result.next_part is next_part


# --- answering ----------------------------------------------------------------------------------------------------------


def test_an_answer_is_written_into_the_history(database: Session, mechanism: Mechanism) -> None:
    stating.answer_part(mechanism, PassportPart.LAWFUL, answer=PARTLY, evidence=" Закон о НКО ", by=None)
    stating.answer_part(mechanism, PassportPart.LAWFUL, answer=YES, evidence="Закон о НКО", by=None)

    entry = last_entry(mechanism.partnership, database)
    assert entry.changes == {"answer": {"old": "partly", "new": "yes"}}
    assert entry.part("passport_part") == "lawful"


def test_no_answer_makes_no_record(database: Session, mechanism: Mechanism) -> None:
    assert stating.answer_part(mechanism, PassportPart.LAWFUL, answer=None, by=None) is None
    assert database.scalars(select(PassportEntry)).all() == []


def test_the_archive_takes_no_answers(mechanism: Mechanism) -> None:
    record.archive(mechanism.partnership, by=None, reason="Закончили")

    with pytest.raises(WrongState):
        stating.answer_part(mechanism, PassportPart.LAWFUL, answer=YES, by=None)


# --- publishing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [None, PARTLY, NO])
def test_what_others_cannot_repeat_is_not_published(
    mechanism: Mechanism, answer: PassportAnswer | None
) -> None:
    stating.answer_part(mechanism, PassportPart.REPEATABLE, answer=answer, by=None)

    with pytest.raises(WrongState, match="Repeatable"):
        publishing.publish(mechanism, text=TEXT, by=mechanism.partnership.created_by)  # type: ignore[arg-type]  # made by somebody


def test_a_template_needs_a_name_and_words(mechanism: Mechanism) -> None:
    stating.answer_part(mechanism, PassportPart.REPEATABLE, answer=YES, by=None)
    by = mechanism.partnership.created_by
    assert by is not None

    with pytest.raises(DomainError, match="what one has to know"):
        publishing.publish(mechanism, text="  ", by=by)
    mechanism.name = ""
    with pytest.raises(WrongState, match="needs a name"):
        publishing.publish(mechanism, text=TEXT, by=by)


def test_publishing_keeps_who_and_when_and_the_text_can_be_mended(
    database: Session, partnership: Partnership
) -> None:
    mechanism = make_template(partnership)
    since, by = mechanism.published_at, mechanism.published_by
    other = make_admin(database)

    publishing.publish(mechanism, text="Иначе", by=other)

    assert by is partnership.created_by
    assert (mechanism.published_at, mechanism.published_by) == (since, by)
    assert last_entry(partnership, database).changes == {"template_text": {"old": TEXT, "new": "Иначе"}}


def test_a_withdrawn_template_is_nobody_s_and_keeps_its_text(partnership: Partnership) -> None:
    mechanism = make_template(partnership)

    publishing.withdraw(mechanism, by=None)

    assert (mechanism.published_at, mechanism.published_by, mechanism.template_text) == (None, None, TEXT)
    with pytest.raises(WrongState):
        publishing.withdraw(mechanism, by=None)


def test_a_partnership_started_from_a_template_remembers_it(
    database: Session, partnership: Partnership
) -> None:
    template = make_template(partnership)
    new = make_partnership(database, title="Бумага Бийска")
    assert new.created_by is not None

    made = publishing.start_from(template, new, by=new.created_by)

    assert (made.started_from_id, made.name, made.description) == (
        template.id,
        template.name,
        template.description,
    )
    assert publishing.count_started(template) == 1
    assert database.scalars(publishing.started_from(template, new.created_by)).all() == [new]
    assert database.scalars(publishing.started_from(template, make_alumnus(database))).all() == []


def test_nothing_is_started_from_what_was_withdrawn(database: Session, partnership: Partnership) -> None:
    template = make_template(partnership)
    publishing.withdraw(template, by=None)
    new = make_partnership(database)
    assert new.created_by is not None

    with pytest.raises(WrongState):
        publishing.start_from(template, new, by=new.created_by)


# --- pages --------------------------------------------------------------------------------------------------------------


def home(partnership: Partnership) -> str:
    return f"/partnerships/{partnership.id}/mechanism/passport"


def test_without_a_mechanism_the_page_says_what_comes_first(
    partnership: Partnership, broker: Visitor
) -> None:
    page = broker.visit(home(partnership))

    assert page.link("Describe the mechanism") == f"/partnerships/{partnership.id}/mechanism/edit"
    assert "A passport belongs to a mechanism" in broker.visit(f"{home(partnership)}/edit", follow=True)


def test_a_part_is_answered_with_what_the_record_shows(mechanism: Mechanism, broker: Visitor) -> None:
    partnership = mechanism.partnership
    record.edit(partnership, by=None, problem="Бумага едет на полигон")
    form = broker.visit(f"{home(partnership)}/edit?part=significant_problem")

    page = broker.submit(
        form,
        **{
            "significant_problem-answer": "yes",
            "significant_problem-evidence": "Пятая часть мусора",
            "significant_problem-take": "y",
        },
    )

    words = page.texts("#significant_problem .prose")[0]
    assert words == "Пятая часть мусора The problem is written down in the record."
    assert "1 of the seven parts is there" in page


def test_two_people_answer_the_same_part(database: Session, mechanism: Mechanism, broker: Visitor) -> None:
    form = broker.visit(f"{home(mechanism.partnership)}/edit")
    stating.answer_part(
        mechanism, PassportPart.LAWFUL, answer=NO, evidence="Спорно", by=mechanism.partnership.created_by
    )

    choice = broker.submit(form, **{"lawful-answer": "yes"})
    assert "Two versions of the same" in choice
    broker.submit(choice, **{"keep_lawful-answer": "mine"})

    entry = database.scalars(select(PassportEntry)).one()
    assert (entry.answer, entry.evidence) == (YES, "Спорно")


def test_a_mechanism_is_published_and_withdrawn_on_its_page(mechanism: Mechanism, broker: Visitor) -> None:
    partnership = mechanism.partnership
    address = f"/partnerships/{partnership.id}/mechanism/template"
    assert "It cannot be published yet" in broker.visit(address)
    for part in PassportPart:
        stating.answer_part(mechanism, part, answer=YES, by=None)
    assert broker.visit(home(partnership)).link("Publish as a template") == address

    page = broker.submit(broker.visit(address), text=TEXT)

    assert "Everybody with an account can start from it now" in page
    assert TEXT in broker.visit(f"/mechanisms/templates/{mechanism.id}")
    page = broker.submit(page, form=f'form[action="{address}/withdraw"]')
    assert "The template is withdrawn" in page
    assert broker.is_refused(f"/mechanisms/templates/{mechanism.id}")


def test_an_editor_sees_that_the_broker_decides(
    database: Session, mechanism: Mechanism, sign_in: Callable[..., Visitor]
) -> None:
    editor = make_alumnus(database)
    make_member(mechanism.partnership, editor, TeamRole.EDITOR)
    stating.answer_part(mechanism, PassportPart.REPEATABLE, answer=YES, by=None)

    page = sign_in(editor).visit(home(mechanism.partnership))

    assert "The broker decides on publishing" in page
    assert sign_in(editor).is_refused(f"/partnerships/{mechanism.partnership_id}/mechanism/template")
