"""A page as a test reads it, and what every page has to keep."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tests import markup
from tracker.i18n import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bs4.element import Tag
    from werkzeug.datastructures import Headers

NOT_TYPED_INTO = {"hidden", "submit", "button", "image", "reset"}
OWN_FORM = "main form, dialog form"


class Page:
    """A page that was visited: its words, its elements, its forms."""

    def __init__(self, html: str, *, address: str, status: int, headers: Headers) -> None:
        self.html = html
        self.address = address
        self.status = status
        self.headers = headers
        self.soup, self._errors = markup.read(html)

    @cached_property
    def tags(self) -> list[Tag]:
        """All elements in their order: one walk for all that every page keeps, where each CSS selector would walk anew."""
        return list(self.soup.find_all())

    def named(self, *names: str) -> list[Tag]:
        """All elements with these names."""
        return [tag for tag in self.tags if tag.name in names]

    def having(self, attribute: str) -> list[Tag]:
        """All elements with an attribute."""
        return [tag for tag in self.tags if attribute in tag.attrs]

    @property
    def text(self) -> str:
        """All words of the page, with single blanks."""
        return words(self.soup)

    @property
    def title(self) -> str:
        return words(self.soup.title) if self.soup.title else ""

    @property
    def heading(self) -> str:
        """The words of the ``h1``."""
        return words(self.soup.h1) if self.soup.h1 else ""

    def __contains__(self, sentence: str) -> bool:
        return " ".join(sentence.split()) in self.text

    def select(self, css: str) -> list[Tag]:
        """All elements that a CSS selector names."""
        return list(self.soup.select(css))

    def one(self, css: str) -> Tag:
        """The only element that a CSS selector names."""
        found = self.select(css)
        assert len(found) == 1, f"{self.address}: {len(found)} elements for {css}"
        return found[0]

    def texts(self, css: str) -> list[str]:
        """The words of each element that a CSS selector names."""
        return [words(tag) for tag in self.select(css)]

    def link(self, text: str) -> str:
        """The address of the link with these words."""
        found = [tag for tag in self.select("a[href]") if text in {words(tag), tag.get("aria-label")}]
        assert found, f"{self.address}: no link {text!r}"
        return str(found[0]["href"])

    def form(self, css: str | None = None) -> Tag:
        """The form that a CSS selector names, or the page's own one: the first that one fills in and that changes something."""
        found = self.select(css or OWN_FORM)
        if css is None:
            found.sort(key=lambda form: (form.get("method", "get") != "post", form.find(typed_into) is None))
        assert found, f"{self.address}: no form {css or OWN_FORM}"
        return found[0]

    def filled(
        self, form: Tag, values: Mapping[str, Any], *, button: str | None = None
    ) -> dict[str, list[str]]:
        """What a browser would send after a person has entered ``values``; unknown fields fail the test."""
        data: dict[str, list[str]] = {}
        for name, value in sent_by(self.controls(form)):
            data.setdefault(name, []).append(value)
        known = {str(tag["name"]) for tag in self.controls(form) if tag.get("name")}
        unknown = sorted(set(values) - known)
        assert not unknown, (
            f"{self.address}: the form has no field {', '.join(unknown)}; it has {', '.join(sorted(known))}"
        )
        for name, value in values.items():
            data[name] = [
                str(part)
                for part in (value if isinstance(value, (list, tuple, set)) else [value])
                if part is not None
            ]
        pressed = self._pressed(form, button)
        if pressed is not None and pressed.get("name"):
            data[str(pressed["name"])] = [str(pressed.get("value", ""))]
        return data

    def controls(self, form: Tag) -> list[Tag]:
        """The fields and buttons of a form, those outside that name it included."""
        inside = form.find_all(["input", "select", "textarea", "button"])
        outside = [tag for tag in self.having("form") if tag["form"] == form["id"]] if form.get("id") else []
        return [tag for tag in inside if not tag.get("form")] + outside

    def _pressed(self, form: Tag, button: str | None) -> Tag | None:
        buttons = [
            tag
            for tag in self.controls(form)
            if tag.get("type", "submit" if tag.name == "button" else "") == "submit"
            and not tag.has_attr("disabled")
        ]
        if button is None:
            return buttons[0] if buttons else None
        named = [tag for tag in buttons if button in {words(tag), tag.get("value"), tag.get("aria-label")}]
        assert named, f"{self.address}: no button {button!r}"
        return named[0]

    # --- what every page keeps ----------------------------------------------------------------------------------------

    def problems(self, language: str, *, is_part: bool = False) -> list[str]:
        """Everything that is wrong with the page, in words; ``is_part``: htmx asked for a piece of a page only."""
        checks = [
            self._malformed(is_part=is_part),
            self._ids(),
            self._labels(),
            self._names(),
            self._forms(),
            self._inline(),
        ]
        if not is_part:
            checks.append(self._frame(language))
        return [problem for check in checks for problem in check]

    def _malformed(self, *, is_part: bool) -> Iterator[str]:
        errors = markup.errors_of_piece(self.html) if is_part else self._errors
        lines = self.html.splitlines() or [""]
        for (line, _column), code, details in errors:
            yield f"line {line}: {code} {details or ''} in {lines[min(line, len(lines)) - 1].strip()[:120]!r}"

    def _frame(self, language: str) -> Iterator[str]:
        (root,) = self.named("html")
        if root.get("lang") != language or language not in LANGUAGES:
            yield f"the page says that its language is {root.get('lang')!r}, not {language!r}"
        if not self.title:
            yield "no title"
        if len(self.named("h1")) != 1 or not self.heading:
            yield f"{len(self.named('h1'))} headings h1 ({self.heading!r}); a page has one, with words"
        if not self.named("main"):
            yield "no main"

    def _ids(self) -> Iterator[str]:
        ids = Counter(str(tag["id"]) for tag in self.having("id"))
        for repeated in sorted(name for name, times in ids.items() if times > 1):
            yield f"the id {repeated!r} stands {ids[repeated]} times"
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            for tag in self.having(attribute):
                value = tag[attribute]
                named = value if isinstance(value, list) else str(value).split()
                for missing in sorted(set(named) - set(ids)):
                    yield f"{opening(tag)}: nothing has the id {missing!r}"

    def _labels(self) -> Iterator[str]:
        labelled = {
            str(label["for"]) for label in self.named("label") if label.has_attr("for") and words(label)
        }
        for field in filter(typed_into, self.tags):
            named = field.get("aria-label") or field.get("aria-labelledby")
            if not named and field.get("id") not in labelled and field.find_parent("label") is None:
                yield f"{opening(field)} has no label"

    def _names(self) -> Iterator[str]:
        for tag in self.named("a", "button"):
            if tag.name == "a" and not tag.has_attr("href"):
                continue
            said = words(tag) or tag.get("aria-label") or tag.get("aria-labelledby") or tag.get("title")
            if not said and not any(image.get("alt") for image in tag.find_all("img")):
                yield f"{opening(tag)} has no words"
        for image in self.named("img"):
            if not image.has_attr("alt"):
                yield f"{opening(image)} has no alt"

    def _forms(self) -> Iterator[str]:
        for form in self.named("form"):
            if str(form.get("method", "get")).lower() != "post":
                continue
            if not any(
                control.get("name") == "csrf_token" and control.get("value")
                for control in self.controls(form)
            ):
                yield f"{opening(form)} has no csrf_token"

    def _inline(self) -> Iterator[str]:
        for tag in self.tags:
            for attribute in tag.attrs:
                if attribute == "style" or (attribute.startswith("on") and not attribute.startswith("on-")):
                    yield f"{opening(tag)}: {attribute} is refused by the Content-Security-Policy"
        for tag in self.named("style", "script"):
            if tag.name == "style" or not (tag.has_attr("src") or tag.get("type") == "application/json"):
                yield f"{opening(tag)}: inline, refused by the Content-Security-Policy"
        text = self.text
        if "%(" in text:
            at = text.index("%(")
            yield f"a sentence was not filled in: {text[max(0, at - 40) : at + 40]!r}"


def words(tag: Tag) -> str:
    """The words of an element with single blanks."""
    return " ".join(tag.get_text(" ").split())


def opening(tag: Tag) -> str:
    """How an element begins, to find it again."""
    attributes = " ".join(
        f'{name}="{" ".join(value) if isinstance(value, list) else value}"'
        for name, value in tag.attrs.items()
    )
    return f"<{tag.name} {attributes}"[:120].rstrip() + ">"


def typed_into(tag: Tag) -> bool:
    """Whether a person enters something here."""
    if tag.name == "input":
        return str(tag.get("type", "text")).lower() not in NOT_TYPED_INTO
    return tag.name in {"select", "textarea"}


def sent_by(controls: list[Tag]) -> Iterator[tuple[str, str]]:
    """The names and values that a browser sends for controls as they stand."""
    for control in controls:
        name = str(control.get("name", ""))
        if not name or control.has_attr("disabled") or control.name == "button":
            continue
        if control.name == "select":
            yield from ((name, value) for value in chosen(control))
        elif control.name == "textarea":
            yield name, control.get_text().removeprefix("\n")
        elif control.get("type") in {"checkbox", "radio"}:
            if control.has_attr("checked"):
                yield name, str(control.get("value", "on"))
        elif control.get("type") not in {"submit", "button", "image", "reset", "file"}:
            yield name, str(control.get("value", ""))


def chosen(select: Tag) -> list[str]:
    """The values of a select's chosen options; a browser takes the first where none is chosen and one has to be."""
    options = select.find_all("option")
    picked = [option for option in options if option.has_attr("selected")]
    if not picked and options and not select.has_attr("multiple"):
        picked = [options[0]]
    return [str(option.get("value", words(option))) for option in picked]
