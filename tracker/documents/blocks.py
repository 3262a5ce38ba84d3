"""A document as plain blocks: what it says, in order, with nothing about how it looks.

Three writers read the same blocks: a page (``templates/components/document.html``), a PDF and a Word file (``files.py``). A block
holds words that are ready to be read: what is still to be translated is translated when the block is made, so a document is made
inside ``in_language`` and can be shown anywhere afterwards.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

NARROWEST_COLUMN, WIDEST_COLUMN = 13, 44
"""Letters of a line between which a column grows with what it holds."""
UNREADABLE = re.compile(r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no file format takes: control characters and halves of pairs."""


def readable(text: object) -> str:
    """A text as all writers take it: translated, with one kind of line end, without characters that cannot be shown."""
    return UNREADABLE.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


NUMBERS = {"level", "figures", "is_quiet", "is_numbered"}
"""Fields that hold no words."""


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return value
    if isinstance(value, list | tuple):
        return tuple(_plain(each) for each in value)
    return readable(value)


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a document. Whatever words it is given, it keeps as plain text."""

    kind: ClassVar[str]

    def __post_init__(self) -> None:
        for each in dataclasses.fields(self):
            if each.name not in NUMBERS:
                object.__setattr__(self, each.name, _plain(getattr(self, each.name)))


@dataclass(frozen=True, slots=True)
class Lead(Block):
    """A sentence or two under the title."""

    kind: ClassVar[str] = "lead"
    text: Any


@dataclass(frozen=True, slots=True)
class Heading(Block):
    """The title of a part; 1 is a part, 2 a part of a part. The title of the document stands above all."""

    kind: ClassVar[str] = "heading"
    text: Any
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph(Block):
    kind: ClassVar[str] = "paragraph"
    text: Any
    is_quiet: bool = False
    """Small print: where a figure comes from, what was left out."""


@dataclass(frozen=True, slots=True)
class Bullets(Block):
    """A list of sentences; numbered when their order means something."""

    kind: ClassVar[str] = "bullets"
    items: Sequence[Any]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts(Block):
    """What belongs to what, in pairs: the field, the region, the day of the beginning."""

    kind: ClassVar[str] = "facts"
    rows: Sequence[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Table(Block):
    """Rows under headings. The first cell of a row says what the row is about."""

    kind: ClassVar[str] = "table"
    caption: Any
    headings: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    figures: Sequence[int] = ()
    """Which columns, from 0, hold figures and stand at the right."""

    @property
    def weights(self) -> list[int]:
        """How much of the width each column wants: as many letters as its longest line, within reason."""
        return [
            sorted(
                (
                    NARROWEST_COLUMN,
                    max(len(line) for cell in column for line in cell.split("\n")),
                    WIDEST_COLUMN,
                )
            )[1]
            for column in zip(self.headings, *self.rows, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Quote(Block):
    """Somebody's own words, and whose they are."""

    kind: ClassVar[str] = "quote"
    text: Any
    source: Any = ""


@dataclass(frozen=True, slots=True)
class Picture(Block):
    """A drawing. Who does not see it reads ``alternative``, which says the same with all its figures."""

    kind: ClassVar[str] = "picture"
    svg: Any
    alternative: Any
    caption: Any = ""


@dataclass(frozen=True, slots=True)
class Notice(Block):
    """Something the reader has to know before going on."""

    kind: ClassVar[str] = "notice"
    text: Any
    title: Any = ""


@dataclass(frozen=True, slots=True)
class Credit(Block):
    """One of those to whom something is owed: the name, what it is, and for what."""

    kind: ClassVar[str] = "credit"
    name: Any
    note: Any = ""
    lines: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Credits(Block):
    """Everybody to whom something is owed."""

    kind: ClassVar[str] = "credits"
    people: Sequence[Credit]


@dataclass(frozen=True, slots=True)
class PageBreak(Block):
    """In files the next part begins on a new page; a page on the screen has none."""

    kind: ClassVar[str] = "break"


@dataclass(frozen=True, slots=True)
class Document:
    """The whole: its title, its language, the blocks in order, and what is said of it on every page."""

    title: str
    language: str
    """``"ru"`` or ``"en"``."""
    blocks: Sequence[Block]
    made_on: date
    kicker: str = ""
    """What kind of document it is, in small letters above the title."""
    running: str = ""
    """What stands at the foot of every page beside its number."""
    author: str = ""
    description: str = ""
    page_words: str = "{page} / {pages}"
    """How a page is numbered, as in «{page} из {pages}»."""

    def plain(self) -> dict[str, Any]:
        """Everything as plain values, for the writers that work in a process of their own."""
        return {
            **{
                each.name: readable(getattr(self, each.name))
                for each in dataclasses.fields(self)
                if each.name not in {"blocks", "made_on"}
            },
            "made_on": self.made_on.isoformat(),
            "blocks": [_as_values(block) for block in self.levelled()],
        }

    def levelled(self) -> list[Block]:
        """The blocks with headings that skip no level, as readers of the screen and the standard for files want it."""
        made: list[Block] = []
        deepest = 0
        for block in self.blocks:
            if isinstance(block, Heading):
                deepest = max(1, min(block.level, deepest + 1))
                made.append(Heading(block.text, deepest))
            else:
                made.append(block)
        return made

    @property
    def pictures(self) -> list[Picture]:
        return [block for block in self.blocks if isinstance(block, Picture)]


def _as_values(block: Block) -> dict[str, Any]:
    values = {"kind": block.kind, **dataclasses.asdict(block)}
    return {**values, "weights": block.weights} if isinstance(block, Table) else values


def paragraphs(text: object, *, is_quiet: bool = False) -> Iterable[Paragraph]:
    """What a person typed, paragraph by paragraph; an empty line parts them."""
    for part in re.split(r"\n\s*\n", readable(text)):
        if part.strip():
            yield Paragraph(part.strip(), is_quiet=is_quiet)


def rewritten(block: Block, change: Callable[[str], str]) -> Block:
    """The same block with every text in it put through ``change``; of a picture the drawing too."""

    def inside(value: Any) -> Any:
        if isinstance(value, str):
            return change(value)
        if isinstance(value, Block):
            return rewritten(value, change)
        return tuple(inside(each) for each in value) if isinstance(value, tuple) else value

    return dataclasses.replace(
        block, **{each.name: inside(getattr(block, each.name)) for each in dataclasses.fields(block)}
    )
