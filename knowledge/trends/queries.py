"""The named queries of ``queries.sql``: loaded once, run by name, printed in the report's annex."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from knowledge.db import UtcDateTime
from knowledge.trends.weeks import Period

_FILE = Path(__file__).parent / "queries.sql"
_INSTANTS = frozenset({"since", "until"})


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One query: ``definition`` says in Chinese what it counts."""

    name: str
    definition: str
    sql: str


@cache
def named_queries() -> Mapping[str, NamedQuery]:
    """Every query by its name."""
    found = {}
    for part in _FILE.read_text(encoding="utf-8").split("-- name: ")[1:]:
        name, *lines = part.strip().splitlines()
        comments = [line for line in lines if line.startswith("-- ")]
        sql = "\n".join(line for line in lines if line and not line.startswith("--"))
        found[name.strip()] = NamedQuery(name.strip(), "".join(line[3:] for line in comments), sql)
    return found


def run(session: Session, name: str, period: Period | None = None, **values: object) -> list[dict[str, Any]]:
    """The rows of a query. Columns ending in ``_at`` are instants with their zone on every database."""
    sql = named_queries()[name].sql
    given: dict[str, object] = dict(values)
    if period is not None:
        given |= {"since": period.since, "until": period.until}
    wanted = {word for word in ("since", "until", *values) if f":{word}" in sql}
    statement = text(sql).bindparams(*(bindparam(word, type_=UtcDateTime()) for word in wanted & _INSTANTS))
    result = session.execute(statement, {word: given[word] for word in wanted})
    columns = list(result.keys())
    instants = [column for column in columns if column.endswith("_at")]
    rows = [dict(zip(columns, row, strict=True)) for row in result]
    for row in rows:
        row |= {column: _instant(row[column]) for column in instants}
    return rows


def run_one(session: Session, name: str, period: Period | None = None, **values: object) -> dict[str, Any]:
    """The single row of a query that always gives one."""
    (row,) = run(session, name, period, **values)
    return row


def _instant(value: Any) -> Any:
    if value is None:
        return value
    # SQLite gives text for what it has no type for.
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
