"""Sources say how far they are trusted (tier) instead of whether their link is shown."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from knowledge.entries.publishers import tier_of_url

revision: str = "2026_11_26_tier_of_sources"
down_revision: str | None = "2026_11_23_create_tables"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ENTRY = sa.table("entry", sa.column("id", sa.String), sa.column("imported_digest", sa.String))
_VERSION = sa.table(
    "entry_version",
    sa.column("entry_id", sa.String),
    sa.column("number", sa.Integer),
    sa.column("content", sa.JSON),
)
_SOURCE = sa.table(
    "source",
    sa.column("id", sa.Integer),
    sa.column("url", sa.String),
    sa.column("show_link", sa.Boolean),
    sa.column("tier", sa.String),
)
_Values = dict[str, Any]


def upgrade() -> None:
    with op.batch_alter_table("source") as batch_op:
        batch_op.add_column(sa.Column("tier", sa.String(length=20), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(_SOURCE.c.id, _SOURCE.c.url, _SOURCE.c.show_link)).all():
        connection.execute(_SOURCE.update().where(_SOURCE.c.id == row.id).values(tier=_tier(row.show_link, row.url)))
    with op.batch_alter_table("source") as batch_op:
        batch_op.alter_column("tier", existing_type=sa.String(length=20), nullable=False)
        batch_op.drop_column("show_link")
    _rewrite_versions(_with_tier)


def downgrade() -> None:
    with op.batch_alter_table("source") as batch_op:
        batch_op.add_column(sa.Column("show_link", sa.Boolean(), nullable=True))
    op.get_bind().execute(_SOURCE.update().values(show_link=_SOURCE.c.tier != "C"))
    with op.batch_alter_table("source") as batch_op:
        batch_op.alter_column("show_link", existing_type=sa.Boolean(), nullable=False)
        batch_op.drop_column("tier")
    _rewrite_versions(_with_show_link)


def _tier(show_link: bool, url: str | None) -> str:
    # The list of the program that runs the migration: a host it does not know was never shown as trusted.
    return tier_of_url(url).value if show_link else "C"


def _with_tier(source: _Values) -> _Values:
    show_link = source.pop("show_link", True)
    return source if "tier" in source else source | {"tier": _tier(show_link, source.get("url"))}


def _with_show_link(source: _Values) -> _Values:
    return source | {"show_link": source.pop("tier", "C") != "C"}


def _rewrite_versions(change: Callable[[_Values], _Values]) -> None:
    """Change the sources in every snapshot, and with it the digest by which an import knows its own work."""
    connection = op.get_bind()
    digests = {row.id: row.imported_digest for row in connection.execute(sa.select(_ENTRY)).all()}
    for row in connection.execute(sa.select(_VERSION)).all():
        before = _digest(row.content)
        content = row.content | {"sources": [change(dict(source)) for source in row.content.get("sources", [])]}
        connection.execute(
            _VERSION.update()
            .where(_VERSION.c.entry_id == row.entry_id, _VERSION.c.number == row.number)
            .values(content=content)
        )
        if digests.get(row.entry_id) == before:
            connection.execute(
                _ENTRY.update().where(_ENTRY.c.id == row.entry_id).values(imported_digest=_digest(content))
            )


def _digest(content: _Values) -> str:
    # As knowledge.entries.content.digest was on this day; copied, because a migration must not change later.
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
