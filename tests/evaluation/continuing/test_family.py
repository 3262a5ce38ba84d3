"""The family tree: every reader sees what they may see, and the rest is counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.accounts import make_admin, make_alumnus, make_official, make_programme_staff
from tests.factories.evaluation_continuing import make_offspring
from tests.factories.partners import make_organisation
from tests.factories.projects import make_member, make_partnership
from tests.visitor import Visitor
from tracker.evaluation.continuing import family, growing
from tracker.projects.models import Partnership
from tracker.projects.terms import TeamRole, Visibility

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tracker.evaluation.continuing.family import Branch


@pytest.fixture
def members(database: Session) -> dict[str, Partnership]:
    """root → (here → (open → deep, hidden), aunt → cousin); "hidden" and "aunt" are their teams' own."""
    visibility = {
        "root": Visibility.PROGRAMME,
        "here": Visibility.PUBLIC,
        "open": Visibility.REGION,
        "hidden": Visibility.TEAM,
        "deep": Visibility.PUBLIC,
        "aunt": Visibility.TEAM,
        "cousin": Visibility.PUBLIC,
    }
    made = {
        name: make_partnership(database, title=f"Title-{name}", visibility=seen)
        for name, seen in visibility.items()
    }
    for parent, child in (
        ("root", "here"),
        ("root", "aunt"),
        ("aunt", "cousin"),
        ("here", "open"),
        ("here", "hidden"),
        ("open", "deep"),
    ):
        make_offspring(made[parent], made[child])
    fund = make_organisation(database, "Fundova")
    growing.link_organisation(made["here"], fund, by=None, note="Noteova")
    growing.link_organisation(made["aunt"], fund, by=None)
    return made


def drawn(branch: Branch) -> Any:
    """A tree as nested text: what is not seen is a question mark, what is only counted a number."""
    name = branch.partnership.title.removeprefix("Title-") if branch.partnership else "?"
    below = [drawn(each) for each in branch.branches] + ([branch.hidden] if branch.hidden else [])
    return (name, *below) if below else name


def test_the_administrator_sees_the_whole_tree_from_the_oldest_ancestor(
    database: Session, members: dict[str, Partnership]
) -> None:
    tree = family.tree_of(members["deep"], make_admin(database))

    assert drawn(tree) == ("root", ("here", ("open", "deep"), "hidden"), ("aunt", "cousin"))
    assert [branch.partnership for branch, _above in tree.all() if branch.is_here] == [members["deep"]]
    assert tree.count_hidden == 0


def test_staff_see_what_is_shown_to_the_programme_and_count_the_rest(
    database: Session, members: dict[str, Partnership]
) -> None:
    tree = family.tree_of(members["here"], make_programme_staff(database))

    assert drawn(tree) == ("root", ("here", ("open", "deep"), 1), ("?", "cousin"))
    assert tree.count_hidden == 2


def test_an_official_sees_the_region_and_an_unseen_root_has_no_name(
    database: Session, members: dict[str, Partnership]
) -> None:
    tree = family.tree_of(members["here"], make_official(database, "RU-ALT"))

    assert drawn(tree) == ("?", ("here", ("open", "deep"), 1), ("?", "cousin"))


def test_somebody_from_elsewhere_sees_the_public_ones_only(
    database: Session, members: dict[str, Partnership]
) -> None:
    tree = family.tree_of(members["here"], make_alumnus(database))

    assert drawn(tree) == ("?", ("here", ("?", "deep"), 1), ("?", "cousin"))


def test_what_is_counted_includes_all_below(database: Session, members: dict[str, Partnership]) -> None:
    for parent, child in (("hidden", "below"), ("below", "deeper")):
        members[child] = make_partnership(database, visibility=Visibility.TEAM)
        make_offspring(members[parent], members[child])

    tree = family.tree_of(members["here"], make_alumnus(database))

    here = next(branch for branch, _above in tree.all() if branch.is_here)
    assert here.hidden == 3


def test_organisations_belong_to_the_inside_of_their_partnership(
    database: Session, members: dict[str, Partnership]
) -> None:
    def sprouts(user: Any) -> dict[int, int]:
        tree = family.tree_of(members["here"], user)
        return {branch.number: len(branch.sprouts) for branch, _above in tree.all() if branch.sprouts}

    here, aunt = members["here"].id, members["aunt"].id
    assert sprouts(make_admin(database)) == {here: 1, aunt: 1}
    assert sprouts(make_official(database, "RU-ALT")) == {here: 1}
    assert sprouts(make_alumnus(database)) == {}


def test_a_family_takes_as_many_queries_however_large_it_is(
    database: Session, members: dict[str, Partnership], count_queries: Callable[..., Any]
) -> None:
    admin = make_admin(database)
    family.tree_of(members["here"], admin)
    database.expire_all()
    with count_queries() as few:
        family.tree_of(members["here"], admin)
    for _number in range(5):
        child = make_partnership(database)
        make_offspring(members["deep"], child)
        make_offspring(child, make_partnership(database))
    database.expire_all()
    with count_queries() as many:
        family.tree_of(members["here"], admin)

    assert len(many) == len(few), "\n".join(many)


# --- pages ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def reader(database: Session, members: dict[str, Partnership], sign_in: Callable[..., Visitor]) -> Visitor:
    """Somebody who sees the inside of "here" and nothing else but what is public."""
    return sign_in(make_member(members["here"], make_alumnus(database), TeamRole.READER).user)


def test_the_page_names_no_partnership_that_the_reader_may_not_see(
    members: dict[str, Partnership], reader: Visitor
) -> None:
    page = reader.visit(f"/partnerships/{members['here'].id}/family")

    named = [name for name in members if f"Title-{name}" in page.html]
    assert named == ["here", "deep", "cousin"]
    assert "A partnership that you may not see" in page
    assert "4 partnerships of this family are not open to you." in page
    assert "Noteova" in page


def test_the_overview_of_parent_and_child_tells_of_the_other(
    members: dict[str, Partnership], reader: Visitor, sign_in: Callable[..., Visitor]
) -> None:
    here = reader.visit(f"/partnerships/{members['here'].id}").one("#family").get_text(" ", strip=True)
    assert "Grew out of: A partnership that you may not see" in here
    assert "Fundova" in here
    assert [name for name in members if f"Title-{name}" in here] == []

    deep = sign_in(members["deep"].created_by).visit(f"/partnerships/{members['deep'].id}")
    assert "Grew out of:" in deep.one("#family").get_text()
    assert "Title-open" not in deep.html


def test_a_partnership_without_family_has_no_panel_and_an_inviting_page(
    partnership: Partnership, broker: Visitor
) -> None:
    here = f"/partnerships/{partnership.id}"

    assert broker.visit(here).select("#family") == []
    assert broker.visit(f"{here}/family").link("Something grew out of it") == f"{here}/family/grow"


def test_the_organisation_tells_whoever_sees_the_inside_where_it_grew(
    members: dict[str, Partnership], reader: Visitor, sign_in: Callable[..., Visitor], database: Session
) -> None:
    fund = family.tree_of(members["here"], reader_of(reader, members)).branches[0].sprouts[0].organisation
    assert fund is not None
    address = f"/organisations/{fund.id}"

    assert "Title-here" in reader.visit(address)
    assert "Title-aunt" not in reader.visit(address)
    assert "Title-here" not in sign_in(make_alumnus(database)).visit(address)


def reader_of(reader: Visitor, members: dict[str, Partnership]) -> Any:
    del reader
    return members["here"].team[-1].user
