"""Organisations for tests."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from tests.factories.regions import make_region
from tracker.partners import contacts, services
from tracker.partners.terms import Sector

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.partners.models import Contact, Organisation

_numbers = count(1)


def make_organisation(
    session: Session,
    name: str | None = None,
    *,
    sector: Sector = Sector.NONPROFIT,
    by: User | None = None,
    region_code: str | None = None,
    **details: Any,
) -> Organisation:
    """An organisation with a name of its own; with ``by`` that person keeps the record."""
    if region_code is not None:
        make_region(session, region_code)
    return services.create(
        session,
        name=name or f"Организация {invented_word(next(_numbers))}",
        sector=sector,
        by=by,
        region_code=region_code,
        **details,
    )


def make_contact(
    organisation: Organisation, name: str = "Софья Дёмина", *, by: User | None = None, **details: Any
) -> Contact:
    """A person to talk to in an organisation."""
    return contacts.add_contact(organisation, name=name, by=by, **details)


def invented_word(number: int) -> str:
    """A word that no other organisation has, far from those of other numbers."""
    return "".join(
        "бвгджзклмн"[int(digit)] + "ауоиэыяёюе"[int(digit)] for digit in f"{number * 7919 % 100000:05}"
    )


def make_inn(number: int) -> str:
    """A valid INN of an organisation, of a tax office that does not exist."""
    digits = f"0000{number:05}"
    check = (
        sum(weight * int(digit) for weight, digit in zip((2, 4, 10, 3, 5, 9, 4, 6, 8), digits, strict=True))
        % 11
        % 10
    )
    return f"{digits}{check}"


def make_ogrn(number: int) -> str:
    """A valid OGRN of a region that does not exist."""
    digits = f"10000{number:07}"
    return f"{digits}{int(digits) % 11 % 10}"
