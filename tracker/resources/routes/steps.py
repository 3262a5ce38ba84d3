"""The page of one commitment and the steps of its life: agreed, declared, arrived, delivered, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, url_for

from tracker.access import requires, signed_in_user
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.extensions import db
from tracker.i18n import _
from tracker.permissions import Permission
from tracker.resources import promises, queries, services
from tracker.resources.blueprint import bp
from tracker.resources.forms import (
    AgreeForm,
    CompleteForm,
    DeclarationForm,
    DeclareForm,
    DeliveryForm,
    EmptyForm,
    ReasonForm,
)
from tracker.resources.models import Commitment, Delivery
from tracker.resources.routes.answers import attempt
from tracker.resources.terms import CommitmentState
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from tracker.forms import Form


@bp.get("/commitments/<int:commitment_id>")
@requires(Permission.PARTNERSHIP_INSIDE, on=Commitment)
def show_commitment(commitment: Commitment) -> ResponseReturnValue:
    return commitment_page(commitment)


def commitment_page(commitment: Commitment, **typed: Form) -> str:
    """A commitment with a form for each step that is possible now; a form given by name keeps what was typed."""
    today = utc_now().date()
    forms: dict[str, Form] = {
        "agree": AgreeForm(formdata=None, agreed_on=today),
        "declare": declare_form(commitment, formdata=None, declared_on=today),
        "deliver": DeliveryForm(formdata=None, delivered_on=today),
        "complete": CompleteForm(formdata=None, completed_on=today),
        "withdraw": ReasonForm(formdata=None),
    }
    return render_template(
        "resources/commitment.html",
        partnership=commitment.partnership,
        tab="resources",
        commitment=commitment,
        fulfilment=promises.fulfilment(commitment),
        possible=promises.MOVES[commitment.state],
        states=CommitmentState,
        default=queries.default_of(db.session(), commitment.partnership, commitment.kind),
        today=today,
        steps=forms | typed,
        opened=next(iter(typed), ""),
    )


def declare_form(commitment: Commitment, **given: Any) -> DeclareForm:
    """The form for a declaration; one that was written down before can be mended or taken back."""
    if commitment.declared_on is None:
        return DeclareForm(**given)
    written = {"declared_on": commitment.declared_on, "declared_link": commitment.declared_link}
    return DeclarationForm(**(given | written))


def step(
    commitment: Commitment, name: str, form: Form, take: Callable[[], Any], done: str
) -> ResponseReturnValue:
    """Take one step in the life of a commitment, or show its page with the sentence of what is wrong.

    When the step is no longer possible, because somebody else was faster, the page shows what is possible now.
    """
    commitment_id = commitment.id
    if not form.validate_on_submit():
        return commitment_page(commitment, **{name: form})
    try:
        take()
    except WrongState as error:
        db.session.rollback()
        say(str(error), "error")
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return commitment_page(commitment, **{name: form})
    else:
        db.session.commit()
        say(done)
    return redirect(url_for("resources.show_commitment", commitment_id=commitment_id), 303)


@bp.post("/commitments/<int:commitment_id>/agree")
@requires(Permission.PARTNERSHIP_EDIT, on=Commitment)
def agree(commitment: Commitment) -> ResponseReturnValue:
    form = AgreeForm()

    def take() -> None:
        services.agree(
            commitment, by=signed_in_user(), on=form.agreed_on.data, agreed_by=form.agreed_by.data or ""
        )

    return step(commitment, "agree", form, take, _("Agreed: it counts as promised from now on."))


@bp.post("/commitments/<int:commitment_id>/declare")
@requires(Permission.PARTNERSHIP_EDIT, on=Commitment)
def declare(commitment: Commitment) -> ResponseReturnValue:
    form = declare_form(commitment)

    def take() -> None:
        services.declare(
            commitment, by=signed_in_user(), on=form.declared_on.data, link=form.declared_link.data or ""
        )

    return step(commitment, "declare", form, take, _("The public declaration is written down."))


@bp.post("/commitments/<int:commitment_id>/deliver")
@requires(Permission.PARTNERSHIP_EDIT, on=Commitment)
def deliver(commitment: Commitment) -> ResponseReturnValue:
    form = DeliveryForm()

    def take() -> None:
        values = {name: value for name, value in form.values().items() if value is not None}
        services.deliver(commitment, by=signed_in_user(), **values)

    return step(commitment, "deliver", form, take, _("What arrived is written down."))


@bp.post("/commitments/<int:commitment_id>/complete")
@requires(Permission.PARTNERSHIP_EDIT, on=Commitment)
def complete(commitment: Commitment) -> ResponseReturnValue:
    form = CompleteForm()

    def take() -> None:
        services.complete(commitment, by=signed_in_user(), on=form.completed_on.data)

    return step(commitment, "complete", form, take, _("The commitment counts as delivered."))


@bp.post("/commitments/<int:commitment_id>/reopen")
@requires(Permission.PARTNERSHIP_EDIT, on=Commitment)
def reopen(commitment: Commitment) -> ResponseReturnValue:
    """Not everything is here after all."""

    def take() -> None:
        services.start_delivery(commitment, by=signed_in_user())

    return step(commitment, "reopen", EmptyForm(), take, _("The commitment is in delivery again."))


@bp.post("/commitments/<int:commitment_id>/withdraw")
@requires(Permission.PARTNERSHIP_EDIT, on=Commitment)
def withdraw(commitment: Commitment) -> ResponseReturnValue:
    form = ReasonForm()

    def take() -> None:
        services.withdraw(commitment, by=signed_in_user(), reason=form.reason.data or "")

    return step(
        commitment,
        "withdraw",
        form,
        take,
        _("The promise was withdrawn; the need it answered is open again."),
    )


@bp.post("/commitments/<int:commitment_id>/offer")
@requires(Permission.PARTNERSHIP_EDIT, on=Commitment)
def offer_again(commitment: Commitment) -> ResponseReturnValue:
    def take() -> None:
        services.offer_again(commitment, by=signed_in_user())

    return step(commitment, "offer", EmptyForm(), take, _("It is offered again."))


@bp.route("/deliveries/<int:delivery_id>/cancel", methods=["GET", "POST"])
@requires(Permission.PARTNERSHIP_EDIT, on=Delivery)
def cancel_delivery(delivery: Delivery) -> ResponseReturnValue:
    """A delivery was recorded by mistake, for a reason."""
    form = ReasonForm()
    if form.validate_on_submit() and attempt(
        form, lambda: services.cancel_delivery(delivery, by=signed_in_user(), reason=form.reason.data)
    ):
        say(_("The delivery is marked as recorded by mistake."))
        return redirect(url_for("resources.show_commitment", commitment_id=delivery.commitment_id), 303)
    return render_template(
        "resources/delivery_cancel.html",
        partnership=delivery.partnership,
        tab="resources",
        delivery=delivery,
        form=form,
    )
