"""A mechanism remembers the template from which its partnership was started."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In one statement: SQLite adds no constraint to a table that is there, and a copy of the table would break what points to it.
    op.execute(
        "ALTER TABLE mechanisms ADD COLUMN started_from_id INTEGER "
        "CONSTRAINT fk_mechanisms_started_from_id_mechanisms REFERENCES mechanisms (id)"
    )
    op.create_index(op.f("ix_mechanisms_started_from_id"), "mechanisms", ["started_from_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_mechanisms_started_from_id"), table_name="mechanisms")
    op.drop_column("mechanisms", "started_from_id")
