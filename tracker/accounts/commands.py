"""``tracker user``: the first administrator, and accounts without a browser."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import force_locale

from tracker.accounts import invitations, letters, queries, services
from tracker.accounts.passwords import hashed, what_is_wrong
from tracker.accounts.terms import UserRole
from tracker.cli import at_start, command
from tracker.errors import DomainError
from tracker.extensions import db
from tracker.i18n import DEFAULT_LANGUAGE, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.accounts.models import User
    from tracker.config import Settings

ROLES = click.Choice([role.code for role in UserRole])
HOW_TO_BEGIN = 'tracker user create --email you@example.org --name "Your Name" --role admin'

users = AppGroup("user", help="People with an account.")
command()(users)


@users.command("create")
@click.option("--email", required=True, help="The address to sign in with.")
@click.option("--name", required=True, help="Name and surname.")
@click.option("--role", "roles", type=ROLES, multiple=True, required=True, help="Can be given several times.")
@click.option(
    "--region",
    "regions",
    multiple=True,
    help="For officials: a code such as RU-ALT. Can be given several times.",
)
@click.option("--cohort", default="", help="For alumni.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT_LANGUAGE, show_default=True)
@click.option("--password", help="Asked for when it is not given.")
@click.option(
    "--invite",
    "by_invitation",
    is_flag=True,
    help="Send and print a link where the person sets the password.",
)
def create(*, by_invitation: bool, password: str | None, roles: Sequence[str], **details: Any) -> None:
    """Make an account, or invite its owner."""
    terms = [UserRole.from_code(code) for code in roles]
    with _speaking():
        if by_invitation:
            _invite(terms, **details)
        else:
            _create(terms, password=password or _ask_for_password(), **details)


def _create(roles: Sequence[UserRole], *, password: str, **details: Any) -> None:
    sentence = what_is_wrong(password, [details["email"], details["name"]])
    if sentence:
        raise click.ClickException(sentence)
    person = services.add_person(db.session(), roles=roles, password_hash=hashed(password), **details)
    db.session.commit()
    click.echo(f"{person.email} can sign in now.")


def _invite(roles: Sequence[UserRole], **details: Any) -> None:
    if len(roles) > 1:
        raise click.ClickException("An invitation is into one role; add others with: tracker user role")
    invitation, token = invitations.invite(db.session(), role=roles[0], by=None, **details)
    db.session.commit()
    letters.send_invitation(invitation, token)
    click.echo(f"The link for {invitation.email}, valid for {invitations.VALID_FOR.days} days:")
    click.echo(letters.invitation_link(token))


def _ask_for_password() -> str:
    return str(click.prompt("Password", hide_input=True, confirmation_prompt="Once more"))


@users.command("list")
@click.option("--role", type=ROLES, help="Only people with this role.")
def list_people(role: str | None) -> None:
    """List accounts with their roles and regions."""
    wanted = queries.PeopleFilter(role=UserRole.from_code(role) if role else None)
    for person in db.session.scalars(queries.people(wanted)):
        roles = ", ".join(term.code for term in person.role_terms) or "no role"
        regions = f" ({' '.join(sorted(person.region_codes))})" if person.regions else ""
        click.echo(
            f"{person.email}  {person.name}  {roles}{regions}{'' if person.active else '  deactivated'}"
        )


@users.command("role")
@click.argument("email")
@click.argument("role", type=ROLES)
@click.option(
    "--region",
    "regions",
    multiple=True,
    help="For officials: a code such as RU-ALT. Can be given several times.",
)
@click.option("--remove", is_flag=True, help="Take the role instead of giving it.")
def change_role(email: str, role: str, regions: Sequence[str], *, remove: bool) -> None:
    """Give a person a role, or take it."""
    with _speaking():
        person = _person(email)
        term = UserRole.from_code(role)
        if remove:
            services.take_role(person, term)
        else:
            services.give_role(person, term, regions=regions)
        db.session.commit()
        click.echo(f"{person.email}: {', '.join(each.code for each in person.role_terms) or 'no role'}")


def _person(email: str) -> User:
    person = queries.person_by_email(db.session(), email)
    if person is None:
        raise click.ClickException(f"There is no account with the address {email}.")
    return person


@contextmanager
def _speaking() -> Iterator[None]:
    """English on the terminal, links to this installation, and refusals as sentences."""
    settings: Settings = current_app.config["TRACKER_SETTINGS"]
    base_url = settings.base_url or f"http://{settings.host}:{settings.port}"
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001  # the documented way out of the proxy
    with app.test_request_context(base_url=base_url), force_locale("en"):
        try:
            yield
        except DomainError as error:
            db.session.rollback()
            raise click.ClickException(str(error)) from error


@at_start(30)
def hint_at_first_administrator(settings: Settings) -> None:
    """Tell whoever starts an empty installation how to get in."""
    if settings.demo:
        return
    if queries.how_many(db.session(), queries.holders(UserRole.ADMIN).limit(1)) == 0:
        click.secho("There is no administrator yet. Make one with:", fg="yellow")
        click.echo(f"  {HOW_TO_BEGIN}")
