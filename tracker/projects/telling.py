"""How entries of history are told: a headline in a whole sentence, the changes, the files and links below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from tracker.history import words
from tracker.history.terms import EntryKind
from tracker.i18n import LazyString, _, _l
from tracker.partners.words import in_quotes
from tracker.projects.terms import ChecklistItem, ContinuationDecision, ItemState, Stage, TeamRole, Visibility
from tracker.terms import Term

if TYPE_CHECKING:
    from tracker.history.models import Entry
    from tracker.history.words import Change

PART_TERMS: dict[str, type[Term]] = {
    "stage_from": Stage,
    "stage_to": Stage,
    "item": ChecklistItem,
    "items": ChecklistItem,
    "state": ItemState,
    "decision": ContinuationDecision,
    "role": TeamRole,
    "visibility": Visibility,
}
"""Parts that hold a code, and the vocabulary it comes from; packages above add theirs."""


def picked(entry: Entry) -> Iterable[str]:
    """What a partner that joins offers and expects, as far as it was picked."""
    for name, sentence in (("offers", _l("Offers: %(what)s")), ("expects", _l("Expects: %(what)s"))):
        if entry.part(name):
            yield str(sentence) % {"what": ", ".join(in_quotes(code) for code in entry.part(name))}


def told_of_grounds(entry: Entry) -> Iterable[str]:
    """What a decision rests on."""
    for sentence in entry.part("grounds") or ():
        yield _("It rests on: %(finding)s", finding=sentence)


FACTS: dict[EntryKind, Callable[[Entry], Iterable[str]]] = {
    EntryKind.PARTNER_JOINED: picked,
    EntryKind.CONTINUED: told_of_grounds,
    EntryKind.ENDED: told_of_grounds,
}
"""What the entries of a kind tell besides their headline, in short phrases; filled by packages above."""

HEADLINES: dict[EntryKind, tuple[LazyString, ...]] = {
    EntryKind.CREATED: (_l("The partnership “%(title)s” was recorded"),),
    EntryKind.CHANGED: (_l("The document “%(document)s” was changed"),),
    EntryKind.PARTNER_JOINED: (_l("%(partner)s joined"),),
    EntryKind.PARTNER_CHANGED: (_l("Details of %(partner)s were changed"),),
    EntryKind.PARTNER_LEFT: (_l("%(partner)s left"),),
    EntryKind.TEAM_CHANGED: (_l("Team: %(person)s is now “%(role)s”"), _l("Team: %(person)s")),
    EntryKind.STAGE_MOVED: (_l("Stage: %(stage_from)s → %(stage_to)s"), _l("Stage: %(stage_to)s")),
    EntryKind.ITEM_MARKED: (_l("%(item)s: %(state)s"),),
    EntryKind.HABIT_CONFIRMED: (_l("Confirmed again: %(item)s"), _l("Confirmed again: %(items)s")),
    EntryKind.DOCUMENT_ADDED: (
        _l("Document “%(document)s”, version %(document_version)s"),
        _l("Document “%(document)s”"),
    ),
    EntryKind.VALUATION_AGREED: (_l("Agreed how to value: %(resource)s"),),
    EntryKind.NEED_ADDED: (_l("Needed: %(need)s"),),
    EntryKind.NEED_CHANGED: (_l("The need was changed: %(need)s"),),
    EntryKind.NEED_REMOVED: (_l("No longer needed: %(need)s"),),
    EntryKind.COMMITMENT_OFFERED: (_l("%(partner)s offered: %(commitment)s"),),
    EntryKind.COMMITMENT_CHANGED: (_l("%(partner)s: “%(commitment)s” was changed"),),
    EntryKind.COMMITMENT_AGREED: (_l("Agreed with %(partner)s: %(commitment)s"),),
    EntryKind.COMMITMENT_DECLARED: (_l("%(partner)s declared publicly: %(commitment)s"),),
    EntryKind.COMMITMENT_WITHDRAWN: (_l("%(partner)s withdrew: %(commitment)s"),),
    EntryKind.DELIVERY_RECORDED: (_l("Arrived from %(partner)s: %(commitment)s"),),
    EntryKind.DELIVERY_CONFIRMED: (_l("Delivered by %(partner)s: %(commitment)s"),),
    EntryKind.CONTINUED: (_l("Decision: %(decision)s"),),
    EntryKind.ERASED: (_l("A part of entry %(entry_number)s was erased"),),
    EntryKind.MERGED: (_l("The records “%(from)s” and “%(into)s” became one"),),
}
"""The sentences of each kind, the richest first: the first whose parts are all there is told."""


def headline(entry: Entry) -> str:
    """What an entry says in one line: its own title, the sentence of its kind, or at least the kind."""
    title = entry.part("title")
    if title and not entry.kind.is_automatic:
        return str(title)
    known = {name: part_in_words(name, entry.part(name)) for name in entry.parts if not entry.is_erased(name)}
    for sentence in HEADLINES.get(entry.kind, ()):
        try:
            return str(sentence) % known
        except KeyError:
            continue
    return str(entry.kind)


def part_in_words(name: str, value: Any) -> str:
    """A part as people read it: codes become labels, lists a row of them."""
    if isinstance(value, list):
        return "; ".join(part_in_words(name, each) for each in value)
    terms = PART_TERMS.get(name)
    if terms is None or value is None:
        return str(value)
    try:
        return str(terms.from_code(str(value)))
    except ValueError:
        return str(value)


def changes(entry: Entry) -> list[Change]:
    """The changed fields in words."""
    return words.told(entry)


def facts(entry: Entry) -> list[str]:
    """What an entry tells besides its headline: amounts, values, days."""
    tell = FACTS.get(entry.kind)
    return [fact for fact in tell(entry) if fact] if tell is not None else []


def open_steps(entry: Entry) -> list[str]:
    """The steps that were open when a stage was left."""
    return [part_in_words("item", code) for code in entry.part("left_open") or ()]


def erased_labels(entry: Entry) -> list[str]:
    """Which parts were erased, in words."""
    return [part_label(name) for name in entry.erased_parts]


def erasable(entry: Entry) -> list[tuple[str, str]]:
    """Parts that can still be erased: name and label. Codes, numbers and days say nothing of a person."""
    return [
        (name, part_label(name)) for name in entry.parts if name in PART_LABELS and not entry.is_erased(name)
    ]


def part_label(name: str) -> str:
    """What a part is called."""
    return str(PART_LABELS.get(name, _("details")))


PART_LABELS: dict[str, LazyString] = {
    "title": _l("headline"),
    "text": _l("text"),
    "participants": _l("participants"),
    "links": _l("links"),
    "files": _l("files"),
    "changes": _l("changes"),
    "reason": _l("reason"),
    "note": _l("note"),
    "person": _l("person"),
    "partner": _l("name of the partner"),
    "grounds": _l("what the decision rests on"),
    "contribution": _l("contribution"),
    "expectation": _l("expectation"),
    "commitment": _l("commitment"),
    "need": _l("need"),
    "document": _l("title of the document"),
    "confirmed_by": _l("who confirmed it"),
    "from": _l("earlier name of the partner"),
    "into": _l("name of the partner"),
}
"""Parts that hold people's own words, and so can hold personal data: what each is called."""
