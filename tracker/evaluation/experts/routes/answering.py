"""The pages of an expert, for whoever has the personal link: no account, no script needed.

First the expert says whether there are ties; before that, only what is asked, by whom, and which organisations take part can be seen,
because without these nobody could say. After that, exactly what was released, and nothing else.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import make_response, redirect, render_template, request, url_for
from limits import parse

from tracker.access import public
from tracker.accounts.limits import LIMITS, Limit, address_of_visitor
from tracker.database import utc_now
from tracker.errors import DomainError, WrongState
from tracker.evaluation.blueprint import bp
from tracker.evaluation.experts import answering, releasing
from tracker.evaluation.experts.material.registry import document_of
from tracker.evaluation.experts.terms import ExpertState, Independence, Mark, ReleasedPart
from tracker.evaluation.private_pages import has_token, private, seen_in_form, unknown
from tracker.extensions import csrf, db
from tracker.forms import strip
from tracker.i18n import LANGUAGES, _, _l, in_language, show_date
from tracker.projects.routes.history import give_out
from tracker.web import say

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from tracker.evaluation.experts.models import Expert
    from tracker.i18n import LazyString

TOO_MANY = "evaluation/experts/too_many.html"
UNKNOWN = "evaluation/experts/link_unknown.html"
GUESSES = Limit("expert-guesses", parse("30 per hour"), address_of_visitor, page=TOO_MANY)
LIMITS["evaluation.expert"] = (
    Limit("expert", parse("600 per hour"), address_of_visitor, failures_only=False, page=TOO_MANY),
)
NEXT, BACK, LATER, HAND_IN = "next", "back", "later", "hand_in"


class Page(enum.Enum):
    """The pages in their order; the first one says what it is about."""

    START = ""
    INDEPENDENCE = "independence"
    MATERIAL = "material"
    MARKS = "marks"
    OPINION = "opinion"
    END = "end"

    @property
    def number(self) -> int:
        return list(Page).index(self)

    @property
    def label(self) -> LazyString:
        return LABELS[self]

    def beside(self, step: int) -> Page:
        """The page so many steps on, within the first and the last."""
        return list(Page)[min(max(self.number + step, 0), len(Page) - 1)]


LABELS = {
    Page.START: _l("Your opinion is wanted"),
    Page.INDEPENDENCE: _l("Are you independent?"),
    Page.MATERIAL: _l("What you can look at"),
    Page.MARKS: _l("Your marks"),
    Page.OPINION: _l("Your opinion"),
    Page.END: _l("Hand in"),
}
TEMPLATES = {
    Page.START: "evaluation/experts/page_start.html",
    Page.INDEPENDENCE: "evaluation/experts/page_independence.html",
    Page.MATERIAL: "evaluation/experts/page_material.html",
    Page.MARKS: "evaluation/experts/page_marks.html",
    Page.OPINION: "evaluation/experts/page_opinion.html",
    Page.END: "evaluation/experts/page_end.html",
}
OPEN_TO_ALL = {Page.START, Page.INDEPENDENCE}


@bp.route("/expert/<token>", methods=["GET", "POST"])
@public("the personal link is the key")
def expert(token: str) -> ResponseReturnValue:
    """One of the pages of an expert; a link that works no more says whom to ask."""
    found = answering.find(db.session(), token)
    if found is None:
        return private(unknown(GUESSES, UNKNOWN))
    with in_language(found.language):
        state = found.state_at(utc_now())
        if not state.is_waiting:
            return private(_closed(found, state))
        turn = Turn(found, token, _asked_for())
        return private(turn.taken() if request.method == "POST" else turn.page())


@bp.get("/expert/<token>/parts/<part>")
@public("the personal link is the key")
def expert_part(token: str, part: str) -> ResponseReturnValue:
    """A part that was released; of any other, nothing."""
    found = answering.find(db.session(), token)
    if found is None:
        return private(unknown(GUESSES, UNKNOWN))
    with in_language(found.language):
        released = {each.code: each for each in releasing.parts_for(found)}
        if part not in released or not found.state_at(utc_now()).is_waiting:
            return private(_nothing())
        if not answering.has_stated(found):
            return private(_to(token, Page.INDEPENDENCE))
        return private(_material(found, token, released[part]))


@bp.get("/expert/<token>/documents/<int:document_id>")
@public("the personal link is the key")
def expert_document(token: str, document_id: int) -> ResponseReturnValue:
    """The current version of a document that was released; of any other, nothing."""
    found = answering.find(db.session(), token)
    if found is None:
        return private(unknown(GUESSES, UNKNOWN))
    with in_language(found.language):
        document = next((each for each in releasing.documents_for(found) if each.id == document_id), None)
        if document is None or not found.state_at(utc_now()).is_waiting:
            return private(_nothing())
        if not answering.has_stated(found):
            return private(_to(token, Page.INDEPENDENCE))
        if document.current.file is None:
            return private(_nothing())
        return private(give_out(document.current.file))


csrf.exempt(expert)
"""The token of the form is checked by ``Turn.taken``, without the referrer that these pages do not send."""


def _asked_for() -> Page:
    code = request.args.get("page", "")
    return next((page for page in Page if page.value == code), Page.START)


def _nothing() -> Response:
    """There is nothing here for this link; a page that names nothing of the partnership."""
    return make_response(render_template("evaluation/experts/nothing.html"), 404)


def _closed(expert: Expert, state: ExpertState) -> Response:
    is_given = state is ExpertState.HANDED_IN
    page = "evaluation/experts/thanks.html" if is_given else "evaluation/experts/link_over.html"
    whom = answering.whom_to_ask(expert)
    return make_response(
        render_template(page, expert=expert, state=state, whom=whom), 200 if is_given else 410
    )


def _material(expert: Expert, token: str, part: ReleasedPart) -> Response:
    parts = releasing.parts_for(expert)
    place = parts.index(part)
    told = document_of(part, expert.partnership, round_number=expert.round, today=utc_now().date())
    return make_response(
        render_template(
            "evaluation/experts/part.html",
            expert=expert,
            token=token,
            part=part,
            document=told,
            following=parts[place + 1] if place + 1 < len(parts) else None,
        )
    )


def _to(token: str, page: Page) -> Response:
    address = url_for("evaluation.expert", token=token, page=page.value or None)
    return make_response(redirect(address, 303))


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
    """One visit to one page."""

    expert: Expert
    token: str
    at: Page

    @property
    def fields(self) -> Sequence[str]:
        """The fields of this page."""
        if self.at is Page.INDEPENDENCE:
            return answering.STATEMENT
        if self.at is Page.MARKS:
            return answering.fields_of_marks(self.expert)
        return answering.TEXTS if self.at is Page.OPINION else ()

    # --- showing --------------------------------------------------------------------------------------------------------

    def page(self, shown: Shown | None = None) -> Response:
        """The page, as it is saved or as it was typed; before the expert has stated ties, the statement comes first."""
        if self.at not in OPEN_TO_ALL and not answering.has_stated(self.expert):
            return _to(self.token, Page.INDEPENDENCE)
        shown = shown or Shown()
        saved = {name: value for name, value in answering.read(self.expert).items() if name in self.fields}
        context: dict[str, Any] = {
            "expert": self.expert,
            "partnership": self.expert.partnership,
            "token": self.token,
            "page": self.at,
            "pages": [page for page in Page if page is not Page.START],
            "shown": shown,
            "values": saved if shown.typed is None else shown.typed,
            "seen": json.dumps(saved if shown.seen is None else dict(shown.seen), ensure_ascii=False),
            "whom": answering.whom_to_ask(self.expert),
            "has_stated": answering.has_stated(self.expert),
            "parts": releasing.parts_for(self.expert),
            "documents": releasing.documents_for(self.expert),
            "longest": answering.LONGEST,
            **self._of_page(),
        }
        return make_response(render_template(TEMPLATES[self.at], **context), shown.status)

    def _of_page(self) -> dict[str, Any]:
        if self.at in OPEN_TO_ALL:
            partners = self.expert.partnership.partners_on(utc_now().date())
            names = [each.organisation.display_name for each in partners]
            return {"partners": names, "statements": list(Independence), "go_on": self._first_open()}
        if self.at is Page.MARKS:
            return {
                "criteria": self.expert.criteria_set.criteria,
                "marks": list(Mark),
                "cannot_judge": answering.CANNOT_JUDGE,
                "is_changed": self._criteria_changed(),
            }
        if self.at is Page.END:
            return {
                "left_out": answering.left_out(self.expert),
                "is_empty": answering.is_empty(self.expert),
                "Page": Page,
            }
        return {}

    def _criteria_changed(self) -> bool:
        """Whether the team changed the criteria after the expert had given marks."""
        opinion = self.expert.opinion
        return (
            opinion is not None
            and bool(opinion.scores)
            and self.expert.criteria_set.updated_at > opinion.updated_at
        )

    def _first_open(self) -> Page:
        """Where to go on: the first page on which nothing stands, else the last one."""
        held = answering.read(self.expert)
        if "independence" not in held:
            return Page.INDEPENDENCE
        if not any(name in held for name in answering.fields_of_marks(self.expert)):
            return Page.MATERIAL if releasing.is_anything(self.expert) else Page.MARKS
        return Page.END if any(name in held for name in answering.TEXTS) else Page.OPINION

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
            return _to(self.token, Page.START)
        except DomainError as error:
            typed, seen = self._typed(), seen_in_form()
            db.session.rollback()
            return self.page(self._refused(error, typed, seen))
        return refused or self._onwards()

    def _refused(self, error: DomainError, typed: Mapping[str, str], seen: Mapping[str, str]) -> Shown:
        if error.field is None:
            return Shown(typed, seen, sentence=str(error))
        return Shown(typed, seen, errors={error.field: str(error)})

    def _kept(self) -> Response | None:
        """Save this page; gives it back where something on it has to be looked at again."""
        language = request.form.get("language", "")
        if self.fields:
            refused = self._keep_fields(
                is_leaving=not language and request.form.get("go") not in {BACK, LATER}
            )
            if refused is not None:
                return refused
        elif self.at is Page.END and request.form.get("go") == HAND_IN and not language:
            answering.hand_in(self.expert)
        if language in LANGUAGES:
            answering.speak(self.expert, language)
        db.session.commit()
        return None

    def _keep_fields(self, *, is_leaving: bool) -> Response | None:
        """Save what was typed. Only who goes on from the statement has to have made it."""
        if self.at not in OPEN_TO_ALL and not answering.has_stated(self.expert):
            return _to(self.token, Page.INDEPENDENCE)
        typed, seen = self._typed(), seen_in_form()
        errors = {
            name: _("At most %(max)d characters.", max=answering.LONGEST)
            for name, words in typed.items()
            if len(words) > answering.LONGEST
        }
        if errors:
            return self.page(Shown(typed, seen, errors=errors))
        if self.at is Page.INDEPENDENCE and is_leaving:
            outcome = answering.state(self.expert, typed=typed, seen=seen)
        else:
            outcome = answering.save(self.expert, fields=self.fields, typed=typed, seen=seen)
        if not outcome.clashes:
            return None
        db.session.commit()
        held = {name: value for name, value in outcome.held.items() if name in self.fields}
        mine = {**held, **{name: typed.get(name, "") for name in outcome.clashes}}
        return self.page(Shown(mine, held, clashes=outcome.clashes))

    def _typed(self) -> dict[str, str]:
        """What was typed and ticked; a tick that the page does not offer was made up, and counts as the one before."""
        seen, typed = seen_in_form(), {}
        for name in self.fields:
            value = strip(request.form.get(name, "")) or ""
            offered = _offered(name)
            typed[name] = value if not value or offered is None or value in offered else seen.get(name, "")
        return typed

    def _onwards(self) -> Response:
        if request.form.get("language"):
            return _to(self.token, self.at)
        go = request.form.get("go", NEXT)
        if go == LATER:
            day = show_date(self.expert.due_on)
            say(_("Saved. Come back by the same link until %(day)s and go on where you stopped.", day=day))
            return _to(self.token, Page.START)
        if go == HAND_IN:
            return _to(self.token, Page.START)
        return _to(self.token, self.at.beside(-1 if go == BACK else 1))


def _offered(name: str) -> frozenset[str] | None:
    """What can be ticked in a field; nothing for a field of words."""
    if name == "independence":
        return frozenset(answering.STATEMENTS)
    if name.startswith(answering.MARK):
        return frozenset({*answering.MARKS, answering.CANNOT_JUDGE})
    return None


def clash_in_words(name: str, value: str) -> str:
    """What another tab saved, as people read it."""
    if not value:
        return _("empty")
    if name == "independence":
        return str(answering.STATEMENTS.get(value, value))
    if name.startswith(answering.MARK):
        return _("Cannot be judged") if value == answering.CANNOT_JUDGE else str(Mark.from_code(value))
    return value


bp.add_app_template_global(clash_in_words, "expert_clash_in_words")
