"""Weekly reports, runs of jobs, and partners of the interface."""

from collections.abc import Sequence

revision: str = "2026_11_26_weekly_reports"
down_revision: str | None = "2026_11_26_notifications"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
