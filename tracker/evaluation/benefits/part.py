"""The benefits on the first page of the evaluation: how far the matrix is, and whom to ask next."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tracker.evaluation import overview
from tracker.evaluation.benefits import glance
from tracker.evaluation.benefits.queries import matrix_of
from tracker.evaluation.benefits.terms import Moment
from tracker.i18n import _, _n
from tracker.permissions import Permission, can
from tracker.projects.gaps import has_come_to
from tracker.projects.terms import Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.benefits.matrix import Matrix, PartnerBenefits
    from tracker.projects.models import Partnership


def present_moment(partnership: Partnership) -> Moment:
    """What is asked at the stage where the partnership stands: first what is hoped for, from stage 6 on what came."""
    return Moment.ACHIEVED if has_come_to(partnership, Stage.EVALUATION) else Moment.EXPECTED


def to_ask(matrix: Matrix, moment: Moment) -> PartnerBenefits | None:
    """The first partner of today of whom nobody has said anything at this moment."""
    return next(iter(matrix.silent(moment)), None)


def question(partner: PartnerBenefits, moment: Moment) -> str:
    """What to do next with a partner."""
    if moment is Moment.EXPECTED:
        return _("Ask what it expects to gain: %(name)s", name=partner.name)
    return _("Ask what it has gained: %(name)s", name=partner.name)


def benefits_part(partnership: Partnership, user: User, today: date) -> overview.Part | None:
    """What the partners gain; nothing while nobody takes part."""
    matrix, moment = matrix_of(partnership, today), present_moment(partnership)
    if not matrix.partners:
        return None
    may_edit = partnership.is_active and can(user, Permission.PARTNERSHIP_EDIT, partnership)
    asked = to_ask(matrix, moment)
    values = {"participation_id": asked.participation_id, "moment": moment.code} if asked is not None else {}
    return overview.Part(
        overview.PartName.BENEFITS,
        _("Benefits for each partner"),
        "rosette-discount-check",
        _sentence(matrix),
        "evaluation.benefits",
        {"partnership_id": partnership.id},
        progress=_progress(matrix),
        next_step=question(asked, moment) if asked is not None and may_edit else "",
        next_endpoint="evaluation.edit_benefits",
        next_values=values,
    )


def _progress(matrix: Matrix) -> overview.Progress:
    if matrix.is_empty:
        return overview.Progress.NOT_BEGUN
    return overview.Progress.UNDER_WAY if matrix.silent(Moment.ACHIEVED) else overview.Progress.DONE


def _sentence(matrix: Matrix) -> str:
    """Who gains nothing comes first, then how many partners gain."""
    nothing = glance.gaining_nothing(matrix)
    if nothing:
        return " ".join(nothing)
    said = [partner for partner in matrix.current if partner.said(Moment.ACHIEVED)]
    if said:
        return _n(
            "It is known of %(num)d partner of %(all)s what it has gained.",
            "It is known of %(num)d partners of %(all)s what they have gained.",
            len(said),
            all=len(matrix.current),
        )
    hoped = [partner for partner in matrix.current if partner.said(Moment.EXPECTED)]
    if hoped:
        return _n(
            "It is known of %(num)d partner of %(all)s what it expects.",
            "It is known of %(num)d partners of %(all)s what they expect.",
            len(hoped),
            all=len(matrix.current),
        )
    return _("Ten benefits, what each partner expects of them and what it has gained: does every side win?")


overview.PARTS.append(benefits_part)
