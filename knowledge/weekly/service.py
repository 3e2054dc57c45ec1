"""Making, keeping and signing weekly reports. Functions take the session first and never commit."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import NotFound, WrongState
from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.collecting import collect
from knowledge.weekly.document import from_json, to_json
from knowledge.weekly.figures import Recommendation
from knowledge.weekly.models import WeeklyReportRow
from knowledge.weekly.recommending import recommend
from knowledge.weekly.views import ReportStatus, ReportSummary, Signature, WeeklyReportView
from knowledge.weekly.writing import WrittenReport, recommendations_in, write_report


def compose(session: Session, week: IsoWeek) -> WrittenReport:
    """The report of ``week`` from what the database holds; only reads, and takes seconds on a large one.

    The same database gives the same documents, byte by byte in JSON.
    """
    return write_report(collect(session, week), _last_recommendations(session, week.plus(-1)))


def _last_recommendations(session: Session, week: IsoWeek) -> tuple[Recommendation, ...]:
    """Those of the stored report of ``week``, else those its figures would have led to."""
    row = session.get(WeeklyReportRow, week.name)
    if row is not None:
        return tuple(recommendations_in(from_json(row.internal_json)))
    figures = collect(session, week)
    return () if figures.is_empty else recommend(figures)


def store(session: Session, week: IsoWeek, written: WrittenReport, *, by: str, now: datetime) -> ReportSummary:
    """Keep a composed report as the draft of its week, in place of an earlier draft.

    Raises ``WrongState`` once the week's report is signed.
    """
    row = session.get(WeeklyReportRow, week.name)
    if row is None:
        row = WeeklyReportRow(week=week.name, signed_by=None, signed_at=None)
        session.add(row)
    elif row.status is ReportStatus.SIGNED:
        raise WrongState(
            "weekly report",
            current="signed",
            wanted="draft",
            message=f"{week.name} 的周报已由{row.signed_by}签发，不能再改。",
        )
    row.status = ReportStatus.DRAFT
    row.risk = written.risk
    row.headline = written.headline
    row.internal_json, row.public_json = to_json(written.internal), to_json(written.public)
    row.internal_sha256, row.public_sha256 = _digest(row.internal_json), _digest(row.public_json)
    row.generated_at, row.generated_by = now, by
    return _summary(row)


def sign(session: Session, week: IsoWeek, *, officer: str, sha256: str, now: datetime) -> ReportSummary:
    """Let the report of ``week`` out. ``sha256`` says which content the officer read.

    Raises ``NotFound``, or ``WrongState`` when it is signed already or was made anew since it was read.
    """
    row = _load(session, week)
    if row.status is ReportStatus.SIGNED:
        raise WrongState(
            "weekly report", current="signed", wanted="draft", message=f"这份周报已由{row.signed_by}签发，不用再签。"
        )
    if row.internal_sha256 != sha256:
        raise WrongState(
            "weekly report",
            current=row.internal_sha256[:12],
            wanted=sha256[:12],
            message="您打开之后，这份周报重新生成过。请看过新的内容再签发。",
        )
    _require_intact(row)
    row.status = ReportStatus.SIGNED
    row.signed_by, row.signed_at = officer, now
    return _summary(row)


def read(session: Session, week: IsoWeek) -> WeeklyReportView:
    """The stored report. Raises ``NotFound``, or ``WrongState`` when its content was changed past this program."""
    row = _load(session, week)
    _require_intact(row)
    return WeeklyReportView(
        summary=_summary(row),
        internal=from_json(row.internal_json),
        public=from_json(row.public_json),
        internal_json=row.internal_json,
        public_json=row.public_json,
    )


def list_all(session: Session, *, limit: int, offset: int) -> list[ReportSummary]:
    """Stored reports, the latest week first."""
    query = select(WeeklyReportRow).order_by(WeeklyReportRow.week.desc()).limit(limit).offset(offset)
    return [_summary(row) for row in session.scalars(query)]


def _load(session: Session, week: IsoWeek) -> WeeklyReportRow:
    row = session.get(WeeklyReportRow, week.name)
    if row is None:
        raise NotFound("weekly report", week.name)
    return row


def _require_intact(row: WeeklyReportRow) -> None:
    if (_digest(row.internal_json), _digest(row.public_json)) != (row.internal_sha256, row.public_sha256):
        raise WrongState(
            "weekly report",
            current="altered",
            wanted="as stored",
            message=f"{row.week} 周报的内容与保存时的摘要不一致，可能被改动过，请联系运维从备份恢复。",
        )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _summary(row: WeeklyReportRow) -> ReportSummary:
    signed = Signature(row.signed_by, row.signed_at) if row.signed_by and row.signed_at else None
    return ReportSummary(
        week=IsoWeek.parse(row.week),
        status=row.status,
        risk=row.risk,
        headline=row.headline,
        generated_at=row.generated_at,
        generated_by=row.generated_by,
        signature=signed,
        sha256=row.internal_sha256,
    )
