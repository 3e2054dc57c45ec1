"""Collections of entries and the entry of the day."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_26_promotion"
down_revision: str | None = "2026_11_26_editing"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "collection",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("introduction", sa.String(length=500), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
    )
    op.create_index(op.f("ix_collection_updated_at"), "collection", ["updated_at"])
    op.create_table(
        "collection_item",
        sa.Column("collection_id", sa.String(length=60), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collection.id"],
            name=op.f("fk_collection_item_collection_id_collection"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_collection_item_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("collection_id", "entry_id", name=op.f("pk_collection_item")),
    )
    op.create_index(op.f("ix_collection_item_entry_id"), "collection_item", ["entry_id"])
    op.create_table(
        "daily_pick",
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("chosen_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entry.id"], name=op.f("fk_daily_pick_entry_id_entry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("on_date", name=op.f("pk_daily_pick")),
    )
    op.create_index(op.f("ix_daily_pick_entry_id"), "daily_pick", ["entry_id"])


def downgrade() -> None:
    op.drop_table("daily_pick")
    op.drop_table("collection_item")
    op.drop_table("collection")
