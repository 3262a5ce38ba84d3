"""The columns of a list of alumni: what their headings are called in Russian and English, and how their cells are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tracker.accounts.services import clean_email
from tracker.errors import DomainError
from tracker.i18n import LazyString, _, _lp
from tracker.partners.terms import Sector
from tracker.people.naming import LONGEST_SKILL, MOST_SKILLS, fold, split_skills
from tracker.people.terms import Reach
from tracker.terms import Term

if TYPE_CHECKING:
    from tracker.regions.finder import Index

LONGEST = {"name": 200, "phone": 60, "organisation": 500, "position": 200, "cohort": 100}
PHONE = re.compile(r"[\d\s()+\-.,;доб/ext№#*]+", re.IGNORECASE)
FEWEST_DIGITS = 5
LONGEST_BOX, LONGEST_ADDRESS = 64, 254
PLAIN_BOX = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*")
"""What stands before the @ of most addresses: letters, digits and dots between them, as any mail server takes them."""
NOT_IN_WORDS = re.compile(r"[^\w@]+|_+")


class Column(Term):
    """What a column of a list can mean."""

    headings: tuple[str, ...]

    NAME = (
        "name",
        _lp("column", "Name"),
        (
            "фио|фамилия имя отчество|фамилия и имя|имя и фамилия|имя фамилия|фамилия имя|участник|"
            "выпускник|полное имя|name|full name|name and surname|alumnus"
        ),
    )
    LAST_NAME = "last_name", _lp("column", "Surname"), "фамилия|surname|last name|family name"
    FIRST_NAME = "first_name", _lp("column", "First name"), "имя|first name|given name"
    PATRONYMIC = "patronymic", _lp("column", "Patronymic"), "отчество|patronymic|middle name"
    EMAIL = (
        "email",
        _lp("column", "E-mail"),
        (
            "e-mail|email|e mail|почта|эл почта|электронная почта|электронный адрес|"
            "адрес электронной почты|mail|мейл|имейл"
        ),
    )
    PHONE = (
        "phone",
        _lp("column", "Phone"),
        (
            "телефон|тел|мобильный|мобильный телефон|номер телефона|контактный телефон|phone|mobile|"
            "telephone|phone number"
        ),
    )
    COHORT = "cohort", _lp("column", "Cohort"), "набор|поток|выпуск|группа|когорта|cohort|intake|class"
    SECTOR = "sector", _lp("column", "Sector"), "сектор|сфера|sector"
    REGION = "region", _lp("column", "Region"), "регион|субъект|субъект рф|область|region|subdivision"
    ORGANISATION = (
        "organisation",
        _lp("column", "Organisation"),
        "организация|место работы|компания|работа|учреждение|organisation|organization|company|employer",
    )
    POSITION = "position", _lp("column", "Position"), "должность|position|job title|title|job"
    SKILLS = (
        "skills",
        _lp("column", "Skills"),
        "навыки|умения|компетенции|экспертиза|skills|competences|expertise",
    )
    ENTRY = (
        "entry",
        _lp("column", "Shown in the directory"),
        (
            "показывать в справочнике|показывать в каталоге|согласие на показ|"
            "согласие на показ в справочнике|shown in the directory|directory"
        ),
    )
    CONTACTS = (
        "contacts",
        _lp("column", "Contacts shown"),
        "показывать контакты|кому показывать контакты|согласие на контакты|contacts shown|contact consent",
    )
    CONSENTED = (
        "consented",
        _lp("column", "Day of consent"),
        "дата согласия|день согласия|day of consent|date of consent|consent date",
    )

    def __init__(self, code: str, label: LazyString, headings: str) -> None:
        super().__init__(code, label)
        self.headings = tuple(headings.split("|"))


PARTS_OF_NAME = (Column.LAST_NAME, Column.FIRST_NAME, Column.PATRONYMIC)
EXPORTED = tuple(column for column in Column if column not in PARTS_OF_NAME)
"""The columns of the template and of exported lists."""


def plain_heading(text: str) -> str:
    """A heading as it is compared: words only."""
    return " ".join(NOT_IN_WORDS.sub(" ", fold(text)).split())


BY_HEADING = {plain_heading(heading): column for column in Column for heading in column.headings}


def column_of(heading: str) -> Column | None:
    """What a heading means; nothing when nobody knows."""
    return BY_HEADING.get(plain_heading(heading))


def guess(headings: list[str]) -> list[str]:
    """For each heading the code of what it means, each at most once; the rest is left open."""
    taken: set[Column] = set()
    codes = []
    for heading in headings:
        column = column_of(heading)
        if column is None or column in taken:
            codes.append("")
            continue
        taken.add(column)
        codes.append(column.code)
    return codes


SECTORS = {
    Sector.GOVERNMENT: (
        "government|власть|государство|государственный|органы власти|гос|государственный сектор|"
        "госсектор|public|public sector|муниципалитет|муниципальный"
    ),
    Sector.BUSINESS: (
        "business|бизнес|коммерческий|коммерция|предпринимательство|предприниматель|private|private sector"
    ),
    Sector.NONPROFIT: (
        "nonprofit|non profit|нко|некоммерческий|некоммерческий сектор|общественный|"
        "третий сектор|ngo|npo|civil society"
    ),
}
REACHES = {
    Reach.NOBODY: "nobody|to nobody|никому|нет|no|не показывать|0|-|не согласен|не согласна|отказ",
    Reach.STAFF: (
        "staff|to programme staff|сотрудникам программы|программе|команде программы|"
        "programme staff|programme|да|yes|1|согласен|согласна|+"
    ),
    Reach.ALUMNI: (
        "alumni|to programme staff and other alumni|сотрудникам программы и другим выпускникам|"
        "выпускникам|другим выпускникам|всем выпускникам|other alumni|to other alumni"
    ),
}
SECTOR_WORDS = {plain_heading(word): sector for sector, words in SECTORS.items() for word in words.split("|")}
REACH_WORDS = {fold(word): reach for reach, words in REACHES.items() for word in words.split("|")}
"""A plain "yes" counts as little as it may mean: programme staff."""


@dataclass(slots=True)
class Cells:
    """What a row says: values by the code of their column, and a sentence for each cell that cannot be taken."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


class Reader:
    """Reads the cells of many rows; what a text means is found out once."""

    def __init__(self, regions: Index, today: date) -> None:
        self.regions = regions
        self.today = today
        self.known: dict[tuple[Column, str], Any] = {}
        self.domains: set[str] = set()
        """Those that stood in a valid address before: most people of a list share a few."""
        self.readers: dict[Column, Callable[[str], Any]] = {
            Column.EMAIL: self._email,
            Column.PHONE: _phone,
            Column.SECTOR: _sector,
            Column.REGION: self._region,
            Column.SKILLS: _skills,
            Column.ENTRY: _reach,
            Column.CONTACTS: _reach,
            Column.CONSENTED: self._day,
        }

    def read(self, row: list[str], columns: list[Column | None]) -> Cells:
        """The values of a row; empty cells say nothing."""
        cells = Cells()
        for text, column in zip(row, columns, strict=False):
            if column is None or not text:
                continue
            try:
                cells.values[column.code] = self._value(column, text)
            except DomainError as error:
                cells.problems[column.code] = str(error)
        _put_name_together(cells)
        return cells

    def _value(self, column: Column, text: str) -> Any:
        reader = self.readers.get(column)
        if reader is None:
            return _line(text, LONGEST.get(column.code, 200))
        if column in {Column.EMAIL, Column.PHONE}:
            return reader(text)
        key = (column, text)
        if key not in self.known:
            try:
                self.known[key] = reader(text)
            except DomainError as error:
                self.known[key] = error
        found = self.known[key]
        if isinstance(found, DomainError):
            raise found
        return found

    def _email(self, text: str) -> str:
        text = text.removeprefix("mailto:").strip(" <>;,")
        address = text.strip().lower() if text.isascii() else text
        box, _at, domain = address.partition("@")
        is_short = len(box) <= LONGEST_BOX and len(address) <= LONGEST_ADDRESS
        if is_short and domain in self.domains and PLAIN_BOX.fullmatch(box):
            return address
        clean = clean_email(text)
        if clean == address:
            self.domains.add(domain)
        return clean

    def _region(self, text: str) -> str:
        found = self.regions.resolve(text)
        if len(found) == 1:
            return found[0].code
        if not found:
            raise DomainError(_("There is no region “%(text)s”.", text=text))
        names = ", ".join(entry.name for entry in found[:3])
        raise DomainError(_("“%(text)s” may be several regions: %(names)s.", text=text, names=names))

    def _day(self, text: str) -> datetime:
        for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
            try:
                day = datetime.strptime(text, form).replace(tzinfo=UTC)
            except ValueError:
                continue
            if day.date() > self.today:
                raise DomainError(_("This day has not come yet."))
            return day
        raise DomainError(_("“%(text)s” is not a day. Write it like 31.05.2026.", text=text))


def _put_name_together(cells: Cells) -> None:
    parts = [cells.values.pop(column.code, "") for column in PARTS_OF_NAME]
    if "name" not in cells.values and any(parts):
        cells.values["name"] = " ".join(part for part in parts if part)
    if not cells.values.get("name") and "name" not in cells.problems:
        cells.problems["name"] = _("The name is missing.")


def _line(text: str, longest: int) -> str:
    line = " ".join(text.split())
    if len(line) > longest:
        raise DomainError(_("At most %(max)d characters.", max=longest))
    return line


def _phone(text: str) -> str:
    phone = _line(text, LONGEST["phone"])
    if not PHONE.fullmatch(phone) or sum(sign.isdigit() for sign in phone) < FEWEST_DIGITS:
        raise DomainError(_("“%(text)s” is not a phone number.", text=text[:60]))
    return phone


def _sector(text: str) -> Sector:
    sector = SECTOR_WORDS.get(plain_heading(text))
    if sector is None:
        names = ", ".join(str(each) for each in Sector)
        raise DomainError(
            _("“%(text)s” is not a sector. Write one of: %(names)s.", text=text[:60], names=names)
        )
    return sector


def _reach(text: str) -> Reach:
    reach = REACH_WORDS.get(fold(text))
    if reach is None:
        names = ", ".join(f"“{each}”" for each in Reach)
        raise DomainError(
            _("“%(text)s” does not say to whom. Write one of: %(names)s.", text=text[:60], names=names)
        )
    return reach


def _skills(text: str) -> list[str]:
    names = split_skills(text)
    if len(names) > MOST_SKILLS:
        raise DomainError(_("Not more than %(most)d skills.", most=MOST_SKILLS))
    for name in names:
        if len(name) > LONGEST_SKILL:
            raise DomainError(
                _("“%(skill)s…” is too long for a skill: a few words are enough.", skill=name[:20])
            )
    return names
