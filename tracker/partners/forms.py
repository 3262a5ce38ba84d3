"""Forms about organisations and their contact persons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.fields.choices import Choice
from wtforms.validators import Email, InputRequired, Optional

from tracker.forms import AddressForm, Form, LinkField, LongTextField, TermField, TextField, strip
from tracker.i18n import _, _l, _lp
from tracker.partners import queries, services
from tracker.partners.expectations import Expectation
from tracker.partners.identifiers import Number
from tracker.partners.terms import Capacity, OrganisationKind, Sector
from tracker.regions.fields import RegionField


class KindField(TermField):
    """The kind of an organisation, offered sector by sector."""

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, OrganisationKind, blank=_l("Not chosen"), **kwargs)

    def has_groups(self) -> bool:
        return True

    def iter_groups(self) -> Iterator[tuple[str | None, list[Choice]]]:
        yield None, [self._choice("", str(self.blank))]
        for sector in Sector:
            own = [kind for kind in OrganisationKind.within(sector) if len(kind.sectors) == 1]
            yield str(sector), [self._choice(kind.code, str(kind)) for kind in own]
        shared = [kind for kind in OrganisationKind if len(kind.sectors) > 1]
        yield _("In more than one sector"), [self._choice(kind.code, str(kind)) for kind in shared]

    def _choice(self, code: str, label: str) -> Choice:
        chosen = "" if self.data is None else self.data.code
        return Choice(code, label, code == chosen, {})


class TagsField(StringField):
    """Free tags with commas between them; ``data`` is a list."""

    def _value(self) -> str:
        return ", ".join(self.data or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = ",".join(valuelist).replace(";", ",").replace("\n", ",")
        self.data = [tag for tag in (" ".join(part.split()).lstrip("#") for part in text.split(",")) if tag]


class LinesField(LongTextField):
    """Several short texts, one in each line; ``data`` is a list."""

    def _value(self) -> str:
        return "\n".join(self.data or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = [line.strip() for line in "\n".join(valuelist).splitlines() if line.strip()]


class ExpectationsField(Field):
    """Some expectations of the grid, as checkboxes in groups by the other sector; ``data`` is a list of them.

    What is not on offer counts as not picked, so that nothing of another sector is ever kept.
    """

    data: list[Expectation]
    on_offer: Sequence[Expectation] = ()

    def offer(self, sector: Sector) -> None:
        """Let an organisation of this sector pick what fits it."""
        self.on_offer = self.fitting(sector)
        self.data = [each for each in self.on_offer if each in self.data]

    def groups(self) -> list[tuple[Sector, list[Expectation]]]:
        """What can be picked, sector by sector."""
        grouped = [
            (sector, [each for each in self.on_offer if self.other(each) is sector]) for sector in Sector
        ]
        return [(sector, expectations) for sector, expectations in grouped if expectations]

    def process_data(self, value: Iterable[Expectation] | None) -> None:
        self.data = list(value or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = [each for each in Expectation if each.code in valuelist]

    def fitting(self, sector: Sector) -> list[Expectation]:
        """What an organisation of this sector can pick."""
        raise NotImplementedError

    def other(self, expectation: Expectation) -> Sector:
        """The sector on the other side."""
        raise NotImplementedError


class OffersField(ExpectationsField):
    """What an organisation offers, by who expects it."""

    def fitting(self, sector: Sector) -> list[Expectation]:
        return Expectation.offered_by(sector)

    def other(self, expectation: Expectation) -> Sector:
        return expectation.by


class ExpectsField(ExpectationsField):
    """What an organisation expects, by of whom."""

    def fitting(self, sector: Sector) -> list[Expectation]:
        return Expectation.expected_by(sector)

    def other(self, expectation: Expectation) -> Sector:
        return expectation.of


class OrganisationQuickForm(Form):
    """The least that makes a new organisation, for pages that need one on the way."""

    name = TextField(
        _lp("organisation", "Name"),
        required=True,
        max_length=500,
        description=_l("As in its documents, or as people call it."),
    )
    sector = TermField(_l("Sector"), Sector, validators=[InputRequired(_l("Choose a sector."))])
    kind = KindField(_l("Kind"))
    region_code = RegionField(_l("Region"))
    inn = TextField(
        _l("INN"),
        max_length=40,
        description=_l("10 digits, or 12 for a sole trader."),
    )
    another = BooleanField(_l("It is another organisation"))

    def values(self) -> dict[str, Any]:
        """The details of the organisation, without the answer to the question about duplicates."""
        return {name: value for name, value in super().values().items() if name != "another"}

    def numbers(self) -> list[Number]:
        """The numbers that were typed; a slip is a ``DomainError``."""
        return services.numbers_of(
            **{name: value for name, value in self.values().items() if name in services.NUMBERS}
        )


class OrganisationForm(OrganisationQuickForm):
    """All details of an organisation."""

    short_name = TextField(
        _l("Short name"), max_length=200, description=_l("Shown in lists where there is little room.")
    )
    place = TextField(_l("Town or district"), max_length=200)
    ogrn = TextField(_l("OGRN"), max_length=40, description=_l("13 digits, or 15 for a sole trader."))
    other_identifiers = LinesField(
        _l("Other numbers"), rows=2, description=_l("One in a line, the register first: “KPP: 220101001”.")
    )
    site = LinkField(_l("Site"))
    description = LongTextField(
        _l("About the organisation"), rows=4, description=_l("What it does, in two or three sentences.")
    )
    tag_names = TagsField(_l("Tags"), description=_l("Any words, with commas between them."))


class OffersForm(Form):
    """What an organisation can offer to the other sectors."""

    offers = OffersField(_l("What it can offer"))
    offers_text = LongTextField(
        _l("In its own words"),
        rows=4,
        description=_l("How much, when, for whom: “A hall for 80 people on weekdays after six”."),
    )


class ContactForm(Form):
    """A person to talk to."""

    name = TextField(_l("Name of the person"), required=True, max_length=200)
    position = TextField(_l("Position"), max_length=200)
    capacity = TermField(_l("Leader or executor"), Capacity, blank=_l("Not known"))
    phone = TextField(_l("Phone"), max_length=60)
    email = StringField(
        _l("E-mail"),
        filters=[strip],
        validators=[Optional(), Email(_l("This is not an e-mail address. Write it like name@example.org."))],
    )
    note = TextField(_l("Note"), max_length=500, description=_l("For example when it is best to call."))


class KeeperForm(Form):
    """Who else shall keep the record."""

    email = StringField(
        _l("E-mail of a person with an account"),
        filters=[strip],
        validators=[Email(_l("This is not an e-mail address. Write it like name@example.org."))],
    )


class BrowseForm(AddressForm):
    """What the list of organisations is narrowed to; it stands in the address."""

    q = StringField(_l("Name, number, town or region"), filters=[strip])
    sector = TermField(_l("Sector"), Sector, blank=_l("All sectors"))
    kind = KindField(_l("Kind"))
    region = SelectField(_l("Region"), validate_choice=False)
    tag = SelectField(_l("Tag"), validate_choice=False)
    archived = BooleanField(_l("Show the archive"))

    def __init__(
        self, *args: Any, regions: Sequence[tuple[str, str]] = (), tags: Sequence[str] = (), **kwargs: Any
    ) -> None:
        """``regions`` and ``tags`` are those to choose from, regions as codes with names; what is asked for needs neither."""
        super().__init__(*args, **kwargs)
        self.kind.blank = _l("All kinds")
        self.region.choices = [("", _("All regions")), *sorted(regions, key=lambda region: region[1])]
        self.tag.choices = [("", _("All tags")), *((tag, tag) for tag in tags)]
        self.validate()

    def chosen(self) -> queries.Filter:
        """The filter that was asked for; what cannot be understood narrows nothing, and is marked beside its field."""
        return queries.Filter(
            text=self.q.data or "",
            sector=self.understood("sector"),
            kind=self.understood("kind"),
            region_code=self.understood("region"),
            tag=self.tag.data or "",
            archived=bool(self.archived.data),
        )
