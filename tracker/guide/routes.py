"""The guide: for everybody, on the phone and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, render_template, request, url_for

from tracker.access import public
from tracker.evaluation.terms import Benefit
from tracker.guide import texts
from tracker.guide.cases import CASES, chosen_case
from tracker.guide.pages import (
    CHAPTERS,
    PAGES,
    PARTS,
    STAGES,
    GuidePage,
    chapter_page,
    neighbours,
    stage_page,
)
from tracker.guide.places import anchor_of, place_of
from tracker.i18n import _, current_language
from tracker.mechanisms.terms import JointWorkKind, MechanismType, PassportPart, Sign, SignState, Trait
from tracker.partners.expectations import Expectation
from tracker.partners.terms import OrganisationKind, Sector
from tracker.projects.cycle_terms import ChecklistItem, ContinuationDecision, Stage
from tracker.projects.terms import PartnerRole
from tracker.resources.terms import CommitmentState, ResourceKind, ValuationMethod

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from tracker.terms import Term

bp = Blueprint("guide", __name__, url_prefix="/guide")

CHAPTER = f"any({','.join(page.chapter for page in CHAPTERS)})"
STAGE = f"any({','.join(stage.code for stage in Stage)})"
REASON = "the guide is for everybody"

WORDS: dict[str, Any] = {
    each.__name__: each
    for each in (
        Benefit, ChecklistItem, CommitmentState, ContinuationDecision, Expectation, JointWorkKind, MechanismType, OrganisationKind,
        PartnerRole, PassportPart, ResourceKind, Sector, Sign, SignState, Stage, Trait, ValuationMethod,
    )
}  # fmt: skip
"""The vocabularies that the chapters go through, by their names."""


@bp.get("")
@public(REASON)
def index() -> ResponseReturnValue:
    return render_template(
        "guide/index.html", text=text_of("index"), chapters=chapters_in_parts(), stages=STAGES
    )


@bp.get(f"/<{CHAPTER}:chapter>")
@public(REASON)
def chapter(chapter: str) -> ResponseReturnValue:
    return show(chapter_page(chapter))


@bp.get(f"/cycle/<{STAGE}:stage>")
@public(REASON)
def stage(stage: str) -> ResponseReturnValue:
    return show(stage_page(Stage.from_code(stage)))


@bp.get("/print")
@public(REASON)
def print_all() -> ResponseReturnValue:
    title = text_of("index")["title"]
    return render_template("guide/print.html", title=title, pages=PAGES, **what_pages_know())


@bp.get(f"/<{CHAPTER}:chapter>/print")
@public(REASON)
def print_chapter(chapter: str) -> ResponseReturnValue:
    page = chapter_page(chapter)
    pages = (page, *STAGES) if chapter == "cycle" else (page,)
    return render_template("guide/print.html", title=title_of(page), pages=pages, **what_pages_know())


@bp.get(f"/cycle/<{STAGE}:stage>/print")
@public(REASON)
def print_stage(stage: str) -> ResponseReturnValue:
    page = stage_page(Stage.from_code(stage))
    return render_template("guide/print.html", title=title_of(page), pages=(page,), **what_pages_know())


def show(page: GuidePage) -> str:
    """One page for the screen, with the way to its neighbours."""
    before, after = neighbours(page)
    return render_template(
        "guide/page.html",
        page=page,
        title=title_of(page),
        text=text_of(page.chapter),
        contents=contents_of(page),
        before=before,
        after=after,
        **what_pages_know(),
    )


def what_pages_know() -> dict[str, Any]:
    """What every page may use: the vocabularies, the stages in order, the cases and the reader's choice among them."""
    return {
        "words": WORDS,
        "stages": STAGES,
        "cases": CASES,
        "chosen": chosen_case(request.args.get("case", "")),
    }


def text_of(name: str) -> texts.Text:
    """The texts of a chapter in the reader's language."""
    return texts.read(current_language(), name)


def title_of(page: GuidePage) -> str:
    """A page's title: a stage is called as everywhere else, with its number."""
    if page.stage:
        return _("Stage %(number)s. %(stage)s", number=page.stage.number, stage=page.stage)
    return str(text_of(page.chapter)["title"])


def contents_of(page: GuidePage) -> list[tuple[str, str]]:
    """The anchors and titles of a page's sections."""
    if page.stage is None:
        return [(anchor, part["title"]) for anchor, part in text_of(page.chapter)["sections"].items()]
    words: list[Term] = list(page.stage.items or ContinuationDecision)
    return [(anchor_of(word), str(word)) for word in words]


def chapters_in_parts() -> dict[str, list[GuidePage]]:
    """The chapters of each part of the contents."""
    return {part: [chapter_page(code) for code in codes] for part, codes in PARTS}


# --- addresses ---------------------------------------------------------------------------------------------------------


def address_of(page: GuidePage, anchor: str | None = None) -> str:
    """The address of a page of the guide."""
    if page.stage:
        return url_for("guide.stage", stage=page.stage.code, _anchor=anchor)
    return url_for("guide.chapter", chapter=page.chapter, _anchor=anchor)


def print_address_of(page: GuidePage) -> str:
    """The address of a page's sheet for the printer."""
    if page.stage:
        return url_for("guide.print_stage", stage=page.stage.code)
    return url_for("guide.print_chapter", chapter=page.chapter)


def place(name: str, anchor: str | None = None) -> str:
    """The address of a place named as texts name it: ``resources`` or ``cycle/start``, and an anchor."""
    chapter_name, _slash, stage_name = name.partition("/")
    page = stage_page(Stage.from_code(stage_name)) if stage_name else chapter_page(chapter_name)
    return address_of(page, anchor)


def place_of_term(term: Term) -> str | None:
    """The address at which the guide explains a word; ``None`` where it does not."""
    found = place_of(term)
    if found is None:
        return None
    page = stage_page(found.stage) if found.stage else chapter_page(found.chapter)
    return address_of(page, found.anchor)


def prose(text: str) -> Markup:
    """A text of the guide as HTML."""
    return texts.rendered(text, place)


def init_guide(app: Flask) -> None:
    """Serve the guide, and let every template link to it."""
    app.register_blueprint(bp)
    app.jinja_env.filters["guide_prose"] = prose
    app.jinja_env.globals.update(
        guide_place=place_of_term,
        guide_section=place,
        guide_anchor=anchor_of,
        guide_title=title_of,
        guide_text=text_of,
        guide_address=address_of,
        guide_print_address=print_address_of,
    )
