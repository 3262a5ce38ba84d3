"""All tables of the first version, the search index, and the triggers that keep history as it was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEPT = (
    "id",
    "book_id",
    "number",
    "kind",
    "happened_on",
    "recorded_at",
    "author_id",
    "subject_kind",
    "subject_id",
)
SEALED = ("subject_version", "is_team_only", "corrects_id", "previous_hash", "hash")
SEARCHED = ("partnership", "organisation")


def exact(precision: int, scale: int) -> sa.types.TypeEngine:
    """An exact decimal: NUMERIC, or a scaled integer on SQLite."""
    return sa.Numeric(precision, scale).with_variant(sa.BigInteger(), "sqlite")


def document() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def keep_history_as_written() -> None:
    """Nobody deletes an entry, and of an entry nothing but an erased part changes."""
    columns = ", ".join(KEPT + SEALED)
    if is_sqlite():
        op.execute(
            f"CREATE TRIGGER history_entries_stay BEFORE UPDATE OF {columns} ON history_entries "
            "BEGIN SELECT RAISE(ABORT, 'history is not rewritten'); END"
        )
        op.execute(
            "CREATE TRIGGER history_entries_last BEFORE DELETE ON history_entries "
            "BEGIN SELECT RAISE(ABORT, 'history is not deleted'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history is not rewritten'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER history_entries_stay BEFORE UPDATE OF {columns} ON history_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_history_change()"
    )
    op.execute(
        "CREATE TRIGGER history_entries_last BEFORE DELETE ON history_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_history_change()"
    )


def release_history() -> None:
    """Take the triggers away."""
    on_table = "" if is_sqlite() else " ON history_entries"
    op.execute(f"DROP TRIGGER history_entries_stay{on_table}")
    op.execute(f"DROP TRIGGER history_entries_last{on_table}")
    if not is_sqlite():
        op.execute("DROP FUNCTION refuse_history_change()")


def make_search_tables() -> None:
    """Full text over stems: FTS5 on SQLite, tsvector with GIN on PostgreSQL."""
    for name in SEARCHED:
        if is_sqlite():
            op.execute(f"CREATE VIRTUAL TABLE {name}_search USING fts5(stems, tokenize = 'ascii')")
        else:
            op.execute(f"CREATE TABLE {name}_search (id INTEGER PRIMARY KEY, stems TSVECTOR NOT NULL)")
            op.execute(f"CREATE INDEX ix_{name}_search_stems ON {name}_search USING gin (stems)")


def drop_search_tables() -> None:
    for name in SEARCHED:
        op.execute(f"DROP TABLE {name}_search")


def upgrade() -> None:
    op.create_table(
        "history_books",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_books")),
    )
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_ru", sa.String(length=120), nullable=False),
        sa.Column("short_ru", sa.String(length=60), nullable=False),
        sa.Column("aliases", document(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_index("ix_regions_country_position", "regions", ["country", "position"], unique=False)
    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=250), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("cohort", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("current_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_ip", sa.String(length=64), nullable=True),
        sa.Column("current_login_ip", sa.String(length=64), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("tf_phone_number", sa.String(length=128), nullable=True),
        sa.Column("tf_last_counter", sa.Integer(), nullable=True),
        sa.Column("mf_recovery_codes", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_users_fs_uniquifier")),
    )
    op.create_index(op.f("ix_users_cohort"), "users", ["cohort"], unique=False)
    op.create_table(
        "history_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("subject_version", sa.Integer(), nullable=True),
        sa.Column("is_team_only", sa.Boolean(), nullable=False),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.Column("parts", document(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_history_entries_author_id_users")),
        sa.ForeignKeyConstraint(
            ["book_id"], ["history_books.id"], name=op.f("fk_history_entries_book_id_history_books")
        ),
        sa.ForeignKeyConstraint(
            ["corrects_id"],
            ["history_entries.id"],
            name=op.f("fk_history_entries_corrects_id_history_entries"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entries")),
        sa.UniqueConstraint("book_id", "number", name=op.f("uq_history_entries_book_id_number")),
    )
    op.create_index(op.f("ix_history_entries_author_id"), "history_entries", ["author_id"], unique=False)
    op.create_index(
        "ix_history_entries_book_id_happened_on",
        "history_entries",
        ["book_id", "happened_on", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_history_entries_corrects_id"), "history_entries", ["corrects_id"], unique=False)
    op.create_index(
        "ix_history_entries_subject", "history_entries", ["subject_kind", "subject_id"], unique=False
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("role", sa.String(40), nullable=True),
        sa.Column("joins", document(), nullable=False),
        sa.Column("region_codes", document(), nullable=False),
        sa.Column("cohort", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["users.id"], name=op.f("fk_invitations_invited_by_id_users")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invitations_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitations_token_hash")),
    )
    op.create_index(op.f("ix_invitations_email"), "invitations", ["email"], unique=False)
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("short_name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=500), nullable=False),
        sa.Column("sort_name", sa.String(length=500), nullable=False),
        sa.Column("sector", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(40), nullable=True),
        sa.Column("region_code", sa.String(length=6), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["history_books.id"], name=op.f("fk_organisations_book_id_history_books")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_organisations_created_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["organisations.id"],
            name=op.f("fk_organisations_merged_into_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_organisations_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("book_id", name=op.f("uq_organisations_book_id")),
    )
    op.create_index(
        op.f("ix_organisations_merged_into_id"), "organisations", ["merged_into_id"], unique=False
    )
    op.create_index(op.f("ix_organisations_name_key"), "organisations", ["name_key"], unique=False)
    op.create_index(
        "ix_organisations_region_code_sector", "organisations", ["region_code", "sector"], unique=False
    )
    op.create_index(op.f("ix_organisations_sector"), "organisations", ["sector"], unique=False)
    op.create_index(op.f("ix_organisations_sort_name"), "organisations", ["sort_name"], unique=False)
    op.create_table(
        "partnerships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("target_group", sa.Text(), nullable=False),
        sa.Column("aim", sa.Text(), nullable=False),
        sa.Column("approach", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("main_field", sa.String(40), nullable=True),
        sa.Column("municipality", sa.String(length=200), nullable=False),
        sa.Column("planned_start", sa.Date(), nullable=True),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("project_manager", sa.String(length=200), nullable=False),
        sa.Column("visibility", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("alive_on", sa.Date(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["book_id"], ["history_books.id"], name=op.f("fk_partnerships_book_id_history_books")
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["users.id"], name=op.f("fk_partnerships_created_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnerships")),
        sa.UniqueConstraint("book_id", name=op.f("uq_partnerships_book_id")),
    )
    op.create_index("ix_partnerships_alive_on", "partnerships", ["alive_on", "id"], unique=False)
    op.create_index(op.f("ix_partnerships_created_by_id"), "partnerships", ["created_by_id"], unique=False)
    op.create_index("ix_partnerships_main_field", "partnerships", ["main_field", "id"], unique=False)
    op.create_index(
        "ix_partnerships_state_stage",
        "partnerships",
        ["archived_at", "ended_on", "stage", "id"],
        unique=False,
    )
    op.create_index("ix_partnerships_updated_at", "partnerships", ["updated_at", "id"], unique=False)
    op.create_index("ix_partnerships_visibility", "partnerships", ["visibility", "id"], unique=False)
    op.create_table(
        "role_holders",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_role_holders_role_id_roles")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_role_holders_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_role_holders")),
    )
    op.create_index(op.f("ix_role_holders_role_id"), "role_holders", ["role_id"], unique=False)
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=250), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_sign_ins_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
    )
    op.create_index("ix_sign_ins_user_id_at", "sign_ins", ["user_id", "at"], unique=False)
    op.create_table(
        "stored_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["users.id"], name=op.f("fk_stored_files_uploaded_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_files_key")),
    )
    op.create_table(
        "user_regions",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_user_regions_region_code_regions")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_user_regions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "region_code", name=op.f("pk_user_regions")),
    )
    op.create_index(op.f("ix_user_regions_region_code"), "user_regions", ["region_code"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.String(40), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_contacts_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_organisation_id"), "contacts", ["organisation_id"], unique=False)
    op.create_table(
        "continuations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("participants", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("next_stage", sa.String(40), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["users.id"], name=op.f("fk_continuations_decided_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_continuations_partnership_id_partnerships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_continuations")),
    )
    op.create_index(
        op.f("ix_continuations_partnership_id"), "continuations", ["partnership_id"], unique=False
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("is_team_only", sa.Boolean(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_documents_partnership_id_partnerships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_partnership_id"), "documents", ["partnership_id"], unique=False)
    op.create_table(
        "habit_confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["users.id"], name=op.f("fk_habit_confirmations_confirmed_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_habit_confirmations_partnership_id_partnerships"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_habit_confirmations")),
    )
    op.create_index(
        "ix_habit_confirmations_partnership",
        "habit_confirmations",
        ["partnership_id", "item", "confirmed_on"],
        unique=False,
    )
    op.create_table(
        "history_attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["history_entries.id"], name=op.f("fk_history_attachments_entry_id_history_entries")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_history_attachments_file_id_stored_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_attachments")),
    )
    op.create_index(
        op.f("ix_history_attachments_entry_id"), "history_attachments", ["entry_id"], unique=False
    )
    op.create_index(op.f("ix_history_attachments_file_id"), "history_attachments", ["file_id"], unique=False)
    op.create_table(
        "needs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("amount", exact(18, 3), nullable=True),
        sa.Column("unit", sa.String(40), nullable=True),
        sa.Column("unit_other", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("dropped_reason", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_needs_partnership_id_partnerships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
    )
    op.create_index("ix_needs_kind", "needs", ["kind", "partnership_id"], unique=False)
    op.create_index(op.f("ix_needs_partnership_id"), "needs", ["partnership_id"], unique=False)
    op.create_table(
        "organisation_identifiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(40), nullable=False),
        sa.Column("scheme_name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_identifiers_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_identifiers")),
        sa.UniqueConstraint(
            "scheme",
            "scheme_name",
            "value",
            name=op.f("uq_organisation_identifiers_scheme_scheme_name_value"),
        ),
    )
    op.create_index(
        op.f("ix_organisation_identifiers_organisation_id"),
        "organisation_identifiers",
        ["organisation_id"],
        unique=False,
    )
    op.create_table(
        "organisation_keepers",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_keepers_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_organisation_keepers_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "user_id", name=op.f("pk_organisation_keepers")),
    )
    op.create_index(
        op.f("ix_organisation_keepers_user_id"), "organisation_keepers", ["user_id"], unique=False
    )
    op.create_table(
        "organisation_tags",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_tags_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "tag", name=op.f("pk_organisation_tags")),
    )
    op.create_index(op.f("ix_organisation_tags_tag"), "organisation_tags", ["tag"], unique=False)
    op.create_table(
        "participations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("contribution", sa.Text(), nullable=False),
        sa.Column("expectation", sa.Text(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_participations_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_participations_partnership_id_partnerships"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participations")),
    )
    op.create_index(
        "ix_participations_organisation_id",
        "participations",
        ["organisation_id", "partnership_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_participations_partnership_id"), "participations", ["partnership_id"], unique=False
    )
    op.create_table(
        "partnership_fields",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_partnership_fields_partnership_id_partnerships"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "field", name=op.f("pk_partnership_fields")),
    )
    op.create_index(op.f("ix_partnership_fields_field"), "partnership_fields", ["field"], unique=False)
    op.create_table(
        "partnership_goals",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_partnership_goals_partnership_id_partnerships"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "goal", name=op.f("pk_partnership_goals")),
    )
    op.create_index(op.f("ix_partnership_goals_goal"), "partnership_goals", ["goal"], unique=False)
    op.create_table(
        "partnership_regions",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_partnership_regions_partnership_id_partnerships"),
        ),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_partnership_regions_region_code_regions")
        ),
        sa.PrimaryKeyConstraint("partnership_id", "region_code", name=op.f("pk_partnership_regions")),
    )
    op.create_index(
        "ix_partnership_regions_region_code",
        "partnership_regions",
        ["region_code", "partnership_id"],
        unique=False,
    )
    op.create_table(
        "partnership_tags",
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_partnership_tags_partnership_id_partnerships"),
        ),
        sa.PrimaryKeyConstraint("partnership_id", "tag", name=op.f("pk_partnership_tags")),
    )
    op.create_index(op.f("ix_partnership_tags_tag"), "partnership_tags", ["tag"], unique=False)
    op.create_table(
        "stage_visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("left_open", document(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["users.id"], name=op.f("fk_stage_visits_entered_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_stage_visits_partnership_id_partnerships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_visits")),
    )
    op.create_index(op.f("ix_stage_visits_partnership_id"), "stage_visits", ["partnership_id"], unique=False)
    op.create_index("ix_stage_visits_stage", "stage_visits", ["stage", "partnership_id"], unique=False)
    op.create_table(
        "team_members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_team_members_partnership_id_partnerships")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_team_members_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_members")),
    )
    op.create_index(op.f("ix_team_members_partnership_id"), "team_members", ["partnership_id"], unique=False)
    op.create_index("ix_team_members_user_id", "team_members", ["user_id", "partnership_id"], unique=False)
    op.create_table(
        "valuation_defaults",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("rate", exact(18, 2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("unit", sa.String(40), nullable=True),
        sa.Column("source", sa.String(length=250), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_valuation_defaults_partnership_id_partnerships"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_valuation_defaults")),
        sa.UniqueConstraint("partnership_id", "kind", name=op.f("uq_valuation_defaults_partnership_id_kind")),
    )
    op.create_table(
        "checklist_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("evidence_kind", sa.String(40), nullable=True),
        sa.Column("evidence_link", sa.String(length=500), nullable=False),
        sa.Column("evidence_proof", sa.String(length=300), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_checklist_marks_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by_id"], ["users.id"], name=op.f("fk_checklist_marks_marked_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"],
            ["partnerships.id"],
            name=op.f("fk_checklist_marks_partnership_id_partnerships"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_marks")),
        sa.UniqueConstraint(
            "partnership_id", "round", "item", name=op.f("uq_checklist_marks_partnership_id_round_item")
        ),
    )
    op.create_table(
        "commitments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("amount", exact(18, 3), nullable=True),
        sa.Column("unit", sa.String(40), nullable=True),
        sa.Column("unit_other", sa.String(length=60), nullable=False),
        sa.Column("value_amount", exact(18, 2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("rate", exact(18, 2), nullable=True),
        sa.Column("rate_source", sa.String(length=250), nullable=False),
        sa.Column("value_proposed_by", sa.String(length=200), nullable=False),
        sa.Column("value_agreed_by", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("declared_link", sa.String(length=500), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_commitments_need_id_needs")),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_commitments_participation_id_participations"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_commitments_partnership_id_partnerships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    )
    op.create_index(op.f("ix_commitments_need_id"), "commitments", ["need_id"], unique=False)
    op.create_index(
        op.f("ix_commitments_participation_id"), "commitments", ["participation_id"], unique=False
    )
    op.create_index(op.f("ix_commitments_partnership_id"), "commitments", ["partnership_id"], unique=False)
    op.create_index(
        "ix_commitments_state_due_on", "commitments", ["state", "due_on", "partnership_id"], unique=False
    )
    op.create_table(
        "document_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["users.id"], name=op.f("fk_document_versions_added_by_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_document_versions_document_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_files.id"], name=op.f("fk_document_versions_file_id_stored_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_versions")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_versions_document_id_number")),
    )
    op.create_index(op.f("ix_document_versions_file_id"), "document_versions", ["file_id"], unique=False)
    op.create_table(
        "key_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_key_people_contact_id_contacts")
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"],
            ["participations.id"],
            name=op.f("fk_key_people_participation_id_participations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_people")),
    )
    op.create_index(op.f("ix_key_people_contact_id"), "key_people", ["contact_id"], unique=False)
    op.create_index(op.f("ix_key_people_participation_id"), "key_people", ["participation_id"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=False),
        sa.Column("amount", exact(18, 3), nullable=True),
        sa.Column("value_amount", exact(18, 2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("evidence_link", sa.String(length=500), nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"], ["commitments.id"], name=op.f("fk_deliveries_commitment_id_commitments")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["users.id"], name=op.f("fk_deliveries_recorded_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    op.create_index(op.f("ix_deliveries_commitment_id"), "deliveries", ["commitment_id"], unique=False)
    keep_history_as_written()
    make_search_tables()


def downgrade() -> None:
    drop_search_tables()
    release_history()
    op.drop_index(op.f("ix_deliveries_commitment_id"), table_name="deliveries")
    op.drop_table("deliveries")
    op.drop_index(op.f("ix_key_people_participation_id"), table_name="key_people")
    op.drop_index(op.f("ix_key_people_contact_id"), table_name="key_people")
    op.drop_table("key_people")
    op.drop_index(op.f("ix_document_versions_file_id"), table_name="document_versions")
    op.drop_table("document_versions")
    op.drop_index("ix_commitments_state_due_on", table_name="commitments")
    op.drop_index(op.f("ix_commitments_partnership_id"), table_name="commitments")
    op.drop_index(op.f("ix_commitments_participation_id"), table_name="commitments")
    op.drop_index(op.f("ix_commitments_need_id"), table_name="commitments")
    op.drop_table("commitments")
    op.drop_table("checklist_marks")
    op.drop_table("valuation_defaults")
    op.drop_index("ix_team_members_user_id", table_name="team_members")
    op.drop_index(op.f("ix_team_members_partnership_id"), table_name="team_members")
    op.drop_table("team_members")
    op.drop_index("ix_stage_visits_stage", table_name="stage_visits")
    op.drop_index(op.f("ix_stage_visits_partnership_id"), table_name="stage_visits")
    op.drop_table("stage_visits")
    op.drop_index(op.f("ix_partnership_tags_tag"), table_name="partnership_tags")
    op.drop_table("partnership_tags")
    op.drop_index("ix_partnership_regions_region_code", table_name="partnership_regions")
    op.drop_table("partnership_regions")
    op.drop_index(op.f("ix_partnership_goals_goal"), table_name="partnership_goals")
    op.drop_table("partnership_goals")
    op.drop_index(op.f("ix_partnership_fields_field"), table_name="partnership_fields")
    op.drop_table("partnership_fields")
    op.drop_index(op.f("ix_participations_partnership_id"), table_name="participations")
    op.drop_index("ix_participations_organisation_id", table_name="participations")
    op.drop_table("participations")
    op.drop_index(op.f("ix_organisation_tags_tag"), table_name="organisation_tags")
    op.drop_table("organisation_tags")
    op.drop_index(op.f("ix_organisation_keepers_user_id"), table_name="organisation_keepers")
    op.drop_table("organisation_keepers")
    op.drop_index(op.f("ix_organisation_identifiers_organisation_id"), table_name="organisation_identifiers")
    op.drop_table("organisation_identifiers")
    op.drop_index(op.f("ix_needs_partnership_id"), table_name="needs")
    op.drop_index("ix_needs_kind", table_name="needs")
    op.drop_table("needs")
    op.drop_index(op.f("ix_history_attachments_file_id"), table_name="history_attachments")
    op.drop_index(op.f("ix_history_attachments_entry_id"), table_name="history_attachments")
    op.drop_table("history_attachments")
    op.drop_index("ix_habit_confirmations_partnership", table_name="habit_confirmations")
    op.drop_table("habit_confirmations")
    op.drop_index(op.f("ix_documents_partnership_id"), table_name="documents")
    op.drop_table("documents")
    op.drop_index(op.f("ix_continuations_partnership_id"), table_name="continuations")
    op.drop_table("continuations")
    op.drop_index(op.f("ix_contacts_organisation_id"), table_name="contacts")
    op.drop_table("contacts")
    op.drop_index(op.f("ix_user_regions_region_code"), table_name="user_regions")
    op.drop_table("user_regions")
    op.drop_table("stored_files")
    op.drop_index("ix_sign_ins_user_id_at", table_name="sign_ins")
    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_role_holders_role_id"), table_name="role_holders")
    op.drop_table("role_holders")
    op.drop_index("ix_partnerships_visibility", table_name="partnerships")
    op.drop_index("ix_partnerships_updated_at", table_name="partnerships")
    op.drop_index("ix_partnerships_state_stage", table_name="partnerships")
    op.drop_index("ix_partnerships_main_field", table_name="partnerships")
    op.drop_index(op.f("ix_partnerships_created_by_id"), table_name="partnerships")
    op.drop_index("ix_partnerships_alive_on", table_name="partnerships")
    op.drop_table("partnerships")
    op.drop_index(op.f("ix_organisations_sort_name"), table_name="organisations")
    op.drop_index(op.f("ix_organisations_sector"), table_name="organisations")
    op.drop_index("ix_organisations_region_code_sector", table_name="organisations")
    op.drop_index(op.f("ix_organisations_name_key"), table_name="organisations")
    op.drop_index(op.f("ix_organisations_merged_into_id"), table_name="organisations")
    op.drop_table("organisations")
    op.drop_index(op.f("ix_invitations_email"), table_name="invitations")
    op.drop_table("invitations")
    op.drop_index("ix_history_entries_subject", table_name="history_entries")
    op.drop_index(op.f("ix_history_entries_corrects_id"), table_name="history_entries")
    op.drop_index("ix_history_entries_book_id_happened_on", table_name="history_entries")
    op.drop_index(op.f("ix_history_entries_author_id"), table_name="history_entries")
    op.drop_table("history_entries")
    op.drop_index(op.f("ix_users_cohort"), table_name="users")
    op.drop_table("users")
    op.drop_table("roles")
    op.drop_index("ix_regions_country_position", table_name="regions")
    op.drop_table("regions")
    op.drop_table("history_books")
