"""Where no mail server is set, letters stand in the log, links and all, and the log can be seen on the terminal."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest
from flask_mailman import EmailMultiAlternatives

from tracker.accounts import log_mail

if TYPE_CHECKING:
    from flask import Flask

LINK = "http://localhost/invitation/made-up.token"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What a server writes where nobody has set up its log yet."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setattr(log_mail.log, "handlers", [])
    log_mail.show_letters()
    return written


def test_a_letter_is_shown_with_its_link(app: Flask, terminal: io.StringIO) -> None:
    with app.app_context():
        letter = EmailMultiAlternatives(
            subject="Приглашение", body=f"Вас ждут: {LINK}", to=["vera@example.org"]
        )
        sent = log_mail.EmailBackend().send_messages([letter])

    assert sent == 1
    assert "To: vera@example.org" in terminal.getvalue()
    assert "Subject: Приглашение" in terminal.getvalue()
    assert LINK in terminal.getvalue()


def test_each_letter_is_shown_once_however_often_the_log_is_set_up(terminal: io.StringIO) -> None:
    log_mail.show_letters()

    log_mail.log.info("A letter")

    assert terminal.getvalue().count("A letter") == 1
