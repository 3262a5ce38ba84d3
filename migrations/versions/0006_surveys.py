"""Rounds of asking the partners, personal links and answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def document() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def instants() -> tuple[sa.Column, sa.Column]:
    """When a record was written down and last changed."""
    return (
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )


def points_to(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{name}_{column}_{target}"))


def make_surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cycle_round", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.String(length=20), nullable=False),
        sa.Column("parts", document(), nullable=False),
        sa.Column("moment", sa.String(40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *instants(),
        points_to("surveys", "partnership_id", "partnerships"),
        points_to("surveys", "opened_by_id", "users"),
        points_to("surveys", "closed_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("partnership_id", "number", name=op.f("uq_surveys_partnership_id_number")),
    )


def make_links() -> None:
    op.create_table(
        "survey_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("capacity", sa.String(40), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        *instants(),
        points_to("survey_links", "survey_id", "surveys"),
        points_to("survey_links", "participation_id", "participations"),
        points_to("survey_links", "made_by_id", "users"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_survey_links_token_hash")),
    )
    for column in ("survey_id", "participation_id"):
        op.create_index(op.f(f"ix_survey_links_{column}"), "survey_links", [column], unique=False)


def make_answers() -> None:
    op.create_table(
        "survey_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("capacity", sa.String(40), nullable=True),
        sa.Column("showing", sa.String(40), nullable=False),
        *(
            sa.Column(name, document(), nullable=False)
            for name in ("replies", "remarks", "health", "benefits", "signs", "contributions", "lessons")
        ),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *instants(),
        points_to("survey_answers", "link_id", "survey_links"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
        sa.UniqueConstraint("link_id", name=op.f("uq_survey_answers_link_id")),
    )


def upgrade() -> None:
    make_surveys()
    make_links()
    make_answers()


def downgrade() -> None:
    op.drop_table("survey_answers")
    for column in ("participation_id", "survey_id"):
        op.drop_index(op.f(f"ix_survey_links_{column}"), table_name="survey_links")
    op.drop_table("survey_links")
    op.drop_table("surveys")
