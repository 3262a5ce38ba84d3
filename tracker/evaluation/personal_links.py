"""What personal links have in common: their tokens, until when they work, and how two tabs fill in one sheet without losing a word.

Of a token only a hash is kept, so a link is known when it is made, and never again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

LONGEST_TOKEN = 100


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def end_of(day: date) -> datetime:
    """When links stop working that are due on a day: with the end of that day in UTC, which no part of Russia reaches earlier."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=UTC)


def even(text: str) -> str:
    """Words as they are compared and kept: browsers send line ends of their own."""
    return text.replace("\r\n", "\n").replace("\x00", "").strip()


def merged(
    fields: Sequence[str], *, typed: Mapping[str, str], seen: Mapping[str, str], saved: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Which fields to change, and which clash: there, the saved value stays for now and is shown.

    ``seen`` is what the fields held when the page was opened, ``saved`` what is stored now. A field that only one side has changed
    keeps that change.
    """
    changed, clashes = {}, {}
    for name in fields:
        mine, was, theirs = (even(each.get(name, "")) for each in (typed, seen, saved))
        if mine in {was, theirs}:
            continue
        if theirs == was:
            changed[name] = mine
        else:
            clashes[name] = theirs
    return changed, clashes
