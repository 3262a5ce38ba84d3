"""What the programme's chapters count is counted for each region, field, cohort and month of start, too.

All is counted anew when all steps are taken (see ``env.py``). After a step down, ``tracker stats rebuild`` of the older version
counts anew.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    forget()


def downgrade() -> None:
    forget()


def forget() -> None:
    """What was counted in another way."""
    for table in ("partnership_counts", "partnership_facts", "partnership_marks"):
        op.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608  # names of ours
