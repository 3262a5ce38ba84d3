"""What a list of partnerships is narrowed to. The filter lives in the address, so that a view can be shared and linked to.

``parse`` reads an address, ``Filter`` says what was understood, ``Filter.select`` makes the query. What cannot be understood is
left out and told in a sentence, never answered with an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import and_, exists, select, true

from tracker import search
from tracker.i18n import LazyString, _, _l, _lp
from tracker.projects import own, queries, sights, starting
from tracker.projects.models import Partnership, PartnershipTag, partnership_regions
from tracker.projects.ordered import Part
from tracker.projects.services import life
from tracker.projects.terms import ContinuationDecision, Field, LifeSign, SectorMix, Stage, Visibility
from tracker.terms import Term

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Mapped
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


SHOWN: dict[Shown, Callable[[Any], ColumnElement[bool] | None]] = {
    Shown.KEPT: lambda of: of.archived_at.is_(None),
    Shown.ACTIVE: lambda of: and_(of.ended_on.is_(None), of.archived_at.is_(None)),
    Shown.ENDED: lambda of: and_(of.ended_on.is_not(None), of.archived_at.is_(None)),
    Shown.ARCHIVED: lambda of: of.archived_at.is_not(None),
    Shown.ANY: lambda _of: None,
}
"""What each asks of the columns that hold the state."""
EMPTY = {
    Shown.KEPT: (Partnership.archived_at.desc(),),
    Shown.ACTIVE: (Partnership.archived_at.desc(), Partnership.ended_on.desc()),
    Shown.ENDED: (Partnership.archived_at.desc(),),
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
    """What a partnership has to be for a term; it follows from the term and the day alone, for statements of lists are kept."""
    is_offered: bool = True
    """Whether the form of the list offers it; else only links set it."""


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
    municipality: str = ""
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
    started_from: date | None = None
    started_to: date | None = None
    broker: int | None = None
    cohort: str = ""
    facets: Mapping[str, Term] = field(default_factory=dict)
    """The terms asked for, by the names of their facets."""
    sort: Sort = Sort.RECENT

    @property
    def looks_inside(self) -> bool:
        """Whether it asks for something that the public part does not show; then only records seen inside are found."""
        inside: tuple[object, ...] = (
            self.life,
            self.visibility,
            self.alive_before,
            self.broker,
            self.decision,
        )
        inside += (self.started_from, self.started_to)
        return (
            self.mine
            or bool(self.cohort)
            or bool(self.facets)
            or any(part is not None for part in inside)
            or self.sort is Sort.SILENT
        )

    def select(
        self,
        user: User | None,
        today: date,
        limits: Limits | None = None,
        *,
        finds: search.Finds | None = None,
        are_common: bool = False,
    ) -> Select[Partnership]:
        """The partnerships found that this person may see, fully ordered.

        ``finds`` are those of the text as a table: a database that is only told to look among them may go through the whole list.
        Where its words ``are_common``, what was recorded last comes first.
        """
        is_visible = queries.is_inside_visible_to if self.looks_inside else queries.is_visible_to
        region = self.regions[0] if self._is_of_one_region and finds is None else ""
        seen = is_visible(user, by=placed.c.visibility if region else None)
        if self.mine and user is not None:
            seen = true()  # who is in the team sees the inside
        conditions = [
            *self._public_conditions(today, finds, region=region),
            *self._inside_conditions(user, today, limits or Limits()),
        ]
        found = select(Partnership).where(seen, *conditions)
        if finds is not None:
            found = found.join(finds.table, finds.number == Partnership.id)
        if are_common and finds is not None:
            return found.order_by(finds.number.desc())
        if region:
            return found.join(placed, placed.c.partnership_id == Partnership.id).order_by(*ORDER_IN_REGION)
        return found.order_by(*self._empty_first, *ORDERS[self.sort])

    def parts(
        self, user: User | None, today: date, limits: Limits | None = None, *, inside: bool = False
    ) -> tuple[Part, ...]:
        """What ``select`` finds, or what of it somebody sees ``inside``, in parts that are read in the order of an index each.

        There are none where there is no such order. Something may be found in several parts.
        """
        is_kept_in_order = self.shown in EMPTY or self.regions
        if self.sort is not Sort.RECENT or self.text or self.mine or not is_kept_in_order:
            return ()
        seen = sights.of(user, self.regions, inside=inside or self.looks_inside)
        return tuple(self._part(sight, user, today, limits or Limits()) for sight in seen)

    def _part(self, sight: sights.Sight, user: User | None, today: date, limits: Limits) -> Part:
        public = self._public_conditions(today, None, region=sight.region, is_of_team=sight.is_of_team)
        conditions = [*public, *self._inside_conditions(user, today, limits)]
        if sight.besides is not None:
            conditions.append(sight.besides)
        if sight.is_of_team and user is not None:
            seen_by = own.read_last(Partnership.visibility)
            conditions += [own.is_own(user.id), queries.is_one_of(seen_by, sight.visibilities)]
            found_of_team = select(Partnership).where(*conditions).order_by(*ORDERS[Sort.RECENT])
            return Part(found_of_team, Partnership.stage, is_few=True)
        if not sight.region:
            conditions.append(Partnership.visibility == sight.visibilities[0])
            order = (*self._empty_first, *ORDERS[Sort.RECENT])
            return Part(select(Partnership).where(*conditions).order_by(*order), Partnership.stage)
        conditions.append(placed.c.visibility == sight.visibilities[0])
        found: Select[Any] = select(placed.c.partnership_id)
        if self._is_narrowed or sight.besides is not None:
            found = found.join(Partnership, Partnership.id == placed.c.partnership_id)
        return Part(found.where(*conditions).order_by(*ORDER_IN_REGION), placed.c.stage)

    @property
    def _is_narrowed(self) -> bool:
        """Whether it asks for anything but regions, stages, states and an order."""
        plain = replace(self, regions=(), stages=(), shown=Shown.KEPT, sort=Sort.RECENT)
        return plain.key != UNNARROWED

    def conditions(self, user: User | None, today: date) -> list[ColumnElement[bool]]:
        """What it asks for, whoever may see it; not in the order of one region, whose rows ``select`` joins."""
        region = self.regions[0] if self._is_of_one_region else ""
        public = self._public_conditions(today, None, region=region)
        return [*public, *self._inside_conditions(user, today, Limits())]

    @property
    def _empty_first(self) -> tuple[ColumnElement[Any], ...]:
        """Columns empty in all that is found: PostgreSQL reads an index in its order only if it is told the whole of it."""
        return EMPTY.get(self.shown, ()) if self.sort is Sort.RECENT and not self.mine else ()

    @property
    def stage_column(self) -> ColumnElement[Any] | Mapped[Any]:
        """A column that holds the stage in whatever ``select`` makes, the one that is read most cheaply."""
        return placed.c.stage if self._is_of_one_region and not self.text else Partnership.stage

    @property
    def _is_of_one_region(self) -> bool:
        """Whether it can be read in the order that is kept for each region."""
        return len(self.regions) == 1 and self.sort is Sort.RECENT

    def _public_conditions(
        self, today: date, finds: search.Finds | None, *, region: str = "", is_of_team: bool = False
    ) -> list[ColumnElement[bool]]:
        """What it asks for of the public part, where it is read in the order of a ``region``, or from the teams of somebody."""
        is_of_team = is_of_team or self.mine
        state_of = placed.c if region else own.STATE_READ_LAST if is_of_team else Partnership
        wanted = [SHOWN[self.shown](state_of), *self._text_conditions(finds)]
        if region:
            wanted.append(placed.c.region_code == region)
        elif self.regions:
            wanted.append(queries.lies_in(list(self.regions)))
        if self.municipality:
            wanted.append(Partnership.municipality == self.municipality)
        if self.fields:
            wanted.append(queries.has_one_of_fields(self.fields))
        if self.stages:
            stage: Any = placed.c.stage if region else Partnership.stage
            # Of a single one an index keeps its order.
            wanted.append(stage == self.stages[0] if len(self.stages) == 1 else stage.in_(self.stages))
        if self.mix is not None:
            wanted.append(queries.has_mix(self.mix, today))
        if self.round is not None:
            wanted.append(Partnership.round == 1 if self.round is Round.FIRST else Partnership.round > 1)
        if self.organisation is not None:
            wanted.append(queries.has_organisation(self.organisation))
        wanted += [has_tag(tag) for tag in self.tags]
        return [condition for condition in wanted if condition is not None]

    def _text_conditions(self, finds: search.Finds | None) -> list[ColumnElement[bool]]:
        if finds is not None:
            return [finds.condition]
        return [search.PARTNERSHIPS.matches(Partnership.id, self.text)] if self.text else []

    def _inside_conditions(self, user: User | None, today: date, limits: Limits) -> list[ColumnElement[bool]]:
        wanted: list[ColumnElement[bool]] = []
        if self.mine and user is not None:
            wanted.append(own.is_own(user.id))
        if self.life is not None:
            wanted.append(life.life_clause(self.life, today, limits.stale_months, limits.silent_months))
            wanted.append(Partnership.ended_on.is_(None))
        if self.visibility is not None:
            wanted.append(Partnership.visibility == self.visibility)
        if self.alive_before is not None:
            wanted.append(Partnership.alive_on < self.alive_before)
        if self.started_from is not None or self.started_to is not None:
            wanted.append(starting.started_between(self.started_from, self.started_to))
        if self.broker is not None:
            wanted.append(queries.has_broker(self.broker))
        if self.cohort:
            wanted.append(queries.has_broker_of_cohort(self.cohort))
        if self.decision is not None:
            wanted.append(queries.has_decided(DECIDED[self.decision]))
        wanted += [FACETS[name].condition(term) for name, term in self.facets.items()]
        return wanted

    @property
    def key(self) -> tuple[Any, ...]:
        """All of it as one value that can be looked up."""
        parts = (getattr(self, each.name) for each in fields(self) if each.name != "facets")
        return (*parts, *sorted((name, term.code) for name, term in self.facets.items()))

    def only_active(self) -> Filter:
        """The same, of the active ones where no state was asked for."""
        return replace(self, shown=Shown.ACTIVE) if self.shown is Shown.KEPT else self


UNNARROWED = Filter().key


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


placed = partnership_regions.alias("placed")
"""The one region of a list, in the order of lists."""
ORDER_IN_REGION = (placed.c.alive_on.desc(), placed.c.updated_at.desc(), placed.c.partnership_id.desc())


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
        if name not in self.arguments:
            return ()
        given = (_typed(value) for value in self.arguments.getlist(name))
        return tuple(dict.fromkeys(value for value in given if value))

    def text(self, name: str) -> str:
        return next(iter(self.texts(name)), "")

    def terms(self, name: str, terms: type[T]) -> tuple[T, ...]:
        """The terms given under a name; unknown codes are passed over."""
        given = self.texts(name)
        if not given:
            return ()
        known = {term.code: term for term in terms}
        return tuple(known[text] for text in given if text in known or self._unknown(name, text))

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
        municipality=read.text("municipality"),
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
        started_from=read.day("started_from"),
        started_to=read.day("started_to"),
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
    "municipality": _l("Municipality"),
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
    "started_from": _l("Started on or after"),
    "started_to": _l("Started on or before"),
    "broker": _l("Broker"),
    "cohort": _l("Cohort"),
    "sort": _l("Order"),
}
"""What the arguments of the address are called."""
