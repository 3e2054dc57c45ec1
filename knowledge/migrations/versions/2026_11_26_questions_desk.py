"""What became of a question at the questions desk; marks of wrong answers."""

from collections.abc import Sequence

revision: str = "2026_11_26_questions_desk"
down_revision: str | None = "2026_11_26_promotion"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
