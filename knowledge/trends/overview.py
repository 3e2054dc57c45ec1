"""The numbers of the console's first page: today and this week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from knowledge.clock import china_date
from knowledge.trends import counts, current, subjects
from knowledge.trends.counts import Questions, Reports, Votes
from knowledge.trends.current import CurrentCounts, CurrentSubjects
from knowledge.trends.rising import rising_on_day, today_until
from knowledge.trends.subjects import Asked, SubjectKey
from knowledge.trends.weeks import IsoWeek, Period, day_period

DAYS_SHOWN = 28
TOP_SHOWN = 10


@dataclass(frozen=True, slots=True)
class AskedSubject:
    """One line of a top list. ``key`` is ("entry", id) or ("cluster", id)."""

    key: SubjectKey
    title: str
    topic: str
    askers: int
    expected: float | None = None
    """What was to be expected, for subjects that rise."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """One point of the line of days."""

    day: date
    questions: Questions


@dataclass(frozen=True, slots=True)
class Overview:
    """Today, this week so far, and the weeks' line. All counts up to the instant asked for."""

    today: Questions
    this_week: Questions
    last_week: Questions
    reports_this_week: Reports
    votes_this_week: Votes
    top_topics: tuple[tuple[str, int], ...]
    top_subjects: tuple[AskedSubject, ...]
    rising_today: tuple[AskedSubject, ...]
    days: tuple[DayCount, ...]


def overview(session: Session, now: datetime, *, may_see_restricted: bool) -> Overview:
    """The overview at ``now``; leads marked 不宜公开 are left out for those who may not see them."""
    today = china_date(now)
    week = IsoWeek.of(today)
    so_far = Period(week.period.since, now)
    known = current.load(session, so_far)
    asked = subjects.asked(session, so_far, known)
    visible = {key: count for key, count in asked.items() if may_see_restricted or not known.is_restricted(key)}
    ranked = sorted(visible, key=lambda key: (-visible[key].askers, key))[:TOP_SHOWN]
    risen = rising_on_day(CurrentCounts(session, known), today, until=now)
    days = [today - timedelta(days=number) for number in reversed(range(1, DAYS_SHOWN))]
    questions = counts.questions_by_period(session, [day_period(day) for day in days])
    questions_today = counts.questions(session, today_until(now))
    return Overview(
        today=questions_today,
        this_week=counts.questions(session, so_far),
        last_week=counts.questions(session, week.plus(-1).period),
        reports_this_week=counts.reports(session, so_far),
        votes_this_week=counts.all_votes(counts.votes_by_entry(session, so_far)),
        top_topics=top_topics(known, asked),
        top_subjects=tuple(_line(known, key, visible[key].askers) for key in ranked),
        rising_today=tuple(
            _line(known, one.key, one.growth.count, one.growth.expected)
            for one in risen
            if may_see_restricted or not known.is_restricted(one.key)
        ),
        days=(*map(DayCount, days, questions), DayCount(today, questions_today)),
    )


def top_topics(known: CurrentSubjects, asked: dict[SubjectKey, Asked]) -> tuple[tuple[str, int], ...]:
    """The topics by askers, the largest first; what has none is left out."""
    by_topic: dict[str, int] = {}
    for key, count in asked.items():
        if topic := known.topic(key):
            by_topic[topic] = by_topic.get(topic, 0) + count.askers
    return tuple(sorted(by_topic.items(), key=lambda pair: (-pair[1], pair[0])))


def _line(known: CurrentSubjects, key: SubjectKey, askers: int, expected: float | None = None) -> AskedSubject:
    return AskedSubject(key, known.title(key), known.topic(key), askers, expected)
