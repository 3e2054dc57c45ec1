"""The ledger of clusters: assignment, conclusion, moves; what intake knows of a report."""

from collections.abc import Sequence

revision: str = "2026_11_26_ledger"
down_revision: str | None = "2026_11_26_questions_desk"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
