"""From a filled-in form to a new organisation, unless it is recorded already: for every page on which one can be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.partners import services
from tracker.partners.duplicates import AlreadyRecorded, Likeness, likely_duplicates

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.partners.forms import OrganisationQuickForm
    from tracker.partners.models import Organisation


def record_from(form: OrganisationQuickForm, *, by: User) -> tuple[Organisation | None, list[Likeness]]:
    """Make the organisation of a valid form, or say which recorded ones it may be.

    A likeness of names only asks; the person goes on by ticking ``another``. A number that another record has is refused.
    Without an organisation the form tells what is wrong, and nothing was changed.
    """
    likely: list[Likeness] = []
    try:
        likely = likely_duplicates(db.session(), name=form.name.data or "", identifiers=form.numbers())
        taken = next((each for each in likely if each.number is not None), None)
        if taken is not None and taken.number is not None:
            raise AlreadyRecorded(taken.organisation, taken.number)
        if likely and not form.another.data:
            return None, likely
        return services.create(db.session(), by=by, **form.values()), []
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return None, likely
