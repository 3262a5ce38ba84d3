"""``tracker digests``: the letters about saved views, for a timer."""

from __future__ import annotations

import logging
import sys

import click
from flask import current_app
from flask.cli import AppGroup

from tracker.cli import command
from tracker.database import utc_now
from tracker.extensions import db
from tracker.notices import digests, letters
from tracker.projects.filters import Limits

log = logging.getLogger("tracker.mail")
group = AppGroup("digests", help="Letters about saved views.")
command()(group)


@group.command("send")
def send() -> None:
    """Send what is due this week and this month. Run it as often as you like: nothing is sent twice."""
    settings = current_app.config["TRACKER_SETTINGS"]
    if not settings.base_url:
        click.secho(
            "TRACKER_BASE_URL is not set: the letters would lead nowhere. Set it to the address of Tracker.",
            fg="red",
            err=True,
        )
        sys.exit(2)
    with current_app.test_request_context(base_url=settings.base_url):
        done, failed = send_due(Limits(settings.stale_months, settings.silent_months))
    click.secho(f"Letters sent: {done}.", fg="green")
    if failed:
        click.secho(f"Letters that no mail server took, to be tried again: {failed}.", fg="red", err=True)
        sys.exit(1)


def send_due(limits: Limits) -> tuple[int, int]:
    """Send what is due now; gives how many letters went out, and how many did not."""
    session = db.session()
    done = failed = 0
    for due in digests.due_letters(session, now=utc_now(), limits=limits):
        try:
            letters.send(due)
        except OSError:  # what smtplib raises, too
            log.exception("A letter about a saved view could not be sent.")
            digests.failed(session, due.letter)
            failed += 1
        else:
            digests.sent(session, due.letter, now=utc_now())
            done += 1
    return done, failed
