"""PDF and Word files of a document: opened again and read."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from tests.documents.sample import ALTERNATIVE, TITLE, TRICKY, document, picture
from tracker.documents import files
from tracker.documents.blocks import Heading, Paragraph, Picture

if TYPE_CHECKING:
    from docx.document import Document as WordFile


@pytest.fixture(scope="module")
def pdf() -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(files.pdf(document())))


@pytest.fixture(scope="module")
def word() -> WordFile:
    return docx.Document(io.BytesIO(files.word(document())))


def text_of(reader: pypdf.PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def outline_of(entries: list) -> list:
    return [outline_of(each) if isinstance(each, list) else each["/Title"] for each in entries]


# --- PDF ----------------------------------------------------------------------------------------------------------------


def test_a_pdf_says_what_it_is_and_in_which_language(pdf: pypdf.PdfReader) -> None:
    assert pdf.metadata is not None
    assert pdf.metadata.title == TITLE
    assert pdf.trailer["/Root"]["/Lang"] == "ru"
    english = pypdf.PdfReader(io.BytesIO(files.pdf(document(language="en"))))
    assert english.trailer["/Root"]["/Lang"] == "en"


def test_a_pdf_can_be_listened_to(pdf: pypdf.PdfReader) -> None:
    root = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert outline_of(pdf.outline) == ["О партнёрстве", ["Результаты"], "Вклад"]
    assert ALTERNATIVE in alternatives(root["/StructTreeRoot"])


def alternatives(element: pypdf.generic.PdfObject) -> list[str]:
    """The words that stand for pictures."""
    element = element.get_object()
    if isinstance(element, pypdf.generic.ArrayObject):
        return [words for each in element for words in alternatives(each)]
    if not isinstance(element, pypdf.generic.DictionaryObject):
        return []
    own = [str(element["/Alt"])] if "/Alt" in element else []
    return own + (alternatives(element["/K"]) if "/K" in element else [])


def test_pages_of_a_pdf_are_a4_and_numbered(pdf: pypdf.PdfReader) -> None:
    assert len(pdf.pages) == 2
    for number, page in enumerate(pdf.pages, start=1):
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        assert f"Марафон {number} из 2" in page.extract_text()


def test_texts_of_a_pdf_stand_in_order_and_command_nothing(pdf: pypdf.PdfReader) -> None:
    text = " ".join(text_of(pdf).split())

    in_order = [
        "Отчёт",
        "Городской марафон",
        "О партнёрстве",
        "Алтайский край",
        "1 500 ₽",
        "Второй абзац в две строки.",
    ]
    in_order += [
        " ".join(TRICKY.split()),
        "Результаты",
        "Показатель Цель Факт",
        "Бумага 12 т 16 т",
        "Сбор по неделям",
    ]
    in_order += [
        "Мы доверяем",
        "— партнёр из бизнеса",
        "Средних нет",
        "Вклад",
        "1. Первое",
        "2. Второе",
        "1. Сначала",
    ]
    in_order += ["Алтайкровля", "Вывоз: 18 дней", "Школы"]
    places = [text.find(part) for part in in_order]
    assert -1 not in places, in_order[places.index(-1)]
    assert places == sorted(places)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert files.pdf(document()) == files.pdf(document())
    assert files.word(document()) == files.word(document())


def test_a_long_text_and_an_empty_document_are_files_too() -> None:
    long = document(blocks=[Heading("Часть"), Paragraph("Слово " * 5000)])

    assert len(pypdf.PdfReader(io.BytesIO(files.pdf(long))).pages) > 5
    assert len(pypdf.PdfReader(io.BytesIO(files.pdf(document(blocks=[])))).pages) == 1


# --- Word ---------------------------------------------------------------------------------------------------------------


def test_a_word_file_has_real_headings_in_order(word: WordFile) -> None:
    headings = [
        (each.style.name, each.text) for each in word.paragraphs if each.style.name[:5] in {"Title", "Headi"}
    ]

    assert headings == [
        ("Title", TITLE),
        ("Heading 1", "О партнёрстве"),
        ("Heading 2", "Результаты"),
        ("Heading 1", "Вклад"),
    ]


def test_a_word_file_says_what_it_is_and_in_which_language(word: WordFile) -> None:
    assert word.core_properties.title == TITLE
    assert {tag.get(qn("w:val")) for tag in word.styles.element.iter(qn("w:lang"))} == {"ru-RU"}
    english = docx.Document(io.BytesIO(files.word(document(language="en"))))
    assert {tag.get(qn("w:val")) for tag in english.styles.element.iter(qn("w:lang"))} == {"en-GB"}


def test_the_header_row_of_a_table_repeats(word: WordFile) -> None:
    table = word.tables[0]

    assert [cell.text for cell in table.rows[0].cells] == ["Показатель", "Цель", "Факт"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:tblHeader")) is None


def test_a_picture_of_a_word_file_has_words(word: WordFile) -> None:
    shape = word.inline_shapes[0]

    assert shape._inline.docPr.get("descr") == ALTERNATIVE
    blip = next(shape._inline.iter(qn("a:blip")))
    assert word.part.related_parts[blip.get(qn("r:embed"))].content_type == "image/png"


def test_numbered_lists_of_a_word_file_begin_anew(word: WordFile) -> None:
    numbered = [each for each in word.paragraphs if each.style.name == "List Number"]

    first, second, third, fourth = (each._p.pPr.numPr.numId.val for each in numbered)

    assert first == second != third == fourth


def test_pages_of_a_word_file_are_numbered(word: WordFile) -> None:
    foot = word.sections[0].footer.paragraphs[0]._p

    assert [each.text for each in foot.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    assert "".join(each.text or "" for each in foot.iter(qn("w:t"))) == "Марафон1 из 1"


# --- what can go wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_drawing_that_is_none_is_told_in_a_sentence(kind: str) -> None:
    broken = document(blocks=[Picture("<svg this is no drawing", "Слова")])

    with pytest.raises(files.NoFile) as refused:
        files.WRITERS[kind](broken)

    assert str(refused.value).startswith("The PDF" if kind == "pdf" else "The Word")


def test_what_takes_too_long_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SECONDS", 0.001)

    with pytest.raises(files.NoFile):
        files.pdf(document())


def test_a_library_that_is_missing_is_told_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("scripts")
    (folder / "typesetting.py").write_text("import no_such_library\n")
    monkeypatch.setattr(files, "HERE", folder)

    with pytest.raises(files.NoFile):
        files.pdf(document())


def test_the_server_itself_carries_neither_library() -> None:
    """They take some 60 MB together, which every worker would keep."""
    asked = "import sys, tracker; print([name for name in ('typst', 'docx', 'lxml') if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_a_drawing_on_paper_names_its_font() -> None:
    assert files.with_font(picture().svg).startswith('<svg font-family="Libertinus Serif" xmlns')
