"""Forms for needs, commitments, deliveries and the methods agreed in advance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wtforms import SelectField
from wtforms.fields.choices import Choice

from tracker.forms import DateField, DecimalField, Form, LinkField, LongTextField, TermField, TextField
from tracker.i18n import _, _l
from tracker.money import CURRENCIES
from tracker.resources.terms import ResourceKind, Unit, ValuationMethod
from tracker.resources.words import currency_name

if TYPE_CHECKING:
    from tracker.projects.models import Participation
    from tracker.resources.models import Commitment, Need, ValuationDefault


class CurrencyField(SelectField):
    """An ISO 4217 code, shown with its name; a code that came from elsewhere stays on offer."""

    choices: list[tuple[str, str]]

    def __init__(self, label: Any, **kwargs: Any) -> None:
        self.codes = CURRENCIES
        super().__init__(label, choices=[], default="RUB", **kwargs)

    def process_data(self, value: Any) -> None:
        super().process_data(value or "RUB")
        self.codes = CURRENCIES if self.data in CURRENCIES else (*CURRENCIES, self.data)

    def iter_choices(self) -> Iterator[Choice]:
        return (Choice(code, currency_name(code), code == self.data, {}) for code in self.codes)


class NeedForm(Form):
    """What the project requires."""

    kind = TermField(_l("What kind"), ResourceKind)
    description = TextField(
        _l("What exactly"),
        required=True,
        max_length=500,
        description=_l("For example: “A hall for 60 people”"),
    )
    amount = DecimalField(_l("How much"), places=3)
    unit = TermField(_l("Counted in"), Unit, blank=_l("not counted"))
    unit_other = TextField(_l("Own unit"), max_length=60)
    currency = CurrencyField(_l("Currency"))
    due_on = DateField(_l("By when"))

    def values(self) -> dict[str, Any]:
        """What was entered; money is counted in its currency, everything else in its unit and in no currency."""
        values = super().values()
        return values | counted_in(values) | ({} if values["kind"].is_money else {"currency": ""})


class CommitmentForm(Form):
    """What a partner gives, and what it is worth."""

    participation = SelectField(_l("Who gives"), coerce=int)
    kind = TermField(_l("What kind"), ResourceKind)
    description = TextField(
        _l("What exactly"),
        required=True,
        max_length=500,
        description=_l("For example: “School hall on Saturdays”"),
    )
    amount = DecimalField(_l("How much"), places=3)
    unit = TermField(_l("Counted in"), Unit, blank=_l("not counted"))
    unit_other = TextField(_l("Own unit"), max_length=60)
    currency = CurrencyField(_l("Currency"))
    need = SelectField(_l("Which need it answers"), coerce=lambda value: int(value or 0))
    due_on = DateField(_l("By when"))
    offered_on = DateField(_l("When it was offered"), past=True)
    method = TermField(_l("How it is valued"), ValuationMethod, default=ValuationMethod.NOT_VALUED)
    rate = DecimalField(_l("Price or rate for one"))
    value_amount = DecimalField(_l("Value of it all"))
    rate_source = TextField(
        _l("Where the figure comes from"),
        description=_l("For example: a price list, a tariff, the partner's own figures"),
    )
    value_proposed_by = TextField(_l("Who proposed the value"), max_length=200)
    value_agreed_by = TextField(_l("Who agreed to it"), max_length=200)

    def offer(self, participations: Sequence[Participation], needs: Sequence[Need]) -> None:
        """Fill the choices with the partners and the needs of the partnership."""
        self.participation.choices = [(part.id, part.organisation.display_name) for part in participations]
        self.need.choices = [(0, _("none in particular")), *((need.id, need.description) for need in needs)]

    def propose(self, default: ValuationDefault) -> None:
        """Fill in the method that the partners agreed on; everything else stays as it was typed."""
        self.method.data = default.method
        self.rate.data, self.rate.raw_data = default.rate, None
        self.value_amount.data, self.value_amount.raw_data = None, None
        self.rate_source.data = default.source or self.rate_source.data
        self.currency.data = default.currency or self.currency.data

    def validate(self, extra_validators: Any = None) -> bool:
        """A value that contradicts its price, or cannot be worked out, is asked about instead of dropped."""
        is_valid = bool(super().validate(extra_validators))
        sentence = "" if not is_valid or self.kind.data.is_money else self._contradiction()
        if sentence:
            self.value_amount.errors = [*self.value_amount.errors, sentence]
        return is_valid and not sentence

    def _contradiction(self) -> str:
        method, rate, amount, value = (
            self[name].data for name in ("method", "rate", "amount", "value_amount")
        )
        if value is None:
            return ""
        if method is ValuationMethod.NOT_VALUED:
            return _("You gave a value: choose how it was found, or leave the value empty.")
        if method.needs_rate and (rate is None or amount is None):
            return _(
                "By this method the value follows from rate × amount: fill in both, or choose another method."
            )
        if rate is not None and amount is not None and rate * amount != value:
            return _("Rate × amount gives another value. Leave the value empty, and it will be worked out.")
        return ""

    def values(self) -> dict[str, Any]:
        """What was entered; of the figures only those that the method takes, so that the others follow from them."""
        values = super().values()
        values |= counted_in(values)
        if values["kind"].is_money:
            left_out = {"method", "rate", "value_amount"}
        elif values["method"] is ValuationMethod.NOT_VALUED:
            left_out = {"rate", "value_amount", "currency"}
        elif values["method"].needs_rate or (values["rate"] is not None and values["amount"] is not None):
            left_out = {"value_amount"}
        else:
            left_out = set()
        if values["offered_on"] is None:
            left_out.add("offered_on")
        return {name: value for name, value in values.items() if name not in left_out}


AS_THEY_ARE = (
    "kind", "description", "amount", "unit", "unit_other", "currency", "due_on", "offered_on", "rate", "rate_source",
    "value_proposed_by", "value_agreed_by",
)  # fmt: skip
"""Fields of the form that are named and filled like those of the commitment."""


class CommitmentChangeForm(CommitmentForm):
    """A commitment as it should be from now on, and why."""

    reason = TextField(
        _l("Why it changes"), max_length=1000, description=_l("The other partners will read it.")
    )

    @classmethod
    def of(cls, commitment: Commitment) -> CommitmentChangeForm:
        """The form filled with the commitment as it is; a value that follows from a price is not typed in."""
        follows = commitment.is_money or (commitment.rate is not None and commitment.amount is not None)
        as_it_is = {name: getattr(commitment, name) for name in AS_THEY_ARE}
        return cls(
            data=as_it_is
            | {
                "participation": commitment.participation_id,
                "need": commitment.need_id or 0,
                "value_amount": None if follows else commitment.value_amount,
                "method": ValuationMethod.NOT_VALUED if commitment.is_money else commitment.method,
            }
        )


def counted_in(values: dict[str, Any]) -> dict[str, Any]:
    """The unit that fits the kind; an own unit only where "other" is chosen."""
    if values["kind"].is_money:
        return {"unit": Unit.CURRENCY, "unit_other": ""}
    unit = None if values["unit"] is Unit.CURRENCY else values["unit"]
    return {"unit": unit, "unit_other": (values["unit_other"] or "") if unit is Unit.OTHER else ""}


class AgreeForm(Form):
    """The partners agree on a commitment."""

    agreed_on = DateField(_l("When"), required=True, past=True)
    agreed_by = TextField(_l("Who agreed"), max_length=200)


class DeclareForm(Form):
    """The partner said publicly what it gives."""

    declared_on = DateField(_l("When"), required=True, past=True)
    declared_link = LinkField(_l("Where it can be read or seen"))


class DeclarationForm(DeclareForm):
    """A declaration that was written down before; without a day it is taken back."""

    declared_on = DateField(
        _l("When"), past=True, description=_l("Leave empty if it was not declared after all.")
    )


class DeliveryForm(Form):
    """What arrived."""

    delivered_on = DateField(_l("When it arrived"), required=True, past=True)
    amount = DecimalField(_l("How much arrived"), places=3)
    value_amount = DecimalField(
        _l("What it is worth"), description=_l("Leave empty, and it follows from the value of the whole.")
    )
    confirmed_by = TextField(_l("Who confirmed it"), max_length=200)
    evidence_link = LinkField(_l("Link to a confirmation"))
    note = LongTextField(_l("Note"), rows=2)


class CompleteForm(Form):
    """Everything that will come has come."""

    completed_on = DateField(_l("When"), required=True, past=True)


class EmptyForm(Form):
    """A button."""


class ReasonForm(Form):
    """A reason that the other partners will read."""

    reason = TextField(
        _l("Reason"), required=True, max_length=500, description=_l("The other partners will read it.")
    )


class ValuedKindField(TermField):
    """A kind of resource that needs a method of valuation: every one but money."""

    def offered(self) -> list[tuple[str, str]]:
        return [(kind.code, str(kind)) for kind in ResourceKind if not kind.is_money]


class DefaultForm(Form):
    """How one kind of resource is valued in this partnership."""

    kind = ValuedKindField(_l("What kind"), ResourceKind)
    method = TermField(_l("How it is valued"), ValuationMethod)
    rate = DecimalField(_l("Price or rate for one"))
    currency = CurrencyField(_l("Currency"))
    unit = TermField(_l("Counted in"), Unit, blank=_l("not counted"))
    source = TextField(_l("Where the figure comes from"))
    agreed_on = DateField(_l("When it was agreed"), past=True)
