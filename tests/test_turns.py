"""What several threads ask for at once is made once; nobody gets what is older than the question, and nobody waits for ever."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import TYPE_CHECKING

import pytest

from tracker import turns
from tracker.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

LANE = "figures"


class Work:
    """Something to make; each making goes on until so many wait for it. The first one may fail."""

    def __init__(self, taken: Turns, *until_waiting: int, fails: bool = False) -> None:
        self.turns, self.until_waiting, self.fails = taken, until_waiting, fails
        self.made = 0
        self.under_way = threading.Event()

    def __call__(self) -> int:
        self.made += 1
        mine = self.made
        self.under_way.set()
        if mine <= len(self.until_waiting):
            while self.turns.waiting < self.until_waiting[mine - 1]:
                time.sleep(0.001)
        if mine == 1 and self.fails:
            message = "the first one fails"
            raise ZeroDivisionError(message)
        return mine


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def asked(
    pool: ThreadPoolExecutor,
    work: Work,
    first: str,
    later: list[str],
    look_anew: Callable[[], object] | None = None,
) -> list[Future[int]]:
    """The answers to whoever asked first, and to those who asked while the first was at work."""

    def ask(state: str) -> Future[int]:
        return pool.submit(work.turns.take, LANE, state, work, look_anew=look_anew)

    one = ask(first)
    assert work.under_way.wait(60)
    return [one, *map(ask, later)]


def test_what_eight_ask_at_once_is_made_once(pool: ThreadPoolExecutor) -> None:
    work = Work(Turns(), 7)
    answers = asked(pool, work, "now", ["now"] * 7)

    assert [each.result(60) for each in answers] == [1] * 8


def test_an_error_is_only_its_makers_own(pool: ThreadPoolExecutor) -> None:
    work = Work(Turns(), 5, fails=True)
    first, *others = asked(pool, work, "now", ["now"] * 5)

    with pytest.raises(ZeroDivisionError):
        first.result(60)
    assert {each.result(60) for each in others} <= set(range(2, 7))


def test_whoever_knows_of_a_later_change_gets_what_was_looked_at_later(pool: ThreadPoolExecutor) -> None:
    looks = count()
    work = Work(Turns(), 3, 1)
    first, *others = asked(pool, work, "before", ["later", "latest", "before"], lambda: next(looks))

    assert first.result(60) == others[2].result(60) == 1
    assert {each.result(60) for each in others[:2]} == {2}, "made by one of them, for both"
    assert next(looks) == 3, "each ended its look before it waited"


def test_who_goes_on_looking_makes_no_later_state(pool: ThreadPoolExecutor) -> None:
    work = Work(Turns(), 2)
    _first, *others = asked(pool, work, "before", ["later", "latest"])

    assert {each.result(60) for each in others} == {2, 3}


def test_readers_who_see_different_things_do_not_wait_for_each_other(pool: ThreadPoolExecutor) -> None:
    taken, both_at_work = Turns(), threading.Barrier(2, timeout=60)
    answers = [pool.submit(taken.take, ("reader", number), "now", both_at_work.wait) for number in range(2)]

    assert {each.result(60) for each in answers} == {0, 1}


def test_who_needs_in_its_own_turn_what_it_is_making_makes_it() -> None:
    taken = Turns()

    assert taken.take(LANE, "now", lambda: taken.take(LANE, "now", lambda: "inner")) == "inner"


def test_who_has_waited_long_enough_makes_it_after_all(
    pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.0)
    taken, goes_on, at_work = Turns(), threading.Event(), threading.Event()

    def make() -> str:
        at_work.set()
        goes_on.wait(60)
        return "slow"

    first = pool.submit(taken.take, LANE, "now", make)
    assert at_work.wait(60)

    assert taken.take(LANE, "now", lambda: "mine") == "mine"
    goes_on.set()
    assert first.result(60) == "slow"


def test_nothing_is_kept_of_a_turn_that_is_over() -> None:
    taken, numbers = Turns(), count(1)

    assert [taken.take(LANE, "now", lambda: next(numbers)) for _time in range(2)] == [1, 2]
