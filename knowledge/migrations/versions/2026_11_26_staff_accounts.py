"""Staff sign in with a password; sessions."""

from collections.abc import Sequence

revision: str = "2026_11_26_staff_accounts"
down_revision: str | None = "2026_11_26_tier_of_sources"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
