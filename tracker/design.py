"""The page of components: everything that pages are built of, with sample content; served in development only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, request, url_for
from wtforms import BooleanField, EmailField, FileField, PasswordField, RadioField, SelectField

from tracker.access import public
from tracker.forms import (
    AddressForm,
    DateField,
    DecimalField,
    Form,
    LongTextField,
    TermField,
    TermsField,
    TextField,
)
from tracker.i18n import _, _l
from tracker.partners.terms import Sector
from tracker.projects.terms import (
    ContinuationDecision,
    Field,
    LifeSign,
    PartnerRole,
    PartnershipState,
    Stage,
    Visibility,
)
from tracker.resources.terms import CommitmentState, NeedCoverage

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("design", __name__, url_prefix="/design")

CURRENT_STAGE = 3
STEPS_DONE = (7, 5, 4, 0, 0, 0, 0)
STEPS = (7, 6, 7, 7, 7, 5, 1)


@dataclass(frozen=True, slots=True)
class SampleStage:
    """A stage as the stage bar wants it."""

    term: Stage
    number: int
    state: str
    done: int
    total: int
    url: str | None
    open_left: bool


@dataclass(frozen=True, slots=True)
class SamplePage:
    """The middle page of a long list."""

    number: int = 2
    first: int = 26
    last: int = 50
    total: int = 1000
    capped: bool = True
    has_previous: bool = True
    has_next: bool = True
    after: str | None = None
    before: str | None = None


class SampleForm(Form):
    """One field of each kind."""

    title = TextField(_l("Title"), required=True, description=_l("As people call it among themselves."))
    problem = LongTextField(_l("The problem"), rows=3, description=_l("What is wrong, where, and for whom?"))
    main_field = TermField(_l("Main field"), Field, blank=_l("Not chosen yet"))
    region = SelectField(
        _l("Region"),
        choices=[
            ("RU-ALT", "Алтайский край"),
            ("RU-NIZ", "Нижегородская область"),
            ("RU-CHE", "Челябинская область"),
        ],
    )
    further_fields = TermsField(_l("Further fields"), Field)
    visibility = TermField(_l("Who sees it"), Visibility, default=Visibility.TEAM)
    starts_on = DateField(_l("Begins on"))
    amount = DecimalField(_l("Amount"), description=_l("Exact or estimated; kopecks after a comma."))
    mutual = RadioField(
        _l("Is the gain mutual?"),
        choices=[("yes", _l("Yes")), ("partly", _l("Partly")), ("no", _l("No"))],
        default="partly",
    )
    email = EmailField(_l("E-mail"))
    password = PasswordField(_l("Password"))
    agreement = FileField(_l("Agreement"), description=_l("PDF, DOCX or a photo, up to 20 MB."))
    declared = BooleanField(_l("Declared publicly"), description=_l("With a date and a link to the place."))


class SearchForm(AddressForm):
    """A filter as lists have it."""

    q = TextField(_l("Search partnerships"))
    stage = TermField(_l("Stage"), Stage, blank=_l("Any"))
    field = TermField(_l("Field"), Field, blank=_l("Any"))
    region = SelectField(
        _l("Region"), choices=[("", _l("Any")), ("RU-ALT", "Алтайский край")], default="RU-ALT"
    )


@bp.get("/")
@public("sample content only, and only in development")
def components() -> ResponseReturnValue:
    return render_template("design/components.html", **samples())


@bp.get("/record")
@public("sample content only, and only in development")
def record() -> ResponseReturnValue:
    return render_template("design/record.html", **samples())


@bp.get("/form")
@public("sample content only, and only in development")
def form() -> ResponseReturnValue:
    return render_template("design/form.html", form=wrong_form())


@bp.get("/print")
@public("sample content only, and only in development")
def chronicle() -> ResponseReturnValue:
    return render_template("design/print.html")


@bp.get("/error/<int:code>")
@public("sample content only, and only in development")
def error(code: int) -> ResponseReturnValue:
    return render_template("errors/error.html", code=code)


def samples() -> dict[str, Any]:
    """Everything the page of components shows."""
    return {
        "form": SampleForm(formdata=None),
        "wrong": wrong_form(),
        "search": SearchForm(request.args),
        "stages": stages(),
        "page": SamplePage(),
        "needs": needs(),
        "sectors": sectors(),
        "partners": partners(),
        "Sector": Sector,
        "CommitmentState": CommitmentState,
        "NeedCoverage": NeedCoverage,
        "Visibility": Visibility,
        "PartnerRole": PartnerRole,
        "LifeSign": LifeSign,
        "ContinuationDecision": ContinuationDecision,
        "PartnershipState": PartnershipState,
        "Stage": Stage,
    }


def wrong_form() -> SampleForm:
    """A form as it comes back with errors."""
    form = SampleForm(formdata=None)
    form.title.errors = [_("Please fill this in.")]
    form.starts_on.errors = [_("This is not a date. Write it like 31.05.2026.")]
    return form


def stages() -> list[SampleStage]:
    """A partnership in its third stage that left a step of the second one open."""
    return [
        SampleStage(
            term=term,
            number=term.number,
            state=state_of(term),
            done=STEPS_DONE[term.number - 1],
            total=STEPS[term.number - 1],
            url=url_for("design.components", _anchor="stages"),
            open_left=term.number < CURRENT_STAGE and STEPS_DONE[term.number - 1] < STEPS[term.number - 1],
        )
        for term in Stage
    ]


def state_of(term: Stage) -> str:
    """Where a stage lies, seen from the third one."""
    if term.number == CURRENT_STAGE:
        return "current"
    return "past" if term.number < CURRENT_STAGE else "future"


def needs() -> list[dict[str, Any]]:
    """Needs of the marathon: one met, one open, one exceeded, one that nobody had asked for."""
    rows = (
        (
            _("Money for prizes"),
            Decimal(300_000),
            Decimal(220_000),
            Decimal(120_000),
            "300 000 ₽",
            "220 000 ₽",
            "120 000 ₽",
        ),
        (_("Lorries for collecting paper, days"), Decimal(10), Decimal(10), Decimal(10), "10", "10", "10"),
        (_("Volunteers, hours"), Decimal(400), Decimal(520), Decimal(130), "400", "520", "130"),
        (_("Publications in the press"), None, Decimal(4), Decimal(2), "", "4", "2"),
    )
    names = ("label", "needed", "committed", "delivered", "needed_text", "committed_text", "delivered_text")
    return [dict(zip(names, row, strict=True)) for row in rows]


def sectors() -> list[dict[str, Any]]:
    """How the promises are shared between the sectors."""
    shares = ((Sector.GOVERNMENT, 180_000), (Sector.BUSINESS, 420_000), (Sector.NONPROFIT, 150_000))
    return [
        {"label": str(sector), "value": value, "text": f"{value // 1000} 000 ₽", "tone": sector.code}
        for sector, value in shares
    ]


def partners() -> list[dict[str, Any]]:
    """How the promises are shared between the partners."""
    shares = (
        ("ОАО «Алтайкровля»", 420),
        ("Комитет по экологии", 180),
        ("«Юные журналисты Алтая»", 110),
        ("15 школ города", 40),
    )
    return [
        {"label": name, "value": value, "text": f"{value} 000 ₽", "url": "#pictures"}
        for name, value in shares
    ]
