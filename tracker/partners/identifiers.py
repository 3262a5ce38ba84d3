"""Numbers of organisations in registers, and the check digits that show a slip of the pen.

Structure and check digits of the INN follow the order of the Federal Tax Service of 29 June 2012 No. ММВ-7-6/435@ (the order on
giving, using and changing taxpayer numbers): weighted sum of the digits before, modulo 11, modulo 10. The OGRN and the OGRNIP
follow the rules of the state registers (Government decrees of 19 June 2002 No. 438 and of 16 October 2003 No. 630): the last digit
of the remainder of the number before it, divided by 11 and by 13.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.errors import DomainError
from tracker.i18n import _, _l
from tracker.partners.terms import IdentifierScheme

INN_OF_ORGANISATION = 10
INN_OF_PERSON = 12
OGRN_LENGTH = 13
OGRNIP_LENGTH = 15
INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
LONGEST = 60

BETWEEN_DIGITS = re.compile(r"[\s\-–.]+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number together with the register that gave it."""

    scheme: IdentifierScheme
    value: str
    scheme_name: str = ""

    @property
    def field(self) -> str:
        """The field of a form in which people write it."""
        return {IdentifierScheme.INN: "inn", IdentifierScheme.OTHER: "other_identifiers"}.get(
            self.scheme, "ogrn"
        )

    def __str__(self) -> str:
        return f"{self.scheme_name or self.scheme.name}: {self.value}"


def inn_of(text: str) -> Number:
    """Read an INN as people write it; a ``DomainError`` says what is wrong with it."""
    digits = BETWEEN_DIGITS.sub("", text)
    if not is_all_digits(digits) or len(digits) not in {INN_OF_ORGANISATION, INN_OF_PERSON}:
        raise DomainError(_l("An INN has 10 digits, or 12 for a sole trader."), field="inn")
    if not is_inn(digits):
        raise DomainError(
            _l(
                "There is a slip in this INN: its check digit does not fit. Please compare it with the document."
            ),
            field="inn",
        )
    return Number(IdentifierScheme.INN, digits)


def ogrn_of(text: str) -> Number:
    """Read an OGRN or OGRNIP as people write it; a ``DomainError`` says what is wrong with it."""
    digits = BETWEEN_DIGITS.sub("", text)
    if not is_all_digits(digits) or len(digits) not in {OGRN_LENGTH, OGRNIP_LENGTH}:
        raise DomainError(_l("An OGRN has 13 digits, an OGRNIP of a sole trader 15."), field="ogrn")
    if not is_ogrn(digits):
        raise DomainError(
            _l(
                "There is a slip in this OGRN: its check digit does not fit. Please compare it with the document."
            ),
            field="ogrn",
        )
    return Number(IdentifierScheme.OGRN if len(digits) == OGRN_LENGTH else IdentifierScheme.OGRNIP, digits)


def other_of(line: str) -> Number:
    """Read "register: number"."""
    name, colon, value = (part.strip() for part in line.partition(":"))
    if not (name and colon and value):
        raise DomainError(
            _(
                "Write the register and the number with a colon between them: “%(example)s”.",
                example=_("KPP: 220101001"),
            ),
            field="other_identifiers",
        )
    if len(name) > LONGEST or len(value) > LONGEST:
        raise DomainError(
            _("“%(line)s” is too long for the number of an organisation.", line=line[:LONGEST]),
            field="other_identifiers",
        )
    return Number(IdentifierScheme.OTHER, value, name)


def is_inn(digits: str) -> bool:
    """Whether the check digits of an INN fit: one at 10 digits, two at 12."""
    if not is_all_digits(digits) or int(digits) == 0:
        return False
    if len(digits) == INN_OF_ORGANISATION:
        return _inn_check_digit(digits[:9]) == digits[9]
    if len(digits) == INN_OF_PERSON:
        return _inn_check_digit(digits[:10]) == digits[10] and _inn_check_digit(digits[:11]) == digits[11]
    return False


def _inn_check_digit(digits: str) -> str:
    weights = INN_WEIGHTS[-len(digits) :]
    return str(sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 % 10)


def is_ogrn(digits: str) -> bool:
    """Whether the check digit of an OGRN (13 digits) or OGRNIP (15) fits."""
    if not is_all_digits(digits) or int(digits) == 0:
        return False
    divisor = {OGRN_LENGTH: 11, OGRNIP_LENGTH: 13}.get(len(digits))
    return divisor is not None and str(int(digits[:-1]) % divisor % 10) == digits[-1]


def is_all_digits(text: str) -> bool:
    """Only the digits 0–9, none of the other signs that Unicode counts as digits."""
    return text.isascii() and text.isdigit()
