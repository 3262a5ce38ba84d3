"""Forms of the cycle: marking a step, confirming habits, moving on, deciding how to go on, ending, reopening."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wtforms import HiddenField, SelectField, SelectMultipleField

from tracker.forms import DateField, Form, LinkField, LongTextField, TermField, TermsField, TextField
from tracker.i18n import _l, _p
from tracker.projects.terms import ChecklistItem, ContinuationDecision, ItemState, Stage

if TYPE_CHECKING:
    from tracker.projects.cycle import ItemView
    from tracker.projects.deciding import Ground
    from tracker.projects.models import Document

WITH_PROOF = "proof"
"""The button that marks a step as done with the proof that Tracker holds."""
REASON_LENGTH = 1000


class StageField(TermField):
    """One of some stages, by number and name."""

    def __init__(self, label: Any, stages: Sequence[Stage] = tuple(Stage), **kwargs: Any) -> None:
        self.stages = stages
        super().__init__(label, Stage, **kwargs)

    def offered(self) -> list[tuple[str, str]]:
        """The stages on offer by number and name, the blank choice first where there is one."""
        first = [] if self.blank is None else [("", str(self.blank))]
        return [*first, *((stage.code, f"{stage.number}. {stage}") for stage in self.stages)]


class HabitsField(TermsField):
    """Some of the seven habits."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, ChecklistItem, **kwargs)
        self.choices = [(item.code, str(item)) for item in Stage.EVERYDAY.items]

    def iter_choices(self) -> Iterator[tuple[str, str, bool, dict[str, Any]]]:
        chosen = set(self.data or ())
        for item in Stage.EVERYDAY.items:
            yield item.code, str(item), item in chosen, {}


class ItemForm(Form):
    """What somebody says of one step; which button was pressed says the state."""

    state = SelectField(
        choices=[*(state.code for state in ItemState), WITH_PROOF],
        default=ItemState.DONE.code,
        validate_choice=True,
    )
    note = LongTextField(_l("Note"), rows=2, description=_l("If the step does not apply, say here why."))
    on = DateField(_l("On which day"), past=True)
    link = LinkField(_l("Link that proves it"))
    document = SelectField(_l("Document that proves it"), coerce=int, default=0)
    seen = HiddenField(default="0")

    @classmethod
    def of(cls, view: ItemView, documents: Sequence[Document], **kwargs: Any) -> ItemForm:
        """The form of a step, filled in with what is known of it; its fields have names of their own on the page."""
        mark = view.mark
        known: dict[str, Any] = {"seen": "0"}
        if mark is not None:
            known = {
                "note": mark.note,
                "on": None if view.is_open else mark.marked_on,
                "link": mark.evidence_link,
                "document": mark.document_id or 0,
                "seen": str(mark.version),
            }
        form = cls(prefix=view.item.code, **{**known, **kwargs})
        kept = {document.id: document.title for document in documents}
        if mark is not None and mark.document is not None:
            kept.setdefault(mark.document.id, mark.document.title)
        form.document.choices = [(0, _p("document", "None")), *kept.items()]
        return form

    @property
    def seen_version(self) -> int:
        """The version of the mark when the page was made."""
        text = self.seen.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004  # longer is no version


class HabitForm(Form):
    """One habit was kept, as of a day."""

    note = LongTextField(_l("Note"), rows=2, description=_l("For example, what showed it."))
    on = DateField(_l("On which day"), past=True)


class HabitsForm(Form):
    """Several habits confirmed at a review."""

    items = HabitsField(_l("Which habits do you confirm?"))
    on = DateField(_l("On which day"), required=True, past=True)
    note = LongTextField(
        _l("Note for all of them"), rows=3, description=_l("For example: “Meeting of all partners in March”.")
    )


class MoveForm(Form):
    """Why and when the partnership goes to another stage."""

    reason = LongTextField(_l("Reason"), rows=3, description=_l("Everybody who sees the cycle can read it."))
    on = DateField(_l("On which day"), required=True, past=True)
    seen = HiddenField()

    @property
    def seen_stage(self) -> Stage | None:
        """The stage that the person had before them."""
        return next((stage for stage in Stage if stage.code == self.seen.data), None)


class DecisionForm(Form):
    """What the partners decided at the last stage."""

    decision = TermField(_l("What did the partners decide?"), ContinuationDecision)
    reason = LongTextField(_l("Why"), required=True, rows=4)
    grounds = SelectMultipleField(
        _l("What does the decision rest on?"),
        choices=[],
        description=_l("What you tick is kept as it is said today, with the decision, wherever it is shown."),
    )
    own_words = LongTextField(_l("What else it rests on, in your own words"), rows=2)
    participants = LongTextField(
        _l("Who took part in the decision"),
        rows=2,
        description=_l("Names and organisations, with commas between them."),
    )
    decided_on = DateField(_l("On which day"), required=True, past=True)
    next_stage = StageField(
        _l("Where does the next round begin?"),
        [stage for stage in Stage if stage is not Stage.CONTINUATION],
        blank=_l("As usual for this decision"),
        description=_l(
            "Usually with commitments, when expanding with new partners. After the decision to end there is no next round."
        ),
    )

    def offer(self, grounds: Sequence[Ground]) -> None:
        """Let the decision rest on some of these findings."""
        self.grounds.choices = [(ground.key, ground.sentence) for ground in grounds]

    def values(self) -> dict[str, Any]:
        """What was decided, as the service takes it."""
        given = super().values()
        return {**given, "grounds": given["grounds"] or (), "own_words": given["own_words"] or ""}


class EndForm(Form):
    """When and why a partnership ended."""

    on = DateField(_l("Last day"), required=True, past=True)
    reason = LongTextField(_l("Why it ended"), required=True, rows=3)


class ReopenForm(Form):
    """Why a partnership that had ended goes on."""

    reason = TextField(_l("Why it goes on"), required=True, max_length=REASON_LENGTH)
