"""Forms about lessons: writing one down, taking one back, looking for some in the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired

from tracker.evaluation.lessons.models import NAMELESS, TEAM
from tracker.evaluation.lessons.terms import LessonKind, LessonOrder, LessonVoice
from tracker.forms import AddressForm, DateField, Form, LongTextField, TermField, TermsField
from tracker.i18n import _, _l, _lp
from tracker.mechanisms.terms import MechanismType
from tracker.projects.forms.cycle import StageField
from tracker.projects.terms import Field, SectorMix, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.evaluation.lessons.library import LibraryFilter
    from tracker.evaluation.lessons.models import Lesson
    from tracker.projects.models import Participation

SHARED_LABEL = _l("Others may read it")
SHARED_HINT = _l(
    "Everybody with an account finds it in the library. Whoever may not see your partnership reads neither its name "
    "nor its region; so name nobody in the text."
)


class SheetLessonForm(Form):
    """What the team decides about words that a partner wrote in its own sheet."""

    stage = StageField(_l("Which stage is it about?"))
    is_shared = BooleanField(SHARED_LABEL, description=SHARED_HINT)


class LessonForm(Form):
    """A lesson in the team's hands."""

    kind = TermField(_l("What is it?"), LessonKind, validators=[InputRequired()])
    text = LongTextField(
        _l("What did you learn?"),
        required=True,
        rows=4,
        description=_l("One thing, in two or three sentences: what happened, and what you would do."),
    )
    stage = StageField(_l("Which stage is it about?"))
    who = SelectField(_l("Who says it?"))
    said_on = DateField(_l("On which day"), past=True)
    is_shared = BooleanField(SHARED_LABEL, description=SHARED_HINT)

    def offer(self, participations: Sequence[Participation]) -> None:
        """Let the team, each partner, or a partner that is not named have said it."""
        self.partners = {str(each.id): each for each in participations}
        self.who.choices = [
            (TEAM, _("The team")),
            *((number, each.organisation.display_name) for number, each in self.partners.items()),
            (NAMELESS, _("A partner, without its name")),
        ]

    def values(self) -> dict[str, Any]:
        """What was entered, with the speaker as the history keeps it."""
        given = super().values()
        who = given.pop("who")
        partner = self.partners.get(who)
        return {**given, "speaker": partner.organisation.display_name if partner is not None else who}

    def voice_of(self, speaker: str) -> dict[str, Any]:
        """Whose words a speaker's are, as the service takes it."""
        if speaker == TEAM:
            return {"voice": LessonVoice.TEAM, "participation": None}
        named = {each.organisation.display_name: each for each in self.partners.values()}
        return {"voice": LessonVoice.PARTNER, "participation": named.get(speaker)}

    @staticmethod
    def present(lesson: Lesson) -> dict[str, Any]:
        """What the form is filled with."""
        return {
            "kind": lesson.kind,
            "text": lesson.text,
            "stage": lesson.stage,
            "who": str(lesson.participation_id or lesson.speaker),
            "said_on": lesson.said_on,
            "is_shared": lesson.is_shared,
        }


class WithdrawForm(Form):
    """Why a lesson does not hold any more."""

    reason = LongTextField(
        _l("Why it does not hold any more"),
        required=True,
        rows=3,
        description=_l("Those who see the inside of the record can read it."),
    )


class OrderField(TermField):
    """An order of the library; that by likeness only where there is something to be like."""

    by_likeness = False

    def offered(self) -> list[tuple[str, str]]:
        return [
            (code, label)
            for code, label in super().offered()
            if self.by_likeness or code != LessonOrder.SIMILAR.code
        ]


class LibraryForm(AddressForm):
    """What the library can be narrowed to."""

    q = StringField(_l("Search in the words of lessons"))
    kind = TermField(_lp("lesson", "Kind"), LessonKind, blank=_lp("filter", "Any"))
    stage = TermsField(_lp("field", "Stage"), Stage)
    field = TermsField(_l("Field"), Field)
    mechanism = TermField(_l("Type of mechanism"), MechanismType, blank=_lp("filter", "Any"))
    mix = TermField(_l("Sectors"), SectorMix, blank=_lp("filter", "Any"))
    sort = OrderField(_l("Order"), LessonOrder)

    @classmethod
    def of(cls, chosen: LibraryFilter, order: LessonOrder) -> LibraryForm:
        """The fields filled with a filter."""
        return cls(
            formdata=None,
            data={
                "q": chosen.text,
                "kind": chosen.kind,
                "stage": list(chosen.stages),
                "field": list(chosen.fields),
                "mechanism": chosen.mechanism,
                "mix": chosen.mix,
                "sort": order,
            },
        )
