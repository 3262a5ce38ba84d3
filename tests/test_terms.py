"""Every vocabulary keeps the promises of ``Term``, and every word of it has its Russian."""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import tracker
from tracker.history.terms import EntryKind
from tracker.i18n import LazyString
from tracker.outcomes.terms import Grouping
from tracker.partners.terms import OrganisationKind, Sector
from tracker.projects.filters import Round, Shown
from tracker.projects.terms import (
    ChecklistItem,
    ContinuationDecision,
    Goal,
    ItemState,
    Stage,
    TeamRole,
    Visibility,
)
from tracker.resources.terms import ResourceKind, Unit, ValuationMethod
from tracker.terms import Term

HOME = Path(tracker.__file__).parent
CATALOGUE = HOME / "locale" / "ru" / "LC_MESSAGES" / "messages.po"


def all_vocabularies() -> list[type[Term]]:
    for path in sorted(HOME.glob("*/*terms.py")):
        importlib.import_module(f"tracker.{path.parent.name}.{path.stem}")
    return Term.__subclasses__()


def words_of(vocabulary: type[Term]) -> list[LazyString]:
    return [word for term in vocabulary for word in vars(term).values() if isinstance(word, LazyString)]


@cache
def in_russian() -> set[object]:
    """What the catalogue says in Russian."""
    with CATALOGUE.open("rb") as file:
        return {message.id for message in read_po(file, locale="ru") if message.string and not message.fuzzy}


ONLY_IN_ADDRESSES = {Shown, Round, Grouping}
"""Words of a filter, never stored: nothing chosen is a choice too, and "2+" a number."""
every_vocabulary = pytest.mark.parametrize(
    "vocabulary", all_vocabularies(), ids=lambda vocabulary: vocabulary.__name__
)


@every_vocabulary
def test_no_two_members_share_a_code(vocabulary: type[Term]) -> None:
    # A repeated code would silently make the second name an alias of the first.
    assert len(vocabulary.__members__) == len(list(vocabulary))


@every_vocabulary
def test_a_code_fits_its_column_and_an_address(vocabulary: type[Term]) -> None:
    for term in vocabulary:
        assert term.value == term.code
        assert term.code.replace("_", "").isalnum() or vocabulary in ONLY_IN_ADDRESSES
        assert term.code == term.code.lower()
        assert len(term.code) <= 40


@every_vocabulary
def test_a_member_is_found_by_its_code(vocabulary: type[Term]) -> None:
    assert [vocabulary.from_code(code) for code, _label in vocabulary.choices()] == list(vocabulary)


@every_vocabulary
def test_every_word_has_its_russian(vocabulary: type[Term]) -> None:
    assert {str(word) for word in words_of(vocabulary)} <= in_russian()


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(ValueError, match="charity"):
        Sector.from_code("charity")


def test_choices_are_codes_and_plain_words_in_the_order_of_declaration() -> None:
    assert Sector.choices() == [
        ("government", "Government"),
        ("business", "Business"),
        ("nonprofit", "Non-profit"),
    ]
    assert all(type(label) is str for _code, label in Sector.choices())


def test_a_term_says_its_label() -> None:
    assert str(ItemState.DONE) == "Done"
    assert f"{ItemState.DONE}" == "Done"


def test_a_kind_of_organisation_knows_its_sectors() -> None:
    assert OrganisationKind.UNIVERSITY.sectors == {Sector.NONPROFIT, Sector.GOVERNMENT}
    assert OrganisationKind.MEDIA.sectors == set(Sector)
    assert OrganisationKind.UNIVERSITY not in OrganisationKind.within(Sector.BUSINESS)
    assert all(len(OrganisationKind.within(sector)) > 1 for sector in Sector)


def test_the_stages_are_numbered_in_order() -> None:
    assert [stage.number for stage in Stage] == [1, 2, 3, 4, 5, 6, 7]


def test_every_stage_but_the_last_has_its_steps() -> None:
    assert [len(stage.items) for stage in Stage] == [7, 6, 7, 7, 7, 5, 0]


def test_only_the_steps_of_everyday_life_are_habits() -> None:
    assert [item for item in ChecklistItem if item.is_habit] == Stage.EVERYDAY.items


def test_only_the_end_opens_no_next_round() -> None:
    assert [decision for decision in ContinuationDecision if not decision.opens_next_round] == [
        ContinuationDecision.END
    ]


def test_there_are_seventeen_goals() -> None:
    assert [goal.number for goal in Goal] == list(range(1, 18))


def test_each_visibility_reaches_those_before_it_and_some_more() -> None:
    assert [seen.code for seen in Visibility if seen.reaches_programme] == ["programme", "region", "public"]
    assert [seen.code for seen in Visibility if seen.reaches_officials] == ["region", "public"]
    assert [seen.code for seen in Visibility if seen.reaches_public] == ["public"]


def test_readers_change_nothing_and_only_brokers_lead() -> None:
    assert [role.code for role in TeamRole if role.may_edit] == ["broker", "editor"]
    assert [role.code for role in TeamRole if role.may_lead] == ["broker"]


def test_only_money_is_counted_in_a_currency() -> None:
    assert [kind for kind in ResourceKind if Unit.CURRENCY in kind.units] == [ResourceKind.MONEY]
    assert ResourceKind.MONEY.is_money
    assert all(kind.units for kind in ResourceKind)


def test_a_valuation_asks_for_a_rate_or_a_value_or_nothing() -> None:
    assert [method for method in ValuationMethod if method.needs_rate] == [ValuationMethod.HOURLY_RATE]
    assert not ValuationMethod.NOT_VALUED.needs_value
    assert not any(method.needs_rate and method.needs_value for method in ValuationMethod)


def test_people_write_eight_kinds_of_entries_and_tracker_the_others() -> None:
    assert [kind.code for kind in EntryKind.written_by_people()] == [
        "meeting",
        "decision",
        "agreement",
        "event",
        "publication",
        "problem",
        "lesson",
        "other",
    ]
    assert EntryKind.STAGE_MOVED.is_automatic
    assert not EntryKind.LESSON.is_automatic
