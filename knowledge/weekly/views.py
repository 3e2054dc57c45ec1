"""What callers get back about weekly reports: plain frozen data."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.document import Document
from knowledge.weekly.risk import RiskGrade


class ReportStatus(StrEnum):
    """A draft may be made anew; a signed report never changes."""

    DRAFT = "draft"
    SIGNED = "signed"

    @property
    def label(self) -> str:
        """The name staff read."""
        return "草稿" if self is ReportStatus.DRAFT else "已签发"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who let a report out, and when."""

    officer: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """A line of the list of reports."""

    week: IsoWeek
    status: ReportStatus
    risk: RiskGrade
    headline: str
    generated_at: datetime
    generated_by: str
    signature: Signature | None
    sha256: str
    """Digest of the internal edition's JSON; what was signed."""


@dataclass(frozen=True, slots=True)
class WeeklyReportView:
    """A report whole. ``internal_json`` and ``public_json`` are the stored bytes; the documents are read from them."""

    summary: ReportSummary
    internal: Document
    public: Document
    internal_json: str
    public_json: str
