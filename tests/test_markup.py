"""What the tests read pages with: knowing how a page is arranged hides nothing that is wrong with the next one."""

from __future__ import annotations

import html5lib
import pytest
from bs4 import BeautifulSoup

from tests import markup

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Partners &amp; others</title></head>
<body class="page" data-words='{"more": "<b>"}'>
<nav aria-label="Pages"><ul><li><a href="/?a=1&amp;b=2">First</a></li><li><a href="/2">Second</a></li></ul></nav>
<main><h1>Отходы</h1><p>Paper &gt; glass</p>
<table><thead><tr><th scope="col">Name</th></tr></thead><tbody><tr><td>One</td></tr><tr><td>Two</td></tr></tbody></table>
<form method="post"><input type="hidden" name="token" value="abc"><select name="of"><option value="1" selected>One</option></select>
<textarea name="words">\r\nFirst\nsecond</textarea><button disabled>Save</button></form>
<svg viewBox="0 0 2 2"><use href="#one"></use></svg><script type="application/json">{"a": "</b>"}</script></main>
</body></html>"""
FLAWS = {
    "an element that is not closed": ("</ul>", ""),
    "an end of nothing": ("</nav>", "</nav></div>"),
    "a block inside a paragraph": ("<h1>", "<p><h1></p>"),
    "an unknown entity": ("Paper", "&paper; Paper"),
    "an entity without its end": ("First<", "&copy First<"),
    "an attribute twice": ('<th scope="col">', '<th scope="col" scope="row">'),
    "an attribute without quotes": ('scope="col"', "scope=co'l"),
    "no blank between attributes": ('name="token" ', 'name="token"'),
    "a field in a table": ("<tr><td>Two", '<input type="text" name="a"><tr><td>Two'),
    "a sign of comparison": ("Paper &gt;", "Paper <3"),
    "an invisible character": ("Paper", "Pa\x01per"),
    "a row that is not closed as those before it": (
        "<tr><td>Two</td></tr>",
        "<tr><td>Two</td></tr>" * 3 + "<tr><td>Five</td></i></tr>",
    ),
    "lists in lists, not all of them closed": (
        "<p>",
        "<ul>" + "<li><ul><li>One</li>" * 3 + "</ul></li></ul><p>",
    ),
    "rows that are all wrong": ("<tr><td>Two</td></tr>", "<tr><td><b>Two</td></tr>" * 4),
    "a button in a button": ("Save", "<button>Save</button>"),
}


def strictly(html: str) -> html5lib.HTMLParser:
    parser = html5lib.HTMLParser()
    parser.parse(html)
    return parser


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is known but the page that is in order, and that it looks the same to both parsers."""
    monkeypatch.setattr(markup, "known", markup.Known())
    assert markup.read(PAGE)[1] == []
    assert list(markup.known.found.values()) == [True]


@pytest.mark.parametrize("flaw", FLAWS)
def test_every_flaw_is_found_as_the_strict_parser_finds_it(flaw: str) -> None:
    html = PAGE.replace(*FLAWS[flaw], 1)
    expected = strictly(html).errors

    first, again = markup.read(html)[1], markup.read(html)[1]

    assert expected
    assert first == again == expected


def test_other_words_and_values_need_no_strict_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(markup.html5lib, "HTMLParser")

    soup, errors = markup.read(PAGE.replace("One", "Один").replace('href="/2"', 'href="/3?c=&#34;"'))

    assert errors == []
    assert [link["href"] for link in soup.select("li > a")] == ["/?a=1&b=2", '/3?c="']
    assert soup.td is not None
    assert soup.td.text == "Один"


def test_a_list_as_long_as_any_needs_no_strict_look(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [f"<tr><td>{number}</td></tr>" for number in range(3, 40)]
    monkeypatch.delattr(markup.html5lib, "HTMLParser")

    soup, errors = markup.read(PAGE.replace("</tbody>", "".join(rows) + "</tbody>"))

    assert errors == []
    assert len(soup.select("tbody > tr")) == 39


def test_the_quick_tree_is_the_strict_one() -> None:
    quickly = markup.read(PAGE)[0]
    strict = BeautifulSoup(PAGE, "html5lib")

    def told(soup: BeautifulSoup) -> list[tuple[object, ...]]:
        return [
            (tag.name, {name.lower(): value for name, value in tag.attrs.items()}, tag.get_text().strip())
            for tag in soup.find_all()
            if tag.name != "script"
        ]

    assert told(quickly) == told(strict)
    assert quickly.textarea is not None
    assert quickly.textarea.text == "First\nsecond"


def test_a_page_that_the_quick_parser_reads_otherwise_is_read_strictly() -> None:
    html = PAGE.replace("<thead>", "").replace("</thead>", "").replace("<tbody>", "").replace("</tbody>", "")

    for soup in (markup.read(html)[0], markup.read(html)[0]):
        assert len(soup.select("table > tbody > tr")) == 3
    assert sorted(markup.known.found.values()) == [False, True]


@pytest.mark.parametrize(
    ("piece", "is_in_order"),
    [
        ("<tr><td>One</td></tr>", True),
        ("<p>One</p>", True),
        ("<p>One</b></p>", False),
        ("<td>One</b></td>", False),
    ],
)
def test_pieces_are_read_where_they_may_stand(piece: str, *, is_in_order: bool) -> None:
    assert (markup.errors_of_piece(piece) == []) == is_in_order
    assert (markup.errors_of_piece(piece) == []) == is_in_order


def test_workers_tell_each_other(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    markup.known.folder = tmp_path  # type: ignore[assignment]
    markup.known.found.clear()
    markup.read(PAGE)
    other = markup.Known()
    other.folder = markup.known.folder

    assert other.get(markup.arrangement(PAGE)) is True
    assert other.get(markup.arrangement(PAGE) + "<p>") is None
