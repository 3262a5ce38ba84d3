"""The family of a partnership: the tree from its oldest ancestor down, as far as a reader may see it.

A partnership that the reader may not see shows neither its name nor its day. It stands in the tree only where one that the reader
may see grew out of it; otherwise it is counted. Organisations and mechanisms that grew out of a partnership belong to its inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, exists, literal, or_, select
from sqlalchemy.orm import joinedload, lazyload

from tracker.database import session_of
from tracker.evaluation.continuing.models import FamilyLink
from tracker.mechanisms.models import Mechanism
from tracker.partners.models import Organisation
from tracker.projects import presence
from tracker.projects.models import Partnership
from tracker.projects.queries import ONLY_THE_RECORD, is_inside_visible_to, is_visible_to

if TYPE_CHECKING:
    from sqlalchemy import CTE
    from sqlalchemy.orm import Session

    from tracker.accounts.models import User


@dataclass(slots=True)
class Branch:
    """One partnership of the family with what grew out of it."""

    number: int
    partnership: Partnership | None
    """``None`` where the reader may not see it."""
    link: FamilyLink | None = None
    """How it grew out of the one above; nothing of the oldest."""
    is_here: bool = False
    """Whether it is the one whose page this is."""
    sprouts: list[FamilyLink] = field(default_factory=list)
    """Organisations and mechanisms."""
    branches: list[Branch] = field(default_factory=list)
    hidden: int = 0
    """How many partnerships grew out of it that the reader may not see, and out of which nothing grew that they may see."""

    @property
    def is_alone(self) -> bool:
        """Whether there is nothing else in the family."""
        return not (self.sprouts or self.branches or self.hidden or self.link)

    def all(self, above: Branch | None = None) -> Iterator[tuple[Branch, Branch | None]]:
        """This branch and all below it, each with the one above it, as one reads the tree."""
        yield self, above
        for branch in self.branches:
            yield from branch.all(self)

    @property
    def count_hidden(self) -> int:
        """How many partnerships of this branch and below the reader may not see."""
        return sum(each.hidden + (each.partnership is None) for each, _above in self.all())

    @property
    def has_seen(self) -> bool:
        """Whether the reader may see anything in this branch."""
        return self.partnership is not None or any(branch.has_seen for branch in self.branches)


def tree_of(partnership: Partnership, user: User | None) -> Branch:
    """The whole family, from the oldest ancestor; two queries, however large it is."""
    session = session_of(partnership)
    members = _descendants(_root(partnership.id))
    links = (
        session.scalars(
            select(FamilyLink)
            .where(FamilyLink.parent_id.in_(select(members.c.id)))
            .options(
                lazyload(FamilyLink.parent),
                lazyload(FamilyLink.child),
                joinedload(FamilyLink.organisation).lazyload(Organisation.region),
                joinedload(FamilyLink.mechanism).lazyload(Mechanism.partnership),
            )
            .order_by(FamilyLink.linked_on, FamilyLink.id)
        )
        .unique()
        .all()
    )
    known = _known(session, members, user)
    return _grown(partnership, list(links), known)


def _grown(
    partnership: Partnership, links: list[FamilyLink], known: dict[int, tuple[Partnership, bool, bool]]
) -> Branch:
    """Put the family together, and count what the reader may not see."""
    above = {link.child_id: link for link in links if link.child_id is not None}
    below: dict[int, list[FamilyLink]] = {}
    for link in links:
        below.setdefault(link.parent_id, []).append(link)
    root = partnership.id
    while root in above:
        root = above[root].parent_id

    def grow(number: int, link: FamilyLink | None) -> Branch:
        record, is_seen, is_inside_seen = known.get(number, (None, False, False))
        branch = Branch(number, record if is_seen else None, link, is_here=number == partnership.id)
        for each in below.get(number, ()):
            if each.child_id is None:
                if is_inside_seen:
                    branch.sprouts.append(each)
                continue
            grown = grow(each.child_id, each)
            if grown.has_seen:
                branch.branches.append(grown)
            else:
                branch.hidden += grown.count_hidden
        return branch

    return grow(root, None)


def _known(session: Session, members: CTE, user: User | None) -> dict[int, tuple[Partnership, bool, bool]]:
    """The partnerships of a family, each with whether the reader sees it and its inside."""
    rows = session.execute(
        select(
            Partnership,
            case((is_visible_to(user), True), else_=False),
            case((is_inside_visible_to(user), True), else_=False),
        )
        .where(Partnership.id.in_(select(members.c.id)))
        .options(*ONLY_THE_RECORD)
    )
    return {row[0].id: (row[0], bool(row[1]), bool(row[2])) for row in rows.unique()}


def _ancestors(start: int) -> CTE:
    """A partnership and all above it."""
    upward = select(literal(start).label("id")).cte("ancestors", recursive=True)
    return upward.union(select(FamilyLink.parent_id).join(upward, FamilyLink.child_id == upward.c.id))


def _root(start: int) -> Any:
    """The oldest ancestor."""
    upward = _ancestors(start)
    children = select(FamilyLink.child_id).where(FamilyLink.child_id.is_not(None))
    return select(upward.c.id).where(upward.c.id.not_in(children))


def _descendants(roots: Any) -> CTE:
    """Some partnerships and all below them."""
    downward = roots.cte("descendants", recursive=True)
    return downward.union(
        select(FamilyLink.child_id)
        .join(downward, FamilyLink.parent_id == downward.c.id)
        .where(FamilyLink.child_id.is_not(None))
    )


# --- one step up and down -----------------------------------------------------------------------------------------------


def has_family(partnership: Partnership) -> bool:
    """Whether it grew out of something, or something out of it."""
    if not presence.may_be(FamilyLink, (partnership.id,)):
        return False
    of_it = or_(FamilyLink.parent_id == partnership.id, FamilyLink.child_id == partnership.id)
    return bool(session_of(partnership).scalar(select(exists().where(of_it))))


def parent_link_of(partnership: Partnership) -> FamilyLink | None:
    """How a partnership grew out of another one."""
    return (
        session_of(partnership)
        .scalars(select(FamilyLink).where(FamilyLink.child_id == partnership.id))
        .one_or_none()
    )


def ancestors_of(partnership: Partnership) -> set[int]:
    """The numbers of a partnership and of all above it."""
    upward = _ancestors(partnership.id)
    return set(session_of(partnership).scalars(select(upward.c.id)))


def hold(*partnerships: Partnership) -> None:
    """Keep these and all above them for us until the transaction ends, so that two people cannot close a circle together."""
    session = session_of(partnerships[0])
    wanted = {each.id for each in partnerships}
    for each in partnerships:
        wanted |= ancestors_of(each)
    session.execute(
        select(Partnership.id)
        .where(Partnership.id.in_(sorted(wanted)))
        .order_by(Partnership.id)
        .with_for_update(key_share=True)
    )
