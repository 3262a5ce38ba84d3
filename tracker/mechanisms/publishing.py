"""Publishing a mechanism as a template, and starting another partnership from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import joinedload, lazyload

from tracker.database import session_of, utc_now
from tracker.errors import DomainError, WrongState
from tracker.history.terms import EntryKind
from tracker.i18n import LazyString, _l
from tracker.mechanisms import services, stating
from tracker.mechanisms.models import Mechanism, PassportEntry
from tracker.mechanisms.terms import PassportAnswer, PassportPart
from tracker.merging import wait_and_refresh
from tracker.projects import history
from tracker.projects.models import Partnership
from tracker.projects.queries import ONLY_THE_RECORD, is_visible_to

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User
    from tracker.mechanisms.terms import MechanismType


def lacking(mechanism: Mechanism, passport: Mapping[PassportPart, PassportEntry]) -> list[LazyString]:
    """What has to be there before others can repeat a mechanism; nothing when it can be published."""
    repeatable = passport.get(PassportPart.REPEATABLE)
    conditions = (
        (bool(mechanism.name.strip()), _l("The mechanism needs a name.")),
        (bool(mechanism.description.strip()), _l("The mechanism needs a description.")),
        (
            repeatable is not None and repeatable.answer is PassportAnswer.YES,
            _l("In the passport, “Repeatable without its authors” has to be answered with yes."),
        ),
    )
    return [sentence for is_there, sentence in conditions if not is_there]


def publish(mechanism: Mechanism, *, text: str, by: User) -> None:
    """Let others start from the mechanism, or change the text of a template that is published already."""
    stating.refuse_in_archive(mechanism.partnership)
    if not text.strip():
        raise DomainError(_l("Say what one has to know to repeat it."), field="text")
    wait_and_refresh(mechanism)
    missing = lacking(mechanism, stating.passport_of(mechanism, to_change=True))
    if missing:
        raise WrongState(missing[0])
    with history.changes(
        mechanism,
        "published_at",
        "template_text",
        kind=EntryKind.TEMPLATE_PUBLISHED,
        by=by,
        parts={"mechanism": mechanism.name},
    ):
        if mechanism.published_at is None:
            mechanism.published_at, mechanism.published_by = utc_now(), by
        mechanism.template_text = text.strip()


def withdraw(mechanism: Mechanism, *, by: User | None) -> None:
    """Take a template back. What was started from it keeps what it has, and the text stays for another time."""
    wait_and_refresh(mechanism)
    if not mechanism.is_published:
        raise WrongState(_l("The mechanism is not published."))
    with history.changes(
        mechanism,
        "published_at",
        kind=EntryKind.TEMPLATE_WITHDRAWN,
        by=by,
        parts={"mechanism": mechanism.name},
    ):
        mechanism.published_at = mechanism.published_by = None


def start_from(template: Mechanism, partnership: Partnership, *, by: User) -> Mechanism:
    """Give a new partnership the mechanism of a template as a beginning, and remember where it comes from."""
    if not template.is_published:
        raise WrongState(_l("The template was withdrawn meanwhile."))
    history.write(partnership, EntryKind.TEMPLATE_USED, by=by, mechanism=template.name)
    mechanism = services.describe(partnership, by=by, name=template.name, description=template.description)
    mechanism.started_from_id = template.id
    session_of(mechanism).flush()
    return mechanism


# --- reading ------------------------------------------------------------------------------------------------------------


def templates_for(user: User | None, type_: MechanismType | None = None) -> Select[Any]:
    """What is published, the newest first: the template, its partnership's title where the reader may see it, how often it was used."""
    used = Mechanism.__table__.alias("used")
    times = (
        select(func.count())
        .select_from(used)
        .where(used.c.started_from_id == Mechanism.id)
        .correlate(Mechanism)
        .scalar_subquery()
    )
    query = (
        select(Mechanism, case((is_visible_to(user), Partnership.title)), times)
        .join(Partnership, Partnership.id == Mechanism.partnership_id)
        .where(Mechanism.published_at.is_not(None))
        .options(lazyload("*"))
    )
    if type_ is not None:
        query = query.where(Mechanism.decided_type == type_)
    return query.order_by(Mechanism.published_at.desc(), Mechanism.id.desc())


def started_from(template: Mechanism, user: User | None) -> Select[Partnership]:
    """Partnerships that were started from a template, as far as this reader may see them."""
    return (
        select(Partnership)
        .join(Mechanism, Mechanism.partnership_id == Partnership.id)
        .where(Mechanism.started_from_id == template.id, is_visible_to(user))
        .options(*ONLY_THE_RECORD)
        .order_by(Partnership.id.desc())
    )


def count_started(template: Mechanism) -> int:
    """How many partnerships were started from a template, whoever sees them."""
    query = select(func.count(Mechanism.id)).where(Mechanism.started_from_id == template.id)
    return session_of(template).scalar(query) or 0


def mechanism_of(session: Session, partnership: Partnership) -> Mechanism | None:
    """The mechanism of a partnership with the template that it was started from, and who published it."""
    return session.scalars(
        select(Mechanism)
        .where(Mechanism.partnership_id == partnership.id)
        .options(
            lazyload(Mechanism.partnership),
            joinedload(Mechanism.started_from).lazyload(Mechanism.partnership),
            joinedload(Mechanism.published_by).options(lazyload("*")),
        )
    ).one_or_none()
