"""External experts, their criteria and scores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEXES = (
    ("expert_criteria", "set_id"),
    ("experts", "partnership_id"),
    ("experts", "criteria_set_id"),
    ("experts", "due_on"),
    ("experts", "invited_by_id"),
    ("expert_documents", "document_id"),
    ("expert_scores", "criterion_id"),
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


def make_criteria() -> None:
    op.create_table(
        "expert_criteria_sets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *instants(),
        points_to("expert_criteria_sets", "partnership_id", "partnerships"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_criteria_sets")),
        sa.UniqueConstraint(
            "partnership_id", "number", name=op.f("uq_expert_criteria_sets_partnership_id_number")
        ),
    )
    op.create_table(
        "expert_criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("own_title", sa.String(length=250), nullable=False),
        sa.Column("own_explanation", sa.Text(), nullable=False),
        sa.Column("suggestion", sa.String(40), nullable=True),
        points_to("expert_criteria", "set_id", "expert_criteria_sets"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_criteria")),
    )


def make_experts() -> None:
    op.create_table(
        "experts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("criteria_set_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=250), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("parts", document(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *instants(),
        points_to("experts", "partnership_id", "partnerships"),
        points_to("experts", "criteria_set_id", "expert_criteria_sets"),
        points_to("experts", "invited_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experts")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_experts_token_hash")),
    )
    op.create_table(
        "expert_documents",
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        points_to("expert_documents", "expert_id", "experts"),
        points_to("expert_documents", "document_id", "documents"),
        sa.PrimaryKeyConstraint("expert_id", "document_id", name=op.f("pk_expert_documents")),
    )


def make_opinions() -> None:
    op.create_table(
        "expert_opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("independence", sa.String(40), nullable=True),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("ties", "strengths", "weaknesses", "recommendations", "remark")
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *instants(),
        points_to("expert_opinions", "expert_id", "experts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_opinions")),
        sa.UniqueConstraint("expert_id", name=op.f("uq_expert_opinions_expert_id")),
    )
    op.create_table(
        "expert_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=True),
        sa.Column("cannot_judge", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        points_to("expert_scores", "opinion_id", "expert_opinions"),
        points_to("expert_scores", "criterion_id", "expert_criteria"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_scores")),
        sa.UniqueConstraint(
            "opinion_id", "criterion_id", name=op.f("uq_expert_scores_opinion_id_criterion_id")
        ),
    )


def upgrade() -> None:
    make_criteria()
    make_experts()
    make_opinions()
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table, column in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    for table in (
        "expert_scores",
        "expert_opinions",
        "expert_documents",
        "experts",
        "expert_criteria",
        "expert_criteria_sets",
    ):
        op.drop_table(table)
