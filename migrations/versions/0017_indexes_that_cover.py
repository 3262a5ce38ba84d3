"""Who takes part in a partnership and who is in its team is read from the index alone, by lists and by files of many rows."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

COVERED = {
    "participations": ["organisation_id", "joined_on", "left_on"],
    "team_members": ["until", "role", "user_id"],
}


def upgrade() -> None:
    for table, columns in COVERED.items():
        op.drop_index(op.f(f"ix_{table}_partnership_id"), table_name=table)
        op.create_index(op.f(f"ix_{table}_partnership_id"), table, ["partnership_id", *columns])


def downgrade() -> None:
    for table in COVERED:
        op.drop_index(op.f(f"ix_{table}_partnership_id"), table_name=table)
        op.create_index(op.f(f"ix_{table}_partnership_id"), table, ["partnership_id"])
