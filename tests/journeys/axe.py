"""axe-core, the checker of accessibility, as its makers publish it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

SOURCE = Path(__file__).parent.parent / "assets" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CONTRAST = "color-contrast"
LAYOUT_RULES = ("target-size", "scrollable-region-focusable")
SHOWN_PLACES = 5
RUN = f"""only => axe.run(
  document, {{runOnly: only, resultTypes: ['violations'], rules: {{'{CONTRAST}': {{enabled: false}}}}}}
)"""
CONTRAST_OF_NEW = """async known => {
  const seen = new Set(known), grounds = new Map();
  // What lies behind the words of an element: whatever it and those around it paint, and how.
  const ground = element => {
    if (!element) return "";
    if (!grounds.has(element)) {
      const {backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode} = getComputedStyle(element);
      const own = [backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode].join(" ");
      const plain = own === "rgba(0, 0, 0, 0) none 1 static none normal";
      grounds.set(element, ground(element.parentElement) + (plain ? "" : "; " + own));
    }
    return grounds.get(element);
  };
  const look = element => {
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(element);
    return [color, fontSize, fontWeight, textShadow].join(" ") + " on" + ground(element);
  };
  const says = element => element.matches("input, select, textarea")
    || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const unknown = [...document.body.querySelectorAll("*")].filter(
    element => says(element) && element.checkVisibility({visibilityProperty: true}) && !seen.has(look(element))
  );
  if (!unknown.length) return {violations: [], passed: []};
  const only = {type: "rule", values: ["color-contrast"]};
  const found = await axe.run({include: unknown}, {runOnly: only, resultTypes: ["violations", "passes"], elementRef: true});
  const passed = new Set(found.passes.flatMap(rule => rule.nodes.map(node => look(node.element))));
  for (const rule of found.violations) for (const node of rule.nodes) delete node.element;
  return {violations: found.violations, passed: [...passed]};
}"""
"""Looks at words in colours, of a size and on a ground that were not found in order before."""


HAS_AXE = "() => 'axe' in window || ('bringAxe' in window && (bringAxe(), true))"


class Axe:
    """Looks at pages in the browser. What is remembered: the looks of words whose contrast is enough, whatever page they stand on."""

    def __init__(self) -> None:
        self.looks_in_order: set[str] = set()

    @cached_property
    def source(self) -> str:
        return SOURCE.read_text(encoding="utf-8")

    def come_along(self, page: Page) -> None:
        """Be there on every page opened from now on: to send all of axe-core to each of them costs twice as much."""
        page.add_init_script(f"window.bringAxe = () => {{{self.source}}}")

    def violations(self, page: Page) -> list[str]:
        """Every violation on the page as it is now, with the elements that show it."""
        return self._run(page, {"type": "tag", "values": TAGS})

    def layout_violations(self, page: Page) -> list[str]:
        """What can be wrong on another screen with the same words and elements."""
        return self._run(page, {"type": "rule", "values": LAYOUT_RULES})

    def _run(self, page: Page, only: dict[str, Any]) -> list[str]:
        if not page.evaluate(HAS_AXE):
            # Evaluated by the browser's own means: the page's policy lets no foreign script in.
            page.evaluate(self.source)
        contrast = page.evaluate(CONTRAST_OF_NEW, list(self.looks_in_order))
        self.looks_in_order.update(contrast["passed"])
        found = page.evaluate(RUN, only)["violations"] + contrast["violations"]
        return [described(violation) for violation in found]


def described(violation: dict[str, Any]) -> str:
    """A violation in words, with the elements that show it."""
    places = [
        f"    {' '.join(map(str, node['target']))}\n      {node['html'][:160]}"
        for node in violation["nodes"][:SHOWN_PLACES]
    ]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *places])
