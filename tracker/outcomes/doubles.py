"""Organisations that were probably recorded twice: with the same name in other words, or with a close one among the latest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from tracker.i18n import _
from tracker.partners.duplicates import likely_duplicates
from tracker.partners.models import Organisation

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MOST_PAIRS = 25
LATEST = 30
"""So many organisations recorded last are looked at for names that are only close; each takes a search."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be of one organisation, the older one first, and why."""

    kept: Organisation
    other: Organisation
    reason: str


def pairs(session: Session) -> list[Pair]:
    """The pairs to look at, those with the same name first."""
    found = {(pair.kept.id, pair.other.id): pair for pair in _same_name(session)}
    for pair in _close(session):
        found.setdefault((pair.kept.id, pair.other.id), pair)
    return list(found.values())[:MOST_PAIRS]


def _same_name(session: Session) -> list[Pair]:
    keys = (
        select(Organisation.name_key)
        .where(
            Organisation.merged_into_id.is_(None),
            Organisation.archived_at.is_(None),
            Organisation.name_key != "",
        )
        .group_by(Organisation.name_key)
        .having(func.count() > 1)
        .order_by(Organisation.name_key)
        .limit(MOST_PAIRS)
    )
    known: dict[str, Organisation] = {}
    found = []
    for each in session.scalars(
        select(Organisation)
        .where(
            Organisation.name_key.in_(keys),
            Organisation.merged_into_id.is_(None),
            Organisation.archived_at.is_(None),
        )
        .options(lazyload(Organisation.region))
        .order_by(Organisation.name_key, Organisation.id)
    ):
        first = known.setdefault(each.name_key, each)
        if first is not each:
            found.append(Pair(first, each, _("It has the same name, perhaps in other words or quotes.")))
    return found


def _close(session: Session) -> list[Pair]:
    latest = session.scalars(
        select(Organisation)
        .where(Organisation.merged_into_id.is_(None), Organisation.archived_at.is_(None))
        .options(lazyload(Organisation.region))
        .order_by(Organisation.id.desc())
        .limit(LATEST)
    ).all()
    found = []
    for each in latest:
        for likeness in likely_duplicates(session, name=each.name, besides=each):
            other = likeness.organisation
            if other.archived_at is None and other.name_key != each.name_key:
                first, second = sorted((each, other), key=lambda one: one.id)
                found.append(Pair(first, second, likeness.reason))
    return found
