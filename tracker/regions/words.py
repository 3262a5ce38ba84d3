"""Names of regions reduced to what two people who type the same name in different ways have in common.

Cyrillic and Latin letters meet in one plain Latin spelling: «Якутия», «якутия», "Yakutia" and "Jakutija" come close to
each other, «Алтай», "Altay", "Altaj" and "Altai" become the same. Words that only say what kind of region it is
(«край», «обл.», "Republic of") are told apart from the telling ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from tracker.regions.terms import RegionKind

CYRILLIC = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхыэіўқғңөұүһәј", "abvgdeziiklmnoprstufhieiukgnouuhai", strict=True))
    | dict(zip("жцчшщюяїє", ("zh", "ts", "ch", "sh", "sch", "iu", "ia", "i", "e"), strict=True))
    | {"ъ": "", "ь": ""},
)
SPELLINGS = "shch=sch kh=h gh=g tz=ts x=ks q=k w=v y=i j=i ie=e"
LATIN = tuple(tuple(pair.split("=")) for pair in SPELLINGS.split())
APOSTROPHES = re.compile("['`‘’ʻʼʹ]")  # soft signs of transliteration: they part no words
LATIN_LETTER = re.compile("[a-z]")
NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
DOUBLED = re.compile(r"([a-z])\1+")

ON_RUSSIAN_KEYS = "йцукенгшщзхъфывапролджэячсмитьбю"
ON_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
TO_RUSSIAN_KEYS = str.maketrans(ON_LATIN_KEYS, ON_RUSSIAN_KEYS)
TO_LATIN_KEYS = str.maketrans(ON_RUSSIAN_KEYS, ON_LATIN_KEYS)

K = RegionKind
KIND_WORDS: tuple[tuple[re.Pattern[str], frozenset[RegionKind]], ...] = (
    (re.compile("krai|kraia|kraiu|kraem|krae|teritori"), frozenset({K.KRAI})),
    (re.compile("obl|oblast[a-z]*|voblast"), frozenset({K.OBLAST, K.AUTONOMOUS_OBLAST})),
    (re.compile("resp|respublik[a-z]*|republic|republik"), frozenset({K.REPUBLIC})),
    (re.compile("ao|avtonomn[a-z]*|autonomous"), frozenset({K.AUTONOMOUS_OKRUG, K.AUTONOMOUS_OBLAST})),
    (re.compile("okrug[a-z]*"), frozenset({K.AUTONOMOUS_OKRUG})),
    (re.compile("g|gorod|goroda|gorode|citi"), frozenset({K.FEDERAL_CITY, K.CITY})),
    (re.compile("of|the|and|v|i|region|regiona|regione|province|district|oblisi|viloiati|marz"), frozenset()),
)


def fold(text: str) -> str:
    """The plain Latin words of a name, one blank between them: «Орёл» is ``orel``, "Khanty-Mansi" is ``hanti mansi``."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    plain = APOSTROPHES.sub("", plain).translate(CYRILLIC)
    for typed, heard in LATIN:
        plain = plain.replace(typed, heard)
    return DOUBLED.sub(r"\1", NOT_A_LETTER.sub(" ", plain)).strip()


def from_other_keyboard(text: str) -> str:
    """The same keys on the other keyboard: «fknfq» was meant as «алтай»."""
    typed = text.casefold()
    return typed.translate(TO_RUSSIAN_KEYS if LATIN_LETTER.search(typed) else TO_LATIN_KEYS)


@dataclass(frozen=True, slots=True)
class Words:
    """A name taken apart: the words that tell, and the kinds of region that the other words allow."""

    telling: tuple[str, ...]
    kinds: frozenset[RegionKind]


def take_apart(text: str) -> Words:
    """Tell the words of a name from those that say its kind; when several words limit the kind, all of them do."""
    folded = fold(text).split()
    if len(folded) == 1 and len(folded[0]) == 1:
        return Words(tuple(folded), frozenset())
    telling: list[str] = []
    kinds: frozenset[RegionKind] = frozenset()
    for word in folded:
        meant = _kinds_of(word)
        if meant is None:
            telling.append(word)
        elif meant:
            kinds = (kinds & meant) or meant
    if not telling and not kinds:
        telling = folded
    return Words(tuple(telling), kinds)


def _kinds_of(word: str) -> frozenset[RegionKind] | None:
    """The kinds that a word stands for, empty when it says nothing at all; ``None`` for a telling word."""
    return next((kinds for pattern, kinds in KIND_WORDS if pattern.fullmatch(word)), None)


@lru_cache(maxsize=4000)
def telling_name(name: str) -> str:
    """A name to sort by, as people look it up: «Республика Коми» under К."""
    words = re.findall(r"[\w-]+", name.casefold().replace("ё", "е"))
    return " ".join([word for word in words if _kinds_of(fold(word)) is None] or words)
