"""Which means may be shown so that nobody is given away.

A mean is shown only of five people or more. That is not enough: from the mean of all and the mean of one group follows that of
the others, and figures of groups that overlap can be set against each other. So a group is added to what is shown only if nothing
that can be worked out of all shown figures together, however they are added and subtracted, is about one to four people. Where
the mean of a group would give away another one, neither is shown; small sectors are put together where that helps.

What decides is who answered, never what was said: a mean that is missing tells nothing about its value. That somebody could not say
is an answer too, so a group is shown of a question only if the same rule lets it be shown of all sheets of the round: who handed in
a sheet is known, who left out a question is not. Those who let their answers be shown with the name of their organisation can be
shown one by one beside the means, where enough others remain unnamed. To give one person away, all the others behind a figure
would have to tell what they said; there are at least four.

The rule holds exactly for the figures of one question, taken as exact; they are shown rounded to one decimal. Between questions
rounding protects: a block and its statements differ only by those who skipped some of them, and what could be learned of one of
these is less precise than a whole step of the scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from tracker.partners.terms import Capacity, Sector

FEWEST = 5
"""Of fewer people no mean is shown."""
TO_COMPARE = 2
"""So many groups or partners make a comparison."""

Vector = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A person whose figure counts: of which partner and sector, and whether it leads or does the work."""

    partner: int
    sector: Sector
    capacity: Capacity | None = None
    is_open: bool = False
    """Whether the answer may be shown with the name of the partner."""


@dataclass(frozen=True, slots=True)
class Group:
    """People of some sectors, of one capacity or of any."""

    sectors: frozenset[Sector] = frozenset(Sector)
    capacity: Capacity | None = None

    def holds(self, member: Member) -> bool:
        return member.sector in self.sectors and self.capacity in {None, member.capacity}

    def among(self, members: Iterable[Member]) -> list[Member]:
        return [member for member in members if self.holds(member)]


EVERYBODY = Group()
SECTORS = tuple(Group(frozenset({sector})) for sector in Sector)
CAPACITIES = tuple(Group(capacity=capacity) for capacity in Capacity)
BOTH = tuple(Group(group.sectors, capacity) for group in SECTORS for capacity in Capacity)
PAIRS = tuple(Group(EVERYBODY.sectors - group.sectors) for group in SECTORS)
ALL_GROUPS = (EVERYBODY, *SECTORS, *PAIRS, *CAPACITIES, *BOTH)


def weights(group: Group, members: Sequence[Member]) -> list[Fraction]:
    """With what share each person counts in the mean of a group: partners alike, and within a partner its people alike."""
    people = Counter(member.partner for member in group.among(members))
    return [
        Fraction(1, len(people) * people[member.partner]) if group.holds(member) else Fraction(0)
        for member in members
    ]


def groups_to_show(
    everyone: Iterable[Member], could_say: Iterable[Member] | None = None
) -> tuple[Group, ...]:
    """The groups whose means may be shown together: everybody first, then sectors, capacities, and both at once.

    ``everyone`` has handed in a sheet; ``could_say`` are those of them who answered the question, all where nothing else is said.
    """
    of_round = _groups_to_show(tuple(sorted(everyone, key=_order)), ALL_GROUPS)
    if could_say is None:
        return of_round
    return _groups_to_show(tuple(sorted(could_say, key=_order)), of_round)


def _order(member: Member) -> tuple[int, str, str, bool]:
    return member.partner, member.sector.code, member.capacity.code if member.capacity else "", member.is_open


@lru_cache(maxsize=2048)
def _groups_to_show(members: tuple[Member, ...], allowed: tuple[Group, ...]) -> tuple[Group, ...]:
    if len(members) < FEWEST or EVERYBODY not in allowed:
        return ()
    shown = [EVERYBODY]
    for family in (SECTORS, PAIRS, CAPACITIES, BOTH):
        fitting = family if family is not PAIRS else _pair_beside(shown)
        _add([group for group in fitting if group in allowed], shown, members)
    return tuple(shown)


def _pair_beside(shown: Sequence[Group]) -> Sequence[Group]:
    """Two small sectors as one group, where only the third is shown."""
    single = [group for group in shown if group in SECTORS]
    return [pair for pair in PAIRS if len(single) == 1 and not pair.sectors & single[0].sectors]


def _add(candidates: Sequence[Group], shown: list[Group], members: tuple[Member, ...]) -> None:
    """Show those groups, the largest first, that are large enough and give nobody away."""
    for group in sorted(candidates, key=lambda group: -len(group.among(members))):
        inside = group.among(members)
        is_new = all(inside != other.among(members) for other in shown)
        if len(inside) >= FEWEST and is_new and gives_nobody_away([*shown, group], members):
            shown.append(group)


def partners_to_show(members: Sequence[Member], groups: Sequence[Group], *, unnamed: int) -> frozenset[int]:
    """Partners that may be shown one by one beside the means of the groups.

    ``unnamed`` is how many people in the whole round did not let their answers be shown with a name: where they are left out of a
    figure, they could not say, and nobody is to know that of a few.
    """
    closed = {member.partner for member in members if not member.is_open}
    alone = frozenset(member.partner for member in members) - closed
    hidden = [member for member in members if member.partner in closed]
    if not groups or len(alone) < TO_COMPARE or (unnamed and len(hidden) < FEWEST):
        return frozenset()
    return alone if gives_nobody_away(groups, members, alone) else frozenset()


def gives_nobody_away(
    groups: Sequence[Group], members: Sequence[Member], alone: frozenset[int] = frozenset()
) -> bool:
    """Whether nothing that follows from the means of these groups is about one to four people.

    What people of the partners ``alone`` said is known; the others are to be protected.

    Each mean is a sum of what people said, each with a weight. What follows from several is a sum of such sums; it is about those
    whose weight in it is not zero. People whose weights stand in one proportion throughout come and go together: they make a
    class. What is about four people or fewer leaves out every class of five or more; with these left out, further weights fall
    into proportion, and classes grow. When none is large any more, every choice of a few people is tried: something is about them
    only if without them the means have less to tell, that is, a lower rank.
    """
    rows = [weights(group, members) for group in groups]
    columns = zip(members, zip(*rows, strict=True), strict=True)
    classes = Counter(_direction(column) for member, column in columns if member.partner not in alone)
    known = Span()
    while large := [column for column, size in classes.items() if size >= FEWEST and any(column)]:
        for column in large:
            known.add(column)
        merged: Counter[Vector] = Counter()
        for column, size in classes.items():
            merged[_direction(known.rest_of(column))] += size
        classes = merged
    small = [(column, size) for column, size in classes.items() if any(column)]
    full = _rank(column for column, _size in small)
    return all(
        _rank(column for place, (column, _size) in enumerate(small) if place not in left_out) == full
        for left_out in _few(small, FEWEST - 1)
    )


def _direction(column: Vector) -> Vector:
    """The column up to its length."""
    first = next((value for value in column if value), Fraction(1))
    return tuple(value / first for value in column)


def _few(small: Sequence[tuple[Vector, int]], people: int, start: int = 0) -> Iterator[frozenset[int]]:
    """All choices of classes that hold so many people or fewer together, except none."""
    for place in range(start, len(small)):
        size = small[place][1]
        if size <= people:
            yield frozenset({place})
            yield from (more | {place} for more in _few(small, people - size, place + 1))


class Span:
    """The space of some columns: by vectors that lead at different places."""

    def __init__(self) -> None:
        self.leading: list[tuple[int, Vector]] = []

    def rest_of(self, column: Vector) -> Vector:
        """What of a column lies outside."""
        for place, vector in self.leading:
            if factor := column[place]:
                column = tuple(mine - factor * theirs for mine, theirs in zip(column, vector, strict=True))
        return column

    def add(self, column: Vector) -> None:
        rest = self.rest_of(column)
        place = next((place for place, value in enumerate(rest) if value), None)
        if place is not None:
            self.leading.append((place, tuple(value / rest[place] for value in rest)))


def _rank(columns: Iterable[Vector]) -> int:
    span = Span()
    for column in columns:
        span.add(column)
    return len(span.leading)
