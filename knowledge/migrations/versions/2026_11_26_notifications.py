"""Who is told of an answer, a correction or a withdrawal, each once."""

from collections.abc import Sequence

revision: str = "2026_11_26_notifications"
down_revision: str | None = "2026_11_26_ledger"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
