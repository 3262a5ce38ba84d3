"""Forms for describing a mechanism, deciding on it, and trying the classifier out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from tracker.forms import LONG_TEXT, Form, LongTextField, TermField, TermsField, TextField, strip
from tracker.i18n import _l
from tracker.mechanisms.questionnaire import Question, Reply
from tracker.mechanisms.terms import MechanismType, Trait

if TYPE_CHECKING:
    from tracker.i18n import LazyString
    from tracker.mechanisms.models import Decision, Mechanism, Proposal

LARGEST_NUMBER = 9
"""Digits of the number of an answer; what is longer was made up."""


class DescriptionField(TextAreaField):
    """A description to be judged: passages are counted in it, so its line ends are the same on every machine."""

    def __init__(self, label: LazyString, *, rows: int, **kwargs: Any) -> None:
        too_long = _l(
            "This is longer than 20,000 characters. Keep what tells how it works: how it starts, who takes part, who decides."
        )
        super().__init__(
            label,
            validators=[Optional(strip_whitespace=True), Length(max=LONG_TEXT, message=too_long)],
            filters=[_with_plain_line_ends, strip],
            render_kw={"rows": rows},
            **kwargs,
        )


def _with_plain_line_ends(text: str | None) -> str | None:
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


class ReplyField(TermField):
    """Yes, no or I do not know; nobody has to answer."""

    def __init__(self, label: LazyString, **kwargs: Any) -> None:
        super().__init__(label, Reply, blank="", **kwargs)

    def offered(self) -> list[tuple[str, str]]:
        """Only the replies: to leave the question alone is no choice of its own."""
        return self.terms.choices()


class QuestionsForm(Form):
    """The questionnaire; its fields are named after the questions."""

    @property
    def questions(self) -> list[Any]:
        """The fields of the questions in their order."""
        return [self[question.code] for question in Question]

    @property
    def replies(self) -> dict[Question, Reply]:
        """What was replied."""
        return {
            question: self[question.code].data
            for question in Question
            if self[question.code].data is not None
        }

    @property
    def is_asked(self) -> bool:
        """Whether a question has a reply or something to say about it."""
        return bool(self.replies) or any(field.errors for field in self.questions)


for _question in Question:
    setattr(QuestionsForm, _question.code, ReplyField(_question.label))


class MechanismForm(QuestionsForm):
    """How the joint work of a partnership is arranged."""

    name = TextField(
        _l("What it is called"),
        max_length=250,
        description=_l("For example: “Contest of school projects” or “Council for the elderly”"),
    )
    description = DescriptionField(
        _l("How it works"),
        rows=10,
        description=_l(
            "In your own words: how it is settled who takes part, what the work rests on, who decides, what was agreed or set up."
        ),
    )

    @classmethod
    def of(cls, mechanism: Mechanism | None) -> MechanismForm:
        """The form filled with what is described so far."""
        if mechanism is None:
            return cls()
        replies = {question.code: reply for question, reply in mechanism.given_replies.items()}
        return cls(data={"name": mechanism.name, "description": mechanism.description, **replies})

    def values(self) -> dict[str, Any]:
        """What was entered; the replies by the codes of their questions, as they are kept."""
        return {
            "name": self.name.data or "",
            "description": self.description.data or "",
            "replies": {question.code: reply.code for question, reply in self.replies.items()},
        }


class DecisionForm(Form):
    """What a person sees that the classifier does not."""

    type = TermField(_l("The type that you see"), MechanismType)
    traits = TermsField(
        _l("Traits of a combined mechanism"),
        Trait,
        description=_l("Tick at least two. For the other types there is nothing to tick."),
    )
    reason = LongTextField(
        _l("Why you see it like this"),
        rows=3,
        description=_l("Needed where you differ from the classifier. The other partners will read it."),
    )
    proposal = HiddenField()

    @classmethod
    def of(cls, proposal: Proposal, last: Decision | None) -> DecisionForm:
        """The form about an answer, filled with what was decided last."""
        chosen = (
            {} if last is None else {"type": last.type, "traits": last.seen_traits, "reason": last.reason}
        )
        return cls(data={"proposal": proposal.id, **chosen})

    @property
    def shown(self) -> int | None:
        """The number of the answer that the person had before them."""
        text = self.proposal.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) <= LARGEST_NUMBER else None

    def values(self) -> dict[str, Any]:
        """What was decided; a base type brings its own trait."""
        type_ = self.type.data
        traits = frozenset(self.traits.data or ()) if type_ is MechanismType.COMBINED else type_.traits
        return {"type": type_, "traits": traits, "reason": self.reason.data or "", "shown": self.shown}


class AcceptForm(Form):
    """A button, and the answer that was shown beside it."""

    proposal = HiddenField()


class TryForm(QuestionsForm):
    """A mechanism to try the classifier with; nothing of it is kept."""

    description = DescriptionField(_l("Describe a mechanism"), rows=9)


class TryKindForm(Form):
    """Joint work to try the classifier with; nothing of it is kept."""

    description = DescriptionField(_l("Describe your joint work"), rows=9)
