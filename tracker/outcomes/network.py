"""Who works with whom: organisations as nodes, joint partnerships as edges, and who connects others.

An organisation connects two others when a shortest way between them leads through it (betweenness: L. C. Freeman, Sociometry 40
(1977); counted by the algorithm of U. Brandes, Journal of Mathematical Sociology 25 (2001)). All of it looks at the network that
is shown, of the organisations with the most partnerships.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from tracker.outcomes import kept
from tracker.partners.models import Organisation
from tracker.partners.terms import Sector
from tracker.projects.models import Participation, Partnership
from tracker.summaries import figures as summaries
from tracker.summaries.sums import spelled_out

if TYPE_CHECKING:
    from tracker.outcomes.asked import Asked

MOST_NODES = 60


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation and in how many partnerships it takes or took part."""

    id: int
    name: str
    sector: Sector
    partnerships: int


@dataclass(frozen=True, slots=True)
class Web:
    """The network that is shown."""

    nodes: tuple[Node, ...]
    """The busiest first."""
    edges: Mapping[tuple[int, int], int]
    """How many partnerships two organisations have in common, by their numbers, the smaller first."""
    left_out: int = 0
    """How many organisations with fewer partnerships are not shown."""
    neighbours: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def connecting(self) -> dict[int, float]:
        """Of all pairs of other organisations, the share whose shortest way leads through each one."""
        return betweenness({node.id: sorted(self.neighbours.get(node.id, ())) for node in self.nodes})

    def sectors_of(self, number: int) -> dict[Sector, int]:
        """How many neighbours an organisation has in each sector."""
        sector = {node.id: node.sector for node in self.nodes}
        found = [sector[other] for other in self.neighbours.get(number, ())]
        return {each: found.count(each) for each in Sector}


def web_of(asked: Asked, most: int = MOST_NODES) -> Web:
    """The network of the partnerships of a scope; who takes part and who took part alike."""
    told = kept.over(asked, "member")
    if told is None:
        nodes, in_all = _counted_one_by_one(asked, most)
    else:
        nodes, in_all = _as_kept(asked, summaries.keys_of(told, "member"), most)
    edges = _edges(asked, [node.id for node in nodes])
    return Web(nodes, edges, in_all - len(nodes), _neighbours(edges))


def _as_kept(asked: Asked, numbers: Mapping[str, int], most: int) -> tuple[tuple[Node, ...], int]:
    """The busiest organisations by what is kept of each, and how many there are."""
    least = min(heapq.nlargest(most, numbers.values()), default=0)
    shown = {int(key): number for key, number in numbers.items() if number >= least}
    query = select(Organisation.id, Organisation.name, Organisation.sector)
    rows = asked.session.execute(query.where(Organisation.id.in_(spelled_out(shown))))
    nodes = [Node(number, name, sector, shown[number]) for number, name, sector in rows]
    nodes.sort(key=lambda node: (-node.partnerships, node.name, node.id))
    return tuple(nodes[:most]), len(numbers)


def _counted_one_by_one(asked: Asked, most: int) -> tuple[tuple[Node, ...], int]:
    session, scope = asked.session, asked.scope()
    number = func.count(Participation.partnership_id.distinct())
    busiest = session.execute(
        select(Organisation.id, Organisation.name, Organisation.sector, number)
        .join(Participation, Participation.organisation_id == Organisation.id)
        .where(Participation.partnership_id.in_(scope))
        .group_by(Organisation.id, Organisation.name, Organisation.sector)
        .order_by(number.desc(), Organisation.name, Organisation.id)
        .limit(most)
    ).all()
    in_all = session.scalar(
        select(func.count(Participation.organisation_id.distinct())).where(
            Participation.partnership_id.in_(scope)
        )
    )
    return tuple(Node(*row) for row in busiest), in_all or 0


def _edges(asked: Asked, shown: Sequence[int]) -> dict[tuple[int, int], int]:
    """Of the partnerships in which two of those shown take part, few have to be looked at."""
    one, other = aliased(Participation), aliased(Participation)
    together = (
        select(one.organisation_id.label("one"), other.organisation_id.label("other"), one.partnership_id)
        .join(other, other.partnership_id == one.partnership_id)
        .where(
            one.organisation_id.in_(shown),
            other.organisation_id.in_(shown),
            one.organisation_id < other.organisation_id,
        )
        .distinct()
        .subquery()
    )
    rows = asked.session.execute(
        asked.partnerships()
        .join(together, together.c.partnership_id == Partnership.id)
        .group_by(together.c.one, together.c.other)
        .order_by(together.c.one, together.c.other)
        .with_only_columns(together.c.one, together.c.other, func.count())
    )
    return {(first, second): number for first, second, number in rows}


def _neighbours(edges: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for first, second in edges:
        found.setdefault(first, set()).add(second)
        found.setdefault(second, set()).add(first)
    return {number: frozenset(others) for number, others in found.items()}


def betweenness(neighbours: Mapping[int, Sequence[int]]) -> dict[int, float]:
    """How much each node connects the others, from 0 to 1; every pair counts once, edges all alike."""
    total = dict.fromkeys(neighbours, 0.0)
    for source in neighbours:
        order, ways, before = _ways_from(source, neighbours)
        through = dict.fromkeys(neighbours, 0.0)
        for node in reversed(order):
            for previous in before[node]:
                through[previous] += ways[previous] / ways[node] * (1 + through[node])
            if node != source:
                total[node] += through[node]
    pairs = (len(neighbours) - 1) * (len(neighbours) - 2)
    return {node: value / pairs if pairs > 0 else 0.0 for node, value in total.items()}


def _ways_from(
    source: int, neighbours: Mapping[int, Sequence[int]]
) -> tuple[list[int], dict[int, int], dict[int, list[int]]]:
    """The nodes by their distance from one, in how many shortest ways each is reached, and from which nodes."""
    order: list[int] = []
    ways = dict.fromkeys(neighbours, 0)
    before: dict[int, list[int]] = {node: [] for node in neighbours}
    distance = {source: 0}
    ways[source] = 1
    waiting = deque([source])
    while waiting:
        node = waiting.popleft()
        order.append(node)
        for other in neighbours[node]:
            if other not in distance:
                distance[other] = distance[node] + 1
                waiting.append(other)
            if distance[other] == distance[node] + 1:
                ways[other] += ways[node]
                before[other].append(node)
    return order, ways, before
