"""What callers get back about emerging reports: plain frozen data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.emerging.lifecycle import ClusterStatus


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
    """One emerging report (上报线索); ``claim`` is masked."""

    report_id: int
    cluster_id: int
    claim: str
    query_code: str
    where_seen: WhereSeen | None
    wants_answer: bool | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ClusterView:
    """One cluster with how often and when it was reported; ``reports`` only where asked for."""

    cluster_id: int
    claim: str
    status: ClusterStatus
    status_label: str
    report_count: int
    wants_answer_count: int
    first_reported_at: datetime
    last_reported_at: datetime
    entry_id: str | None
    reports: tuple[ReportView, ...] = ()
