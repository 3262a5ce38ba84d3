"""The administrator's form for one region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import HiddenField

from tracker.forms import Form, LongTextField, TermField, TextField
from tracker.i18n import _l
from tracker.regions.terms import RegionKind

if TYPE_CHECKING:
    from collections.abc import Sequence


class AliasesField(LongTextField):
    """Further names, one on a line; ``data`` is a list."""

    data: Any

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "\n".join(self.data or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        lines = "\n".join(valuelist).replace(";", "\n").splitlines()
        self.data = [line.strip() for line in lines if line.strip()]


class RegionForm(Form):
    """The names and the kind of a region; its code cannot be changed once it is in use."""

    name_ru = TextField(_l("Name in Russian"), required=True, max_length=120)
    name_en = TextField(_l("Name in English"), required=True, max_length=120)
    short_ru = TextField(
        _l("Short name in Russian"),
        max_length=60,
        description=_l("For narrow places, such as “ЯНАО”. Leave it empty if the name is short already."),
    )
    kind = TermField(_l("Kind"), RegionKind)
    aliases = AliasesField(
        _l("Also known as"),
        description=_l(
            "Former and everyday names, the main city: one on a line. The region is found by them."
        ),
    )


class NewRegionForm(RegionForm):
    """A region that is not in the list yet."""

    code = TextField(
        _l("ISO 3166-2 code"),
        required=True,
        max_length=6,
        description=_l(
            "Two letters of the country, a hyphen, and the code of the region: FR-IDF for Île-de-France."
        ),
    )


def _as_number(text: str | int | None) -> int | None:
    return int(text) if text is not None and str(text).isdecimal() else None


class RegionEditForm(RegionForm):
    """A region with the version that the administrator has before their eyes."""

    version = HiddenField(filters=[_as_number])
