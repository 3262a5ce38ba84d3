"""Trying the classifiers out without an account."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import databases
from tests.mechanisms.conftest import Stand
from tests.visitor import Visitor
from tracker.extensions import limiter
from tracker.mechanisms import classifier
from tracker.mechanisms.answers import Direction, KindAnswer, Passage
from tracker.mechanisms.examples import KINDS, MECHANISMS
from tracker.mechanisms.models import Mechanism, Proposal
from tracker.mechanisms.terms import JointWorkKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MECHANISM = "/guide/mechanisms/try"
KIND = "/guide/partnership/try"


@pytest.fixture(autouse=True)
def judging(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """“gave” is charity; everything else says nothing."""

    def kind(text: str, *, title: str = "") -> KindAnswer:
        at = text.find("gave")
        sure = 0.8 if at >= 0 else 0.2
        rest = (1 - sure) / 4
        return KindAnswer(
            "1",
            {each: sure if each is JointWorkKind.CHARITY else rest for each in JointWorkKind},
            (Passage(at, at + 4, "charity", Direction.FOR, 0.9),) if at >= 0 else (),
        )

    monkeypatch.setattr(classifier, "classify_kind", kind)


def test_a_visitor_gets_an_answer_and_nothing_is_kept(as_guest: Visitor, database: Session) -> None:
    page = as_guest.submit(as_guest.visit(MECHANISM), description="A contest decides", agreed_rules="yes")

    assert page.texts(".answer-type") == ["Competitive"]
    assert [tag.contents[0] for tag in page.select(".evidence-text mark")] == ["contest"]
    assert page.one("#description").get_text().strip() == "A contest decides"
    assert database.scalar(select(func.count()).select_from(Mechanism)) == 0
    assert database.scalar(select(func.count()).select_from(Proposal)) == 0


def test_questions_alone_are_answered(as_guest: Visitor) -> None:
    page = as_guest.submit(as_guest.visit(MECHANISM), agreed_rules="yes")

    assert "Not enough evidence" in page


@pytest.mark.parametrize("address", [MECHANISM, KIND])
def test_nothing_given_is_said_kindly(as_guest: Visitor, address: str) -> None:
    page = as_guest.submit(as_guest.visit(address), description=" ")

    assert "There is nothing to judge yet" in page


@pytest.mark.parametrize("address", [MECHANISM, KIND])
def test_a_text_that_is_too_long_is_said_kindly(as_guest: Visitor, address: str) -> None:
    page = as_guest.submit(as_guest.visit(address), description="x" * 20_001)

    assert "longer than 20,000 characters" in page.texts("#description-error")[0]
    assert not page.select("#answer")


@pytest.mark.parametrize(("address", "examples"), [(MECHANISM, MECHANISMS), (KIND, KINDS)])
@pytest.mark.parametrize("language", ["en", "ru"])
def test_an_example_is_filled_in_by_a_link(
    app: Flask, database: Session, address: str, examples: object, language: str
) -> None:
    visitor = Visitor(app, database, language=language)
    links = visitor.visit(address).select('a[href*="example="]')

    page = visitor.visit(str(links[1]["href"]))

    assert len(links) == 3
    assert page.one("#description").get_text().strip() == examples[1].texts[language]  # type: ignore[index]


def test_an_example_that_does_not_exist_leaves_the_field_empty(as_guest: Visitor) -> None:
    assert as_guest.visit(f"{MECHANISM}?example=9").one("#description").get_text().strip() == ""


def test_a_kind_comes_with_advice(as_guest: Visitor) -> None:
    page = as_guest.submit(as_guest.visit(KIND), description="They gave coats")

    assert page.texts(".answer-type") == ["Charity"]
    assert "What would make it more of a partnership" in page
    assert [tag.contents[0] for tag in page.select(".evidence-text mark")] == ["gave"]
    assert "not of the people who do it" in page


def test_an_unclear_kind_asks_for_more(as_guest: Visitor) -> None:
    page = as_guest.submit(as_guest.visit(KIND), description="They met")

    assert "Not enough evidence" in page
    assert page.select(".answer-type") == []


@pytest.fixture
def limited(database_url: str, tmp_path: Path) -> Iterator[Visitor]:
    """A visitor of an application that counts."""
    enabled = limiter.enabled
    app = databases.make_app(database_url, tmp_path, RATELIMIT_ENABLED=True)
    limiter.reset()
    with databases.rolled_back(app) as session:
        yield Visitor(app, session)
    limiter.enabled = enabled
    databases.disconnect(app)


def test_after_very_many_texts_there_is_a_pause(limited: Visitor) -> None:
    for _ in range(120):
        limited.post(MECHANISM, status=200)

    page = limited.submit(limited.visit(MECHANISM), description="A contest", status=429)

    assert "needs a pause" in page
