"""What a partnership is found by: exactly the words that its public part shows, so that a search gives nothing else away."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from flask_babel import force_locale
from sqlalchemy import select

from tracker import search
from tracker.database import session_of
from tracker.i18n import LANGUAGES
from tracker.projects.models import Participation, Partnership

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.partners.models import Organisation
    from tracker.projects.terms import Field


def texts_of(partnership: Partnership) -> list[str]:
    """The texts of the public part, with the names of regions and fields in every language."""
    texts = [
        partnership.title,
        partnership.problem,
        partnership.target_group,
        partnership.aim,
        partnership.approach,
        partnership.results,
        partnership.municipality,
    ]
    texts += [name for region in partnership.regions for name in region.all_names]
    texts += [tag.tag for tag in partnership.tags]
    texts += [label for field in partnership.fields for label in _labels(field)]
    texts += _partner_names(partnership)
    return texts


@cache
def _labels(field: Field) -> tuple[str, ...]:
    """What a field is called in every language."""
    labels = []
    for language in LANGUAGES:
        with force_locale(language):
            labels.append(str(field))
    return tuple(labels)


def _partner_names(partnership: Partnership) -> Iterator[str]:
    for participation in partnership.participations:
        yield participation.organisation.name
        yield participation.organisation.short_name


def index(partnership: Partnership) -> None:
    """Keep the index of a partnership as its record is now."""
    session = session_of(partnership)
    session.flush()
    search.PARTNERSHIPS.index(session, partnership.id, texts_of(partnership))


def add(partnership: Partnership) -> None:
    """Put a new partnership, which the database knows already, into the index."""
    search.PARTNERSHIPS.add(session_of(partnership), partnership.id, texts_of(partnership))


def index_partnerships_of(organisation: Organisation) -> None:
    """Keep the index of every partnership that an organisation takes part in, after its name changed."""
    taking_part = select(Participation.partnership_id).where(Participation.organisation_id == organisation.id)
    partnerships = session_of(organisation).scalars(
        select(Partnership).where(Partnership.id.in_(taking_part)).order_by(Partnership.id)
    )
    for partnership in partnerships:
        index(partnership)
