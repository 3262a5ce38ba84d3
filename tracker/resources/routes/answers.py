"""What the pages of resources have in common: trying a change, and telling what came in from others meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tracker import merging
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.web import say

if TYPE_CHECKING:
    from tracker.forms import Form


def attempt(form: Form, change: Callable[[], Any]) -> bool:
    """Make a change and commit it; what the domain does not allow is said in the form, beside its field."""
    try:
        change()
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return False
    db.session.commit()
    return True


def say_taken(outcome: merging.Merge) -> None:
    """Tell what somebody else changed meanwhile and was kept."""
    sentence = merging.say_what_was_taken(outcome)
    if sentence:
        say(sentence, "info")
