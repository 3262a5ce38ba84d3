"""Reports of an evaluation, decisions on publicity and the consent of partners."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("evaluation_reports", "publicity_decisions", "publication_consents", "consent_links")
"""In the order in which they point to one another."""
INDEXES = (
    ("publicity_decisions", "report_id"),
    ("publicity_decisions", "degree"),
    ("publicity_decisions", "decided_by_id"),
    ("publicity_decisions", "withdrawn_by_id"),
    ("publication_consents", "participation_id"),
    ("publication_consents", "recorded_by_id"),
    ("consent_links", "report_id"),
    ("consent_links", "participation_id"),
    ("consent_links", "made_by_id"),
)


def number(column: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(column, sa.Integer(), nullable=nullable)


def text(column: str, length: int | None = None) -> sa.Column:
    return sa.Column(column, sa.String(length) if length else sa.Text(), nullable=False)


def instant(column: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(column, sa.DateTime(timezone=True), nullable=nullable)


def points_to(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}_{target}"))


def only_one(name: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{name}_{'_'.join(columns)}"))


def table(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(name, number("id"), *columns, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def make_reports() -> None:
    table(
        "evaluation_reports",
        number("partnership_id"),
        number("round"),
        text("summary"),
        text("worked"),
        text("did_not_work"),
        text("conclusions"),
        text("internal_use"),
        number("version"),
        instant("created_at"),
        instant("updated_at"),
        points_to("evaluation_reports", "partnership_id", "partnerships"),
        only_one("evaluation_reports", "partnership_id", "round"),
    )


def make_decisions() -> None:
    table(
        "publicity_decisions",
        number("report_id"),
        text("degree", 40),
        text("reason"),
        sa.Column("decided_on", sa.Date(), nullable=False),
        number("decided_by_id", nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        number("withdrawn_by_id", nullable=True),
        text("withdrawal_reason"),
        points_to("publicity_decisions", "report_id", "evaluation_reports"),
        points_to("publicity_decisions", "decided_by_id", "users"),
        points_to("publicity_decisions", "withdrawn_by_id", "users"),
    )


def make_consents() -> None:
    table(
        "publication_consents",
        number("report_id"),
        number("participation_id"),
        sa.Column("answer", sa.String(40), nullable=True),
        text("person", 200),
        sa.Column("way", sa.String(40), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=True),
        number("recorded_by_id", nullable=True),
        number("version"),
        instant("created_at"),
        instant("updated_at"),
        points_to("publication_consents", "report_id", "evaluation_reports"),
        points_to("publication_consents", "participation_id", "participations"),
        points_to("publication_consents", "recorded_by_id", "users"),
        only_one("publication_consents", "report_id", "participation_id"),
    )


def make_links() -> None:
    table(
        "consent_links",
        number("report_id"),
        number("participation_id"),
        text("token_hash", 64),
        text("person", 200),
        text("email", 254),
        text("language", 5),
        instant("expires_at"),
        instant("answered_at", nullable=True),
        instant("revoked_at", nullable=True),
        number("made_by_id", nullable=True),
        instant("created_at"),
        instant("updated_at"),
        points_to("consent_links", "report_id", "evaluation_reports"),
        points_to("consent_links", "participation_id", "participations"),
        points_to("consent_links", "made_by_id", "users"),
        only_one("consent_links", "token_hash"),
    )


def upgrade() -> None:
    make_reports()
    make_decisions()
    make_consents()
    make_links()
    for name, column in INDEXES:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column], unique=False)


def downgrade() -> None:
    for name, column in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{name}_{column}"), table_name=name)
    for name in reversed(TABLES):
        op.drop_table(name)
