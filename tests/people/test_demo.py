"""The alumni of the demonstration set: forty without an account in three cohorts, of every consent, and none of them real."""

from __future__ import annotations

from collections import Counter

from tracker.demo import reading
from tracker.people.terms import Reach

ALUMNI = reading.read().alumni


def test_there_are_forty_in_three_cohorts_with_every_degree_of_consent() -> None:
    alumni = ALUMNI["alumni"]

    assert len(alumni) == 40
    assert len(Counter(each["cohort"] for each in alumni)) == 3
    assert (
        {each["entry"] for each in alumni}
        == {each["contacts"] for each in alumni}
        == {reach.code for reach in Reach}
    )


def test_nobody_can_be_written_to_by_accident() -> None:
    assert all(each.get("email", "a.example").endswith(".example") for each in ALUMNI["alumni"])
