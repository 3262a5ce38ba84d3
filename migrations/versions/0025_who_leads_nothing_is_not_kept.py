"""Who leads nothing in a region or field any more is not kept there.

How many lead something there is then told by an index alone, which takes PostgreSQL half the time.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BY_ROWS = ("leader_field", "leader_region")


def upgrade() -> None:
    counts = sa.table("partnership_counts", sa.column("topic"), sa.column("number"))
    op.execute(counts.delete().where(counts.c.topic.in_(BY_ROWS), counts.c.number == 0))


def downgrade() -> None:
    """What is not kept counts as nothing."""
