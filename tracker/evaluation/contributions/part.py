"""The contributions on the first page of the evaluation: how many are credited, and whose turn it is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tracker.evaluation import overview
from tracker.evaluation.contributions import glance
from tracker.evaluation.contributions.queries import contributions_of
from tracker.i18n import _, _n
from tracker.permissions import Permission, can
from tracker.projects.gaps import has_come_to
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.contributions.shares import Contributions, PartnerContribution
    from tracker.projects.models import Partnership


def contributions_part(partnership: Partnership, user: User, today: date) -> overview.Part | None:
    """What each gave and how it is credited; nothing while nobody takes part."""
    contributions = contributions_of(partnership, today)
    if not contributions.partners:
        return None
    may_edit = partnership.is_active and can(user, Permission.PARTNERSHIP_EDIT, partnership)
    waiting = to_credit(partnership, contributions) if may_edit else None
    return overview.Part(
        overview.PartName.CONTRIBUTIONS,
        _("Contribution of each partner"),
        "award",
        _sentence(contributions),
        "evaluation.contributions",
        {"partnership_id": partnership.id},
        progress=_progress(contributions),
        next_step=credit_it(waiting) if waiting is not None else "",
        next_endpoint="evaluation.credit_contribution",
        next_values={"participation_id": waiting.participation_id} if waiting is not None else {},
    )


def to_credit(partnership: Partnership, contributions: Contributions) -> PartnerContribution | None:
    """Whose contribution is to be credited next; before the evaluation nobody's."""
    if not has_come_to(partnership, Stage.EVALUATION):
        return None
    return next(iter(contributions.not_credited), None)


def credit_it(partner: PartnerContribution) -> str:
    return _("Credit the contribution: %(name)s", name=partner.name)


def _progress(contributions: Contributions) -> overview.Progress:
    if not contributions.credited:
        return overview.Progress.NOT_BEGUN
    return overview.Progress.UNDER_WAY if contributions.not_credited else overview.Progress.DONE


def _sentence(contributions: Contributions) -> str:
    sentences = glance.one_sided(contributions)
    if contributions.credited:
        done = len(contributions.current) - len(contributions.not_credited)
        sentences.append(
            _n(
                "The contribution of %(num)d partner of %(all)s is credited.",
                "The contributions of %(num)d partners of %(all)s are credited.",
                done,
                all=len(contributions.current),
            )
        )
    return " ".join(sentences) or _("Who promised and delivered what, worth how much, and thanked by name.")


overview.PARTS.append(contributions_part)
