"""Counting attempts where ``TRACKER_LIMITER_STORAGE`` says, and in this process while that store does not answer.

So a Redis that is down locks nobody out, and guessing has an end all the same.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from limits.errors import StorageError
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, RateLimiter

from tracker.extensions import limiter

T = TypeVar("T")

LEFT_ALONE = 30
"""Seconds for which a store that did not answer is not asked again."""
logger = logging.getLogger(__name__)
_silent = {"until": float("-inf")}


def asked(question: Callable[[RateLimiter], T]) -> T:
    """What the counted attempts say to a question."""
    if time.monotonic() >= _silent["until"]:
        try:
            return question(limiter.limiter)
        except StorageError as problem:
            _silent["until"] = time.monotonic() + LEFT_ALONE
            logger.warning("The store of limits does not answer; this process counts for itself: %s", problem)
    return question(_own())


def reset() -> None:
    """Forget what this process counted for itself, and that a store was silent."""
    _silent["until"] = float("-inf")
    _own.cache_clear()


@cache
def _own() -> RateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())
