"""The questionnaire about the partnership: statements to agree with, in blocks, kept by version.

Where the dimensions come from. Research on collaboration and the self-assessment tools of public health name what partnerships
stand or fall with; the six blocks gather what they have in common:

* the Wilder Collaboration Factors Inventory (Mattessich, Murray-Close and Monsey): environment, membership, process and structure,
  communication, purpose, resources;
* the Partnership Self-Assessment Tool of the Center for the Advancement of Collaborative Strategies in Health: synergy, leadership,
  efficiency, administration, resources, decisions, benefits and drawbacks of taking part;
* the Coalition Self-Assessment Survey (Kenney and Sofaer) and the literature on coalitions: roles, trust, satisfaction, results.

They are sources of dimensions only. Every statement here was worded for Tracker, for organisations of three sectors that work on
one problem, in words that a person reads once on a phone. None is translated or taken over from those tools, so scores cannot be
compared with theirs.

An answer keeps the version that it was given to. What a version says never changes: a better wording is a new version, and the
older ones stay in ``VERSIONS`` so that every sheet can be read for ever. Codes mean the same in all versions; a statement that
means something else gets another code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tracker.i18n import LazyString, _l

CURRENT = "1"
"""The version that new rounds ask."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something to agree or disagree with."""

    code: str
    text: LazyString

    def __str__(self) -> str:
        return str(self.text)


@dataclass(frozen=True, slots=True)
class Block:
    """Statements about one dimension."""

    code: str
    title: LazyString
    statements: tuple[Statement, ...]

    def __str__(self) -> str:
        return str(self.title)


@dataclass(frozen=True)
class Questionnaire:
    """One version: its blocks in order."""

    version: str
    blocks: tuple[Block, ...]

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """All statements by their codes, in order."""
        return {statement.code: statement for block in self.blocks for statement in block.statements}

    @cached_property
    def block_of(self) -> dict[str, Block]:
        """The block of each statement, by the statement's code."""
        return {statement.code: block for block in self.blocks for statement in block.statements}


PURPOSE = Block(
    "purpose",
    _l("Purpose and fit"),
    (
        Statement("purpose_named", _l("Each of us can say in one sentence what the partnership is for.")),
        Statement("purpose_own", _l("What the partnership wants helps our organisation with its own task.")),
        Statement("purpose_circle", _l("The organisations that the task needs take part.")),
        Statement("purpose_reachable", _l("What we set out to do can be reached with these partners.")),
    ),
)
PEOPLE = Block(
    "people",
    _l("People and trust"),
    (
        Statement("people_word", _l("Partners do what they promised, or say in time that they cannot.")),
        Statement("people_open", _l("Unpleasant things can be said here without harm.")),
        Statement("people_heard", _l("Our organisation is heard, however large or small it is.")),
        Statement(
            "people_ways", _l("Partners respect that government, business and non-profits work differently.")
        ),
    ),
)
STRUCTURE = Block(
    "structure",
    _l("Structure and decisions"),
    (
        Statement("structure_roles", _l("We know who does what and who answers for it.")),
        Statement("structure_decisions", _l("It is clear how we decide, and decisions are kept.")),
        Statement("structure_say", _l("We have a fair say in what concerns us.")),
        Statement("structure_terms", _l("What we agreed can be changed when it no longer fits.")),
    ),
)
RESOURCES = Block(
    "resources",
    _l("Resources"),
    (
        Statement(
            "resources_enough", _l("There are enough people, things, knowledge and money for the work.")
        ),
        Statement("resources_fair", _l("What each partner gives is fair, measured by what it can give.")),
        Statement("resources_seen", _l("What is given besides money is noticed and valued.")),
        Statement("resources_care", _l("Somebody has the time to look after the partnership itself.")),
    ),
)
ACTION = Block(
    "action",
    _l("Joint action and learning"),
    (
        Statement("action_together", _l("Together we manage what none of us would manage alone.")),
        Statement("action_informed", _l("We learn in time what the others are doing.")),
        Statement(
            "action_mistakes", _l("When something goes wrong, we look for the cause and not for the culprit.")
        ),
        Statement("action_learning", _l("We take time to look back, and then do some things differently.")),
    ),
)
RESULTS = Block(
    "results",
    _l("Results and future"),
    (
        Statement("results_people", _l("The people for whom we do it are better off.")),
        Statement("results_worth", _l("What our organisation gains is worth what it gives.")),
        Statement("results_known", _l("We know by what we see whether it works.")),
        Statement("results_future", _l("We would begin something with these partners again.")),
    ),
)

VERSIONS: dict[str, Questionnaire] = {
    "1": Questionnaire("1", (PURPOSE, PEOPLE, STRUCTURE, RESOURCES, ACTION, RESULTS)),
}
"""Every version that was ever asked; none is taken out."""


def of_version(version: str) -> Questionnaire:
    """The questionnaire that a round asked or an answer was given to."""
    return VERSIONS[version]
