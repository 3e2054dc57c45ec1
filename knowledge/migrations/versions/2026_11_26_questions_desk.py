"""What became of a question at the questions desk; marks of wrong answers."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_26_questions_desk"
down_revision: str | None = "2026_11_26_promotion"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "question_handling",
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry_id"],
            ["inquiry.id"],
            name=op.f("fk_question_handling_inquiry_id_inquiry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("inquiry_id", name=op.f("pk_question_handling")),
    )
    op.create_index(op.f("ix_question_handling_outcome"), "question_handling", ["outcome"])
    op.create_index("ix_inquiry_by_outcome", "inquiry", ["outcome", "created_at", "probability"])
    op.create_index("ix_feedback_by_vote", "feedback", ["helpful", "created_at"])


def downgrade() -> None:
    op.drop_index("ix_feedback_by_vote", "feedback")
    op.drop_index("ix_inquiry_by_outcome", "inquiry")
    op.drop_table("question_handling")
