"""The nine signs of partnership, and how the joint work is arranged."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.documents.blocks import Block, Facts, Paragraph, Table, paragraphs
from tracker.evaluation.reporting.registry import Asked, Place, section
from tracker.evaluation.reporting.terms import Reader
from tracker.i18n import _, _l, _n
from tracker.mechanisms import queries, sign_facts
from tracker.mechanisms.signs import SignView, count_present, views_of

WORDS_FOR = Reader.OFFICIALS
"""What people and the record say of a sign names partners and was written for those who see the inside."""


@section(Place.SIGNS, _l("How much of a partnership it is"))
def signs(asked: Asked) -> Iterator[Block]:
    facts = sign_facts.facts_of(asked.partnership, asked.today)
    views = views_of(facts, sign_facts.said_of(asked.partnership))
    yield Paragraph(
        _n(
            "%(num)d of the nine signs of partnership is present.",
            "%(num)d of the nine signs of partnership are present.",
            count_present(views),
        )
    )
    if asked.may_tell(WORDS_FOR):
        yield Table(
            _("Signs of partnership"),
            [_("Sign"), _("State"), _("How one can see it")],
            [[view.sign, view.state, _shown_by(view)] for view in views],
        )
    else:
        rows = [[view.sign, view.state] for view in views]
        yield Table(_("Signs of partnership"), [_("Sign"), _("State")], rows)


def _shown_by(view: SignView) -> str:
    return view.said.evidence or "\n".join(str(proof.sentence) for proof in view.finding.proofs) or "—"


@section(Place.MECHANISM, _l("How the joint work is arranged"))
def mechanism(asked: Asked) -> Iterator[Block]:
    """The mechanism in the words of its people; to the public only what was published as a template anyway."""
    found = queries.mechanism_of(asked.session, asked.partnership)
    if found is None or not (found.description or found.decided_type):
        return
    if not asked.may_tell(Reader.OFFICIALS) and not found.is_published:
        return
    rows = [(_("Mechanism"), found.name)] if found.name else []
    if found.decided_type is not None:
        rows.append((_("Type of mechanism"), str(found.decided_type)))
    if rows:
        yield Facts(rows)
    yield from paragraphs(found.description)
    if found.is_published:
        yield Paragraph(_("It is published as a template: others can start from it."))
