"""Offers of help for needs, saved views of the regions' workspace, and the letters that were sent of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INDEXES = (
    ("help_offers", "need_id", ["need_id", "state"]),
    ("help_offers", "offered_by_id", ["offered_by_id", "state"]),
    ("help_offers", "commitment_id", ["commitment_id"]),
    ("saved_views", "frequency", ["frequency", "id"]),
    ("digest_letters", "user_id", ["user_id"]),
    ("digest_letters", "state", ["state", "id"]),
)


def instants() -> tuple[sa.Column, sa.Column]:
    """When a record was written down and last changed."""
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def points_to(name: str, column: str, target: str, *, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}_{target}"), ondelete=ondelete
    )


def make_help_offers() -> None:
    op.create_table(
        "help_offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=False),
        sa.Column("giver", sa.String(300), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *instants(),
        points_to("help_offers", "need_id", "needs"),
        points_to("help_offers", "offered_by_id", "users"),
        points_to("help_offers", "answered_by_id", "users"),
        points_to("help_offers", "commitment_id", "commitments"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_offers")),
    )


def make_saved_views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("arguments", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("frequency", sa.String(40), nullable=False),
        sa.Column("subscribed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *instants(),
        points_to("saved_views", "user_id", "users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_views_user_id_name")),
    )


def make_digest_letters() -> None:
    op.create_table(
        "digest_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("saved_view_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        *instants(),
        points_to("digest_letters", "saved_view_id", "saved_views", ondelete="CASCADE"),
        points_to("digest_letters", "user_id", "users", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_letters")),
        sa.UniqueConstraint("saved_view_id", "period", name=op.f("uq_digest_letters_saved_view_id_period")),
    )


def upgrade() -> None:
    make_help_offers()
    make_saved_views()
    make_digest_letters()
    for name, called, columns in INDEXES:
        op.create_index(op.f(f"ix_{name}_{called}"), name, columns, unique=False)


def downgrade() -> None:
    for name, called, _columns in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{name}_{called}"), table_name=name)
    for name in ("digest_letters", "saved_views", "help_offers"):
        op.drop_table(name)
