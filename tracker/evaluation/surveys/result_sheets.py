"""Results as tables for spreadsheets: made of the same result as the page, so they hold what the reader sees and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tracker.evaluation.surveys import gap_words
from tracker.evaluation.surveys.scores import Kind
from tracker.evaluation.surveys.terms import SurveyPart
from tracker.i18n import _, _p, show_date
from tracker.sheets import Sheet

if TYPE_CHECKING:
    from tracker.evaluation.surveys.development import Development
    from tracker.evaluation.surveys.gaps import Gap
    from tracker.evaluation.surveys.results import PartSeen, Question, Result, SignSeen
    from tracker.evaluation.surveys.scores import Figure, Score
    from tracker.evaluation.surveys.showing import Single
    from tracker.sheets import Value

Row = list["Value"]


def workbook(result: Result, *, title: str) -> list[Sheet]:
    """Figures or answers, differences, the development, and words, each as far as there are any."""
    made = [
        Sheet(_("Results"), _headings(), list(_rows(result)), [title, *notes(result)]),
        Sheet(_("Differences"), _gap_headings(), [_gap_row(gap) for gap in (*result.gaps, *result.alike)]),
    ]
    if result.development is not None:
        made.append(_development(result.development))
    if result.words:
        headings = [_p("results", "Part"), _("Question"), _("Who"), _("Words")]
        made.append(Sheet(_("In their words"), headings, list(_words(result))))
    return [made[0], *(sheet for sheet in made[1:] if sheet.rows)]


def everything(result: Result) -> Sheet:
    """All in one list, for CSV: words stand in a column of their own."""
    rows = [[*row, None] for row in _rows(result)]
    rows += [[*about, *[None] * (len(_headings()) - 3), text] for *about, text in _words(result)]
    return Sheet(_("Results"), [*_headings(), _("Words")], rows)


def notes(result: Result) -> list[str]:
    """What one has to know of the figures."""
    told = [
        _("%(round)s, closed on %(day)s", round=result.name, day=show_date(result.closed_on)),
        _(
            "Answers: %(answers)s. Partners that answered: %(answered)s of %(asked)s.",
            answers=result.asked.answers,
            answered=result.asked.partners_answered,
            asked=result.asked.partners,
        ),
    ]
    if result.has_means:
        told.append(
            _(
                "Means of the partners' means, from 1 to 5; of signs from 0 (absent) to 2 (present). An empty cell means: too few answers."
            )
        )
    else:
        told.append(
            _("Fewer than five answers: there are no means. Each answer is shown as its partner agreed.")
        )
    return told


# --- figures and answers ------------------------------------------------------------------------------------------------


def _headings() -> list[str]:
    return [
        _p("results", "Part"),
        _("Question"),
        _("Who"),
        _("Points"),
        _p("results", "People"),
        _p("results", "Partners"),
        _("Cannot say"),
        _("Left out"),
    ]


def _rows(result: Result) -> Iterator[Row]:
    for block in result.blocks:
        part = str(block.question.measure.label)
        yield from _of_question(part, block.question)
        for each in block.statements:
            yield from _of_question(part, each)
    for each in result.health:
        yield from _of_question(str(SurveyPart.HEALTH), each)
    for sign in result.signs:
        yield from _of_sign(sign)
    for seen in result.contributions:
        yield from _of_part(seen)


def _of_question(part: str, question: Question) -> Iterator[Row]:
    name = question.measure.name
    if question.figure is not None:
        yield from _of_figure(part, name, question.figure)
    yield from _of_singles(part, name, question.singles)


def _of_figure(part: str, name: str, figure: Figure) -> Iterator[Row]:
    mean = figure.score.mean if figure.score is not None else None
    everybody = gap_words.capital(gap_words.everybody())
    yield [part, name, everybody, mean, figure.persons, figure.partners, figure.cannot_say, figure.empty]
    for each in figure.groups:
        yield _of_score(part, name, gap_words.capital(gap_words.group(each.group)), each.score)
    for partner in figure.alone:
        yield _of_score(part, name, partner.name, partner.score)


def _of_score(part: str, name: str, who: str, score: Score) -> Row:
    return [part, name, who, score.mean, score.persons, score.partners, None, None]


def _of_singles(part: str, name: str, singles: Iterable[Single]) -> Iterator[Row]:
    for one in singles:
        who = one.name or _("Without a name")
        points: Value = one.text if one.points is None else int(one.points)
        yield [part, name, who, points, None, None, None, None]


def _of_sign(seen: SignSeen) -> Iterator[Row]:
    part = str(SurveyPart.SIGNS)
    yield from _of_question(part, seen.question)
    if seen.finding is not None:
        who = gap_words.capital(gap_words.record())
        points: Value = seen.level if seen.level is not None else str(seen.finding.state)
        yield [part, seen.question.measure.name, who, points, None, None, None, None]


def _of_part(seen: PartSeen) -> Iterator[Row]:
    part, name = str(SurveyPart.CONTRIBUTIONS), seen.measure.label
    if seen.own is not None:
        yield _of_score(part, name, _("The partner itself"), seen.own)
    if seen.others is not None:
        yield _of_score(part, name, gap_words.capital(gap_words.others()), seen.others)
    yield from _of_singles(part, name, seen.singles)


# --- differences, development, words ------------------------------------------------------------------------------------


def _gap_headings() -> list[str]:
    return [_("Question"), _("Difference"), _("Highest"), "", _("Lowest"), "", _("In words")]


def _gap_row(gap: Gap) -> Row:
    name = gap.measure.name
    if gap.measure.kind is Kind.PART:
        name = f"{SurveyPart.CONTRIBUTIONS}: {name}"
    return [name, gap.size, gap.high.name, gap.high.value, gap.low.name, gap.low.value, gap.sentence]


def _development(told: Development) -> Sheet:
    headings = [_("Question"), *(f"{each.name} ({show_date(each.closed_on)})" for each in told.rounds)]
    rows: list[Row] = []
    for line in told.lines:
        means = {step.round.survey_id: step.score.mean for step in line.steps}
        rows.append([line.measure.name, *(means.get(each.survey_id) for each in told.rounds)])
    return Sheet(_("From round to round"), headings, rows)


def _words(result: Result) -> Iterator[tuple[str, str, str, str]]:
    for words in result.words:
        for quote in words.quotes:
            yield str(words.part), words.heading, quote.name or _("Without a name"), quote.text
