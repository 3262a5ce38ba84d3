"""What was notable in the contribution of a partner, and that it was credited."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE = "contribution_notes"


def points_to(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{TABLE}_{column}_{target}"))


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("notable", sa.Text(), nullable=False),
        sa.Column("credited_as", sa.String(length=250), nullable=False),
        sa.Column("credited_on", sa.Date(), nullable=True),
        sa.Column("credited_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        points_to("participation_id", "participations"),
        points_to("credited_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("participation_id", name=op.f(f"uq_{TABLE}_participation_id")),
    )
    op.create_index(op.f(f"ix_{TABLE}_credited_by_id"), TABLE, ["credited_by_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f(f"ix_{TABLE}_credited_by_id"), table_name=TABLE)
    op.drop_table(TABLE)
