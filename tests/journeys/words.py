"""The words on a page in one language: tests look for what a person looks for, in Russian and in English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import force_locale

from tracker.i18n import gettext, ngettext, pgettext

if TYPE_CHECKING:
    from flask import Flask

    from tracker.i18n import LazyString
    from tracker.terms import Term


class Words:
    """``say("Save")`` is «Сохранить» for a reader of Russian, as the catalogue has it.

    Usage::

        page.get_by_role("button", name=say("Save"))
        page.get_by_role("button", name=say("Done", context="button"))
        page.get_by_label(say("Role")).select_option(label=say.term(PartnerRole.INITIATOR))
    """

    def __init__(self, app: Flask, language: str) -> None:
        self.app = app
        self.language = language

    def __call__(self, message: str, *, context: str = "", **values: Any) -> str:
        with self.app.app_context(), force_locale(self.language):
            said = pgettext(context, message) if context else gettext(message)
        return said % values if values else said

    def count(self, singular: str, plural: str, number: int) -> str:
        """A message with a number, in the form that the number asks for."""
        with self.app.app_context(), force_locale(self.language):
            return ngettext(singular, plural, number)

    def term(self, term: Term | LazyString) -> str:
        """The label of a term, or another text of it."""
        with self.app.app_context(), force_locale(self.language):
            return str(term)
