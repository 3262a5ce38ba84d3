"""Who reads what of a report: everything that decides it stands here.

A part of a report is meant for readers up to a widest one. Whoever is wider does not get it: it is not hidden in the page or the
file, it is not in it. To the public, partners are named, credited and quoted only as far as they agree; silence is not consent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from tracker.evaluation.reporting.terms import ConsentAnswer, Reader
from tracker.i18n import LazyString, _l
from tracker.partners.terms import Sector
from tracker.permissions import Permission, can

if TYPE_CHECKING:
    from tracker.accounts.models import User
    from tracker.evaluation.reporting.models import EvaluationReport
    from tracker.projects.models import Participation, Partnership

UNNAMED: dict[Sector, LazyString] = {
    Sector.GOVERNMENT: _l("a partner from government"),
    Sector.BUSINESS: _l("a partner from business"),
    Sector.NONPROFIT: _l("a partner from the non-profit sector"),
}
SHORTEST_NAME, SHORTEST_ABBREVIATION = 4, 2
"""Names of fewer letters are other words too."""
QUOTED = re.compile(r"«[^»]+»|“[^”]+”|\"[^\"]+\"")


def is_meant_for(reader: Reader, *, widest: Reader) -> bool:
    """Whether a part that is meant for readers up to ``widest`` stands in what ``reader`` gets."""
    return widest.reaches(reader)


def readers_for(user: User | None, partnership: Partnership, report: EvaluationReport | None) -> list[Reader]:
    """For whom this person may read or take away the report, the nearest first.

    The team makes it for everybody; what the public would read is only for the public once that is decided. Others read no more
    than what the decision on publicity gives them.
    """
    degree = report.degree if report is not None else Reader.INTERNAL
    if can(user, Permission.TEAM_NOTES, partnership):
        return [reader for reader in Reader if reader is not Reader.PUBLIC or degree is Reader.PUBLIC]
    allowed = [
        reader
        for reader, permission in (
            (Reader.PROGRAMME, Permission.REPORT_PROGRAMME),
            (Reader.OFFICIALS, Permission.REPORT_OFFICIALS),
        )
        if can(user, permission, partnership)
    ]
    if allowed:
        allowed.append(Reader.PUBLIC)
    return [reader for reader in allowed if degree.reaches(reader)]


class Naming:
    """How the partners appear to one reader."""

    def __init__(
        self,
        reader: Reader,
        participations: Iterable[Participation],
        answers: Mapping[int, ConsentAnswer | None],
        *,
        title: str = "",
    ) -> None:
        self.reader = reader
        self.answers = answers
        self.title = title
        self.hidden = [each for each in participations if not self.is_named(each)]
        named = {each.organisation_id for each in participations if self.is_named(each)}
        self.veils = [
            (_pattern(name), UNNAMED[each.organisation.sector])
            for each in self.hidden
            if each.organisation_id not in named
            for name in self._names(each)
        ]

    @classmethod
    def of(
        cls,
        reader: Reader,
        partnership: Partnership,
        report: EvaluationReport | None,
        *,
        assuming: Mapping[int, ConsentAnswer] = MappingProxyType({}),
    ) -> Naming:
        """By what the partners said to this report; ``assuming`` are answers that would be given."""
        consents = report.consents if report is not None else []
        answers = {consent.participation_id: consent.answer for consent in consents}
        told = {**answers, **assuming}
        return cls(reader, list(partnership.participations), told, title=partnership.title)

    def is_named(self, participation: Participation) -> bool:
        """Whether the partner's name stands in what this reader gets."""
        return self.reader is not Reader.PUBLIC or self.answers.get(participation.id) is ConsentAnswer.NAMED

    def is_told_of(self, participation: Participation) -> bool:
        """Whether its contribution and its words stand there, with its name or without."""
        return self.reader is not Reader.PUBLIC or self.answers.get(participation.id) in {
            ConsentAnswer.NAMED,
            ConsentAnswer.NAMELESS,
        }

    def name(self, participation: Participation) -> str:
        """The name, or what stands for it: «партнёр из бизнеса»."""
        if self.is_named(participation):
            return participation.organisation.display_name
        return str(UNNAMED[participation.organisation.sector])

    def heading(self, participation: Participation) -> str:
        """The same at the beginning of a line."""
        name = self.name(participation)
        return name[:1].upper() + name[1:]

    def veil(self, text: str) -> str:
        """A text in which the names of hidden partners are replaced, as they are written in the register.

        People write names in many forms, so this is a safety net under what the broker reads before publishing.
        """
        for pattern, instead in self.veils:
            text = pattern.sub(str(instead), text)
        return text

    def _names(self, participation: Participation) -> list[str]:
        """The names of an organisation, the longest first; of a name in quotation marks that part too.

        What stands in quotation marks in the title of the partnership names the joint work, not the partner.
        """
        organisation = participation.organisation
        whole = {name for name in (organisation.name, organisation.short_name) if _is_telling(name)}
        quoted = {found.group() for name in whole for found in QUOTED.finditer(name)}
        own = whole | {name for name in quoted if _is_telling(name) and name not in self.title}
        return sorted(own, key=len, reverse=True)

    def mentions(self, text: str) -> list[Participation]:
        """The hidden partners whose names stand in a text."""
        return [
            each for each in self.hidden if any(_pattern(name).search(text) for name in self._names(each))
        ]


def _is_telling(name: str) -> bool:
    return len(name) >= (SHORTEST_ABBREVIATION if name.isupper() else SHORTEST_NAME)


def _pattern(name: str) -> re.Pattern[str]:
    """The name in any case and with any spaces; abbreviations as they are."""
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.NOFLAG if name.isupper() else re.IGNORECASE)
