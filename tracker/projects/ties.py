"""What partnerships mean for organisations: who may edit and whom to know, the panel on their page, the merging of two records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.database import session_of, utc_now
from tracker.partners import merge, models, panels
from tracker.partners import services as organisations
from tracker.projects import queries, search_index
from tracker.projects.services import partners

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.partners.models import Organisation


def may_edit_by_partnership(user: User, organisation: Organisation) -> bool:
    """Whoever edits a partnership keeps the records of its partners of today in order too."""
    return bool(session_of(organisation).scalar(queries.is_tied_to(user, organisation, may_edit=True)))


def knows_by_partnership(user: User, organisation: Organisation) -> bool:
    """Whoever sees the inside of a partnership may know whom to talk to at its partners."""
    return bool(session_of(organisation).scalar(queries.is_tied_to(user, organisation, may_edit=False)))


def partnerships_panel(organisation: Organisation, user: User) -> panels.Panel | None:
    """What the organisation takes and took part in, as far as the reader may see it."""
    today = utc_now().date()
    seen = session_of(organisation).scalars(queries.participations_of(organisation, user)).all()
    now = [each for each in seen if each in each.partnership.partners_on(today)]
    before = [each for each in seen if each not in now]
    return panels.Panel("projects/_of_organisation.html", {"now": now, "before": before})


models.EDIT_TIES.append(may_edit_by_partnership)
models.KNOWING_TIES.append(knows_by_partnership)
panels.PANELS.insert(0, partnerships_panel)
merge.merging_steps.append(partners.move_to_merged)
organisations.CHANGED.append(search_index.index_partnerships_of)
