"""The nine signs of partnership: what the record shows of each, what people say, and where the two differ.

The rules are plain functions of ``RecordFacts``, so that they can be tried with a table. A rule says "present" only where the
record proves the sign, "absent" only where it proves the opposite, and "unknown" wherever only people can know. Of some signs the
record can never show more than a part: that every partner expects something is not yet that it gains.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.i18n import _, _n, show_date, show_duration
from tracker.mechanisms.terms import Sign, SignState
from tracker.partners.terms import Sector
from tracker.projects.cycle import Proof
from tracker.projects.terms import ChecklistItem, ContinuationDecision, Stage
from tracker.resources.terms import ResourceKind

NAMED = 4
"""So many partners are named in a sentence; the others are counted."""
LONG_TIME = 365
"""After so many days the record shows a part of a long view."""
TWO_SIDES = 2
LEVELS = {SignState.ABSENT: 0, SignState.PARTLY: 1, SignState.PRESENT: 2}


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """What the rules look at in one partner of today."""

    name: str
    sector: Sector = Sector.NONPROFIT
    gives: frozenset[ResourceKind] = frozenset()
    """Kinds of what was agreed with it or has been delivered; nothing that was withdrawn."""
    expects: bool = False
    """Whether it is written down what it expects to gain."""
    participation_id: int = 0


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What the rules look at in the record of one partnership."""

    partnership_id: int = 0
    partners: tuple[PartnerFacts, ...] = ()
    furthest: Stage = Stage.START
    """The latest stage that the partnership has been to."""
    has_problem: bool = False
    has_target_group: bool = False
    agreement: tuple[int, str] | None = None
    """Number and title of the newest agreement among the documents that all readers see."""
    agreed_on: date | None = None
    """The day of the latest agreement in the history."""
    lesson_on: date | None = None
    """The day of the latest lesson in the history."""
    reflected_on: date | None = None
    """When the partners last took time to assess the partnership."""
    done: frozenset[ChecklistItem] = frozenset()
    """Steps that were done, in any round."""
    days: int = 0
    """How long the partnership has lasted."""
    rounds: int = 1
    decisions: tuple[ContinuationDecision, ...] = ()

    @property
    def sectors(self) -> list[Sector]:
        """The sectors of the partners of today."""
        present = {partner.sector for partner in self.partners}
        return [sector for sector in Sector if sector in present]

    @property
    def givers(self) -> list[PartnerFacts]:
        """Partners that give something."""
        return [partner for partner in self.partners if partner.gives]

    @property
    def idle(self) -> list[PartnerFacts]:
        """Partners of whom no commitment was agreed."""
        return [partner for partner in self.partners if not partner.gives]

    @property
    def silent(self) -> list[PartnerFacts]:
        """Partners of whom nobody wrote down what they expect."""
        return [partner for partner in self.partners if not partner.expects]

    @property
    def drafted(self) -> list[ChecklistItem]:
        """Steps about the terms that were done."""
        return [item for item in DRAFTING if item in self.done]

    @property
    def evaluated(self) -> list[ChecklistItem]:
        """Steps of the evaluation that were done."""
        return [item for item in Stage.EVALUATION.items if item in self.done]

    def has_come_to(self, stage: Stage) -> bool:
        return self.furthest.number >= stage.number

    def proof(self, sentence: str, endpoint: str, **values: Any) -> Proof:
        """A sentence with the page of this partnership that shows it."""
        return Proof(sentence, endpoint, {"partnership_id": self.partnership_id, **values})


DRAFTING = (ChecklistItem.TERMS_DRAFTED, ChecklistItem.RULES_AGREED)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the record shows of a sign, and the sentences that prove it."""

    state: SignState
    proofs: tuple[Proof, ...] = ()
    is_most: bool = False
    """The record can show no more of this sign; the rest only people can say."""


ONLY_PEOPLE_KNOW = Finding(SignState.UNKNOWN, is_most=True)

Rule = Callable[[RecordFacts], Finding]


# --- what the record shows ----------------------------------------------------------------------------------------------


def cross_sector(facts: RecordFacts) -> Finding:
    """Two sectors among the partners of today: a fact, as everywhere in Tracker."""
    if not facts.partners:
        return Finding(SignState.UNKNOWN, (_partners(facts, _("No partner is recorded yet.")),))
    state = SignState.PRESENT if len(facts.sectors) >= TWO_SIDES else SignState.ABSENT
    sentence = _n(
        "All partners of today come from one sector: %(sectors)s.",
        "Partners of today come from %(num)d sectors: %(sectors)s.",
        len(facts.sectors),
        sectors=", ".join(_inside_a_sentence(str(sector)) for sector in facts.sectors),
    )
    return Finding(state, (_partners(facts, sentence),))


def shared_problem(facts: RecordFacts) -> Finding:
    """Problem and target group are written down; whether they are shared, the record cannot know."""
    sentence = {
        (True, True): _("The problem and the target group are written down."),
        (True, False): _("The problem is written down, the target group is not."),
        (False, True): _("The target group is written down, the problem is not."),
        (False, False): _("Neither the problem nor the target group is written down yet."),
    }[facts.has_problem, facts.has_target_group]
    is_told = facts.has_problem and facts.has_target_group
    return Finding(
        SignState.PARTLY if is_told else SignState.UNKNOWN,
        (facts.proof(sentence, "projects.show"),),
        is_most=True,
    )


def active_contribution(facts: RecordFacts) -> Finding:
    """Something was agreed with each partner of today and not withdrawn."""
    if not facts.partners:
        return Finding(SignState.UNKNOWN, (_partners(facts, _("No partner is recorded yet.")),))
    if not facts.givers:
        is_late = facts.has_come_to(Stage.BUILDING)
        sentence = _("No commitment is agreed with any partner yet.")
        return Finding(SignState.ABSENT if is_late else SignState.UNKNOWN, (_resources(facts, sentence),))
    if facts.idle:
        some = _("Something is agreed with: %(names)s.", names=names_of(facts.givers))
        others = _("Nothing is agreed yet with: %(names)s.", names=names_of(facts.idle))
        return Finding(SignState.PARTLY, (_resources(facts, some), _resources(facts, others)))
    if len(facts.partners) < TWO_SIDES:
        sentence = _(
            "Only one partner is recorded, and it contributes: %(name)s.", name=facts.partners[0].name
        )
        return Finding(SignState.PARTLY, (_resources(facts, sentence),))
    return Finding(
        SignState.PRESENT, (_resources(facts, _("Each partner has at least one agreed commitment.")),)
    )


def mutual_benefit(facts: RecordFacts) -> Finding:
    """What each partner expects is written down; expected is not gained, so never more than partly."""
    if not facts.partners:
        return Finding(SignState.UNKNOWN, (_partners(facts, _("No partner is recorded yet.")),), is_most=True)
    if not facts.silent:
        sentence = _("It is written down for each partner what it expects to gain.")
        return Finding(SignState.PARTLY, (_partners(facts, sentence),), is_most=True)
    sentence = _("What it expects to gain is not written down for: %(names)s.", names=names_of(facts.silent))
    return Finding(SignState.UNKNOWN, (_partners(facts, sentence),), is_most=True)


def trust_long_term(facts: RecordFacts) -> Finding:
    """The partners decided to go on; a year together is a part of it."""
    went_on = [decision for decision in facts.decisions if decision.opens_next_round]
    if went_on or facts.rounds > 1:
        sentence = _("The partners decided to go on; this is round %(number)s.", number=facts.rounds)
        return Finding(SignState.PRESENT, (facts.proof(sentence, "projects.cycle"),))
    sentence = _("The partnership has lasted %(time)s.", time=show_duration(facts.days))
    state = SignState.PARTLY if facts.days >= LONG_TIME else SignState.UNKNOWN
    return Finding(state, (facts.proof(sentence, "projects.cycle"),), is_most=True)


def agreed_terms(facts: RecordFacts) -> Finding:
    """An agreement among the documents or in the history; steps about the terms show a part."""
    kept = []
    if facts.agreement is not None:
        number, title = facts.agreement
        sentence = _("Among the documents: “%(title)s”.", title=title)
        kept.append(facts.proof(sentence, "projects.documents", _anchor=f"document-{number}"))
    if facts.agreed_on is not None:
        sentence = _("The history holds an agreement of %(day)s.", day=show_date(facts.agreed_on))
        kept.append(facts.proof(sentence, "projects.history", kind="agreement"))
    if kept:
        return Finding(SignState.PRESENT, tuple(kept))
    if facts.drafted:
        return Finding(SignState.PARTLY, tuple(_step_done(facts, item) for item in facts.drafted))
    is_late = facts.has_come_to(Stage.BUILDING)
    sentence = _("There is no agreement among the documents or in the history yet.")
    return Finding(
        SignState.ABSENT if is_late else SignState.UNKNOWN, (facts.proof(sentence, "projects.documents"),)
    )


def reviewed_results(facts: RecordFacts) -> Finding:
    """Measured, and talked over: one of the two is a part of it."""
    talked = list(_talks(facts))
    measured = [_step_done(facts, item) for item in facts.evaluated]
    if talked and measured:
        return Finding(SignState.PRESENT, (*talked, *measured))
    if talked or measured:
        return Finding(SignState.PARTLY, (*talked, *measured))
    if not facts.has_come_to(Stage.EVERYDAY):
        sentence = _("Results come later: the work itself begins with stage 5.")
        return Finding(SignState.UNKNOWN, (facts.proof(sentence, "projects.cycle"),))
    sentence = _("No step of the evaluation is done, and no talk about the partnership is recorded.")
    return Finding(SignState.ABSENT, (facts.proof(sentence, "projects.cycle", stage="evaluation"),))


def _talks(facts: RecordFacts) -> Iterable[Proof]:
    if facts.reflected_on is not None:
        sentence = _(
            "The partners last took time to assess the partnership on %(day)s.",
            day=show_date(facts.reflected_on),
        )
        yield facts.proof(sentence, "projects.cycle", stage="everyday")
    if facts.lesson_on is not None:
        sentence = _("The history holds a lesson of %(day)s.", day=show_date(facts.lesson_on))
        yield facts.proof(sentence, "projects.history", kind="lesson")


def _inside_a_sentence(label: str) -> str:
    """A label without its capital, unless it is an abbreviation."""
    return label if label.isupper() else label[:1].lower() + label[1:]


def _partners(facts: RecordFacts, sentence: str) -> Proof:
    return facts.proof(sentence, "projects.partners")


def _resources(facts: RecordFacts, sentence: str) -> Proof:
    return facts.proof(sentence, "resources.overview")


def _step_done(facts: RecordFacts, item: ChecklistItem) -> Proof:
    stage = next(stage for stage in Stage if item in stage.items)
    sentence = _("The step “%(step)s” is done.", step=item)
    return facts.proof(sentence, "projects.cycle", stage=stage.code, _anchor=item.code)


def names_of(partners: Sequence[PartnerFacts]) -> str:
    """The names of partners in a row, the first few of many."""
    names = ", ".join(partner.name for partner in partners[:NAMED])
    more = len(partners) - NAMED
    if more <= 0:
        return names
    return _n("%(names)s and %(num)d more", "%(names)s and %(num)d more", more, names=names)


RULES: dict[Sign, Rule] = {
    Sign.CROSS_SECTOR: cross_sector,
    Sign.SHARED_PROBLEM: shared_problem,
    Sign.ACTIVE_CONTRIBUTION: active_contribution,
    Sign.ADDED_VALUE: lambda _facts: ONLY_PEOPLE_KNOW,
    Sign.MUTUAL_BENEFIT: mutual_benefit,
    Sign.SHARED_RISK: lambda _facts: ONLY_PEOPLE_KNOW,
    Sign.TRUST_LONG_TERM: trust_long_term,
    Sign.AGREED_TERMS: agreed_terms,
    Sign.REVIEWED_RESULTS: reviewed_results,
}


# --- the record beside people -------------------------------------------------------------------------------------------


class Difference(enum.Enum):
    """How what people say differs from what the record shows."""

    MORE_SAID = "more_said"
    LESS_SAID = "less_said"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of a sign."""

    state: SignState = SignState.UNKNOWN
    evidence: str = ""
    on: date | None = None

    @property
    def is_said(self) -> bool:
        return self.state is not SignState.UNKNOWN or bool(self.evidence)


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class SignView:
    """A sign with both sides of it."""

    sign: Sign
    finding: Finding
    said: Said = NOTHING_SAID

    @property
    def difference(self) -> Difference | None:
        """Where the two contradict each other; more than the record can ever show is no contradiction."""
        shown, said = LEVELS.get(self.finding.state), LEVELS.get(self.said.state)
        if shown is None or said is None or shown == said:
            return None
        if said < shown:
            return Difference.LESS_SAID
        return None if self.finding.is_most else Difference.MORE_SAID

    @property
    def state(self) -> SignState:
        """The sign at a glance: what people say, or what the record shows; of a contradiction, what both bear out."""
        shown, said = self.finding.state, self.said.state
        if said is SignState.UNKNOWN:
            return shown
        if self.difference is None:
            return said
        return min(shown, said, key=lambda state: LEVELS[state])

    @property
    def is_present(self) -> bool:
        return self.state is SignState.PRESENT


def views_of(facts: RecordFacts, said: dict[Sign, Said] | None = None) -> list[SignView]:
    """All nine signs in order."""
    return [SignView(sign, RULES[sign](facts), (said or {}).get(sign, NOTHING_SAID)) for sign in Sign]


def count_present(views: Iterable[SignView]) -> int:
    return sum(view.is_present for view in views)
