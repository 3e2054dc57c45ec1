"""Staff sign in with a password; sessions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_26_staff_accounts"
down_revision: str | None = "2026_11_26_tier_of_sources"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("staff") as batch_op:
        batch_op.alter_column("token_sha256", existing_type=sa.String(length=64), nullable=True)
        batch_op.add_column(sa.Column("password_hash", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("is_password_temporary", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("totp_sealed", sa.String(length=300), nullable=True))
        batch_op.add_column(sa.Column("totp_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "staff_former_password",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_former_password_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_former_password")),
    )
    with op.batch_alter_table("staff_former_password") as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_former_password_staff_id"), ["staff_id"])
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_session_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("key_sha256", name=op.f("uq_staff_session_key_sha256")),
    )
    with op.batch_alter_table("staff_session") as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_session_staff_id"), ["staff_id"])


def downgrade() -> None:
    op.drop_table("staff_session")
    op.drop_table("staff_former_password")
    # The earlier version knows tokens only: who has none is given one that nobody knows.
    op.execute("UPDATE staff SET token_sha256 = 'none-' || id WHERE token_sha256 IS NULL")
    with op.batch_alter_table("staff") as batch_op:
        for column in (
            "last_sign_in_at",
            "totp_step",
            "totp_since",
            "totp_sealed",
            "locked_until",
            "failures",
            "is_password_temporary",
            "password_set_at",
            "password_hash",
        ):
            batch_op.drop_column(column)
        batch_op.alter_column("token_sha256", existing_type=sa.String(length=64), nullable=False)
