"""Writing and reading the audit log. Functions take the session first and never commit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.audit.actions import Action, SubjectKind
from knowledge.audit.models import AuditRecord

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
        )
    )


def find(session: Session, wanted: AuditFilter, *, limit: int, offset: int) -> list[AuditView]:
    """Records that fit, newest first."""
    query = select(AuditRecord).order_by(AuditRecord.id.desc()).limit(limit).offset(offset)
    for column, value in (
        (AuditRecord.actor, wanted.actor),
        (AuditRecord.action, wanted.action),
        (AuditRecord.subject_kind, wanted.subject_kind),
        (AuditRecord.subject_id, wanted.subject_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.since is not None:
        query = query.where(AuditRecord.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditRecord.at < wanted.until)
    return [_view(row) for row in session.scalars(query)]


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
