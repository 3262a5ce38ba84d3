"""Where the guide explains each word of the domain: the one place that decides chapters and anchors.

Templates of the guide take their ``id`` from here, links in the application their address, so that neither can miss the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from tracker.evaluation.terms import Benefit
from tracker.mechanisms.terms import JointWorkKind, MechanismType, PassportPart, Sign, SignState, Trait
from tracker.partners.expectations import Expectation
from tracker.partners.terms import OrganisationKind, Sector
from tracker.projects.cycle_terms import ChecklistItem, ContinuationDecision, Stage
from tracker.projects.terms import PartnerRole
from tracker.resources.terms import CommitmentState, ResourceKind, ValuationMethod
from tracker.terms import Term


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in the guide: a chapter, the page of a stage where there is one, and an anchor on it."""

    chapter: str
    anchor: str
    stage: Stage | None = None


CHAPTER_AND_PREFIX: dict[type[Term], tuple[str, str]] = {
    Sign: ("partnership", "sign"),
    SignState: ("partnership", "state"),
    JointWorkKind: ("partnership", "work"),
    PartnerRole: ("partnership", "role"),
    Sector: ("expectations", "sector"),
    OrganisationKind: ("expectations", "organisation"),
    Expectation: ("expectations", "expectation"),
    Benefit: ("benefits", "benefit"),
    ResourceKind: ("resources", "kind"),
    ValuationMethod: ("resources", "method"),
    CommitmentState: ("resources", "commitment"),
    MechanismType: ("mechanisms", "type"),
    Trait: ("mechanisms", "trait"),
    PassportPart: ("mechanisms", "passport"),
}
"""The chapter of each vocabulary, and what its anchors begin with: codes alone would repeat, as “information” does."""

VOCABULARIES: tuple[type[Term], ...] = (Stage, ChecklistItem, ContinuationDecision, *CHAPTER_AND_PREFIX)
"""Everything that the guide explains word by word."""


def place_of(term: Term) -> Place | None:
    """Where the guide explains this word; ``None`` where it needs no explanation."""
    if isinstance(term, Stage):
        return Place("cycle", term.code, term)
    if isinstance(term, ChecklistItem):
        return Place("cycle", term.code, term.stage)
    if isinstance(term, ContinuationDecision):
        return Place("cycle", term.code, Stage.CONTINUATION)
    found = CHAPTER_AND_PREFIX.get(type(term))
    return Place(found[0], f"{found[1]}-{term.code}") if found else None


def anchor_of(term: Term) -> str:
    """The anchor of a word that the guide explains."""
    place = place_of(term)
    if place is None:
        raise LookupError(f"The guide has no place for {term!r}.")
    return place.anchor
