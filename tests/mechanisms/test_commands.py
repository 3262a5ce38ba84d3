"""``tracker classify`` and ``tracker mechanisms``."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests import databases
from tests.factories.accounts import make_alumnus
from tests.factories.mechanisms import make_decision, make_mechanism
from tests.factories.projects import make_partnership
from tests.mechanisms.conftest import Stand
from tracker.extensions import db
from tracker.history.changes import new_book
from tracker.mechanisms import classifier, queries, services
from tracker.mechanisms.answers import MechanismAnswer
from tracker.mechanisms.models import Mechanism, Proposal
from tracker.mechanisms.terms import MechanismType, Trait
from tracker.projects.models import Partnership

if TYPE_CHECKING:
    from click.testing import Result
    from sqlalchemy.orm import Session

pytestmark = pytest.mark.usefixtures("stand")


@pytest.fixture
def nowhere(tmp_path: Path) -> Flask:
    """An application whose database cannot be reached."""
    return databases.make_app("sqlite:////no/such/folder/tracker.sqlite", tmp_path)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def run(app: Flask, *arguments: str, given: bytes | str = b"") -> Result:
    return app.test_cli_runner().invoke(args=list(arguments), input=given)


# --- classify ----------------------------------------------------------------------------------------------------------


def test_mechanisms_are_classified_line_by_line_without_a_database(nowhere: Flask) -> None:
    given = "\n".join(
        json.dumps(each, ensure_ascii=False)
        for each in (
            {"id": "a", "title": "Дворы", "text": "Мы провели contest"},
            {"id": 2, "text": "Работаем вместе"},
            {"id": "c", "title": None, "text": "A contest and a council"},
        )
    )

    result = run(nowhere, "classify", "mechanisms", given=given)

    assert result.exit_code == 0, result.output
    first, second, third = lines(result)
    assert first == {
        "id": "a",
        "type": "competitive",
        "traits": ["competitive"],
        "probabilities": {
            "competitive": 0.9,
            "social_technological": 0.1,
            "organisational_structural": 0.1,
            "procedural": 0.1,
        },
        "evidence": [
            {
                "start": 11,
                "end": 18,
                "about": "competitive",
                "direction": "+",
                "weight": 0.9,
                "text": "contest",
            }
        ],
        "version": "1",
    }
    assert (second["id"], second["type"], second["traits"]) == (2, "none", [])
    assert (third["type"], third["traits"]) == ("combined", ["competitive", "procedural"])


def test_kinds_are_classified(nowhere: Flask, tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"id": 1, "text": "Дали куртки"}\n\n', encoding="utf-8")

    result = run(nowhere, "classify", "kinds", str(file))

    (answer,) = lines(result)
    assert set(answer) == {"id", "kind", "probabilities", "evidence", "version"}
    assert sum(answer["probabilities"].values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b"{", "not JSON"),
        (b'{"text": "no id"}', "the id is missing"),
        (b'{"id": 1}', "the text is missing"),
        (b'{"id": 1, "text": 5}', "the text is missing"),
        (b'{"id": 1, "text": "x", "title": []}', "the title is no text"),
        (b'["id", "text"]', "one JSON object"),
        (b'{"id": 1, "text": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, ""),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_are_answered(
    nowhere: Flask, line: bytes, problem: str
) -> None:
    given = b'{"id": 1, "text": "one"}\n' + line + b'\n{"id": 3, "text": "three"}\n'

    result = run(nowhere, "classify", "mechanisms", given=given)

    assert result.exit_code == 1
    assert [answer["id"] for answer in lines(result)] == [1, 3]
    assert result.stderr.startswith("line 2: ")
    assert problem in result.stderr


def test_half_of_a_pair_of_signs_comes_out_as_it_came_in(nowhere: Flask, stand: Stand) -> None:
    stand.words["\ud83d"] = Trait.PROCEDURAL

    result = run(nowhere, "classify", "mechanisms", given=b'{"id": "\\ud83d", "text": "x \\ud83d"}')

    assert lines(result)[0]["id"] == "\ud83d"
    assert lines(result)[0]["evidence"][0]["text"] == "\ud83d"


# --- stored ones -------------------------------------------------------------------------------------------------------


@pytest.fixture
def stored(own_app: Flask) -> Iterator[Session]:
    """A session on a database of its own: the commands commit."""
    with own_app.app_context():
        yield db.session()
        db.session.remove()


def test_recompute_keeps_what_it_finds(
    own_app: Flask, stored: Session, new_version: Callable[..., None]
) -> None:
    make_mechanism(make_partnership(stored))
    make_mechanism(make_partnership(stored), "A council that meets")
    stored.commit()
    new_version("2", contest=Trait.PROCEDURAL)

    result = run(own_app, "mechanisms", "recompute")

    assert result.exit_code == 0, result.output
    assert "Version 2: 1 answers of the same type took their place, 1 of another type wait" in result.output
    stored.expire_all()
    assert [each.type for each in stored.scalars(queries.pending())] == [MechanismType.PROCEDURAL]


def test_export_writes_confirmed_decisions_of_those_who_agreed(own_app: Flask, stored: Session) -> None:
    def mechanism(text: str, *, may_train: bool) -> Mechanism:
        made = make_mechanism(make_partnership(stored), text, name="Дворы")
        services.set_consent(made, by=None, may_train=may_train)
        return made

    confirmed = mechanism("A contest — «ours»", may_train=True)
    make_decision(confirmed)
    make_decision(confirmed, MechanismType.COMBINED, Trait.COMPETITIVE, Trait.PROCEDURAL)
    make_decision(mechanism("A contest of others", may_train=False))
    mechanism("A contest nobody decided on", may_train=True)
    make_mechanism(confirmed.partnership, "A text that came later", name="Дворы")
    stored.commit()

    result = run(own_app, "mechanisms", "export")

    assert lines(result) == [
        {
            "id": confirmed.id,
            "title": "Дворы",
            "text": "A contest — «ours»",
            "type": "combined",
            "traits": ["competitive", "procedural"],
            "agrees": False,
            "version": "1",
        }
    ]


def test_memory_does_not_grow_with_the_number_of_texts(
    own_app: Flask, stored: Session, new_version: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    partnership = make_partnership(stored, by=make_alumnus(stored))
    text = "A contest of many words. " * 400
    fill(stored, partnership.id, text, 600)
    new_version("2")
    highest: list[int] = []

    def answer(*_given: Any, **_more: Any) -> MechanismAnswer:
        if len(highest) % 100 == 0:
            tracemalloc.reset_peak()
        highest.append(tracemalloc.get_traced_memory()[1])
        return MechanismAnswer("2", {trait: 0.9 if trait is Trait.COMPETITIVE else 0.1 for trait in Trait})

    monkeypatch.setattr(classifier, "classify_mechanism", answer)
    tracemalloc.start()
    result = run(own_app, "mechanisms", "recompute")
    tracemalloc.stop()

    assert result.exit_code == 0, result.output
    assert len(highest) == 600
    assert highest[-1] < highest[150] + 300 * len(text)


def fill(session: Session, pattern: int, text: str, number: int) -> None:
    """Very many described mechanisms, written past the services: they only have to be there."""
    columns = [column for column in Partnership.__table__.columns if column.name not in {"id", "book_id"}]
    values = session.execute(select(*columns).where(Partnership.id == pattern)).mappings().one()
    for _ in range(number):
        partnership = Partnership(**values, book_id=new_book(session).id)
        session.add(partnership)
        session.flush()
        mechanism = Mechanism(
            partnership_id=partnership.id, description=text, proposed_type=MechanismType.COMPETITIVE
        )
        session.add(mechanism)
        session.flush()
        session.add(
            Proposal(
                mechanism_id=mechanism.id, version="1", type=MechanismType.COMPETITIVE, plain={}, text=text
            )
        )
    session.commit()
