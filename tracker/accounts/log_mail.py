"""Where no mail server is set, letters are written into the log, links and all."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from flask_mailman.backends.base import BaseEmailBackend

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask_mailman import EmailMessage

log = logging.getLogger("tracker.mail")


class EmailBackend(BaseEmailBackend):
    """Shows letters instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for letter in email_messages:
            log.info(
                "A letter (no mail server is set)\nTo: %s\nSubject: %s\n\n%s\n",
                ", ".join(letter.to),
                letter.subject,
                letter.body,
            )
        return len(email_messages)


def show_letters() -> None:
    """Make sure that the log of letters can be seen on the terminal."""
    log.setLevel(logging.INFO)
    log.propagate = False  # a server may set up a log of its own later, and every letter would be seen twice
    if not log.handlers:
        log.addHandler(logging.StreamHandler(sys.stderr))
