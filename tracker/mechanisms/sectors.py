"""Which sectors a text speaks of, by the beginnings of words; the classifier of joint work needs to know who takes part."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.mechanisms.reading import Piece
from tracker.partners.terms import Sector

BEGINNINGS = {
    Sector.GOVERNMENT: """
        администрац минист правительств департамент мэр муниципал комитет управлен
        губернатор дум депутат чиновник власт ведомств горздрав облздрав минздрав мчс полици школ гимнази лице
        больниц поликлиник библиотек музе интернат роддом госпитал лесхоз лесничеств заповедник инспекц
        роспотребнадзор росприроднадзор собес соцзащит сельсовет префектур участков военкомат прокуратур
        council ministr government municip authorit mayor county department prefectur police school hospital
        clinic library museum state brigade nhs governor parliament embassy
    """,
    Sector.BUSINESS: """
        компани завод фабрик банк фирм ооо оао пао зао ип предприят предпринимател бизнес магазин аптек сет
        комбинат холдинг корпорац агрохолдинг ферм хлебозавод пекарн кафе ресторан мебельн типограф оператор
        перевозчик застройщик автосалон кооператив студи агентств страхов лесозаготовит шахт карьер супермаркет
        company firm bank factory plant shop business supermarket pharmac brewery mill mine farm dealer bakery
        corporat ltd plc insurer studio agency hotel restaurant cafe garage builder retailer carrier quarr
    """,
    Sector.NONPROFIT: """
        нко общественн фонд ассоциац союз общество волонт доброволь активист благотворит объединен правозащит
        движени клуб совет ветеран инвалид пенсионер родител хор приход храм церк монастыр община профсоюз
        ngo charit associat volunteer foundation trust club society communit activist church parish union
        choir congregat parents friends hospice scouts guild fellowship mosque nonprofit
    """,
}
PATTERNS = {
    sector: re.compile(rf"(?:{'|'.join(sorted(beginnings.split(), key=len, reverse=True))})")
    for sector, beginnings in BEGINNINGS.items()
}
MOST = 5
"""Mentions beyond this many say nothing more."""


def mentioned(read: Sequence[Piece]) -> list[float]:
    """Who is spoken of, in numbers.

    How often each sector is mentioned (up to five times, divided by five), in the order of ``Sector``; which combination of sectors
    it is, as seven numbers of which at most one is 1; and how many sectors at most meet in one passage, divided by three.
    """
    in_passages = [_sectors_of(piece) for piece in read]
    counts = [sum(found[place] for found in in_passages) for place in range(len(PATTERNS))]
    combination = sum(1 << place for place, count in enumerate(counts) if count)
    return [
        *(min(count, MOST) / MOST for count in counts),
        *(float(combination == number) for number in range(1, 1 << len(PATTERNS))),
        max((sum(count > 0 for count in found) for found in in_passages), default=0) / len(PATTERNS),
    ]


LOUD = 3
"""How often a combination is said, so that it is heard among the words of a passage."""


def features(piece: Piece) -> list[str]:
    """Which sectors meet in a passage, as features beside its words."""
    letters = "".join(
        sector.code[0] for sector, count in zip(PATTERNS, _sectors_of(piece), strict=True) if count
    )
    return [f"§{letters}"] * LOUD if letters else []


def _sectors_of(piece: Piece) -> list[int]:
    return [sum(pattern.match(word) is not None for word in piece.words) for pattern in PATTERNS.values()]
