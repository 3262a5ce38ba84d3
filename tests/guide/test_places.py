"""Every word of the domain has its place in the guide, and every link into the guide arrives."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

import pytest

from tests.factories.accounts import make_alumnus
from tests.factories.projects import make_partnership
from tests.factories.resources import make_commitment
from tests.guide.conftest import ADDRESSES, in_both_languages
from tracker import paths
from tracker.guide.places import VOCABULARIES, anchor_of, place_of
from tracker.partners.expectations import Expectation
from tracker.projects.terms import ChecklistItem, Stage, Visibility
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.terms import Term

READ = re.compile(r'guide\.read\("([^"]+)", (?:"([^"]+)"|none)')
WORDS = [term for vocabulary in VOCABULARIES for term in vocabulary]


def anchors_on(visitor: Visitor, address: str) -> set[str]:
    return {str(tag["id"]) for tag in visitor.visit(address).select("[id]")}


@pytest.fixture
def anchors(guest: Callable[[str], Visitor]) -> Callable[[str, str], set[str]]:
    """``anchors("ru", "/guide/cycle")``: all anchors of a page, which is visited once for a test."""
    return cache(lambda language, address: anchors_on(guest(language), address))


def address_of(app: Flask, term: Term) -> str:
    with app.test_request_context():
        return str(app.jinja_env.globals["guide_place"](term))  # type: ignore[operator]  # a function of ours


@in_both_languages
def test_every_member_of_every_vocabulary_is_where_its_link_leads(
    app: Flask, anchors: Callable[[str, str], set[str]], language: str
) -> None:
    places = {term: urldefrag(address_of(app, term)) for term in WORDS}

    lost = [term for term, (page, anchor) in places.items() if anchor not in anchors(language, page)]

    assert lost == []


def test_no_two_words_share_an_anchor_even_on_the_sheet_of_the_whole_guide() -> None:
    anchors = [anchor_of(term) for term in WORDS]

    assert len(set(anchors)) == len(anchors)


def test_a_step_has_its_own_code_as_anchor_on_the_page_of_its_stage(app: Flask) -> None:
    from_the_checklist = address_of(app, next(term for term in WORDS if term.code == "broker_named"))

    assert from_the_checklist == "/guide/cycle/start#broker_named"
    assert address_of(app, Expectation.JOBS) == "/guide/expectations#expectation-jobs"
    assert address_of(app, ResourceKind.INFORMATION) == "/guide/resources#kind-information"


def test_a_word_that_explains_itself_has_no_place() -> None:
    assert place_of(Visibility.TEAM) is None
    with pytest.raises(LookupError):
        anchor_of(Visibility.TEAM)


@in_both_languages
def test_every_link_inside_the_guide_arrives(
    guest: Callable[[str], Visitor], anchors: Callable[[str, str], set[str]], language: str
) -> None:
    visitor = guest(language)
    lost = []
    for address in ADDRESSES:
        for link in visitor.visit(address).select("main a[href]"):
            page, anchor = urldefrag(str(link["href"]))
            if page and not page.startswith("/guide"):
                continue
            there = anchors(language, page or address)  # fails where no page opens
            if anchor and anchor not in there:
                lost.append((address, str(link["href"])))

    assert lost == []


def test_the_cycle_of_a_partnership_explains_its_stage_and_every_step(
    sign_in: Callable[..., Visitor], database: Session
) -> None:
    me = make_alumnus(database)
    partnership = make_partnership(database, by=me)

    page = sign_in(me).visit(f"/partnerships/{partnership.id}/cycle")

    links = {str(tag["href"]) for tag in page.select("a.about")}
    assert {f"/guide/cycle/{stage.code}#{stage.code}" for stage in Stage} <= links
    assert {f"/guide/cycle/{item.stage.code}#{item.code}" for item in ChecklistItem} <= links


def test_a_commitment_explains_its_kind_and_how_it_is_valued(
    sign_in: Callable[..., Visitor], database: Session
) -> None:
    me = make_alumnus(database)
    partnership = make_partnership(database, by=me)
    commitment = make_commitment(partnership, kind=ResourceKind.PEOPLE)

    page = sign_in(me).visit(f"/commitments/{commitment.id}")

    links = {str(tag["href"]) for tag in page.select("a.about")}
    assert "/guide/resources#kind-people" in links
    assert f"/guide/resources#method-{commitment.method.code}" in links


def test_what_is_typed_stays_when_somebody_looks_up_a_word(
    sign_in: Callable[..., Visitor], database: Session
) -> None:
    me = make_alumnus(database)
    partnership = make_partnership(database, by=me)

    page = sign_in(me).visit(f"/partnerships/{partnership.id}/needs/new")

    assert [tag["target"] for tag in page.select("form a.read")] == ["_blank"]


def test_every_link_in_words_from_the_application_arrives(anchors: Callable[[str, str], set[str]]) -> None:
    sources = [path.read_text(encoding="utf-8") for path in paths.TEMPLATES.rglob("*.html")]
    links = {(page, anchor) for source in sources for page, anchor in READ.findall(source)}

    lost = [
        (page, anchor) for page, anchor in links if anchor and anchor not in anchors("en", f"/guide/{page}")
    ]

    assert {("resources", "kinds"), ("resources", "valuation"), ("partnership", "roles")} <= links
    assert {f"/guide/{page}" for page, _anchor in links} <= set(ADDRESSES)
    assert lost == []
