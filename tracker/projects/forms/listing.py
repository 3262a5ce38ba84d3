"""The fields of the filter of a list; ``filters`` reads what they send."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, SelectMultipleField, StringField

from tracker.forms import AddressForm, TermField, TermsField
from tracker.i18n import _l, _lp
from tracker.projects.filters import FACETS, Round, Shown, Sort
from tracker.projects.terms import Field, LifeSign, SectorMix, Stage, Visibility
from tracker.regions.fields import RegionsField

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracker.projects.filters import Filter


class SearchForm(AddressForm):
    """The one field that stays in view."""

    q = StringField(_l("Search in titles, problems, places, partners"))


class FilterForm(AddressForm):
    """What a list can be narrowed to by hand, besides the text; the rest of a filter comes from links."""

    region = RegionsField(_l("Region"))
    field = TermsField(_l("Field"), Field)
    stage = TermsField(_lp("field", "Stage"), Stage)
    mix = TermField(_l("Sectors"), SectorMix, blank=_lp("filter", "Any"))
    state = TermField(_lp("partnership", "State"), Shown)
    tag = SelectMultipleField(_l("Tag"), choices=[])
    round = TermField(_l("Round"), Round, blank=_lp("filter", "Any"))
    life = TermField(_l("Sign of life"), LifeSign, blank=_lp("filter", "Any"))
    visibility = TermField(_l("Who sees it"), Visibility, blank=_lp("filter", "Any"))
    mine = BooleanField(_l("Only mine"))
    sort = TermField(_l("Order"), Sort)

    @staticmethod
    @cache
    def with_facets(names: tuple[str, ...]) -> type[FilterForm]:
        """The form with a field for each of these facets, which packages above have added."""
        facets = (FACETS[name] for name in names)
        fields = {
            facet.name: TermField(facet.label, facet.terms, blank=_lp("filter", "Any")) for facet in facets
        }
        return type(FilterForm.__name__, (FilterForm,), fields)

    @property
    def facets(self) -> list[Any]:
        """The fields of the facets that are offered."""
        return [self[name] for name in FACETS if name in self]

    @classmethod
    def of(
        cls,
        chosen: Filter,
        *,
        tags: Sequence[str],
        for_visitor: bool,
        only_regions: Iterable[str] | None = None,
    ) -> FilterForm:
        """The fields filled with a filter; a visitor gets those about the public part, ``only_regions`` are on offer."""
        values: dict[str, Any] = {
            "region": list(chosen.regions),
            "field": list(chosen.fields),
            "stage": list(chosen.stages),
            "mix": chosen.mix,
            "state": chosen.shown,
            "tag": list(chosen.tags),
            "round": chosen.round,
            "life": chosen.life,
            "visibility": chosen.visibility,
            "mine": chosen.mine,
            "sort": chosen.sort,
        }
        offered = tuple(name for name, facet in FACETS.items() if facet.is_offered)
        form = cls.with_facets(offered)(formdata=None, data={**values, **chosen.facets})
        form.region.only = None if only_regions is None else frozenset(only_regions)
        form.tag.choices = [(tag, tag) for tag in dict.fromkeys([*chosen.tags, *tags])]
        if for_visitor:
            for name in ("life", "visibility", "mine", *offered):
                delattr(form, name)
        return form
