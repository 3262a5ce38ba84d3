"""What the record shows of the nine signs, and how people's words stand beside it: a table of facts, no database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from flask_babel import force_locale

from tracker.mechanisms import sign_advice, signs
from tracker.mechanisms.signs import Difference, Finding, PartnerFacts, RecordFacts, Said, SignView
from tracker.mechanisms.terms import JointWorkKind, Sign, SignState
from tracker.partners.terms import Sector
from tracker.projects.terms import ChecklistItem, ContinuationDecision, Stage
from tracker.resources.terms import ResourceKind

if TYPE_CHECKING:
    from flask import Flask

PRESENT, PARTLY, ABSENT, UNKNOWN = SignState.PRESENT, SignState.PARTLY, SignState.ABSENT, SignState.UNKNOWN
DAY = date(2026, 5, 31)
HOURS = frozenset({ResourceKind.PEOPLE})
MONEY = frozenset({ResourceKind.MONEY})

CITY = PartnerFacts("Комитет по экологии", Sector.GOVERNMENT, HOURS, expects=True, participation_id=1)
PLANT = PartnerFacts("Алтайкровля", Sector.BUSINESS, MONEY, expects=True, participation_id=2)
CLUB = PartnerFacts("Юные журналисты", Sector.NONPROFIT, HOURS, expects=True, participation_id=3)
GUEST = PartnerFacts("Школа № 5", Sector.GOVERNMENT, participation_id=4)
NOTHING = RecordFacts()
FULL = RecordFacts(
    partnership_id=7,
    partners=(CITY, PLANT, CLUB),
    furthest=Stage.EVALUATION,
    has_problem=True,
    has_target_group=True,
    agreement=(5, "Положение о марафоне"),
    reflected_on=DAY,
    done=frozenset({ChecklistItem.CONTRIBUTIONS_CREDITED}),
    days=400,
)


@pytest.fixture(autouse=True)
def in_english(app: Flask) -> Iterator[None]:
    with app.test_request_context(), force_locale("en"):
        yield


def shown(sign: Sign, facts: RecordFacts) -> SignState:
    return signs.RULES[sign](facts).state


@pytest.mark.parametrize(
    ("sign", "facts", "expected"),
    [
        (Sign.CROSS_SECTOR, NOTHING, UNKNOWN),
        (Sign.CROSS_SECTOR, replace(NOTHING, partners=(PLANT,)), ABSENT),
        (Sign.CROSS_SECTOR, replace(NOTHING, partners=(CITY, GUEST)), ABSENT),
        (Sign.CROSS_SECTOR, replace(NOTHING, partners=(CITY, PLANT)), PRESENT),
        (Sign.SHARED_PROBLEM, NOTHING, UNKNOWN),
        (Sign.SHARED_PROBLEM, replace(NOTHING, has_problem=True), UNKNOWN),
        (Sign.SHARED_PROBLEM, replace(NOTHING, has_target_group=True), UNKNOWN),
        (Sign.SHARED_PROBLEM, replace(NOTHING, has_problem=True, has_target_group=True), PARTLY),
        (Sign.ACTIVE_CONTRIBUTION, NOTHING, UNKNOWN),
        (Sign.ACTIVE_CONTRIBUTION, replace(NOTHING, partners=(GUEST,)), UNKNOWN),
        (Sign.ACTIVE_CONTRIBUTION, replace(NOTHING, partners=(GUEST,), furthest=Stage.BUILDING), ABSENT),
        (Sign.ACTIVE_CONTRIBUTION, replace(NOTHING, partners=(PLANT,)), PARTLY),
        (Sign.ACTIVE_CONTRIBUTION, replace(NOTHING, partners=(PLANT, GUEST)), PARTLY),
        (Sign.ACTIVE_CONTRIBUTION, replace(NOTHING, partners=(PLANT, CITY)), PRESENT),
        (Sign.ADDED_VALUE, FULL, UNKNOWN),
        (Sign.MUTUAL_BENEFIT, NOTHING, UNKNOWN),
        (Sign.MUTUAL_BENEFIT, replace(NOTHING, partners=(PLANT, GUEST)), UNKNOWN),
        (Sign.MUTUAL_BENEFIT, FULL, PARTLY),
        (Sign.SHARED_RISK, FULL, UNKNOWN),
        (Sign.TRUST_LONG_TERM, replace(NOTHING, days=364), UNKNOWN),
        (Sign.TRUST_LONG_TERM, replace(NOTHING, days=365), PARTLY),
        (Sign.TRUST_LONG_TERM, replace(NOTHING, rounds=2), PRESENT),
        (Sign.TRUST_LONG_TERM, replace(NOTHING, decisions=(ContinuationDecision.EXPAND,)), PRESENT),
        (Sign.TRUST_LONG_TERM, replace(NOTHING, decisions=(ContinuationDecision.END,)), UNKNOWN),
        (Sign.AGREED_TERMS, NOTHING, UNKNOWN),
        (Sign.AGREED_TERMS, replace(NOTHING, furthest=Stage.BUILDING), ABSENT),
        (Sign.AGREED_TERMS, replace(NOTHING, done=frozenset({ChecklistItem.TERMS_DRAFTED})), PARTLY),
        (Sign.AGREED_TERMS, replace(NOTHING, done=frozenset({ChecklistItem.RULES_AGREED})), PARTLY),
        (Sign.AGREED_TERMS, replace(NOTHING, agreement=(1, "Соглашение")), PRESENT),
        (Sign.AGREED_TERMS, replace(NOTHING, agreed_on=DAY), PRESENT),
        (Sign.REVIEWED_RESULTS, NOTHING, UNKNOWN),
        (Sign.REVIEWED_RESULTS, replace(NOTHING, furthest=Stage.EVERYDAY), ABSENT),
        (Sign.REVIEWED_RESULTS, replace(NOTHING, lesson_on=DAY), PARTLY),
        (Sign.REVIEWED_RESULTS, replace(NOTHING, reflected_on=DAY), PARTLY),
        (Sign.REVIEWED_RESULTS, replace(NOTHING, done=frozenset({ChecklistItem.METHOD_AGREED})), PARTLY),
        (Sign.REVIEWED_RESULTS, FULL, PRESENT),
    ],
)
def test_the_record_shows_a_sign(sign: Sign, facts: RecordFacts, expected: SignState) -> None:
    assert shown(sign, facts) is expected


def test_there_is_a_rule_and_advice_for_every_sign() -> None:
    assert set(signs.RULES) == set(sign_advice.ADVISERS) == set(Sign)


def test_the_partners_who_give_nothing_are_named() -> None:
    finding = signs.active_contribution(replace(FULL, partners=(PLANT, GUEST)))

    assert [proof.sentence for proof in finding.proofs] == [
        "Something is agreed with: Алтайкровля.",
        "Nothing is agreed yet with: Школа № 5.",
    ]


def test_of_many_partners_the_first_are_named_and_the_others_counted() -> None:
    many = tuple(replace(GUEST, name=f"Школа № {number}") for number in range(1, 7))

    assert signs.names_of(many) == "Школа № 1, Школа № 2, Школа № 3, Школа № 4 and 2 more"


def test_every_sentence_leads_to_a_page_of_this_partnership() -> None:
    proofs = [proof for view in signs.views_of(FULL) for proof in view.finding.proofs]

    assert proofs
    assert {proof.values["partnership_id"] for proof in proofs} == {7}


# --- beside people ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "said", "is_most", "difference", "together"),
    [
        (UNKNOWN, UNKNOWN, True, None, UNKNOWN),
        (UNKNOWN, PRESENT, True, None, PRESENT),
        (PRESENT, UNKNOWN, False, None, PRESENT),
        (PARTLY, PRESENT, True, None, PRESENT),
        (PARTLY, PRESENT, False, Difference.MORE_SAID, PARTLY),
        (ABSENT, PRESENT, False, Difference.MORE_SAID, ABSENT),
        (ABSENT, PARTLY, False, Difference.MORE_SAID, ABSENT),
        (PRESENT, PARTLY, False, Difference.LESS_SAID, PARTLY),
        (PARTLY, ABSENT, True, Difference.LESS_SAID, ABSENT),
        (ABSENT, ABSENT, False, None, ABSENT),
    ],
)
def test_people_and_the_record_stand_side_by_side(
    shown: SignState, said: SignState, is_most: bool, difference: Difference | None, together: SignState
) -> None:
    view = SignView(Sign.SHARED_RISK, Finding(shown, is_most=is_most), Said(said))

    assert view.difference is difference
    assert view.state is together


def test_words_alone_are_something_said() -> None:
    assert Said(UNKNOWN, "Спросим в мае").is_said
    assert not Said().is_said


# --- advice -------------------------------------------------------------------------------------------------------------


def advised(facts: RecordFacts, said: dict[Sign, Said] | None = None) -> list[Sign]:
    return [advice.sign for advice in sign_advice.advice_of(facts, signs.views_of(facts, said))]


def test_an_empty_record_is_first_asked_for_partners() -> None:
    advice = sign_advice.advice_of(NOTHING, signs.views_of(NOTHING))

    assert (advice[0].sign, advice[0].endpoint) == (Sign.CROSS_SECTOR, "projects.add_partner")
    assert Sign.ACTIVE_CONTRIBUTION not in advised(NOTHING)


def test_one_active_side_is_named_and_the_other_one_is_where_the_button_leads() -> None:
    facts = replace(FULL, partners=(PLANT, GUEST))

    advice = sign_advice.advice_of(facts, signs.views_of(facts))[0]

    assert advice.sentence == (
        "Only one side contributes actively so far: Алтайкровля. Agree what the others give: Школа № 5."
    )
    assert advice.values["participation"] == GUEST.participation_id


def test_what_was_not_reviewed_asks_for_a_meeting() -> None:
    facts = replace(FULL, reflected_on=None, done=frozenset())

    advice = sign_advice.advice_of(facts, signs.views_of(facts))[0]

    assert advice.sentence.startswith("The partners have not reviewed results together: plan a meeting")
    assert advice.values["code"] == ChecklistItem.TIME_TO_REFLECT.code


def test_present_signs_need_no_advice_and_only_people_can_answer_the_rest() -> None:
    assert advised(FULL) == [
        Sign.SHARED_PROBLEM,
        Sign.MUTUAL_BENEFIT,
        Sign.SHARED_RISK,
        Sign.TRUST_LONG_TERM,
        Sign.ADDED_VALUE,
    ]
    assert advised(FULL, {sign: Said(PRESENT) for sign in Sign}) == []


# --- kind of joint work -------------------------------------------------------------------------------------------------

DONOR = replace(PLANT, gives=frozenset({ResourceKind.MONEY, ResourceKind.MATERIALS}))
TAKER = replace(CLUB, gives=frozenset())
THANKFUL = replace(CLUB, gives=frozenset({ResourceKind.INFORMATION}))
CONFIRMED = {Sign.SHARED_PROBLEM: Said(PRESENT)}


@pytest.mark.parametrize(
    ("facts", "said", "kind"),
    [
        (NOTHING, {}, None),
        (replace(FULL, partners=(PLANT,)), {}, None),
        (replace(FULL, partners=(CITY, GUEST)), {}, JointWorkKind.ONE_SECTOR),
        (replace(FULL, partners=(DONOR, TAKER)), {}, JointWorkKind.CHARITY),
        (replace(FULL, partners=(DONOR, TAKER), furthest=Stage.BUILDING), {}, None),
        (replace(FULL, partners=(DONOR, THANKFUL)), {}, JointWorkKind.SPONSORSHIP),
        (replace(FULL, partners=(DONOR, CLUB)), {}, None),
        (FULL, {}, None),
        (FULL, CONFIRMED, JointWorkKind.PARTNERSHIP),
        (FULL, CONFIRMED | {Sign.SHARED_RISK: Said(ABSENT)}, None),
    ],
)
def test_a_kind_of_joint_work_is_said_only_where_the_record_shows_it(
    facts: RecordFacts, said: dict[Sign, Said], kind: JointWorkKind | None
) -> None:
    assert sign_advice.looks_like(facts, signs.views_of(facts, said)) is kind


@pytest.mark.parametrize("kind", JointWorkKind)
def test_every_kind_is_said_in_a_sentence(kind: JointWorkKind) -> None:
    assert sign_advice.in_a_sentence(kind).endswith(".")
