"""The passport of a mechanism: the seven parts of its definition, what the record offers as proof, and the result in words.

Like the signs of partnership these are plain functions of facts. The record only offers proofs; a person answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from tracker.database import session_of
from tracker.i18n import _, _n
from tracker.mechanisms import publishing
from tracker.mechanisms.signs import RecordFacts, names_of
from tracker.mechanisms.terms import PassportAnswer, PassportPart
from tracker.partners.terms import Sector
from tracker.projects.models import Document
from tracker.projects.terms import ChecklistItem, ContinuationDecision, DocumentKind, Stage
from tracker.resources.models import ValuationDefault

if TYPE_CHECKING:
    from tracker.mechanisms.models import Mechanism
    from tracker.projects.cycle import Proof
    from tracker.projects.models import Partnership


@dataclass(frozen=True, slots=True)
class PassportFacts:
    """What the record holds about the arrangements of a partnership."""

    record: RecordFacts = field(default_factory=RecordFacts)
    documents: Mapping[DocumentKind, tuple[int, str]] = field(default_factory=dict)
    """Number and title of the newest document of each kind that all readers see."""
    methods: int = 0
    """For how many kinds of resource a method of valuation is agreed."""
    has_text: bool = False
    """Whether it is written down what one has to know to repeat the mechanism."""
    started: int = 0
    """How many partnerships were started from it."""


ProofsOf = Callable[[PassportFacts], Iterator["Proof"]]


def proofs_of(facts: PassportFacts) -> dict[PassportPart, list[Proof]]:
    """What the record offers as proof of each part; an empty list where only people can know."""
    return {part: list(OFFERED[part](facts)) if part in OFFERED else [] for part in PassportPart}


def _organising(facts: PassportFacts) -> Iterator[Proof]:
    yield from _documents(facts, DocumentKind.AGREEMENT, DocumentKind.STANDARD)
    yield from _steps(facts, ChecklistItem.RULES_AGREED, ChecklistItem.RESPONSIBILITY_DISCUSSED)


def _resourcing(facts: PassportFacts) -> Iterator[Proof]:
    if facts.methods:
        sentence = _n(
            "A method of valuation is agreed for %(num)d kind of resource.",
            "Methods of valuation are agreed for %(num)d kinds of resource.",
            facts.methods,
        )
        yield facts.record.proof(sentence, "resources.overview")
    yield from _steps(facts, ChecklistItem.NEEDS_LISTED, ChecklistItem.FULLY_AGREED)


def _carrying_out(facts: PassportFacts) -> Iterator[Proof]:
    yield from _documents(facts, DocumentKind.PLAN, DocumentKind.STANDARD)
    yield from _steps(facts, ChecklistItem.DESIGN_SHARED, ChecklistItem.METHOD_AGREED)


def _built_in(facts: PassportFacts) -> Iterator[Proof]:
    record = facts.record
    authorities = [partner for partner in record.partners if partner.sector is Sector.GOVERNMENT]
    if authorities:
        sentence = _("An authority takes part: %(names)s.", names=names_of(authorities))
        yield record.proof(sentence, "projects.partners")
    if record.rounds > 1:
        sentence = _("The partnership works on; this is round %(number)s.", number=record.rounds)
        yield record.proof(sentence, "projects.cycle")
    if ContinuationDecision.EXPAND in record.decisions:
        yield record.proof(_("The partners decided to expand it."), "projects.cycle")


def _significant_problem(facts: PassportFacts) -> Iterator[Proof]:
    if facts.record.has_problem:
        yield facts.record.proof(_("The problem is written down in the record."), "projects.show")


def _repeatable(facts: PassportFacts) -> Iterator[Proof]:
    if facts.has_text:
        sentence = _("It is written down what one has to know to repeat it.")
        yield facts.record.proof(sentence, "mechanisms.passport", _anchor="template")
    if facts.started:
        sentence = _n(
            "%(num)d partnership was started from it.",
            "%(num)d partnerships were started from it.",
            facts.started,
        )
        yield facts.record.proof(sentence, "mechanisms.passport", _anchor="template")
    yield from _documents(facts, DocumentKind.STANDARD)


def _documents(facts: PassportFacts, *kinds: DocumentKind) -> Iterator[Proof]:
    for kind in kinds:
        if kind in facts.documents:
            number, title = facts.documents[kind]
            sentence = _("Among the documents: “%(title)s”.", title=title)
            yield facts.record.proof(sentence, "projects.documents", _anchor=f"document-{number}")


def _steps(facts: PassportFacts, *items: ChecklistItem) -> Iterator[Proof]:
    for item in items:
        if item in facts.record.done:
            stage = next(stage for stage in Stage if item in stage.items)
            sentence = _("The step “%(step)s” is done.", step=item)
            yield facts.record.proof(sentence, "projects.cycle", stage=stage.code, _anchor=item.code)


OFFERED: dict[PassportPart, ProofsOf] = {
    PassportPart.ORGANISING: _organising,
    PassportPart.RESOURCING: _resourcing,
    PassportPart.CARRYING_OUT: _carrying_out,
    PassportPart.BUILT_IN: _built_in,
    PassportPart.SIGNIFICANT_PROBLEM: _significant_problem,
    PassportPart.REPEATABLE: _repeatable,
}
"""Whether a mechanism is lawful, no record can show."""


def facts_for(record: RecordFacts, partnership: Partnership, mechanism: Mechanism | None) -> PassportFacts:
    """The facts of one mechanism, with a fixed number of queries."""
    session = session_of(partnership)
    kept = session.execute(
        select(Document.kind, Document.id, Document.title)
        .where(
            Document.partnership_id == partnership.id,
            Document.archived_at.is_(None),
            Document.is_team_only.is_(False),
        )
        .order_by(Document.id)
    )
    methods = select(func.count(ValuationDefault.id)).where(ValuationDefault.partnership_id == partnership.id)
    return PassportFacts(
        record=record,
        documents={kind: (number, title) for kind, number, title in kept},
        methods=session.scalar(methods) or 0,
        has_text=mechanism is not None and bool(mechanism.template_text.strip()),
        started=publishing.count_started(mechanism) if mechanism is not None else 0,
    )


# --- the result ---------------------------------------------------------------------------------------------------------

Answers = Mapping[PassportPart, PassportAnswer | None]


@dataclass(frozen=True, slots=True)
class Result:
    """What the answers come to."""

    fulfilled: tuple[PassportPart, ...]
    partly: tuple[PassportPart, ...]
    missing: tuple[PassportPart, ...]
    unanswered: tuple[PassportPart, ...]

    @property
    def is_begun(self) -> bool:
        return len(self.unanswered) < len(PassportPart)

    @property
    def is_whole(self) -> bool:
        """All seven parts are there, so that one may speak of a mechanism."""
        return len(self.fulfilled) == len(PassportPart)

    @property
    def sentence(self) -> str:
        """The result in words."""
        if not self.is_begun:
            return _("Nothing is answered yet. Seven short questions show how far the mechanism has come.")
        if self.is_whole:
            return _("All seven parts are there: by the definition this is a mechanism.")
        return _n(
            "%(num)d of the seven parts is there.",
            "%(num)d of the seven parts are there.",
            len(self.fulfilled),
        )

    @property
    def next_part(self) -> PassportPart | None:
        """The part to look at next: one without an answer, then one that is missing, then one that is there in part."""
        return next(iter((*self.unanswered, *self.missing, *self.partly)), None)


def result_of(answers: Answers) -> Result:
    """Sort the parts by their answers."""

    def answered(answer: PassportAnswer | None) -> tuple[PassportPart, ...]:
        return tuple(part for part in PassportPart if answers.get(part) is answer)

    return Result(
        fulfilled=answered(PassportAnswer.YES),
        partly=answered(PassportAnswer.PARTLY),
        missing=answered(PassportAnswer.NO),
        unanswered=answered(None),
    )
