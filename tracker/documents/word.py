"""Makes Word files in a process of its own: ``python word.py`` reads a document and its pictures as JSON and writes the file.

Like ``typesetting.py`` it stands alone: the library takes some 20 MB that the server need not carry.
"""

from __future__ import annotations

import base64
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

LANGUAGES = {"ru": "ru-RU", "en": "en-GB"}
INK, SOFT, TEAL, ORANGE = (RGBColor.from_string(code) for code in ("17282A", "4C5F5F", "0B6B66", "B8560B"))
TINT, SAND, HAIR = "E1F1EF", "FDF1E4", "C9D6D3"
TEXT_WIDTH = Mm(158)
PICTURE_WIDTH = Mm(115)
ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The instant of every part of the file, so that the same document always gives the same bytes."""

Made = dict[str, Any]


def word(document: Made, pictures: list[bytes]) -> bytes:
    """The file: real headings, its language, header rows that repeat, words for every picture."""
    made = docx.Document()
    set_up(made, document)
    waiting = iter(pictures)
    if document["kicker"]:
        coloured(made.add_paragraph(), document["kicker"], ORANGE, size=10, bold=True)
    made.add_paragraph(style="Title").add_run(document["title"])
    for block in document["blocks"]:
        if block["kind"] == "picture":
            draw(made, block, next(waiting))
        else:
            WRITERS[block["kind"]](made, block)
    kept = io.BytesIO()
    made.save(kept)
    return without_clock(kept.getvalue())


def set_up(made: Any, document: Made) -> None:
    """Paper, fonts, language, what the file says of itself, and the foot of every page."""
    page = made.sections[0]
    page.orientation = WD_ORIENT.PORTRAIT
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(26)
    page.top_margin = page.bottom_margin = Mm(24)
    styles = made.styles
    language = LANGUAGES[document["language"]]
    for tag in styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
    styles["Normal"].font.size = Pt(11)
    styles["Normal"].font.color.rgb = INK
    styles["Normal"].paragraph_format.space_after = Pt(8)
    for name, size, before in (
        ("Title", 25, 0),
        ("Heading 1", 16, 20),
        ("Heading 2", 13, 14),
        ("Heading 3", 11.5, 10),
    ):
        style = styles[name]
        style.font.size, style.font.color.rgb, style.font.bold = Pt(size), TEAL, True
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(6)
        style.paragraph_format.keep_with_next = True
    underlined = styles["Title"].element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
    if underlined is not None:
        underlined.getparent().remove(underlined)
    styles["Footer"].paragraph_format.tab_stops.clear_all()
    about(made.core_properties, document, language)
    foot(page.footer.paragraphs[0], document)


def about(properties: Any, document: Made, language: str) -> None:
    day = datetime.fromisoformat(document["made_on"]).replace(tzinfo=UTC)
    properties.title, properties.subject = document["title"], document["kicker"]
    properties.author, properties.comments = document["author"], document["description"]
    properties.last_modified_by, properties.keywords, properties.language = "", "", language
    properties.created = properties.modified = day
    properties.revision = 1


def foot(paragraph: Paragraph, document: Made) -> None:
    """What the document is called, and «3 из 7»."""
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    coloured(paragraph, document["running"] + "\t", SOFT, size=8.5)
    for part in in_pieces(document["page_words"]):
        if part in {"{page}", "{pages}"}:
            number(paragraph, "PAGE" if part == "{page}" else "NUMPAGES")
        else:
            coloured(paragraph, part, SOFT, size=8.5)


def in_pieces(words: str) -> Iterator[str]:
    before, found, after = words.partition("{page}")
    yield before
    yield found
    before, found, after = after.partition("{pages}")
    yield before
    yield found
    yield after


def number(paragraph: Paragraph, instruction: str) -> None:
    """A number that the reader's program works out."""
    for name, text in (("begin", ""), ("instrText", instruction), ("separate", ""), ("t", "1"), ("end", "")):
        element = OxmlElement(f"w:{name}" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), name)
        coloured(paragraph, "", SOFT, size=8.5)._r.append(element)  # noqa: SLF001  # the library knows no fields


def coloured(
    paragraph: Paragraph, text: str, colour: RGBColor, *, size: float | None = None, bold: bool = False
) -> Any:
    run = paragraph.add_run(text)
    run.font.color.rgb, run.font.bold = colour, bold or None
    if size is not None:
        run.font.size = Pt(size)
    return run


# --- the blocks ---------------------------------------------------------------------------------------------------------


def lead(made: Any, block: Made) -> None:
    coloured(made.add_paragraph(), block["text"], SOFT, size=13)


def heading(made: Any, block: Made) -> None:
    made.add_heading(block["text"], block["level"])


def paragraph(made: Any, block: Made) -> None:
    if block["is_quiet"]:
        coloured(made.add_paragraph(), block["text"], SOFT, size=9.5)
    else:
        made.add_paragraph(block["text"])


def bullets(made: Any, block: Made) -> None:
    for place, item in enumerate(block["items"]):
        added = made.add_paragraph(item, style="List Number" if block["is_numbered"] else "List Bullet")
        if block["is_numbered"] and place == 0:
            begin_anew(made, added)
        elif block["is_numbered"]:
            copy_numbering(made, added)


def begin_anew(made: Any, added: Paragraph) -> None:
    """Let a numbered list begin with 1, whatever lists stood before it."""
    numbering = made.part.numbering_part.element
    kind = made.styles["List Number"].element.pPr.numPr.numId.val
    own = numbering.add_num(numbering.num_having_numId(kind).abstractNumId.val)
    own.add_lvlOverride(ilvl=0).add_startOverride(1)
    added._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = own.numId  # noqa: SLF001  # the library knows no numbering


def copy_numbering(made: Any, added: Paragraph) -> None:
    last = made.part.numbering_part.element.num_lst[-1].numId
    added._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = last  # noqa: SLF001  # the same


def facts(made: Any, block: Made) -> None:
    """Pairs: what it is, then a tab, then what it says."""
    for label, value in block["rows"]:
        added = made.add_paragraph()
        added.paragraph_format.space_after = Pt(3)
        added.paragraph_format.left_indent, added.paragraph_format.first_line_indent = Mm(48), Mm(-48)
        added.paragraph_format.tab_stops.add_tab_stop(Mm(48))
        coloured(added, f"{label}\t", SOFT)
        added.add_run(value)


def table(made: Any, block: Made) -> None:
    """The header row repeats on every page, and no row is torn apart."""
    if block["caption"]:
        caption = made.add_paragraph()
        caption.paragraph_format.keep_with_next = True
        caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(10), Pt(4)
        caption.add_run(block["caption"]).bold = True
    drawn = made.add_table(rows=0, cols=len(block["headings"]))
    whole = sum(block["weights"])
    widths = [TEXT_WIDTH * weight // whole for weight in block["weights"]]
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = width
    border(drawn)
    if block["caption"]:
        described(drawn, block["caption"])
    fill(drawn.add_row(), block["headings"], block["figures"], is_header=True)
    for cells in block["rows"]:
        fill(drawn.add_row(), cells, block["figures"])
    made.add_paragraph().paragraph_format.space_after = Pt(4)


def fill(row: Any, cells: list[str], figures: list[int], *, is_header: bool = False) -> None:
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001  # the library knows neither of the two
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))
    for place, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
        inside = cell.paragraphs[0]
        inside.paragraph_format.space_after = Pt(2)
        coloured(inside, text, TEAL if is_header else INK, size=9.5, bold=is_header)
        if place in figures:
            inside.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def border(drawn: Any) -> None:
    lines = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", HAIR)):
            line.set(qn(f"w:{name}"), value)
        lines.append(line)
    drawn._tbl.tblPr.insert_element_before(lines, "w:tblLayout", "w:tblLook")  # noqa: SLF001  # the library knows no borders


def described(drawn: Any, words: str) -> None:
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), words)
    drawn._tbl.tblPr.append(caption)  # noqa: SLF001  # the library knows no captions


def quote(made: Any, block: Made) -> None:
    said = made.add_paragraph(block["text"], style="Quote")
    said.paragraph_format.left_indent = Mm(8)
    if block["source"]:
        said.paragraph_format.space_after = Pt(2)
        source = made.add_paragraph()
        source.paragraph_format.left_indent = Mm(8)
        coloured(source, f"— {block['source']}", SOFT, size=9.5)


def notice(made: Any, block: Made) -> None:
    told = made.add_paragraph()
    shade(told, SAND)
    if block["title"]:
        coloured(told, block["title"] + "\n", ORANGE, bold=True)
    told.add_run(block["text"])


def credits_(made: Any, block: Made) -> None:
    for one in block["people"]:
        named = made.add_paragraph()
        named.paragraph_format.keep_with_next = bool(one["lines"])
        named.paragraph_format.space_before, named.paragraph_format.space_after = Pt(8), Pt(2)
        shade(named, TINT)
        named.add_run(one["name"]).bold = True
        if one["note"]:
            coloured(named, f"   {one['note']}", SOFT, size=9.5)
        bullets(made, {"items": one["lines"], "is_numbered": False})


def page_break(made: Any, _block: Made) -> None:
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


AFTER_SHADING = ("w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
"""What follows the shading in a paragraph's properties, as the format prescribes; of all that may, what we use."""


def shade(added: Paragraph, colour: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    added._p.get_or_add_pPr().insert_element_before(shading, *AFTER_SHADING)  # noqa: SLF001  # the library knows no shading


def draw(made: Any, block: Made, picture: bytes) -> None:
    made.add_picture(io.BytesIO(picture), width=PICTURE_WIDTH)
    drawn = made.inline_shapes[len(made.inline_shapes) - 1]
    drawn._inline.docPr.set("descr", block["alternative"])  # noqa: SLF001  # the library knows no words for pictures
    if block["caption"]:
        coloured(made.add_paragraph(style="Caption"), block["caption"], SOFT)


WRITERS: dict[str, Callable[[Any, Made], None]] = {
    "lead": lead,
    "heading": heading,
    "paragraph": paragraph,
    "bullets": bullets,
    "facts": facts,
    "table": table,
    "quote": quote,
    "notice": notice,
    "credits": credits_,
    "break": page_break,
}


def without_clock(file: bytes) -> bytes:
    """The same file without the instants at which its parts were packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, ALWAYS), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def main() -> None:
    wanted = json.load(sys.stdin.buffer)
    made = word(wanted["document"], [base64.b64decode(each) for each in wanted["pictures"]])
    json.dump([base64.b64encode(made).decode()], sys.stdout)


if __name__ == "__main__":
    main()
