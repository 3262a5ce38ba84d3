"""Names of organisations: what stays when legal form, quotes, case and the order of words are taken away."""

from __future__ import annotations

from tracker import search

LONGEST = 500

COMPANIES = "ооо оао зао ао пао нао ип кфх гуп муп фгуп кгкп тос тсж снт"
ASSOCIATIONS = "ано нко нп ноо нно оо роо моо мроо мбо гоо оро соо чоу ноу"
INSTITUTIONS = "гу му фгу огу мку мау мбу гку гау гбу фгбу фгау фгку огбу огау огку кгбу кгау кгку"
SCHOOLS = "моу мбоу маоу мкоу гоу гбоу гаоу мбдоу мадоу мдоу мкдоу мбудо маудо фгбоу фгаоу фгбоувпо во впо"
CULTURE = "мбук маук мук гбук гаук гук кгбук"
HEALTH = "муз мбуз мауз гуз гбуз гауз гкуз фгбуз кгбуз кгкуз огбуз огауз"
ABROAD = "llc llp ltd inc corp co plc gmbh ag ngo npo limited incorporated corporation jsc ojsc pjsc cjsc"
ABBREVIATIONS = frozenset(
    f"{COMPANIES} {ASSOCIATIONS} {INSTITUTIONS} {SCHOOLS} {CULTURE} {HEALTH} {ABROAD}".split()
)
"""Legal forms in short."""

IN_FULL = (
    "общество с ограниченной ответственностью",
    "открытое акционерное общество",
    "закрытое акционерное общество",
    "публичное акционерное общество",
    "непубличное акционерное общество",
    "акционерное общество",
    "индивидуальный предприниматель",
    "автономная некоммерческая организация",
    "некоммерческое партнёрство",
    "некоммерческая организация",
    "федеральное государственное бюджетное образовательное учреждение высшего образования",
    "федеральное государственное автономное образовательное учреждение высшего образования",
    "муниципальное бюджетное общеобразовательное учреждение",
    "муниципальное автономное общеобразовательное учреждение",
    "муниципальное казённое общеобразовательное учреждение",
    "муниципальное бюджетное дошкольное образовательное учреждение",
    "муниципальное бюджетное учреждение культуры",
    "муниципальное бюджетное учреждение дополнительного образования",
    "государственное бюджетное учреждение здравоохранения",
    "государственное автономное учреждение здравоохранения",
    "муниципальное бюджетное учреждение",
    "муниципальное автономное учреждение",
    "муниципальное казённое учреждение",
    "государственное бюджетное учреждение",
    "государственное автономное учреждение",
    "государственное казённое учреждение",
    "краевое государственное бюджетное учреждение",
    "областное государственное бюджетное учреждение",
    "федеральное государственное бюджетное учреждение",
    "межрегиональная общественная организация",
    "всероссийская общественная организация",
    "общероссийская общественная организация",
    "региональная общественная организация",
    "республиканская общественная организация",
    "краевая общественная организация",
    "областная общественная организация",
    "городская общественная организация",
    "районная общественная организация",
    "местная общественная организация",
    "общественная организация",
    "limited liability company",
    "joint stock company",
    "non profit organization",
    "non profit organisation",
    "non governmental organization",
    "non governmental organisation",
)
"""Legal forms in full, a longer one before those that are its parts."""

SMALL_WORDS = frozenset({"и", "the", "of", "and"})

_PHRASES = sorted((tuple(search.stems(phrase)) for phrase in IN_FULL), key=len, reverse=True)


def telling_words(name: str) -> list[str]:
    """The words of a name in their order, without its legal form; all of them when there is nothing else."""
    words = search.words(name)
    kept = [word for word in _without_phrases(words) if word not in ABBREVIATIONS]
    return kept or words


def name_key(name: str) -> str:
    """The same for one name written in different ways: «ООО "Ромашка"» and «Ромашка, общество с ограниченной ответственностью»."""
    words = telling_words(name)
    return " ".join(sorted([word for word in words if word not in SMALL_WORDS] or words))[:LONGEST]


def sort_name(name: str) -> str:
    """What a name is looked up by in a list."""
    return " ".join(telling_words(name))[:LONGEST]


def _without_phrases(words: list[str]) -> list[str]:
    stems = [search.stem(word) for word in words]
    kept: list[str] = []
    place = 0
    while place < len(words):
        length = next(
            (len(phrase) for phrase in _PHRASES if tuple(stems[place : place + len(phrase)]) == phrase), 0
        )
        if not length:
            kept.append(words[place])
        place += length or 1
    return kept
