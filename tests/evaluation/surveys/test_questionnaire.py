"""The instrument: 24 statements in six blocks of four, kept by version; and the eight questions of the quick look."""

from __future__ import annotations

import pytest

from tracker.evaluation.lessons.terms import LessonKind
from tracker.evaluation.surveys import questionnaire
from tracker.evaluation.surveys.health import HealthQuestion
from tracker.evaluation.surveys.terms import LessonQuestion

VERSION_1 = {
    "purpose": ["purpose_named", "purpose_own", "purpose_circle", "purpose_reachable"],
    "people": ["people_word", "people_open", "people_heard", "people_ways"],
    "structure": ["structure_roles", "structure_decisions", "structure_say", "structure_terms"],
    "resources": ["resources_enough", "resources_fair", "resources_seen", "resources_care"],
    "action": ["action_together", "action_informed", "action_mistakes", "action_learning"],
    "results": ["results_people", "results_worth", "results_known", "results_future"],
}
"""What sheets that were answered hold as keys: never to be changed."""


def test_the_first_version_keeps_its_codes_for_ever() -> None:
    version = questionnaire.of_version("1")

    assert {
        block.code: [statement.code for statement in block.statements] for block in version.blocks
    } == VERSION_1
    assert len(version.statements) == 24


@pytest.mark.parametrize("version", questionnaire.VERSIONS)
def test_codes_are_unique_and_each_statement_knows_its_block(version: str) -> None:
    asked = questionnaire.of_version(version)

    assert asked.version == version
    assert len(asked.statements) == sum(len(block.statements) for block in asked.blocks)
    assert not set(asked.statements) & {block.code for block in asked.blocks}
    assert all(asked.block_of[code].code == code.split("_")[0] for code in asked.statements)


def test_new_rounds_ask_a_version_that_is_kept() -> None:
    assert questionnaire.CURRENT in questionnaire.VERSIONS


def test_the_quick_look_has_the_eight_questions_of_the_review() -> None:
    assert [question.code for question in HealthQuestion] == [
        "common_purpose",
        "clear_roles",
        "trust",
        "communication",
        "decisions",
        "shared_risks",
        "results",
        "going_on",
    ]


def test_lessons_are_asked_by_their_kinds() -> None:
    assert [question.code for question in LessonQuestion] == [kind.code for kind in LessonKind]
