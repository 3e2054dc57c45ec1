"""The table of weekly reports."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.db import Base, closed_vocabulary
from knowledge.weekly.risk import RiskGrade
from knowledge.weekly.views import ReportStatus


class WeeklyReportRow(Base):
    """The report (谣言态势周报) of one week: both editions as the JSON they are printed from."""

    __tablename__ = "weekly_report"

    week: Mapped[str] = mapped_column(String(8), primary_key=True)
    status: Mapped[ReportStatus] = mapped_column(closed_vocabulary(ReportStatus))
    risk: Mapped[RiskGrade] = mapped_column(closed_vocabulary(RiskGrade))
    headline: Mapped[str] = mapped_column(String(300))
    internal_json: Mapped[str] = mapped_column(Text)
    public_json: Mapped[str] = mapped_column(Text)
    internal_sha256: Mapped[str] = mapped_column(String(64))
    public_sha256: Mapped[str] = mapped_column(String(64))
    generated_at: Mapped[datetime]
    """Stands beside the content, not in it: the same week generated twice is the same, byte by byte."""
    generated_by: Mapped[str] = mapped_column(String(80))
    signed_by: Mapped[str | None] = mapped_column(String(80))
    signed_at: Mapped[datetime | None]
