"""``tracker classify``: texts in, answers out, without a database. ``tracker mechanisms``: the stored ones, judged again or exported.

Lines are JSON in UTF-8, one record each.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any

import click
from flask.cli import AppGroup

from tracker.cli import command
from tracker.extensions import db
from tracker.mechanisms import classifier, queries, recomputing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.mechanisms.answers import Passage

NO_TYPE = "none"
EXPORTED_AT_ONCE = 200
Plain = dict[str, Any]


class Unreadable(ValueError):
    """A line that holds no record; says what is wrong with it."""


classify = AppGroup("classify", help="Judge texts; no database is needed.")
mechanisms = AppGroup("mechanisms", help="The mechanisms that are stored.")
command()(classify)
command()(mechanisms)
texts = click.argument("file", type=click.File("rb"), default="-")


@classify.command("mechanisms", with_appcontext=False)
@texts
def classify_mechanisms(file: IO[bytes]) -> None:
    """Say which mechanism each text describes: JSON lines with id, text and perhaps title, from FILE or standard input."""
    answer_each(file, mechanism_of)


@classify.command("kinds", with_appcontext=False)
@texts
def classify_kinds(file: IO[bytes]) -> None:
    """Say which kind of joint work each text describes: JSON lines with id, text and perhaps title, from FILE or standard input."""
    answer_each(file, kind_of)


def mechanism_of(text: str, title: str) -> Plain:
    """The type of the mechanism that a text describes, as plain values."""
    answer = classifier.classify_mechanism(text, title=title)
    return {
        "type": answer.type.code if answer.type else NO_TYPE,
        "traits": sorted(trait.code for trait in answer.traits),
        "probabilities": {trait.code: value for trait, value in answer.probabilities.items()},
        "evidence": evidence(text, answer.passages),
        "version": answer.version,
    }


def kind_of(text: str, title: str) -> Plain:
    """The kind of joint work that a text describes, as plain values."""
    answer = classifier.classify_kind(text, title=title)
    return {
        "kind": answer.kind.code,
        "probabilities": {kind.code: value for kind, value in answer.probabilities.items()},
        "evidence": evidence(text, answer.passages),
        "version": answer.version,
    }


def evidence(text: str, passages: Iterable[Passage]) -> list[Plain]:
    """The passages with their words."""
    return [{**passage.to_plain(), "text": text[passage.start : passage.end]} for passage in passages]


def answer_each(lines: Iterable[bytes], judge: Callable[[str, str], Plain]) -> None:
    """Answer line by line; one that cannot be read is named, and makes the command fail after all others."""
    unread = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            given = read(line)
        except (Unreadable, RecursionError) as problem:
            unread += 1
            click.echo(f"line {number}: {problem}", err=True)
            continue
        write({"id": given["id"], **judge(given["text"], given.get("title") or "")})
    if unread:
        sys.exit(1)


def read(line: bytes) -> Plain:
    """One record: an id and a text, perhaps a title; raises ``Unreadable`` with what is wrong."""
    try:
        given = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as problem:
        raise Unreadable("this is not UTF-8") from problem
    except json.JSONDecodeError as problem:
        raise Unreadable(f"this is not JSON: {problem.msg}") from problem
    if not isinstance(given, dict):
        raise Unreadable("a line holds one JSON object")
    if not isinstance(given.get("id"), str | int):
        raise Unreadable("the id is missing")
    if not isinstance(given.get("text"), str):
        raise Unreadable("the text is missing")
    if not isinstance(given.get("title", ""), str | None):
        raise Unreadable("the title is no text")
    return given


def write(record: Mapping[str, Any]) -> None:
    """One line; half of a surrogate pair becomes an escape again."""
    line = json.dumps(record, ensure_ascii=False) + "\n"
    click.echo(line.encode("utf-8", "backslashreplace"), nl=False)


# --- stored ones ------------------------------------------------------------------------------------------------------


@mechanisms.command("recompute")
def recompute() -> None:
    """Judge all stored texts by this version; an answer of another type waits for an administrator."""
    same = waiting = 0
    with click.progressbar(length=recomputing.how_many(db.session()), label="Texts") as bar:
        for batch in _batches():
            same, waiting = same + batch.same, waiting + batch.waiting
            bar.update(batch.looked_at)
    click.echo(
        f"Version {classifier.version()}: {same} answers of the same type took their place, "
        f"{waiting} of another type wait at /mechanisms/recompute."
    )


def _batches() -> Iterator[recomputing.Batch]:
    """Batch after batch, each kept and then forgotten, so that memory does not grow with the number of texts."""
    after = 0
    while (batch := recomputing.recompute(db.session(), after=after)) is not None:
        db.session.commit()
        db.session.expunge_all()
        after = batch.last
        yield batch


@mechanisms.command("export")
def export() -> None:
    """Write the confirmed decisions of all partnerships that agreed to it, to teach the classifier."""
    after = 0
    while rows := db.session.execute(queries.confirmed_after(after, EXPORTED_AT_ONCE)).all():
        for mechanism, decision, proposal in rows:
            after = mechanism.id
            write(
                {
                    "id": mechanism.id,
                    "title": mechanism.name,
                    "text": proposal.text,
                    "type": decision.type.code,
                    "traits": decision.traits,
                    "agrees": decision.agrees,
                    "version": proposal.version,
                }
            )
        db.session.expunge_all()
