"""Marks are found on the days on which they hold, and what is wrong with them is named and mended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from tests.factories.partners import make_organisation
from tests.factories.projects import make_partnership
from tests.outcomes.world import TODAY
from tracker.partners.terms import Sector
from tracker.projects.models import Participation
from tracker.projects.terms import PartnerRole
from tracker.summaries import keeping, likeness, marked, marks, proof
from tracker.summaries.models import PartnershipMark

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.partners.models import Organisation
    from tracker.projects.models import Partnership


def twins(session: Session, day: date = TODAY, kind: str = likeness.SAME_TITLE) -> set[int]:
    session.commit()
    found = session.execute(marked.twins(day, (kind,)))
    return {number for _kind, number in found}


def make_of(session: Session, organisations: list[Organisation], title: str) -> Partnership:
    made = make_partnership(session, title=title)
    made.participations += [
        Participation(organisation=each, role=PartnerRole.PARTNER) for each in organisations
    ]
    session.flush()
    return made


def test_the_same_title_counts_in_the_same_region(database: Session) -> None:
    first = make_partnership(database, title="Школьный сад", regions=("RU-TOM", "RU-ALT"))
    second = make_partnership(database, title="ШКОЛЬНЫЙ сад", regions=("RU-ALT",))
    make_partnership(database, title="Школьный сад", regions=("RU-MOS",))
    make_partnership(database, title="Школьный сад и огород", regions=("RU-ALT",))

    assert twins(database) == {first.id, second.id}
    second.archived_at = second.created_at
    assert twins(database) == set()


def test_the_same_partners_are_those_of_the_day(database: Session) -> None:
    organisations = [make_organisation(database, sector=sector) for sector in Sector]
    first = make_of(database, organisations, "First")
    second = make_of(database, organisations[:2], "Second")
    first.participations[2].left_on = TODAY + timedelta(days=10)
    database.flush()

    days = [TODAY, TODAY + timedelta(days=9), TODAY + timedelta(days=10)]
    found = [twins(database, day, likeness.SAME_PARTNERS) for day in days]
    assert found == [set(), set(), {first.id, second.id}]
    second.ended_on = TODAY
    assert twins(database, days[2], likeness.SAME_PARTNERS) == set()


def test_one_partner_in_common_says_nothing(database: Session) -> None:
    organisations = [make_organisation(database)]
    make_of(database, organisations, "First")
    make_of(database, organisations, "Second")

    assert twins(database, kind=likeness.SAME_PARTNERS) == set()


def test_the_proof_finds_wrong_marks_and_the_rebuild_mends_them(database: Session) -> None:
    first, second, third = (make_partnership(database) for _number in range(3))
    database.commit()
    for statement in (
        "DELETE FROM partnership_marks WHERE partnership_id = :first",
        "UPDATE partnership_marks SET key = key - 1 WHERE partnership_id = :second AND kind = 'same_title'",
        "INSERT INTO partnership_marks (kind, key, partnership_id, since, until) VALUES ('x', 1, :none, '', '')",
    ):
        numbers = {"first": first.id, "second": second.id, "none": third.id + 1}
        used = {name: number for name, number in numbers.items() if f":{name}" in statement}
        database.execute(text(statement), used)

    found = list(proof.differences(database.connection()))
    for _number in keeping.rebuild(database):
        pass

    assert found == [
        f"partnership {number}: marked otherwise" for number in (first.id, second.id, third.id + 1)
    ]
    assert list(proof.differences(database.connection())) == []


def test_a_flaw_that_comes_later_is_marked_with_its_day(database: Session) -> None:
    made = make_partnership(database)
    database.commit()
    mark = database.scalars(select(PartnershipMark).where(PartnershipMark.kind == "long_stay")).one()

    assert mark.partnership_id == made.id
    assert mark.key == made.alive_on.toordinal()
    assert mark.since > TODAY.isoformat()
    assert not database.scalars(select(PartnershipMark).where(PartnershipMark.kind == marks.SILENT)).all()
