"""The demonstration set says only what the domain knows, and its days fit together."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from tracker.demo import reading
from tracker.demo.reading import Record
from tracker.evaluation.benefits.terms import Moment, SaidBy
from tracker.evaluation.continuing.terms import OffspringKind
from tracker.evaluation.experts.terms import Independence, ReleasedPart, SuggestedCriterion
from tracker.evaluation.indicators.terms import Direction, OutcomeKind
from tracker.evaluation.lessons.terms import LessonKind
from tracker.evaluation.planning.terms import Method
from tracker.evaluation.terms import Benefit
from tracker.history.terms import WRITTEN_BY_PEOPLE, EntryKind
from tracker.mechanisms.terms import PassportAnswer, PassportPart, Sign, SignState
from tracker.partners.expectations import Expectation
from tracker.partners.terms import Capacity, OrganisationKind, Sector
from tracker.projects.terms import (
    ChecklistItem,
    ContinuationDecision,
    DocumentKind,
    Field,
    Goal,
    PartnerRole,
    Stage,
    TeamRole,
    Visibility,
)
from tracker.regions import catalogue
from tracker.resources.terms import CommitmentState, ResourceKind, Unit, ValuationMethod

SET = reading.read()
REGIONS = {subdivision.code for subdivision in catalogue.shipped()}
SUPPORTED = {
    "title", "problem", "target_group", "aim", "approach", "results", "main_field", "further_fields", "sdgs", "regions",
    "municipality", "visibility", "tags", "project_manager", "recorded", "recorded_by", "dates", "team", "confirmed_alive",
    "visits", "checked", "checklist", "checked_round_2", "checklist_round_2", "habits", "partners", "needs",
    "valuation_defaults", "commitments", "entries", "documents", "continuation", "mechanism",
    "signs", "passport", "template", "started_from",
    "lessons", "helped_by", "grew_out_of", "grew", "keeps", "benefits", "credits", "plans", "indicators", "outcomes", "surveys",
    "criteria", "experts", "help_offers", "reports", "publicity", "consents",
}  # fmt: skip
COMMITMENT_KEYS = {
    "partner", "answers", "kind", "description", "amount", "unit", "value", "currency", "method", "rate", "rate_source",
    "state", "reason", "offered", "agreed", "withdrawn", "due", "declared", "deliveries",
}  # fmt: skip

every_partnership = pytest.mark.parametrize("slug", SET.partnerships)


def check_digits_of_inn(inn: str) -> bool:
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)

    def digit(length: int) -> int:
        return sum(int(d) * w for d, w in zip(inn[:length], weights[-length:], strict=True)) % 11 % 10

    return all(int(inn[place]) == digit(place) for place in ((9,) if len(inn) == 10 else (10, 11)))


def check_digit_of_ogrn(ogrn: str) -> bool:
    return int(ogrn[:-1]) % (11 if len(ogrn) == 13 else 13) % 10 == int(ogrn[-1])


COMMITMENTS = [
    (slug, made) for slug, record in SET.partnerships.items() for made in record.get("commitments", [])
]


def days_of_life(partnership: Record) -> list[int]:
    days = [visit["entered"] for visit in partnership["visits"]]
    days += [entry["day"] for entry in partnership.get("entries", [])]
    days += [habit["day"] for habit in partnership.get("habits", [])]
    days += [
        delivery["day"]
        for made in partnership.get("commitments", [])
        for delivery in made.get("deliveries", [])
    ]
    days += [
        made[key]
        for made in partnership.get("commitments", [])
        for key in ("offered", "agreed", "withdrawn")
        if key in made
    ]
    days += [
        version["day"] for document in partnership.get("documents", []) for version in document["versions"]
    ]
    days += [
        partner[key]
        for partner in partnership.get("partners", [])
        for key in ("joined", "left")
        if key in partner
    ]
    days += [decision["day"] for decision in partnership.get("continuation", [])]
    days += [offer["declined"]["day"] for offer in partnership.get("help_offers", []) if "declined" in offer]
    for name in ("checklist", "checklist_round_2"):
        for mark in partnership.get(name, {}).values():
            if mark != "open":
                days.append(mark if isinstance(mark, int) else mark["day"])
    return (
        days
        + list(partnership.get("checked", {}).values())
        + list(partnership.get("checked_round_2", {}).values())
    )


def test_the_set_is_as_large_and_as_wide_as_promised() -> None:
    assert len(SET.partnerships) == 40
    assert len({region for record in SET.partnerships.values() for region in record["regions"]}) >= 12
    assert {record["visits"][-1]["stage"] for record in SET.partnerships.values()} == {
        stage.code for stage in Stage
    }
    assert {record["visibility"] for record in SET.partnerships.values()} == {
        term.code for term in Visibility
    }
    assert sum("RU-ALT" in record["regions"] for record in SET.partnerships.values()) >= 5
    assert (
        sum(
            "manager" in record["team"] and record["team"]["manager"] == "broker"
            for record in SET.partnerships.values()
        )
        >= 6
    )


def test_health_and_environment_come_first() -> None:
    fields = Counter(record["main_field"] for record in SET.partnerships.values())

    assert {field for field, _ in fields.most_common(2)} == {"health", "environment"}
    assert len(fields) >= 8


def test_some_are_ended_expanded_continued_stagnant_and_of_one_sector() -> None:
    decisions = Counter(
        decision["decision"]
        for record in SET.partnerships.values()
        for decision in record.get("continuation", [])
    )
    alive = [
        record["confirmed_alive"]
        for record in SET.partnerships.values()
        if "actual_end" not in record.get("dates", {})
    ]
    sectors = [
        {SET.organisations[partner["organisation"]]["sector"] for partner in record.get("partners", [])}
        for record in SET.partnerships.values()
    ]

    assert decisions["end"] >= 3
    assert decisions["expand"] >= 2
    assert decisions["continue"] >= 1
    assert sum(-365 <= day < -182 for day in alive) >= 3
    assert sum(day < -365 for day in alive) >= 2
    assert sum(len(found) == 1 for found in sectors) >= 3


def test_the_marathon_of_barnaul_is_told_as_it_was() -> None:
    marathon = SET.partnerships["01-barnaul-marathon"]
    partners = [SET.organisations[partner["organisation"]] for partner in marathon["partners"]]
    paper = next(made for made in marathon["commitments"] if made["answers"] == "paper")

    assert {partner["kind"] for partner in partners} == {
        "large_company",
        "municipal_authority",
        "ngo",
        "state_institution",
    }
    assert {partner["sector"] for partner in partners} == {sector.code for sector in Sector}
    assert sum(delivery["amount"] for delivery in paper["deliveries"]) == 16
    assert paper["unit"] == "tonne"
    assert (marathon["regions"], marathon["municipality"]) == (["RU-ALT"], "Барнаул")


@pytest.mark.parametrize("key", SET.organisations)
def test_an_organisation_is_of_a_known_sector_kind_and_region(key: str) -> None:
    organisation = SET.organisations[key]

    assert (
        Sector.from_code(organisation["sector"]) in OrganisationKind.from_code(organisation["kind"]).sectors
    )
    assert organisation["region"] in REGIONS
    assert "inn" not in organisation or check_digits_of_inn(organisation["inn"])
    assert "ogrn" not in organisation or check_digit_of_ogrn(organisation["ogrn"])
    for contact in organisation.get("contacts", []):
        Capacity.from_code(contact["part"])
    for code in organisation.get("offers", []):
        assert Expectation.from_code(code).of is Sector.from_code(organisation["sector"])


def test_no_number_and_no_name_of_an_organisation_comes_twice() -> None:
    for field in ("name", "inn", "ogrn"):
        values = Counter(record[field] for record in SET.organisations.values() if field in record)
        assert [value for value, count in values.items() if count > 1] == []


def test_every_organisation_takes_part_somewhere() -> None:
    used = {
        partner["organisation"]
        for record in SET.partnerships.values()
        for partner in record.get("partners", [])
    }

    assert set(SET.organisations) == used


def test_accounts_know_their_regions_and_organisations() -> None:
    for account in SET.accounts.values():
        assert account["email"].endswith("@demo.example")
        assert set(account.get("regions", [])) <= REGIONS
        assert account.get("organisation", "sosedi") in SET.organisations
        assert ("official" in account["roles"]) == ("regions" in account)


@every_partnership
def test_a_partnership_speaks_in_known_codes(slug: str) -> None:
    record = SET.partnerships[slug]

    assert set(record) <= SUPPORTED
    assert set(record["regions"]) <= REGIONS
    assert record["team"][record["recorded_by"]] == TeamRole.BROKER.code
    assert record["team"].keys() <= SET.accounts.keys()
    Field.from_code(record["main_field"])
    for field in record.get("further_fields", []):
        assert Field.from_code(field).code != record["main_field"]
    for goal in record.get("sdgs", []):
        Goal.from_code(str(goal))
    Visibility.from_code(record["visibility"])
    for role in record["team"].values():
        TeamRole.from_code(role)
    for document in record.get("documents", []):
        DocumentKind.from_code(document["kind"])
        for version in document["versions"]:
            assert "link" in version or (reading.FILES / version["file"]).is_file()
    for entry in record.get("entries", []):
        assert EntryKind.from_code(entry["kind"]) in WRITTEN_BY_PEOPLE


@every_partnership
def test_key_people_work_at_their_organisation(slug: str) -> None:
    for partner in SET.partnerships[slug].get("partners", []):
        PartnerRole.from_code(partner["role"])
        contacts = {
            contact["name"]: contact["part"]
            for contact in SET.organisations[partner["organisation"]].get("contacts", [])
        }
        for part in ("leader", "executor"):
            assert part not in partner or contacts.get(partner[part]) == part, (
                partner["organisation"],
                partner[part],
            )


@every_partnership
def test_partners_offer_and_expect_what_fits_their_sector(slug: str) -> None:
    for partner in SET.partnerships[slug].get("partners", []):
        sector = Sector.from_code(SET.organisations[partner["organisation"]]["sector"])
        offered, expected = (
            [Expectation.from_code(code) for code in partner.get(key, [])] for key in ("offers", "expects")
        )

        assert set(offered) <= set(Expectation.offered_by(sector)), partner["organisation"]
        assert set(expected) <= set(Expectation.expected_by(sector)), partner["organisation"]


def test_a_third_has_recorded_what_it_offers_and_expects() -> None:
    parts = [part for record in SET.partnerships.values() for part in record.get("partners", [])]
    offering = [record for record in SET.organisations.values() if record.get("offers")]
    picking = [part for part in parts if part.get("offers") or part.get("expects")]

    assert 3 * len(offering) >= len(SET.organisations)
    assert 3 * len(picking) >= len(parts)


@every_partnership
def test_nothing_is_later_than_the_last_sign_of_life_or_before_the_record(slug: str) -> None:
    record = SET.partnerships[slug]
    days = days_of_life(record)

    assert max(days) <= record["confirmed_alive"] < 0
    assert min(days) >= record["recorded"]


@every_partnership
def test_stages_follow_one_another_and_open_steps_have_a_reason(slug: str) -> None:
    record = SET.partnerships[slug]
    visits = record["visits"]
    reopened = {
        decision["day"]: decision["return_to"]
        for decision in record.get("continuation", [])
        if "return_to" in decision
    }

    assert visits[0]["stage"] == "start"
    assert visits[0]["entered"] == record["recorded"]
    round_number = 1
    for before, after in pairwise(visits):
        assert before["entered"] < after["entered"]
        left, entered = Stage.from_code(before["stage"]), Stage.from_code(after["stage"])
        if left is Stage.CONTINUATION:
            round_number += 1
            assert reopened[after["entered"]] == entered.code
        elif open_steps(record, left, round_number, after["entered"]) or entered.number != left.number + 1:
            assert after.get("reason"), (left, after)


def open_steps(record: Record, stage: Stage, round_number: int, until: int) -> list[str]:
    """Steps of a stage that were open in a round on the day when it was left."""
    suffix = "" if round_number == 1 else f"_round_{round_number}"
    if stage is Stage.EVERYDAY:
        confirmed = [
            code for habit in record.get("habits", []) if habit["day"] <= until for code in habit["items"]
        ]
        return [item.code for item in stage.items if item.code not in confirmed and "all" not in confirmed]
    done: dict[str, int] = {}
    if stage.code in record.get(f"checked{suffix}", {}):
        done.update({item.code: record[f"checked{suffix}"][stage.code] for item in stage.items})
    for code, mark in record.get(f"checklist{suffix}", {}).items():
        done[code] = 1 if mark == "open" else mark if isinstance(mark, int) else mark["day"]
    return [item.code for item in stage.items if done.get(item.code, 1) > until]


@every_partnership
def test_marks_name_steps_of_stages_and_habits_name_habits(slug: str) -> None:
    record = SET.partnerships[slug]

    for suffix in ("", "_round_2"):
        for stage in record.get(f"checked{suffix}", {}):
            assert Stage.from_code(stage) not in {Stage.EVERYDAY, Stage.CONTINUATION}
        for code, mark in record.get(f"checklist{suffix}", {}).items():
            assert not ChecklistItem.from_code(code).is_habit
            assert (
                mark == "open"
                or isinstance(mark, int)
                or set(mark) <= {"day", "note", "link", "not_applicable"}
            )
    for confirmation in record.get("habits", []):
        for code in confirmation["items"]:
            assert code == "all" or ChecklistItem.from_code(code).is_habit


@every_partnership
def test_decisions_have_a_reason_and_an_end_closes_the_partnership(slug: str) -> None:
    record = SET.partnerships[slug]
    decisions = record.get("continuation", [])

    for decision in decisions:
        assert decision["reason"]
        assert decision["participants"]
        opens = ContinuationDecision.from_code(decision["decision"]).opens_next_round
        assert opens == ("return_to" in decision)
    ended = [decision["day"] for decision in decisions if decision["decision"] == "end"]
    assert ended == [record["dates"]["actual_end"]] if ended else "actual_end" not in record.get("dates", {})


@every_partnership
def test_needs_and_valuation_speak_in_known_codes(slug: str) -> None:
    record = SET.partnerships[slug]
    keys = [need["key"] for need in record.get("needs", [])]

    assert len(keys) == len(set(keys))
    for need in record.get("needs", []):
        assert ("unit" in need) != ResourceKind.from_code(need["kind"]).is_money
        if "unit" in need:
            Unit.from_code(need["unit"])
    for default in record.get("valuation_defaults", []):
        method = ValuationMethod.from_code(default["method"])
        assert method.needs_rate == ("rate" in default)
    for made in record.get("commitments", []):
        assert "answers" not in made or made["answers"] in keys
        assert made["partner"] in {partner["organisation"] for partner in record["partners"]}


@pytest.mark.parametrize(("slug", "made"), COMMITMENTS)
def test_a_commitment_is_whole(slug: str, made: Record) -> None:
    kind = ResourceKind.from_code(made["kind"])
    state = CommitmentState.from_code(made["state"])
    delivered = bool(made.get("deliveries"))

    assert set(made) <= COMMITMENT_KEYS
    if kind.is_money:
        assert not {"unit", "method", "value", "rate"} & set(made)
    else:
        method = ValuationMethod.from_code(made["method"])
        assert method.needs_rate == ("rate" in made)
        assert method.needs_value == ("value" in made)
        Unit.from_code(made["unit"])
    assert ("agreed" in made) or state in {CommitmentState.OFFERED, CommitmentState.WITHDRAWN}
    assert delivered == (state in {CommitmentState.IN_DELIVERY, CommitmentState.DELIVERED}) or (
        state is CommitmentState.WITHDRAWN
    )
    assert (state is CommitmentState.WITHDRAWN) == ("reason" in made) == ("withdrawn" in made)


@pytest.mark.parametrize(("slug", "made"), COMMITMENTS)
def test_a_commitment_is_offered_agreed_and_delivered_in_this_order_by_a_partner_of_that_day(
    slug: str, made: Record
) -> None:
    partner = next(p for p in SET.partnerships[slug]["partners"] if p["organisation"] == made["partner"])
    days = [partner.get("joined", -10000), made["offered"]]
    days += [made["agreed"]] if "agreed" in made else []
    days += sorted(delivery["day"] for delivery in made.get("deliveries", []))

    assert days == sorted(days)
    assert "declared" not in made or made["declared"]["day"] >= made["agreed"]


def test_signs_passports_and_templates_say_what_the_domain_knows() -> None:
    stating = [record for record in SET.partnerships.values() if record.get("signs")]
    templates = {
        record["template"]["key"]: record for record in SET.partnerships.values() if "template" in record
    }

    for record in SET.partnerships.values():
        for said in record.get("signs", []):
            assert Sign.from_code(said["sign"])
            assert SignState.from_code(said["state"])
        for answered in record.get("passport", []):
            assert PassportPart.from_code(answered["part"])
            assert PassportAnswer.from_code(answered["answer"])
            assert record["mechanism"]["day"] <= answered["day"] < 0
        if "started_from" in record:
            assert templates[record["started_from"]]["template"]["day"] < record["recorded"]

    assert len(stating) >= 10
    assert len(templates) == 2


def test_benefits_and_thanks_speak_in_known_codes_and_show_all_shapes() -> None:
    said = [(record, each) for record in SET.partnerships.values() for each in record.get("benefits", [])]
    thanks = [(record, each) for record in SET.partnerships.values() for each in record.get("credits", [])]

    for record, each in (*said, *thanks):
        partner = next(part for part in record["partners"] if part["organisation"] == each["partner"])
        assert max(record["recorded"], partner.get("joined", record["recorded"])) <= each["day"]
        assert each["day"] <= record["confirmed_alive"]
    for _record, each in said:
        assert Moment.from_code(each["moment"])
        assert SaidBy.from_code(each.get("said_by", "team"))
        assert set(each.get("words", {})) <= set(each["levels"]) <= {benefit.code for benefit in Benefit}
        assert set(each["levels"].values()) <= {0, 1, 2, 3}

    assert len([record for record in SET.partnerships.values() if record.get("benefits")]) >= 2
    assert any(set(each["levels"].values()) == {0} for _record, each in said), "somebody gains nothing"
    assert any("remark" in each for _record, each in said), "the team changed what a partner had said"


def test_lessons_families_and_farewells_fit_together() -> None:
    shared = {
        lesson["key"]: (slug, lesson["day"])
        for slug, record in SET.partnerships.items()
        for lesson in record.get("lessons", [])
        if "key" in lesson and lesson.get("shared")
    }
    children = [record for record in SET.partnerships.values() if "grew_out_of" in record]
    farewells = [record for record in SET.partnerships.values() if "keeps" in record]

    for slug, record in SET.partnerships.items():
        partners = {partner["organisation"] for partner in record.get("partners", [])}
        headlines = {entry["title"]: entry["day"] for entry in record.get("entries", [])}
        for lesson in record.get("lessons", []):
            LessonKind.from_code(lesson["kind"])
            Stage.from_code(lesson["stage"])
            assert ("text" in lesson) != ("entry" in lesson)
            assert headlines.get(lesson.get("entry", ""), lesson["day"]) <= lesson["day"]
            assert lesson.get("partner") in {None, *partners}
            assert record["recorded"] <= lesson["day"] <= record["confirmed_alive"]
        for helped in record.get("helped_by", []):
            source, since = shared[helped["lesson"]]
            assert source != slug
            assert since < helped["day"] <= record["confirmed_alive"]
        for grown in record.get("grew", []):
            OffspringKind.from_code(grown["kind"])
    for record in children:
        parent = SET.partnerships[record["grew_out_of"]["partnership"]]
        assert parent["recorded"] < record["recorded"] <= record["grew_out_of"]["day"]
    for record in farewells:
        assert {kept["day"] for kept in record["keeps"]} == {record["dates"]["actual_end"]}

    assert len(shared) >= 12
    assert len(children) >= 2
    assert len(farewells) >= 2


def test_plans_indicators_and_outcomes_say_what_the_domain_knows() -> None:
    measuring = [record for record in SET.partnerships.values() if record.get("indicators")]

    for record in SET.partnerships.values():
        promised = {made["description"] for made in record.get("commitments", [])}
        titles = {document["title"] for document in record.get("documents", [])}
        partners = {partner["organisation"] for partner in record.get("partners", [])}
        for plan in record.get("plans", []):
            assert all(Method.from_code(code) for code in plan.get("methods", []))
            assert set(plan.get("reserved", [])) <= promised
            assert set(plan.get("partners", [])) <= partners
            assert record["recorded"] <= plan["day"] <= record["confirmed_alive"]
        for indicator in record.get("indicators", []):
            Direction.from_code(indicator.get("direction", "higher"))
            for value in indicator.get("values", []):
                assert set(value.get("parts", {})) <= set(indicator.get("breakdown", []))
                assert value.get("document", "") in {"", *titles}
                assert indicator["day"] <= value["day"] <= record["confirmed_alive"]
        for said in record.get("outcomes", []):
            OutcomeKind.from_code(said["kind"])
            assert record["recorded"] <= said["day"] <= record["confirmed_alive"]

    assert len(measuring) >= 2
    assert {said["kind"] for record in measuring for said in record.get("outcomes", [])} == {
        kind.code for kind in OutcomeKind
    }


def test_rounds_of_questions_show_what_results_can_look_like() -> None:
    """With means and with single answers, one still open; leaders and those who do the work, five of each, for a comparison."""
    rounds = [each for record in SET.partnerships.values() for each in record.get("surveys", [])]
    answers = [
        [answer for answer in each["answers"] if not answer.get("draft")]
        for each in rounds
        if "closed" in each
    ]

    assert any("closed" not in each for each in rounds)
    assert any(0 < len(each) < 5 for each in answers)
    assert any(
        min(sum(answer["as"] == part for answer in each) for part in ("leader", "executor")) >= 5
        for each in answers
    )


def test_experts_judge_by_criteria_that_were_chosen_and_one_is_still_asked() -> None:
    asked = [(record, each) for record in SET.partnerships.values() for each in record.get("experts", [])]

    for record, each in asked:
        chosen = record["criteria"][-1]
        number = len(chosen["suggested"]) + len(chosen.get("own", []))
        titles = {document["title"] for document in record["documents"]}
        assert record["recorded"] < chosen["day"] <= each["day"] < each["due"]
        assert set(each.get("documents", [])) <= titles
        assert all(ReleasedPart.from_code(code) for code in each["parts"])
        assert all(SuggestedCriterion.from_code(code) for code in chosen["suggested"])
        if "opinion" in each:
            said = each["opinion"]
            assert each["day"] < said["day"] <= min(each["due"], record["confirmed_alive"])
            assert (Independence.from_code(said["independence"]) is Independence.TIED) == ("ties" in said)
            assert len(said["marks"]) == number
            assert all(mark.get("mark") in {None, 0, 1, 2, 3, 4} and mark["reason"] for mark in said["marks"])

    assert sum("opinion" in each for _record, each in asked) >= 2
    assert any("opinion" not in each and each["due"] > 0 for _record, each in asked)
