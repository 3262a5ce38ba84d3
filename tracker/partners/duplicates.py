"""Whether an organisation is recorded already, under this name, a name in other words, or its number."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, case, or_, select

from tracker import search
from tracker.errors import Duplicate
from tracker.i18n import _
from tracker.partners.models import Identifier, Organisation
from tracker.partners.naming import SMALL_WORDS, name_key, telling_words
from tracker.partners.terms import IdentifierScheme

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.partners.identifiers import Number

CLOSE = 0.82
ENOUGH_WORDS = 2
MOST_CANDIDATES = 60
MOST_SHOWN = 5
MOST_WORDS = 8
SHORTEST_BEGINNING = 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """A recorded organisation that may be the same, with the reason as a sentence."""

    organisation: Organisation
    reason: str
    number: Number | None = None
    """The number that both have; then it is the same organisation."""

    @property
    def is_certain(self) -> bool:
        return self.number is not None


class AlreadyRecorded(Duplicate):
    """Another record has this number; ``organisation`` is that record."""

    def __init__(self, organisation: Organisation, number: Number) -> None:
        self.organisation = organisation
        sentence = _("This number is recorded already, for “%(name)s”.", name=organisation.display_name)
        super().__init__(sentence, field=number.field)


def likely_duplicates(
    session: Session,
    *,
    name: str = "",
    identifiers: Iterable[Number] = (),
    besides: Organisation | None = None,
) -> list[Likeness]:
    """Organisations that may be the one with this name and these numbers, the likeliest first."""
    found: dict[int, Likeness] = {}
    for likeness in (*_by_number(session, identifiers), *_by_name(session, name)):
        if besides is None or likeness.organisation.id != besides.id:
            found.setdefault(likeness.organisation.id, likeness)
    return list(found.values())[:MOST_SHOWN]


def holder_of(
    session: Session, number: Number, *, besides: Organisation | None = None
) -> Organisation | None:
    """The organisation that has this number in its record."""
    query = (
        select(Organisation)
        .join(Organisation.identifiers)
        .where(
            Identifier.scheme == number.scheme,
            Identifier.scheme_name == number.scheme_name,
            Identifier.value == number.value,
        )
    )
    if besides is not None:
        query = query.where(Organisation.id != besides.id)
    return session.scalars(query).first()


def _by_number(session: Session, identifiers: Iterable[Number]) -> Iterable[Likeness]:
    for number in identifiers:
        holder = holder_of(session, number)
        if holder is not None:
            yield Likeness(holder, _same_number(number), number)


def _same_number(number: Number) -> str:
    if number.scheme is IdentifierScheme.INN:
        return _("It has the same INN: %(number)s.", number=number.value)
    if number.scheme is IdentifierScheme.OTHER:
        return _("It has the same number: %(number)s.", number=str(number))
    return _("It has the same OGRN: %(number)s.", number=number.value)


def _by_name(session: Session, name: str) -> list[Likeness]:
    key = name_key(name)
    if not key:
        return []
    judged = [(_closeness(key, candidate), candidate) for candidate in _candidates(session, name, key)]
    likely = sorted((pair for pair in judged if pair[0] >= CLOSE), key=lambda pair: (-pair[0], pair[1].id))
    return [Likeness(candidate, _reason(key, closeness, candidate)) for closeness, candidate in likely]


def _reason(key: str, closeness: float, candidate: Organisation) -> str:
    if closeness < 1:
        return _("The name is close.")
    if key == candidate.name_key:
        return _("It has the same name, perhaps in other words or quotes.")
    return _("It is known in short by the same name.")


def _candidates(session: Session, name: str, key: str) -> Sequence[Organisation]:
    """Those with the same name, and those that share most words or beginnings of words with it."""
    words = [word for word in telling_words(name) if word not in SMALL_WORDS][:MOST_WORDS]
    shared = [search.ORGANISATIONS.matches(Organisation.id, _beginning(word)) for word in words]
    query = select(Organisation).where(Organisation.merged_into_id.is_(None))
    same = list(
        session.scalars(query.where(Organisation.name_key == key).order_by(Organisation.id).limit(MOST_SHOWN))
    )
    if not shared:
        return same
    rank = sum((case((condition, 1), else_=0) for condition in shared[1:]), case((shared[0], 1), else_=0))
    close = query.where(and_(or_(*shared), Organisation.name_key != key))
    return [*same, *session.scalars(close.order_by(rank.desc(), Organisation.id).limit(MOST_CANDIDATES))]


def _beginning(word: str) -> str:
    """Enough of a word to find it in spite of a slip in its end."""
    return word[: max(SHORTEST_BEGINNING, len(word) * 2 // 3)]


def _closeness(key: str, candidate: Organisation) -> float:
    return max(_likeness_of(key, candidate.name_key), _likeness_of(key, name_key(candidate.short_name)))


def _likeness_of(key: str, other: str) -> float:
    """From 0 to 1; schools No. 15 and No. 16 are different organisations, however close their names."""
    if key == other:
        return 1.0
    ours, theirs = set(key.split()), set(other.split())
    if _numbers(ours) != _numbers(theirs) or not other:
        return 0.0
    smaller = min(ours, theirs, key=len)
    if len(smaller) >= ENOUGH_WORDS and smaller <= ours & theirs:
        return CLOSE
    return min(difflib.SequenceMatcher(None, key, other, autojunk=False).ratio(), 0.99)


def _numbers(words: set[str]) -> set[str]:
    return {word for word in words if word.isdigit()}
