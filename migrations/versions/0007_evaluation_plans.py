"""Plans of evaluation, indicators with their values, outcomes in words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "evaluation_plans",
    "evaluation_plan_methods",
    "evaluation_plan_partners",
    "evaluation_plan_commitments",
    "indicators",
    "indicator_values",
    "outcome_statements",
)
"""In the order in which they point to one another."""
INDEXES = (
    ("evaluation_plans", "ends_on", ["ends_on"]),
    ("evaluation_plan_methods", "method", ["method"]),
    ("evaluation_plan_partners", "participation_id", ["participation_id"]),
    ("evaluation_plan_commitments", "commitment_id", ["commitment_id"]),
    ("indicators", "partnership_id", ["partnership_id"]),
    ("indicator_values", "indicator_id", ["indicator_id"]),
    ("indicator_values", "document_id", ["document_id"]),
    ("indicator_values", "measured_on", ["measured_on", "indicator_id"]),
    ("outcome_statements", "partnership_id", ["partnership_id"]),
    ("outcome_statements", "kind", ["kind"]),
)


def document() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def number() -> sa.types.TypeEngine:
    """An exact decimal with three places; a whole number of thousandths on SQLite."""
    return sa.Numeric(18, 3).with_variant(sa.BigInteger(), "sqlite")


def record(name: str, *columns: sa.schema.SchemaItem) -> None:
    """A table with a number, a version and the instants of writing and of the last change."""
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )


def points_to(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}_{target}"))


def belongs_to_plan(name: str, column: sa.Column, *more: sa.schema.SchemaItem) -> None:
    """A list of a plan, each entry once."""
    op.create_table(
        name,
        sa.Column("plan_id", sa.Integer(), nullable=False),
        column,
        points_to(name, "plan_id", "evaluation_plans"),
        *more,
        sa.PrimaryKeyConstraint("plan_id", column.name, name=op.f(f"pk_{name}")),
    )


def make_plans() -> None:
    record(
        "evaluation_plans",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("agreed_by", sa.Text(), nullable=False),
        points_to("evaluation_plans", "partnership_id", "partnerships"),
        sa.UniqueConstraint("partnership_id", "round", name=op.f("uq_evaluation_plans_partnership_id_round")),
    )
    belongs_to_plan("evaluation_plan_methods", sa.Column("method", sa.String(40), nullable=False))
    for name, column, target in (
        ("evaluation_plan_partners", "participation_id", "participations"),
        ("evaluation_plan_commitments", "commitment_id", "commitments"),
    ):
        belongs_to_plan(
            name, sa.Column(column, sa.Integer(), nullable=False), points_to(name, column, target)
        )


def make_indicators() -> None:
    record(
        "indicators",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("direction", sa.String(40), nullable=False),
        sa.Column("baseline", number(), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("target", number(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("breakdown", document(), nullable=False),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("dropped_reason", sa.String(length=1000), nullable=False),
        points_to("indicators", "partnership_id", "partnerships"),
    )
    record(
        "indicator_values",
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("value", number(), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("evidence_link", sa.String(length=500), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=500), nullable=False),
        points_to("indicator_values", "indicator_id", "indicators"),
        points_to("indicator_values", "document_id", "documents"),
        points_to("indicator_values", "recorded_by_id", "users"),
    )


def make_outcomes() -> None:
    record(
        "outcome_statements",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("evidence_link", sa.String(length=500), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=False),
        points_to("outcome_statements", "partnership_id", "partnerships"),
    )


def upgrade() -> None:
    make_plans()
    make_indicators()
    make_outcomes()
    for name, called, columns in INDEXES:
        op.create_index(op.f(f"ix_{name}_{called}"), name, columns, unique=False)


def downgrade() -> None:
    for name, called, _columns in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{name}_{called}"), table_name=name)
    for name in reversed(TABLES):
        op.drop_table(name)
