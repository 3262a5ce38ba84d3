"""The base of all forms, and the fields that the domain needs: terms, exact decimals, dates, long texts."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms import DateField as WTDateField
from wtforms import DecimalField as WTDecimalField
from wtforms import Field, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import Choice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import TextInput

from tracker.database import utc_now
from tracker.i18n import _, _l

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracker.errors import DomainError
    from tracker.i18n import LazyString
    from tracker.terms import Term

LONG_TEXT = 20_000
DAY_AHEAD = timedelta(days=1)
"""East of Greenwich the next day begins while it is still this one in UTC."""
HELPERS = {"csrf_token", "submit"}
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)", re.ASCII)
SPACES = str.maketrans("", "", " \u00a0\u202f\u2009'")


class Form(FlaskForm):
    """A form that gives its values by name and shows a domain error beside its field."""

    form_errors: Sequence[str]

    def values(self) -> dict[str, Any]:
        """What was entered, by field name, without the CSRF token and buttons."""
        return {name: field.data for name, field in self._fields.items() if name not in HELPERS}

    def refuse(self, error: DomainError) -> None:
        """Put the sentence of ``error`` beside its field, or on top of the form when it belongs to none."""
        field = self._fields.get(error.field or "")
        if field is None:
            self.form_errors = [*self.form_errors, str(error)]
        else:
            field.errors = [*field.errors, str(error)]


def strip(text: str | None) -> str | None:
    """Text without blanks around it, and without the NUL characters that PostgreSQL refuses."""
    return text.replace("\x00", "").strip() if isinstance(text, str) else text


class AddressForm(Form):
    """Fields that the address of a page fills in. Nothing is changed by them, so they carry no token."""

    class Meta:
        csrf = False

    @property
    def is_refused(self) -> bool:
        """Whether something that the address says was not understood; what it leaves out is nothing to tell of. Asked after ``validate``."""
        return any(field.errors and any(field.raw_data or ()) for field in self)

    def understood(self, name: str) -> Any:
        """What was asked for in a field, or ``None`` where it was left empty or not understood. Asked after ``validate``."""
        return None if self[name].errors else self[name].data or None


class TextField(StringField):
    """One line of text, without blanks around it."""

    def __init__(
        self, label: str | LazyString, *, required: bool = False, max_length: int = 250, **kwargs: Any
    ) -> None:
        super().__init__(
            label,
            validators=[
                _filled() if required else Optional(strip_whitespace=True),
                _at_most(max_length),
                *kwargs.pop("validators", ()),
            ],
            filters=[strip],
            **kwargs,
        )


class LongTextField(TextAreaField):
    """Text of any form up to 20,000 characters."""

    def __init__(
        self, label: str | LazyString, *, required: bool = False, rows: int = 4, **kwargs: Any
    ) -> None:
        super().__init__(
            label,
            validators=[_filled() if required else Optional(strip_whitespace=True), _at_most(LONG_TEXT)],
            filters=[strip],
            render_kw={"rows": rows, **kwargs.pop("render_kw", {})},
            **kwargs,
        )


class OfferedField(SelectField):
    """One of the choices on offer; ``data`` is its value, or an empty text where nothing is chosen."""

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # the interface of WTForms
        if self.data and self.data not in dict(self.choices):
            raise ValidationError(_("Choose one of the options."))


class TermField(SelectField):
    """One term of the domain; ``data`` is the term itself, or ``None`` when nothing is chosen and ``blank`` allows it."""

    def __init__(
        self,
        label: str | LazyString,
        terms: type[Term],
        *,
        blank: str | LazyString | None = None,
        **kwargs: Any,
    ) -> None:
        self.terms = terms
        self.blank = blank
        super().__init__(label, coerce=self._coerce, choices=self.offered, **kwargs)

    def offered(self) -> list[tuple[str, str]]:
        """Codes and labels on offer, in order; the blank one first where there is one."""
        first = [] if self.blank is None else [("", str(self.blank))]
        return [*first, *self.terms.choices()]

    def _coerce(self, value: Any) -> Term | None:
        if value in (None, "", "None"):
            return None
        return value if isinstance(value, self.terms) else self.terms.from_code(str(value))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        _one_of_the_options(super().process_formdata, valuelist)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # the interface of WTForms
        if self.process_errors:
            return
        if self.data is None and self.blank is not None:
            return
        if self.data is None or self.data.code not in dict(self.offered()):
            raise ValidationError(_("Choose one of the options."))

    def iter_choices(self) -> Any:
        chosen = "" if self.data is None else self.data.code
        for code, label in self.offered():
            yield Choice(code, label, code == chosen, {})


class TermsField(SelectMultipleField):
    """Any number of terms; ``data`` is a list of terms."""

    def __init__(self, label: str | LazyString, terms: type[Term], **kwargs: Any) -> None:
        self.terms = terms
        super().__init__(label, coerce=self._coerce, choices=terms.choices, **kwargs)

    def _coerce(self, value: Any) -> Term:
        return value if isinstance(value, self.terms) else self.terms.from_code(str(value))

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        _one_of_the_options(super().process_formdata, valuelist)

    def iter_choices(self) -> Any:
        chosen = {term.code for term in self.data or ()}
        for code, label in self.terms.choices():
            yield Choice(code, label, code in chosen, {})

    def pre_validate(self, form: Any) -> None:  # the interface of WTForms
        """Every code was turned into a term already."""


def _one_of_the_options(read: Callable[[Sequence[str]], None], given: Sequence[str]) -> None:
    """Read what was chosen; a choice that does not exist is refused in our words, not in those of WTForms."""
    try:
        read(given)
    except ValueError as error:
        raise ValueError(_("Choose one of the options.")) from error


class DecimalField(WTDecimalField):
    """An exact number typed as people type it: «1 500,50» or "1500.50"."""

    widget = TextInput()

    def __init__(
        self,
        label: str | LazyString,
        *,
        minimum: Decimal | None = Decimal(0),
        digits: int = 14,
        places: int = 2,
        **kwargs: Any,
    ) -> None:
        self.minimum, self.digits, self.max_places = minimum, digits, places
        kwargs.setdefault("render_kw", {"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label, places=None, **kwargs)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        text = format(self.data, "f")
        return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        text = (valuelist[0] if valuelist else "").translate(SPACES).replace(",", ".")
        if not text:
            self.data = None
            return
        if not NUMBER.fullmatch(text):
            self.data = None
            raise ValueError(_("This is not a number. Write it like 1 500 or 1 500,50."))
        self.data = Decimal(text)

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # the interface of WTForms
        if self.data is None:
            return
        if self.minimum is not None and self.data < self.minimum:
            raise ValidationError(_("The number cannot be less than %(minimum)s.", minimum=self.minimum))
        if abs(self.data) >= Decimal(10) ** self.digits:
            raise ValidationError(_("The number is too large."))
        if -int(self.data.normalize().as_tuple().exponent) > self.max_places:
            raise ValidationError(
                _("No more than %(places)s digits after the comma.", places=self.max_places)
            )


class DateField(WTDateField):
    """A day, from the browser's own calendar, or typed as 2026-05-31 or 31.05.2026."""

    data: date | None

    def __init__(
        self, label: str | LazyString, *, required: bool = False, past: bool = False, **kwargs: Any
    ) -> None:
        self.past = past
        validators = [_required() if required else Optional(strip_whitespace=True)]
        super().__init__(label, format=["%Y-%m-%d", "%d.%m.%Y"], validators=validators, **kwargs)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError as error:
            if not "".join(valuelist).strip():
                self.data = None
                return
            raise ValueError(_("This is not a date. Write it like 31.05.2026.")) from error

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # the interface of WTForms
        if self.data is None:
            return
        if not date(1900, 1, 1) <= self.data <= date(2100, 12, 31):
            raise ValidationError(_("The year should be between 1900 and 2100."))
        if self.past and self.data > utc_now().date() + DAY_AHEAD:
            raise ValidationError(_("This day is still to come."))


class LinkField(StringField):
    """A web address; ``https://`` is put in front when only the site was typed."""

    def __init__(self, label: str | LazyString, *, max_length: int = 500, **kwargs: Any) -> None:
        super().__init__(
            label,
            validators=[Optional(strip_whitespace=True), _at_most(max_length), web_address],
            filters=[strip, _with_scheme],
            **kwargs,
        )


def web_address(_form: Any, field: Field) -> None:
    """An http or https address with a host."""
    text = field.data or ""
    rest = text.removeprefix("https://").removeprefix("http://")
    if (
        not text.startswith(("http://", "https://"))
        or "." not in rest.split("/")[0]
        or any(c.isspace() for c in text)
    ):
        raise ValidationError(_("This is not a web address. Write it like https://example.org/page."))


def _with_scheme(text: str | None) -> str | None:
    if text and "://" not in text and "." in text and not text.lower().startswith(("javascript:", "data:")):
        return f"https://{text}"
    return text


def _required() -> InputRequired:
    return InputRequired(_l("Please fill this in."))


def _filled() -> DataRequired:
    """Words are wanted: blanks alone are none."""
    return DataRequired(_l("Please fill this in."))


def _at_most(length: int) -> Length:
    return Length(max=length, message=_l("At most %(max)d characters."))
