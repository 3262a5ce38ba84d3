"""Every template compiles, has what a page needs, uses what it imports, and holds nothing that the page may not run."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
from jinja2 import nodes

from tests import databases
from tracker import paths

if TYPE_CHECKING:
    from jinja2 import Environment

NAMES = sorted(
    path.relative_to(paths.TEMPLATES).as_posix() for path in paths.TEMPLATES.rglob("*") if path.is_file()
)
CODE = "\n".join(path.read_text(encoding="utf-8") for path in paths.PACKAGE.rglob("*.py"))
TEMPLATES = "\n".join((paths.TEMPLATES / name).read_text(encoding="utf-8") for name in NAMES)
PAGES = [name for name in NAMES if name.endswith(".html") and "/email" not in name]
NAMED_INSIDE = re.compile(r"{%-?\s*(?:import|from|include|extends)\s+\"([^\"]+)\"")
LETTERS = {
    "layouts/email.html": "programs that show letters know styles only where they stand",
}
"""Templates that may hold inline styles, each with its reason."""
INLINE = {
    "a style attribute": re.compile(r"<[^>{%]*\sstyle\s*=", re.IGNORECASE),
    "a handler attribute": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script without src": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something from another site": re.compile(r"\b(?:src|action)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on\b", re.IGNORECASE),
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The environment of the application, in development, so that all templates are there."""
    return databases.make_app("sqlite://", tmp_path_factory.mktemp("templates")).jinja_env


@cache
def source_of(name: str) -> str:
    return (paths.TEMPLATES / name).read_text(encoding="utf-8")


@cache
def parsed(environment: Environment, name: str) -> nodes.Template:
    return environment.parse(source_of(name))


def without_comments(name: str) -> str:
    return re.sub(r"\{#.*?#\}", "", source_of(name), flags=re.DOTALL)


def is_page(name: str) -> bool:
    """Whether a template is shown as a page of its own: code names it, or Flask-Security does."""
    if name.startswith("security/"):
        return "email" not in name and not name.endswith(("/base.html",)) and "/_" not in name
    return f'"{name}"' in CODE and f'import "{name}"' not in TEMPLATES and "/_" not in name


def test_every_template_compiles(environment: Environment) -> None:
    assert [name for name in NAMES if environment.get_template(name).name != name] == []


def test_every_page_extends_a_layout_and_names_itself(environment: Environment) -> None:
    lineages = {name: ancestors(environment, name) for name in NAMES if is_page(name)}
    layouts = {"layouts/base.html", "layouts/print.html"}

    assert [
        name for name, lineage in lineages.items() if lineage[-1:] not in [[each] for each in layouts]
    ] == []
    assert [
        name
        for name, lineage in lineages.items()
        if not any(has_title(environment, each) for each in (name, *lineage[:-1]))
    ] == []


def ancestors(environment: Environment, name: str) -> list[str]:
    """The templates that a template builds on, the nearest first."""
    for extends in parsed(environment, name).find_all(nodes.Extends):
        assert isinstance(extends.template, nodes.Const), f"{name} extends something that is only known later"
        parent = str(extends.template.value)
        return [parent, *ancestors(environment, parent)]
    return []


def has_title(environment: Environment, name: str) -> bool:
    return any(block.name == "title" for block in parsed(environment, name).find_all(nodes.Block))


def test_templates_hold_nothing_that_the_security_policy_refuses() -> None:
    found = [
        (name, what)
        for name in NAMES
        if name.endswith(".html") and name not in LETTERS
        for what, pattern in INLINE.items()
        if pattern.search(without_comments(name))
    ]

    assert found == []


def test_letters_alone_may_hold_styles() -> None:
    assert [
        name for name in LETTERS if name in NAMES and not re.search(r"<style\b|style=", source_of(name))
    ] == []


def test_what_a_template_imports_it_uses(environment: Environment) -> None:
    unused = {
        (name, imported)
        for name in NAMES
        for imported in imported_by(environment, name)
        - {used for other in {name, *sharing(environment, name)} for used in names_in(environment, other)}
    }

    assert sorted(unused) == []


def imported_by(environment: Environment, name: str) -> set[str]:
    """The names that a template gives to what it imports."""
    tree = parsed(environment, name)
    return {each.target for each in tree.find_all(nodes.Import)} | {
        alias[1] if isinstance(alias, tuple) else alias
        for each in tree.find_all(nodes.FromImport)
        for alias in each.names
    }


def sharing(environment: Environment, name: str) -> set[str]:
    """The templates that see what this one imports: those that it includes, and those that build on it."""
    included = {
        str(node.template.value)
        for node in parsed(environment, name).find_all(nodes.Include)
        if isinstance(node.template, nodes.Const)
    }
    deeper = {further for each in included for further in sharing(environment, each)}
    return included | deeper | {other for other in NAMES if f'extends "{name}"' in source_of(other)}


@cache
def names_in(environment: Environment, name: str) -> set[str]:
    return {node.name for node in parsed(environment, name).find_all(nodes.Name) if node.ctx == "load"}


def test_every_import_and_include_names_a_template_that_exists() -> None:
    named = {(name, other) for name in NAMES for other in NAMED_INSIDE.findall(without_comments(name))}

    assert sorted(each for each in named if each[1] not in NAMES) == []


def test_every_macro_that_is_imported_by_name_exists(environment: Environment) -> None:
    missing = []
    for name in NAMES:
        for each in parsed(environment, name).find_all(nodes.FromImport):
            assert isinstance(each.template, nodes.Const)
            offered = parsed(environment, str(each.template.value))
            macros = {macro.name for macro in offered.find_all(nodes.Macro)} | {
                target.name
                for assign in offered.find_all(nodes.Assign)
                for target in assign.find_all(nodes.Name)
                if target.ctx == "store"
            }
            asked = {alias[0] if isinstance(alias, tuple) else alias for alias in each.names}
            missing += [(name, macro) for macro in asked - macros]

    assert missing == []


@cache
def offered(environment: Environment, name: str) -> set[str]:
    """The names that another template may import from this one."""
    tree = parsed(environment, name)
    names = {macro.name for macro in tree.find_all(nodes.Macro)}
    names |= {target.name for assign in tree.find_all(nodes.Assign) for target in assign.find_all(nodes.Name)}
    return names | {
        each
        for imported in tree.find_all(nodes.FromImport)
        for each in imported.names
        if isinstance(each, str)
    }


def test_every_macro_of_the_components_that_is_called_exists(environment: Environment) -> None:
    """A wrong name would only fail on the page that calls it."""
    missing = []
    for name in NAMES:
        tree = parsed(environment, name)
        modules = {
            each.target: str(each.template.value)
            for each in tree.find_all(nodes.Import)
            if isinstance(each.template, nodes.Const)
        }
        missing += [
            (name, f"{attribute.node.name}.{attribute.attr}")
            for attribute in tree.find_all(nodes.Getattr)
            if isinstance(attribute.node, nodes.Name)
            and attribute.node.name in modules
            and attribute.attr not in offered(environment, modules[attribute.node.name])
        ]

    assert missing == []


def test_no_template_is_forgotten() -> None:
    """Each is named by code, by another template, or by Flask-Security."""
    others = {name: without_comments(name) for name in NAMES}

    forgotten = [
        name
        for name in NAMES
        if name not in CODE
        and name.rsplit(".", 1)[0] not in CODE
        and not any(f'"{name}"' in text for other, text in others.items() if other != name)
        and not name.startswith("security/")
    ]

    assert forgotten == []


def test_words_of_templates_go_through_translation() -> None:
    """Cyrillic letters in a template would be Russian for everybody; the page of components shows such on purpose."""
    told = [name for name in PAGES if not name.startswith("design/")]

    assert [name for name in told if re.search("[а-яА-ЯёЁ]", without_comments(name))] == []
