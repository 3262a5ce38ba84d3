"""A brief on a region: one page that can be handed to a superior as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

from tracker.documents.blocks import Block, Bullets, Document, Facts, Heading, Lead, Paragraph
from tracker.documents.files import file_name
from tracker.i18n import _, _n, _p, current_language, in_language, show_date, show_money
from tracker.projects.terms import SectorMix
from tracker.territory import needs, words
from tracker.territory.terms import Lack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.projects.rows import ListRow
    from tracker.regions.finder import Index
    from tracker.resources.sums import Side
    from tracker.resources.terms import ResourceKind
    from tracker.territory.figures import Figures
    from tracker.territory.looking import Looking

MOST_NAMED = 6
"""So many partnerships are named: more do not fit on the page."""
LINES, HEADING_LINES = 32, 2.5
"""So many lines a page has room for besides its title and its last sentence, and so many a heading takes."""
LINE, FACT_LINE = 74, 56
LONGEST_TITLE, LONGEST_NAMES, LONGEST_FILTER = 90, 40, 240
MOST_FIELDS, MOST_KINDS, MOST_REGIONS, MOST_EMPTY = 4, 5, 3, 6


def brief_of(
    looking: Looking,
    figures: Figures,
    open_needs: Mapping[ResourceKind, int],
    named: Sequence[ListRow],
    index: Index,
    *,
    language: str = "",
) -> Document:
    """The brief of one look, in a language, of the figures that the workspace shows at the same moment."""
    language = language or current_language()
    with in_language(language):
        title = title_of(looking, index)
        return Document(
            title=title,
            language=language,
            blocks=list(_blocks(looking, figures, open_needs, named, index)),
            made_on=looking.today,
            kicker=_("Brief on cross-sector partnerships"),
            running=title,
            description=_("Active partnerships as on %(day)s.", day=show_date(looking.today)),
            page_words=_p("page", "%(page)s of %(pages)s", page="{page}", pages="{pages}"),
        )


def title_of(looking: Looking, index: Index) -> str:
    """The regions it is about; of very many, how many."""
    if len(looking.codes) > MOST_REGIONS:
        return _n("%(num)d region", "%(num)d regions", len(looking.codes))
    return words.heading(looking.codes, index)


def name_of_file(document: Document, kind: str) -> str:
    """The region and the day."""
    with in_language(document.language):
        return file_name([_("Brief"), document.title, show_date(document.made_on)], kind)


def _blocks(
    looking: Looking,
    figures: Figures,
    open_needs: Mapping[ResourceKind, int],
    named: Sequence[ListRow],
    index: Index,
) -> Iterator[Block]:
    blocks = list(_about_numbers(figures, open_needs))
    yield from blocks
    fitting = _fitting([_named(row) for row in named[:MOST_NAMED]], LINES - sum(map(_height, blocks)))
    if figures.active and fitting:
        yield Heading(_("Changed last"))
        yield Bullets(fitting)
    yield _origin(looking, index)


def _about_numbers(figures: Figures, open_needs: Mapping[ResourceKind, int]) -> Iterator[Block]:
    yield Lead(_lead(figures))
    if not figures.active:
        return
    yield Facts(list(_facts(figures)))
    lacking = [_lacking(lack, figures) for lack in Lack if figures.counts.lacks[lack]]
    if lacking:
        yield Heading(_("What is missing"))
        yield Bullets(lacking)
    if open_needs:
        said = (
            _n("%(kind)s: %(num)d open need", "%(kind)s: %(num)d open needs", number, kind=kind)
            for kind, number in needs.in_order(open_needs)[:MOST_KINDS]
        )
        yield Heading(_("Where an authority could help"))
        yield Paragraph("; ".join(said) + ".")


def _fitting(texts: Sequence[str], lines: float) -> list[str]:
    """As many texts, from the first, as fit into so many lines under a heading."""
    left = lines - HEADING_LINES
    found = []
    for text in texts:
        left -= len(wrap(text, LINE))
        if left < 0:
            break
        found.append(text)
    return found


def _height(block: Block) -> float:
    """About how many lines of the page a block takes."""
    if isinstance(block, Heading):
        return HEADING_LINES
    if isinstance(block, Facts):
        return sum(len(wrap(str(value), FACT_LINE)) or 1 for _label, value in block.rows)
    texts = block.items if isinstance(block, Bullets) else [getattr(block, "text", "")]
    return sum(len(wrap(str(text), LINE)) for text in texts)


def _lead(figures: Figures) -> str:
    if not figures.active:
        return _("No partnership here is shown to you.")
    cross = figures.mixes.of(SectorMix.CROSS_SECTOR)
    together = _n("%(num)d partnership", "%(num)d partnerships", figures.active)
    return _("%(partnerships)s, of these cross-sector: %(cross)s.", partnerships=together, cross=cross)


def _facts(figures: Figures) -> Iterator[tuple[str, str]]:
    fields = [(field, number) for field, number in figures.fields.items() if field is not None]
    if fields:
        yield (
            _("Most frequent fields"),
            ", ".join(f"{field} ({number})" for field, number in fields[:MOST_FIELDS]),
        )
    stages = sorted(figures.stages.items(), key=lambda pair: pair[0].number)
    yield _("By stage"), ", ".join(f"{stage} ({number})" for stage, number in stages if number)
    yield _("Promised"), _side(figures.resources.promised)
    yield _("Delivered"), _side(figures.resources.delivered)


def _lacking(lack: Lack, figures: Figures) -> str:
    """How much of it is missing; of a few fields, which."""
    said = f"{lack}: {figures.counts.lacks[lack]}"
    if lack is Lack.FIELDS and len(figures.empty_fields) <= MOST_EMPTY:
        return f"{said} ({', '.join(map(str, figures.empty_fields))})"
    return said


def _side(side: Side) -> str:
    parts = [show_money(money) for money in side.cash]
    parts += [_("%(value)s other than money", value=show_money(money)) for money in side.in_kind]
    if side.unvalued:
        parts.append(_n("%(num)d contribution not valued", "%(num)d contributions not valued", side.unvalued))
    return "; ".join(parts) or "—"


def _named(row: ListRow) -> str:
    title = shorten(row.title, LONGEST_TITLE, placeholder="…")
    names = shorten(", ".join(broker.display_name for broker in row.brokers), LONGEST_NAMES, placeholder="…")
    stage = f"{row.stage.number}. {row.stage}"
    if not names:
        return _("%(title)s: %(stage)s", title=title, stage=stage)
    return _("%(title)s: %(stage)s; broker: %(names)s", title=title, stage=stage, names=names)


def _origin(looking: Looking, index: Index) -> Paragraph:
    return Paragraph(
        _(
            "From Tracker on %(day)s. Counted: %(filter)s; only what is shown to %(name)s.",
            day=show_date(looking.today),
            filter=shorten(words.in_a_line(looking.chosen, index), LONGEST_FILTER, placeholder="…"),
            name=looking.user.display_name,
        ),
        is_quiet=True,
    )
