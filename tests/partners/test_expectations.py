"""What the sectors expect of one another."""

from __future__ import annotations

from itertools import permutations

import pytest

from tracker.partners.expectations import Expectation
from tracker.partners.terms import Sector

every_sector = pytest.mark.parametrize("sector", Sector)


def test_each_of_the_six_directions_has_its_expectations() -> None:
    counts = {(by.code, of.code): len(Expectation.between(by, of)) for by, of in permutations(Sector, 2)}

    assert counts == {
        ("government", "business"): 5,
        ("government", "nonprofit"): 6,
        ("business", "government"): 4,
        ("business", "nonprofit"): 4,
        ("nonprofit", "government"): 6,
        ("nonprofit", "business"): 7,
    }


@every_sector
def test_nobody_expects_anything_of_the_own_sector(sector: Sector) -> None:
    assert Expectation.between(sector, sector) == []


@every_sector
def test_a_sector_expects_of_the_other_two_and_offers_what_they_expect(sector: Sector) -> None:
    others = [other for other in Sector if other is not sector]

    assert set(Expectation.expected_by(sector)) == {
        each for other in others for each in Expectation.between(sector, other)
    }
    assert set(Expectation.offered_by(sector)) == {
        each for other in others for each in Expectation.between(other, sector)
    }


def test_expectations_stand_once_each_and_in_the_order_of_the_grid() -> None:
    mixed = [Expectation.EXPERT_ADVICE, Expectation.JOBS, Expectation.EXPERT_ADVICE]

    assert Expectation.in_order(mixed) == [Expectation.JOBS, Expectation.EXPERT_ADVICE]
