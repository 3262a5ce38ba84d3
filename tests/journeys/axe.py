"""axe-core, the checker of accessibility, as its makers publish it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

SOURCE = Path(__file__).parent.parent / "assets" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
LAYOUT_RULES = ("color-contrast", "target-size", "scrollable-region-focusable")
SHOWN_PLACES = 5
RUN = "only => axe.run(document, {runOnly: only, resultTypes: ['violations'], preload: false})"
"""Nothing is preloaded: the rules that read style sheets and media are not among ours, and axe would fetch all sheets again."""


HAS_AXE = "() => 'axe' in window || ('bringAxe' in window && (bringAxe(), true))"


class Axe:
    """Looks at pages in the browser."""

    @cached_property
    def source(self) -> str:
        return SOURCE.read_text(encoding="utf-8")

    def come_along(self, page: Page) -> None:
        """Be there on every page opened from now on: to send all of axe-core to each of them costs twice as much."""
        page.add_init_script(f"window.bringAxe = () => {{{self.source}}}")

    def violations(self, page: Page) -> list[str]:
        """Every violation on the page as it is now, with the elements that show it."""
        return self._run(page, TAGS)

    def layout_violations(self, page: Page) -> list[str]:
        """What can be wrong on another screen with the same words and elements."""
        return self._run(page, LAYOUT_RULES)

    def _run(self, page: Page, only: Sequence[str]) -> list[str]:
        if not page.evaluate(HAS_AXE):
            # Evaluated by the browser's own means: the page's policy lets no foreign script in.
            page.evaluate(self.source)
        return [described(violation) for violation in page.evaluate(RUN, only)["violations"]]


def described(violation: dict[str, Any]) -> str:
    """A violation in words, with the elements that show it."""
    places = [
        f"    {' '.join(map(str, node['target']))}\n      {node['html'][:160]}"
        for node in violation["nodes"][:SHOWN_PLACES]
    ]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *places])
