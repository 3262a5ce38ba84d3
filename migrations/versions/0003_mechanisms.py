"""Mechanisms with their proposals, decisions and passports, and what people say of the signs of a partnership."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "mechanisms",
    "mechanism_proposals",
    "mechanism_decisions",
    "mechanism_passport",
    "sign_assessments",
)
"""In the order in which they point to one another."""
INDEXES = (
    ("mechanisms", "decided_type", ["decided_type", "partnership_id"]),
    ("mechanisms", "proposed_type", ["proposed_type", "partnership_id"]),
    ("mechanisms", "published_at", ["published_at", "id"]),
    ("mechanism_proposals", "mechanism_id", ["mechanism_id"]),
    ("mechanism_proposals", "version", ["version", "is_pending", "id"]),
    ("mechanism_decisions", "mechanism_id", ["mechanism_id"]),
    ("mechanism_decisions", "decided_at", ["decided_at", "id"]),
)


def document() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def record(name: str, *columns: sa.schema.SchemaItem) -> None:
    """A table with a number, a version and the instants of writing and of the last change."""
    table(
        name,
        *columns,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def table(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def points_to(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}_{target}"))


def make_mechanisms() -> None:
    record(
        "mechanisms",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("replies", document(), nullable=False),
        sa.Column("may_train", sa.Boolean(), nullable=False),
        sa.Column("proposed_type", sa.String(40), nullable=True),
        sa.Column("decided_type", sa.String(40), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("template_text", sa.Text(), nullable=False),
        points_to("mechanisms", "partnership_id", "partnerships"),
        points_to("mechanisms", "published_by_id", "users"),
        sa.UniqueConstraint("partnership_id", name=op.f("uq_mechanisms_partnership_id")),
    )


def make_proposals_and_decisions() -> None:
    table(
        "mechanism_proposals",
        sa.Column("mechanism_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(40), nullable=True),
        sa.Column("plain", document(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_pending", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        points_to("mechanism_proposals", "mechanism_id", "mechanisms"),
    )
    table(
        "mechanism_decisions",
        sa.Column("mechanism_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("traits", document(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        points_to("mechanism_decisions", "mechanism_id", "mechanisms"),
        points_to("mechanism_decisions", "proposal_id", "mechanism_proposals"),
        points_to("mechanism_decisions", "decided_by_id", "users"),
    )


def make_passport_and_signs() -> None:
    record(
        "mechanism_passport",
        sa.Column("mechanism_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(40), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        points_to("mechanism_passport", "mechanism_id", "mechanisms"),
        sa.UniqueConstraint("mechanism_id", "part", name=op.f("uq_mechanism_passport_mechanism_id_part")),
    )
    record(
        "sign_assessments",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("sign", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        points_to("sign_assessments", "partnership_id", "partnerships"),
        sa.UniqueConstraint("partnership_id", "sign", name=op.f("uq_sign_assessments_partnership_id_sign")),
    )


def upgrade() -> None:
    make_mechanisms()
    make_proposals_and_decisions()
    make_passport_and_signs()
    for name, called, columns in INDEXES:
        op.create_index(op.f(f"ix_{name}_{called}"), name, columns, unique=False)


def downgrade() -> None:
    for name, called, _columns in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{name}_{called}"), table_name=name)
    for name in reversed(TABLES):
        op.drop_table(name)
