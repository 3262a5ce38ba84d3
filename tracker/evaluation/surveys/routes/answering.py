"""The sheet, for whoever has a personal link: no account, no script needed, one part to a page.

Nothing of the partnership is shown where the link is wrong. Pages are not kept by browsers, not found by search engines, and do not
tell other sites where somebody came from; because of that the check against forged forms is made here, which the extension would
make by the address that one came from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask import make_response, redirect, render_template, request, url_for
from limits import parse

from tracker.access import public
from tracker.accounts.limits import LIMITS, Limit, address_of_visitor
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.blueprint import bp
from tracker.evaluation.private_pages import has_token, private, seen_in_form, unknown
from tracker.evaluation.surveys import answering, sheet
from tracker.evaluation.surveys.terms import AnswerShowing, LinkState, SurveyPart
from tracker.extensions import csrf, db
from tracker.forms import strip
from tracker.i18n import LANGUAGES, _, in_language, show_date
from tracker.partners.terms import Capacity
from tracker.web import say

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from tracker.evaluation.surveys.models import Survey, SurveyLink

TOO_MANY = "evaluation/surveys/too_many.html"
UNKNOWN = "evaluation/surveys/link_unknown.html"
GUESSES = Limit("answer-guesses", parse("30 per hour"), address_of_visitor, page=TOO_MANY)
# A seminar room behind one address may answer together.
LIMITS["evaluation.answer"] = (
    Limit("answer", parse("900 per hour"), address_of_visitor, failures_only=False, page=TOO_MANY),
)
BACK, NEXT, LATER, HAND_IN = "back", "next", "later", "hand_in"


@bp.route("/answer/<token>", methods=["GET", "POST"])
@public("the personal link is the key")
def answer(token: str) -> ResponseReturnValue:
    """One page of the sheet; a link that works no more says whom to ask."""
    link = answering.find(db.session(), token)
    if link is None:
        return private(unknown(GUESSES, UNKNOWN))
    with in_language(link.language):
        state = link.state_at(utc_now())
        if not state.is_waiting:
            return private(_closed(link, state))
        turn = Turn(link, token, _number(link.survey))
        return private(turn.taken() if request.method == "POST" else turn.page())


csrf.exempt(answer)
"""The token of the form is checked by ``Turn.taken``, without the referrer that these pages do not send."""


def _closed(link: SurveyLink, state: LinkState) -> Response:
    is_answered = state is LinkState.ANSWERED
    page = "evaluation/surveys/answered.html" if is_answered else "evaluation/surveys/link_over.html"
    whom = answering.whom_to_ask(link.survey)
    return make_response(
        render_template(page, link=link, state=state, whom=whom), 200 if is_answered else 410
    )


def _number(survey: Survey) -> int:
    """The page that the address asks for: 0 is the first one, without questions, and the last is the signature."""
    text = request.args.get("page", "0")
    return min(int(text), len(survey.asked) + 1) if text.isdecimal() and len(text) < 4 else 0  # noqa: PLR2004  # longer is no page


@dataclass(slots=True)
class Shown:
    """What a page shows besides what it always does: what was typed, and what is wrong with it."""

    typed: Mapping[str, str] | None = None
    seen: Mapping[str, str] | None = None
    clashes: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Turn:
    """One visit to one page of the sheet."""

    link: SurveyLink
    token: str
    number: int

    @property
    def survey(self) -> Survey:
        return self.link.survey

    @property
    def last(self) -> int:
        """The number of the page on which the sheet is handed in."""
        return len(self.survey.asked) + 1

    @property
    def part(self) -> SurveyPart | None:
        """The part that this page asks; none on the first and the last page."""
        return self.survey.asked[self.number - 1] if 0 < self.number < self.last else None

    # --- showing --------------------------------------------------------------------------------------------------------

    def page(self, shown: Shown | None = None) -> Response:
        """The page, as it is stored or as it was typed."""
        shown = shown or Shown()
        context = {
            "link": self.link,
            "survey": self.survey,
            "token": self.token,
            "number": self.number,
            "last": self.last,
            "shown": shown,
            "whom": answering.whom_to_ask(self.survey),
        }
        if self.part is not None:
            context |= self._of_part(self.part, shown)
            name = "evaluation/surveys/sheet_part.html"
        elif self.number == 0:
            begun = [part for part in self.survey.asked if sheet.is_begun(self.link.answer, part)]
            context |= {"begun": begun, "go_on": self._first_open(begun)}
            name = "evaluation/surveys/sheet_start.html"
        else:
            context |= self._of_signature()
            name = "evaluation/surveys/sheet_end.html"
        return make_response(render_template(name, **context), shown.status)

    def _of_part(self, part: SurveyPart, shown: Shown) -> dict[str, object]:
        saved = sheet.read(self.link.answer, part)
        return {
            "part": part,
            "introduction": sheet.introduction(self.survey, part),
            "sections": sheet.sections(self.survey, part, utc_now().date()),
            "values": saved if shown.typed is None else shown.typed,
            "seen": json.dumps(saved if shown.seen is None else dict(shown.seen), ensure_ascii=False),
            "own": str(self.link.participation_id),
            "longest": sheet.LONGEST_COMMENT,
        }

    def _of_signature(self) -> dict[str, object]:
        draft, is_typed = self.link.answer, request.method == "POST"
        begun = [part for part in self.survey.asked if sheet.is_begun(draft, part)]
        return {
            "showings": list(AnswerShowing),
            "showing": _showing() if is_typed else draft.showing if draft else AnswerShowing.COUNTED,
            "capacities": list(Capacity),
            "capacity": _capacity() if is_typed else draft.capacity if draft else self.link.capacity,
            "left_out": [part for part in self.survey.asked if part not in begun],
        }

    def _first_open(self, begun: list[SurveyPart]) -> int:
        """Where to go on: the first page with nothing on it, else the last one."""
        pages = enumerate(self.survey.asked, start=1)
        return next((number for number, part in pages if part not in begun), self.last)

    # --- taking what was sent -------------------------------------------------------------------------------------------

    def taken(self) -> Response:
        """Keep what was sent, and go where the pressed button leads."""
        if not has_token():
            sentence = _("The page was open for too long. Nothing is lost: press the button again.")
            return self.page(Shown(self._typed(), seen_in_form(), sentence=sentence, status=400))
        try:
            refused = self._kept()
        except WrongState:
            db.session.rollback()
            return self._to(0)
        except DomainError as error:
            db.session.rollback()
            return self.page(Shown(sentence=str(error)))
        return refused or self._onwards()

    def _kept(self) -> Response | None:
        """Store this page; gives it back where something on it has to be looked at again."""
        language = request.form.get("language", "")
        if self.part is not None:
            refused = self._keep_part(self.part)
            if refused is not None:
                return refused
        elif self.number == self.last:
            is_given = request.form.get("go") == HAND_IN and not language
            keep = answering.hand_in if is_given else answering.sign
            keep(self.link, showing=_showing(), capacity=_capacity())
        if language in LANGUAGES:
            answering.speak(self.link, language)
        db.session.commit()
        return None

    def _keep_part(self, part: SurveyPart) -> Response | None:
        asked = sheet.sections(self.survey, part, utc_now().date())
        typed, seen = self._typed(), seen_in_form()
        errors = {
            name: _("At most %(max)d characters.", max=sheet.LONGEST_COMMENT)
            for name, words in typed.items()
            if name.endswith(sheet.COMMENT) and len(words) > sheet.LONGEST_COMMENT
        }
        if errors:
            return self.page(Shown(typed, seen, errors=errors))
        outcome = answering.save(self.link, part, fields=sheet.names(asked), typed=typed, seen=seen)
        if not outcome.clashes:
            return None
        db.session.commit()
        mine = {**outcome.held, **{name: typed.get(name, "") for name in outcome.clashes}}
        return self.page(Shown(mine, outcome.held, clashes=outcome.clashes))

    def _typed(self) -> dict[str, str]:
        """What was typed and ticked on a page; a tick that the page does not offer was made up, and counts as the one before."""
        if self.part is None:
            return {}
        asked = sheet.sections(self.survey, self.part, utc_now().date())
        offered, seen = sheet.offered(asked), seen_in_form()
        typed = {name: strip(request.form.get(name, "")) or "" for name in sheet.names(asked)}
        return {
            name: value if not value or value in offered.get(name, {value}) else seen.get(name, "")
            for name, value in typed.items()
        }

    def _onwards(self) -> Response:
        if request.form.get("language"):
            return self._to(self.number)
        go = request.form.get("go", NEXT)
        if go == LATER:
            day = show_date(self.survey.due_on)
            say(_("Saved. Come back by the same link until %(day)s and go on where you stopped.", day=day))
            return self._to(0)
        if go == HAND_IN and self.number == self.last:
            return self._to(0)
        return self._to(max(0, self.number - 1) if go == BACK else min(self.last, self.number + 1))

    def _to(self, number: int) -> Response:
        address = url_for("evaluation.answer", token=self.token, page=number or None)
        return make_response(redirect(address, 303))


def _showing() -> AnswerShowing:
    code = request.form.get("showing", "")
    return AnswerShowing.from_code(code) if code in dict(AnswerShowing.choices()) else AnswerShowing.COUNTED


def _capacity() -> Capacity | None:
    code = request.form.get("capacity", "")
    return Capacity.from_code(code) if code in dict(Capacity.choices()) else None
