"""The audit log: who changed what, and when."""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import Depends, Query, Request, Response

from api.console.access import SignedIn, allowed, console_router
from api.console.csv_files import csv_response
from api.console.paging import PAGE_SIZE, Page, PageNumber, offset_of
from api.console.templating import china_time
from api.deps import ServicesDep
from knowledge.audit.actions import OPERATOR, SYSTEM, Action, SubjectKind
from knowledge.audit.service import AuditFilter, AuditView
from knowledge.clock import CHINA_STANDARD_TIME, china_date
from knowledge.entries.kinds import EntryKind, EntryStatus, Verdict
from knowledge.staff.permissions import Permission
from knowledge.staff.roles import StaffRole

router = console_router("/console/audit")

Auditor = Annotated[SignedIn, Depends(allowed(Permission.READ_AUDIT))]

_PAGES = {
    SubjectKind.ENTRY: "/console/entries/",
    SubjectKind.CLUSTER: "/console/ledger/",
    SubjectKind.COLLECTION: "/console/collections/",
    SubjectKind.WEEKLY_REPORT: "/console/reports/",
}
"""Where a subject is looked at, its id following."""
_ACTOR_NAMES = {SYSTEM: "系统", OPERATOR: "运维命令"}
_FIELDS = {
    "advice": "建议",
    "assignee": "经办人",
    "edition": "版本",
    "format": "格式",
    "is_active": "启用",
    "key_points": "要点",
    "kind": "类型",
    "name": "名称",
    "note": "备注",
    "phrasings": "问法",
    "role": "角色",
    "rows": "行数",
    "sources": "来源",
    "status": "状态",
    "title": "标题",
    "topic": "主题",
    "truth": "事实",
    "unit": "单位",
    "verdict": "结论",
}
_WORDS: dict[str, type[StaffRole] | type[EntryStatus] | type[EntryKind] | type[Verdict]] = {
    "role": StaffRole,
    "status": EntryStatus,
    "kind": EntryKind,
    "verdict": Verdict,
}
"""Fields whose values are words of a closed list, where they are."""
_HEADINGS = ("时间", "操作人", "操作", "对象", "对象编号", "说明", "原来", "现在")
_LONGEST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class ChangedField:
    """A field before and after, as text."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditSearch:
    """The filters as the address has them; what makes no sense there restricts nothing."""

    actor: str
    action: str
    subject: str
    subject_id: str
    since: str
    until: str
    words: str

    def wanted(self) -> AuditFilter:
        """The filter they mean. Days are days in Tianjin, the last one included."""
        until = _day(self.until)
        return AuditFilter(
            actor=self.actor or None,
            action=Action(self.action) if self.action in set(Action) else None,
            subject_kind=SubjectKind(self.subject) if self.subject in set(SubjectKind) else None,
            subject_id=self.subject_id.strip() or None,
            since=_start(_day(self.since)),
            until=_start(until + timedelta(days=1)) if until else None,
            words=self.words,
        )


def _search(
    actor: Annotated[str, Query(max_length=80)] = "",
    action: Annotated[str, Query(max_length=40)] = "",
    subject: Annotated[str, Query(max_length=40)] = "",
    subject_id: Annotated[str, Query(max_length=80)] = "",
    since: Annotated[str, Query(max_length=20)] = "",
    until: Annotated[str, Query(max_length=20)] = "",
    words: Annotated[str, Query(max_length=100)] = "",
) -> AuditSearch:
    return AuditSearch(actor, action, subject, subject_id, since, until, words)


Search = Annotated[AuditSearch, Depends(_search)]


@router.get("")
async def audit_page(
    request: Request, services: ServicesDep, person: Auditor, search: Search, number: PageNumber = 1
) -> Response:
    """The log, newest first."""
    find = partial(services.knowledge.audit_page, search.wanted(), limit=PAGE_SIZE, offset=offset_of(number))
    found = await to_thread.run_sync(find)
    actors = await to_thread.run_sync(services.knowledge.audit_actors)
    return services.pages.render(
        request,
        "audit/list.html",
        person,
        search=search,
        records=[(record, changes(record)) for record in found.records],
        page=Page(number, found.total),
        actors=[(name, actor_name(name)) for name in actors],
        actions=list(Action),
        subjects=list(SubjectKind),
        actor_name=actor_name,
        subject_pages=_PAGES,
    )


@router.get("/export.csv")
async def export(services: ServicesDep, person: Auditor, search: Search) -> Response:
    """The same as a file."""
    records = await to_thread.run_sync(services.knowledge.export_audit, search.wanted(), person.name)
    today = china_date(services.knowledge.clock())
    return csv_response(f"审计日志-{today}", _HEADINGS, (_row(record) for record in records))


def actor_name(actor: str) -> str:
    """What people read for an actor."""
    return _ACTOR_NAMES.get(actor, actor)


def changes(record: AuditView) -> list[ChangedField]:
    """What a record says was changed, field by field."""
    before, after = record.before or {}, record.after or {}
    return [
        ChangedField(_FIELDS.get(name, name), _shown(name, before.get(name)), _shown(name, after.get(name)))
        for name in dict.fromkeys([*before, *after])
    ]


def _row(record: AuditView) -> tuple[object, ...]:
    return (
        china_time(record.at),
        actor_name(record.actor),
        record.action.label,
        record.subject_kind.label,
        record.subject_id,
        record.note,
        _json(record.before),
        _json(record.after),
    )


def _shown(name: str, value: Any) -> str:
    words = _WORDS.get(name)
    if words is not None and value in set(words):
        return words(value).label
    text = value if isinstance(value, str) else _json(value)
    return f"{text[:_LONGEST_SHOWN]}…" if len(text) > _LONGEST_SHOWN else text


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _start(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), CHINA_STANDARD_TIME) if day else None
