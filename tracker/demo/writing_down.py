"""What people write into the history of a partnership, and its documents."""

from __future__ import annotations

from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING

from tracker.demo import reading
from tracker.demo.story import Event, Order, Story
from tracker.history import files
from tracker.history.terms import EntryKind
from tracker.projects.services import chronicle, documents
from tracker.projects.terms import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.accounts.models import User
    from tracker.demo.reading import Record
    from tracker.history.models import StoredFile

LARGEST = 100_000


def events(story: Story) -> Iterator[Event]:
    """Entries and versions of documents."""
    for entry in story.given.get("entries", []):
        by = story.scene.people[entry["by"]] if "by" in entry else story.writer(entry["day"])
        yield Event(entry["day"], Order.ENTRY, by, partial(_write, story, entry, by))
    for document in story.given.get("documents", []):
        for version in document["versions"]:
            by = story.writer(version["day"])
            yield Event(version["day"], Order.DOCUMENT, by, partial(_keep, story, document, version, by))


def _write(story: Story, entry: Record, by: User) -> None:
    chronicle.write_entry(
        story.partnership,
        EntryKind.from_code(entry["kind"]),
        happened_on=story.day(entry["day"]),
        title=entry["title"],
        text=entry.get("text", ""),
        participants=", ".join(entry.get("participants", [])),
        links=entry.get("links", []),
        by=by,
    )


def _keep(story: Story, document: Record, version: Record, by: User) -> None:
    """The first version makes the document, the others follow it."""
    title, known = document["title"], story.documents
    note, link, file = version.get("note", ""), version.get("link", ""), _file(story, version, by)
    if title in known:
        documents.add_version(known[title], note=note, link=link, file=file, by=by)
        return
    kind = DocumentKind.from_code(document["kind"])
    known[title] = documents.add_document(
        story.partnership, kind=kind, title=title, note=note, link=link, file=file, by=by
    )


def _file(story: Story, version: Record, by: User) -> StoredFile | None:
    """A text or table of the set as an uploaded file; the mark at its start tells spreadsheets that it is in Unicode."""
    if "file" not in version:
        return None
    content = (reading.FILES / version["file"]).read_text(encoding="utf-8").encode("utf-8-sig")
    return files.keep(
        story.scene.session, story.scene.files, BytesIO(content), version["file"], by=by, limit=LARGEST
    )
