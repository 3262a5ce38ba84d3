"""The report says what was asked and whether it is kept, from results of several days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import report
from bench.exports import Bulk
from bench.measure import Measured

if TYPE_CHECKING:
    from pathlib import Path


def result(size: int, milliseconds: float) -> report.Result:
    measured = [
        Measured("floor", 4.0, 900),
        Measured("hello", 0.5, 5),
        Measured("list", milliseconds, 81_920, queries=10),
        Measured("organisations", milliseconds, 40_960),
    ]
    return report.Result(
        database="sqlite",
        size=size,
        measured={one.name: one for one in measured},
        megabytes_at_rest=90,
        megabytes_after=120,
        megabytes_after_bulk=130,
        at_once=8,
        bulk=[Bulk("list as CSV", 1000, 9000, wall=0.5, processor=0.25, grown=3)],
    )


def test_a_page_within_what_was_asked_is_told_from_one_above_it() -> None:
    assert "| list | 6.0 | 1.50 | ≤ 1.5 × ✓ | 10 |" in report.as_markdown([result(10, 6.0)])
    assert "| list | 6.4 | 1.60 | ≤ 1.5 × ✗ | 10 |" in report.as_markdown([result(10, 6.4)])
    assert "| organisations | 6.4 | 1.60 |  |" in report.as_markdown([result(10, 6.4)])


def test_growth_is_shown_from_the_smallest_to_the_largest() -> None:
    grown = report.as_markdown([result(100, 6.0), result(10, 5.0), result(1000, 7.5)], whole=True)

    assert "Growth from 10 to 1,000, sqlite" in grown
    assert "| list | 1.50 | ≤ 1.3 × ✗ |" in grown
    assert "Growth" not in report.as_markdown([result(10, 5.0)], whole=True)


def test_a_result_that_was_kept_is_the_same_later(tmp_path: Path) -> None:
    measured = result(10, 6.0)

    report.keep(measured, tmp_path / "result.json")

    assert report.kept(tmp_path / "result.json") == measured
