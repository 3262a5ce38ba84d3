"""A partnership with a word planted in everything that a report could tell, and for each word who may read it at most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.factories.evaluation_benefits import say_benefit
from tests.factories.evaluation_contributions import credit
from tests.factories.evaluation_reporting import agree, let_out, make_report
from tests.factories.evaluation_surveys import close, make_answer, make_survey
from tests.factories.partners import make_contact, make_organisation
from tests.factories.projects import make_participation, make_partnership
from tests.factories.resources import make_commitment, make_delivery
from tracker.database import session_of, utc_now
from tracker.evaluation.benefits.terms import SaidBy
from tracker.evaluation.experts.models import CriteriaSet, Criterion, Expert, ExpertOpinion, ExpertScore
from tracker.evaluation.experts.terms import Independence
from tracker.evaluation.indicators import outcomes
from tracker.evaluation.indicators import services as indicators
from tracker.evaluation.indicators.terms import OutcomeKind
from tracker.evaluation.lessons import services as lessons
from tracker.evaluation.lessons.terms import LessonKind, LessonVoice
from tracker.evaluation.planning import services as planning
from tracker.evaluation.reporting.terms import ConsentAnswer, Reader
from tracker.evaluation.surveys.terms import AnswerShowing, SurveyPart
from tracker.history.terms import EntryKind
from tracker.mechanisms import services as mechanisms
from tracker.mechanisms import stating
from tracker.mechanisms.terms import Sign, SignState
from tracker.partners.terms import Capacity, Sector
from tracker.projects.models import Continuation
from tracker.projects.services import chronicle, documents, partners
from tracker.projects.terms import ContinuationDecision, DocumentKind, Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.partners.models import Organisation
    from tracker.projects.models import Participation, Partnership

NOBODY = None
INTERNAL, PARTNERS, PROGRAMME, OFFICIALS, PUBLIC = Reader

NEVER = {
    "team note": "Тайназаметки",
    "team document": "Тайнадокумента",
    "phone": "+7-385-201-00-77",
    "address": "klyuch@tayna.example",
    "key person": "Ключевская",
    "expert's remark": "Тайнаремарки",
    "expert's address": "expert@tayna.example",
    "sheet that is only counted": "Тайнасчёта",
    "withdrawn outcome": "Тайнавзятаяназад",
    "cancelled source": "Тайнаотмены",
    "who consented": "Согласнова",
}
"""Words that stand in no report, whoever reads it."""

WIDEST = {
    "summary": ("Кратковслове", PUBLIC),
    "worked": ("Получилосьслово", PUBLIC),
    "did not work": ("Невышлослово", PUBLIC),
    "conclusions": ("Выводслово", PUBLIC),
    "internal use": ("Внутреслово", PARTNERS),
    "problem": ("Проблемаслово", PUBLIC),
    "project manager": ("Руководителев", PARTNERS),
    "reason of the decision": ("Причинаслово", PARTNERS),
    "participants of the continuation": ("Участвовалова", PARTNERS),
    "reason of the continuation": ("Почемупродолжили", OFFICIALS),
    "plan: questions": ("Вопрослово", PUBLIC),
    "plan: people": ("Оценщикова", OFFICIALS),
    "indicator": ("Показательслово", PUBLIC),
    "source of a value": ("Источникслово", OFFICIALS),
    "outcome": ("Переменаслово", PUBLIC),
    "source of an outcome": ("Ктосказалов", OFFICIALS),
    "words on a sign": ("Признакслово", OFFICIALS),
    "mechanism that is not published": ("Механизмслово", OFFICIALS),
    "lesson of the team": ("Урокслово", OFFICIALS),
    "lesson that is shared": ("Урокобщийслово", PUBLIC),
    "lesson of the named partner": ("Урокимениньслово", PUBLIC),
    "lesson of the refusing partner": ("Уроктихонь", OFFICIALS),
    "lesson without a name": ("Урокбезымянь", OFFICIALS),
    "sheet with a name": ("Листимениньслово", PARTNERS),
    "sheet without a name": ("Листбезымянь", INTERNAL),
    "comment on a benefit": ("Выгодаслово", OFFICIALS),
    "expert's opinion": ("Мнениеслово", PUBLIC),
    "expert's reason": ("Обоснованиеслово", OFFICIALS),
    "gift of the named partner": ("Дарименинь", PUBLIC),
    "notable of the named partner": ("Заслугаименинь", PUBLIC),
    "gift of the nameless partner": ("Дарскромень", PUBLIC),
    "gift of the refusing partner": ("Дартихонь", OFFICIALS),
    "notable of the refusing partner": ("Заслугатихонь", OFFICIALS),
    "gift of the silent partner": ("Дармолчунь", OFFICIALS),
    "name of the named partner": ("Именинников", PUBLIC),
    "name of the nameless partner": ("Скромников", OFFICIALS),
    "name of the refusing partner": ("Тихонников", OFFICIALS),
    "name of the silent partner": ("Молчунников", OFFICIALS),
}
"""Words, and the widest reader of each."""

PARTNERS_OF = {
    "Именинь": ("Завод Именинников", Sector.BUSINESS, ConsentAnswer.NAMED),
    "Скромень": ("Банк Скромников", Sector.BUSINESS, ConsentAnswer.NAMELESS),
    "Тихонь": ("Комитет Тихонников", Sector.GOVERNMENT, ConsentAnswer.REFUSED),
    "Молчунь": ("Клуб Молчунников", Sector.NONPROFIT, None),
}


def word(name: str) -> str:
    return WIDEST[name][0]


@dataclass(frozen=True, slots=True)
class Scene:
    partnership: Partnership
    partners: dict[str, Participation]


def plant(session: Session) -> Scene:
    """The partnership; its report is let out to everybody."""
    partnership = make_partnership(
        session,
        title="Именинники и друзья: Комитет Тихонников, Банк Скромников",
        visibility=Visibility.PUBLIC,
        problem=f"{word('problem')}: так говорит и Клуб Молчунников",
        project_manager=word("project manager"),
    )
    made = {key: make_partner(session, partnership, *given) for key, given in PARTNERS_OF.items()}
    for key, participation in made.items():
        give(participation, f"Дар{key.lower()}")
    for key in ("Именинь", "Тихонь"):
        credit(made[key], notable=f"Заслуга{key.lower()}")
    write(partnership)
    evaluate(partnership)
    learn(partnership, made)
    ask_partners(partnership)
    ask_expert(partnership)
    keep_inside(partnership, made)
    session.flush()
    return Scene(partnership, made)


def make_partner(
    session: Session, partnership: Partnership, name: str, sector: Sector, answer: ConsentAnswer | None
) -> Participation:
    organisation: Organisation = make_organisation(session, name, sector=sector)
    participation = make_participation(partnership, organisation)
    if answer is not None:
        agree(participation, answer, person=NEVER["who consented"])
    return participation


def give(participation: Participation, description: str) -> None:
    make_delivery(make_commitment(participation, description=description))


def write(partnership: Partnership) -> None:
    hidden = "Комитет Тихонников"
    make_report(
        partnership,
        summary=f"{word('summary')}. Спасибо, {hidden}!",
        worked=word("worked"),
        did_not_work=word("did not work"),
        conclusions=word("conclusions"),
        internal_use=word("internal use"),
    )
    let_out(partnership, reason=word("reason of the decision"))
    session_of(partnership).add(
        Continuation(
            partnership=partnership,
            round=partnership.round,
            decision=ContinuationDecision.CONTINUE,
            reason=word("reason of the continuation"),
            participants=word("participants of the continuation"),
            decided_on=utc_now().date(),
        )
    )


def evaluate(partnership: Partnership) -> None:
    by, today = partnership.created_by, utc_now().date()
    planning.write_plan(partnership, by=by, questions=word("plan: questions"), people=word("plan: people"))
    indicator = indicators.add_indicator(partnership, by=by, name=word("indicator"))
    for number, source in ((1, word("source of a value")), (2, NEVER["cancelled source"])):
        day = today - timedelta(days=number)
        indicators.measure(indicator, by=by, measured_on=day, values={"": Decimal(number)}, source=source)
    session_of(partnership).refresh(indicator)
    wrong = next(each for each in indicator.values if each.source == NEVER["cancelled source"])
    indicators.cancel_value(wrong, by=by, reason="Ошибка")
    outcomes.state_outcome(
        partnership,
        by=by,
        kind=OutcomeKind.CHANGED,
        text=word("outcome"),
        source=word("source of an outcome"),
    )
    taken = outcomes.state_outcome(
        partnership, by=by, kind=OutcomeKind.CHANGED, text=NEVER["withdrawn outcome"]
    )
    outcomes.withdraw_outcome(taken, by=by, reason="Ошибка")
    stating.state_sign(
        partnership, Sign.SHARED_RISK, state=SignState.PRESENT, evidence=word("words on a sign"), by=by
    )
    mechanisms.describe(
        partnership, by=by, name="Механизм", description=word("mechanism that is not published")
    )


def learn(partnership: Partnership, made: dict[str, Participation]) -> None:
    """Lessons and benefits."""
    by = partnership.created_by
    lessons.write_down(partnership, kind=LessonKind.KEEP, text=word("lesson of the team"), by=by)
    lessons.write_down(
        partnership, kind=LessonKind.KEEP, text=word("lesson that is shared"), by=by, is_shared=True
    )
    for name, participation in (
        ("lesson of the named partner", made["Именинь"]),
        ("lesson of the refusing partner", made["Тихонь"]),
        ("lesson without a name", None),
    ):
        lessons.write_down(
            partnership,
            kind=LessonKind.ADVICE,
            text=word(name),
            by=by,
            voice=LessonVoice.PARTNER,
            participation=participation,
            is_shared=True,
        )
    say_benefit(
        made["Именинь"],
        achieved=2,
        comment=word("comment on a benefit"),
        said_by=SaidBy.PARTNER,
    )
    say_benefit(made["Тихонь"], achieved=0)


def ask_partners(partnership: Partnership) -> None:
    """A round that was answered by all four; each says how its words may be shown."""
    survey = make_survey(partnership, parts=[SurveyPart.HEALTH])
    showings = (AnswerShowing.NAMED, AnswerShowing.NAMELESS, AnswerShowing.COUNTED, AnswerShowing.COUNTED)
    words = (
        word("sheet with a name"),
        word("sheet without a name"),
        NEVER["sheet that is only counted"],
        NEVER["sheet that is only counted"],
    )
    for link, showing, said in zip(list(survey.links), showings, words, strict=True):
        make_answer(link, {SurveyPart.HEALTH: {"trust": "4", "trust-comment": said}}, showing=showing)
    close(survey)


def ask_expert(partnership: Partnership) -> None:
    session, now = session_of(partnership), utc_now()
    criteria = CriteriaSet(partnership=partnership, number=1)
    criteria.criteria.append(Criterion(place=1, own_title="Охват"))
    expert = Expert(
        partnership=partnership,
        criteria_set=criteria,
        round=1,
        name="Анна Экспертова",
        email=NEVER["expert's address"],
        language="ru",
        due_on=now.date(),
        token_hash="x",
        expires_at=now + timedelta(days=1),
    )
    opinion = ExpertOpinion(
        expert=expert,
        independence=Independence.INDEPENDENT,
        strengths=word("expert's opinion"),
        remark=NEVER["expert's remark"],
        submitted_at=now,
    )
    opinion.scores.append(ExpertScore(criterion=criteria.criteria[0], mark=3, reason=word("expert's reason")))
    session.add_all([criteria, expert, opinion])
    session.flush()


def keep_inside(partnership: Partnership, made: dict[str, Participation]) -> None:
    """What only the team sees, and how to reach people."""
    by, today = partnership.created_by, utc_now().date()
    chronicle.write_entry(
        partnership,
        EntryKind.LESSON,
        by=by,
        happened_on=today,
        title=NEVER["team note"],
        is_team_only=True,
    )
    documents.add_document(
        partnership,
        kind=DocumentKind.AGREEMENT,
        title=NEVER["team document"],
        by=by,
        link="https://example.org/a",
        is_team_only=True,
    )
    contact = make_contact(
        made["Именинь"].organisation,
        NEVER["key person"],
        by=by,
        phone=NEVER["phone"],
        email=NEVER["address"],
    )
    partners.set_key_people(made["Именинь"], [(contact, Capacity.LEADER)], by=by)
