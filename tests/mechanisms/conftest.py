"""What tests of mechanisms start from: a partnership, and a classifier that says what the test wants to hear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from flask_babel import force_locale

from tests.factories.projects import make_partnership
from tests.visitor import Visitor
from tracker.mechanisms import classifier
from tracker.mechanisms.answers import Direction, KindAnswer, MechanismAnswer, Passage
from tracker.mechanisms.terms import JointWorkKind, Trait
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass
class Stand:
    """A classifier that finds the words that it was told to look for."""

    words: dict[str, Trait] = field(default_factory=dict)
    version: str = "1"
    asked: list[str] = field(default_factory=list)

    def answer(self, text: str, *, title: str = "", replies: Any = None) -> MechanismAnswer:
        self.asked.append(f"{title} {text}".strip())
        found = {trait: text.find(word) for word, trait in self.words.items() if word in text}
        lengths = {trait: len(word) for word, trait in self.words.items()}
        return MechanismAnswer(
            self.version,
            {trait: 0.9 if trait in found else 0.1 for trait in Trait},
            tuple(
                Passage(at, at + lengths[trait], trait.code, Direction.FOR, 0.9)
                for trait, at in found.items()
            ),
            tuple(question.code for question in replies or ()),
        )


def uncertain(_text: str, *, title: str = "") -> KindAnswer:
    """Every kind is as likely as any other."""
    return KindAnswer("1", {kind: 1 / len(JointWorkKind) for kind in JointWorkKind})


@pytest.fixture
def stand(monkeypatch: pytest.MonkeyPatch) -> Stand:
    """The classifier of these tests: “contest” is competitive, “council” procedural, “centre” structural."""
    stand = Stand(
        {
            "contest": Trait.COMPETITIVE,
            "council": Trait.PROCEDURAL,
            "centre": Trait.ORGANISATIONAL_STRUCTURAL,
        }
    )
    monkeypatch.setattr(classifier, "classify_mechanism", stand.answer)
    monkeypatch.setattr(classifier, "classify_kind", uncertain)
    monkeypatch.setattr(classifier, "version", lambda: stand.version)
    return stand


@pytest.fixture
def new_version(stand: Stand) -> Callable[..., None]:
    """``new_version("2", contest=Trait.PROCEDURAL)``: from now on words mean something else."""

    def change(version: str, **words: Trait) -> None:
        stand.version, stand.words = version, {**stand.words, **words}

    return change


@pytest.fixture(autouse=True)
def in_english(request: pytest.FixtureRequest) -> Iterator[None]:
    """Sentences in English, where a test has an application at all; classifiers are tested without one."""
    if "database_url" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("database")
    with force_locale("en"):
        yield


@pytest.fixture
def partnership(database: Session) -> Partnership:
    return make_partnership(database)


@pytest.fixture
def broker(partnership: Partnership, sign_in: Callable[..., Visitor]) -> Visitor:
    return sign_in(partnership.created_by)
