"""PDF and Word files of a document. Each is made by a short-lived process, which may take so long and no longer.

Setting type takes 40 MB and reading Word's format 20 MB: a server that made files itself would keep that for ever.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.errors import DomainError
from tracker.i18n import LazyString, _l

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.documents.blocks import Document

log = logging.getLogger("tracker.documents")

HERE = Path(__file__).parent
SECONDS = 30
LONGEST_NAME = 120
FONT = "Libertinus Serif"
"""The one font that the typesetter carries along and that has Cyrillic letters."""
PDF, WORD, DOTS = "pdf", "docx", "png"
MEDIA_TYPES = {
    PDF: "application/pdf",
    WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class NoFile(DomainError):
    """The file could not be made; the sentence says what the reader can do instead."""


CANNOT: dict[str, LazyString] = {
    PDF: _l("The PDF file could not be made just now. Try the Word file, or print the page."),
    WORD: _l("The Word file could not be made just now. Try the PDF file, or print the page."),
    DOTS: _l("The picture could not be made just now. Try the other kind of picture."),
}


def pdf(document: Document) -> bytes:
    """The document on A4, readable for screen readers (PDF/UA), its text selectable, its pages numbered."""
    plain = document.plain()
    for block in plain["blocks"]:
        if block["kind"] == "picture":
            block["svg"] = with_font(block["svg"])
    return _made_by("typesetting.py", {"document": plain}, PDF)[0]


def word(document: Document) -> bytes:
    """The document to go on working with, with real headings."""
    drawings = [with_font(picture.svg) for picture in document.pictures]
    pictures = _made_by("typesetting.py", {"drawings": drawings}, WORD) if drawings else []
    wanted = {
        "document": document.plain(),
        "pictures": [base64.b64encode(picture).decode() for picture in pictures],
    }
    return _made_by("word.py", wanted, WORD)[0]


WRITERS = {PDF: pdf, WORD: word}


def picture(svg: str) -> bytes:
    """A drawing as a picture of dots (PNG), on white."""
    return _made_by("typesetting.py", {"drawings": [with_font(svg)]}, DOTS)[0]


def with_font(svg: str) -> str:
    """A drawing that names the font of the file; on a page it takes that of the page."""
    return svg.replace("<svg ", f'<svg font-family="{FONT}" ', 1)


def _made_by(script: str, wanted: dict[str, Any], kind: str) -> list[bytes]:
    """What a script makes of ``wanted``; raises ``NoFile`` when it fails, or takes longer than ``SECONDS``."""
    try:
        done = subprocess.run(  # noqa: S603  # our own script; what it reads comes as data
            [sys.executable, "-I", str(HERE / script)],
            input=json.dumps(wanted).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as problem:
        log.error("%s: %s", script, problem.stderr.decode(errors="replace").strip()[-2000:])  # noqa: TRY400  # what counts stands in its output
        raise NoFile(CANNOT[kind]) from problem
    except (subprocess.TimeoutExpired, OSError) as problem:
        log.exception("%s", script)
        raise NoFile(CANNOT[kind]) from problem
    return [base64.b64decode(each) for each in json.loads(done.stdout)]


def file_name(parts: Iterable[str], kind: str) -> str:
    """A name for a file that people recognise and every system takes."""
    name = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", " – ".join(part for part in parts if part))
    return f"{' '.join(name.split())[:LONGEST_NAME].strip(' .')}.{kind}"
