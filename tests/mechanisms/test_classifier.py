"""What the classifier makes of negation, mention, plans, misspellings, word forms, several traits, and of nothing.

None of these texts is in the corpus.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.mechanisms import classifier, examples
from tracker.mechanisms.answers import Direction, MechanismAnswer
from tracker.mechanisms.examples import Example
from tracker.mechanisms.questionnaire import Question, Reply
from tracker.mechanisms.terms import JointWorkKind, MechanismType, Trait

C, T, S, P = Trait


def traits_of(text: str) -> str:
    return "".join(trait.letter for trait in Trait if trait in classifier.classify_mechanism(text).traits)


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ("C", "Заявки принимали до мая, жюри оставило шесть лучших, им и дали деньги на дворы."),
        ("C", "Заявки принимали до мая, выбрали лучшие шесть."),
        (
            "C",
            (
                "Farmers' groups sent in their plans before June, three outside assessors scored them without names, "
                "and the seven best got the seed money."
            ),
        ),
        (
            "T",
            (
                "We took over the Dutch method of home rehabilitation after a stroke and trained the polyclinics in it; "
                "patients get on their feet twice as fast."
            ),
        ),
        (
            "T",
            (
                "Общество слепых разработало методику обучения ориентированию с собакой и научило ей инструкторов "
                "в двенадцати городах; люди осваивают маршрут втрое быстрее."
            ),
        ),
        (
            "S",
            (
                "Город учредил вместе с ассоциацией общественных объединений автономное учреждение и передал ему работу "
                "с инициативами жителей, дал помещение и строку в бюджете."
            ),
        ),
        (
            "S",
            (
                "The regional government together with the association of NGOs set up an autonomous organisation, "
                "delegated to it the consulting of NGOs and finances it from the budget."
            ),
        ),
        (
            "P",
            (
                "Раз в квартал министерство, аптеки и общественники садятся за один стол, решают, кто что делает для стариков "
                "на дому, и записывают это в общее соглашение на год."
            ),
        ),
    ],
)
def test_the_idea_is_known_by_its_working(letters: str, text: str) -> None:
    assert traits_of(text) == letters


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        (
            "P",
            (
                "Без конкурса и без тендера: комитет, завод и экологи подписали трёхстороннее соглашение на два года "
                "и каждый месяц встречаются, чтобы сверить, кто что сделал."
            ),
        ),
        (
            "P",
            (
                "Юридического лица не создавали. Совет из врачей, предпринимателей и пациентов собирается ежемесячно "
                "при главе района, решения принимает вместе и ведёт протоколы."
            ),
        ),
        (
            "P",
            (
                "The council did not become a legal entity. It meets every month, the health board, the firms and the patients' "
                "groups have equal voices, and what they agree on is signed and reviewed every year."
            ),
        ),
    ],
)
def test_what_is_denied_is_absent(letters: str, text: str) -> None:
    assert traits_of(text) == letters


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        (
            "T",
            (
                "Общество слепых разработало методику обучения ориентированию с собакой и научило ей инструкторов в двенадцати "
                "городах; люди осваивают маршрут втрое быстрее. Когда-то они выиграли президентский грант, но это было давно."
            ),
        ),
        (
            "S",
            (
                "The city and the union of disabled people's organisations founded a resource centre, a municipal institution "
                "that took over the placement services of the city and is paid from its budget. "
                "The centre's director had once won a grant contest."
            ),
        ),
        (
            "P",
            (
                "Соседний район учредил для этого центр, а мы ограничились договором: больница, аптека и храм расписали на год, "
                "кто что делает, и каждый квартал вместе проверяют."
            ),
        ),
        (
            "",
            (
                "В Перми для этого учредили вместе с властью фонд, а в Казани проводят конкурсы. У нас ничего такого нет, "
                "просто соседи помогли больнице покрасить забор."
            ),
        ),
        (
            "",
            (
                "В будущем году хотим объявить конкурс социальных проектов и, может быть, создать вместе с мэрией центр. "
                "Пока убрали мусор на берегу и поставили три скамейки."
            ),
        ),
    ],
)
def test_what_is_only_mentioned_does_not_count(letters: str, text: str) -> None:
    assert traits_of(text) == letters


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        (
            "C",
            (
                "заявкы собирали до апреля прислали сорок семь колектывов, комисия выставила балы и первые восемь получили деньги "
                "остальным отказали"
            ),
        ),
        (
            "T",
            (
                "наша органзация придумала методику занятий с детьми аутистами через лошадей, обучили тренеров в семи облостях, "
                "результат в два раза лудше чем обычно, книжка с шагами есть"
            ),
        ),
        (
            "C",
            (
                "Победителями конкурсного отбора, проведённого комитетом среди некоммерческих организаций, признаны пять проектов, "
                "получивших субсидии."
            ),
        ),
    ],
)
def test_misspellings_and_word_forms_do_not_hide_it(letters: str, text: str) -> None:
    assert traits_of(text) == letters


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        (
            "CS",
            (
                "Администрация города, бизнес и общественные организации учредили фонд местного сообщества, которому город передал "
                "поддержку инициатив; дважды в год фонд проводит конкурс проектов, и независимая комиссия выбирает победителей."
            ),
        ),
        (
            "CP",
            (
                "Every spring residents send in ideas, a public vote picks ten of them, and the winners sign up to a charter that "
                "sets how the town, the firms and the groups work together and meet each month to settle disputes."
            ),
        ),
    ],
)
def test_two_traits_make_it_combined_and_both_are_named(letters: str, text: str) -> None:
    assert traits_of(text) == letters
    assert classifier.classify_mechanism(text).type is MechanismType.COMBINED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "конкурс",
        "Мы дружим с районной больницей и иногда помогаем.",
        "We are a friendly group of people who care about the river.",
    ],
)
def test_too_little_gives_no_answer(text: str) -> None:
    assert classifier.classify_mechanism(text).type is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            JointWorkKind.CHARITY,
            (
                "Объединение, которое заботится о пенсионерах, просит у пищевого комбината денег; комбинат передаёт полуфабрикатов "
                "на три тысячи рублей."
            ),
        ),
        (
            JointWorkKind.SPONSORSHIP,
            (
                "Молодёжный хор попросил отделение банка поддержать поездку на фестиваль; банк оплатил билеты, его логотип напечатали "
                "в программе, руководитель поблагодарил управляющего в газете."
            ),
        ),
        (
            JointWorkKind.EXCHANGE,
            (
                "Центр малого бизнеса попросил студию сделать сайт, а взамен обучил её сотрудников управлению проектами; "
                "подписали договор."
            ),
        ),
        (
            JointWorkKind.PARTNERSHIP,
            (
                "Фармацевтическая компания, министерство здравоохранения и общественная организация вместе проводят профилактику ВИЧ "
                "в школах: компания оплачивает учебник, организация и специалисты компании учат учителей, министерство утверждает "
                "программу."
            ),
        ),
        (
            JointWorkKind.ONE_SECTOR,
            "Три общественные организации вместе проводят лагерь для детей с диабетом, делят расходы и обязанности.",
        ),
    ],
)
def test_the_worked_cases_of_joint_work_are_told_apart(kind: JointWorkKind, text: str) -> None:
    assert classifier.classify_kind(text).kind is kind


EXAMPLES = {1: MechanismType.COMPETITIVE, 2: MechanismType.PROCEDURAL, 3: MechanismType.COMBINED}
KIND_EXAMPLES = {1: JointWorkKind.CHARITY, 2: JointWorkKind.SPONSORSHIP, 3: JointWorkKind.PARTNERSHIP}


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("example", examples.MECHANISMS, ids=lambda example: f"example {example.number}")
def test_the_examples_of_the_try_out_page_are_answered_with_their_type(
    example: Example, language: str
) -> None:
    assert classifier.classify_mechanism(example.text_in(language)).type is EXAMPLES[example.number]


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("example", examples.KINDS, ids=lambda example: f"example {example.number}")
def test_the_examples_of_joint_work_are_answered_with_their_kind(example: Example, language: str) -> None:
    assert classifier.classify_kind(example.text_in(language)).kind is KIND_EXAMPLES[example.number]


# --- properties --------------------------------------------------------------------------------------------------------

CONTEST = (
    "Комитет по экологии собирал предложения дворов до первого марта. Пришло сорок три. Пять независимых экспертов поставили баллы, "
    "и десять лучших получили деньги на озеленение."
)
COUNCIL = (
    "Больница, аптечная сеть и общество пациентов подписали соглашение на три года. Раз в месяц они вместе решают, кто что делает, "
    "и проверяют, что сделано."
)
METHOD = (
    "Our society worked out a way of teaching diabetic children to count carbohydrates by playing shop. Nurses of eleven towns were "
    "trained in it, there is a handbook, and hospital admissions fell by half."
)
CENTRE = "Администрация района и союз родителей учредили автономную организацию. Ей передали патронаж семей, помещение и деньги бюджета."
NOISE = (
    "Погода в тот день стояла ясная.",
    "На обратном пути автобус сломался.",
    "The tea was hot and the biscuits were home-made.",
    "Фотографии лежат в альбоме.",
)


@pytest.mark.parametrize("text", [CONTEST, COUNCIL, METHOD, CENTRE])
def test_capital_letters_do_not_change_the_answer(text: str) -> None:
    assert traits_of(text.upper()) == traits_of(text)


@pytest.mark.parametrize("text", [CONTEST, COUNCIL, METHOD, CENTRE])
@pytest.mark.parametrize("noise", NOISE)
def test_a_sentence_about_something_else_does_not_change_the_answer(text: str, noise: str) -> None:
    assert traits_of(f"{text} {noise}") == traits_of(text)
    assert traits_of(f"{noise} {text}") == traits_of(text)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(st.permutations([CONTEST, COUNCIL, NOISE[0], NOISE[2]]))
def test_the_order_of_paragraphs_does_not_change_the_answer(paragraphs: list[str]) -> None:
    assert traits_of("\n\n".join(paragraphs)) == "CP"


def test_the_same_text_gives_the_same_answer() -> None:
    assert classifier.classify_mechanism(CONTEST) == classifier.classify_mechanism(CONTEST)


# --- evidence ----------------------------------------------------------------------------------------------------------


def quoted(answer: MechanismAnswer, text: str, trait: Trait, direction: Direction) -> str:
    return " … ".join(
        text[passage.start : passage.end]
        for passage in answer.passages_about(trait)
        if passage.direction is direction
    )


def test_the_passages_that_speak_for_a_trait_are_quoted_as_they_stand() -> None:
    answer = classifier.classify_mechanism(CONTEST)

    assert "десять лучших получили деньги" in quoted(answer, CONTEST, C, Direction.FOR)


def test_what_speaks_against_a_trait_is_quoted_too() -> None:
    text = f"{COUNCIL} Никакого юридического лица для этого не создавали."

    answer = classifier.classify_mechanism(text)

    assert "юридического лица" in quoted(answer, text, S, Direction.AGAINST)


def test_a_title_is_judged_and_places_count_from_the_beginning_of_the_text() -> None:
    answer = classifier.classify_mechanism(CONTEST, title="Как мы делили деньги")

    assert "десять лучших получили деньги" in quoted(answer, CONTEST, C, Direction.FOR)
    assert all(0 <= passage.start < passage.end <= len(CONTEST) for passage in answer.passages)


# --- the questionnaire -------------------------------------------------------------------------------------------------


def test_replies_alone_give_an_answer_of_the_same_kind() -> None:
    replies = {Question.APPLICANTS: Reply.YES, Question.CHOSEN_BY_CRITERIA: Reply.YES}

    answer = classifier.classify_mechanism("", replies=replies)

    assert answer.type is MechanismType.COMPETITIVE
    assert set(answer.asked) == {"applicants", "chosen_by_criteria"}


def test_not_knowing_changes_nothing() -> None:
    unknown = dict.fromkeys(Question, Reply.UNKNOWN)

    assert classifier.classify_mechanism(COUNCIL, replies=unknown).probabilities == (
        classifier.classify_mechanism(COUNCIL).probabilities
    )
    assert classifier.classify_mechanism("", replies=unknown).type is None


def test_a_reply_moves_its_own_trait_only() -> None:
    before = classifier.classify_mechanism(COUNCIL).probabilities
    after = classifier.classify_mechanism(COUNCIL, replies={Question.OWN_METHOD: Reply.YES}).probabilities

    assert after[T] > before[T]
    assert [after[trait] for trait in (C, S, P)] == [before[trait] for trait in (C, S, P)]


def test_every_answer_names_the_version_that_gave_it() -> None:
    assert classifier.classify_mechanism(CONTEST).version == classifier.version()
    assert MechanismAnswer.from_plain(classifier.classify_mechanism(CONTEST).to_plain()) == (
        classifier.classify_mechanism(CONTEST)
    )
