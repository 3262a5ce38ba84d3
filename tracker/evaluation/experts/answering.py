"""Giving an opinion by a personal link: finding it, keeping the draft, handing it in.

A page knows its fields as plain text by name, as a form sends them: ``mark-7`` is the mark by criterion 7, ``reason-7`` why. Two tabs
may fill in one sheet: what only one of them changed is kept, what both changed is shown, and nothing is replaced before the expert
has seen it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.experts import queries
from tracker.evaluation.experts.models import Expert, ExpertOpinion, ExpertScore
from tracker.evaluation.experts.terms import ExpertState, Independence, Mark
from tracker.evaluation.personal_links import LONGEST_TOKEN, hash_of, merged
from tracker.history.terms import EntryKind
from tracker.i18n import LANGUAGES, _l
from tracker.merging import wait_and_refresh
from tracker.projects import history

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.experts.models import Criterion

CANNOT_JUDGE = "cannot_judge"
"""What the form sends where somebody ticked that it cannot be judged."""
MARK, REASON = "mark-", "reason-"
STATEMENT = ("independence", "ties")
TEXTS = ("strengths", "weaknesses", "recommendations", "remark")
LONGEST = 20_000
MARKS = {mark.code: mark.number for mark in Mark}
STATEMENTS = {term.code: term for term in Independence}


def find(session: Session, token: str) -> Expert | None:
    """The expert with this token, in whatever state; nothing for a token that was altered or replaced by a newer one."""
    if len(token) > LONGEST_TOKEN:
        return None
    return queries.expert_of_hash(session, hash_of(token))


def whom_to_ask(expert: Expert) -> str:
    """The name of the person to turn to: who invited, while that is a broker, else a broker."""
    brokers = expert.partnership.brokers
    if expert.invited_by is not None and expert.invited_by in brokers:
        return expert.invited_by.display_name
    return brokers[0].display_name if brokers else ""


def has_stated(expert: Expert) -> bool:
    """Whether the expert has said whether there are ties; before that nothing is shown."""
    return expert.opinion is not None and expert.opinion.independence is not None


# --- fields -------------------------------------------------------------------------------------------------------------


def fields_of_marks(expert: Expert) -> list[str]:
    """The names of the fields of all criteria."""
    ids = [criterion.id for criterion in expert.criteria_set.criteria]
    return [f"{prefix}{number}" for number in ids for prefix in (MARK, REASON)]


def read(expert: Expert) -> dict[str, str]:
    """What is saved, by field; what was left out is not there."""
    opinion = expert.opinion
    if opinion is None:
        return {}
    found = {name: getattr(opinion, name) for name in ("ties", *TEXTS)}
    found["independence"] = opinion.independence.code if opinion.independence else ""
    for score in opinion.scores:
        found[f"{MARK}{score.criterion_id}"] = _ticked(score)
        found[f"{REASON}{score.criterion_id}"] = score.reason
    return {name: value for name, value in found.items() if value}


def _ticked(score: ExpertScore) -> str:
    if score.cannot_judge:
        return CANNOT_JUDGE
    return "" if score.mark is None else str(score.mark)


def _write(expert: Expert, values: Mapping[str, str]) -> None:
    opinion = _draft(expert)
    for name, value in values.items():
        if name == "independence":
            opinion.independence = STATEMENTS.get(value)
        elif name in {"ties", *TEXTS}:
            setattr(opinion, name, value)
    for criterion in expert.criteria_set.criteria:
        _write_score(opinion, criterion, values)
    opinion.updated_at = utc_now()


def _write_score(opinion: ExpertOpinion, criterion: Criterion, values: Mapping[str, str]) -> None:
    """Keep what was said by one criterion; where nothing is left of it, no score."""
    mark, reason = values.get(f"{MARK}{criterion.id}"), values.get(f"{REASON}{criterion.id}")
    if mark is None and reason is None:
        return
    score = next((each for each in opinion.scores if each.criterion_id == criterion.id), None)
    if score is None:
        score = ExpertScore(criterion=criterion, mark=None, cannot_judge=False, reason="")
        opinion.scores.append(score)
    if mark is not None:
        score.mark, score.cannot_judge = MARKS.get(mark), mark == CANNOT_JUDGE
    if reason is not None:
        score.reason = reason
    if score.mark is None and not score.cannot_judge and not score.reason:
        opinion.scores.remove(score)


def _draft(expert: Expert) -> ExpertOpinion:
    """The opinion of an expert, made when something is put into it first."""
    if expert.opinion is None:
        expert.opinion = ExpertOpinion(
            expert=expert, ties="", strengths="", weaknesses="", recommendations="", remark=""
        )
        session_of(expert).add(expert.opinion)
    return expert.opinion


# --- the draft ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving a page: fields that somebody changed at the same time, with what is saved there now."""

    clashes: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    """What is saved now."""


def save(
    expert: Expert, *, fields: Sequence[str], typed: Mapping[str, str], seen: Mapping[str, str]
) -> Saved:
    """Keep what was typed into a page; ``seen`` is what its fields held when it was opened.

    An untouched page of a sheet that was not begun leaves no draft behind.
    """
    enter(expert)
    present = [name for name in fields if name in {*STATEMENT, *TEXTS, *fields_of_marks(expert)}]
    changed, clashes = merged(present, typed=typed, seen=seen, saved=read(expert))
    if changed:
        _write(expert, changed)
        session_of(expert).flush()
    return Saved(clashes, read(expert))


def state(expert: Expert, *, typed: Mapping[str, str], seen: Mapping[str, str]) -> Saved:
    """Say whether there are ties, and which; where there are, they have to be named."""
    if typed.get("independence") not in STATEMENTS:
        raise DomainError(_l("Choose one of the two."), field="independence")
    if typed["independence"] == Independence.TIED.code and not typed.get("ties", "").strip():
        raise DomainError(_l("Say in a few words what ties there are."), field="ties")
    return save(expert, fields=STATEMENT, typed=typed, seen=seen)


def speak(expert: Expert, language: str) -> None:
    """Go on in another language; letters come in it, too."""
    if language in LANGUAGES:
        enter(expert)
        expert.language = language


# --- handing in ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not there yet; none of it keeps from handing in."""

    marks: tuple[str, ...] = ()
    """Titles of criteria by which nothing was said."""
    reasons: tuple[str, ...] = ()
    """Titles of criteria with a mark, and no word why."""
    texts: tuple[str, ...] = ()
    """Names of fields of the opinion that are empty; the remark is no gap."""


def left_out(expert: Expert) -> LeftOut:
    """What an expert may want to add before handing in."""
    held, criteria = read(expert), expert.criteria_set.criteria
    return LeftOut(
        marks=tuple(each.title for each in criteria if f"{MARK}{each.id}" not in held),
        reasons=tuple(
            each.title for each in criteria if f"{MARK}{each.id}" in held and f"{REASON}{each.id}" not in held
        ),
        texts=tuple(name for name in TEXTS if name not in held and name != "remark"),
    )


def is_empty(expert: Expert) -> bool:
    """Whether nothing was said that others could read."""
    return not any(name in read(expert) for name in (*fields_of_marks(expert), *TEXTS[:-1]))


def hand_in(expert: Expert) -> ExpertOpinion:
    """The opinion is given: the link shows only thanks from now on, and the team can read it."""
    enter(expert)
    if not has_stated(expert):
        raise DomainError(_l("First say whether you are independent of this partnership."))
    if is_empty(expert):
        raise DomainError(
            _l(
                "The opinion is still empty. Give a mark by one of the criteria, or write a few words; that is enough."
            )
        )
    opinion = _draft(expert)
    opinion.submitted_at = utc_now()
    history.write(
        expert.partnership,
        EntryKind.EXPERT_ANSWERED,
        by=None,
        subject=expert,
        expert=expert.name,
        expert_organisation=expert.organisation,
        independence=opinion.independence,
    )
    return opinion


def enter(expert: Expert) -> None:
    """Wait for whoever is changing the criteria, the invitation or this sheet, read all anew, and refuse unless the link is open."""
    session = session_of(expert)
    criteria = None
    while criteria is not expert.criteria_set:
        criteria = expert.criteria_set
        wait_and_refresh(criteria)
        wait_and_refresh(expert)
    session.expire(criteria, ["criteria"])
    session.expire(expert, ["opinion"])
    if expert.opinion is not None:
        session.refresh(expert.opinion)
        session.expire(expert.opinion, ["scores"])
    now = expert.state_at(utc_now())
    if not now.is_waiting:
        raise WrongState(WHY_CLOSED[now])


WHY_CLOSED = {
    ExpertState.HANDED_IN: _l("This opinion was handed in already."),
    ExpertState.EXPIRED: _l("The time to give an opinion is over."),
    ExpertState.REVOKED: _l("This link was withdrawn."),
}
