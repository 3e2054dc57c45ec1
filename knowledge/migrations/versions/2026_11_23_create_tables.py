"""Create the tables of the first version."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_23_create_tables"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "entry",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=True),
        sa.Column("truth", sa.String(length=1000), nullable=False),
        sa.Column("key_points", sa.JSON(), nullable=False),
        sa.Column("advice", sa.String(length=1000), nullable=False),
        sa.Column("topic", sa.String(length=50), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("risk", sa.String(length=20), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("related", sa.JSON(), nullable=False),
        sa.Column("law", sa.JSON(), nullable=False),
        sa.Column("authored_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("contributors", sa.JSON(), nullable=False),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("imported_digest", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry") as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("conversation_id", sa.String(length=80), nullable=False),
        sa.Column("message_id", sa.String(length=80), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("scope", sa.String(length=20), nullable=True),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("top_entry_id", sa.String(length=80), nullable=True),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("shown_entry_ids", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("intent", sa.String(length=80), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=True),
        sa.Column("reply", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
        sa.UniqueConstraint(
            "channel",
            "conversation_id",
            "message_id",
            name=op.f("uq_inquiry_channel_conversation_id_message_id"),
        ),
    )
    with op.batch_alter_table("inquiry") as batch_op:
        batch_op.create_index(batch_op.f("ix_inquiry_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_inquiry_created_at"), ["created_at"], unique=False)

    op.create_table(
        "knowledge_revision",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_knowledge_revision_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_revision")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_name")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_staff_token_sha256")),
    )
    op.create_table(
        "cluster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=500), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_cluster_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
    )
    with op.batch_alter_table("cluster") as batch_op:
        batch_op.create_index(batch_op.f("ix_cluster_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cluster_status"), ["status"], unique=False)

    op.create_table(
        "entry_version",
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("contributors", sa.JSON(), nullable=False),
        sa.Column("reviewer", sa.String(length=80), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_entry_version_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "number", name=op.f("pk_entry_version")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=80), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_feedback_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("conversation_id", "entry_id", name=op.f("uq_feedback_conversation_id_entry_id")),
    )
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "phrasing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_phrasing_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrasing")),
        sa.UniqueConstraint("entry_id", "text", name=op.f("uq_phrasing_entry_id_text")),
    )
    with op.batch_alter_table("phrasing") as batch_op:
        batch_op.create_index(batch_op.f("ix_phrasing_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("publisher", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=True),
        sa.Column("published_on", sa.String(length=10), nullable=True),
        sa.Column("checked_on", sa.String(length=7), nullable=True),
        sa.Column("show_link", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_source_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    with op.batch_alter_table("source") as batch_op:
        batch_op.create_index(batch_op.f("ix_source_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "emerging_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=500), nullable=False),
        sa.Column("query_code", sa.String(length=8), nullable=False),
        sa.Column("where_seen", sa.String(length=20), nullable=True),
        sa.Column("wants_answer", sa.Boolean(), nullable=True),
        sa.Column("opened_cluster", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["cluster.id"], name=op.f("fk_emerging_report_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiry.id"], name=op.f("fk_emerging_report_inquiry_id_inquiry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emerging_report")),
        sa.UniqueConstraint("inquiry_id", name=op.f("uq_emerging_report_inquiry_id")),
        sa.UniqueConstraint("query_code", name=op.f("uq_emerging_report_query_code")),
    )
    with op.batch_alter_table("emerging_report") as batch_op:
        batch_op.create_index(batch_op.f("ix_emerging_report_cluster_id"), ["cluster_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_emerging_report_created_at"), ["created_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("emerging_report") as batch_op:
        batch_op.drop_index(batch_op.f("ix_emerging_report_created_at"))
        batch_op.drop_index(batch_op.f("ix_emerging_report_cluster_id"))

    op.drop_table("emerging_report")
    with op.batch_alter_table("source") as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_entry_id"))

    op.drop_table("source")
    with op.batch_alter_table("phrasing") as batch_op:
        batch_op.drop_index(batch_op.f("ix_phrasing_entry_id"))

    op.drop_table("phrasing")
    with op.batch_alter_table("feedback") as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_entry_id"))

    op.drop_table("feedback")
    op.drop_table("entry_version")
    with op.batch_alter_table("cluster") as batch_op:
        batch_op.drop_index(batch_op.f("ix_cluster_status"))
        batch_op.drop_index(batch_op.f("ix_cluster_entry_id"))

    op.drop_table("cluster")
    op.drop_table("staff")
    op.drop_table("knowledge_revision")
    with op.batch_alter_table("inquiry") as batch_op:
        batch_op.drop_index(batch_op.f("ix_inquiry_created_at"))
        batch_op.drop_index(batch_op.f("ix_inquiry_conversation_id"))

    op.drop_table("inquiry")
    with op.batch_alter_table("entry") as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_updated_at"))
        batch_op.drop_index(batch_op.f("ix_entry_status"))

    op.drop_table("entry")
