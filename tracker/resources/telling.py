"""How history tells of needs, commitments, deliveries and agreed methods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from tracker.history.terms import EntryKind
from tracker.history.words import Words, describe
from tracker.i18n import _, _l, show_date, show_money
from tracker.money import Money
from tracker.projects import telling
from tracker.resources import words
from tracker.resources.terms import CommitmentState, ResourceKind, Unit, ValuationMethod

if TYPE_CHECKING:
    from tracker.history.models import Entry
    from tracker.terms import Term

T = TypeVar("T", bound="Term")

describe(
    "needs",
    kind=Words(_l("Kind of resource"), ResourceKind),
    description=Words(_l("What exactly"), show=str),
    amount=Words(_l("How much")),
    unit=Words(_l("Counted in"), Unit),
    unit_other=Words(_l("Own unit"), show=str),
    currency=Words(_l("Currency"), show=str),
    due_on=Words(_l("By when")),
    dropped_on=Words(_l("Fell away")),
)
describe(
    "commitments",
    kind=Words(_l("Kind of resource"), ResourceKind),
    description=Words(_l("What exactly"), show=str),
    amount=Words(_l("How much")),
    unit=Words(_l("Counted in"), Unit),
    unit_other=Words(_l("Own unit"), show=str),
    value_amount=Words(_l("Value")),
    currency=Words(_l("Currency"), show=str),
    method=Words(_l("How it is valued"), ValuationMethod),
    rate=Words(_l("Price or rate for one")),
    rate_source=Words(_l("Where the figure comes from"), show=str),
    value_proposed_by=Words(_l("Who proposed the value"), show=str),
    value_agreed_by=Words(_l("Who agreed to it"), show=str),
    due_on=Words(_l("By when")),
    state=Words(_l("State"), CommitmentState),
    offered_on=Words(_l("Offered")),
    agreed_on=Words(_l("Agreed")),
    declared_on=Words(_l("Declared publicly")),
    declared_link=Words(_l("Where it can be read or seen"), show=str),
    delivered_on=Words(_l("Delivered")),
    withdrawn_on=Words(_l("Withdrawn")),
    giver=Words(_l("Who gives"), show=str),
    answers=Words(_l("Answers the need"), show=str),
)
describe(
    "valuation_defaults",
    method=Words(_l("How it is valued"), ValuationMethod),
    rate=Words(_l("Price or rate for one")),
    currency=Words(_l("Currency"), show=str),
    unit=Words(_l("Counted in"), Unit),
    source=Words(_l("Where the figure comes from"), show=str),
    agreed_on=Words(_l("Agreed")),
)
telling.PART_TERMS["resource"] = ResourceKind


def told_of_need(entry: Entry) -> Iterator[str]:
    """How much is needed, and by when."""
    yield _amount(entry)
    yield _due(entry)


def told_of_offer(entry: Entry) -> Iterator[str]:
    """How much was offered, what it is worth and by which method, for which need, and by when."""
    yield _amount(entry)
    method = _term(entry, ValuationMethod, "method")
    if method is ValuationMethod.NOT_VALUED:
        yield _("not valued")
    elif method is not None:
        worth = _worth(entry)
        yield _("worth %(value)s (%(method)s)", value=worth, method=method) if worth else str(method)
    if entry.part("need"):
        yield _("for the need “%(need)s”", need=entry.part("need"))
    yield _due(entry)


def told_of_delivery(entry: Entry) -> Iterator[str]:
    """How much arrived, what it is worth, who confirmed it."""
    yield _amount(entry)
    if entry.part("value") and entry.part("resource") != ResourceKind.MONEY.code:
        yield _("worth %(value)s", value=_worth(entry))
    if entry.part("confirmed_by"):
        yield _("Confirmed by: %(name)s", name=entry.part("confirmed_by"))


def told_of_change(entry: Entry) -> Iterator[str]:
    """Which delivery was taken back."""
    day, amount = entry.part("cancelled"), _amount(entry)
    if not day:
        return
    shown = show_date(date.fromisoformat(day))
    if amount:
        yield _(
            "The delivery of %(day)s (%(amount)s) had been recorded by mistake.", day=shown, amount=amount
        )
    else:
        yield _("The delivery of %(day)s had been recorded by mistake.", day=shown)


def _amount(entry: Entry) -> str:
    if entry.part("amount") is None:
        return ""
    return words.amount_in_words(
        Decimal(entry.part("amount")),
        _term(entry, Unit, "unit"),
        other=entry.part("unit_other", ""),
        currency=entry.part("currency", "") if entry.part("resource") == ResourceKind.MONEY.code else "",
    )


def _worth(entry: Entry) -> str:
    value, currency = entry.part("value"), entry.part("currency")
    return show_money(Money(Decimal(value), currency)) if value and currency else ""


def _due(entry: Entry) -> str:
    day = entry.part("due_on")
    return _("by %(day)s", day=show_date(date.fromisoformat(day))) if day else ""


def _term(entry: Entry, terms: type[T], name: str) -> T | None:
    code = entry.part(name)
    return terms.from_code(code) if code else None


telling.FACTS.update(
    {
        EntryKind.NEED_ADDED: told_of_need,
        EntryKind.COMMITMENT_OFFERED: told_of_offer,
        EntryKind.COMMITMENT_CHANGED: told_of_change,
        EntryKind.DELIVERY_RECORDED: told_of_delivery,
    }
)
