"""The first page: for a visitor, for somebody who keeps partnerships alive, for an official."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, get_template_attribute, redirect, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from tracker.access import public, user_or_none
from tracker.database import utc_now
from tracker.extensions import db
from tracker.home import agenda
from tracker.permissions import Permission, can
from tracker.projects import keeping
from tracker.projects.cycle import months_before
from tracker.projects.gaps import gaps_of_all
from tracker.projects.header import gap_items, life_sign_of
from tracker.projects.models import Participation, Partnership
from tracker.projects.queries import EDITING_ROLES, LIST_PARTS, has_in_team, visible_to
from tracker.showing import kept_page
from tracker.web import page_number, page_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask.typing import ResponseReturnValue

    from tracker.accounts.models import User

bp = Blueprint("home", __name__)

CARDS = 8
LISTED = 10
GAPS_SHOWN = 2


@bp.get("/")
@public("everybody begins somewhere")
def home() -> ResponseReturnValue:
    user = user_or_none()
    if user is None:
        return welcome()
    if not (user.is_alumnus or user.is_admin or has_partnerships(user)):
        if can(user, Permission.OFFICIAL_HOME):
            return redirect(url_for("territory.show"), 303)
        if can(user, Permission.PROGRAMME_HOME):
            return redirect(url_for("outcomes.programme"), 303)
    return manager_home(user)


def has_partnerships(user: User) -> bool:
    """Whether somebody works on a partnership; who only reads along begins with the own page."""
    own = select(Partnership.id).where(has_in_team(user, EDITING_ROLES), Partnership.archived_at.is_(None))
    return db.session.scalar(own.limit(1)) is not None


def welcome() -> str:
    """What a visitor sees: what this is, and the public partnerships if there are any to see."""
    shown = page_of(
        visible_to(None)
        .options(*LIST_PARTS)
        .order_by(None)
        .order_by(Partnership.updated_at.desc(), Partnership.id),
        number=1,
        size=3,
    )
    return render_template("home/welcome.html", shown=shown.rows, more=shown.has_next, today=utc_now().date())


def manager_home(user: User) -> bytes:
    """My partnerships: where each stands, what is missing, what is overdue, who has to act."""
    today = utc_now().date()
    settings = current_app.config["TRACKER_SETTINGS"]
    page = agenda.mine(db.session(), user, number=page_number(), size=CARDS)
    tasks = agenda.tasks_of(
        db.session(), user, today=today, stale=months_before(today, settings.stale_months)
    )
    cards = keeping.kept_pieces("home card", page.rows, lambda ids: written_cards(ids, today))
    return kept_page(
        "home/manager.html",
        (page, tasks, tuple(cards.items())),
        lambda: {"page": page, "own_cards": cards, "tasks": tasks, "urgency": agenda.Urgency},
    )


def written_cards(ids: Sequence[int], today: date) -> dict[int, str]:
    """The cards of some of one's own partnerships."""
    session = db.session()
    parts = (*LIST_PARTS, selectinload(Partnership.participations).selectinload(Participation.key_people))
    found = session.scalars(select(Partnership).where(Partnership.id.in_(ids)).options(*parts)).unique().all()
    gaps = gaps_of_all(found, today)
    overdue = agenda.overdue_counts(session, ids, today)
    card = get_template_attribute("home/_own_card.html", "own_card")
    return {
        each.id: card(
            each,
            today,
            life_sign_of(each, today) if each.is_active else None,
            overdue.get(each.id, 0),
            gap_items(gaps[each.id][:GAPS_SHOWN]),
            len(gaps[each.id]),
        )
        for each in found
    }
