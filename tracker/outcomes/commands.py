"""``tracker stats``: the programme's figures, counted in advance and proved against a full count; reports against their history."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from tracker.cli import command
from tracker.extensions import db
from tracker.i18n import LANGUAGES
from tracker.outcomes import remembering, reports
from tracker.summaries import keeping, proof

group = AppGroup("stats", help="The figures of the programme.")
command()(group)


@group.command("rebuild")
def rebuild() -> None:
    """Count all partnerships anew; then the chapters over everything in advance, for a timer where counting takes long."""
    for number in keeping.rebuild(db.session()):
        db.session.commit()
        click.echo(f"partnerships up to {number}")
    db.session.commit()
    for key, milliseconds in remembering.rebuild(db.session()):
        db.session.commit()
        click.echo(f"{key}: {milliseconds} ms")


@group.command("verify")
def verify() -> None:
    """Count all partnerships again, and everything that was counted in advance; replay every report; name what differs."""
    session, equal, old = db.session(), 0, 0
    wrong = list(proof.differences(session.connection()))
    for key, is_equal in remembering.verify(session):
        if is_equal is None:
            old += 1
        elif is_equal:
            equal += 1
        else:
            wrong.append(key)
    for run in reports.runs(session):
        for language in LANGUAGES:
            if reports.replayed_again(session, run, language) == reports.kept_of(run, language):
                equal += 1
            else:
                wrong.append(f"report {run.first_day} – {run.last_day}, {language}")
    for name in wrong:
        click.secho(f"{name}: differs from a full count", fg="red", err=True)
    if wrong:
        sys.exit(1)
    click.secho(f"Equal to a full count: {equal}; changed since they were counted: {old}.", fg="green")
