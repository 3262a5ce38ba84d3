"""A grid in which every federal subject has a tile of one size: Moscow can be seen as well as Yakutia.

The places follow the map as far as twelve columns allow, so that the tiles fit on a phone. The layout and the abbreviations were made
for Tracker.
"""

from __future__ import annotations

from dataclasses import dataclass

GRID = """
.   .   MUR .   .   NEN .   YAN .   .   .   CHU
.   SPE KR  ARK .   KO  .   KHM .   KYA SA  MAG
KGD LEN NGR VLG KOS KIR PER SVE TYU TOM IRK KAM
PSK TVE YAR IVA NIZ ME  UD  CHE OMS KEM BU  KHA
SMO KLU MOW VLA CU  TA  BA  KGN NVS KK  ZAB AMU
BRY TUL MOS RYA MO  ULY SAM .   ALT TY  YEV SAK
KRS ORL LIP TAM PNZ SAR ORE .   AL  .   PRI .
.   BEL VOR ROS VGG .   .   .   .   .   .   .
.   KDA AD  STA KL  AST .   .   .   .   .   .
.   KC  KB  SE  IN  CE  DA  .   .   .   .   .
"""
EMPTY = "."
SHORT = {
    "AD": "Адг", "AL": "РАл", "ALT": "Алт", "AMU": "Аму", "ARK": "Арх", "AST": "Аст", "BA": "Баш", "BEL": "Бел", "BRY": "Брн",
    "BU": "Бур", "CE": "Чеч", "CHE": "Чел", "CHU": "Чук", "CU": "Чув", "DA": "Даг", "IN": "Инг", "IRK": "Ирк", "IVA": "Ива",
    "KAM": "Кам", "KB": "КБР", "KC": "КЧР", "KDA": "Крд", "KEM": "Кем", "KGD": "Клд", "KGN": "Кур", "KHA": "Хаб", "KHM": "ХМА",
    "KIR": "Кир", "KK": "Хак", "KL": "Клм", "KLU": "Клж", "KO": "Кми", "KOS": "Кос", "KR": "Кар", "KRS": "Крс", "KYA": "Кря",
    "LEN": "Лен", "LIP": "Лип", "MAG": "Маг", "ME": "Мар", "MO": "Мрд", "MOS": "МО", "MOW": "Мск", "MUR": "Мур", "NEN": "Нен",
    "NGR": "Нвг", "NIZ": "Ниж", "NVS": "Нск", "OMS": "Омс", "ORE": "Орб", "ORL": "Орл", "PER": "Прм", "PNZ": "Пен", "PRI": "При",
    "PSK": "Пск", "ROS": "Рос", "RYA": "Ряз", "SA": "Яку", "SAK": "Схл", "SAM": "Сам", "SAR": "Сар", "SE": "РСО", "SMO": "Смо",
    "SPE": "СПб", "STA": "Ств", "SVE": "Све", "TA": "Тат", "TAM": "Там", "TOM": "Том", "TUL": "Тул", "TVE": "Тве", "TY": "Тыв",
    "TYU": "Тюм", "UD": "Удм", "ULY": "Улн", "VGG": "Влг", "VLA": "Вла", "VLG": "Вол", "VOR": "Вор", "YAN": "Яма", "YAR": "Яро",
    "YEV": "ЕАО", "ZAB": "Заб",
}  # fmt: skip
"""What a tile is marked with in Russian; in English it is the code of the region."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the tile of a region stands, from 1, and how it is marked in Russian."""

    code: str
    column: int
    row: int
    short_ru: str

    @property
    def short_en(self) -> str:
        return self.code.removeprefix("RU-")


def _places() -> tuple[Place, ...]:
    return tuple(
        Place(f"RU-{name}", column, row, SHORT[name])
        for row, line in enumerate(GRID.split("\n")[1:-1], start=1)
        for column, name in enumerate(line.split(), start=1)
        if name != EMPTY
    )


PLACES = _places()
COLUMNS = max(place.column for place in PLACES)
