"""What a password has to be, and one-time codes that are taken only once."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from flask_security import PasswordUtil, Totp
from flask_security.utils import hash_password

from tracker.i18n import _

if TYPE_CHECKING:
    from passlib.totp import TotpMatch

    from tracker.accounts.models import User

SHORTEST = 10
FEWEST_CHARACTERS = 5
SHORTEST_TELLING = 4
LONGEST = 200  # hashing a megabyte would be a way to keep the server busy


class PasswordRules(PasswordUtil):
    """Long rather than complicated: length, some variety, and not the own address or name."""

    def validate(
        self,
        password: str,
        is_register: bool,  # noqa: ARG002, FBT001  # the signature of Flask-Security
        **kwargs: Any,
    ) -> tuple[list[str] | None, str]:
        normalized = self.normalize(password)
        user = kwargs.get("user")
        known = [] if user is None else [user.email, user.name]
        sentence = what_is_wrong(normalized, known)
        return ([sentence] if sentence else None), normalized


def what_is_wrong(password: str, known: list[str]) -> str | None:
    """A sentence about a password that is easy to guess; ``known`` is what others know about the person."""
    if len(password) < SHORTEST:
        return _(
            "At least %(number)s characters, please. A short sentence is easy to remember.", number=SHORTEST
        )
    if len(password) > LONGEST:
        return _("At most %(number)s characters, please.", number=LONGEST)
    if len(set(password)) < FEWEST_CHARACTERS or password.isdigit():
        return _("This password is easy to guess. Take several words or a short sentence.")
    plain = password.casefold()
    telling = {word.casefold() for text in known for word in (text, text.split("@")[0])}
    if any(len(word) >= SHORTEST_TELLING and word in plain for word in telling):
        return _("The password should not contain your name or e-mail address.")
    return None


def what_it_takes() -> str:
    """The rule in words, for the field where a password is chosen."""
    return _("At least %(number)s characters; a short sentence is easy to remember.", number=SHORTEST)


def hashed(password: str) -> str:
    """The password as it is stored."""
    return str(hash_password(unicodedata.normalize("NFKD", password)))


class OneTimeCodes(Totp):
    """Codes of an authenticator app, each taken once, so that one looked at over a shoulder is of no use."""

    def get_last_counter(self, user: User) -> int | None:  # type: ignore[override]  # our user is a user of Flask-Security
        return user.tf_last_counter

    def set_last_counter(self, user: User, tmatch: TotpMatch) -> None:  # type: ignore[override]  # the same
        user.tf_last_counter = tmatch.counter
