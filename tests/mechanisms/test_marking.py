"""Passages in a text: nothing overlaps, nothing is lost, the strongest keeps its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tracker.mechanisms.answers import Direction, Passage
from tracker.mechanisms.marking import KINDS, TRAITS, Segment, segments
from tracker.mechanisms.terms import JointWorkKind, Trait

TEXT = "The town and two NGOs invite ideas, choose the best six and sign an agreement."


def passage(
    words: str, about: Trait = Trait.COMPETITIVE, weight: float = 0.9, direction: Direction = Direction.FOR
) -> Passage:
    start = TEXT.index(words)
    return Passage(start, start + len(words), about.code, direction, weight)


def marked(found: list[Segment]) -> list[tuple[str, list[Trait]]]:
    return [(each.text, [mark.subject.term for mark in each.marks]) for each in found if each.marks]


def test_without_passages_the_text_is_one_piece() -> None:
    assert segments(TEXT, [], TRAITS) == [Segment(TEXT)]
    assert segments("", [], TRAITS) == []


def test_a_passage_is_marked_with_its_trait_and_direction() -> None:
    found = segments(TEXT, [passage("choose the best six", direction=Direction.AGAINST)], TRAITS)

    assert [each.text for each in found] == [
        "The town and two NGOs invite ideas, ",
        "choose the best six",
        " and sign an agreement.",
    ]
    assert found[1].marks[0].direction is Direction.AGAINST
    assert found[1].marks[0].sign == "−"


def test_of_two_that_overlap_the_stronger_keeps_its_words() -> None:
    strong = passage("invite ideas, choose the best six", weight=0.9)
    weak = passage("six and sign an agreement", Trait.PROCEDURAL, weight=0.6)

    assert marked(segments(TEXT, [weak, strong], TRAITS)) == [
        ("invite ideas, choose the best six", [Trait.COMPETITIVE]),
        ("and sign an agreement", [Trait.PROCEDURAL]),
    ]


def test_two_about_the_same_words_share_one_mark() -> None:
    both = [passage("choose the best six"), passage("choose the best six", Trait.PROCEDURAL, 0.7)]

    assert marked(segments(TEXT, both, TRAITS)) == [
        ("choose the best six", [Trait.COMPETITIVE, Trait.PROCEDURAL])
    ]


def test_what_is_only_mentioned_gives_way_even_when_it_is_surer() -> None:
    found = segments(
        TEXT,
        [
            passage("choose the best six", Trait.PROCEDURAL, 0.99, Direction.MENTION),
            passage("choose the best six", weight=0.6),
        ],
        TRAITS,
    )

    assert marked(found)[0][1][0] is Trait.COMPETITIVE


def test_a_passage_that_reaches_beyond_the_text_is_cut() -> None:
    beyond = Passage(len(TEXT) - 10, len(TEXT) + 50, Trait.PROCEDURAL.code, Direction.FOR, 0.9)
    outside = Passage(500, 600, Trait.PROCEDURAL.code, Direction.FOR, 0.9)

    assert marked(segments(TEXT, [beyond, outside], TRAITS)) == [("agreement.", [Trait.PROCEDURAL])]


def test_kinds_have_letters_of_their_own() -> None:
    kind = Passage(0, 8, JointWorkKind.PARTNERSHIP.code, Direction.FOR, 0.9)

    assert segments(TEXT, [kind], TRAITS) == [Segment(TEXT)]
    assert segments(TEXT, [kind], KINDS)[0].text == "The town"


passages = st.builds(
    Passage,
    start=st.integers(-5, 60),
    end=st.integers(-5, 60),
    about=st.sampled_from([trait.code for trait in Trait]),
    direction=st.sampled_from(Direction),
    weight=st.floats(0, 1),
)


@given(st.text(alphabet="ab \n<&ё", max_size=50), st.lists(passages, max_size=12))
def test_the_pieces_are_always_the_whole_text_again(text: str, given_passages: list[Passage]) -> None:
    found = segments(text, given_passages, TRAITS)

    assert "".join(each.text for each in found) == text
    assert all(each.text.strip() for each in found if each.marks)
    for each in found:
        subjects = [mark.subject for mark in each.marks]
        assert len(subjects) == len(set(map(str, subjects)))
