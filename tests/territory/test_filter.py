"""A filter goes into an address and comes back the same."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from tests.factories.accounts import make_official, make_programme_staff
from tracker.projects import filters
from tracker.projects.filters import Filter, Limits, Round, Shown, Sort
from tracker.projects.terms import ContinuationDecision, Field, LifeSign, SectorMix, Stage, Visibility
from tracker.territory.addresses import arguments_of
from tracker.territory.looking import look

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TODAY = date(2026, 11, 26)
words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def some(terms: Any) -> Any:
    return st.lists(st.sampled_from(list(terms)), unique=True, max_size=3).map(tuple)


def one(terms: Any) -> Any:
    return st.one_of(st.none(), st.sampled_from(list(terms)))


chosen_filters = st.builds(
    Filter,
    text=st.one_of(st.just(""), words),
    regions=some(["RU-ALT", "RU-TOM", "RU-MOW"]),
    municipality=st.one_of(st.just(""), words),
    fields=some(Field),
    stages=some(Stage),
    mix=one(SectorMix),
    shown=st.sampled_from(list(Shown)),
    tags=st.lists(words, unique=True, max_size=2).map(tuple),
    round=one(Round),
    decision=one(ContinuationDecision),
    organisation=st.one_of(st.none(), st.integers(1, 10**6)),
    mine=st.booleans(),
    life=one(LifeSign),
    visibility=one(Visibility),
    alive_before=st.one_of(st.none(), days),
    started_from=st.one_of(st.none(), days),
    started_to=st.one_of(st.none(), days),
    broker=st.one_of(st.none(), st.integers(1, 10**6)),
    cohort=st.one_of(st.just(""), words),
    facets=st.builds(
        lambda names, pick: {
            name: list(filters.FACETS[name].terms)[pick % len(list(filters.FACETS[name].terms))]
            for name in names
        },
        st.lists(st.sampled_from(["need", "promises", "mechanism"]), unique=True, max_size=2),
        st.integers(0, 40),
    ),
    sort=st.sampled_from(list(Sort)),
)


@given(chosen_filters)
def test_every_filter_survives_the_way_through_an_address(chosen: Filter) -> None:
    again, remarks = filters.parse(MultiDict(arguments_of(chosen)))

    assert again.key == chosen.key
    assert remarks == []


def looking(user: Any, **arguments: Any) -> Any:
    return look(user, arguments, today=TODAY, limits=Limits())


def test_an_official_looks_at_the_own_regions_and_is_told_when_others_were_asked_for(
    database: Session,
) -> None:
    person = make_official(database, "RU-ALT", "RU-TOM")

    assert looking(person).codes == ("RU-ALT", "RU-TOM")
    assert looking(person, region=["RU-TOM"]).codes == ("RU-TOM",)
    elsewhere = looking(person, region=["RU-MOW"])
    assert elsewhere.codes == ("RU-ALT", "RU-TOM")
    assert len(elsewhere.remarks) == 1


def test_staff_look_at_all_regions_or_those_they_choose(database: Session) -> None:
    person = make_programme_staff(database)

    assert looking(person).codes == ()
    assert looking(person, region=["RU-MOW"]).codes == ("RU-MOW",)


def test_order_and_the_usual_state_are_no_narrowing(database: Session) -> None:
    person = make_official(database)

    assert not looking(person).is_narrowed
    assert not looking(person, state=["active"], sort=["title"], region=["RU-ALT"]).is_narrowed
    assert looking(person, field=["sport"]).is_narrowed
    assert looking(person, state=["ended"]).is_narrowed
