"""Counts of finished days and weeks, and indexes for list pages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_26_period_summaries"
down_revision: str | None = "2026_11_26_sent_mentions"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "period_questions",
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("askers", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("clarified", sa.Integer(), nullable=False),
        sa.Column("unmatched", sa.Integer(), nullable=False),
        sa.Column("emergencies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("since", "until", name=op.f("pk_period_questions")),
    )
    op.create_index(op.f("ix_period_questions_until"), "period_questions", ["until"])
    op.create_table(
        "period_asks",
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("askers", sa.Integer(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["since", "until"],
            ["period_questions.since", "period_questions.until"],
            name=op.f("fk_period_asks_since_period_questions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("since", "until", "entry_id", name=op.f("pk_period_asks")),
    )
    op.create_index("ix_feedback_counted", "feedback", ["created_at", "entry_id", "helpful"])
    op.create_index("ix_emerging_report_spread", "emerging_report", ["asked_on", "cluster_id", "asker_key"])


def downgrade() -> None:
    op.drop_index("ix_emerging_report_spread", "emerging_report")
    op.drop_index("ix_feedback_counted", "feedback")
    op.drop_table("period_asks")
    op.drop_table("period_questions")
