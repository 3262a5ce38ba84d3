"""The network as a drawing: organisations on a circle, sector by sector, so that every name can be read.

Where each one stands follows from the data alone, so the same network always looks the same. Within a sector, those that work
with the same others stand close to one another.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from tracker.outcomes.drawing import svg, text
from tracker.partners.terms import Sector

if TYPE_CHECKING:
    from tracker.outcomes.network import Node, Web

SIZE, RADIUS = 1000, 270
COLOURS = {Sector.GOVERNMENT: "#4063b3", Sector.BUSINESS: "#d08a1d", Sector.NONPROFIT: "#c0538c"}
SMALLEST, LARGEST = 5.0, 15.0
GAP = 2
"""As wide as so many places is the gap between two sectors."""
LONGEST_NAME = 27
TURNS = 12

Places = Mapping[int, float]


def places(web: Web) -> dict[int, float]:
    """The angle of each organisation, in radians from the top."""
    groups = [[node for node in web.nodes if node.sector is sector] for sector in Sector]
    groups = [group for group in groups if group]
    angles = _spread(groups)
    for _turn in range(TURNS):
        groups = [sorted(group, key=lambda node: (_pull(web, node, angles), node.id)) for group in groups]
        angles = _spread(groups)
    return angles


def _spread(groups: list[list[Node]]) -> dict[int, float]:
    number = sum(len(group) for group in groups) + GAP * len(groups)
    found, place = {}, 0.0
    for group in groups:
        for node in group:
            found[node.id] = 2 * math.pi * place / number
            place += 1
        place += GAP
    return found


def _pull(web: Web, node: Node, angles: Places) -> float:
    """Where the neighbours of an organisation draw it, as an angle beside its own."""
    x = y = 0.0
    for other in sorted(web.neighbours.get(node.id, ())):
        x += math.sin(angles[other])
        y += math.cos(angles[other])
    own = angles[node.id]
    if math.hypot(x, y) < 1e-9:  # noqa: PLR2004  # drawn nowhere
        return own
    pulled = math.atan2(x, y)
    return round(own + (pulled - own + math.pi) % (2 * math.pi) - math.pi, 6)


def drawn(web: Web) -> str:
    """The whole network, with a key of the sectors."""
    if not web.nodes:
        return ""
    angles = places(web)
    centre = SIZE / 2
    at = {
        number: (centre + RADIUS * math.sin(angle), centre - RADIUS * math.cos(angle))
        for number, angle in angles.items()
    }
    most = max(node.partnerships for node in web.nodes)
    strongest = max(web.edges.values(), default=1)
    parts = [
        _edge(at[first], at[second], (number - 1) / (strongest - 1) if strongest > 1 else 0.2)
        for (first, second), number in sorted(web.edges.items(), key=lambda edge: edge[1])
    ]
    for node in web.nodes:
        size = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(node.partnerships / most)
        parts.append(_node(node, at[node.id], size))
        parts.append(_name(node, angles[node.id], size))
    parts += _key(web)
    return svg(SIZE, SIZE + 40, parts, size=14)


def _edge(one: tuple[float, float], other: tuple[float, float], strength: float) -> str:
    centre = SIZE / 2
    bend = [centre + (a + b - 2 * centre) * 0.2 for a, b in zip(one, other, strict=True)]
    return (
        f'<path d="M{one[0]:.1f} {one[1]:.1f}Q{bend[0]:.1f} {bend[1]:.1f} {other[0]:.1f} {other[1]:.1f}" fill="none" '
        f'stroke="currentColor" stroke-opacity="{0.18 + 0.4 * strength:.2f}" stroke-width="{0.8 + 3 * strength:.1f}"/>'
    )


def shape(sector: Sector, x: float, y: float, size: float) -> str:
    """A square for government, a diamond for business, a circle for non-profits: told apart without colours too."""
    look = f'fill="{COLOURS[sector]}" stroke="#ffffff" stroke-width="1"'
    if sector is Sector.GOVERNMENT:
        side = 1.8 * size
        return f'<rect x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side:.1f}" height="{side:.1f}" {look}/>'
    if sector is Sector.BUSINESS:
        far = 1.3 * size
        corners = f"{x:.1f},{y - far:.1f} {x + far:.1f},{y:.1f} {x:.1f},{y + far:.1f} {x - far:.1f},{y:.1f}"
        return f'<polygon points="{corners}" {look}/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" {look}/>'


def _node(node: Node, at: tuple[float, float], size: float) -> str:
    return (
        f"<g><title>{escape(f'{node.name}: {node.partnerships}')}</title>{shape(node.sector, *at, size)}</g>"
    )


def _name(node: Node, angle: float, size: float) -> str:
    centre, far = SIZE / 2, RADIUS + size + 7
    x, y = centre + far * math.sin(angle), centre - far * math.cos(angle)
    turned = math.degrees(angle) - 90
    is_left = angle > math.pi
    turn = turned - 180 if is_left else turned
    words = textwrap.shorten(node.name, LONGEST_NAME, placeholder="…")
    return text(
        x,
        y,
        words,
        anchor="end" if is_left else "start",
        more=f' dominant-baseline="middle" transform="rotate({turn:.1f} {x:.1f} {y:.1f})"',
    )


def _key(web: Web) -> list[str]:
    parts, x = [], 20.0
    for sector in Sector:
        if any(node.sector is sector for node in web.nodes):
            parts += [shape(sector, x, SIZE + 16, 8), text(x + 16, SIZE + 21, str(sector))]
            x += 40 + 9 * len(str(sector))
    return parts
