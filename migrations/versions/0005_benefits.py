"""The matrix of benefits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "benefit_cells",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("benefit", sa.String(40), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("expected_comment", sa.Text(), nullable=False),
        sa.Column("expected_by", sa.String(40), nullable=True),
        sa.Column("achieved", sa.Integer(), nullable=True),
        sa.Column("achieved_comment", sa.Text(), nullable=False),
        sa.Column("achieved_by", sa.String(40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_benefit_cells_participation_id_participations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_cells")),
        sa.UniqueConstraint(
            "participation_id", "benefit", name=op.f("uq_benefit_cells_participation_id_benefit")
        ),
    )
    op.create_index(op.f("ix_benefit_cells_benefit"), "benefit_cells", ["benefit"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_benefit_cells_benefit"), table_name="benefit_cells")
    op.drop_table("benefit_cells")
