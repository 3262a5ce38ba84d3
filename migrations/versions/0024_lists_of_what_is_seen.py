"""Lists are read from one visibility after another, each in its order.

With the visibility behind the order, a list walked over all that its reader may not see: in a region with thousands of fresh records
for the programme alone, over each of them before it reached the first one for officials. There are as many indexes as before.
"""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

PLACE = ["alive_on", "updated_at", "id"]
PLACE_IN_REGION = ["alive_on", "updated_at", "partnership_id"]
SEEN = {
    "partnerships": {
        "visibility": ["visibility", "archived_at", *PLACE, "ended_on", "stage"],
        "active": ["visibility", "archived_at", "ended_on", *PLACE, "stage"],
        "stage": ["visibility", "archived_at", "stage", *PLACE, "ended_on"],
        "state_stage": ["visibility", "archived_at", "ended_on", "stage", *PLACE],
    },
    "partnership_regions": {
        "order": ["region_code", "visibility", *PLACE_IN_REGION, "archived_at", "ended_on", "stage"],
        "stage": ["region_code", "visibility", "stage", *PLACE_IN_REGION, "archived_at", "ended_on"],
    },
}
BEFORE = {
    "partnerships": {
        "visibility": ["visibility", "id"],
        "active": ["archived_at", "ended_on", *PLACE, "visibility"],
        "stage": ["archived_at", "stage", *PLACE, "visibility"],
        "state_stage": ["archived_at", "ended_on", "stage", *PLACE, "visibility"],
    },
    "partnership_regions": {
        "order": ["region_code", *PLACE_IN_REGION, "archived_at", "ended_on", "stage", "visibility"],
        "stage": ["region_code", "stage", *PLACE_IN_REGION, "archived_at", "ended_on", "visibility"],
    },
}


def upgrade() -> None:
    _make(SEEN)


def downgrade() -> None:
    _make(BEFORE)


def _make(indexes: dict[str, dict[str, list[str]]]) -> None:
    for table, columns_of in indexes.items():
        for name, columns in columns_of.items():
            op.drop_index(op.f(f"ix_{table}_{name}"), table_name=table)
            op.create_index(op.f(f"ix_{table}_{name}"), table, columns)
