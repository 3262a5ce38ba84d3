"""Two records that are one organisation: finding the other, comparing, making them one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from tracker.access import requires, signed_in_user
from tracker.extensions import db
from tracker.history.changes import plain
from tracker.history.words import tell
from tracker.i18n import _
from tracker.partners import duplicates, merge, queries
from tracker.partners.blueprint import bp
from tracker.partners.models import Organisation
from tracker.partners.routes.answers import done, to_record
from tracker.partners.routes.lists import searched_text
from tracker.permissions import Permission

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@bp.route("/organisations/<int:organisation_id>/merge", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MERGE, on=Organisation)
def merge_into(organisation: Organisation) -> ResponseReturnValue:
    """Choose the record that stays, then what of the two is right, then make them one."""
    into = db.session.get(Organisation, request.args.get("organisation", type=int) or 0)
    if into is None or into is organisation:
        return choose_target(organisation)
    if request.method == "POST":
        from_duplicate = frozenset(
            name for name in merge.CHOSEN if request.form.get(f"keep_{name}") == "duplicate"
        )
        done(
            lambda: merge.merge(organisation, into, by=signed_in_user(), from_duplicate=from_duplicate),
            _("The two records are one now."),
        )
        return to_record(into)
    return render_template(
        "partners/merge.html", organisation=organisation, into=into, rows=side_by_side(organisation, into)
    )


def choose_target(organisation: Organisation) -> str:
    """The search for the record that stays, with those that look like the same organisation."""
    text = searched_text()
    likely = duplicates.likely_duplicates(db.session(), name=organisation.name, besides=organisation)
    found = [each for each in queries.found(db.session(), text) if each.id != organisation.id]
    return render_template(
        "partners/merge_choose.html", organisation=organisation, likely=likely, found=found, text=text
    )


def side_by_side(duplicate: Organisation, into: Organisation) -> list[dict[str, str]]:
    """The details in which two records differ, in words."""
    rows = []
    for name in merge.differing(duplicate, into):
        told_change = tell("organisations", name, plain(getattr(into, name)), plain(getattr(duplicate, name)))
        rows.append(
            {"name": name, "label": told_change.label, "into": told_change.old, "duplicate": told_change.new}
        )
    return rows
