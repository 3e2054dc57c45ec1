"""Counts of days and weeks that are over, made once. A summary always equals the query it stands for.

A period without a summary is counted from the inquiries themselves, so nothing is wrong before one is made, and
nothing is wrong when a late write takes it away (``knowledge.inquiries.models``).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from knowledge.clock import china_date
from knowledge.inquiries.models import PeriodAsks, PeriodQuestions
from knowledge.trends.queries import run, run_one
from knowledge.trends.weeks import IsoWeek, Period, day_period

DAYS_KEPT_READY = 42
"""Four weeks before every day of the week a report is written on."""
WEEKS_KEPT_READY = 27

_QUESTIONS = ("questions", "askers", "answered", "clarified", "unmatched", "emergencies")


def missing(session: Session, now: datetime) -> list[Period]:
    """The finished days and weeks, of those that are read all the time, that have no summary; the latest first."""
    wanted = _wanted(china_date(now))
    rows = session.execute(
        select(PeriodQuestions.since, PeriodQuestions.until).where(
            PeriodQuestions.since >= min(period.since for period in wanted)
        )
    )
    known = {(since, until) for since, until in rows}
    return [period for period in wanted if (period.since, period.until) not in known]


def make(session: Session, period: Period, now: datetime) -> None:
    """Write the summary of a period that is over, in place of an earlier one. Needs a transaction that writes."""
    if period.until > now:
        raise ValueError("a period that is not over has no summary")
    key = {"since": period.since, "until": period.until}
    session.execute(delete(PeriodQuestions).filter_by(**key))
    session.execute(insert(PeriodQuestions).values(**key, **run_one(session, "questions", period)))
    asks = run(session, "asks_by_entry", period)
    if asks:
        session.execute(insert(PeriodAsks), [{**key, **row} for row in asks])


def forget_all(session: Session) -> None:
    """For whatever writes inquiries in bulk, past the listener that forgets single periods."""
    session.execute(delete(PeriodAsks))
    session.execute(delete(PeriodQuestions))


def questions(session: Session, period: Period) -> dict[str, int]:
    """The row of the query ``questions``."""
    return questions_by_period(session, [period])[period]


def questions_by_period(session: Session, periods: Sequence[Period]) -> dict[Period, dict[str, int]]:
    """The row of the query ``questions`` for each of some periods."""
    rows = session.scalars(
        select(PeriodQuestions)
        .where(PeriodQuestions.since.in_([period.since for period in periods]))
        # A summary this session read before may have been made anew.
        .execution_options(populate_existing=True)
    )
    made = {Period(row.since, row.until): {name: getattr(row, name) for name in _QUESTIONS} for row in rows}
    return {period: made.get(period) or run_one(session, "questions", period) for period in periods}


def askers_by_period(
    session: Session, periods: Sequence[Period], entry_ids: Sequence[str]
) -> Iterator[tuple[Period, str, int]]:
    """The askers of some entries in each of some periods, as ``asks_by_entry`` counts them; none where nobody asked."""
    wanted = set(entry_ids)
    starts = [period.since for period in periods]
    rows = session.execute(
        select(PeriodQuestions.since, PeriodQuestions.until).where(PeriodQuestions.since.in_(starts))
    )
    made = {Period(since, until) for since, until in rows}
    query = select(PeriodAsks.since, PeriodAsks.until, PeriodAsks.entry_id, PeriodAsks.askers).where(
        PeriodAsks.since.in_(starts), PeriodAsks.entry_id.in_(entry_ids)
    )
    for since, until, entry_id, askers in session.execute(query):
        if (period := Period(since, until)) in periods:
            yield period, entry_id, askers
    for period in periods:
        if period not in made:
            for row in run(session, "asks_by_entry", period):
                if row["entry_id"] in wanted:
                    yield period, row["entry_id"], row["askers"]


def asks_by_entry(session: Session, period: Period) -> list[tuple[str, int, int]]:
    """Entry, askers and mentions, as the query ``asks_by_entry`` counts them."""
    key = {"since": period.since, "until": period.until}
    if session.scalar(select(PeriodQuestions.since).filter_by(**key)) is None:
        return [(row["entry_id"], row["askers"], row["mentions"]) for row in run(session, "asks_by_entry", period)]
    query = select(PeriodAsks.entry_id, PeriodAsks.askers, PeriodAsks.mentions)
    return [(entry_id, askers, mentions) for entry_id, askers, mentions in session.execute(query.filter_by(**key))]


def _wanted(today: date) -> Sequence[Period]:
    week = IsoWeek.of(today)
    days = [day_period(today - timedelta(days=number)) for number in range(1, DAYS_KEPT_READY + 1)]
    return [*days, *(one.period for one in reversed(week.before(WEEKS_KEPT_READY)))]
