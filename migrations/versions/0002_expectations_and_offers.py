"""What organisations can offer, and what partners expect of and offer to one another, picked from the grid of the sectors."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PICKED = (
    ("organisation_offers", "organisation_id", "organisations"),
    ("participation_expectations", "participation_id", "participations"),
    ("participation_offers", "participation_id", "participations"),
)
"""Tables of picked terms, each with its owner's key and table."""
SEARCHED = (("organisation_offers", "organisation_id"), ("participation_offers", "participation_id"))
"""Those in which somebody is looked for who offers a certain thing."""


def upgrade() -> None:
    op.add_column("organisations", sa.Column("offers_text", sa.Text(), nullable=False, server_default=""))
    for table, key, owner in PICKED:
        op.create_table(
            table,
            sa.Column(key, sa.Integer(), nullable=False),
            sa.Column("expectation", sa.String(40), nullable=False),
            sa.ForeignKeyConstraint([key], [f"{owner}.id"], name=op.f(f"fk_{table}_{key}_{owner}")),
            sa.PrimaryKeyConstraint(key, "expectation", name=op.f(f"pk_{table}")),
        )
    for table, key in SEARCHED:
        op.create_index(f"ix_{table}_expectation", table, ["expectation", key], unique=False)


def downgrade() -> None:
    for table, _key in reversed(SEARCHED):
        op.drop_index(f"ix_{table}_expectation", table_name=table)
    for table, _key, _owner in reversed(PICKED):
        op.drop_table(table)
    # SQLite drops a column in place; a copy of the table would break what points to it.
    op.drop_column("organisations", "offers_text")
