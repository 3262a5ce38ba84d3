"""By what of their resources lists of partnerships can be narrowed: a need nobody has answered, promises that are overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists

from tracker.database import utc_now
from tracker.i18n import _l, _lp
from tracker.projects import filters
from tracker.projects.models import Partnership
from tracker.resources.helping.queries import has_unanswered_need
from tracker.resources.models import Commitment
from tracker.resources.queries import overdue_clause
from tracker.resources.terms import ResourceKind
from tracker.terms import Term

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


class Promises(Term):
    """How the promises of a partnership stand."""

    OVERDUE = "overdue", _lp("promises", "Some are overdue")
    IN_TIME = "in_time", _lp("promises", "None is overdue")


def stands_so(promises: Promises) -> ColumnElement[bool]:
    """Some promise is overdue today, or none."""
    overdue = exists().where(Commitment.partnership_id == Partnership.id, overdue_clause(utc_now().date()))
    return overdue if promises is Promises.OVERDUE else ~overdue


filters.add_facet(filters.Facet("need", _l("Still needs"), ResourceKind, has_unanswered_need))
filters.add_facet(filters.Facet("promises", _l("Promises"), Promises, stands_so))
