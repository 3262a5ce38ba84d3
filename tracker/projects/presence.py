"""What there is of several partnerships at all, asked once: most have nothing of most kinds, and need not be asked kind by kind.

A package says under which column a kind is kept for a partnership (``keep``); inside ``known`` its readers leave out questions
about kinds of which there is nothing (``may_be``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, Executable, Select
    from sqlalchemy.orm import Mapped, Session

KINDS: dict[type[Any], Mapped[int]] = {}
"""The models, each with its column that names the partnership."""

_nothing_of: ContextVar[frozenset[type[Any]]] = ContextVar("nothing_of", default=frozenset())


def keep(kind: type[Any], column: Mapped[int]) -> None:
    """Let a kind of record be looked for."""
    KINDS[kind] = column


def may_be(kind: type[Any]) -> bool:
    """Whether the partnerships of which it is known may have records of a kind; outside ``known`` any may."""
    return kind not in _nothing_of.get()


@contextmanager
def known(session: Session, ids: Sequence[int]) -> Iterator[None]:
    """Meanwhile only these partnerships are asked about."""
    answers = session.execute(_questions(tuple(KINDS)), {"ids": ids}).one() if KINDS else ()
    nothing = frozenset(kind for kind, answer in zip(KINDS, answers, strict=True) if not answer)
    token = _nothing_of.set(nothing)
    try:
        yield
    finally:
        _nothing_of.reset(token)


@lru_cache
def _questions(kinds: tuple[type[Any], ...]) -> Select[Any]:
    ids: BindParameter[Any] = bindparam("ids", expanding=True)
    asked: list[Any] = [select(KINDS[kind]).where(KINDS[kind].in_(ids)).exists() for kind in kinds]
    return select(*asked)


def ask(session: Session, kind: type[Any], query: Executable) -> Sequence[Any]:
    """The rows of a question about records of a kind; it is not asked when there are none."""
    return session.execute(query).all() if may_be(kind) else ()
