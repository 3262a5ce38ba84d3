"""Trying the classifiers out without an account: a text goes in, an answer comes out, nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request
from limits import parse

from tracker.access import public
from tracker.accounts.limits import LIMITS, Limit
from tracker.i18n import current_language
from tracker.mechanisms import classifier
from tracker.mechanisms.blueprint import bp
from tracker.mechanisms.examples import KINDS, MECHANISMS, Example
from tracker.mechanisms.explanation import explain
from tracker.mechanisms.forms import TryForm, TryKindForm
from tracker.mechanisms.joint_work import explain_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

REASON = "a part of the guide: it answers and keeps nothing"


@bp.route("/guide/mechanisms/try", methods=["GET", "POST"])
@public(REASON)
def try_mechanism() -> ResponseReturnValue:
    """Which type of mechanism a text describes."""
    form = TryForm(data={"description": chosen_text(MECHANISMS)})
    why = None
    if form.validate_on_submit() and (form.description.data or form.replies):
        text = form.description.data or ""
        why = explain(classifier.classify_mechanism(text, replies=form.replies), text, form.replies)
    return render_template(
        "mechanisms/try.html", form=form, why=why, examples=MECHANISMS, is_empty=is_empty(why, form.errors)
    )


@bp.route("/guide/partnership/try", methods=["GET", "POST"])
@public(REASON)
def try_kind() -> ResponseReturnValue:
    """Which kind of joint work a text describes."""
    form = TryKindForm(data={"description": chosen_text(KINDS)})
    why = None
    if form.validate_on_submit() and form.description.data:
        why = explain_kind(classifier.classify_kind(form.description.data), form.description.data)
    return render_template(
        "mechanisms/try_kind.html", form=form, why=why, examples=KINDS, is_empty=is_empty(why, form.errors)
    )


def is_empty(answered: object, errors: object) -> bool:
    """Whether somebody asked without giving anything to judge."""
    return request.method == "POST" and answered is None and not errors


def chosen_text(examples: Sequence[Example]) -> str:
    """The text of the example that the address names."""
    number = request.args.get("example", "")
    chosen = next((each for each in examples if str(each.number) == number), None)
    return chosen.text_in(current_language()) if chosen else ""


def _address() -> str:
    return request.remote_addr or "unknown"


# A seminar room behind one address may try together.
for _endpoint in ("mechanisms.try_mechanism", "mechanisms.try_kind"):
    LIMITS[_endpoint] = (
        Limit(
            _endpoint,
            parse("120 per 10 minutes"),
            _address,
            failures_only=False,
            page="mechanisms/too_many.html",
        ),
    )
