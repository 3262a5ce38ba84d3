"""Makes PDF files and pictures in a process of its own: ``python typesetting.py`` reads what is wanted and writes it, as JSON.

It stands alone and imports nothing of Tracker, so that it starts at once, and the memory it takes (some 40 MB for a report) is
given back when it ends.
"""

from __future__ import annotations

import base64
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

LAYOUT = Path(__file__).with_name("document.typ")
PIXELS_PER_INCH = 220.0
DRAWINGS = """#set page(width: auto, height: auto, margin: 0pt, fill: white)
#for svg in json(bytes(sys.inputs.drawings)) { page(image(bytes(svg), format: "svg")) }
"""


def pdf(document: dict[str, Any]) -> bytes:
    """One file, readable for those who listen to it too; the same document always gives the same bytes.

    A document that breaks a rule of the standard, such as a drawing without words, is still a document: it comes without the mark.
    """
    day = datetime.fromisoformat(document["made_on"]).replace(tzinfo=UTC)
    compiler = typst.Compiler(
        LAYOUT.read_bytes(),
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(document, ensure_ascii=False)},
    )
    try:
        made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=day)
    except typst.TypstError as problem:
        sys.stderr.write(f"{problem.message}\n")
        made = compiler.compile(format="pdf", timestamp=day)
    assert isinstance(made, bytes)
    return made


def pictures(drawings: list[str]) -> list[bytes]:
    """Each drawing as a picture of dots, for files that take no drawings."""
    if not drawings:
        return []
    compiler = typst.Compiler(
        DRAWINGS.encode(),
        ignore_system_fonts=True,
        sys_inputs={"drawings": json.dumps(drawings, ensure_ascii=False)},
    )
    made = compiler.compile(format="png", ppi=PIXELS_PER_INCH)
    return made if isinstance(made, list) else [made or b""]


def main() -> None:
    wanted = json.load(sys.stdin.buffer)
    made = [pdf(wanted["document"])] if "document" in wanted else pictures(wanted["drawings"])
    json.dump([base64.b64encode(each).decode() for each in made], sys.stdout)


if __name__ == "__main__":
    main()
