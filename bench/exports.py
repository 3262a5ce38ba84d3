"""Files of many rows, measured on a running server: rows per second, how much its memory grows meanwhile, and the import of people."""

from __future__ import annotations

import io
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import quote

from python_calamine import CalamineWorkbook

from bench import words
from bench.measure import token_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bench.measure import Server, Visitor

LIST_AS_CSV = "/partnerships/export/csv"
LIST_AS_XLSX = "/partnerships/export/xlsx"
FILTERED = "/partnerships/export/csv?region=RU-ALT&sort=title"
IMPORTED = 10_000
BEAT = 0.05
"""Seconds between two looks at the memory."""
BOUNDARY = "bench-boundary-of-parts"


@dataclass(frozen=True, slots=True)
class Bulk:
    """What one file, or one import, cost."""

    name: str
    rows: int
    bytes: int
    wall: float
    processor: float
    """Seconds of the server's processes, the database's among them."""
    grown: float
    """Megabytes that the server held more at most than before."""

    @property
    def per_second(self) -> float:
        """Rows by the clock."""
        return self.rows / self.wall

    @property
    def per_processor_second(self) -> float:
        """Rows by processor time."""
        return self.rows / self.processor


def measure(server: Server, visitor: Visitor, *, times: int = 3) -> list[Bulk]:
    """The files of the whole list and of a filtered one, and an import with its preview; of each the fastest of some turns.

    ``visitor`` has to be signed in and belong to the staff of the programme. The import changes the database.
    """
    _fetch(visitor, FILTERED, _rows_of_csv)
    return [
        _best(times, lambda: _file(server, visitor, "list as CSV", LIST_AS_CSV, _rows_of_csv)),
        _best(times, lambda: _file(server, visitor, "list as XLSX", LIST_AS_XLSX, _rows_of_xlsx)),
        _best(times, lambda: _file(server, visitor, "a region as CSV, by title", FILTERED, _rows_of_csv)),
        *_import(server, visitor),
    ]


def as_markdown(measured: Sequence[Bulk]) -> str:
    """The measurements as a table."""
    lines = [
        "| file | rows | MB | rows a second | rows per CPU second | memory + MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {one.name} | {one.rows:,} | {one.bytes / 1e6:.1f} | {one.per_second:,.0f} | "
            f"{one.per_processor_second:,.0f} | {one.grown:.0f} |"
            for one in measured
        ),
    ]
    return "\n".join(lines) + "\n"


def _best(times: int, take: Callable[[], Bulk]) -> Bulk:
    """The turn that the machine disturbed least; memory is the worst of all turns."""
    turns = [take() for _turn in range(times)]
    fastest = min(turns, key=lambda one: one.wall)
    return Bulk(
        fastest.name,
        fastest.rows,
        fastest.bytes,
        fastest.wall,
        min(one.processor for one in turns),
        max(one.grown for one in turns),
    )


def _file(
    server: Server, visitor: Visitor, name: str, path: str, count: Callable[[Sequence[bytes]], int]
) -> Bulk:
    return _watched(server, name, lambda: _fetch(visitor, path, count))


def _watched(server: Server, name: str, act: Callable[[], tuple[Callable[[], int], int]]) -> Bulk:
    """Do something while the memory of the server is watched; rows are counted when the clock has stopped."""
    before, highest = server.megabytes(), [0.0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(BEAT):
            highest[0] = max(highest[0], server.megabytes())

    watcher = threading.Thread(target=watch)
    watcher.start()
    start, processor = time.monotonic(), server.processor_seconds()
    try:
        count, size = act()
    finally:
        wall, used = time.monotonic() - start, server.processor_seconds() - processor
        done.set()
        watcher.join()
    return Bulk(name, count(), size, wall, used, max(0.0, max(highest[0], server.megabytes()) - before))


def _fetch(
    visitor: Visitor, path: str, count: Callable[[Sequence[bytes]], int]
) -> tuple[Callable[[], int], int]:
    """A whole file over a connection of its own, read as it comes; a file that breaks off is an error."""
    connection = HTTPConnection("127.0.0.1", visitor.port, timeout=600)
    connection.request("GET", quote(path, safe="/?=&%+"), headers=_headers(visitor))
    answer = connection.getresponse()
    pieces = []
    while piece := answer.read(1 << 16):
        pieces.append(piece)
    connection.close()
    if answer.status != 200:
        message = f"{path}: the server answered {answer.status}"
        raise RuntimeError(message)
    return lambda: count(pieces), sum(map(len, pieces))


def _headers(visitor: Visitor) -> dict[str, str]:
    return {
        "Accept-Language": "ru",
        "Cookie": "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()),
    }


def _rows_of_csv(pieces: Sequence[bytes]) -> int:
    return sum(piece.count(b"\r\n") for piece in [b"".join(pieces)]) - 1


def _rows_of_xlsx(pieces: Sequence[bytes]) -> int:
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(pieces)))
    return sum(sheet.height - 1 for sheet in map(book.get_sheet_by_name, book.sheet_names))


# --- import -----------------------------------------------------------------------------------------------------------


def _import(server: Server, visitor: Visitor) -> list[Bulk]:
    """A list of people is uploaded, every row of it is judged for the preview, and it is written."""
    content = _people(round(time.time()))
    places: list[str] = []

    def preview() -> tuple[Callable[[], int], int]:
        places.append(_upload(visitor, content))
        status, page = visitor.get(places[0])
        seen.append(page)
        _expect(status, 200)
        return lambda: IMPORTED, len(content)

    def write() -> tuple[Callable[[], int], int]:
        _expect(visitor.post(f"{places[0]}/run", _fields(seen[0]))[0], 303)
        return lambda: IMPORTED, len(content)

    seen: list[bytes] = []
    return [
        _watched(server, "import of people: upload and preview", preview),
        _watched(server, "import of people: judged again and written", write),
    ]


def _people(salt: int) -> bytes:
    """A CSV of people whom nobody knows yet."""
    lines = ["ФИО;Email;Телефон;Выпуск;Сектор;Регион;Организация;Должность;Навыки"]
    for number in range(IMPORTED):
        surname = words.SURNAMES[number % len(words.SURNAMES)]
        name = words.FIRST_NAMES[number // 7 % len(words.FIRST_NAMES)]
        lines.append(
            f"{surname} {name} {salt}-{number};p{salt}.{number}@bench.example;+7 913 {number:07};Выпуск {2016 + number % 10};"
            f"НКО;Алтайский край;Фонд «Кедр»;координатор;проекты, переговоры"
        )
    return "\n".join(lines).encode("utf-8-sig")


def _upload(visitor: Visitor, content: bytes) -> str:
    """Upload the list; returns where its preview is."""
    visitor.connection = None  # long files came in between, and a server does not wait for ever
    _status, page = visitor.get("/people/import")
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token_in(page)}\r\n'.encode(),
        (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="people.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        ).encode(),
        content,
        f"\r\n--{BOUNDARY}--\r\n".encode(),
    ]
    connection = HTTPConnection("127.0.0.1", visitor.port, timeout=600)
    headers = {
        **_headers(visitor),
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Referer": f"http://127.0.0.1:{visitor.port}/people/import",
    }
    connection.request("POST", "/people/import", b"".join(parts), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    _expect(answer.status, 303)
    return answer.headers["Location"]


def _fields(page: bytes) -> list[tuple[str, str]]:
    """The fields of the form that starts the import."""
    seen = page.split(b'name="seen"', 1)[1].split(b'value="', 1)[1].split(b'"', 1)[0]
    return [("csrf_token", token_in(page)), ("seen", seen.decode())]


def _expect(status: int, wanted: int) -> None:
    if status != wanted:
        message = f"the server answered {status}, not {wanted}"
        raise RuntimeError(message)
