"""What each partnership adds to the counts, and the counts. They are filled when all steps are taken (see ``env.py``)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

PLACE = sa.String(length=2500)
NUMBER = sa.Numeric(38, 0).with_variant(sa.BigInteger(), "sqlite")
KEYS = {
    "topic": sa.String(length=20),
    "span": sa.String(length=10),
    "place": PLACE,
    "visibility": sa.String(length=40),
    "state": sa.String(length=10),
    "key": sa.String(length=250),
    "day": sa.String(length=10),
}


def upgrade() -> None:
    op.create_table(
        "partnership_facts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("visibility", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("places", PLACE, nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_facts")),
    )
    op.create_table(
        "partnership_counts",
        *(sa.Column(name, kind, nullable=False) for name, kind in KEYS.items()),
        sa.Column("number", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint(*KEYS, name=op.f("pk_partnership_counts")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_continuations_decided_on"), "continuations", ["decided_on", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_continuations_decided_on"), table_name="continuations")
    op.drop_table("partnership_counts")
    op.drop_table("partnership_facts")
