"""What would make joint work more of a partnership, most useful first; and which kind of joint work the record looks like.

Advice speaks of the work, never of people, and always says what to do and where. Like the signs it is made of plain facts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tracker.i18n import _, _p
from tracker.mechanisms.signs import TWO_SIDES, RecordFacts, SignView, names_of
from tracker.mechanisms.terms import JointWorkKind, Sign, SignState
from tracker.projects.terms import Stage
from tracker.resources.terms import ResourceKind


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do: a sentence, the words of the button, the page where it is done."""

    sign: Sign
    sentence: str
    label: str
    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)


Adviser = Callable[[RecordFacts, SignView], Advice | None]

SAY = "mechanisms.edit_signs"


def advice_of(facts: RecordFacts, views: Sequence[SignView]) -> list[Advice]:
    """Advice on every sign that is not present yet, the most useful first: before words come deeds that the record can show."""
    by_sign = {view.sign: view for view in views}
    found = (
        advise(facts, by_sign[sign]) for sign, advise in ADVISERS.items() if not by_sign[sign].is_present
    )
    return sorted((advice for advice in found if advice is not None), key=lambda each: each.endpoint == SAY)


def _other_sectors(facts: RecordFacts, view: SignView) -> Advice:
    here = {"partnership_id": facts.partnership_id}
    sentence = (
        _("All partners belong to one sector: whom of another sector does the problem concern as well?")
        if facts.partners
        else _("Nobody takes part yet: write down the first partners.")
    )
    return Advice(view.sign, sentence, _("Add a partner"), "projects.add_partner", here)


def _contributions(facts: RecordFacts, view: SignView) -> Advice | None:
    if not facts.partners:
        return None
    values: dict[str, Any] = {"partnership_id": facts.partnership_id}
    if facts.idle and facts.givers:
        values["participation"] = facts.idle[0].participation_id
        givers, idle = names_of(facts.givers), names_of(facts.idle)
        sentence = (
            _(
                "Only one side contributes actively so far: %(giver)s. Agree what the others give: %(others)s.",
                giver=givers,
                others=idle,
            )
            if len(facts.givers) == 1
            else _("Agree what these partners give, money or not: %(names)s.", names=idle)
        )
    elif facts.idle:
        sentence = _("Agree with each partner what it gives: time, premises, knowledge count like money.")
    else:
        return _say(facts, view, _("Say together whether the contribution of each side is significant."))
    return Advice(view.sign, sentence, _("Write down a commitment"), "resources.new_commitment", values)


def _terms(facts: RecordFacts, view: SignView) -> Advice:
    here = {"partnership_id": facts.partnership_id}
    if facts.agreement is not None or facts.agreed_on is not None:
        return _say(facts, view, _("Say whether the terms still hold, and how the partners revise them."))
    sentence = (
        _("The terms are drafted: keep the agreement itself among the documents.")
        if facts.drafted
        else _("Write down on one page who does what and how the partners change it, and keep it here.")
    )
    return Advice(view.sign, sentence, _("Add the agreement"), "projects.add_document", here)


def _problem(facts: RecordFacts, view: SignView) -> Advice:
    here = {"partnership_id": facts.partnership_id}
    label = _("Fill in")
    if not facts.has_problem:
        sentence = _("Write down the problem that all partners want to solve.")
        return Advice(view.sign, sentence, label, "projects.edit", {**here, "_anchor": "problem"})
    if not facts.has_target_group:
        sentence = _("Write down whom the work helps, beyond the partners themselves.")
        return Advice(view.sign, sentence, label, "projects.edit", {**here, "_anchor": "target_group"})
    return _say(facts, view, _("Ask each partner whether it sees the problem as its own, and say it here."))


def _review(facts: RecordFacts, view: SignView) -> Advice | None:
    here = {"partnership_id": facts.partnership_id}
    if not facts.has_come_to(Stage.BUILDING) and not facts.evaluated:
        return None
    talked = facts.reflected_on is not None or facts.lesson_on is not None
    if talked and not facts.evaluated:
        sentence = _("The partners talk about their work: agree also how its results are measured.")
        return Advice(
            view.sign, sentence, _("To the evaluation"), "projects.cycle", {**here, "stage": "evaluation"}
        )
    if talked:
        return _say(facts, view, _("Say what the partners changed after they had seen the results."))
    sentence = _("The partners have not reviewed results together: plan a meeting, then confirm it here.")
    return Advice(
        view.sign,
        sentence,
        _("Confirm the meeting"),
        "projects.confirm_habit",
        {**here, "code": "time_to_reflect"},
    )


def _benefit(facts: RecordFacts, view: SignView) -> Advice | None:
    if not facts.partners:
        return None
    if facts.silent:
        sentence = _(
            "Ask what these partners expect to gain, and write it down: %(names)s.",
            names=names_of(facts.silent),
        )
        values = {"participation_id": facts.silent[0].participation_id, "_anchor": "expectation"}
        return Advice(view.sign, sentence, _("Fill in"), "projects.edit_partner", values)
    return _say(facts, view, _("Expectations are known. Ask each partner what it has gained so far."))


def _risk(facts: RecordFacts, view: SignView) -> Advice:
    return _say(
        facts,
        view,
        _("Agree who answers for what if something goes wrong, and who is named when it goes well."),
    )


def _future(facts: RecordFacts, view: SignView) -> Advice:
    return _say(
        facts, view, _("Talk about what comes after this project, and say here how far you look ahead.")
    )


def _more_together(facts: RecordFacts, view: SignView) -> Advice:
    return _say(facts, view, _("Name something that none of the partners could have done alone."))


def _say(facts: RecordFacts, view: SignView, sentence: str) -> Advice:
    """Advice that ends with a person's own words."""
    values = {"partnership_id": facts.partnership_id, "sign": view.sign.code}
    return Advice(view.sign, sentence, _p("sign", "Say it"), SAY, values)


ADVISERS: dict[Sign, Adviser] = {
    Sign.CROSS_SECTOR: _other_sectors,
    Sign.ACTIVE_CONTRIBUTION: _contributions,
    Sign.AGREED_TERMS: _terms,
    Sign.SHARED_PROBLEM: _problem,
    Sign.REVIEWED_RESULTS: _review,
    Sign.MUTUAL_BENEFIT: _benefit,
    Sign.SHARED_RISK: _risk,
    Sign.TRUST_LONG_TERM: _future,
    Sign.ADDED_VALUE: _more_together,
}
"""In the order of usefulness: first who takes part and what each does, then what is agreed, then what only people can say."""


# --- what it looks like -------------------------------------------------------------------------------------------------

PUBLICITY = frozenset({ResourceKind.REPUTATION, ResourceKind.INFORMATION})
"""What a sponsored side gives back."""
GIFTS = frozenset({ResourceKind.MONEY, ResourceKind.MATERIALS, ResourceKind.EQUIPMENT, ResourceKind.PREMISES})
"""What a sponsor or a donor gives."""
CORE = (Sign.CROSS_SECTOR, Sign.SHARED_PROBLEM, Sign.ACTIVE_CONTRIBUTION, Sign.AGREED_TERMS)
"""Without these nobody would speak of a partnership."""


def looks_like(facts: RecordFacts, views: Sequence[SignView]) -> JointWorkKind | None:
    """The kind of joint work where the record shows it; ``None`` where it does not, which is no verdict.

    An exchange of services is never concluded: that there is no common target group, a record cannot show.
    """
    if len(facts.partners) < TWO_SIDES:
        return None
    if len(facts.sectors) < TWO_SIDES:
        return JointWorkKind.ONE_SECTOR
    states = {view.sign: view.state for view in views}
    if all(states[sign] is SignState.PRESENT for sign in CORE) and SignState.ABSENT not in states.values():
        return JointWorkKind.PARTNERSHIP
    return _one_sided(facts) if facts.has_come_to(Stage.EVERYDAY) else None


def _one_sided(facts: RecordFacts) -> JointWorkKind | None:
    """One side gives things; the others give nothing, or only publicity and thanks in return."""
    donors = [partner for partner in facts.givers if partner.gives <= GIFTS]
    thankful = [partner for partner in facts.givers if partner.gives <= PUBLICITY]
    if len(donors) != 1 or len(donors) + len(thankful) != len(facts.givers):
        return None
    return JointWorkKind.SPONSORSHIP if thankful else JointWorkKind.CHARITY


def in_a_sentence(kind: JointWorkKind) -> str:
    """What it looks like, said gently."""
    return {
        JointWorkKind.CHARITY: _(
            "So far the record shows one side that gives. If it stays so, it is closer to charity."
        ),
        JointWorkKind.SPONSORSHIP: _(
            "So far the record shows gifts in return for publicity. If it stays so, it is closer to sponsorship."
        ),
        JointWorkKind.EXCHANGE: _("So far it looks like an exchange of services."),
        JointWorkKind.ONE_SECTOR: _(
            "So far this is co-operation inside one sector: a good beginning, and another sector can join."
        ),
        JointWorkKind.PARTNERSHIP: _(
            "By its record this is a partnership: different sectors, a shared problem, a part for every side, agreed terms."
        ),
    }[kind]
