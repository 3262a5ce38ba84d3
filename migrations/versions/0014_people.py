"""Alumni, their cohorts, skills and consents; lists on their way in; invitations in bulk. Everybody with the role gets a record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEXES = (
    ("cohorts", ["year"]),
    ("alumni", ["sort_name", "id"]),
    ("alumni", ["name_key"]),
    ("alumni", ["sector"]),
    ("alumni", ["region_code"]),
    ("alumni", ["organisation_id"]),
    ("alumni", ["cohort_id"]),
    ("alumni", ["entry_reach"]),
    ("alumni_skills", ["key"]),
    ("alumni_consents", ["alumnus_id"]),
    ("alumni_round_places", ["round_id", "state"]),
    ("alumni_round_places", ["alumnus_id"]),
    ("alumni_round_places", ["invitation_id"]),
)


def document() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def instants() -> tuple[sa.Column, sa.Column]:
    """When a record was written down and last changed."""
    return instant("created_at"), instant("updated_at")


def text(name: str, length: int, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=nullable)


def number(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def points_to(
    name: str, column: str, target: str, *, key: str = "id", cascades: bool = False
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.{key}"],
        name=op.f(f"fk_{name}_{column}_{target}"),
        ondelete="CASCADE" if cascades else None,
    )


def once(name: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{name}_{'_'.join(columns)}"))


def make_cohorts() -> None:
    op.create_table(
        "cohorts",
        number("id", nullable=False),
        text("name", 100),
        text("name_key", 100),
        number("year"),
        text("period", 100),
        text("place", 200),
        number("book_id", nullable=False),
        number("created_by_id"),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        number("version", nullable=False),
        *instants(),
        points_to("cohorts", "book_id", "history_books"),
        points_to("cohorts", "created_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohorts")),
        once("cohorts", "name"),
        once("cohorts", "name_key"),
        once("cohorts", "book_id"),
    )


def make_alumni() -> None:
    op.create_table(
        "alumni",
        number("id", nullable=False),
        text("name", 200),
        text("name_key", 200),
        text("sort_name", 200),
        text("email", 254, nullable=True),
        text("phone", 60),
        text("sector", 40, nullable=True),
        text("region_code", 6, nullable=True),
        number("organisation_id"),
        text("organisation_name", 500),
        text("position", 200),
        number("cohort_id"),
        number("user_id"),
        text("entry_reach", 40),
        text("contact_reach", 40),
        sa.Column("search_key", sa.Text(), nullable=False),
        number("book_id", nullable=False),
        number("created_by_id"),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        instant("erased_at", nullable=True),
        number("version", nullable=False),
        *instants(),
        points_to("alumni", "region_code", "regions", key="code"),
        points_to("alumni", "organisation_id", "organisations"),
        points_to("alumni", "cohort_id", "cohorts"),
        points_to("alumni", "user_id", "users"),
        points_to("alumni", "book_id", "history_books"),
        points_to("alumni", "created_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alumni")),
        once("alumni", "email"),
        once("alumni", "user_id"),
        once("alumni", "book_id"),
    )
    op.create_table(
        "alumni_skills",
        number("alumnus_id", nullable=False),
        text("name", 60),
        text("key", 60),
        number("place", nullable=False),
        points_to("alumni_skills", "alumnus_id", "alumni", cascades=True),
        sa.PrimaryKeyConstraint("alumnus_id", "name", name=op.f("pk_alumni_skills")),
    )
    op.create_table(
        "alumni_consents",
        number("id", nullable=False),
        number("alumnus_id", nullable=False),
        text("part", 40),
        text("reach", 40),
        instant("given_at"),
        text("way", 40),
        text("note", 250),
        instant("recorded_at"),
        number("recorded_by_id"),
        points_to("alumni_consents", "alumnus_id", "alumni", cascades=True),
        points_to("alumni_consents", "recorded_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alumni_consents")),
    )


def make_uploads() -> None:
    op.create_table(
        "alumni_uploads",
        number("id", nullable=False),
        text("name", 250),
        text("state", 40),
        *(sa.Column(name, document(), nullable=False) for name in ("headings", "rows", "columns", "counts")),
        number("uploaded_by_id"),
        instant("imported_at", nullable=True),
        number("imported_by_id"),
        *instants(),
        points_to("alumni_uploads", "uploaded_by_id", "users"),
        points_to("alumni_uploads", "imported_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alumni_uploads")),
    )


def make_rounds() -> None:
    op.create_table(
        "alumni_rounds",
        number("id", nullable=False),
        text("language", 8),
        number("made_by_id"),
        *instants(),
        points_to("alumni_rounds", "made_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alumni_rounds")),
    )
    op.create_table(
        "alumni_round_places",
        number("id", nullable=False),
        number("round_id", nullable=False),
        number("alumnus_id", nullable=False),
        text("state", 40),
        text("why_not", 40, nullable=True),
        number("invitation_id"),
        points_to("alumni_round_places", "round_id", "alumni_rounds"),
        points_to("alumni_round_places", "alumnus_id", "alumni"),
        points_to("alumni_round_places", "invitation_id", "invitations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alumni_round_places")),
        once("alumni_round_places", "round_id", "alumnus_id"),
    )


def fold(words: str) -> str:
    return " ".join(words.casefold().replace("ё", "е").split())


def take_over_the_accounts() -> None:
    """Cohorts from the texts of the accounts, and a record, shown to nobody, for everybody who is an alumnus there."""
    bind = op.get_bind()
    tables = sa.MetaData()
    users, roles, holders, books, cohorts, alumni = (
        sa.Table(name, tables, autoload_with=bind)
        for name in ("users", "roles", "role_holders", "history_books", "cohorts", "alumni")
    )
    now = sa.func.current_timestamp()

    def new_book() -> int:
        return bind.execute(sa.insert(books).values(length=0, head="")).inserted_primary_key[0]

    common = {"is_demo": False, "version": 1, "created_at": now, "updated_at": now}
    numbers: dict[str, int] = {}
    for name in bind.scalars(
        sa.select(users.c.cohort).where(users.c.cohort != "").distinct().order_by(users.c.cohort)
    ):
        key = fold(name)
        if key not in numbers:
            made = sa.insert(cohorts).values(
                name=name, name_key=key, period="", place="", book_id=new_book(), **common
            )
            numbers[key] = bind.execute(made).inserted_primary_key[0]
    is_alumnus = sa.exists().where(
        holders.c.user_id == users.c.id, holders.c.role_id == roles.c.id, roles.c.name == "alumnus"
    )
    people = sa.select(users).where(is_alumnus, users.c.erased_at.is_(None)).order_by(users.c.id)
    for person in bind.execute(people).all():
        name = person.name or person.email
        bind.execute(
            sa.insert(alumni).values(
                **{**common, "is_demo": person.is_demo},
                name=name,
                name_key=" ".join(sorted(fold(name.replace(",", " ")).split())),
                sort_name=fold(name),
                search_key=fold(name),
                email=person.email,
                phone=person.phone,
                organisation_name="",
                position="",
                entry_reach="nobody",
                contact_reach="nobody",
                cohort_id=numbers.get(fold(person.cohort)),
                user_id=person.id,
                book_id=new_book(),
            )
        )


def upgrade() -> None:
    make_cohorts()
    make_alumni()
    make_uploads()
    make_rounds()
    for table, columns in INDEXES:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns)
    take_over_the_accounts()


def downgrade() -> None:
    for table, columns in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table_name=table)
    for table in (
        "alumni_round_places",
        "alumni_rounds",
        "alumni_uploads",
        "alumni_consents",
        "alumni_skills",
        "alumni",
        "cohorts",
    ):
        op.drop_table(table)
