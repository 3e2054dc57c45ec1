"""Writing and reading the audit log. Functions take the session first and never commit."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from knowledge.audit.actions import Action, SubjectKind
from knowledge.audit.models import AuditRecord
from knowledge.containing import has_word

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class AuditView:
    """One change, as staff read it."""

    record_id: int
    at: datetime
    actor: str
    action: Action
    subject_kind: SubjectKind
    subject_id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    note: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which records are wanted; a field left out does not restrict."""

    actor: str | None = None
    action: Action | None = None
    subject_kind: SubjectKind | None = None
    subject_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Records before this instant."""
    words: str = ""
    """Each of these words stands somewhere in the record."""


def record(
    session: Session,
    *,
    actor: str,
    action: Action,
    subject: tuple[SubjectKind, object],
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    note: str = "",
) -> None:
    """Record a change in the transaction that makes it. ``before`` and ``after`` hold what changed, as JSON values.

    Nothing personal of residents may be passed; texts of theirs are masked long before.
    """
    kind, key = subject
    session.add(
        AuditRecord(
            at=now,
            actor=actor,
            action=action.value,
            subject_kind=kind.value,
            subject_id=str(key),
            before=dict(before) if before is not None else None,
            after=dict(after) if after is not None else None,
            note=note[:LONGEST_NOTE],
            words=_words(actor, str(key), note[:LONGEST_NOTE], before, after),
        )
    )


def find(session: Session, wanted: AuditFilter, *, limit: int, offset: int) -> list[AuditView]:
    """Records that fit, newest first."""
    query = select(AuditRecord).where(*_conditions(wanted)).order_by(AuditRecord.id.desc())
    return [_view(row) for row in session.scalars(query.limit(limit).offset(offset))]


def page(session: Session, wanted: AuditFilter, *, limit: int, offset: int) -> tuple[int, list[AuditView]]:
    """How many records fit, and some of them, newest first."""
    if not wanted.words.split():
        return _count(session, wanted), find(session, wanted, limit=limit, offset=offset)
    # Words are looked for in every record: once, for the number and the page together.
    query = select(AuditRecord.id, func.count().over()).where(*_conditions(wanted)).order_by(AuditRecord.id.desc())
    rows = session.execute(query.limit(limit).offset(offset)).all()
    if not rows:
        return (_count(session, wanted) if offset else 0), []
    records = session.scalars(select(AuditRecord).where(AuditRecord.id.in_([row[0] for row in rows])))
    return rows[0][1], [_view(row) for row in sorted(records, key=lambda record: -record.id)]


def _count(session: Session, wanted: AuditFilter) -> int:
    return session.scalar(select(func.count(AuditRecord.id)).where(*_conditions(wanted))) or 0


def actors(session: Session) -> list[str]:
    """Everybody who ever changed something, by name."""
    return list(session.scalars(select(AuditRecord.actor).distinct().order_by(AuditRecord.actor)))


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (AuditRecord.actor, wanted.actor),
            (AuditRecord.action, wanted.action),
            (AuditRecord.subject_kind, wanted.subject_kind),
            (AuditRecord.subject_id, wanted.subject_id),
        )
        if value is not None
    ]
    if wanted.since is not None:
        conditions.append(AuditRecord.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditRecord.at < wanted.until)
    return conditions + [has_word(AuditRecord.words, word) for word in wanted.words.split()]


def _words(actor: str, key: str, note: str, *contents: Mapping[str, Any] | None) -> str:
    # Readable text, unlike the stored JSON, which may write Chinese as escapes.
    texts = [json.dumps(content, ensure_ascii=False) for content in contents if content]
    return "\n".join(part for part in (actor, key, note, *texts) if part)


def _view(row: AuditRecord) -> AuditView:
    return AuditView(
        record_id=row.id,
        at=row.at,
        actor=row.actor,
        action=Action(row.action),
        subject_kind=SubjectKind(row.subject_kind),
        subject_id=row.subject_id,
        before=row.before,
        after=row.after,
        note=row.note,
    )
