"""How pages are read: strictly, as the standard says, and quickly, as a look at one of their elements needs.

What is wrong with the markup of a page, and what its tree looks like, depends on its tags, not on its words. So the strict parser,
which takes as long as the page took to be made, reads each arrangement of tags once. Where the quick parser makes the same tree of
it, pages arranged so are read by the quick one from then on; any other page is read strictly.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import html5lib
from bs4 import BeautifulSoup
from bs4.builder import HTML5TreeBuilder, LXMLTreeBuilder
from lxml import html as quick

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Error = tuple[tuple[int, int], str, dict[str, Any]]

PARENTS = {"tr": "tbody", "td": "tr", "th": "tr", "tbody": "table", "option": "select"}
HARMLESS = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#34|#39);")
UNUSUAL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
TAG = re.compile(r"""(</?[a-zA-Z][^\s/>"']*+)((?:[^"'>]++|"[^"]*+"|'[^']*+')*+)>([^<&]*+)""")
VALUES = re.compile(r"""(?<!type)=(?:"[^"<]*"|'[^'<]*')""")
REPEATED = re.compile(r"(<(li|tr|option)\b[^<]*+(?:<(?!/?\2\b)[^<]*+)*+</\2>\s*+)\1\1++")
"""Rows, and the like, of which one is arranged as the others; none of them holds another one, so each is whole."""
LEFT_OUT_NEWLINE = re.compile(r"(<(?:textarea|pre)\b[^>]*>)\n")


class Known:
    """What was found of arrangements that are in order: whether the quick parser makes the same tree of them.

    With a ``folder`` all workers of a run know what one of them has found.
    """

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.found: dict[str, bool] = {}

    def get(self, arranged: str) -> bool | None:
        """What was found; ``None`` where nobody has looked yet, or where something was wrong."""
        key = digest(arranged)
        if key not in self.found and self.folder is not None:
            with suppress(FileNotFoundError):
                word = (self.folder / key).read_text(encoding="ascii")
                if word in WORD.values():  # else another worker is just writing it
                    self.found[key] = word == WORD[True]
        return self.found.get(key)

    def keep(self, arranged: str, *, is_alike: bool) -> bool:
        key = digest(arranged)
        self.found[key] = is_alike
        if self.folder is not None:
            (self.folder / key).write_text(WORD[is_alike], encoding="ascii")
        return is_alike


WORD = {True: "alike", False: "otherwise"}
known = Known()


def digest(arranged: str) -> str:
    return hashlib.blake2b(arranged.encode(), digest_size=16).hexdigest()


class NotingBuilder(HTML5TreeBuilder):
    """Builds the tree as BeautifulSoup does, and keeps what the parser found wrong."""

    errors: list[Error]

    def feed(self, markup: Any) -> None:
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        assert self.underlying_builder is not None
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.underlying_builder.parser = None
        self.errors = parser.errors


def read(html: str) -> tuple[BeautifulSoup, list[Error]]:
    """The tree of a page, and what is wrong with its markup."""
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    if UNUSUAL.search(html) is None and _is_alike(arrangement(html)):
        builder = LXMLTreeBuilder(store_line_numbers=False, string_containers={})
        return BeautifulSoup(LEFT_OUT_NEWLINE.sub(r"\1", html), builder=builder), []
    strict = NotingBuilder(store_line_numbers=False)
    return BeautifulSoup(html, builder=strict), strict.errors


def errors_of_piece(html: str) -> list[Error]:
    """What is wrong with a piece of a page, which htmx puts into another one."""
    container = container_of(html)
    arranged = f"{container} {arrangement(html)}"
    if UNUSUAL.search(html) is None and known.get(arranged) is not None:
        return []
    parser = html5lib.HTMLParser()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parser.parseFragment(html, container=container)
    if not parser.errors:
        known.keep(arranged, is_alike=False)
    return list(parser.errors)


def arrangement(html: str) -> str:
    """A page without its words and values: tags, names of attributes, where there are words at all; of rows that are alike, two."""
    return REPEATED.sub(r"\1\1", TAG.sub(_bare, HARMLESS.sub("x", html)))


def _bare(tag: re.Match[str]) -> str:
    name, attributes, words = tag.groups()
    if "=" in attributes:
        attributes = VALUES.sub('=""', attributes)
    return f"{name}{attributes}>{words if not words or words == ' ' else ' ' if words.isspace() else 'x'}"


def container_of(html: str) -> str:
    """The element in which a piece of a page may stand: rows stand in tables only."""
    first = re.match(r"\s*<(\w+)", html)
    return PARENTS.get(first[1].lower(), "div") if first else "div"


def _is_alike(arranged: str) -> bool:
    """Whether both parsers make the same tree of an arrangement, which is in order."""
    found = known.get(arranged)
    if found is not None:
        return found
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    strictly = parser.parse(arranged)
    if parser.errors:
        return False
    quickly = quick.document_fromstring(arranged)
    return known.keep(arranged, is_alike=list(_told(strictly)) == list(_told(quickly)))


def _told(element: Any, depth: int = 0) -> Iterator[tuple[int, str, frozenset[tuple[str, str]], str, str]]:
    """Everything of a tree, one element after the other: how deep it stands, its name, its attributes, the words in and after it."""
    if not isinstance(element.tag, str):  # a comment
        return
    # One parser repeats the name of an attribute without a value as its value, and keeps no capitals in names.
    attributes = frozenset(
        (name.lower().rpartition("}")[2], "" if value == name else value)
        for name, value in element.attrib.items()
    )
    name = element.tag.rpartition("}")[2].lower()
    yield depth, name, attributes, (element.text or "").strip(), (element.tail or "").strip()
    for child in element:
        yield from _told(child, depth + 1)
