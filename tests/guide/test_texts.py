"""The texts say the same in both languages, cover every word, and lead nowhere into the void."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from markupsafe import Markup

from tests.guide.conftest import in_both_languages
from tracker.evaluation.terms import Benefit
from tracker.guide import texts
from tracker.guide.pages import CHAPTERS, PARTS
from tracker.i18n import LANGUAGES
from tracker.mechanisms.terms import JointWorkKind, MechanismType, PassportPart, Sign, SignState, Trait
from tracker.partners.terms import OrganisationKind, Sector
from tracker.projects.terms import ChecklistItem, ContinuationDecision, PartnerRole, Stage
from tracker.resources.terms import CommitmentState, ResourceKind, ValuationMethod
from tracker.terms import Term

NAMES = ["index", *(page.chapter for page in CHAPTERS)]
TABLES: list[tuple[str, str, type[Term]]] = [
    ("partnership", "sign", Sign),
    ("partnership", "state", SignState),
    ("partnership", "work", JointWorkKind),
    ("partnership", "role", PartnerRole),
    ("cycle", "stage", Stage),
    ("cycle", "item", ChecklistItem),
    ("cycle", "decision", ContinuationDecision),
    ("expectations", "sector", Sector),
    ("expectations", "same", Sector),
    ("expectations", "organisation", OrganisationKind),
    ("benefits", "benefit", Benefit),
    ("resources", "kind", ResourceKind),
    ("resources", "method", ValuationMethod),
    ("resources", "commitment", CommitmentState),
    ("mechanisms", "passport", PassportPart),
    ("mechanisms", "type", MechanismType),
    ("mechanisms", "trait", Trait),
]
"""The tables of a chapter's text that hold one entry for each word of a vocabulary."""
LONGEST_SENTENCE = 45
ENGLISH = re.compile(r"[A-Za-z]{3,}")
CODES = {benefit.code for benefit in Benefit}
"""The example of the matrix names benefits by their codes."""


def shape(value: Any) -> Any:
    """The keys of a text in their order, without its words."""
    if isinstance(value, dict):
        return [(key, shape(each)) for key, each in value.items()]
    if isinstance(value, list):
        return [shape(each) for each in value]
    return type(value).__name__


def words_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from words_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from words_in(each)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_has_the_same_sections_and_anchors_in_both_languages(name: str) -> None:
    assert shape(texts.read("ru", name)) == shape(texts.read("en", name))


@in_both_languages
def test_no_file_is_left_that_no_page_shows(language: str) -> None:
    assert sorted(path.stem for path in (texts.FOLDER / language).iterdir()) == sorted(NAMES)
    assert sorted(folder.name for folder in texts.FOLDER.iterdir()) == sorted(LANGUAGES)


@pytest.mark.parametrize(("chapter", "table", "vocabulary"), TABLES)
def test_every_word_of_a_vocabulary_has_its_text(chapter: str, table: str, vocabulary: type[Term]) -> None:
    assert list(texts.read("ru", chapter)[table]) == [term.code for term in vocabulary]


def test_the_contents_name_every_chapter_once_and_in_order() -> None:
    assert [code for _part, codes in PARTS for code in codes] == [page.chapter for page in CHAPTERS]
    assert list(texts.read("ru", "index")["chapter"]) == [page.chapter for page in CHAPTERS]
    assert list(texts.read("ru", "index")["part"]) == [part for part, _codes in PARTS]


@in_both_languages
@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_empty(language: str, name: str) -> None:
    assert [text for text in words_in(texts.read(language, name)) if not text.strip()] == []


@pytest.mark.parametrize("name", NAMES)
def test_russian_is_written_and_typed_as_russian(name: str) -> None:
    sloppy = [
        text
        for text in words_in(texts.read("ru", name))
        if '"' in text or "“" in text or " - " in text or "  " in text or "..." in text
    ]
    words = [texts.LINK.sub(r"\1", text) for text in words_in(texts.read("ru", name)) if text not in CODES]
    english = {word for text in words for word in ENGLISH.findall(text)}

    assert sloppy == []
    assert english <= {"Tracker"}


@in_both_languages
@pytest.mark.parametrize("name", NAMES)
def test_sentences_are_short(language: str, name: str) -> None:
    sentences = [
        sentence
        for text in words_in(texts.read(language, name))
        for sentence in re.split(r"(?<=[.?!…:])\s|\n", text)
    ]

    assert [each for each in sentences if len(each.split()) > LONGEST_SENTENCE] == []


# --- the marks ---------------------------------------------------------------------------------------------------------


def address(page: str, anchor: str | None) -> str:
    return f"/to/{page}" + (f"#{anchor}" if anchor else "")


def test_empty_lines_part_paragraphs_and_single_ones_do_not() -> None:
    assert texts.rendered("One\nline.\n\nTwo.", address) == "<p>One line.</p>\n<p>Two.</p>"


def test_lines_with_hyphens_or_numbers_become_lists() -> None:
    assert texts.rendered("- one\n  goes on\n- two", address) == "<ul><li>one goes on</li><li>two</li></ul>"
    assert texts.rendered("1. one\n2. two", address) == "<ol><li>one</li><li>two</li></ol>"


def test_links_lead_to_places_of_the_guide() -> None:
    rendered = texts.rendered("See [the **kinds**](resources#kinds) and [start](cycle/start).", address)

    assert rendered == (
        '<p>See <a href="/to/resources#kinds">the <strong>kinds</strong></a> and <a href="/to/cycle/start">start</a>.</p>'
    )


def test_everything_else_is_escaped() -> None:
    rendered = texts.rendered("1 < 2 & <script>", address)

    assert rendered == Markup("<p>1 &lt; 2 &amp; &lt;script&gt;</p>")
