"""Who is told of an answer, a correction or a withdrawal, each once."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_26_notifications"
down_revision: str | None = "2026_11_26_ledger"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("conversation_id", sa.String(length=80), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("entry_version", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(length=40), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["emerging_report.id"], name=op.f("fk_notification_report_id_emerging_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint(
            "conversation_id",
            "way",
            "kind",
            "entry_id",
            "entry_version",
            name=op.f("uq_notification_conversation_id_way_kind_entry_id_entry_version"),
        ),
    )
    with op.batch_alter_table("notification") as batch_op:
        batch_op.create_index("ix_notification_state_retry_at", ["state", "retry_at"])
        for column in ("entry_id", "report_id", "created_at"):
            batch_op.create_index(batch_op.f(f"ix_notification_{column}"), [column])


def downgrade() -> None:
    op.drop_table("notification")
