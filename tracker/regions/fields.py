"""Form fields for one region and for several.

A region is chosen from a list (which the script of the page turns into one with a search) or, without JavaScript, typed into
the text field beside it. Either way the form receives texts under one name: codes, or names that the finder understands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from babel.lists import format_list
from markupsafe import Markup
from wtforms import SelectField, SelectMultipleField, ValidationError
from wtforms.fields.choices import Choice
from wtforms.widgets import Select, html_params

from tracker.extensions import db
from tracker.i18n import _, current_locale
from tracker.regions import finder
from tracker.regions.countries import country_name
from tracker.regions.models import Region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tracker.i18n import LazyString
    from tracker.regions.finder import Entry, Index

    Groups = Iterator[tuple[Any, Iterable[Choice]]]  # label of the group, or none

BETWEEN_NAMES = re.compile(r"[,;\n]")
MOST_NAMED = 6
WITHOUT_SCRIPT = Markup(
    '<noscript><label class="form-hint" for="{0}-typed">{1}</label><input class="form-control" type="text" {2}></noscript>'
)


class NotOneRegionError(ValueError):
    """What was typed says no region, or not which one; the sentence is for the person who typed it."""


def region_meant(text: str, index: Index) -> Entry:
    """The one region that was typed; ``NotOneRegionError`` names those that may be meant."""
    meant = index.resolve(text)
    if len(meant) == 1:
        return meant[0]
    if not meant:
        raise NotOneRegionError(
            _("There is no region like “%(text)s” in the list. Check the spelling.", text=text)
        )
    if len(meant) > MOST_NAMED:
        raise NotOneRegionError(_("“%(text)s” could be many regions. Write the name in full.", text=text))
    names = format_list([entry.label for entry in meant], style="or", locale=current_locale())
    raise NotOneRegionError(_("Which region do you mean by “%(text)s”: %(names)s?", text=text, names=names))


@lru_cache(maxsize=4000)
def words_besides(name: str, search_words: str) -> str:
    """What a region is searched by besides the name that is read, each word once: the list is on many pages."""
    shown = set(name.casefold().split())
    return " ".join(dict.fromkeys(word for word in search_words.split() if word not in shown))


class RegionPicker(Select):
    """The list of regions, and for browsers without scripts a text field that takes the same as typed."""

    # The text field may answer instead, so the browser must not insist on the list.
    validation_attrs: list[str] = []  # noqa: RUF012  # declared in WTForms as the widget's own

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        kwargs["class"] = kwargs.get("class", "form-select").replace("form-control", "form-select")
        kwargs.setdefault("data-pick", True)
        label = _("or type the names, with a comma between them") if self.multiple else _("or type the name")
        typed = html_params(id=f"{field.id}-typed", name=field.name, value=field.typed, autocomplete="off")
        return super().__call__(field, **kwargs) + WITHOUT_SCRIPT.format(field.id, label, Markup(typed))  # noqa: S704  # html_params escapes


class _OffersRegions:
    """What both fields share: the regions on offer, country by country, and the reading of what was typed."""

    data: Any
    object_data: Any
    typed: str = ""
    only: frozenset[str] | None = None
    """The codes of the regions on offer besides those chosen; ``None`` for all."""

    @property
    def chosen(self) -> set[str]:
        """The codes chosen now."""
        return {self.data} if isinstance(self.data, str) else set(self.data or ())

    def has_groups(self) -> bool:
        return True

    def iter_groups(self) -> Groups:
        offered = finder.index(db.session()).offered(and_also=self.chosen)
        if self.only is not None:
            offered = [entry for entry in offered if entry.code in self.only or entry.code in self.chosen]
        for country, entries in groupby(offered, key=lambda entry: entry.country):
            yield country_name(country), [self._choice(entry) for entry in entries]

    def iter_choices(self) -> Iterator[Choice]:
        for _country, choices in self.iter_groups():
            yield from choices

    def _choice(self, entry: Entry) -> Choice:
        more = words_besides(entry.name, entry.search_words)
        return Choice(entry.code, entry.name, entry.code in self.chosen, {"data-search": more})

    def _taken(self, text: str, index: Index, kept: set[str]) -> str:
        """The code that the text says; a retired region only where it stood already."""
        entry = index.by_code.get(text)
        if entry is not None and (entry.active or entry.code in kept):
            return entry.code
        return region_meant(text, index).code


class RegionField(_OffersRegions, SelectField):
    """One region; ``data`` is its code, or ``None``."""

    widget = RegionPicker()

    def __init__(
        self, label: str | LazyString, *, required: bool = False, blank: str | LazyString = "", **kwargs: Any
    ) -> None:
        self.required = required
        self.blank = blank
        super().__init__(label, choices=[], validate_choice=False, **kwargs)
        self.flags.required = required

    def iter_groups(self) -> Groups:
        yield None, [Choice("", str(self.blank), not self.data, {})]
        yield from super().iter_groups()

    def process_data(self, value: Region | str | None) -> None:
        self.data = value.code if isinstance(value, Region) else value or None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if not valuelist:
            return
        kept = self.chosen
        given = [text.strip() for text in valuelist if text.strip()]
        if not given:
            self.data = None
            return
        index = finder.index(db.session())
        self.data = given[0] if given[0] in index.by_code else None
        self.typed = given[-1]  # the text field comes after the list, and who fills it in means it
        self.data = self._taken(self.typed, index, kept)
        self.typed = ""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # the signature of WTForms
        if self.required and self.data is None and not self.process_errors:
            raise ValidationError(_("Choose a region."))


class RegionsField(_OffersRegions, SelectMultipleField):
    """Any number of regions; ``data`` is a list of their codes, each once."""

    widget = RegionPicker(multiple=True)

    def __init__(self, label: str | LazyString, *, required: bool = False, **kwargs: Any) -> None:
        self.required = required
        super().__init__(label, choices=[], validate_choice=False, **kwargs)
        self.flags.required = required

    def process_data(self, value: Iterable[Region | str] | None) -> None:
        self.data = [each.code if isinstance(each, Region) else each for each in value or ()]

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        index = finder.index(db.session())
        kept, codes = self.chosen, {}
        sentences, misunderstood = [], []
        for text in self._names(valuelist, index):
            try:
                codes[self._taken(text, index, kept)] = True
            except NotOneRegionError as error:
                sentences.append(str(error))
                misunderstood.append(text)
        self.data, self.typed = list(codes), ", ".join(misunderstood)
        if sentences:
            raise ValueError(" ".join(sentences))

    def _names(self, valuelist: Sequence[str], index: Index) -> Iterator[str]:
        for value in valuelist:
            text = value.strip()
            if text and len(index.resolve(text)) == 1:
                yield text
            else:
                yield from filter(None, (name.strip() for name in BETWEEN_NAMES.split(text)))

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # the signature of WTForms
        if self.required and not self.data and not self.process_errors:
            raise ValidationError(_("Choose at least one region."))
