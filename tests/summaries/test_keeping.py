"""The kept counts are what a full count gives, whatever is done and by which way."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from tests.factories.accounts import make_alumnus
from tests.factories.mechanisms import make_mechanism
from tests.factories.projects import make_member, make_participation, make_partnership
from tests.factories.regions import make_region
from tests.factories.resources import make_commitment, make_delivery, make_money, make_need
from tracker.database import utc_now
from tracker.extensions import db
from tracker.mechanisms.terms import MechanismType
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.projects.models import FurtherField, Partnership, StageVisit, partnership_regions
from tracker.projects.services import record
from tracker.projects.terms import Field, Stage, TeamRole, Visibility
from tracker.resources.models import Commitment, Delivery, Need
from tracker.resources.terms import CommitmentState, ResourceKind
from tracker.summaries import keeping, parts, proof, records, touching
from tracker.summaries.models import PartnershipCount, PartnershipFacts

if TYPE_CHECKING:
    from flask import Flask

TODAY = utc_now().date()


def wrong(session: Session) -> list[str]:
    """What is kept otherwise than it is counted."""
    session.commit()
    return list(proof.differences(session.connection()))


def make_rich(session: Session) -> Partnership:
    """A partnership with something in every table that counts."""
    made = make_partnership(
        session,
        regions=("RU-ALT", "RU-TOM"),
        partners=(Sector.BUSINESS, Sector.GOVERNMENT),
        main_field=Field.SPORT,
        municipality="Barnaul",
    )
    make_need(made)
    make_money(made, "1500")
    make_delivery(make_commitment(made, due_on=TODAY - timedelta(days=5)))
    make_mechanism(made)
    session.commit()
    return made


# --- random changes ---------------------------------------------------------------------------------------------------


def turn_visible(made: Partnership, chance: int) -> None:
    made.visibility = list(Visibility)[chance % len(Visibility)]


def move(made: Partnership, chance: int) -> None:
    made.stage = list(Stage)[chance % len(Stage)]


def end(made: Partnership, chance: int) -> None:
    made.ended_on = TODAY - timedelta(days=chance) if chance % 2 else None


def archive(made: Partnership, chance: int) -> None:
    made.archived_at = utc_now() if chance % 2 else None


def fall_silent(made: Partnership, chance: int) -> None:
    made.alive_on = TODAY - timedelta(days=100 * chance)


def go_elsewhere(made: Partnership, chance: int) -> None:
    made.regions = made.regions[chance % 2 :]


def change_fields(made: Partnership, chance: int) -> None:
    made.main_field = list(Field)[chance] if chance % 2 else None
    made.further_fields = [FurtherField(field=field) for field in list(Field)[: chance % 3]]


def start(made: Partnership, chance: int) -> None:
    made.started_on = TODAY - timedelta(days=20 * chance) if chance % 3 else None


def come_from(made: Partnership, chance: int) -> None:
    for broker in made.brokers:
        broker.cohort = ("", "2019", "2020")[chance % 3]


def leave(made: Partnership, chance: int) -> None:
    if made.participations:
        made.participations[0].left_on = TODAY + timedelta(days=chance - 5)


def join(made: Partnership, chance: int) -> None:
    make_participation(made, list(Sector)[chance % 3], joined_on=TODAY - timedelta(days=chance)).joined_on = (
        TODAY + timedelta(days=chance - 5)
    )


def change_sector(made: Partnership, chance: int) -> None:
    if made.participations:
        made.participations[-1].organisation.sector = list(Sector)[chance % 3]


def change_promises(made: Partnership, chance: int) -> None:
    session = db.session()
    for place, each in enumerate(session.query(Commitment).filter_by(partnership_id=made.id)):
        each.state = list(CommitmentState)[(chance + place) % len(CommitmentState)]
        each.due_on = TODAY + timedelta(days=7 * (chance - 5)) if chance % 3 else None
        each.value_amount = Decimal(chance) if chance % 2 else None


def cancel(made: Partnership, chance: int) -> None:
    session = db.session()
    found = session.query(Delivery).join(Commitment).filter(Commitment.partnership_id == made.id)
    for each in found:
        each.cancelled_on = TODAY if chance % 2 else None


def drop_needs(made: Partnership, chance: int) -> None:
    session = db.session()
    for each in session.query(Need).filter_by(partnership_id=made.id):
        each.dropped_on = TODAY if chance % 2 else None
        each.kind = list(ResourceKind)[chance % len(ResourceKind)]


CHANGES = (
    turn_visible,
    move,
    end,
    archive,
    fall_silent,
    go_elsewhere,
    change_fields,
    start,
    come_from,
    leave,
    join,
    change_sector,
    change_promises,
    cancel,
    drop_needs,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 10)), max_size=6))
def test_whatever_changes_the_counts_stay_right(database: Session, changes: list[tuple[object, int]]) -> None:
    made = make_rich(database)
    for change, chance in changes:
        change(made, chance)  # type: ignore[operator]  # one of the functions above
        database.flush()

    assert wrong(database) == []


# --- ways ---------------------------------------------------------------------------------------------------------------


def test_a_rich_partnership_adds_to_every_topic(database: Session) -> None:
    made = make_rich(database)
    make_mechanism(make_partnership(database)).decided_type = MechanismType.PROCEDURAL
    make_delivery(database.query(Commitment).filter_by(kind=ResourceKind.MONEY).one(), "500")
    database.commit()

    topics = {topic for (topic,) in database.query(PartnershipCount.topic).distinct()}

    assert topics >= {
        "cohort",
        "delivered_value",
        "field",
        "flawed",
        "mechanism",
        "need",
        "overdue",
        "partnership",
        "promise_overdue",
        "promised_value",
        "sectors",
        "silent",
        "stage",
        "town",
    }
    assert database.get(PartnershipFacts, made.id) is not None
    assert wrong(database) == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {
            "visibility": Visibility.REGION,
            "main_field": Field.SPORT,
            "municipality": "Barnaul",
            "problem": "Too little sport",
            "target_group": " ",
            "started_on": TODAY - timedelta(days=40),
        },
    ],
)
def test_a_first_save_is_counted_as_it_would_be_read(database: Session, said: dict[str, object]) -> None:
    for code in ("RU-ALT", "RU-TOM"):
        make_region(database, code)
    broker = make_alumnus(database, cohort="Набор 2024")
    database.commit()
    made = record.record(database, title="Sport", regions=["RU-ALT", "RU-TOM"], by=broker, **said)
    touched = touching.take_touched(database)
    ((number, save),) = touched.first_saves.items()

    ((found, rows),) = records.read(database.connection(), number, number)
    known, known_rows = records.of_first_save(number, save)

    assert (touched.known, touched.new, number) == (set(), set(), made.id)
    assert known == found
    assert {part: sorted(some) for part, some in known_rows.items()} == {
        part: sorted(some) for part, some in rows.items()
    }
    touching.touch(database, [number])


def test_what_follows_the_first_save_is_read(database: Session) -> None:
    made = make_partnership(database)
    make_need(made)

    touched = touching.take_touched(database)
    touching.touch(database, [made.id])

    assert (touched.new, touched.first_saves) == ({made.id}, {})


def test_a_person_in_the_team_touches_the_partnership(database: Session) -> None:
    made = make_rich(database)

    make_member(made, make_alumnus(database, cohort="2020"), TeamRole.BROKER)
    database.flush()

    assert made.id in database.info[touching.TOUCHED]


def test_statements_over_many_rows_are_seen(database: Session) -> None:
    made = make_rich(database)
    database.execute(update(Partnership).where(Partnership.id == made.id).values(stage=Stage.BUILDING))
    database.execute(
        update(Delivery)
        .where(Delivery.commitment_id.in_(database.query(Commitment.id).filter_by(partnership_id=made.id)))
        .values(cancelled_on=TODAY)
    )
    database.execute(delete(Need).where(Need.partnership_id == made.id))
    database.execute(insert(FurtherField), [{"partnership_id": made.id, "field": Field.HEALTH}])
    database.execute(delete(partnership_regions).where(partnership_regions.c.region_code == "RU-TOM"))

    assert wrong(database) == []


def test_statements_that_cannot_be_followed_are_refused(database: Session) -> None:
    first, second = make_rich(database), make_rich(database)
    moved = update(Need).where(Need.partnership_id == first.id).values(partnership_id=second.id)

    with pytest.raises(touching.Untold, match="of_partnerships"):
        database.execute(update(Organisation).values(sector=Sector.BUSINESS))
    with pytest.raises(touching.Untold):
        database.execute(moved)
    database.execute(moved.execution_options(of_partnerships=(first.id, second.id)))

    assert wrong(database) == []


def test_what_is_taken_back_is_not_counted(database: Session) -> None:
    made = make_rich(database)
    inner = database.begin_nested()
    made.stage = Stage.EVALUATION
    keeping.settle(database)
    inner.rollback()
    database.flush()

    assert wrong(database) == []


def test_a_partnership_that_is_gone_is_counted_no_more(database: Session) -> None:
    made = make_partnership(database)
    database.commit()
    for model in (StageVisit, FurtherField):
        database.execute(delete(model).where(model.partnership_id == made.id))
    touching.touch(database, {made.id})
    database.execute(text("DELETE FROM team_members WHERE partnership_id = :id"), {"id": made.id})
    database.execute(text("DELETE FROM partnership_regions WHERE partnership_id = :id"), {"id": made.id})
    database.execute(delete(Partnership).where(Partnership.id == made.id))

    assert wrong(database) == []
    assert database.get(PartnershipFacts, made.id) is None


def test_the_proof_finds_what_went_wrong_and_the_rebuild_mends_it(database: Session) -> None:
    first, second = make_rich(database), make_rich(database)
    database.execute(text("UPDATE partnerships SET stage = 'everyday' WHERE id = :id"), {"id": first.id})
    database.execute(text("DELETE FROM partnership_facts WHERE id = :id"), {"id": second.id})
    database.execute(text("UPDATE partnership_counts SET number = number + 1 WHERE topic = 'town'"))

    found = wrong(database)
    for _number in keeping.rebuild(database):
        pass

    assert [name for name in found if name.startswith(f"partnership {first.id}: kept")]
    assert f"partnership {second.id}: not counted" in found
    assert [name for name in found if name.startswith("town all")]
    assert wrong(database) == []


def test_who_leads_nothing_in_a_region_any_more_is_not_kept_there(database: Session) -> None:
    made = make_partnership(database, by=make_alumnus(database), regions=("RU-ALT",))
    make_region(database, "RU-NVS")
    database.commit()

    record.edit(made, by=None, regions=["RU-NVS"])
    database.commit()

    of = PartnershipCount
    assert database.scalars(select(of.place).where(of.topic == "leader_region")).all() == ["RU-NVS"]


def test_the_proof_finds_somebody_who_is_kept_where_they_lead_nothing(database: Session) -> None:
    make_partnership(database, by=make_alumnus(database))
    database.commit()
    database.execute(
        text(
            "INSERT INTO partnership_counts (topic, span, place, visibility, state, key, day, number) "
            "VALUES ('leader_region', 'group', 'RU-NVS', 'programme', '', '1', '', 0)"
        )
    )

    found = wrong(database)
    for _number in keeping.rebuild(database):
        pass

    assert len(found) == 1
    assert found[0].startswith("leader_region group RU-NVS")
    assert wrong(database) == []


def test_where_nothing_was_counted_whatever_is_left_goes(database: Session) -> None:
    make_rich(database)
    database.execute(text("UPDATE partnership_counts SET number = number + 1"))
    database.execute(text("UPDATE partnership_marks SET until = since"))
    database.execute(text("DELETE FROM partnership_facts"))

    for _number in keeping.rebuild(database):
        pass

    assert wrong(database) == []


def test_the_commands_rebuild_and_prove(own_app: Flask) -> None:
    with own_app.app_context():
        make_rich(db.session())
        db.session.execute(text("UPDATE partnership_counts SET number = number + 1 WHERE topic = 'town'"))
        db.session.commit()
        db.session.remove()
    runner = own_app.test_cli_runner()

    proved, rebuilt, proved_again = (
        runner.invoke(args=["stats", command]) for command in ("verify", "rebuild", "verify")
    )

    assert proved.exit_code == 1
    assert "town all programme active Barnaul: 2 kept, 1 counted" in proved.output
    assert "partnerships up to" in rebuilt.output
    assert proved_again.exit_code == 0, proved_again.output


def test_every_table_that_is_read_is_watched() -> None:
    read = {
        table.name  # type: ignore[attr-defined]  # tables, no subqueries
        for statement in records.RANGE
        for part in getattr(statement, "selects", [statement])
        for source in part.get_final_froms()
        for table in getattr(source, "_from_objects", [source])
        if not hasattr(table, "left")
    }

    assert {name for name in read if name != "later"} <= touching.WATCHED | {"mechanism_proposals"}


@pytest.mark.parametrize("numbers", [(), (5,), (1, 2, 3), (1, 3, 4, 9)])
def test_neighbours_are_read_together(numbers: tuple[int, ...]) -> None:
    ranges = list(keeping.neighbours(numbers))

    assert [number for low, high in ranges for number in range(low, high + 1)] == list(numbers)
    assert all(after[0] > before[1] + 1 for before, after in pairwise(ranges))


def test_parts_survive_being_written() -> None:
    given = parts.Parts({("town", "Нижний Тагил", ""): 1, ("sectors", "3", "2026-01-01"): -1})

    assert parts.read(parts.written(given)) == given
    assert parts.read("") == parts.Parts()


def test_two_transactions_that_change_one_partnership_see_each_other(own_app: Flask) -> None:
    """The second waits for the first, and counts what both have changed."""
    with own_app.app_context():
        number = make_rich(db.session()).id
        engine = db.engine
        db.session.remove()
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")

    with Session(engine) as first, Session(engine) as second:
        first.add(Need(partnership_id=number, kind=ResourceKind.PREMISES, description="A hall"))
        second.get_one(Partnership, number).stage = Stage.BUILDING
        second.flush()
        keeping.settle(first)
        waiting = threading.Thread(target=second.commit)
        waiting.start()
        first.commit()
        waiting.join(30)
        assert not waiting.is_alive()

    with Session(engine) as session:
        assert wrong(session) == []
