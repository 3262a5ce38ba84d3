"""What the pages of signs and of the passport share: which statements an address names, and saving them together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from flask import abort, request

from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import _
from tracker.mechanisms import lines
from tracker.terms import Term
from tracker.web import say

if TYPE_CHECKING:
    from tracker.forms import Form

Chosen = TypeVar("Chosen", bound=Term)


def chosen_in_address(terms: type[Chosen], argument: str) -> list[Chosen]:
    """The term that the address names, or all; without such a term there is no such page."""
    code = request.args.get(argument)
    if code is None:
        return list(terms)
    try:
        return [terms.from_code(code)]
    except ValueError:
        abort(404)


def save_all(form: Form, merged: Sequence[lines.Line], state: Callable[[lines.Line], object]) -> bool:
    """Keep all statements or, with the sentence in the form, none of them; says what others had changed meanwhile."""
    try:
        for line in merged:
            state(line)
    except DomainError as error:
        db.session.rollback()
        form.refuse(error)
        return False
    db.session.commit()
    say(_("Saved."))
    for sentence in lines.sentences_about_others(merged):
        say(sentence, "info")
    return True
