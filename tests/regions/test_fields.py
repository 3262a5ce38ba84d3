"""The fields for regions take codes and names, and say which regions may be meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import Form

from tests.factories.regions import load_regions, make_region
from tracker.regions.fields import RegionField, RegionsField, words_besides

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class OneForm(Form):
    region = RegionField("Region", required=True)


class SomeForm(Form):
    regions = RegionsField("Regions", required=True)


class FreeForm(Form):
    region = RegionField("Region")


@pytest.fixture
def regions(database: Session) -> Session:
    load_regions(database)
    return database


def one(*values: str, **given: Any) -> OneForm:
    form = OneForm(MultiDict([("region", value) for value in values]), **given)
    form.validate()
    return form


def some(*values: str, **given: Any) -> SomeForm:
    form = SomeForm(MultiDict([("regions", value) for value in values] or [("other", "")]), **given)
    form.validate()
    return form


@pytest.mark.usefixtures("regions")
class TestOneRegion:
    def test_a_code_from_the_list_is_taken(self) -> None:
        form = one("RU-ALT", "")

        assert not form.errors
        assert form.region.data == "RU-ALT"

    @pytest.mark.parametrize("typed", ["алтайский край", "Altai Krai", "Барнаул", "ru-alt"])
    def test_a_name_that_says_one_region_is_taken(self, typed: str) -> None:
        assert one("", typed).region.data == "RU-ALT"

    def test_what_is_typed_wins_over_the_list(self) -> None:
        assert one("RU-MOW", "Томск").region.data == "RU-TOM"

    def test_a_name_of_several_regions_is_answered_with_their_names(self) -> None:
        form = one("", "Алтай")

        [sentence] = form.region.errors
        assert "Республика Алтай" in sentence
        assert "Алтайский край" in sentence
        assert form.region.typed == "Алтай"

    @pytest.mark.parametrize("typed", ["Атлантида", "область"])
    def test_a_name_of_none_or_of_very_many_is_answered_with_a_sentence(self, typed: str) -> None:
        form = one("", typed)

        [sentence] = form.region.errors
        assert typed in sentence
        assert form.region.data is None

    def test_a_required_region_is_asked_for(self) -> None:
        assert one("", "").region.errors

    def test_a_region_that_is_not_required_may_be_left_out(self) -> None:
        form = FreeForm(MultiDict({"region": ""}))

        assert form.validate()
        assert form.region.data is None

    def test_the_list_shows_the_countries_and_what_is_chosen(self) -> None:
        html = str(OneForm(region="RU-ALT").region())

        assert "<optgroup label=" in html
        assert 'selected value="RU-ALT"' in html
        assert "<noscript>" in html
        assert "style=" not in html

    def test_a_script_can_search_the_list_by_everyday_names(self) -> None:
        html = str(OneForm().region())

        assert re.search(r'data-search="[^"]*питер[^"]*" value="RU-SPE"', html)

    def test_the_words_to_search_by_say_once_what_the_name_does_not(self) -> None:
        words = words_besides("Республика Алтай", "республика алтай горный алтай горно-алтайск ru-al горный")

        assert words == "горный горно-алтайск ru-al"

    def test_what_was_typed_is_shown_again_without_becoming_markup(self) -> None:
        html = str(one("", '"><script>').region())

        assert "<script>" not in html
        assert "&gt;" in html


@pytest.mark.usefixtures("regions")
class TestSeveralRegions:
    def test_codes_and_names_come_together_each_once(self) -> None:
        form = some("RU-ALT", "RU-TOM", "Барнаул; Новосибирск, Омск")

        assert not form.errors
        assert form.regions.data == ["RU-ALT", "RU-TOM", "RU-NVS", "RU-OMS"]

    def test_the_understood_ones_stay_when_another_is_not(self) -> None:
        form = some("RU-TOM", "Омск, Алтай")

        assert len(form.regions.errors) == 1
        assert form.regions.data == ["RU-TOM", "RU-OMS"]
        assert form.regions.typed == "Алтай"

    def test_at_least_one_is_asked_for(self) -> None:
        assert some().regions.errors


def test_a_retired_region_is_kept_where_it_stands_and_offered_to_nobody_else(regions: Session) -> None:
    retired = make_region(regions, "RU-TVE")
    retired.active = False

    assert one("RU-TVE", region=retired).region.data == "RU-TVE"
    html = str(OneForm(region=retired).region())
    assert 'value="RU-TVE"' in html
    assert html.count("<optgroup") == 6
    assert one("RU-TVE").region.errors
    assert 'value="RU-TVE"' not in str(OneForm().region())


def test_the_fields_take_records_as_well_as_codes(regions: Session) -> None:
    assert FreeForm(region=make_region(regions, "RU-ALT")).region.data == "RU-ALT"
    assert SomeForm(regions=[make_region(regions, "RU-ALT"), "RU-TOM"]).regions.data == ["RU-ALT", "RU-TOM"]
