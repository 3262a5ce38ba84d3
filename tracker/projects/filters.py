"""What a list of partnerships is narrowed to. The filter lives in the address, so that a view can be shared and linked to.

``parse`` reads an address, ``Filter`` says what was understood, ``Filter.select`` makes the query. What cannot be understood is
left out and told in a sentence, never answered with an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import and_, exists, select

from tracker import search
from tracker.i18n import LazyString, _, _l, _lp
from tracker.projects import queries
from tracker.projects.models import Partnership, PartnershipTag
from tracker.projects.services import life
from tracker.projects.terms import ContinuationDecision, Field, LifeSign, SectorMix, Stage, Visibility
from tracker.terms import Term

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from werkzeug.datastructures import MultiDict

    from tracker.accounts.models import User

T = TypeVar("T", bound=Term)

LONGEST_TEXT = 200
LONGEST_NUMBER = 9


class Shown(Term):
    """Which states a list shows."""

    KEPT = "", _lp("shown partnerships", "Active and ended")
    ACTIVE = "active", _lp("shown partnerships", "Active")
    ENDED = "ended", _lp("shown partnerships", "Ended")
    ARCHIVED = "archived", _lp("shown partnerships", "In the archive")
    ANY = "any", _lp("shown partnerships", "All, the archive too")


class Round(Term):
    """Whether a partnership goes through the cycle for the first time."""

    FIRST = "1", _lp("round", "First")
    LATER = "2+", _lp("round", "Second and later")


class Sort(Term):
    """The orders of a list."""

    RECENT = "recent", _lp("order", "Recently changed first")
    TITLE = "title", _lp("order", "By title")
    STAGE = "stage", _lp("order", "By stage")
    SILENT = "alive", _lp("order", "Longest silent first")


SHOWN: dict[Shown, ColumnElement[bool] | None] = {
    Shown.KEPT: Partnership.archived_at.is_(None),
    Shown.ACTIVE: and_(Partnership.ended_on.is_(None), Partnership.archived_at.is_(None)),
    Shown.ENDED: and_(Partnership.ended_on.is_not(None), Partnership.archived_at.is_(None)),
    Shown.ARCHIVED: Partnership.archived_at.is_not(None),
    Shown.ANY: None,
}
DECIDED = {
    ContinuationDecision.CONTINUE: (ContinuationDecision.CONTINUE, ContinuationDecision.EXPAND),
    ContinuationDecision.EXPAND: (ContinuationDecision.EXPAND,),
    ContinuationDecision.END: (ContinuationDecision.END,),
}
"""Decisions that a filter for one finds: whoever expands goes on as well."""


@dataclass(frozen=True, slots=True)
class Facet:
    """Something else that a list can be narrowed by: a term of a vocabulary, under a name in the address.

    What it asks for belongs to the inside of a record, so only records seen inside are found by it.
    """

    name: str
    label: LazyString
    terms: type[Term]
    condition: Callable[[Any], ColumnElement[bool]]
    """What a partnership has to be for a term."""


FACETS: dict[str, Facet] = {}
"""The facets by their names, filled by packages above."""


def add_facet(facet: Facet) -> None:
    """Let lists be narrowed by a facet."""
    FACETS[facet.name] = facet
    LABELS[facet.name] = facet.label


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What was asked for; an empty part narrows nothing."""

    text: str = ""
    regions: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    stages: tuple[Stage, ...] = ()
    mix: SectorMix | None = None
    shown: Shown = Shown.KEPT
    tags: tuple[str, ...] = ()
    round: Round | None = None
    decision: ContinuationDecision | None = None
    organisation: int | None = None
    mine: bool = False
    life: LifeSign | None = None
    visibility: Visibility | None = None
    alive_before: date | None = None
    broker: int | None = None
    cohort: str = ""
    facets: Mapping[str, Term] = field(default_factory=dict)
    """The terms asked for, by the names of their facets."""
    sort: Sort = Sort.RECENT

    @property
    def looks_inside(self) -> bool:
        """Whether it asks for something that the public part does not show; then only records seen inside are found."""
        inside = (self.life, self.visibility, self.alive_before, self.broker, self.decision)
        return (
            self.mine
            or bool(self.cohort)
            or bool(self.facets)
            or any(part is not None for part in inside)
            or self.sort is Sort.SILENT
        )

    def select(self, user: User | None, today: date, limits: Limits | None = None) -> Select[Partnership]:
        """The partnerships found that this person may see, fully ordered."""
        seen = queries.is_inside_visible_to(user) if self.looks_inside else queries.is_visible_to(user)
        conditions = [
            *self._public_conditions(today),
            *self._inside_conditions(user, today, limits or Limits()),
        ]
        return select(Partnership).where(seen, *conditions).order_by(*ORDERS[self.sort])

    def _public_conditions(self, today: date) -> list[ColumnElement[bool]]:
        wanted = [
            SHOWN[self.shown],
            search.PARTNERSHIPS.matches(Partnership.id, self.text) if self.text else None,
        ]
        if self.regions:
            wanted.append(queries.lies_in(list(self.regions)))
        if self.fields:
            wanted.append(queries.has_one_of_fields(self.fields))
        if self.stages:
            wanted.append(Partnership.stage.in_(self.stages))
        if self.mix is not None:
            wanted.append(queries.has_mix(self.mix, today))
        if self.round is not None:
            wanted.append(Partnership.round == 1 if self.round is Round.FIRST else Partnership.round > 1)
        if self.organisation is not None:
            wanted.append(queries.has_organisation(self.organisation))
        wanted += [has_tag(tag) for tag in self.tags]
        return [condition for condition in wanted if condition is not None]

    def _inside_conditions(self, user: User | None, today: date, limits: Limits) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = []
        if self.mine and user is not None:
            wanted.append(queries.has_in_team(user))
        if self.life is not None:
            wanted.append(life.life_clause(self.life, today, limits.stale_months, limits.silent_months))
            wanted.append(Partnership.ended_on.is_(None))
        if self.visibility is not None:
            wanted.append(Partnership.visibility == self.visibility)
        if self.alive_before is not None:
            wanted.append(Partnership.alive_on < self.alive_before)
        if self.broker is not None:
            wanted.append(queries.has_broker(self.broker))
        if self.cohort:
            wanted.append(queries.has_broker_of_cohort(self.cohort))
        if self.decision is not None:
            wanted.append(queries.has_decided(DECIDED[self.decision]))
        wanted += [FACETS[name].condition(term) for name, term in self.facets.items()]
        return wanted

    def only_active(self) -> Filter:
        """The same, of the active ones where no state was asked for."""
        return replace(self, shown=Shown.ACTIVE) if self.shown is Shown.KEPT else self


@dataclass(frozen=True, slots=True)
class Limits:
    """After how many months without a sign of life a partnership counts as stale, and as silent."""

    stale_months: int = life.STALE_MONTHS
    silent_months: int = life.SILENT_MONTHS


ORDERS = {
    Sort.RECENT: (Partnership.alive_on.desc(), Partnership.updated_at.desc(), Partnership.id.desc()),
    Sort.TITLE: (Partnership.title, Partnership.id),
    Sort.STAGE: (queries.place_of_stage(), Partnership.alive_on.desc(), Partnership.id.desc()),
    Sort.SILENT: (Partnership.alive_on, Partnership.id),
}


def has_tag(tag: str) -> ColumnElement[bool]:
    """It carries this tag."""
    return exists().where(PartnershipTag.partnership_id == Partnership.id, PartnershipTag.tag == tag)


# --- reading an address -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Reader:
    """Reads arguments of an address, and notes what it could not understand."""

    arguments: MultiDict[str, str]
    remarks: list[str] = field(default_factory=list)

    def texts(self, name: str) -> tuple[str, ...]:
        """The values given under a name, each once."""
        given = (_typed(value) for value in self.arguments.getlist(name))
        return tuple(dict.fromkeys(value for value in given if value))

    def text(self, name: str) -> str:
        return next(iter(self.texts(name)), "")

    def terms(self, name: str, terms: type[T]) -> tuple[T, ...]:
        """The terms given under a name; unknown codes are passed over."""
        known = {term.code: term for term in terms}
        return tuple(known[text] for text in self.texts(name) if text in known or self._unknown(name, text))

    def term(self, name: str, terms: type[T]) -> T | None:
        return next(iter(self.terms(name, terms)), None)

    def number(self, name: str) -> int | None:
        text = self.text(name)
        if text and not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
            self._unknown(name, text)
            return None
        return int(text) if text else None

    def day(self, name: str) -> date | None:
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            self._unknown(name, text)
            return None

    def regions(self, name: str, meaning: Callable[[str], str | None]) -> tuple[str, ...]:
        """Codes of regions, given as codes or names."""
        codes: dict[str, None] = {}
        for text in self.texts(name):
            code = meaning(text)
            if code is None:
                self._unknown(name, text)
            else:
                codes[code] = None
        return tuple(codes)

    def _unknown(self, name: str, text: str) -> bool:
        label = str(LABELS.get(name, name))
        self.remarks.append(
            _("“%(value)s” says nothing about “%(label)s” and was left out.", value=text, label=label)
        )
        return False


def _typed(value: str) -> str:
    """What somebody can type: without control characters, and not endless."""
    return "".join(sign for sign in value if sign.isprintable()).strip()[:LONGEST_TEXT]


def parse(
    arguments: MultiDict[str, str], region_meant: Callable[[str], str | None] = str
) -> tuple[Filter, list[str]]:
    """The filter of an address, and sentences about what in it could not be understood.

    ``region_meant`` gives the code of the region that a text means, or ``None``.
    """
    read = Reader(arguments)
    found = Filter(
        text=read.text("q"),
        regions=read.regions("region", region_meant),
        fields=read.terms("field", Field),
        stages=read.terms("stage", Stage),
        mix=read.term("mix", SectorMix),
        shown=read.term("state", Shown) or Shown.KEPT,
        tags=read.texts("tag"),
        round=read.term("round", Round),
        decision=read.term("decision", ContinuationDecision),
        organisation=read.number("organisation"),
        mine=read.text("mine") not in {"", "0"},
        life=read.term("life", LifeSign),
        visibility=read.term("visibility", Visibility),
        alive_before=read.day("alive_before"),
        broker=read.number("broker"),
        cohort=read.text("cohort"),
        facets={
            name: term for name, facet in FACETS.items() if (term := read.term(name, facet.terms)) is not None
        },
        sort=read.term("sort", Sort) or Sort.RECENT,
    )
    return found, read.remarks


LABELS: dict[str, LazyString] = {
    "q": _l("Search"),
    "region": _l("Region"),
    "field": _l("Field"),
    "stage": _lp("field", "Stage"),
    "mix": _l("Sectors"),
    "state": _lp("partnership", "State"),
    "tag": _l("Tag"),
    "round": _l("Round"),
    "decision": _l("Decided"),
    "organisation": _l("Partner"),
    "mine": _l("Only mine"),
    "life": _l("Sign of life"),
    "visibility": _l("Who sees it"),
    "alive_before": _l("Silent since before"),
    "broker": _l("Broker"),
    "cohort": _l("Cohort"),
    "sort": _l("Order"),
}
"""What the arguments of the address are called."""
