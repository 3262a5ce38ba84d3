"""Make ``tracker/static/icons.svg``, the one sprite of all icons, from the npm package ``@tabler/icons``.

    npm pack @tabler/icons && tar xzf tabler-icons-*.tgz
    python tools/icons.py package

Only the standard library is needed. To add an icon, add its Tabler name to ``icons.txt`` and run the command again;
names are listed at https://tabler.io/icons.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

SPRITE = Path(__file__).parent.parent / "tracker" / "static" / "icons.svg"

NAMES = Path(__file__).with_suffix(".txt")

FRAME = re.compile(r"<svg.*?>(.*)</svg>", re.DOTALL)
BOUNDING_BOX = re.compile(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')
STROKE = (
    'viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
)


def symbol(name: str, drawing: str) -> str:
    """Return one icon as a ``<symbol>``; its stroke width is left to the style sheet."""
    framed = FRAME.search(drawing)
    if framed is None:
        raise ValueError(f"{name}.svg holds no drawing.")
    lines = BOUNDING_BOX.sub("", framed.group(1)).split("\n")
    return f'<symbol id="{name}" {STROKE}>{"".join(line.strip() for line in lines)}</symbol>'


def main(package: Path) -> None:
    """Write the sprite and say how many icons it holds."""
    folder = package / "icons" / "outline"
    names = sorted(set(NAMES.read_text(encoding="utf-8").split()))
    symbols = [symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name in names]
    heading = "<!-- Icons of Tabler, MIT licence, https://tabler.io/icons; made by tools/icons.py -->"
    frame = '<svg xmlns="http://www.w3.org/2000/svg">'
    SPRITE.write_text("\n".join([frame, heading, *symbols, "</svg>", ""]), encoding="utf-8")
    print(f"{len(symbols)} icons in {SPRITE.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
