"""What other pages show of what becomes of a partnership: its family, its farewell, its part of the evaluation, what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tracker.database import session_of
from tracker.evaluation import overview
from tracker.evaluation.continuing import family, parting
from tracker.evaluation.continuing.evidence import without_evidence
from tracker.evaluation.continuing.models import FamilyLink, Farewell
from tracker.evaluation.lessons import queries as lessons
from tracker.i18n import _, _l, show_date
from tracker.partners import panels as organisation_panels
from tracker.permissions import Permission, can
from tracker.projects import deciding, gaps, header, stamps
from tracker.projects.models import Partnership
from tracker.projects.queries import ONLY_THE_RECORD, is_inside_visible_to
from tracker.projects.terms import ContinuationDecision, Stage

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.partners.models import Organisation


# --- the overview -----------------------------------------------------------------------------------------------------


def family_of_partnership(partnership: Partnership, user: User, _today: date) -> header.Panel | None:
    """What it grew out of, and what grew out of it; nothing where there is no family."""
    if not family.has_family(partnership):
        return None
    tree = family.tree_of(partnership, user)
    here, above = next(pair for pair in tree.all() if pair[0].is_here)
    return header.Panel(
        "evaluation/continuing/_family_panel.html",
        {"partnership": partnership, "here": here, "above": above},
    )


def farewell_of_partnership(partnership: Partnership, user: User, _today: date) -> header.Panel | None:
    """Of a partnership that has ended: the page that sums it up, and what is still to be done for a good end."""
    if not partnership.is_ended:
        return None
    written = parting.farewells_of(partnership)
    partners = partnership.partners_on(partnership.ended_on or _today)
    context = {
        "partnership": partnership,
        "partners": len(partners),
        "keeping": sum(bool(each.id in written and written[each.id].keeps) for each in partners),
        "has_lessons": bool(lessons.ids_with_lessons(session_of(partnership), [partnership.id])),
        "may_edit": can(user, Permission.PARTNERSHIP_EDIT, partnership),
    }
    return header.Panel("evaluation/continuing/_farewell_panel.html", context)


def families_of_organisation(organisation: Organisation, user: User) -> organisation_panels.Panel | None:
    """The partnerships out of which an organisation grew, as far as the reader sees their inside."""
    query = (
        select(FamilyLink)
        .join(Partnership, Partnership.id == FamilyLink.parent_id)
        .where(FamilyLink.organisation_id == organisation.id, is_inside_visible_to(user))
        .options(joinedload(FamilyLink.parent).options(*ONLY_THE_RECORD))
        .order_by(FamilyLink.linked_on, FamilyLink.id)
    )
    links = session_of(organisation).scalars(query).unique().all()
    if not links:
        return None
    return organisation_panels.Panel("evaluation/continuing/_organisation_panel.html", {"links": links})


# --- the part of the evaluation -----------------------------------------------------------------------------------------


def continuation_part(partnership: Partnership, user: User, _today: date) -> overview.Part:
    """Where the decision stands: to come, due, or taken."""
    here = {"partnership_id": partnership.id}
    leads = can(user, Permission.PARTNERSHIP_LEAD, partnership)
    is_due = partnership.is_active and partnership.stage is Stage.CONTINUATION
    endpoint = "evaluation.farewell" if partnership.is_ended else "evaluation.show_family"
    return overview.Part(
        overview.PartName.CONTINUATION,
        _("What becomes of it"),
        "git-branch",
        _sentence(partnership, is_due=is_due),
        endpoint,
        here,
        progress=_progress(partnership, is_due=is_due),
        next_step=_("Record the decision") if is_due and leads else "",
        next_endpoint="projects.decide",
        next_values=here,
        is_urgent=is_due,
    )


def _sentence(partnership: Partnership, *, is_due: bool) -> str:
    last = partnership.continuations[-1] if partnership.continuations else None
    if partnership.is_ended:
        return _(
            "It ended on %(day)s. Who keeps what, thanks to each, what lives on.",
            day=show_date(partnership.ended_on),
        )
    if is_due:
        return _(
            "The partners decide now: continue, expand or end. The decision rests on what the evaluation shows."
        )
    if last is not None:
        return _("Decided on %(day)s: %(decision)s.", day=show_date(last.decided_on), decision=last.decision)
    return _("At the last stage the partners decide on what they have seen: continue, expand or end.")


def _progress(partnership: Partnership, *, is_due: bool) -> overview.Progress:
    if is_due:
        return overview.Progress.UNDER_WAY
    decided = partnership.continuations and partnership.continuations[-1].round >= partnership.round - 1
    return overview.Progress.DONE if partnership.is_ended or decided else overview.Progress.NOT_BEGUN


# --- what is missing ----------------------------------------------------------------------------------------------------


@gaps.check_together
def nothing_to_rest_the_decision_on(
    partnerships: Sequence[Partnership], _today: date
) -> Mapping[int, Iterable[gaps.Gap]]:
    """At the last stage, when nothing was evaluated that the decision could rest on."""
    due = [each for each in partnerships if each.is_active and each.stage is Stage.CONTINUATION]
    bare = without_evidence(due)
    return {
        each.id: [
            gaps.Gap(
                _l("Evaluate before you decide: nothing of it is written down yet"),
                "evaluation.show",
                {"partnership_id": each.id},
                gaps.GapKind.RESULTS,
            )
        ]
        if each.id in bare
        else []
        for each in partnerships
    }


header.OVERVIEW_PANELS.append(farewell_of_partnership)
header.OVERVIEW_PANELS.append(family_of_partnership)
organisation_panels.PANELS.append(families_of_organisation)
overview.PARTS.append(continuation_part)
deciding.PAGES_AFTER.update(
    {ContinuationDecision.EXPAND: "evaluation.grow", ContinuationDecision.END: "evaluation.farewell"}
)
stamps.cover(Farewell)
stamps.cover(FamilyLink, alone=True)
