"""Lessons, whom they helped, and what they are found by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXES = (
    ("lessons", "partnership_id", ["partnership_id", "said_on", "id"]),
    ("lessons", "participation_id", ["participation_id"]),
    ("lessons", "recent", ["is_shared", "withdrawn_on", "said_on", "id"]),
    ("lessons", "helped", ["is_shared", "withdrawn_on", "helped", "id"]),
    ("lessons", "stage", ["stage", "is_shared", "withdrawn_on", "id"]),
    ("lesson_helps", "partnership_id", ["partnership_id", "lesson_id"]),
)


def points_to(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}_{target}"))


def make_lessons() -> None:
    op.create_table(
        "lessons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("voice", sa.String(40), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        points_to("lessons", "partnership_id", "partnerships"),
        points_to("lessons", "participation_id", "participations"),
        points_to("lessons", "answer_id", "survey_answers"),
        points_to("lessons", "entry_id", "history_entries"),
        points_to("lessons", "written_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
        sa.UniqueConstraint("answer_id", "kind", name=op.f("uq_lessons_answer_id_kind")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_lessons_entry_id")),
    )


def make_helps() -> None:
    op.create_table(
        "lesson_helps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("said_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        points_to("lesson_helps", "lesson_id", "lessons"),
        points_to("lesson_helps", "partnership_id", "partnerships"),
        points_to("lesson_helps", "said_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_helps")),
        sa.UniqueConstraint(
            "lesson_id", "partnership_id", name=op.f("uq_lesson_helps_lesson_id_partnership_id")
        ),
    )


def make_search_table() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE lesson_search USING fts5(stems, tokenize = 'ascii')")
    else:
        op.execute("CREATE TABLE lesson_search (id INTEGER PRIMARY KEY, stems TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_lesson_search_stems ON lesson_search USING gin (stems)")


def upgrade() -> None:
    make_lessons()
    make_helps()
    for name, called, columns in INDEXES:
        op.create_index(op.f(f"ix_{name}_{called}"), name, columns, unique=False)
    make_search_table()


def downgrade() -> None:
    op.execute("DROP TABLE lesson_search")
    for name, called, _columns in reversed(INDEXES):
        op.drop_index(op.f(f"ix_{name}_{called}"), table_name=name)
    op.drop_table("lesson_helps")
    op.drop_table("lessons")
