"""Entries are locked optimistically, published or withdrawn at a set time, and found by their words."""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "2026_11_26_editing"
down_revision: str | None = "2026_11_26_audit_records"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INDEXED = ("kind", "topic", "unit", "next_review_on", "publish_at", "expire_at")


def upgrade() -> None:
    with op.batch_alter_table("entry") as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("approved_by", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("expire_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("search_text", sa.Text(), nullable=True))
    _fill()
    with op.batch_alter_table("entry") as batch_op:
        batch_op.alter_column("edition", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("search_text", existing_type=sa.Text(), nullable=False)
        batch_op.create_index("ix_entry_status_updated_at", ["status", "updated_at"])
        for column in _INDEXED:
            batch_op.create_index(f"ix_entry_{column}", [column])


def _fill() -> None:
    # The words as they stand: the next change of an entry writes them in the form the search compares.
    connection = op.get_bind()
    entry = sa.table(
        "entry",
        *(sa.column(name) for name in ("id", "title", "truth", "key_points", "edition", "search_text")),
    )
    phrasing = sa.table("phrasing", sa.column("entry_id"), sa.column("text"))
    said: dict[str, list[str]] = {}
    for entry_id, text in connection.execute(sa.select(phrasing.c.entry_id, phrasing.c.text)):
        said.setdefault(entry_id, []).append(text)
    rows = connection.execute(sa.select(entry.c.id, entry.c.title, entry.c.truth, entry.c.key_points)).all()
    for row in rows:
        points = json.loads(row.key_points) if isinstance(row.key_points, str) else row.key_points
        words = "\n".join([row.title, row.truth, *points, *said.get(row.id, ())]).lower()
        connection.execute(entry.update().where(entry.c.id == row.id).values(edition=1, search_text=words))


def downgrade() -> None:
    with op.batch_alter_table("entry") as batch_op:
        for column in _INDEXED:
            batch_op.drop_index(f"ix_entry_{column}")
        batch_op.drop_index("ix_entry_status_updated_at")
        for name in ("edition", "publish_at", "approved_by", "expire_at", "search_text"):
            batch_op.drop_column(name)
