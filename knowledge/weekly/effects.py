"""What rebuttals did: who saw them, who was told, and how often was asked before and after."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from knowledge.emerging.lifecycle import CONCLUSIONS
from knowledge.entries.kinds import EntryKind
from knowledge.trends.counts import Votes
from knowledge.trends.queries import run, run_one
from knowledge.trends.subjects import Asked, SubjectKey, Subjects
from knowledge.trends.weeks import IsoWeek, Period
from knowledge.weekly.figures import Rebuttal

WEEKS_BACK = 3
"""Rebuttals of this week and so many weeks before are followed: younger ones have no after yet."""

MOST_DAYS = 7
MOST_AT_ONCE = 30
"""More first versions than this in one week are an import of content, not answers to rumors that went round."""


def rebuttals(
    session: Session,
    week: IsoWeek,
    subjects: Subjects,
    asked: Mapping[SubjectKey, Asked],
    votes: Mapping[str, Votes],
) -> tuple[Rebuttal, ...]:
    """The answers of the last four weeks, those of this week first, then the latest."""
    told = {row["entry_id"]: row["told"] for row in run(session, "notifications", week.period)}
    since = week.plus(-WEEKS_BACK).period.since
    answers = _answers(session, Period(since, week.period.until), subjects)
    found = [
        Rebuttal(
            entry_id=entry_id,
            title=subjects.entries[entry_id].title,
            answered_at=at,
            is_of_this_week=at >= week.period.since,
            reach=asked.get(("entry", entry_id), Asked()).askers,
            told=told.get(entry_id, 0),
            votes=votes.get(entry_id, Votes()),
            **_before_and_after(session, entry_id, at, week.period.until),
        )
        for entry_id, at in answers.items()
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_of_this_week, -one.answered_at.timestamp(), one.entry_id)))


def _answers(session: Session, period: Period, subjects: Subjects) -> dict[str, datetime]:
    """When each rumor got its answer: its entry's first publication, or the lead's conclusion with it."""
    found: dict[str, datetime] = {}
    first_versions = [row for row in run(session, "versions", period) if row["number"] == 1]
    if len(first_versions) <= MOST_AT_ONCE:
        for row in first_versions:
            entry = subjects.entries.get(row["entry_id"])
            if entry is not None and entry.kind is EntryKind.RUMOR:
                found[entry.entry_id] = row["published_at"]
    for line in subjects.clusters.values():
        for move in line.moves:
            if move.after in CONCLUSIONS and period.since <= move.at < period.until and line.entry_id:
                entry = subjects.entries.get(line.entry_id)
                if entry is not None and entry.is_public and not line.is_restricted:
                    found.setdefault(entry.entry_id, move.at)
    return found


def _before_and_after(session: Session, entry_id: str, at: datetime, until: datetime) -> dict[str, int]:
    days = min(MOST_DAYS, (until - at).days)
    span = timedelta(days=days)
    before, after = Period(at - span, at), Period(at, at + span)
    return {
        "asks_before": _asks(session, entry_id, before),
        "asks_after": _asks(session, entry_id, after),
        "days_after": days,
    }


def _asks(session: Session, entry_id: str, period: Period) -> int:
    answered = run_one(session, "asks_of_entry", period, entry_id=entry_id)["askers"]
    reported = run_one(session, "reports_of_entry", period, entry_id=entry_id)["askers"]
    return int(answered + reported)
