"""Reports of the programme by period, kept as they were made, and figures counted in advance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "report_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("figures", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_runs")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_report_runs_made_by_id_users")),
        sa.UniqueConstraint("first_day", "last_day", name=op.f("uq_report_runs_first_day_last_day")),
    )
    op.create_table(
        "kept_figures",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("stamp", sa.String(length=120), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_kept_figures")),
    )
    op.create_index(op.f("ix_report_runs_made_by_id"), "report_runs", ["made_by_id"])


def downgrade() -> None:
    op.drop_table("kept_figures")
    op.drop_table("report_runs")
