"""How the pages about alumni answer: a change tried, two versions to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from flask import render_template, request

from tracker import merging
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.forms import Form
from tracker.web import address_with, say

if TYPE_CHECKING:
    from tracker.people.forms import DirectoryFilterForm


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


def merged(record: Any, form: Form, *, choices: Mapping[str, str] | None = None) -> merging.Merge:
    """What was typed, merged with what others changed meanwhile."""
    given = request.form if choices is None else choices
    return merging.merge(record, version=merging.version_in(given), mine=form.values(), choices=given)


def merge_page(form: Form, outcome: merging.Merge, *, title: str, back: str) -> str:
    """Both versions of what two people changed, to choose from."""
    db.session.rollback()
    return render_template("people/merge.html", form=form, merge=outcome, named=title, back=back)


def say_saved(outcome: merging.Merge, sentence: str) -> None:
    """Tell that it is saved, and what somebody else changed meanwhile and was kept."""
    say(sentence)
    taken = merging.say_what_was_taken(outcome)
    if taken:
        say(taken, "info")


def chips_of(form: DirectoryFilterForm) -> list[dict[str, str]]:
    """What the list is narrowed to, each with the address that takes it away."""
    return [
        {"label": label, "value": value, "remove_url": address_with(**{name: None, "page": None})}
        for name, (label, value) in form.told().items()
    ]
