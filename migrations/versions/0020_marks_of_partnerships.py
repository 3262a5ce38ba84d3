"""What is found on single partnerships and looked up among all. All is counted anew when all steps are taken (see ``env.py``).

After a step down, ``tracker stats rebuild`` of the older version counts anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partnership_marks",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("partnership_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "partnership_id", "since", name=op.f("pk_partnership_marks")),
        sqlite_with_rowid=False,
    )
    forget()


def downgrade() -> None:
    op.drop_table("partnership_marks")
    forget()


def forget() -> None:
    """What was counted in another way."""
    op.execute(sa.text("DELETE FROM partnership_counts"))
    op.execute(sa.text("DELETE FROM partnership_facts"))
