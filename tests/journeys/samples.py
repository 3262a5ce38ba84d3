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
        /partnerships/{marathon}/history /partnerships/{marathon}/history?kind=meeting /partnerships/{marathon}/history/{entry}
        /partnerships/{marathon}/history/new /partnerships/{marathon}/history/{entry}/correct
        /partnerships/{marathon}/history/print
        /partnerships/{marathon}/documents /partnerships/{marathon}/documents/new
        /documents/{document}/edit /documents/{document}/versions/new
        /organisations /organisations?q=алтай /organisations/new /organisations/{organisation} /organisations/{own_organisation}
        /organisations/{own_organisation}/edit /organisations/{own_organisation}/offers /organisations/{own_organisation}/history
        /organisations/{own_organisation}/contacts/new /organisations/{own_organisation}/contacts/{contact}
        /profile /profile/sign-ins /profile/password /profile/email /profile/two-step /profile/recovery-codes
        /login/confirm /partnerships/{secret}
    """,
    "official": """
        /region /partnerships /partnerships/{marathon} /partnerships/{marathon}/resources /partnerships/{marathon}/team
        /partnerships/{marathon}/cycle /partnerships/{elsewhere} /organisations/{organisation}
    """,
    "programme": """
        /programme /programme?region=RU-ALT /programme?region=RU-MUR /mechanisms/disagreements
        /partnerships /partnerships?mix=without_business&state=any /partnerships/board /organisations
    """,
    "admin": """
        /mechanisms/disagreements /mechanisms/recompute
        / /people /people?q=abrakadabra /people/{person} /people/{person}/edit /people/{person}/erase
        /people/invite /people/invitations /people/invitations?all=1
        /regions /regions?q=алтай /regions/new /regions/RU-ALT/edit
        /organisations/{organisation}/merge /organisations/{organisation}/merge?organisation={other_organisation}
        /partnerships/{ended}/cycle/reopen /partnerships/{ended}/cycle /partnerships/{marathon}/history/{entry}/erase/title
    """,
}
"""The addresses of all pages, by who visits them."""

LEFT_OUT = {
    "static": "a file",
    "security.static": "a file",
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

ERRORS = {"/no-such-page": 404, "/invitation/no-such-link": 410, "/partnerships/{secret}": 403}
"""Pages that say that something is not there."""

QUERIES = {
    "marathon": f"SELECT id FROM partnerships WHERE title = '{MARATHON}'",
    "diagnostics": "SELECT id FROM partnerships WHERE title = 'Диагностика едет в село'",
    "springs": f"SELECT id FROM partnerships WHERE title = '{SPRINGS}'",
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
    "template": "SELECT id FROM mechanisms WHERE published_at IS NOT NULL",
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
