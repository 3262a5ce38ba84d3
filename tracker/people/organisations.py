"""The record of the organisation that somebody names in words, where there is no doubt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from tracker.partners.models import Organisation
from tracker.partners.naming import name_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

T = TypeVar("T")
AT_ONCE = 500
"""So many values are asked for in one query."""


def organisations_named(session: Session, names: set[str]) -> dict[str, int]:
    """The records that are certainly meant by some names: exactly one has the name, legal form, quotes and case aside."""
    keys = {name: name_key(name) for name in names if name}
    found: dict[str, list[int]] = defaultdict(list)
    for some in portions(sorted(set(keys.values()))):
        recorded = select(Organisation.name_key, Organisation.id).where(
            Organisation.name_key.in_(some),
            Organisation.archived_at.is_(None),
            Organisation.merged_into_id.is_(None),
        )
        for key, number in session.execute(recorded):
            found[key].append(number)
    return {name: found[key][0] for name, key in keys.items() if len(found.get(key, ())) == 1}


def portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """A long row of values in pieces that one query takes."""
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]
