"""What is not meant for a reader is not in what the reader gets: not on the page, not in the PDF, not in the Word file.

A word is planted in everything that could be told (``planted.py``). For each reader every word has to be there if it is meant for
that reader, and must not be there if it is not.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pypdf
import pytest
from flask import get_template_attribute

from tests.evaluation.reporting import planted
from tracker.database import utc_now
from tracker.documents import files
from tracker.evaluation.reporting import composing, queries
from tracker.evaluation.reporting.showing import is_meant_for
from tracker.evaluation.reporting.terms import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tracker.documents.blocks import Document


@pytest.fixture
def scene(app: Flask, database: Session) -> Iterator[planted.Scene]:
    with app.test_request_context():
        yield planted.plant(database)


def made_for(scene: planted.Scene, reader: Reader, language: str = "ru") -> Document:
    return composing.compose(
        scene.partnership,
        report=queries.report_of(scene.partnership),
        reader=reader,
        language=language,
        today=utc_now().date(),
    )


def on_page(document: Document) -> str:
    return str(get_template_attribute("components/document.html", "document")(document)) + document.title


def in_pdf(document: Document) -> str:
    """All of its text, and what it says of itself."""
    reader = pypdf.PdfReader(io.BytesIO(files.pdf(document)))
    about = f"{reader.metadata} {reader.trailer['/Root']['/Metadata'].get_data().decode()}"
    return about + " ".join(page.extract_text() for page in reader.pages)


def in_word(document: Document) -> str:
    """Every part of the file, the comments and properties too."""
    with zipfile.ZipFile(io.BytesIO(files.word(document))) as packed:
        return " ".join(packed.read(name).decode(errors="ignore") for name in packed.namelist())


WRITERS = {"page": on_page, "pdf": in_pdf, "docx": in_word}


def meant_for(reader: Reader) -> set[str]:
    return {name for name, (_word, widest) in planted.WIDEST.items() if is_meant_for(reader, widest=widest)}


@pytest.mark.parametrize("reader", list(Reader), ids=lambda reader: reader.code)
def test_each_reader_gets_exactly_what_is_meant_for_it(scene: planted.Scene, reader: Reader) -> None:
    document = made_for(scene, reader)

    for kind, write in WRITERS.items():
        text = write(document).casefold()
        found = {name for name, (word, _widest) in planted.WIDEST.items() if word.casefold() in text}
        never = {name for name, word in planted.NEVER.items() if word.casefold() in text}
        assert found - meant_for(reader) == set(), kind
        assert meant_for(reader) - found == set(), kind
        assert never == set(), kind


def test_another_language_tells_the_same(scene: planted.Scene) -> None:
    text = on_page(made_for(scene, Reader.PUBLIC, "en"))

    assert {name for name, (word, _widest) in planted.WIDEST.items() if word in text} == meant_for(
        Reader.PUBLIC
    )
    assert "What worked" in text


def test_a_public_report_tells_of_hidden_partners_without_names(scene: planted.Scene) -> None:
    text = on_page(made_for(scene, Reader.PUBLIC, "en"))

    assert "A partner from government" in text
    assert "Спасибо, a partner from government!" in text
    assert "3 partners are not named here." in text
    assert "The contribution of 2 more partners is not told here." in text


def test_of_fewer_than_five_answers_there_are_no_means(scene: planted.Scene) -> None:
    for reader in Reader:
        text = on_page(made_for(scene, reader, "en"))
        assert "Fewer than 5 people answered" in text
        assert "A quick look" not in text


def test_the_public_title_hides_names_too(scene: planted.Scene) -> None:
    document = made_for(scene, Reader.PUBLIC, "en")

    assert document.title == "Именинники и друзья: a partner from government, a partner from business"
