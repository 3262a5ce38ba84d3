"""What a decision on continuation rests on, the family of partnerships, what partners keep."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INDEXES = (
    ("family_links", "organisation_id", ["organisation_id"]),
    ("family_links", "mechanism_id", ["mechanism_id"]),
    ("family_links", "continuation_id", ["continuation_id"]),
)


def document() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def instants() -> tuple[sa.Column, sa.Column]:
    """When a record was written down and last changed."""
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def points_to(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}_{target}"))


def make_grounds() -> None:
    op.create_table(
        "continuation_grounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("continuation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("said", document(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=True),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("address", document(), nullable=False),
        points_to("continuation_grounds", "continuation_id", "continuations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_continuation_grounds")),
        sa.UniqueConstraint(
            "continuation_id", "key", name=op.f("uq_continuation_grounds_continuation_id_key")
        ),
    )


def make_family() -> None:
    op.create_table(
        "family_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("child_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("mechanism_id", sa.Integer(), nullable=True),
        sa.Column("continuation_id", sa.Integer(), nullable=True),
        sa.Column("linked_on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("linked_by_id", sa.Integer(), nullable=True),
        *instants(),
        points_to("family_links", "parent_id", "partnerships"),
        points_to("family_links", "child_id", "partnerships"),
        points_to("family_links", "organisation_id", "organisations"),
        points_to("family_links", "mechanism_id", "mechanisms"),
        points_to("family_links", "continuation_id", "continuations"),
        points_to("family_links", "linked_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_links")),
        sa.UniqueConstraint("child_id", name=op.f("uq_family_links_child_id")),
        sa.UniqueConstraint(
            "parent_id", "organisation_id", name=op.f("uq_family_links_parent_id_organisation_id")
        ),
        sa.UniqueConstraint("parent_id", "mechanism_id", name=op.f("uq_family_links_parent_id_mechanism_id")),
    )


def make_farewells() -> None:
    op.create_table(
        "farewells",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("keeps", sa.Text(), nullable=False),
        sa.Column("thanked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("thanked_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *instants(),
        points_to("farewells", "participation_id", "participations"),
        points_to("farewells", "thanked_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_farewells")),
        sa.UniqueConstraint("participation_id", name=op.f("uq_farewells_participation_id")),
    )


def upgrade() -> None:
    make_grounds()
    make_family()
    make_farewells()
    for name, called, columns in INDEXES:
        op.create_index(op.f(f"ix_{name}_{called}"), name, columns, unique=False)


def downgrade() -> None:
    for name, called, _columns in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{name}_{called}"), table_name=name)
    for name in ("farewells", "family_links", "continuation_grounds"):
        op.drop_table(name)
