"""Data quality: what is incomplete, implausible, stale, or recorded twice, with the way to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import current_app, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import or_, select
from sqlalchemy.orm import lazyload

from tracker.access import requires
from tracker.accounts.models import User
from tracker.documents import files
from tracker.i18n import _, current_language, show_date
from tracker.memory import Memory
from tracker.outcomes import doubles, remembering, sheets
from tracker.outcomes import quality as checking
from tracker.outcomes.blueprint import bp
from tracker.outcomes.checks import Check, Flaw
from tracker.outcomes.routes.pages import TABLES, about, around, sent, view_of
from tracker.outcomes.terms import Chapter
from tracker.permissions import Permission, can
from tracker.projects import queries, rows
from tracker.projects.models import Partnership, TeamMember
from tracker.regions import finder

if TYPE_CHECKING:
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from tracker.outcomes.asked import Asked
    from tracker.outcomes.quality import Counted
    from tracker.projects.rows import ListRow


MOST = 100


@dataclass(frozen=True, slots=True)
class Found:
    """One check with what it found."""

    check: Check
    number: int
    list_url: str
    first: list[tuple[ListRow, str]]
    """The partnerships named on the page, each with the page that mends it."""


written: Memory[Markup] = Memory(MOST)
"""The pages as they were written."""


@bp.get("/programme/quality")
@requires(Permission.PROGRAMME_HOME)
def quality() -> ResponseReturnValue:
    """What to mend, check by check."""
    view = view_of(Chapter.OVERVIEW)
    counted, counted_at = counted_of(view.asked)
    return render_template(
        "outcomes/quality.html",
        address=view.form.address,
        around=around(view, None),
        counted_at=counted_at,
        found=found_on(view.asked, counted, counted_at),
    )


def found_on(asked: Asked, counted: Counted, counted_at: datetime | None) -> Markup:
    """What was found, as the page shows it; kept under the last change, the reader, and the names on it."""
    if is_counted_anew():
        return _found_on(asked, counted)
    key = (
        remembering.stamp_of(asked.session),
        counted_at,
        queries.sight_of(asked.user),
        asked.today,
        finder.index(asked.session).stamp,
        current_language(),
        request.root_path,
        request.full_path,
        names_on(asked, counted),
    )
    return remembering.kept_by_one(asked.session, written, key, lambda: _found_on(asked, counted))


def _found_on(asked: Asked, counted: Counted) -> Markup:
    found = found_by(asked, counted)
    pairs = doubles.pairs if is_counted_anew() else doubles.remembered_pairs
    page = render_template(
        "outcomes/_quality.html",
        flaws={flaw: [each for each in found if each.check.flaw is flaw] for flaw in Flaw},
        tables=[counted.by_region, checking.by_broker(asked, counted)],
        checked=counted.checked,
        doubles=pairs(asked.session),
    )
    return Markup(page)  # noqa: S704  # a template has escaped it


def names_on(asked: Asked, counted: Counted) -> tuple[Any, ...]:
    """All that the page shows of people; it may change without anything being recorded."""
    firsts = {number for numbers in counted.firsts.values() for number in numbers}
    of_firsts = select(TeamMember.user_id).where(TeamMember.partnership_id.in_(firsts), *queries.IS_BROKER)
    query = select(User.id, User.name, User.email, User.erased_at).where(
        or_(User.id.in_(counted.of_brokers.found), User.id.in_(of_firsts))
    )
    return tuple(sorted(tuple(row) for row in asked.session.execute(query)))


def is_counted_anew() -> bool:
    """Tests change records behind the history."""
    return current_app.testing and not current_app.config.get("REMEMBER_FIGURES")


@bp.get("/programme/quality/xlsx")
@requires(Permission.PROGRAMME_HOME)
def quality_as_xlsx() -> ResponseReturnValue:
    """The numbers of the checks to take away."""
    view = view_of(Chapter.OVERVIEW)
    asked = view.asked
    counted, _counted_at = counted_of(asked)
    tables = [
        checking.by_check(asked, counted.numbers),
        counted.by_region,
        checking.by_broker(asked, counted),
    ]
    name = files.file_name([_("Tracker"), _("Data quality"), show_date(asked.today)], "xlsx")
    return sent(sheets.as_file(tables, "xlsx", about(view)), TABLES["xlsx"], name)


def counted_of(asked: Asked) -> tuple[Counted, datetime | None]:
    """The checks over a scope."""
    if is_counted_anew():
        return checking.count(asked), None
    anew = "anew" in request.args
    return remembering.recent("quality", asked, lambda: checking.count(asked), anew=anew)


def found_by(asked: Asked, counted: Counted) -> list[Found]:
    """The checks that found something, with the first partnerships of each."""
    firsts, numbers = counted.firsts, counted.numbers
    wanted = {number for ids in firsts.values() for number in ids}
    selected = asked.session.execute(
        rows.select_rows(select(Partnership).where(Partnership.id.in_(wanted), asked.sight()))
    ).all()
    shown = {row.id: row for row in rows.rows_of(asked.session, selected, asked.user, today=asked.today)}
    records = {
        each.id: each
        for each in asked.session.scalars(
            select(Partnership)
            .where(Partnership.id.in_(wanted))
            .options(lazyload(Partnership.further_fields))
        )
    }
    return [
        Found(
            check,
            number,
            url_for("projects.browse", **(asked.behind(check=check.code) or {})),  # type: ignore[arg-type]  # arguments of the address
            [
                (shown[each], mending(asked, check, records[each]))
                for each in firsts.get(check, [])
                if each in shown  # it may have been hidden since it was counted
            ],
        )
        for check, number in numbers.items()
        if number
    ]


def mending(asked: Asked, check: Check, record: Partnership) -> str:
    """The page that mends it, or, for who may not change the record, the one that shows it with its broker."""
    may = check.endpoint != "projects.edit" or can(asked.user, Permission.PARTNERSHIP_EDIT, record)
    endpoint: Any = check.endpoint if may else "projects.show"
    return url_for(endpoint, partnership_id=record.id)
