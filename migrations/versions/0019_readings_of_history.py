"""Indexes by which the history of one record is read: its corrections, and who wrote it.

Nearly no entry corrects another one. An index of all entries by what they correct is taken for useless by SQLite, which then reads
the whole table; one of those few that do is always used.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

DAYS = "ix_history_entries_book_id_happened_on"
CORRECTIONS = "ix_history_entries_corrections"
CORRECTED = "ix_history_entries_corrects_id"
IS_CORRECTION = sa.text("corrects_id IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        CORRECTIONS,
        "history_entries",
        ["corrects_id"],
        sqlite_where=IS_CORRECTION,
        postgresql_where=IS_CORRECTION,
    )
    op.drop_index(CORRECTED, table_name="history_entries")
    op.drop_index(DAYS, table_name="history_entries")
    op.create_index(DAYS, "history_entries", ["book_id", "happened_on", "id", "author_id"])


def downgrade() -> None:
    op.drop_index(DAYS, table_name="history_entries")
    op.create_index(DAYS, "history_entries", ["book_id", "happened_on", "id"])
    op.create_index(CORRECTED, "history_entries", ["corrects_id"])
    op.drop_index(CORRECTIONS, table_name="history_entries")
