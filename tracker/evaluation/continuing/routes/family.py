"""The family of a partnership: its page, what grows out of it, and taking something out again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.evaluation.blueprint import bp
from tracker.evaluation.continuing import family, growing
from tracker.evaluation.continuing.forms import (
    KnownOffspringForm,
    LinkForm,
    NewOrganisationForm,
    OffspringForm,
    UnlinkForm,
)
from tracker.evaluation.continuing.models import FamilyLink
from tracker.evaluation.continuing.terms import OffspringKind
from tracker.extensions import db
from tracker.i18n import _
from tracker.mechanisms import publishing
from tracker.partners import queries as organisations
from tracker.partners.models import Organisation
from tracker.partners.recording import record_from
from tracker.permissions import Permission, can
from tracker.projects import queries as partnerships
from tracker.projects.models import Partnership
from tracker.projects.routes.record import own_organisations
from tracker.projects.services import partners
from tracker.projects.terms import ContinuationDecision, PartnerRole
from tracker.web import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.typing import ResponseReturnValue

    from tracker.forms import Form
    from tracker.projects.models import Participation

LONGEST_SEARCH = 200


@bp.get("/partnerships/<int:partnership_id>/family")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def show_family(partnership: Partnership) -> ResponseReturnValue:
    """The tree, and the same as a table."""
    user = signed_in_user()
    tree = family.tree_of(partnership, user)
    return _page(
        "evaluation/continuing/family.html",
        partnership,
        tree=tree,
        rows=list(tree.all()),
        may_lead=can(user, Permission.PARTNERSHIP_LEAD, partnership) and not partnership.is_archived,
    )


# --- what grows out of it -----------------------------------------------------------------------------------------------


@bp.get("/partnerships/<int:partnership_id>/family/grow")
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def grow(partnership: Partnership) -> ResponseReturnValue:
    """What can grow out of a partnership: three ways, beside the decision to expand where that was the last one."""
    last = partnership.continuations[-1] if partnership.continuations else None
    return _page(
        "evaluation/continuing/grow.html",
        partnership,
        decision=last if last is not None and last.decision is ContinuationDecision.EXPAND else None,
        kinds=OffspringKind,
        mechanism=publishing.mechanism_of(db.session(), partnership),
        may_create=can(signed_in_user(), Permission.PARTNERSHIP_CREATE),
    )


@bp.route("/partnerships/<int:partnership_id>/family/grow/partnership", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def grow_partnership(partnership: Partnership) -> ResponseReturnValue:
    """A new partnership, filled in with what it takes over from this one."""
    user = signed_in_user()
    if not can(user, Permission.PARTNERSHIP_CREATE):
        say(
            _("Recording a new partnership is not open to your account. You can link one that is recorded."),
            "info",
        )
        return redirect(url_for("evaluation.link_offspring", partnership_id=partnership.id), 303)
    form = OffspringForm(data=_taken_over(partnership), organisations=own_organisations)
    form.offer(_partners(partnership))
    if form.validate_on_submit():
        made: list[Partnership] = []
        if _done(form, lambda: made.append(_started(partnership, form))):
            say(_("Recorded. It knows where it comes from; below is what is still missing."))
            return redirect(url_for("projects.show", partnership_id=made[0].id), 303)
    return _page("evaluation/continuing/grow_partnership.html", partnership, form=form)


def _taken_over(partnership: Partnership) -> dict[str, Any]:
    """What a new form is filled with."""
    return {
        "problem": partnership.problem,
        "target_group": partnership.target_group,
        "main_field": partnership.main_field,
        "further_fields": [each.field for each in partnership.further_fields],
        "regions": sorted(partnership.region_codes),
        "visibility": partnership.visibility,
    }


def _started(partnership: Partnership, form: OffspringForm) -> Partnership:
    user = signed_in_user()
    child = growing.start_partnership(partnership, by=user, **form.values())
    starter = form.organisation_id
    if starter is not None and starter not in {each.organisation_id for each in child.participations}:
        organisation = db.session.get_one(Organisation, starter)
        partners.add_partner(child, organisation, role=PartnerRole.INITIATOR, by=user)
    return child


def _partners(partnership: Partnership) -> list[Participation]:
    """The partners of today, or of the last day, whose organisation is not in the archive."""
    partnerships.with_parts(db.session(), partnership, partnerships.WITH_PARTNERS)
    today = utc_now().date()
    return [each for each in partnership.partners_on(today) if not each.organisation.is_archived]


@bp.route("/partnerships/<int:partnership_id>/family/link", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def link_offspring(partnership: Partnership) -> ResponseReturnValue:
    """A partnership that is recorded already."""
    found = _linkable(partnership)
    form = KnownOffspringForm(linked_on=utc_now().date())
    form.offer(found)
    if form.validate_on_submit():
        chosen = next(each for each in found if each.id == form.partnership.data)
        if _done(
            form,
            lambda: growing.link_partnership(
                partnership,
                chosen,
                linked_on=form.linked_on.data,
                note=form.note.data or "",
                by=signed_in_user(),
            ),
        ):
            say(_("Now both partnerships know of each other."))
            return redirect(_family_of(partnership), 303)
    return _page("evaluation/continuing/link.html", partnership, form=form, found=found)


def _linkable(partnership: Partnership) -> list[Partnership]:
    """The partnerships that the broker works on, besides this one."""
    query = (
        partnerships.visible_to(signed_in_user())
        .where(
            partnerships.has_in_team(signed_in_user(), partnerships.EDITING_ROLES),
            Partnership.archived_at.is_(None),
            Partnership.id != partnership.id,
        )
        .options(*partnerships.ONLY_THE_RECORD)
        .order_by(None)
        .order_by(Partnership.title, Partnership.id)
    )
    return list(db.session.scalars(query))


@bp.route("/partnerships/<int:partnership_id>/family/grow/organisation", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def grow_organisation(partnership: Partnership) -> ResponseReturnValue:
    """Find the organisation, or say that it is new; then say since when it carries the work on."""
    asked = request.args.get("organisation", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 10 else 0  # noqa: PLR2004  # longer is no id
    found = db.session.get(Organisation, number) if number else None
    if found is not None:
        return _link_organisation(partnership, found.merged_into or found)
    if "name" in request.args and can(signed_in_user(), Permission.ORGANISATION_CREATE):
        return _new_organisation(partnership)
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return _page(
        "evaluation/continuing/find_organisation.html",
        partnership,
        text=text,
        found=organisations.found(db.session(), text),
    )


def _link_organisation(partnership: Partnership, organisation: Organisation) -> ResponseReturnValue:
    form = LinkForm(linked_on=utc_now().date())
    if form.validate_on_submit() and _done(form, lambda: _grown(partnership, organisation, form)):
        say(_("%(name)s belongs to the family now.", name=organisation.display_name))
        return redirect(_family_of(partnership), 303)
    return _page(
        "evaluation/continuing/link_organisation.html", partnership, form=form, organisation=organisation
    )


def _new_organisation(partnership: Partnership) -> ResponseReturnValue:
    name = request.args.get("name", "").strip()[:LONGEST_SEARCH]
    region = next(iter(sorted(partnership.region_codes)), None)
    form = NewOrganisationForm(data={"name": name, "region_code": region, "linked_on": utc_now().date()})
    likely: Sequence[Any] = []
    if form.validate_on_submit():
        organisation, likely = record_from(form, by=signed_in_user())
        if organisation is not None and _done(form, lambda: _grown(partnership, organisation, form)):
            say(_("Recorded. The organisation belongs to the family now."))
            return redirect(_family_of(partnership), 303)
        db.session.rollback()
    return _page("evaluation/continuing/new_organisation.html", partnership, form=form, likely=likely)


def _grown(partnership: Partnership, organisation: Organisation, form: LinkForm) -> None:
    growing.link_organisation(
        partnership,
        organisation,
        linked_on=form.linked_on.data,
        note=form.note.data or "",
        by=signed_in_user(),
    )


@bp.route("/partnerships/<int:partnership_id>/family/grow/mechanism", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=Partnership)
def grow_mechanism(partnership: Partnership) -> ResponseReturnValue:
    """Say that the mechanism has settled."""
    mechanism = publishing.mechanism_of(db.session(), partnership)
    if mechanism is None or not mechanism.name.strip():
        say(_("Describe the mechanism first, and give it a name."), "info")
        return redirect(url_for("mechanisms.show", partnership_id=partnership.id), 303)
    form = LinkForm(linked_on=utc_now().date())
    if form.validate_on_submit() and _done(
        form,
        lambda: growing.link_mechanism(
            partnership,
            mechanism,
            linked_on=form.linked_on.data,
            note=form.note.data or "",
            by=signed_in_user(),
        ),
    ):
        say(_("The mechanism belongs to the family now."))
        return redirect(_family_of(partnership), 303)
    return _page("evaluation/continuing/link_mechanism.html", partnership, form=form, mechanism=mechanism)


@bp.route("/family-links/<int:family_link_id>/remove", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_LEAD, on=FamilyLink)
def remove_offspring(family_link: FamilyLink) -> ResponseReturnValue:
    """Take something out of the family that does not belong there."""
    partnership = family_link.parent
    form = UnlinkForm()
    if form.validate_on_submit() and _done(
        form, lambda: growing.unlink(family_link, reason=form.reason.data or "", by=signed_in_user())
    ):
        say(_("Taken out of the family. What grew stays what it is."))
        return redirect(_family_of(partnership), 303)
    may_see = family_link.child is None or can(
        signed_in_user(), Permission.PARTNERSHIP_READ, family_link.child
    )
    return _page(
        "evaluation/continuing/unlink.html", partnership, form=form, link=family_link, may_see=may_see
    )


def _done(form: Form, change: Callable[[], object]) -> bool:
    """Make a change and commit it, or put the sentence that refuses it into the form."""
    try:
        change()
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return False
    db.session.commit()
    return True


def _family_of(partnership: Partnership) -> str:
    return url_for("evaluation.show_family", partnership_id=partnership.id)


def _page(template: str, partnership: Partnership, **more: Any) -> str:
    return render_template(template, partnership=partnership, tab="evaluation", **more)
