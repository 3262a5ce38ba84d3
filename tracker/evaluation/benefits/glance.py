"""What the matrix of benefits says at a glance, in whole sentences: who gains nothing, and of whom nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.evaluation.benefits.terms import Moment, Relation
from tracker.evaluation.terms import Benefit
from tracker.i18n import _, _n

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.evaluation.benefits.matrix import Matrix, PartnerBenefits


def gaining_nothing(matrix: Matrix) -> list[str]:
    """A sentence for each partner of which it was said what came, and nothing did."""
    return [_gains_nothing(partner) for partner in matrix.gaining_nothing]


def _gains_nothing(partner: PartnerBenefits) -> str:
    said = len(partner.said(Moment.ACHIEVED))
    if said == len(Benefit):
        return _("%(name)s gains nothing: all ten benefits stand at 0.", name=partner.name)
    return _n(
        "%(name)s gains nothing in what was said: %(num)d benefit of ten, and it stands at 0.",
        "%(name)s gains nothing in what was said: %(num)d benefits of ten, and all stand at 0.",
        said,
        name=partner.name,
    )


def not_asked(matrix: Matrix, moments: Sequence[Moment]) -> list[str]:
    """For each of these moments, the partners of today of whom nobody has said anything."""
    return [
        str(UNKNOWN[moment](", ".join(partner.name for partner in silent)))
        for moment in moments
        if (silent := matrix.silent(moment))
    ]


UNKNOWN = {
    Moment.EXPECTED: lambda names: _(
        "Not asked yet, or not answered, what they expect: %(names)s.", names=names
    ),
    Moment.ACHIEVED: lambda names: _(
        "Not asked yet, or not answered, what they have gained: %(names)s. That is not a zero.", names=names
    ),
}


def of_partner(partner: PartnerBenefits) -> str:
    """One partner in a line: how much it gains, and how that stands to what it hoped for."""
    return " · ".join(_phrases(partner))


def _phrases(partner: PartnerBenefits) -> Iterator[str]:
    said = len(partner.said(Moment.ACHIEVED))
    if said:
        yield _("Gains from %(gains)s of %(said)s that were named", gains=len(partner.gains), said=said)
    elif partner.said(Moment.EXPECTED):
        hoped = sum(1 for cell in partner.cells if cell.expected.level)
        yield _n("Expects %(num)d benefit", "Expects %(num)d benefits", hoped)
    else:
        yield _("Nothing said yet")
    yield from relations_in_words(partner.relations)


def relations_in_words(relations: Mapping[Relation, int]) -> Iterator[str]:
    """Where what came differs from what was hoped for: “2 more than expected”."""
    words: dict[Relation, Callable[[int], str]] = {
        Relation.MORE: lambda num: _n("%(num)d more than expected", "%(num)d more than expected", num),
        Relation.UNEXPECTED: lambda num: _n("%(num)d unexpected gain", "%(num)d unexpected gains", num),
        Relation.LESS: lambda num: _n("%(num)d less than expected", "%(num)d less than expected", num),
    }
    for relation, say in words.items():
        if relations.get(relation):
            yield say(relations[relation])
