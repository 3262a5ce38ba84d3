"""How names, skills and texts of people are compared: without case, «ё» like «е», words of a name in any order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

LONGEST_SKILL = 60
MOST_SKILLS = 30


def fold(text: str) -> str:
    """Text as it is compared: composed letters, small, one blank between words."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace("ё", "е").split())


def name_key(name: str) -> str:
    """The same for «Иванова Анна» and «Анна ИВАНОВА»."""
    return " ".join(sorted(fold(name.replace(",", " ")).split()))[:200]


def tidy_skills(given: Iterable[str]) -> list[str]:
    """Skills as they are kept: each once whatever its case, in the order in which they were given."""
    kept: dict[str, str] = {}
    for skill in given:
        text = " ".join(skill.replace("\x00", "").split()).strip(" #.")
        if text:
            kept.setdefault(fold(text), text)
    return list(kept.values())


def split_skills(text: str) -> list[str]:
    """Skills from one text, with commas, semicolons or line ends between them."""
    return tidy_skills(text.replace(";", ",").replace("\n", ",").split(","))
