"""What makes two partnerships of one region look like one that was recorded twice: the same title, the same partners.

A title, or a set of partners, becomes a number of 64 bits, which is found in an index. That two different ones become the same
number is less likely than one in a million, even among a million partnerships.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING

from tracker.database import lower_case

if TYPE_CHECKING:
    from tracker.summaries.parts import Added, Partners
    from tracker.summaries.records import Record, Rows

SAME_TITLE, SAME_PARTNERS = "same_title", "same_partners"
TOPICS = (SAME_TITLE, SAME_PARTNERS)
FEWEST = 2
"""A single partner in common says nothing."""
ALWAYS = ""


def added(record: Record, rows: Rows, partners: Partners) -> Iterator[Added]:
    """Under which numbers a partnership is looked up, from a day on; the archive is not compared."""
    if record.archived_at is not None:
        return
    yield "alive", record.alive_on.isoformat(), ALWAYS, 1
    if not rows["region"]:
        return
    yield SAME_TITLE, str(number_of(lower_case(record.title) or "")), ALWAYS, 1
    if record.ended_on is None:
        yield from _partners(partners)


def _partners(partners: Partners) -> Iterator[Added]:
    before: frozenset[int] = frozenset()
    for since, _sectors, now in partners:
        if now != before:
            for organisations, number in ((now, 1), (before, -1)):
                if len(organisations) >= FEWEST:
                    key = number_of(" ".join(map(str, sorted(organisations))))
                    yield SAME_PARTNERS, str(key), since, number
        before = now


def number_of(words: str) -> int:
    """The number of a text, with a sign, as databases keep it."""
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big", signed=True)
