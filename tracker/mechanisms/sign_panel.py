"""The signs of partnership on the overview of a partnership, and advice as templates list it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for

from tracker.mechanisms import sign_facts, signs
from tracker.mechanisms.blueprint import bp
from tracker.mechanisms.models import SignAssessment
from tracker.projects import header, stamps

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.mechanisms.sign_advice import Advice
    from tracker.projects.models import Partnership


def signs_of_partnership(partnership: Partnership, _user: User, today: date) -> header.Panel | None:
    """How many signs are present; nothing while nobody takes part, when there is nothing to look at yet."""
    if not partnership.partners_on(today):
        return None
    views = signs.views_of(sign_facts.facts_of(partnership, today), sign_facts.said_of(partnership))
    context = {"partnership": partnership, "views": views, "present": signs.count_present(views)}
    return header.Panel("mechanisms/_signs_panel.html", context)


@bp.app_template_global()
def advice_items(advice: Sequence[Advice], *, linked: bool) -> list[dict[str, Any]]:
    """Advice as the list of gaps shows it."""
    return [
        {"label": each.sentence, "url": url_for(each.endpoint, **each.values) if linked else None}
        for each in advice
    ]


header.OVERVIEW_PANELS.append(signs_of_partnership)
stamps.cover(SignAssessment)
