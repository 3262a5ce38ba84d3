"""All pages with records of the demonstration to visit them with, looked up in the database of the running Tracker."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.live import LiveServer

MARATHON = "Городской марафон «Не выбрасывай!»"
SPRINGS = "Родники предгорья"

PAGES = {
    "visitor": """
        / /partnerships /partnerships?q=школа /partnerships?q=abrakadabra /partnerships/board
        /guide/mechanisms/try /guide/mechanisms/try?example=1 /guide/partnership/try /guide/partnership/try?example=3
        /partnerships/{marathon} /login /password /invitation/no-such-link /no-such-page
        /reports/{marathon} /reports/{marathon}?language=en /consent/no-such-link
        /answer/no-such-link /expert/no-such-link
        /guide /guide/partnership /guide/cases /guide/cases?case=1 /guide/cases?case=4 /guide/cycle
        /guide/cycle/start /guide/cycle/everyday /guide/cycle/continuation /guide/expectations /guide/benefits
        /guide/resources /guide/mechanisms /guide/print /guide/cycle/print /guide/cycle/start/print /guide/cases/print
    """,
    "manager": """
        / /partnerships /partnerships?region=RU-ALT&state=any&sort=title /partnerships?q=abrakadabra
        /partnerships/board /partnerships/new
        /partnerships/{marathon} /partnerships/{springs}
        /partnerships/{marathon}/edit /partnerships/{marathon}/visibility /partnerships/{marathon}/archive
        /partnerships/{marathon}/partners /partnerships/{marathon}/partners/new
        /partnerships/{marathon}/partners/new?q=алт /partnerships/{marathon}/partners/new?name=Клуб
        /partnerships/{marathon}/partners/new?organisation={other_organisation}
        /participations/{participation}/edit /participations/{participation}/left
        /participations/{expecting}/expectations/specialists /participations/{expecting}/expectations/fair_taxation
        /partnerships/{marathon}/team
        /partnerships/{marathon}/cycle /partnerships/{springs}/cycle /partnerships/{springs}/cycle?stage=everyday
        /partnerships/{marathon}/cycle/steps/use_decided /partnerships/{springs}/cycle/move?to=building
        /partnerships/{marathon}/cycle/habits /partnerships/{marathon}/cycle/habits/{habit}
        /partnerships/{marathon}/cycle/decision /partnerships/{marathon}/cycle/end
        /partnerships/{marathon}/resources /partnerships/{springs}/resources /partnerships/{marathon}/resources/valuation
        /help-offers/{help_offer} /help-offers/{help_offer}/accept /help-offers/{help_offer}/decline
        /partnerships/{marathon}/needs/new /needs/{need} /needs/{need}/edit /needs/{need}/drop
        /partnerships/{marathon}/commitments/new /commitments/{commitment} /commitments/{promised}
        /commitments/{commitment}/edit /deliveries/{delivery}/cancel
        /partnerships/{marathon}/signs /partnerships/{marathon}/signs/edit /partnerships/{springs}/signs
        /partnerships/{springs}/signs/edit?sign=shared_risk
        /partnerships/{marathon}/mechanism /partnerships/{springs}/mechanism /partnerships/{diagnostics}/mechanism
        /partnerships/{marathon}/mechanism/edit /partnerships/{marathon}/mechanism/decide
        /partnerships?mechanism=proposed
        /partnerships/{marathon}/mechanism/passport /partnerships/{marathon}/mechanism/passport/edit
        /partnerships/{marathon}/mechanism/template /mechanisms/templates /mechanisms/templates?type=procedural
        /mechanisms/templates/{template} /mechanisms/templates/{template}/start
        /partnerships/{marathon}/evaluation /partnerships/{springs}/evaluation
        /partnerships/{marathon}/evaluation/experts /partnerships/{marathon}/evaluation/experts/criteria
        /partnerships/{marathon}/evaluation/experts/new
        /partnerships/{marathon}/evaluation/surveys /partnerships/{springs}/evaluation/surveys
        /partnerships/{marathon}/evaluation/surveys/new /evaluation/surveys/{survey} /evaluation/surveys/{survey}/edit
        /evaluation/surveys/{closed_survey}
        /evaluation/surveys/{survey}/links/new /survey-links/{survey_link} /survey-links/{survey_link}/edit
        /evaluation/surveys/{developed_survey}/results /evaluation/surveys/{large_survey}/results
        /evaluation/surveys/{small_survey}/results /evaluation/surveys/{survey}/results
        /partnerships/{marathon}/evaluation/benefits /partnerships/{marathon}/evaluation/benefits?by=benefit
        /partnerships/{springs}/evaluation/benefits /partnerships/{diabetes}/evaluation/benefits
        /participations/{participation}/benefits?moment=expected /participations/{participation}/benefits?moment=achieved
        /partnerships/{marathon}/evaluation/contributions /partnerships/{marathon}/evaluation/contributions?order=name
        /partnerships/{springs}/evaluation/contributions /participations/{participation}/contribution
        /partnerships/{marathon}/evaluation/plan /partnerships/{springs}/evaluation/plan /partnerships/{marathon}/evaluation/plan/edit
        /partnerships/{marathon}/evaluation/plan/resources /partnerships/{marathon}/evaluation/plan/resources/new
        /partnerships/{elsewhere}/evaluation/plan?round=1
        /partnerships/{marathon}/evaluation/indicators /partnerships/{springs}/evaluation/indicators
        /partnerships/{marathon}/evaluation/indicators/new /indicators/{indicator} /indicators/{indicator}/edit
        /indicators/{indicator}/drop /indicators/{indicator}/values/new /indicator-values/{value}/cancel
        /partnerships/{marathon}/evaluation/outcomes/new /outcome-statements/{outcome}/edit
        /outcome-statements/{outcome}/withdraw
        /partnerships/{marathon}/evaluation/report /partnerships/{marathon}/evaluation/report?reader=public&language=en
        /partnerships/{springs}/evaluation/report /partnerships/{marathon}/evaluation/report/write
        /partnerships/{marathon}/evaluation/report/publicity /partnerships/{springs}/evaluation/report/publicity
        /partnerships/{marathon}/evaluation/report/publicity/decide /partnerships/{marathon}/evaluation/report/preview
        /participations/{participation}/consent /participations/{participation}/consent/link
        /lessons /lessons?stage=commitments&like={springs} /lessons?q=abrakadabra /lessons/{lesson}
        /partnerships/{marathon}/lessons /partnerships/{marathon}/lessons/new /partnerships/{springs}/lessons
        /lessons/{lesson}/edit /lessons/{lesson}/withdraw
        /partnerships/{marathon}/family /partnerships/{diabetes}/family /partnerships/{marathon}/family/grow
        /partnerships/{marathon}/family/grow/partnership /partnerships/{marathon}/family/link
        /partnerships/{marathon}/family/grow/organisation?q=алтай /partnerships/{marathon}/family/grow/organisation?name=Фонд
        /partnerships/{marathon}/family/grow/organisation?organisation={other_organisation}
        /partnerships/{marathon}/family/grow/mechanism /family-links/{family_link}/remove
        /partnerships/{diabetes}/farewell /partnerships/{marathon}/farewell /partnerships/{diabetes}
        /participations/{parting}/keeps /participations/{parting}/thanks?language=en
        /partnerships/{marathon}/history /partnerships/{marathon}/history?kind=meeting /partnerships/{marathon}/history/{entry}
        /partnerships/{marathon}/history/new /partnerships/{marathon}/history/{entry}/correct
        /partnerships/{marathon}/history/print
        /partnerships/{marathon}/documents /partnerships/{marathon}/documents/new
        /documents/{document}/edit /documents/{document}/versions/new
        /organisations /organisations?q=алтай /organisations/new /organisations/{organisation} /organisations/{own_organisation}
        /organisations/{own_organisation}/edit /organisations/{own_organisation}/offers /organisations/{own_organisation}/history
        /organisations/{own_organisation}/contacts/new /organisations/{own_organisation}/contacts/{contact}
        /directory /directory?q=abrakadabra /directory?skill=фасилитация /profile/directory
        /profile /profile/sign-ins /profile/password /profile/email /profile/two-step /profile/recovery-codes
        /login/confirm /partnerships/{secret}
    """,
    "official": """
        /region?all=1 /region?field=environment&mix=without_business /region?q=abrakadabra /region/missing /region/missing?life=red
        /region/compared /region/by-region /region/by-region?field=environment
        /region/needs /region/needs?kind=premises /region/brief /region/brief?language=en
        /region/views /region/views/new?field=environment /region/views/{view}/edit
        /needs/{open_need}/help /needs/{open_need}
        /partnerships /partnerships/{marathon} /partnerships/{marathon}/resources /partnerships/{marathon}/team
        /partnerships/{marathon}/cycle /partnerships/{elsewhere} /organisations/{organisation}
        /partnerships/{marathon}/evaluation/report
        /lessons /partnerships/{marathon}/family
    """,
    "programme": """
        /people /people?q=abrakadabra /people?account=no&cohort={cohort} /people/new /people/{alumnus} /people/{alumnus}/edit
        /people/{alumnus}/consent /people/{alumnus}/history /people/cohorts /people/cohorts/new /people/cohorts/{cohort}/edit
        /people/import /people/import/{upload} /people/import/{upload}/columns /people/import/{imported}
        /people/invite?cohort={cohort} /people/invite?alumnus={shy} /people/invite/{invitation_round} /directory
        /region /region?region=RU-ALT&region=RU-TOM /region/by-region /region/missing /region/compared /region/needs
        /programme /programme?region=RU-ALT /programme?region=RU-MUR /mechanisms/disagreements
        /programme?cohort=Набор+2022&with_cohort=Набор+2023 /programme/alumni /programme/stages
        /programme/survival /programme/survival?by=sectors /programme/survival?with_to=2025-01-01
        /programme/resources /programme/resources?with_cohort=Набор+2023 /programme/benefits /programme/continuation
        /programme/mechanisms /programme/network /programme/network?region=RU-MUR
        /programme/quality /programme/reports
        /partnerships /partnerships?mix=without_business&state=any /partnerships/board /organisations
    """,
    "admin": """
        /mechanisms/disagreements /mechanisms/recompute
        /people/{alumnus}/erase
        / /accounts /accounts?q=abrakadabra /accounts/{person} /accounts/{person}/edit /accounts/{person}/erase
        /accounts/invite /accounts/invitations /accounts/invitations?all=1
        /regions /regions?q=алтай /regions/new /regions/RU-ALT/edit
        /organisations/{organisation}/merge /organisations/{organisation}/merge?organisation={other_organisation}
        /partnerships/{ended}/cycle/reopen /partnerships/{ended}/cycle /partnerships/{marathon}/history/{entry}/erase/title
        /partnerships/{judged}/evaluation/experts /partnerships/{judged}/evaluation/experts/criteria
        /partnerships/{judged}/evaluation/experts/new /experts/{expert} /experts/{asked_expert} /experts/{asked_expert}/edit
        /experts/{asked_expert}/material /experts/{expert}/material /experts/{asked_expert}/link
    """,
}
"""The addresses of all pages, by who visits them."""

LEFT_OUT = {
    "static": "a file",
    "territory.export": "a file",
    "territory.brief_file": "a file",
    "notices.stop": "needs a letter: in tests/notices",
    "security.static": "a file",
    "evaluation.values_as_csv": "a file",
    "outcomes.programme_report": "is made first: in tests/outcomes",
    **dict.fromkeys(
        (
            *(f"outcomes.figure_as_{kind}" for kind in ("csv", "xlsx", "svg", "png")),
            *(f"outcomes.report_as_{kind}" for kind in ("pdf", "word", "xlsx")),
            "outcomes.chapter_as_xlsx",
            "outcomes.quality_as_xlsx",
        ),
        "a file",
    ),
    "evaluation.values_as_xlsx": "a file",
    "evaluation.export_benefits": "a file",
    "evaluation.export_survey_results": "a file",
    "evaluation.report_as_pdf": "a file",
    "evaluation.report_as_word": "a file",
    "evaluation.public_report_as_pdf": "a file",
    "evaluation.public_report_as_word": "a file",
    "evaluation.expert_part": "needs a link: in tests/journeys/test_expert.py",
    "evaluation.expert_document": "a file",
    "people.as_csv": "a file",
    "people.as_xlsx": "a file",
    "people.import_template": "a file",
    "people.refused_rows": "a file",
    **dict.fromkeys(
        (f"{package}.list_as_{kind}" for package in ("partners", "projects") for kind in ("csv", "xlsx")),
        "a file",
    ),
    "projects.entry_file": "a file",
    "projects.document_file": "a file",
    "web.health": "no page",
    "regions.find": "a part of a page",
    "partners.find": "a part of a page",
    "security.reset_password": "needs a letter: in tests/accounts",
    "security.change_email_confirm": "needs a letter: in tests/accounts",
    "security.mf_recovery": "in the middle of signing in: in tests/accounts",
    "security.two_factor_token_validation": "in the middle of signing in: in tests/accounts",
    "security.two_factor_rescue": "in the middle of signing in: in tests/accounts",
    "security.tf_select": "in the middle of signing in: in tests/accounts",
    "accounts.two_factor": "leads on to the profile",
}
"""Endpoints that answer GET and are no page of these lists, each with its reason."""

ERRORS = {
    "/no-such-page": 404,
    "/invitation/no-such-link": 410,
    "/answer/no-such-link": 404,
    "/expert/no-such-link": 404,
    "/consent/no-such-link": 410,
    "/evaluation/surveys/{survey}/results": 403,
    "/partnerships/{secret}": 403,
}
"""Pages that say that something is not there."""

QUERIES = {
    "marathon": f"SELECT id FROM partnerships WHERE title = '{MARATHON}'",
    "diagnostics": "SELECT id FROM partnerships WHERE title = 'Диагностика едет в село'",
    "springs": f"SELECT id FROM partnerships WHERE title = '{SPRINGS}'",
    "diabetes": "SELECT id FROM partnerships WHERE title = 'Школа диабета в Рубцовске'",
    "indicator": "SELECT i.id FROM indicators i JOIN indicator_values v ON v.indicator_id = i.id "
    "WHERE i.partnership_id = {marathon} AND v.category <> ''",
    "value": "SELECT id FROM indicator_values WHERE indicator_id = {indicator} AND cancelled_on IS NULL",
    "outcome": "SELECT id FROM outcome_statements WHERE partnership_id = {marathon}",
    "secret": "SELECT id FROM partnerships WHERE visibility = 'team'",
    "ended": "SELECT id FROM partnerships WHERE ended_on IS NOT NULL AND archived_at IS NULL",
    "elsewhere": "SELECT id FROM partnerships WHERE title = 'День белой ромашки'",
    "organisation": "SELECT id FROM organisations WHERE short_name = 'Алтайкровля'",
    "other_organisation": "SELECT id FROM organisations WHERE short_name = 'Центр «Соседи»'",
    "own_organisation": "SELECT k.organisation_id FROM organisation_keepers k JOIN users u ON u.id = k.user_id "
    "WHERE u.email = 'manager@demo.example'",
    "contact": "SELECT c.id FROM contacts c WHERE c.organisation_id = {own_organisation}",
    "participation": "SELECT id FROM participations WHERE partnership_id = {marathon} AND left_on IS NULL",
    "expecting": "SELECT e.participation_id FROM participation_expectations e JOIN participations p ON p.id = e.participation_id "
    "WHERE p.partnership_id = {marathon} AND e.expectation = 'specialists'",
    "habit": "SELECT item FROM habit_confirmations WHERE partnership_id = {marathon}",
    "need": "SELECT id FROM needs WHERE partnership_id = {marathon}",
    "commitment": "SELECT c.id FROM commitments c JOIN deliveries d ON d.commitment_id = c.id WHERE c.partnership_id = {marathon}",
    "promised": "SELECT id FROM commitments WHERE partnership_id = {springs} AND state = 'offered'",
    "delivery": "SELECT id FROM deliveries WHERE commitment_id = {commitment}",
    "entry": "SELECT e.id FROM history_entries e JOIN partnerships p ON p.book_id = e.book_id "
    "WHERE p.id = {marathon} AND e.kind = 'meeting'",
    "document": "SELECT id FROM documents WHERE partnership_id = {marathon}",
    "view": "SELECT v.id FROM saved_views v JOIN users u ON u.id = v.user_id WHERE u.email = 'official@demo.example'",
    "help_offer": "SELECT h.id FROM help_offers h JOIN needs n ON n.id = h.need_id JOIN team_members t "
    "ON t.partnership_id = n.partnership_id JOIN users u ON u.id = t.user_id "
    "WHERE u.email = 'manager@demo.example' AND h.state = 'waiting'",
    "open_need": "SELECT n.id FROM needs n JOIN partnerships p ON p.id = n.partnership_id "
    "JOIN partnership_regions r ON r.partnership_id = p.id LEFT JOIN commitments c ON c.need_id = n.id "
    "LEFT JOIN help_offers h ON h.need_id = n.id WHERE r.region_code = 'RU-ALT' AND p.visibility IN ('region', 'public') "
    "AND p.archived_at IS NULL AND n.dropped_on IS NULL AND c.id IS NULL AND h.id IS NULL",
    "survey": "SELECT id FROM surveys WHERE partnership_id = {marathon} AND closed_on IS NULL",
    "developed_survey": "SELECT id FROM surveys WHERE partnership_id = {marathon} AND closed_on IS NOT NULL ORDER BY number DESC",
    "large_survey": "SELECT s.id FROM surveys s JOIN partnerships p ON p.id = s.partnership_id WHERE p.title = 'День белой ромашки'",
    "small_survey": "SELECT id FROM surveys WHERE partnership_id = {diagnostics} AND closed_on IS NOT NULL",
    "closed_survey": "SELECT id FROM surveys WHERE partnership_id = {marathon} AND closed_on IS NOT NULL",
    "survey_link": "SELECT l.id FROM survey_links l LEFT JOIN survey_answers a ON a.link_id = l.id "
    "WHERE l.survey_id = {survey} AND a.id IS NULL",
    "lesson": "SELECT id FROM lessons WHERE partnership_id = {marathon} AND is_shared",
    "family_link": "SELECT id FROM family_links WHERE parent_id = {marathon}",
    "parting": "SELECT id FROM participations WHERE partnership_id = {diabetes}",
    "judged": "SELECT p.id FROM partnerships p JOIN experts e ON e.partnership_id = p.id",
    "expert": "SELECT e.id FROM experts e JOIN expert_opinions o ON o.expert_id = e.id WHERE o.independence = 'tied'",
    "asked_expert": "SELECT e.id FROM experts e LEFT JOIN expert_opinions o ON o.expert_id = e.id WHERE o.id IS NULL",
    "template": "SELECT id FROM mechanisms WHERE published_at IS NOT NULL",
    "cohort": "SELECT id FROM cohorts WHERE name = 'Набор 2024'",
    "alumnus": "SELECT id FROM alumni WHERE user_id IS NULL AND contact_reach = 'alumni'",
    "shy": "SELECT id FROM alumni WHERE user_id IS NULL AND contact_reach = 'nobody'",
    "upload": "SELECT id FROM alumni_uploads WHERE state = 'open'",
    "imported": "SELECT id FROM alumni_uploads WHERE state = 'done'",
    "invitation_round": "SELECT id FROM alumni_rounds",
    "person": "SELECT id FROM users WHERE email = 'rudakova@demo.example'",
}
"""How each record is found; a query may name those found before."""


def find(server: LiveServer) -> dict[str, str]:
    """The numbers of the records, by the names that the addresses use."""
    found: dict[str, str] = {}
    with closing(sqlite3.connect(server.instance / "tracker.sqlite")) as connection:
        for name, query in QUERIES.items():
            row = connection.execute(query.format(**found)).fetchone()
            assert row is not None, f"The demonstration holds no {name}."
            found[name] = str(row[0])
    return found


def number_of(server: LiveServer, title: str) -> int:
    """The number of a partnership."""
    with closing(sqlite3.connect(server.instance / "tracker.sqlite")) as connection:
        return int(connection.execute("SELECT id FROM partnerships WHERE title = ?", (title,)).fetchone()[0])
