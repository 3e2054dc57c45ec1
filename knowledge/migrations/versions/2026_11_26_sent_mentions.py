"""Numbers of further leads that were counted to a report of the same asker."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_26_sent_mentions"
down_revision: str | None = "2026_11_26_weekly_reports"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "sent_mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(length=80), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_sent_mention_partner_id_partner")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["emerging_report.id"], name=op.f("fk_sent_mention_report_id_emerging_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_mention")),
        sa.UniqueConstraint("partner_id", "external_id", name=op.f("uq_sent_mention_partner_id_external_id")),
    )
    with op.batch_alter_table("sent_mention") as batch_op:
        batch_op.create_index("ix_sent_mention_report_id", ["report_id"])


def downgrade() -> None:
    op.drop_table("sent_mention")
