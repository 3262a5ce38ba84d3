"""An expert sees exactly what was released: for every kind of part, its words and none of those of the others."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from tests.factories.evaluation_benefits import say_benefit
from tests.factories.evaluation_experts import fill_in, judge, make_expert, token_of
from tests.factories.evaluation_surveys import WORDS, close, make_answer, make_survey
from tests.factories.partners import make_contact
from tests.factories.projects import make_participation, make_partnership
from tests.visitor import Visitor
from tracker.database import session_of, utc_now
from tracker.evaluation.contributions import services as contributions
from tracker.evaluation.experts import services
from tracker.evaluation.experts.material.registry import MAKERS
from tracker.evaluation.experts.models import Expert
from tracker.evaluation.experts.terms import ReleasedPart
from tracker.evaluation.indicators import outcomes
from tracker.evaluation.indicators import services as indicators
from tracker.evaluation.indicators.terms import OutcomeKind
from tracker.evaluation.lessons import services as lessons
from tracker.evaluation.lessons.terms import LessonKind
from tracker.evaluation.planning import services as planning
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.evaluation.terms import Benefit
from tracker.history import files
from tracker.history.terms import EntryKind
from tracker.partners.terms import Capacity, Sector
from tracker.projects.models import Partnership
from tracker.projects.services import chronicle, documents, partners
from tracker.projects.terms import DocumentKind
from tracker.resources import services as resources
from tracker.resources.terms import ResourceKind, ValuationMethod

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tracker.projects.models import Document, Participation

SECRETS = {
    ReleasedPart.ABOUT: ("Problemova waste", "Targetov children", "Aimova forests", "Resultova tonnes"),
    ReleasedPart.PARTNERS: ("Contributsia of containers", "Expectatsia of image"),
    ReleasedPart.PLAN: ("Questionova at the start", "Procedurova by weight"),
    ReleasedPart.INDICATORS: ("Indicatorova of families", "Sourceova register", "Outcomeova of neighbours"),
    ReleasedPart.RESULTS: ("Trustova always calls back",),
    ReleasedPart.BENEFITS: ("Benefitova of neighbours",),
    ReleasedPart.CONTRIBUTIONS: ("Commitova of sixteen tonnes", "Creditova patience"),
    ReleasedPart.LESSONS: ("Lessonova under a roof",),
    ReleasedPart.HISTORY: ("Entryova meeting",),
}
"""Words of each part, found in no other one; the history alone tells of everything."""

NEVER = {
    "a note of the team": "Teamova whisper",
    "a contact person": "Contactova Darya",
    "who is not named": "Namelessova grumble",
    "another expert": "Ekspertova Lidia",
    "the opinion of another expert": "Opinionova courage",
}
"""Words that no expert gets, whatever is released."""


@pytest.fixture
def full(database: Session) -> Partnership:
    """A partnership of which every part has something to tell."""
    partnership = make_partnership(
        database,
        title="Marathon",
        problem="Problemova waste",
        target_group="Targetov children",
        aim="Aimova forests",
        results="Resultova tonnes",
    )
    partner = make_participation(
        partnership,
        Sector.BUSINESS,
        contribution="Contributsia of containers",
        expectation="Expectatsia of image",
    )
    key_person = make_contact(partner.organisation, "Contactova Darya", by=partnership.created_by)
    partners.set_key_people(partner, [(key_person, Capacity.LEADER)], by=partnership.created_by)
    planning.write_plan(
        partnership, by=None, questions="Questionova at the start", procedure="Procedurova by weight"
    )
    _counted(partnership)
    say_benefit(partner, Benefit.TRUST, achieved=2, comment="Benefitova of neighbours")
    _given(partner)
    lessons.write_down(partnership, kind=LessonKind.KEEP, text="Lessonova under a roof", by=None)
    _asked(partnership)
    _happened(partnership)
    judge(make_expert(partnership, "Ekspertova Lidia"), strengths="Opinionova courage")
    return partnership


def _counted(partnership: Partnership) -> None:
    indicator = indicators.add_indicator(partnership, by=None, name="Indicatorova of families")
    indicators.measure(
        indicator, by=None, measured_on=date(2026, 3, 1), values={"": Decimal(7)}, source="Sourceova register"
    )
    outcomes.state_outcome(partnership, by=None, kind=OutcomeKind.CHANGED, text="Outcomeova of neighbours")


def _given(partner: Participation) -> None:
    commitment = resources.promise(
        partner.partnership,
        by=None,
        participation=partner,
        kind=ResourceKind.MATERIALS,
        description="Commitova of sixteen tonnes",
        method=ValuationMethod.NOT_VALUED,
    )
    resources.agree(commitment, by=None)
    contributions.credit(partner, notable="Creditova patience", credited_on=date(2026, 3, 2), by=None)


def _asked(partnership: Partnership) -> None:
    """A closed round: one partner answers with its name, one without."""
    make_participation(partnership, Sector.NONPROFIT)
    survey = make_survey(partnership, parts=[SurveyPart.HEALTH])
    named, nameless = survey.links
    make_answer(
        named,
        {SurveyPart.HEALTH: {"trust": "4", f"trust{WORDS}": "Trustova always calls back"}},
        showing=AnswerShowing.NAMED,
    )
    make_answer(
        nameless,
        {SurveyPart.HEALTH: {"trust": "1", f"trust{WORDS}": "Namelessova grumble"}},
        showing=AnswerShowing.NAMELESS,
    )
    close(survey)


def _happened(partnership: Partnership) -> None:
    for title, is_team_only in (("Entryova meeting", False), ("Teamova whisper", True)):
        chronicle.write_entry(
            partnership,
            EntryKind.MEETING,
            by=partnership.created_by,
            happened_on=date(2026, 2, 3),
            title=title,
            is_team_only=is_team_only,
        )


def opened(partnership: Partnership, *parts: ReleasedPart) -> tuple[Expert, str]:
    """An expert to whom these parts are released, and who has said whether there are ties."""
    expert = make_expert(partnership, parts=parts)
    address = f"/expert/{token_of(expert)}"
    fill_in(expert, independence="independent")
    return expert, address


# --- parts --------------------------------------------------------------------------------------------------------------


def test_every_part_can_be_made() -> None:
    assert set(MAKERS) == set(ReleasedPart) == set(SECRETS)


@pytest.mark.parametrize("part", ReleasedPart, ids=lambda part: part.code)
def test_a_released_part_shows_its_own_words_and_none_of_the_others(
    full: Partnership, as_guest: Visitor, part: ReleasedPart
) -> None:
    _expert, address = opened(full, part)

    page = as_guest.visit(f"{address}/parts/{part.code}")

    assert page.heading == str(part)
    assert [words for words in SECRETS[part] if words not in page] == []
    others = [words for other in SECRETS if other is not part for words in SECRETS[other]]
    if part is not ReleasedPart.HISTORY:
        assert [words for words in others if words in page] == []
    assert [kind for kind, words in NEVER.items() if words in page] == []


@pytest.mark.parametrize("part", ReleasedPart, ids=lambda part: part.code)
def test_a_part_that_is_not_released_is_not_there(
    full: Partnership, as_guest: Visitor, part: ReleasedPart
) -> None:
    _expert, address = opened(full, *(other for other in ReleasedPart if other is not part))

    page = as_guest.visit(f"{address}/parts/{part.code}", status=404)

    assert [words for words in SECRETS[part] if words in page] == []
    assert "Marathon" not in page
    if part is not ReleasedPart.HISTORY:
        material = as_guest.visit(f"{address}?page=material")
        assert str(part) not in material.texts(".expert-material-list a")


@pytest.mark.parametrize("place", ["", "?page=independence", "?page=material", "?page=marks", "?page=end"])
def test_no_other_page_of_the_expert_tells_anything_of_the_inside(
    full: Partnership, as_guest: Visitor, place: str
) -> None:
    _expert, address = opened(full)

    shown = as_guest.visit(f"{address}{place}")

    every = [words for part in SECRETS.values() for words in part] + list(NEVER.values())
    assert [words for words in every if words in shown] == []


def test_before_the_statement_nothing_released_is_shown(full: Partnership, as_guest: Visitor) -> None:
    expert = make_expert(full, parts=list(ReleasedPart))
    address = f"/expert/{token_of(expert)}"

    for place in ("parts/about", "?page=material", "?page=marks", "?page=opinion", "?page=end"):
        page = as_guest.visit(f"{address}{'/' if place.startswith('parts') else ''}{place}", follow=True)
        assert page.heading == "Are you independent?"
        assert "Problemova" not in page


def test_who_has_to_say_whether_there_are_ties_learns_who_takes_part(
    full: Partnership, as_guest: Visitor
) -> None:
    expert = make_expert(full)

    page = as_guest.visit(f"/expert/{token_of(expert)}?page=independence")

    assert page.texts("main ul li") == [each.organisation.display_name for each in full.participations]


@pytest.mark.parametrize("place", ["parts/nothing", "parts/ABOUT", "parts/about%20", "documents/0"])
def test_made_up_addresses_lead_nowhere(full: Partnership, as_guest: Visitor, place: str) -> None:
    _expert, address = opened(full, ReleasedPart.ABOUT)

    as_guest.visit(f"{address}/{place}", status=404)


def test_what_is_taken_back_is_not_there_any_more(full: Partnership, as_guest: Visitor) -> None:
    expert, address = opened(full, ReleasedPart.ABOUT, ReleasedPart.PLAN)
    as_guest.visit(f"{address}/parts/plan")

    services.edit(
        expert,
        by=None,
        **{
            name: getattr(expert, name)
            for name in ("name", "organisation", "email", "language", "message", "due_on")
        },
        parts=[ReleasedPart.ABOUT],
        documents=[],
    )

    as_guest.visit(f"{address}/parts/plan", status=404)
    as_guest.visit(f"{address}/parts/about")


def test_the_team_sees_what_the_expert_does(full: Partnership, broker_of: Visitor) -> None:
    expert, _address = opened(full, ReleasedPart.ABOUT, ReleasedPart.LESSONS)

    page = broker_of.visit(f"/experts/{expert.id}/material")

    shown = {part for part, words in SECRETS.items() if words[0] in page}
    assert shown == {ReleasedPart.ABOUT, ReleasedPart.LESSONS}


@pytest.fixture
def broker_of(full: Partnership, app: Flask, database: Session) -> Visitor:
    return Visitor(app, database, user=full.created_by)


@pytest.mark.parametrize("part", ReleasedPart, ids=lambda part: part.code)
def test_where_nothing_is_written_down_the_part_says_so(
    database: Session, as_guest: Visitor, part: ReleasedPart
) -> None:
    """The history is never empty; what a partnership is, is not either."""
    _expert, address = opened(make_partnership(database), part)

    page = as_guest.visit(f"{address}/parts/{part.code}")

    is_empty = "Nothing is written down here yet." in page
    assert is_empty == (part not in {ReleasedPart.ABOUT, ReleasedPart.HISTORY})


# --- documents ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def document(app: Flask, partnership: Partnership) -> Document:
    return make_document(app, partnership)


def make_document(
    app: Flask, partnership: Partnership, name: str = "report.txt", *, is_team_only: bool = False
) -> Document:
    stored = files.keep(
        session_of(partnership),
        app.extensions["file_store"],
        io.BytesIO(name.encode()),
        name,
        by=partnership.created_by,
        limit=10_000,
    )
    return documents.add_document(
        partnership,
        kind=DocumentKind.REPORT,
        title=f"Title of {name}",
        by=partnership.created_by,
        file=stored,
        is_team_only=is_team_only,
    )


def released(partnership: Partnership, *chosen: Document) -> tuple[Expert, str]:
    expert = make_expert(partnership, documents=chosen)
    address = f"/expert/{token_of(expert)}"
    fill_in(expert, independence="independent")
    return expert, address


def status_of(guest: Visitor, address: str, document: Document) -> int:
    return given(guest, address, document).status_code


def given(guest: Visitor, address: str, document: Document) -> TestResponse:
    return guest.open(f"{address}/documents/{document.id}", buffered=True)


def test_a_released_document_is_downloaded_through_the_link(
    partnership: Partnership, as_guest: Visitor, document: Document
) -> None:
    _expert, address = released(partnership, document)
    page = as_guest.visit(f"{address}?page=material")
    assert "Title of report.txt" in page

    response = as_guest.open(page.link(page.texts(".expert-material-list a")[0]), buffered=True)

    assert response.status_code == 200
    assert response.get_data() == b"report.txt"
    assert response.headers["Cache-Control"] == "no-store"
    assert "attachment" in response.headers["Content-Disposition"]


def test_the_current_version_is_given_and_no_earlier_one(
    app: Flask, partnership: Partnership, as_guest: Visitor, document: Document
) -> None:
    newer = make_document(app, partnership, "newer.txt")
    documents.add_version(document, by=None, file=newer.current.file)
    _expert, address = released(partnership, document)

    assert given(as_guest, address, document).get_data() == b"newer.txt"
    for version in document.versions:
        assert as_guest.is_refused(f"/document-versions/{version.id}/file")


def test_other_documents_are_not_there(
    app: Flask, partnership: Partnership, database: Session, as_guest: Visitor, document: Document
) -> None:
    _expert, address = released(partnership, document)
    others = [
        make_document(app, partnership, "other.txt"),
        make_document(app, partnership, "team.txt", is_team_only=True),
        make_document(app, make_partnership(database), "foreign.txt"),
    ]

    assert [status_of(as_guest, address, each) for each in others] == [404, 404, 404]
    assert status_of(as_guest, address, document) == 200


def test_a_document_that_the_team_keeps_to_itself_by_now_is_not_given(
    partnership: Partnership, as_guest: Visitor, document: Document
) -> None:
    _expert, address = released(partnership, document)
    document.is_team_only = True

    assert status_of(as_guest, address, document) == 404
    assert "Title of report.txt" not in as_guest.visit(f"{address}?page=material")


def test_neither_is_one_that_left_the_list(
    partnership: Partnership, as_guest: Visitor, document: Document
) -> None:
    _expert, address = released(partnership, document)
    documents.archive_document(document, by=None)

    assert status_of(as_guest, address, document) == 404


def test_a_document_that_is_a_link_is_shown_as_one(partnership: Partnership, as_guest: Visitor) -> None:
    linked = documents.add_document(
        partnership, kind=DocumentKind.REPORT, title="Elsewhere", by=None, link="https://example.org/report"
    )
    _expert, address = released(partnership, linked)

    (link,) = as_guest.visit(f"{address}?page=material").select(".expert-material-list a")

    assert link["href"] == "https://example.org/report"
    assert "noreferrer" in link["rel"]
    assert status_of(as_guest, address, linked) == 404


def test_before_the_statement_no_document_is_given(
    partnership: Partnership, as_guest: Visitor, document: Document
) -> None:
    expert = make_expert(partnership, documents=[document])
    address = f"/expert/{token_of(expert)}"

    response = as_guest.open(f"{address}/documents/{document.id}")

    assert response.status_code == 303
    assert response.headers["Location"].endswith("?page=independence")


def test_after_handing_in_withdrawing_and_the_last_day_nothing_is_given(
    partnership: Partnership, as_guest: Visitor, document: Document
) -> None:
    def both(expert: Expert) -> tuple[int, int]:
        parts = as_guest.open(f"{address}/parts/about").status_code
        return status_of(as_guest, address, document), parts

    expert, address = released(partnership, document)
    expert.released = [ReleasedPart.ABOUT]
    assert both(expert) == (200, 200)
    services.revoke(expert, by=None)
    assert both(expert) == (404, 404)

    expert, address = released(partnership, document)
    expert.released = [ReleasedPart.ABOUT]
    expert.expires_at = utc_now()
    assert both(expert) == (404, 404)

    expert, address = released(partnership, document)
    expert.released = [ReleasedPart.ABOUT]
    judge(expert)
    assert both(expert) == (404, 404)
