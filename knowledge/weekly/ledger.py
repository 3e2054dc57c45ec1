"""What went through the ledger in a week; pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from statistics import median

from knowledge.check_worthiness import MessageKind
from knowledge.emerging.lifecycle import CLOSED, ClusterStatus
from knowledge.trends.subjects import Asked, ClusterLine, Move, SubjectKey
from knowledge.trends.weeks import IsoWeek, Period
from knowledge.weekly.figures import LedgerFigures, OpenLead


def ledger_figures(clusters: Iterable[ClusterLine], week: IsoWeek, asked: Mapping[SubjectKey, Asked]) -> LedgerFigures:
    """The ledger of rumors; questions nothing answers are told apart (信息空白) and not counted here."""
    period = week.period
    lines = [line for line in clusters if line.kind is MessageKind.RUMOR]
    moves = [(line, move) for line in lines for move in line.moves if period.since <= move.at < period.until]
    ends = [(line, move) for line, move in moves if move.after in CLOSED]
    return LedgerFigures(
        received=sum(period.since <= line.created_at < period.until for line in lines),
        judged=sum(_first_judging(line) is not None and _in(period, _first_judging(line)) for line in lines),
        transferred=sum(_in(period, line.assigned_at) for line in lines),
        closed=len(ends),
        rebutted=_count(ends, ClusterStatus.REBUTTED),
        confirmed=_count(ends, ClusterStatus.CONFIRMED),
        dismissed=_count(ends, ClusterStatus.DISMISSED),
        reopened=sum(move.before in CLOSED and move.after not in CLOSED for _, move in moves),
        hours_to_judging=_median_hours(
            (line.created_at, judged.at)
            for line in lines
            if (judged := _first_judging(line)) is not None and _in(period, judged)
        ),
        hours_to_closing=_median_hours((_opened_at(line, move), move.at) for line, move in ends),
        open_leads=tuple(_open_lead(line, week, asked) for line in lines if line.is_open),
    )


def _in(period: Period, moment: Move | datetime | None) -> bool:
    at = moment.at if isinstance(moment, Move) else moment
    return at is not None and period.since <= at < period.until


def _first_judging(line: ClusterLine) -> Move | None:
    """When somebody first decided whether to check it."""
    return next((move for move in line.moves if move.before is ClusterStatus.PENDING), None)


def _opened_at(line: ClusterLine, end: Move) -> datetime:
    """When the stretch of work that ``end`` closed began: the creation, or the last reopening before it."""
    starts = [move.at for move in line.moves if move.before in CLOSED and move.after not in CLOSED and move.at < end.at]
    return max(starts, default=line.created_at)


def _count(ends: Iterable[tuple[ClusterLine, Move]], status: ClusterStatus) -> int:
    return sum(move.after is status for _, move in ends)


def _median_hours(spans: Iterable[tuple[datetime, datetime]]) -> float | None:
    hours = [(end - start).total_seconds() / 3600 for start, end in spans]
    return round(median(hours), 1) if hours else None


def _open_lead(line: ClusterLine, week: IsoWeek, asked: Mapping[SubjectKey, Asked]) -> OpenLead:
    late = (week.sunday - line.due_on).days if line.due_on is not None else 0
    return OpenLead(
        cluster_id=line.cluster_id,
        claim=line.claim,
        status=line.status.label,
        unit=line.unit or "",
        due_on=line.due_on,
        days_overdue=max(0, late),
        askers=asked.get(("cluster", str(line.cluster_id)), Asked()).askers,
        is_restricted=line.is_restricted,
        awaits_company=bool(line.companies) and not line.is_company_checked,
    )
