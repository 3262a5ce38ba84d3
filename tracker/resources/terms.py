"""Words about resources: kinds, units, valuation, the life of needs and commitments."""

from __future__ import annotations

from tracker.i18n import LazyString, _l, _lp
from tracker.terms import Term


class Unit(Term):
    """What an amount is counted in."""

    CURRENCY = "currency", _lp("unit", "sum of money")
    HOUR = "hour", _lp("unit", "hour")
    DAY = "day", _lp("unit", "day")
    DAY_OF_USE = "day_of_use", _lp("unit", "day of use")
    PIECE = "piece", _lp("unit", "piece")
    KILOGRAM = "kg", _lp("unit", "kilogram")
    TONNE = "tonne", _lp("unit", "tonne")
    SQUARE_METRE_MONTH = "m2_month", _lp("unit", "m² · month")
    EVENT = "event", _lp("unit", "event")
    STATEMENT = "statement", _lp("unit", "statement")
    INTRODUCTION = "introduction", _lp("unit", "introduction")
    PUBLICATION = "publication", _lp("unit", "publication")
    BROADCAST = "broadcast", _lp("unit", "broadcast")
    DOCUMENT = "document", _lp("unit", "document")
    OTHER = "other", _lp("unit", "other")


class ResourceKind(Term):
    """What is given. The usual units come first in a form; any other unit stays allowed."""

    units: tuple[Unit, ...]

    MONEY = "money", _l("Money"), (Unit.CURRENCY,)
    PEOPLE = "people", _l("People (staff time, volunteers)"), (Unit.HOUR, Unit.DAY)
    EQUIPMENT = "equipment", _l("Equipment"), (Unit.PIECE, Unit.DAY_OF_USE)
    PREMISES = "premises", _l("Premises"), (Unit.DAY_OF_USE, Unit.SQUARE_METRE_MONTH)
    MATERIALS = (
        "materials",
        _l("Materials and products"),
        (Unit.PIECE, Unit.KILOGRAM, Unit.TONNE),
    )
    KNOWLEDGE = "knowledge", _l("Knowledge and expertise"), (Unit.HOUR, Unit.DOCUMENT)
    TECHNICAL_HELP = "technical_help", _l("Technical assistance"), (Unit.HOUR,)
    MANAGERIAL_HELP = "managerial_help", _l("Managerial assistance"), (Unit.HOUR,)
    REPUTATION = (
        "reputation",
        _l("Reputation and public support"),
        (Unit.EVENT, Unit.STATEMENT),
    )
    CONTACTS = "contacts", _l("Contacts and access to networks"), (Unit.INTRODUCTION,)
    INFORMATION = (
        "information",
        _l("Media and information"),
        (Unit.PUBLICATION, Unit.BROADCAST),
    )
    OTHER = "other", _lp("resource", "Other"), (Unit.OTHER,)

    def __init__(self, code: str, label: LazyString, units: tuple[Unit, ...]) -> None:
        super().__init__(code, label)
        self.units = units

    @property
    def is_money(self) -> bool:
        """Money is counted in its currency and needs no valuation."""
        return self is ResourceKind.MONEY


class ValuationMethod(Term):
    """How the partners agree to value a resource that is not money."""

    explanation: LazyString

    MARKET_PRICE = (
        "market_price",
        _l("Market price of the same thing"),
        _l("What the same thing or service costs on the market where you are."),
    )
    REPLACEMENT_COST = (
        "replacement_cost",
        _l("Replacement cost"),
        _l("What the project would have to pay if nobody gave it."),
    )
    HOURLY_RATE = (
        "hourly_rate",
        _l("Agreed rate × hours"),
        _l("Agree on a rate per hour, and the value follows from the hours."),
    )
    COST_TO_GIVER = (
        "cost_to_giver",
        _l("Cost to the giver"),
        _l("What the partner that gives it spends on it."),
    )
    AGREED_ESTIMATE = (
        "agreed_estimate",
        _l("Estimate agreed by the partners"),
        _l("The partners discuss it and settle on one sum."),
    )
    NOT_VALUED = (
        "not_valued",
        _l("Not valued in money"),
        _l("It is counted and credited, but no sum is put on it."),
    )

    def __init__(self, code: str, label: LazyString, explanation: LazyString) -> None:
        super().__init__(code, label)
        self.explanation = explanation

    @property
    def needs_rate(self) -> bool:
        """The value is worked out from a rate that has to be given."""
        return self is ValuationMethod.HOURLY_RATE

    @property
    def needs_value(self) -> bool:
        """The value itself has to be given."""
        return self not in {ValuationMethod.HOURLY_RATE, ValuationMethod.NOT_VALUED}


class CommitmentState(Term):
    """How far a promise has come."""

    OFFERED = "offered", _lp("commitment", "Offered")
    AGREED = "agreed", _lp("commitment", "Agreed")
    IN_DELIVERY = "in_delivery", _lp("commitment", "In delivery")
    DELIVERED = "delivered", _lp("commitment", "Delivered")
    WITHDRAWN = "withdrawn", _lp("commitment", "Withdrawn")


class NeedCoverage(Term):
    """How much of a need the commitments answer; computed, never typed in."""

    COVERED = "covered", _lp("need", "Covered")
    PARTLY = "partly", _lp("need", "Partly covered")
    OPEN = "open", _lp("need", "Open")
