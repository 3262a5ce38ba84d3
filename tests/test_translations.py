"""Everything that Tracker says is in the catalogue, in good Russian grammar and with every placeholder."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.pofile import read_po

from tracker import paths
from tracker.i18n import DEFAULT_LANGUAGE, LANGUAGES

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

ROOT = paths.PACKAGE.parent
CATALOGUES = sorted(paths.LOCALE.glob("*/LC_MESSAGES/*.po"))
OURS = paths.LOCALE / "ru" / "LC_MESSAGES" / "messages.po"
RUSSIAN_FORMS = 3
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
ADDRESSES = re.compile(
    r"https?://\S+|\S+@\S+|</?\w[^>]*>|&\w+;|%\(\w+\)[sd]|\b[A-Z]{2}-[A-Z0-9]+\b|[\w/-]+\.(org|ru|com|example|txt|md)\b"
)
LATIN_ALLOWED = {
    "CSV", "DOCX", "Creative", "Commons", "Excel", "GeoJSON", "GitHub", "ISO", "JSON", "Microsoft", "OpenDocument", "PDF", "Python",
    "QR", "Tracker", "UTC", "Word", "XLSX", "MP3", "MP4", "URL", "PNG", "JPG", "RUB", "TRACKER", "Google", "Authenticator", "FreeOTP", "Aegis",
}  # fmt: skip
"""Names that are written in Latin letters in Russian, too."""
ABBREVIATIONS = (" г.", " шт.", " руб.", " др.", " ч.", "...")
"""Words that end with a full stop of their own."""
THE_SAME = {
    "Tracker", "Google Authenticator", "%(first)s – %(last)s", "%(share)s%%", "https://…", "+7 …",
}  # fmt: skip
"""Messages that are the same in Russian: names, and patterns without words."""


def strings_tool() -> Any:
    """``tools/strings.py``, which ``make strings`` runs."""
    spec = importlib.util.spec_from_file_location("strings_of_tracker", ROOT / "tools" / "strings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def messages(path: Path) -> list[Message]:
    return [message for message in read(path) if message.id]


def sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def has_words(text: str) -> bool:
    return bool(LATIN_WORD.search(ADDRESSES.sub("", text)))


every_catalogue = pytest.mark.parametrize(
    "path", CATALOGUES, ids=lambda path: f"{path.parent.parent.name}-{path.stem}"
)


def test_the_catalogue_holds_exactly_what_is_said() -> None:
    tool = strings_tool()
    said = {tool.key_of(message) for message in tool.collected() if message.id}
    known = {tool.key_of(message) for message in messages(OURS)}

    assert sorted(map(str, said - known)) == [], "run make strings, and write the Russian"
    assert sorted(map(str, known - said)) == [], "run make strings: this is not said any more"


@every_catalogue
def test_every_message_has_its_translation(path: Path) -> None:
    missing = [
        sources(message)[0] for message in messages(path) if message.fuzzy or not all(translations(message))
    ]

    assert missing == []


@every_catalogue
def test_every_plural_has_all_its_forms(path: Path) -> None:
    assert read(path).num_plurals == RUSSIAN_FORMS

    short = [
        sources(message)[0]
        for message in messages(path)
        if not isinstance(message.id, str)
        and len([form for form in translations(message) if form]) < RUSSIAN_FORMS
    ]

    assert short == []


@every_catalogue
def test_a_translation_names_the_same_values(path: Path) -> None:
    wrong = []
    for message in messages(path):
        allowed = {name for source in sources(message) for name in PLACEHOLDER.findall(source)}
        needed = set(PLACEHOLDER.findall(sources(message)[-1])) - {"num"}
        for text in translations(message):
            named = set(PLACEHOLDER.findall(text))
            if not needed <= named <= allowed:
                wrong.append((sources(message)[0], sorted(named ^ needed)))

    assert wrong == []


@every_catalogue
def test_every_pattern_can_be_filled_in(path: Path) -> None:
    """A per cent sign that stands for itself is doubled where values are filled in."""
    broken = []
    for message in messages(path):
        for text in (*sources(message), *translations(message)):
            if PLACEHOLDER.search(text):
                try:
                    text % dict.fromkeys(PLACEHOLDER.findall(text), 1)
                except (ValueError, TypeError, KeyError):
                    broken.append(text)

    assert broken == []


@every_catalogue
def test_a_translation_is_no_copy_of_the_source(path: Path) -> None:
    copies = [
        sources(message)[0]
        for message in messages(path)
        if set(translations(message)) & set(sources(message))
        and sources(message)[0] not in THE_SAME
        and has_words(sources(message)[0])
    ]

    assert copies == []


@every_catalogue
def test_no_english_word_is_left_in_the_russian(path: Path) -> None:
    left = [
        (text, word)
        for message in messages(path)
        for text in translations(message)
        for word in LATIN_WORD.findall(ADDRESSES.sub(" ", text))
        if word not in LATIN_ALLOWED
    ]

    assert left == []


@every_catalogue
def test_the_product_has_one_name(path: Path) -> None:
    assert [text for message in messages(path) for text in translations(message) if "рекер" in text] == []


@every_catalogue
def test_russian_is_typed_as_russian_is_printed(path: Path) -> None:
    """Angle quotes, a dash that is no hyphen, no double blanks, and blanks at the ends as in the source."""
    sloppy = []
    for message in messages(path):
        for text in translations(message):
            if (
                '"' in ADDRESSES.sub("", text)
                or "“" in text
                or " - " in text
                or "  " in text
                or "..." in text
            ):
                sloppy.append(text)
            if text.strip() != text and sources(message)[0].strip() == sources(message)[0]:
                sloppy.append(text)

    assert sloppy == []


@every_catalogue
def test_a_sentence_ends_as_its_source_does(path: Path) -> None:
    """A full stop that is lost or added shows where the sentence stands beside others."""
    differing = [
        (source, text)
        for message in messages(path)
        for source, text in zip(sources(message)[-1:], translations(message)[-1:], strict=True)
        if text and ends_with_stop(source) != ends_with_stop(text)
    ]

    assert differing == []


def ends_with_stop(text: str) -> bool:
    return text.endswith(".") and not text.endswith(ABBREVIATIONS)


def test_the_default_language_is_translated() -> None:
    assert DEFAULT_LANGUAGE in LANGUAGES
    assert {path.parent.parent.name for path in CATALOGUES} == set(LANGUAGES) - {"en"}
