"""The report of a period stays as it was: what is replayed comes out the same after any change, what is frozen is kept."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.accounts import make_admin, make_alumnus, make_official, make_programme_staff
from tests.factories.partners import make_organisation
from tests.factories.projects import make_participation, make_partnership
from tests.factories.regions import make_region
from tests.factories.resources import make_commitment
from tracker.database import at, utc_now
from tracker.errors import DomainError
from tracker.i18n import in_language
from tracker.money import Money, Totals
from tracker.outcomes import composing, keeping, reports
from tracker.outcomes.replay import replay
from tracker.partners.terms import Sector
from tracker.projects.services import continuation, life, partners, record, stages
from tracker.projects.terms import ContinuationDecision, PartnershipState, Stage, Visibility
from tracker.resources import services as resources
from tracker.resources.sums import COUNTED
from tracker.resources.terms import ResourceKind, ValuationMethod

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.visitor import Visitor
    from tracker.accounts.models import User
    from tracker.outcomes.replay import Replayed
    from tracker.projects.models import Partnership
    from tracker.resources.models import Commitment

FIRST, LAST = date(2025, 3, 1), date(2025, 6, 30)
OPERATIONS = (
    "move", "continue", "end", "reopen", "archive", "restore", "hide", "show", "join", "leave",
    "promise", "revalue", "deliver", "cancel", "withdraw",
)  # fmt: skip
steps = st.tuples(st.sampled_from(OPERATIONS), st.integers(0, 2), st.integers(0, 6))
lives = st.lists(steps, max_size=25)
some = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Programme:
    """Three partnerships to which things happen, and a plain tally of what happened when."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.broker: User = make_alumnus(session)
        self.all: list[Partnership] = []
        self.commitments: list[Commitment] = []
        self.happened: list[tuple[str, date, Any]] = []

    def begin(self) -> None:
        for _number in range(3):
            self.all.append(make_partnership(self.session, by=self.broker))
            make_participation(self.all[-1])
            self.happened.append(("created", utc_now().date(), None))
            self.happened.append(("partner_joined", utc_now().date(), None))

    def go_through(self, life_of: list[tuple[str, int, int]], *, since: datetime) -> None:
        """One thing after another, two days apart; what is refused does not happen."""
        for number, (what, which, detail) in enumerate(life_of):
            with at(since + timedelta(days=2 * number)):
                nested = self.session.begin_nested()
                try:
                    getattr(self, what)(self.all[which], detail)
                except (DomainError, IndexError):
                    nested.rollback()
                else:
                    nested.commit()

    def note(self, kind: str, detail: Any = None) -> None:
        self.happened.append((kind, utc_now().date(), detail))

    def move(self, each: Partnership, detail: int) -> None:
        stage = list(Stage)[detail]
        stages.move(each, stage, by=self.broker, reason="Because")
        self.note("stage_moved", stage)

    def continue_(self, each: Partnership, detail: int) -> None:
        decision = list(ContinuationDecision)[detail % 3]
        continuation.decide(each, decision, by=self.broker, reason="Because")
        self.note("ended" if decision is ContinuationDecision.END else "continued", decision)

    def end(self, each: Partnership, _detail: int) -> None:
        life.end(each, by=self.broker, on=utc_now().date(), reason="Done")
        self.note("ended")

    def reopen(self, each: Partnership, _detail: int) -> None:
        life.reopen(each, by=self.broker, reason="It goes on")

    def archive(self, each: Partnership, _detail: int) -> None:
        record.archive(each, by=self.broker, reason="Twice")

    def restore(self, each: Partnership, _detail: int) -> None:
        record.restore(each, by=self.broker)

    def hide(self, each: Partnership, _detail: int) -> None:
        record.set_visibility(each, Visibility.TEAM, by=self.broker)

    def show(self, each: Partnership, _detail: int) -> None:
        record.set_visibility(each, Visibility.REGION, by=self.broker)

    def join(self, each: Partnership, detail: int) -> None:
        make_participation(each, list(Sector)[detail % 3])
        self.note("partner_joined")

    def leave(self, each: Partnership, detail: int) -> None:
        partners.partner_left(each.participations[detail], on=utc_now().date(), reason="", by=self.broker)
        self.note("partner_left")

    def promise(self, each: Partnership, detail: int) -> None:
        is_money = detail % 2 == 0
        kind = ResourceKind.MONEY if is_money else ResourceKind.PREMISES
        given: dict[str, Any] = (
            {"amount": Decimal(100 + detail)} if is_money else {"value_amount": Decimal(50 + detail)}
        )
        if not is_money:
            given["method"] = ValuationMethod.AGREED_ESTIMATE
        self.commitments.append(
            make_commitment(
                each.participations[0],
                kind=kind,
                currency=("RUB", "EUR")[detail % 3 == 0],
                **given,
            )
        )
        self.note("commitment_agreed", kind)

    def revalue(self, each: Partnership, detail: int) -> None:
        commitment = self.promise_of(each, detail)
        field = "amount" if commitment.is_money else "value_amount"
        resources.change(commitment, by=self.broker, reason="More", **{field: Decimal(1000 + detail)})

    def deliver(self, each: Partnership, detail: int) -> None:
        commitment = self.promise_of(each, detail)
        part = Decimal(10 + detail)
        resources.deliver(
            commitment,
            by=self.broker,
            delivered_on=utc_now().date(),
            amount=part if commitment.is_money else None,
            value_amount=None if commitment.is_money else part,
        )

    def cancel(self, each: Partnership, detail: int) -> None:
        commitment = self.promise_of(each, detail)
        resources.cancel_delivery(commitment.deliveries[0], by=self.broker, reason="Twice")

    def withdraw(self, each: Partnership, detail: int) -> None:
        resources.withdraw(self.promise_of(each, detail), by=self.broker, reason="No")

    def promise_of(self, each: Partnership, detail: int) -> Commitment:
        mine = [commitment for commitment in self.commitments if commitment.partnership is each]
        return mine[detail % len(mine)] if mine else mine[0]

    # --- what a plain look at the records says now ---------------------------------------------------------------

    def shown(self) -> list[Partnership]:
        return [each for each in self.all if each.visibility.reaches_programme]

    def now(self) -> dict[str, Any]:
        self.session.expire_all()
        seen = self.shown()
        promised = [each for each in self.commitments if each.partnership in seen and each.state in COUNTED]
        return {
            "states": Counter(each.state for each in seen),
            "stages": Counter(each.stage for each in seen if each.is_active),
            "reached": Counter(stage for each in seen for stage in {visit.stage for visit in each.visits}),
            "promised": Counter(each.kind for each in promised),
            "values": {
                kind: Totals(each.value for each in promised if each.kind is kind)
                for kind in {each.kind for each in promised if each.value is not None}
            },
            "arrived": self.arrived(seen),
        }

    def arrived(self, seen: list[Partnership]) -> dict[ResourceKind, Totals]:
        """The value of what arrived in the period and was not taken back."""
        found: dict[ResourceKind, Totals] = {}
        for commitment in self.commitments:
            for part in commitment.current_deliveries if commitment.partnership in seen else []:
                if FIRST <= part.delivered_on <= LAST and part.value_amount is not None:
                    totals = found.setdefault(commitment.kind, Totals())
                    totals.add(Money(part.value_amount, part.currency))
        return found


setattr(Programme, "continue", Programme.continue_)


def told(found: Replayed) -> dict[str, Any]:
    """What a replay says, under the names of the plain look."""
    return {
        "states": found.states,
        "stages": found.stages,
        "reached": found.reached,
        "promised": found.promised,
        "values": {kind: totals for kind, totals in found.promised_value.items() if totals},
        "arrived": {kind: totals for kind, totals in found.arrived_value.items() if totals},
    }


def instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@some
@given(before=lives, after=lives)
def test_a_period_comes_out_as_it_was_whatever_happens_later(
    database: Session, before: list[Any], after: list[Any]
) -> None:
    make_region(database, "RU-ALT")
    savepoint = database.begin_nested()
    programme = Programme(database)
    with at(instant(FIRST - timedelta(days=20))):
        programme.begin()
    programme.go_through(before, since=instant(FIRST - timedelta(days=10)))
    was = programme.now()
    at_once = told(replay(database, FIRST, LAST))

    programme.go_through(after, since=instant(LAST + timedelta(days=1)))
    later = told(replay(database, FIRST, LAST))
    savepoint.rollback()
    database.expunge_all()  # SQLite gives the numbers of what was rolled back to others

    assert at_once == was
    assert later == was


@some
@given(life_of=lives)
def test_what_happened_in_the_period_is_counted_by_its_day(database: Session, life_of: list[Any]) -> None:
    make_region(database, "RU-ALT")
    savepoint = database.begin_nested()
    programme = Programme(database)
    with at(instant(FIRST - timedelta(days=20))):
        programme.begin()
    allowed = [step for step in life_of if step[0] not in {"hide", "archive"}]
    programme.go_through(allowed, since=instant(FIRST - timedelta(days=10)))
    found = replay(database, FIRST, LAST)
    savepoint.rollback()
    database.expunge_all()  # SQLite gives the numbers of what was rolled back to others

    in_period = [(kind, detail) for kind, day, detail in programme.happened if FIRST <= day <= LAST]
    counted = Counter(kind for kind, _detail in in_period)
    for kind, number in found.events.items():
        if kind.code in {"created", "stage_moved", "continued", "ended", "partner_joined", "partner_left"}:
            assert number == counted[kind.code], kind
    assert found.entered == Counter(detail for kind, detail in in_period if kind == "stage_moved")
    assert found.decisions == Counter(
        detail for kind, detail in in_period if isinstance(detail, ContinuationDecision)
    )
    assert sum(found.agreed.values()) == counted["commitment_agreed"]
    assert sum(sum(counts.values()) for counts in found.by_month.values()) == sum(found.events.values())


def test_a_report_is_kept_as_it_was_made(database: Session) -> None:
    staff = make_programme_staff(database)
    with at(instant(FIRST)):
        made = make_partnership(database, partners=[Sector.BUSINESS, Sector.NONPROFIT])
        commitment = make_commitment(made.participations[0])
    run = reports.make(database, by=staff, first=FIRST, last=LAST)
    kept = {language: reports.figures_in(run, language) for language in ("ru", "en")}

    resources.deliver(commitment, by=made.created_by, delivered_on=utc_now().date(), amount=Decimal(5))
    stages.move(made, Stage.EVERYDAY, by=made.created_by, reason="Because")
    life.end(made, by=made.created_by, on=utc_now().date(), reason="Done")
    make_partnership(database, partners=[Sector.GOVERNMENT])
    database.expire_all()
    again = reports.make(database, by=make_admin(database), first=FIRST, last=LAST)

    assert again is run, "a period has one report"
    assert {language: reports.figures_in(again, language) for language in ("ru", "en")} == kept
    for language in ("ru", "en"):
        assert reports.replayed_again(database, run, language) == reports.kept_of(run, language)


def test_what_only_teams_see_is_not_in_the_report_of_an_administrator(database: Session) -> None:
    with at(instant(FIRST)):
        make_partnership(database)
        make_partnership(database, visibility=Visibility.TEAM)
    run = reports.make(database, by=make_admin(database), first=FIRST, last=LAST)

    replayed, frozen = reports.figures_in(run, "en")
    assert replayed[1].rests_on == "1 partnership"
    rests = {figure.code: figure.rests_on for figure in frozen}
    assert rests["rounds"] == "1 partnership"


def test_a_partnership_hidden_later_stays_counted_and_one_shown_later_stays_out(database: Session) -> None:
    with at(instant(FIRST)):
        open_one = make_partnership(database)
        closed_one = make_partnership(database, visibility=Visibility.TEAM)
    record.set_visibility(open_one, Visibility.TEAM, by=open_one.created_by)
    record.set_visibility(closed_one, Visibility.PUBLIC, by=closed_one.created_by)

    assert replay(database, FIRST, LAST).states == {PartnershipState.ACTIVE: 1}


def test_nobody_is_named_in_a_report(database: Session) -> None:
    with at(instant(FIRST)):
        made = make_partnership(
            database,
            by=make_alumnus(database, name="Zinaida Namedova"),
            title="A title of its own",
            partners=[make_organisation(database, "Organisatsia of its own")],
        )
        made.stage = Stage.CONTINUATION
        database.flush()
        continuation.decide(made, ContinuationDecision.CONTINUE, by=made.created_by, reason="Reasonova words")
    run = reports.make(database, by=make_programme_staff(database), first=FIRST, last=LAST)

    for secret in ("Namedova", "A title of its own", "Organisatsia", "Reasonova"):
        assert secret not in str(run.figures)


def test_every_figure_is_kept_whole(database: Session) -> None:
    with at(instant(FIRST)):
        make_commitment(make_participation(make_partnership(database)))
    run = reports.make(database, by=make_programme_staff(database), first=FIRST, last=LAST)

    for language in ("ru", "en"):
        for part in run.figures[language].values():
            for plain in part:
                assert keeping.as_plain(keeping.from_plain(plain)) == plain


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        (date(2025, 2, 1), date(2025, 1, 1), "The period ends before it begins."),
        (date(2025, 1, 1), utc_now().date(), "The period is not over yet."),
        (date(1950, 1, 1), date(2025, 1, 1), "The period is too long."),
    ],
)
def test_some_periods_have_no_report(database: Session, first: date, last: date, problem: str) -> None:
    with pytest.raises(DomainError) as refused:
        reports.make(database, by=make_programme_staff(database), first=first, last=last)
    with in_language("en"):
        assert problem in str(refused.value)


# --- the pages ---------------------------------------------------------------------------------------------------------


def test_the_programme_makes_reads_and_takes_away_a_report(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    with at(instant(FIRST)):
        make_partnership(database, partners=[Sector.BUSINESS, Sector.NONPROFIT])
    staff = sign_in(make_programme_staff(database))

    page = staff.submit(
        staff.visit("/programme/reports"), first_day=FIRST.isoformat(), last_day=LAST.isoformat()
    )

    assert page.heading == "March 1, 2025 – June 30, 2025"
    assert "Recorded in the period: 1. Active at its end: 1." in page
    address = page.address.split("?")[0]
    assert staff.visit(f"{address}?language=ru").heading == "1 марта 2025 – 30 июня 2025"
    assert len(staff.visit("/programme/reports").select("tbody tr")) == 1
    beginnings = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK"}
    for kind, beginning in beginnings.items():
        first, second = (staff.open(f"{address}/{kind}").get_data() for _time in range(2))
        assert first.startswith(beginning)
        assert kind == "xlsx" or first == second, "the same report gives the same file"


def test_a_period_that_is_not_over_is_refused_beside_the_field(
    database: Session, sign_in: Callable[..., Visitor]
) -> None:
    staff = sign_in(make_programme_staff(database))
    page = staff.submit(
        staff.visit("/programme/reports"),
        first_day="2025-01-01",
        last_day=utc_now().date().isoformat(),
    )
    assert "The period is not over yet." in page


def test_officials_and_alumni_see_no_reports(database: Session, sign_in: Callable[..., Visitor]) -> None:
    run = reports.make(database, by=make_programme_staff(database), first=FIRST, last=LAST)
    for person in (make_official(database), make_alumnus(database)):
        visitor = sign_in(person)
        for address in ("/programme/reports", f"/programme/reports/{run.id}"):
            assert visitor.is_refused(address)
        assert visitor.is_refused("/programme/reports", method="POST")


def test_the_document_tells_what_was_counted_and_how(database: Session) -> None:
    run = reports.make(database, by=make_programme_staff(database), first=FIRST, last=LAST)
    document = composing.document_of(run, "en")
    replayed, frozen = reports.figures_in(run, "en")
    words = str(document.plain())
    for figure in (*replayed, *frozen):
        assert figure.title in words
        assert figure.definition in words
