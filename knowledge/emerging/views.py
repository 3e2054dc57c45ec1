"""What callers get back about emerging reports: plain frozen data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from knowledge.audit.service import AuditView
from knowledge.check_worthiness import MessageKind
from knowledge.emerging.kinds import Harm, IntakeChannel
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.priority import Priority


class WhereSeen(StrEnum):
    """Where a resident met the claim."""

    WECHAT_GROUP = "wechat_group"
    MOMENTS = "moments"
    SHORT_VIDEO = "short_video"
    WEBSITE = "website"
    OFFLINE = "offline"
    OTHER = "other"
    SKIP = "skip"

    @property
    def label(self) -> str:
        """The name on the button."""
        return _WHERE_LABELS[self]


_WHERE_LABELS = {
    WhereSeen.WECHAT_GROUP: "微信群",
    WhereSeen.MOMENTS: "朋友圈",
    WhereSeen.SHORT_VIDEO: "短视频",
    WhereSeen.WEBSITE: "网页或公众号",
    WhereSeen.OFFLINE: "线下听说",
    WhereSeen.OTHER: "其他",
    WhereSeen.SKIP: "未说明",
}


@dataclass(frozen=True, slots=True)
class ReportView:
    """One emerging report (上报线索); ``claim`` and ``text`` are masked."""

    report_id: int
    cluster_id: int
    claim: str
    query_code: str
    where_seen: WhereSeen | None
    wants_answer: bool | None
    created_at: datetime
    text: str
    channel: IntakeChannel
    kind: MessageKind
    worthiness: float
    mention_count: int
    sub_district: str
    is_pinned: bool


@dataclass(frozen=True, slots=True)
class ClusterView:
    """One cluster: how often and when it was reported, and where it stands; ``reports`` only where asked for."""

    cluster_id: int
    claim: str
    status: ClusterStatus
    status_label: str
    report_count: int
    wants_answer_count: int
    first_reported_at: datetime
    last_reported_at: datetime
    entry_id: str | None
    kind: MessageKind
    edition: int
    mention_count: int
    asker_count: int
    topic: str
    foods: tuple[str, ...]
    unit: str | None
    due_on: date | None
    assigned_at: datetime | None
    conclusion: str
    basis: str
    evidence: str
    dismissal_reason: str
    concluded_by: str | None
    concluded_at: datetime | None
    harm: Harm | None
    worthiness: float
    is_restricted: bool
    restricted_reason: str
    companies: tuple[str, ...]
    company_checked_by: str
    company_checked_on: date | None
    merged_into_id: int | None
    returned_entry_id: str | None
    returned_version: int | None
    reopened_count: int
    created_at: datetime
    reports: tuple[ReportView, ...] = ()

    @property
    def needs_company_check(self) -> bool:
        """涉企核实 is still to be done."""
        return bool(self.companies) and not self.company_checked_by


class DueState(StrEnum):
    """How a cluster stands to its due date."""

    NONE = "none"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _DUE_LABELS[self]


_DUE_LABELS = {
    DueState.NONE: "未定时限",
    DueState.ON_TIME: "时限内",
    DueState.DUE_SOON: "即将到期",
    DueState.OVERDUE: "已超期",
}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of the ledger."""

    cluster: ClusterView
    priority: Priority
    due_state: DueState


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Some lines of the ledger, the most urgent first; ``total`` is how many fit, ``by_status`` how many of each."""

    total: int
    lines: tuple[LedgerLine, ...]
    by_status: Mapping[ClusterStatus, int]


@dataclass(frozen=True, slots=True)
class LedgerBoard:
    """The beginning of the ledger for each status that was asked for."""

    columns: Mapping[ClusterStatus, LedgerPage]

    @property
    def total(self) -> int:
        """How many lines the columns stand for."""
        return sum(column.total for column in self.columns.values())


@dataclass(frozen=True, slots=True)
class DueLines:
    """What waits for somebody: over its due date, and due today or tomorrow."""

    overdue: LedgerPage
    soon: LedgerPage


@dataclass(frozen=True, slots=True)
class MoveView:
    """One change of status."""

    from_status: ClusterStatus | None
    to_status: ClusterStatus
    at: datetime
    actor: str
    note: str


@dataclass(frozen=True, slots=True)
class DailyCount:
    """Askers and mentions of one day in China."""

    day: date
    askers: int
    mentions: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording of a rumor: how many reported it, and on which days first and last."""

    claim: str
    report_count: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class ClusterFile:
    """All there is on one cluster, for its page."""

    line: LedgerLine
    moves: tuple[MoveView, ...]
    days: tuple[DailyCount, ...]
    variants: tuple[Variant, ...]
    default_unit: str
    """The unit the plan gives it to."""
    default_due_on: date
    history: tuple[AuditView, ...]
    """What people and the system did with it, the latest first."""


@dataclass(frozen=True, slots=True)
class SimilarCluster:
    """Another cluster that may be of the same rumor: how alike (0-1), from what, and what speaks against it."""

    cluster: ClusterView
    total: float
    meaning: float
    words: float
    blocked_by: str | None
