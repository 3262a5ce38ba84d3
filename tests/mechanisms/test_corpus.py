"""The corpus is what it says it is."""

from __future__ import annotations

from collections import Counter

import pytest

from tracker.mechanisms.evaluation import corpus
from tracker.mechanisms.evaluation.corpus import Part, Text
from tracker.mechanisms.evaluation.evaluate import type_code
from tracker.mechanisms.terms import Trait

MECHANISMS = [text for part in Part for text in corpus.mechanisms(part)]
KINDS = [text for part in Part for text in corpus.kinds(part)]


def test_it_is_large_enough_mostly_russian_and_mostly_hard() -> None:
    assert len(MECHANISMS) >= 600
    assert len(KINDS) >= 200
    for texts in (MECHANISMS, KINDS):
        assert sum(text.language == "ru" for text in texts) / len(texts) == pytest.approx(2 / 3, abs=0.05)
        assert sum(text.is_hard for text in texts) / len(texts) >= 0.5


@pytest.mark.parametrize("part", [Part.DEVELOPMENT, Part.SEALED])
def test_types_and_kinds_are_balanced_where_they_are_judged(part: Part) -> None:
    types = Counter(type_code(text.traits) for text in corpus.mechanisms(part))
    kinds = Counter(text.kind for text in corpus.kinds(part))

    assert len(types) == 6
    assert max(types.values()) <= 1.15 * min(types.values())
    assert len(kinds) == 5
    assert max(kinds.values()) <= 1.1 * min(kinds.values())


def test_no_author_and_no_text_is_in_two_parts() -> None:
    for texts_of in (corpus.mechanisms, corpus.kinds):
        authors = [{text.author for text in texts_of(part)} for part in Part]
        assert not authors[0] & authors[1]
        assert not authors[0] & authors[2]
        assert not authors[1] & authors[2]
    everything = Counter(text.text for text in MECHANISMS + KINDS)
    assert [text for text, times in everything.items() if times > 1] == []


def test_the_single_passages_are_none_of_the_sealed_texts() -> None:
    sealed = " ".join(text.text for text in corpus.mechanisms(Part.SEALED))

    assert [passage.id for passage in corpus.lone_passages() if passage.text in sealed] == []


@pytest.mark.parametrize("part", [Part.DEVELOPMENT, Part.SEALED])
def test_every_label_of_the_judged_parts_was_given_a_second_time_and_is_the_same(part: Part) -> None:
    for text in corpus.mechanisms(part):
        assert {Trait.from_code(code) for code in text.labelled_again} == text.traits, text.id
    for text in corpus.kinds(part):
        assert text.kind is not None
        assert text.labelled_again == text.kind.code, text.id


def test_every_trait_of_a_text_is_shown_by_a_passage_inside_of_it() -> None:
    for text in MECHANISMS:
        shown = {mark.about for mark in text.marks if mark.direction == "+"}
        assert shown == {trait.code for trait in text.traits}, text.id
        assert all(is_inside(text, mark) for mark in text.marks), text.id


def is_inside(text: Text, mark: corpus.Mark) -> bool:
    return 0 <= mark.start < mark.end <= len(text.text)
