"""Numbers are checked by their check digits, so that a slip of the pen is seen at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.partners import make_inn, make_ogrn
from tracker.errors import DomainError
from tracker.partners import identifiers
from tracker.partners.identifiers import Number
from tracker.partners.terms import IdentifierScheme

# Published numbers: Sberbank, Gazprom, the Federal Tax Service.
KNOWN_INNS = ("7707083893", "7736050003", "7707329152")
KNOWN_OGRNS = ("1027700132195", "1027700070518", "1047707030513")
INN_OF_PERSON = "500100732259"
OGRNIP = "304500116000157"


@pytest.mark.parametrize("digits", [*KNOWN_INNS, INN_OF_PERSON])
def test_a_real_inn_is_accepted(digits: str) -> None:
    assert identifiers.inn_of(digits) == Number(IdentifierScheme.INN, digits)


@pytest.mark.parametrize("digits", KNOWN_OGRNS)
def test_a_real_ogrn_is_accepted(digits: str) -> None:
    assert identifiers.ogrn_of(digits) == Number(IdentifierScheme.OGRN, digits)


def test_an_ogrnip_is_known_by_its_length() -> None:
    assert identifiers.ogrn_of(OGRNIP) == Number(IdentifierScheme.OGRNIP, OGRNIP)


def test_blanks_and_hyphens_between_the_digits_do_not_matter() -> None:
    assert identifiers.inn_of(" 77 0708-3893 ").value == "7707083893"
    assert identifiers.ogrn_of("1 02 77 00 13219 5").value == "1027700132195"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "77070838",
        "77070838931",
        "семь",
        "770708389x",
        "７７０７０８３８９３",
        "0000000000",
        "000000000000",
    ],
)
def test_what_is_no_inn_is_refused_beside_its_field(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        identifiers.inn_of(text)

    assert refused.value.field == "inn"


@pytest.mark.parametrize("text", ["", "102770013219", "10277001321951", "0000000000000"])
def test_what_is_no_ogrn_is_refused_beside_its_field(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        identifiers.ogrn_of(text)

    assert refused.value.field == "ogrn"


@given(st.sampled_from([*KNOWN_INNS, INN_OF_PERSON]), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_of_an_inn_is_noticed(digits: str, place: int, shift: int) -> None:
    place %= len(digits)
    slip = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]

    # The remainder 10 counts as 0, so one slip in some dozens stays unseen; never a wrong last digit.
    if place == len(digits) - 1:
        assert not identifiers.is_inn(slip)
    assert identifiers.is_inn(digits)


@given(st.integers(1, 99999))
def test_numbers_made_for_tests_are_valid(number: int) -> None:
    assert identifiers.is_inn(make_inn(number))
    assert identifiers.is_ogrn(make_ogrn(number))


def test_a_number_of_another_register_names_it() -> None:
    number = identifiers.other_of(" КПП :  220101001 ")

    assert number == Number(IdentifierScheme.OTHER, "220101001", "КПП")
    assert str(number) == "КПП: 220101001"


@pytest.mark.parametrize("line", ["220101001", "КПП:", ": 1", "К" * 61 + ": 1", "КПП: " + "1" * 61])
def test_a_number_without_register_is_refused(line: str) -> None:
    with pytest.raises(DomainError) as refused:
        identifiers.other_of(line)

    assert refused.value.field == "other_identifiers"
