"""How a text is taken apart for the classifiers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.mechanisms import reading


def pieces_of(text: str) -> list[str]:
    return [text[piece.start : piece.end] for piece in reading.pieces(text)]


def test_a_sentence_is_a_passage_and_a_clause_that_turns_the_thought_begins_another() -> None:
    text = "Заявки принимали до мая, а конкурса как такового не было. Деньги дал завод."

    assert pieces_of(text) == [
        "Заявки принимали до мая",
        "а конкурса как такового не было.",
        "Деньги дал завод.",
    ]


def test_a_piece_too_short_to_say_anything_joins_the_next_one() -> None:
    assert pieces_of("Да. Мы учредили центр вместе с районом.") == ["Да. Мы учредили центр вместе с районом."]


def test_forms_of_a_word_and_its_spelling_with_yo_read_alike() -> None:
    first, second = (reading.pieces(text)[0].stems for text in ("Учрёжденные центры", "учрежденный центром"))

    assert first == second


@pytest.mark.parametrize(
    ("right", "wrong"), [("комиссия отобрала", "комисия отобралла"), ("conference", "conferense")]
)
def test_most_beginnings_of_a_word_survive_a_misspelling(right: str, wrong: str) -> None:
    of_right, of_wrong = (
        {
            feature
            for feature in reading.passage_features(reading.pieces(f"{text} вчера вечером")[0])
            if feature[0] == "#"
        }
        for text in (right, wrong)
    )

    assert of_right & of_wrong


@given(st.text(alphabet="абвгд ABC.,;:—\n!?–-", max_size=200))
def test_passages_stand_in_order_without_overlapping_and_lose_no_word(text: str) -> None:
    read = reading.pieces(text)

    borders = [place for piece in read for place in (piece.start, piece.end)]
    assert borders == sorted(borders)
    assert [word for piece in read for word in piece.words] == reading.WORD.findall(text.lower())
