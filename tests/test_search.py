"""Search finds word forms in two languages, the same on both databases, whatever is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import literal, select, text, union_all

from tracker import search

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

INDEX = search.ORGANISATIONS

TEXTS = (
    "Экологический марафон школ Барнаула «Не выбрасывай!»",
    "Школа № 15 имени Ёлкина",
    "Public schools of Altai Krai and their children's library",
    "ООО «Завод O'Connor & Co.»",
    "Санкт-Петербургский фонд поддержки подростков, 2024–2026",
    "НОВЫЕ ВОЗМОЖНОСТИ",
    "",
)


def found(session: Session, typed: str, record_ids: list[int] | None = None) -> set[int]:
    ids = range(len(TEXTS)) if record_ids is None else record_ids
    records = union_all(*(select(literal(number).label("id")) for number in ids)).subquery()
    matched = set(session.scalars(select(records.c.id).where(INDEX.matches(records.c.id, typed))))
    asked = INDEX.asked(session, typed)
    if asked is not None:
        finds = INDEX.finds(session, asked)
        listed = session.scalars(select(finds.number).select_from(finds.table).where(finds.condition))
        assert set(listed).intersection(ids) == matched
    return matched


def should_be_found(text: str, typed: str) -> bool:
    """The promise of the port, word for word, without a database."""
    asked = search.words(typed[: search.LONGEST_QUERY])[: search.MOST_WORDS]
    if not asked:
        return True
    kept = search.tokens([text])
    beginning = asked[-1].replace("'", "")
    return all(search.stem(word) in kept for word in asked[:-1]) and (
        search.stem(asked[-1]) in kept or any(token.startswith(beginning) for token in kept)
    )


@pytest.fixture
def library(database: Session) -> Session:
    for number, written in enumerate(TEXTS):
        INDEX.index(database, number, [written])
    return database


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("школы", {0, 1}),
        ("ШКОЛОЙ", {0, 1}),
        ("school", {2}),
        ("SCHOOLS", {2}),
        ("марафона", {0}),
        ("выбрасывай", {0}),
        ("елкин", {1}),
        ("Ёлкину", {1}),
        ("15", {1}),
        ("№15", {1}),
        ("child", {2}),
        ("children’s", {2}),
        ("oconnor", {3}),
        ("O’Connor", {3}),
        ("санкт-петербургский", {4}),
        ("подросток", {4}),
        ("2026", {4}),
        ("возможности", {5}),
        ("возможность", {5}),
    ],
)
def test_a_word_is_found_in_any_of_its_forms(library: Session, typed: str, expected: set[int]) -> None:
    assert found(library, typed) == expected


@pytest.mark.parametrize("length", range(1, len("возможности") + 1))
def test_a_word_is_found_at_every_letter_while_it_is_typed(library: Session, length: int) -> None:
    assert 5 in found(library, "возможности"[:length])


def test_a_beginning_of_many_words_finds_all_of_them(database: Session) -> None:
    for number in range(20):
        INDEX.index(database, number, [f"Школа{number}"])
    all_of_them = list(range(20))

    assert found(database, "школа", all_of_them) == set(all_of_them)
    assert found(database, "школа1", all_of_them) == {1, *range(10, 20)}
    assert found(database, "школа12", all_of_them) == {12}


def test_a_word_is_common_when_very_many_records_have_it(
    database: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COMMON", 3)
    for number, words in enumerate(["школа", "школы и завод", "завод школ", "завод"]):
        INDEX.index(database, number, [words])

    asked = {typed: INDEX.asked(database, typed) for typed in ("школа", "завод школа", "зав")}
    common = {typed for typed, words in asked.items() if words and INDEX.is_common(database, words)}
    assert common == {"школа", "зав"}


@pytest.mark.parametrize(
    ("latest", "is_common"), [(["школа"] * 4, True), (["школа", "завод", "завод", "завод"] * 3, False)]
)
def test_what_is_in_most_of_the_latest_records_of_very_many_is_common(
    database: Session, monkeypatch: pytest.MonkeyPatch, latest: list[str], *, is_common: bool
) -> None:
    """The database knows how many there are; the older ones are never looked at."""
    monkeypatch.setattr(search, "COMMON", 100)
    monkeypatch.setattr(search, "ENOUGH", 3)
    index = search.SearchIndex("lesson")
    for number, word in enumerate(latest):
        index.index(database, number, [word])
    on_postgresql = database.connection().dialect.name == "postgresql"
    if on_postgresql:
        database.execute(text("UPDATE pg_class SET reltuples = 250 WHERE relname = 'lesson_search'"))

    asked = index.asked(database, "школ")

    assert asked
    assert index.is_common(database, asked) == (is_common and on_postgresql)


def test_all_typed_words_must_be_there_in_any_order(library: Session) -> None:
    assert found(library, "марафон школы") == {0}
    assert found(library, "школ марафонам барна") == {0}
    assert found(library, "марафон завод") == set()


def test_only_the_last_word_may_be_unfinished(library: Session) -> None:
    assert found(library, "школа мараф") == {0}
    assert found(library, "мараф школа") == set()


def test_words_are_found_in_each_of_the_texts_of_a_record(database: Session) -> None:
    INDEX.index(database, 1, ["Марафон", "Барнаул", ""])

    assert found(database, "барнаул марафон", [1]) == {1}


@pytest.mark.parametrize("typed", ["", "   ", "***", "«»", "\x00", "-"])
def test_no_word_typed_asks_for_nothing(library: Session, typed: str) -> None:
    assert found(library, typed) == set(range(len(TEXTS)))


@pytest.mark.parametrize(
    "typed",
    [
        '"школа',
        "школа*",
        "stems:школа",
        "(школа",
        "школа)",
        "школа'",
        "'школа':*",
        "школа & !марафон",
        "^школа",
        "школа\x00",
        "\\школа",
        "школа;--",
        "{stems}: школа",
    ],
)
def test_signs_of_query_languages_are_only_signs(library: Session, typed: str) -> None:
    assert found(library, typed) <= {0, 1}


@pytest.mark.parametrize(
    "typed", ["AND", "NOT школа", "школа NEAR завод", "OR OR OR", "школа AND NOT марафон"]
)
def test_operators_are_only_words(library: Session, typed: str) -> None:
    assert found(library, typed) <= {2}


def test_a_very_long_text_is_cut_and_not_refused(library: Session) -> None:
    assert found(library, "школа " * 5000) == {0, 1}
    assert found(library, "ш" * 100_000) == set()


def test_a_very_long_word_is_found_by_its_beginning(database: Session) -> None:
    INDEX.index(database, 1, ["щ" * 30_000])

    assert found(database, "щ" * 30_000, [1]) == {1}


def test_indexing_again_replaces_what_was_kept(database: Session) -> None:
    INDEX.index(database, 1, ["Марафон"])
    INDEX.index(database, 1, ["Фестиваль"])

    assert found(database, "марафон", [1]) == set()
    assert found(database, "фестиваля", [1]) == {1}


def test_a_removed_record_is_not_found(database: Session) -> None:
    INDEX.index(database, 1, ["Марафон"])
    INDEX.remove(database, 1)

    assert found(database, "марафон", [1]) == set()


def test_what_is_rolled_back_was_never_indexed(database: Session) -> None:
    with database.begin_nested() as step:
        INDEX.index(database, 1, ["Марафон"])
        step.rollback()

    assert found(database, "марафон", [1]) == set()


def test_one_condition_serves_many_questions(library: Session) -> None:
    # The compiled statement is kept by SQLAlchemy; what was typed must not be kept with it.
    assert [found(library, typed) for typed in ("марафон", "завод", "library")] == [{0}, {3}, {2}]


WORDS = st.sampled_from(
    [
        "школа",
        "школы",
        "школьник",
        "ёлка",
        "елка",
        "Дети",
        "детей",
        "подростки",
        "school",
        "Schools",
        "child's",
        "children",
        "15",
        "2024",
        "об'явление",
        "й",
        "и'й",
        "café",
        "бои́",
        "½",
        "ǅ",
        "ﬁn",
        "Қазақ",
        "図書館",
        "№",
        "™",
        "AND",
        "*",
        '"',
        "'",
        ":",
        "(",
        ")",
        "-",
        "_",
        "\x00",
        "𝟙",
        "İ",
    ],
)
ANYTHING = st.one_of(st.lists(WORDS, max_size=8).map(" ".join), st.text(max_size=40))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(ANYTHING, min_size=1, max_size=4), typed=ANYTHING)
def test_both_databases_find_exactly_what_is_promised(
    database: Session, texts: list[str], typed: str
) -> None:
    with database.begin_nested() as step:
        for number, text in enumerate(texts):
            INDEX.index(database, number, [text])
        by_database = found(database, typed, list(range(len(texts))))
        step.rollback()

    assert by_database == {number for number, text in enumerate(texts) if should_be_found(text, typed)}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_in_no_index_there_is_a_long_heap_of_new_words_to_look_through(database: Session) -> None:
    options = text("SELECT reloptions FROM pg_class WHERE relname = :name")
    names = [f"ix_{index.table}_stems" for index in search.INDEXES]

    kept = [database.scalar(options, {"name": name}) for name in names]

    assert kept == [["gin_pending_list_limit=512"]] * len(names)
