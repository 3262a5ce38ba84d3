"""How like two partnerships are: the points, their order, and the twin in SQL."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories.evaluation_lessons import make_lesson
from tests.factories.projects import make_partnership
from tracker.database import utc_now
from tracker.evaluation.lessons import library, similarity
from tracker.evaluation.lessons.similarity import Profile, score
from tracker.mechanisms.models import Mechanism
from tracker.mechanisms.terms import MechanismType
from tracker.partners.terms import Sector
from tracker.projects.models import Partnership
from tracker.projects.terms import Field, Stage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

TODAY = utc_now().date()
PROFILES = st.builds(
    Profile,
    mechanism=st.none() | st.sampled_from(list(MechanismType)),
    fields=st.frozensets(st.sampled_from(list(Field)), max_size=3),
    sectors=st.frozensets(st.sampled_from(list(Sector))),
)


@given(PROFILES, PROFILES)
def test_likeness_is_the_same_both_ways_and_never_more_than_to_oneself(here: Profile, there: Profile) -> None:
    assert score(here, there) == score(there, here)
    assert 0 <= score(here, there) <= score(here, here) <= 7


@given(PROFILES, PROFILES, PROFILES)
def test_a_mechanism_in_common_counts_for_more_than_all_else(
    here: Profile, same: Profile, other: Profile
) -> None:
    if here.mechanism is None or same.mechanism is not here.mechanism or other.mechanism is here.mechanism:
        return

    assert score(here, same) > score(here, other)


@given(PROFILES)
def test_what_is_not_known_gives_no_point(here: Profile) -> None:
    assert score(here, Profile()) == 0


# --- in the database ----------------------------------------------------------------------------------------------------


def make_kinds(database: Session) -> list[Partnership]:
    """Partnerships that differ in all that counts."""
    made = []
    for mechanism, fields, sectors in product(
        (None, MechanismType.COMPETITIVE, MechanismType.PROCEDURAL),
        ((), (Field.HEALTH,), (Field.SPORT, Field.HEALTH)),
        ((), (Sector.BUSINESS,), (Sector.BUSINESS, Sector.NONPROFIT), tuple(Sector)),
    ):
        partnership = make_partnership(
            database,
            partners=sectors,
            main_field=fields[0] if fields else None,
            further_fields=list(fields[1:]),
        )
        if mechanism is not None:
            database.add(Mechanism(partnership=partnership, decided_type=mechanism))
        made.append(partnership)
    database.flush()
    return made


def test_the_points_in_sql_are_those_in_python(database: Session) -> None:
    partnerships = make_kinds(database)
    profiles = {each.id: similarity.profile_of(each, TODAY) for each in partnerships}

    for here in partnerships[::5]:
        query = (
            select(Partnership.id, similarity.score_in_sql(profiles[here.id], TODAY))
            .outerjoin(Mechanism, Mechanism.partnership_id == Partnership.id)
            .order_by(Partnership.id)
        )
        counted = {row[0]: row[1] for row in database.execute(query)}
        assert counted == {number: score(profiles[here.id], there) for number, there in profiles.items()}


def test_lessons_come_by_likeness_then_by_help_then_by_day(database: Session) -> None:
    here = make_partnership(database, main_field=Field.HEALTH, partners=[Sector.BUSINESS, Sector.NONPROFIT])
    database.add(Mechanism(partnership=here, decided_type=MechanismType.COMPETITIVE))
    make_lesson(here, "Our own", is_shared=True)
    texts = [
        ("mechanism", {}, MechanismType.COMPETITIVE, 0),
        (
            "field and sectors",
            {"main_field": Field.HEALTH, "partners": [Sector.BUSINESS, Sector.NONPROFIT]},
            None,
            0,
        ),
        ("field", {"main_field": Field.HEALTH}, None, 0),
        ("sectors", {"partners": [Sector.NONPROFIT, Sector.BUSINESS]}, None, 0),
        ("nothing, but it helped", {}, None, 3),
        ("nothing", {}, None, 0),
    ]
    for text, details, mechanism, helped in reversed(texts):
        there = make_partnership(database, **details)
        if mechanism is not None:
            database.add(Mechanism(partnership=there, decided_type=mechanism))
        make_lesson(there, text, is_shared=True).helped = helped
    make_lesson(make_partnership(database), "another stage", is_shared=True, stage=Stage.EVALUATION)
    database.flush()

    like = (here, similarity.profile_of(here, TODAY))
    query = library.shelves(here.created_by, library.LibraryFilter(stages=(Stage.START,)), TODAY, like=like)

    found = [library.shelf_of(row).lesson.text for row in database.execute(query).unique()]
    assert found == [text for text, *_more in texts]
