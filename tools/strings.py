"""Collect the messages of code and templates into the catalogues, and name those that lack a translation.

    make strings            collect, keep what is translated, drop what is no longer said
    make strings --check    (part of make lint) change nothing; fail when a catalogue is behind or incomplete

The words themselves are written into ``tracker/locale/<language>/LC_MESSAGES/messages.po`` by hand.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from pathlib import Path
from typing import TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "tracker" / "locale"
OUR_KEYWORDS = parse_keywords(["_l", "_lp:1c,2", "_n:1,2", "_p:1c,2", "lazy_gettext"])
PLACEHOLDER = re.compile(r"%\((\w+)\)")
WIDTH = 110

Key: TypeAlias = tuple[str | None, str | tuple[str, ...]]
"""The context and the words in the source, the plural with the singular."""


def key_of(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def collected() -> Catalog:
    """All messages of the code and the templates, without their places: those change with every edit."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        mapping, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT, mapping, options, keywords={**DEFAULT_KEYWORDS, **OUR_KEYWORDS}, directory_filter=is_ours
    )
    said = Catalog()
    for _file, _line, message, _comments, context in found:
        said.add(message, context=context)
    return said


def is_ours(folder: str | Path) -> bool:
    """Whether a folder may hold messages."""
    name = Path(folder).name
    return not name.startswith(".") and name not in {"static", "instance", "tests", "dist", "build"}


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def brought_up_to_date(old: Catalog, said: Catalog) -> Catalog:
    """The messages of today with the translations that are there; nothing is guessed."""
    known = {key_of(message): message for message in old if message.id}
    new = Catalog(locale=old.locale, project="Tracker", fuzzy=False)
    for message in said:
        if not message.id:
            continue
        before = known.get(key_of(message))
        empty = "" if isinstance(message.id, str) else ("",) * old.num_plurals
        new.add(
            message.id,
            before.string if before and not before.fuzzy else empty,
            flags=message.flags - {"fuzzy"},
            context=message.context,
            user_comments=before.user_comments if before else (),
        )
    return new


def text_of(catalogue: Catalog) -> str:
    """A catalogue as its file holds it: in alphabetical order, without dates and names that change on their own."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, width=WIDTH, ignore_obsolete=True)
    header, *messages = buffer.getvalue().decode("utf-8").partition("\n\n")
    wanted = ("msgid", "msgstr", '"Project-Id', '"Language:', '"Plural', '"?', '"MIME', '"Content')
    kept = [
        line for line in header.splitlines() if line.startswith(wanted) or not line.startswith(("#", '"'))
    ]
    kept = [re.sub(r"Tracker VERSION|Tracker \\n", "Tracker", line) for line in kept]
    return "\n".join(kept) + "".join(messages)


def gaps(catalogue: Catalog) -> list[str]:
    """The messages that are not translated, or whose translation names other values than the source."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        parts = [message.string] if isinstance(message.string, str) else list(message.string)
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        shown = (f"[{message.context}] " if message.context else "") + sources[0]
        if message.fuzzy or not all(parts):
            found.append(f"not translated: {shown}")
            continue
        allowed = {name for source in sources for name in PLACEHOLDER.findall(source)}
        needed = set(PLACEHOLDER.findall(sources[-1])) - {"num"}
        for part in parts:
            named = set(PLACEHOLDER.findall(part))
            if named - allowed or (needed - named and len(parts) == 1):
                found.append(f"other values than in the source: {shown}")
                break
    return found


def main() -> None:
    """Bring every catalogue up to date, or with ``--check`` only say whether it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail when there is something to do"
    )
    check = parser.parse_args().check
    said = collected()
    failed = False
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/messages.po")):
        old = read(path)
        new = brought_up_to_date(old, said)
        missing = gaps(new)
        behind = {key_of(message) for message in old} ^ {key_of(message) for message in new}
        if not check:
            path.write_text(text_of(new), encoding="utf-8")
        elif behind:
            words = "\n  ".join(sorted(str(key[1]) for key in behind))
            print(
                f"{path.relative_to(ROOT)} is behind the code; run make strings. New or no longer said:\n  {words}"
            )
        for sentence in missing:
            print(f"  {sentence}")
        print(f"{path.parent.parent.name}: {len(new)} messages, {len(missing)} to do")
        failed = failed or bool(missing) or (check and bool(behind))
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
