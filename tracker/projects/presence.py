"""What there is of several partnerships at all: most have nothing of most kinds, and need not be asked kind by kind.

Whoever has read it tells it (``told``: the stamps of pages say it); otherwise it is asked once (``known``), of the kinds that
packages keep (``keep``). Meanwhile readers leave out questions about kinds of which there is nothing (``may_be``, ``ask``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, Executable, Select
    from sqlalchemy.orm import Mapped, Session

KINDS: dict[type[Any], Mapped[int]] = {}
"""The models, each with its column that names the partnership."""
IDS: BindParameter[Any] = bindparam("ids", expanding=True)
"""The partnerships that a statement made once is asked about."""


@dataclass(frozen=True, slots=True)
class Known:
    """The partnerships of which it is known, and the kinds of which they have nothing."""

    ids: frozenset[int]
    nothing_of: frozenset[type[Any]]


NOTHING = Known(frozenset(), frozenset())
_known: ContextVar[Known] = ContextVar("known", default=NOTHING)


def keep(kind: type[Any], column: Mapped[int]) -> None:
    """Let a kind of record be looked for."""
    KINDS[kind] = column


def may_be(kind: type[Any], ids: Iterable[int]) -> bool:
    """Whether these partnerships may have records of a kind; those of which nothing is known may."""
    known_now = _known.get()
    return kind not in known_now.nothing_of or not known_now.ids.issuperset(ids)


@contextmanager
def told(ids: Iterable[int], nothing_of: Iterable[type[Any]]) -> Iterator[None]:
    """Meanwhile it is known that none of these partnerships has anything of these kinds."""
    token = _known.set(Known(frozenset(ids), frozenset(nothing_of)))
    try:
        yield
    finally:
        _known.reset(token)


@contextmanager
def known(session: Session, ids: Sequence[int]) -> Iterator[None]:
    """Meanwhile it is known what these partnerships have; it is asked where nobody has told it."""
    if _known.get().ids.issuperset(ids):
        yield
        return
    answers = session.execute(_questions(tuple(KINDS)), {"ids": ids}).one() if KINDS else ()
    with told(ids, (kind for kind, answer in zip(KINDS, answers, strict=True) if not answer)):
        yield


@lru_cache
def _questions(kinds: tuple[type[Any], ...]) -> Select[Any]:
    asked: list[Any] = [select(KINDS[kind]).where(KINDS[kind].in_(IDS)).exists() for kind in kinds]
    return select(*asked)


def ask(
    session: Session, kind: type[Any], statement: Executable, ids: Sequence[int], **values: Any
) -> Sequence[Any]:
    """The answers to a question about records of a kind of these partnerships; it is not asked when there are none."""
    if not may_be(kind, ids):
        return ()
    return session.execute(statement, {"ids": ids, **values}).all()
