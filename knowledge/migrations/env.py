"""Run by Alembic for every command; ``knowledge.migrations`` hands it the connection."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum

import knowledge.audit.models
import knowledge.emerging.models
import knowledge.entries.models
import knowledge.inquiries.models
import knowledge.jobs.models
import knowledge.notifications.models
import knowledge.promotion.models
import knowledge.questions.models
import knowledge.revision
import knowledge.staff.models
import knowledge.weekly.models  # noqa: F401 - every table must be known for comparison
from knowledge.db import Base, UtcDateTime


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write plain column types into migrations, which must not change when our classes do."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


connection = context.config.attributes["connection"]
if connection is None:
    raise RuntimeError("use `xiaochen migrate`; migrations do not run without a connection")
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
