"""Indexes in the order in which lists show partnerships, for the whole country and within a region."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ORDERS = {
    "state_stage": ["archived_at", "ended_on", "stage", "alive_on", "updated_at", "id", "visibility"],
    "kept": ["archived_at", "alive_on", "updated_at", "id", "visibility"],
    "active": ["archived_at", "ended_on", "alive_on", "updated_at", "id", "visibility"],
    "stage": ["archived_at", "stage", "alive_on", "updated_at", "id", "visibility"],
}
COPIES = {
    "alive_on": sa.Date(),
    "updated_at": sa.DateTime(timezone=True),
    "stage": sa.String(40),
    "archived_at": sa.DateTime(timezone=True),
    "ended_on": sa.Date(),
    "visibility": sa.String(40),
}
ORDERS_IN_REGION = {
    "order": ["alive_on", "updated_at", "partnership_id", "archived_at", "ended_on", "stage", "visibility"],
    "stage": ["stage", "alive_on", "updated_at", "partnership_id", "archived_at", "ended_on", "visibility"],
}


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def keep_the_order() -> None:
    """A region of a partnership knows of the partnership what its list is ordered and narrowed by."""
    columns = ", ".join(COPIES)
    given = ", ".join(f"{name} = NEW.{name}" for name in COPIES)
    if is_sqlite():
        copied = f"({columns}) = (SELECT {columns} FROM partnerships WHERE id = NEW.partnership_id)"  # noqa: S608
        op.execute(
            "CREATE TRIGGER partnership_regions_order AFTER INSERT ON partnership_regions BEGIN "  # noqa: S608
            f"UPDATE partnership_regions SET {copied} "
            "WHERE partnership_id = NEW.partnership_id AND region_code = NEW.region_code; END"
        )
        op.execute(
            f"CREATE TRIGGER partnerships_order AFTER UPDATE OF {columns} ON partnerships BEGIN "  # noqa: S608
            f"UPDATE partnership_regions SET {given} WHERE partnership_id = NEW.id; END"
        )
        return
    op.execute(
        "CREATE FUNCTION take_order_of_partnership() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
        f"SELECT {columns} INTO {', '.join(f'NEW.{name}' for name in COPIES)} "
        "FROM partnerships WHERE id = NEW.partnership_id; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER partnership_regions_order BEFORE INSERT ON partnership_regions "
        "FOR EACH ROW EXECUTE FUNCTION take_order_of_partnership()"
    )
    op.execute(
        "CREATE FUNCTION give_order_to_regions() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
        f"UPDATE partnership_regions SET {given} WHERE partnership_id = NEW.id; "
        "RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER partnerships_order AFTER UPDATE OF {columns} ON partnerships "
        "FOR EACH ROW EXECUTE FUNCTION give_order_to_regions()"
    )


def forget_the_order() -> None:
    for trigger, table in (
        ("partnerships_order", "partnerships"),
        ("partnership_regions_order", "partnership_regions"),
    ):
        op.execute(f"DROP TRIGGER {trigger}" + ("" if is_sqlite() else f" ON {table}"))
    if not is_sqlite():
        op.execute("DROP FUNCTION give_order_to_regions()")
        op.execute("DROP FUNCTION take_order_of_partnership()")


def upgrade() -> None:
    for name, kind in COPIES.items():
        op.add_column("partnership_regions", sa.Column(name, kind, nullable=True))
    columns = ", ".join(COPIES)
    op.execute(
        f"UPDATE partnership_regions SET ({columns}) = "  # noqa: S608
        f"(SELECT {columns} FROM partnerships WHERE partnerships.id = partnership_regions.partnership_id)"
    )
    keep_the_order()
    for name, columns_of_index in ORDERS_IN_REGION.items():
        op.create_index(
            op.f(f"ix_partnership_regions_{name}"), "partnership_regions", ["region_code", *columns_of_index]
        )
    op.drop_index(op.f("ix_partnerships_alive_on"), table_name="partnerships")
    op.drop_index(op.f("ix_partnerships_state_stage"), table_name="partnerships")
    for name, columns in ORDERS.items():
        op.create_index(op.f(f"ix_partnerships_{name}"), "partnerships", columns)


def downgrade() -> None:
    for name in ORDERS:
        op.drop_index(op.f(f"ix_partnerships_{name}"), table_name="partnerships")
    op.create_index(op.f("ix_partnerships_alive_on"), "partnerships", ["alive_on", "id"])
    op.create_index(
        op.f("ix_partnerships_state_stage"), "partnerships", ["archived_at", "ended_on", "stage", "id"]
    )
    for name in ORDERS_IN_REGION:
        op.drop_index(op.f(f"ix_partnership_regions_{name}"), table_name="partnership_regions")
    forget_the_order()
    for name in reversed(COPIES):
        op.drop_column("partnership_regions", name)
