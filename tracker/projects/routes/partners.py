"""The partners of a partnership: who takes part now and before, adding, changing, leaving, coming back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for

from tracker import merging
from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _, _n
from tracker.partners import contacts as contact_services
from tracker.partners import queries as organisation_queries
from tracker.partners.expectations import Expectation
from tracker.partners.models import Contact, Organisation
from tracker.partners.recording import record_from
from tracker.partners.terms import Capacity, Sector
from tracker.permissions import Permission, can
from tracker.projects import answers, queries
from tracker.projects.blueprint import bp
from tracker.projects.forms.partners import (
    JoiningForm,
    KnownJoiningForm,
    LeavingForm,
    NewOrganisationForm,
    PartEditForm,
)
from tracker.projects.models import Participation, Partnership
from tracker.projects.routes.record import say_taken
from tracker.projects.services import partners as services
from tracker.projects.terms import PartnerRole
from tracker.web import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from tracker.accounts.models import User

LONGEST_SEARCH = 200


@bp.get("/partnerships/<int:partnership_id>/partners")
@requires(Permission.PARTNERSHIP_INSIDE, on=Partnership)
def partners(partnership: Partnership) -> ResponseReturnValue:
    """Everybody who takes or took part, with what was agreed, and how the sectors are balanced."""
    today = utc_now().date()
    all_of_them = db.session.scalars(queries.participations(partnership)).all()
    now = [each for each in all_of_them if each in partnership.partners_on(today)]
    return render_template(
        "projects/partners.html",
        partnership=partnership,
        tab="partners",
        now=now,
        before=[each for each in all_of_them if each not in now and each.left_on is not None],
        to_come=[each for each in all_of_them if each not in now and each.left_on is None],
        sectors=sector_parts(now),
        answered=answers.answered(now),
    )


def sector_parts(taking_part: Sequence[Participation]) -> list[dict[str, Any]]:
    """How many partners come from each sector, as a picture shows it."""
    counts = Counter(each.organisation.sector for each in taking_part)
    return [
        {
            "label": sector.label,
            "value": counts[sector],
            "text": _n("%(num)d partner", "%(num)d partners", counts[sector]),
            "tone": sector.code,
        }
        for sector in Sector
    ]


@bp.route("/partnerships/<int:partnership_id>/partners/new", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Partnership)
def add_partner(partnership: Partnership) -> ResponseReturnValue:
    """Three small steps on one address: find the organisation (or say that it is new), then say what part it takes."""
    organisation = _asked_for()
    if organisation is not None:
        return _join(partnership, organisation)
    if "name" in request.args and can(signed_in_user(), Permission.ORGANISATION_CREATE):
        return _join_new(partnership)
    return _find(partnership)


def _asked_for() -> Organisation | None:
    """The organisation that the address names; a merged one stands for the record that stayed."""
    number = request.args.get("organisation", "")
    found = db.session.get(Organisation, int(number)) if number.isdecimal() and len(number) < 10 else None  # noqa: PLR2004  # longer is no id
    return found.merged_into or found if found is not None else None


def _find(partnership: Partnership) -> ResponseReturnValue:
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    found = organisation_queries.found(db.session(), text)
    return render_template(
        "projects/partner_find.html", partnership=partnership, tab="partners", text=text, found=found
    )


def _join(partnership: Partnership, organisation: Organisation) -> ResponseReturnValue:
    earlier = services.earlier_participation(partnership, organisation)
    form = KnownJoiningForm(data=_as_before(earlier))
    form.offer_for(organisation.sector)
    if form.validate_on_submit():
        user = signed_in_user()
        try:
            _add(partnership, organisation, form, user)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            return _joined(partnership, organisation)
    return render_template(
        "projects/partner_join.html",
        partnership=partnership,
        tab="partners",
        form=form,
        organisation=organisation,
        earlier=earlier,
    )


def _as_before(earlier: Participation | None) -> dict[str, Any]:
    """What a form for a partner begins with: what it was asked for, and what it did before if it comes back."""
    asked_for = [each for each in Expectation if each.code == request.args.get("offers")]
    if earlier is None:
        return {"role": PartnerRole.PARTNER, "offers": asked_for}
    return {
        "role": earlier.role,
        "contribution": earlier.contribution,
        "offers": [*earlier.offers, *asked_for],
        "expectation": earlier.expectation,
        "expects": earlier.expects,
        "joined_on": utc_now().date(),
    }


def _join_new(partnership: Partnership) -> ResponseReturnValue:
    name = request.args.get("name", "").strip()[:LONGEST_SEARCH]
    region = next(iter(sorted(partnership.region_codes)), None)
    form = NewOrganisationForm(data={"name": name, "region_code": region, "role": PartnerRole.PARTNER})
    likely: Sequence[Any] = []
    if form.validate_on_submit():
        user = signed_in_user()
        organisation, likely = record_from(form, by=user)
        if organisation is not None:
            try:
                _add(partnership, organisation, form, user)
            except DomainError as error:
                form.refuse(error)
            else:
                return _joined(partnership, organisation)
        db.session.rollback()
    return render_template(
        "projects/partner_new.html", partnership=partnership, tab="partners", form=form, likely=likely
    )


def _add(partnership: Partnership, organisation: Organisation, form: JoiningForm, user: User) -> None:
    participation = services.add_partner(partnership, organisation, by=user, **form.agreed())
    people = [(_contact(organisation, name, capacity, user), capacity) for name, capacity in form.people()]
    services.set_key_people(participation, people, by=user)


def _contact(organisation: Organisation, name: str, capacity: Capacity, user: User) -> Contact:
    """The contact person of this name, noted now if nobody knew them."""
    known = db.session.scalars(queries.all_contacts(organisation)).all()
    same = next((contact for contact in known if contact.name.casefold() == name.casefold()), None)
    return same or contact_services.add_contact(organisation, name=name, capacity=capacity, by=user)


def _joined(partnership: Partnership, organisation: Organisation) -> ResponseReturnValue:
    db.session.commit()
    say(_("%(name)s takes part.", name=organisation.display_name))
    return redirect(url_for("projects.partners", partnership_id=partnership.id), 303)


@bp.route("/participations/<int:participation_id>/edit", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Participation)
def edit_partner(participation: Participation) -> ResponseReturnValue:
    """What is agreed with a partner, and its key people; merged with what others changed meanwhile."""
    organisation = participation.organisation
    contacts = _choosable(participation)
    form = PartEditForm.of(participation, contacts)
    if form.validate_on_submit():
        by_id = {contact.id: contact for contact in contacts}
        chosen = {
            name: [by_id[number] for number in form[name].data or ()] for name in ("leaders", "executors")
        }
        outcome = merging.merge(
            participation,
            version=merging.version_in(request.form),
            mine={**form.agreed(), **{name: [contact.name for contact in chosen[name]] for name in chosen}},
            read=_values_of,
            choices=request.form,
        )
        if not outcome.is_settled:
            db.session.rollback()
            return _part_page("projects/merge.html", participation, form, merge=outcome)
        try:
            _save_part(participation, form, outcome, chosen)
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(_("Saved."))
            say_taken(outcome)
            return redirect(url_for("projects.partners", partnership_id=participation.partnership_id), 303)
    return _part_page(
        "projects/partner_form.html", participation, form, organisation=organisation, contacts=contacts
    )


def _part_page(template: str, participation: Participation, form: PartEditForm, **more: Any) -> str:
    return render_template(
        template,
        partnership=participation.partnership,
        tab="partners",
        participation=participation,
        form=form,
        **more,
    )


def _choosable(participation: Participation) -> list[Contact]:
    """The contact persons of today, and those in the archive who are named as key people."""
    today = db.session.scalars(queries.all_contacts(participation.organisation)).all()
    named = [person.contact for person in participation.key_people]
    return list(dict.fromkeys([*today, *named]))


def _values_of(participation: Participation) -> dict[str, Any]:
    return {
        **{name: getattr(participation, name) for name in services.FIELDS},
        **services.key_names(participation),
    }


def _save_part(
    participation: Participation, form: PartEditForm, outcome: merging.Merge, chosen: dict[str, list[Contact]]
) -> None:
    """Save what was agreed, the key people as merged, and one more person if one was named."""
    user = signed_in_user()
    values = dict(outcome.values)
    people: list[tuple[Contact, Capacity]] = []
    for name, capacity in (("leaders", Capacity.LEADER), ("executors", Capacity.EXECUTOR)):
        known = {person.contact.name: person.contact for person in participation.key_people}
        known |= {contact.name: contact for contact in chosen[name]}
        people += [(known[person], capacity) for person in values.pop(name) if person in known]
    services.edit_partner(participation, by=user, **values)
    new = form.new_person()
    if new is not None:
        contact = contact_services.add_contact(participation.organisation, by=user, **new)
        people.append((contact, new["capacity"]))
    services.set_key_people(participation, people, by=user)


@bp.route("/participations/<int:participation_id>/left", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Participation)
def partner_left(participation: Participation) -> ResponseReturnValue:
    """A partner left; it stays visible among those before."""
    form = LeavingForm(data={"left_on": utc_now().date()})
    if form.validate_on_submit():
        try:
            services.partner_left(
                participation,
                on=form.left_on.data or utc_now().date(),
                reason=form.reason.data or "",
                by=signed_in_user(),
            )
        except DomainError as error:
            db.session.rollback()
            form.refuse(error)
        else:
            db.session.commit()
            say(
                _(
                    "%(name)s stays visible among the partners before.",
                    name=participation.organisation.display_name,
                )
            )
            return redirect(url_for("projects.partners", partnership_id=participation.partnership_id), 303)
    return render_template(
        "projects/partner_left.html",
        partnership=participation.partnership,
        tab="partners",
        participation=participation,
        form=form,
    )
