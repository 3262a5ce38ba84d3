"""How pages about organisations answer: a change made or refused, two versions to choose from, the way back to the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from tracker import merging
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms import Form
from tracker.partners.models import Organisation
from tracker.web import say

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def to_record(organisation: Organisation) -> ResponseReturnValue:
    return redirect(url_for("partners.show", organisation_id=organisation.id), 303)


def accepted(form: Form, change: Callable[[], object]) -> bool:
    """Make a change and commit it, or put the sentence that refuses it into the form."""
    try:
        change()
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return False
    db.session.commit()
    return True


def done(change: Callable[[], object], sentence: str) -> None:
    """Make a change that has no form of its own, and say on the next page what became of it."""
    try:
        change()
    except DomainError as error:
        db.session.rollback()
        say(str(error), "error")
        return
    db.session.commit()
    say(sentence)


def conflict_page(organisation: Organisation, form: Form, outcome: merging.Merge) -> str:
    """Both versions of what two people changed, to choose from; all that was typed goes along."""
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {"csrf_token", "_seen"} and not name.startswith("keep_")
    ]
    db.session.rollback()
    return render_template(
        "partners/conflict.html", organisation=organisation, form=form, outcome=outcome, typed=typed
    )


def say_taken(outcome: merging.Merge) -> None:
    """Tell what somebody else changed meanwhile and was kept."""
    sentence = merging.say_what_was_taken(outcome)
    if sentence:
        say(sentence, "info")
