"""A region: a first-level subdivision of a country by its ISO 3166-2 code, with its names in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Json, Recorded, TermType, Versioned
from tracker.i18n import current_language
from tracker.regions.countries import country_name
from tracker.regions.terms import RegionKind
from tracker.regions.words import fold

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import Mapper


class Region(Versioned, Recorded, Base):
    """A subdivision that records name; a retired one stays with the records that name it and is offered no more."""

    __tablename__ = "regions"
    __table_args__ = (Index("ix_regions_country_position", "country", "position"),)

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    country: Mapped[str] = mapped_column(String(2))
    kind: Mapped[RegionKind] = mapped_column(TermType(RegionKind))
    name_en: Mapped[str] = mapped_column(String(120))
    name_ru: Mapped[str] = mapped_column(String(120))
    short_ru: Mapped[str] = mapped_column(String(60), default="")
    aliases: Mapped[list[str]] = mapped_column(Json, default=list)
    search_key: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_ru if current_language() == "ru" else self.name_en

    @property
    def short_name(self) -> str:
        """The name for narrow places, such as «ЯНАО» or «Томская обл.»."""
        return self.short_ru if self.short_ru and current_language() == "ru" else self.name

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return country_name(self.country)

    @property
    def all_names(self) -> list[str]:
        """Every name that people know the region by, the official ones first."""
        return [name for name in (self.name_ru, self.name_en, self.short_ru, *self.aliases) if name]

    def __str__(self) -> str:
        return self.name


@event.listens_for(Region, "before_insert")
@event.listens_for(Region, "before_update")
def _keep_search_key(_mapper: Mapper[Any], _connection: Connection, region: Region) -> None:
    region.search_key = " | ".join(dict.fromkeys(fold(name) for name in region.all_names))
