"""Counting one week: every figure of the report, from the named queries. Functions only read."""

from datetime import date

from sqlalchemy.orm import Session

from knowledge.check_worthiness import MessageKind
from knowledge.clock import china_date
from knowledge.trends import counts, subjects
from knowledge.trends.queries import run_one
from knowledge.trends.rising import DailyCounts, Risen, rising_in_week, rising_on_day, week_history
from knowledge.trends.subjects import SubjectKey, Subjects
from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.breakdowns import all_breakdowns, for_public
from knowledge.weekly.effects import rebuttals
from knowledge.weekly.figures import RisingLine, RumorLine, WeekFigures, WeekVolume
from knowledge.weekly.ledger import ledger_figures
from knowledge.weekly.outlook import expected_after
from knowledge.weekly.quality import quality
from knowledge.weekly.rumors import RumorReader, returned_in

WEEKS_CHARTED = 12


def collect(session: Session, week: IsoWeek) -> WeekFigures:
    """The figures of ``week`` as the database has them, with statuses as they stood at its end."""
    known = subjects.load(session, week.period.until)
    history = week_history(session, week, known)
    risen = rising_in_week(history)
    rumors = RumorReader(session, week.period, known, history, risen).all()
    votes = counts.votes_by_entry(session, week.period)
    breakdowns = all_breakdowns(session, week, known, history, rumors)
    return WeekFigures(
        week=week,
        volumes=_volumes(session, week),
        history_weeks=len(history.baseline),
        knows_season=history.knows_season,
        is_simulated=run_one(session, "simulated", week.period)["messages"] > 0,
        rumors=rumors,
        rising=_rising(rumors, risen, _rise_days(session, week, known)),
        returned=returned_in(rumors, known, week.period),
        gaps=tuple(rumor for rumor in rumors if rumor.is_gap),
        breakdowns=breakdowns,
        public_breakdowns=for_public(breakdowns, known, history, rumors),
        open_gaps=frozenset(
            line.cluster_id
            for line in known.clusters.values()
            if line.kind is MessageKind.INFORMATION_GAP and line.is_open
        ),
        ledger=ledger_figures(known.clusters.values(), week, history.this),
        ledger_before=ledger_figures(known.clusters.values(), week.plus(-1), {}),
        rebuttals=rebuttals(session, week, known, history.this, votes),
        quality=quality(session, week.period, known, votes),
        outlook=expected_after(week),
    )


def _volumes(session: Session, week: IsoWeek) -> tuple[WeekVolume, ...]:
    first = counts.first_question_at(session)
    earliest = min(week, IsoWeek.of(china_date(first))) if first is not None else week
    weeks = [one for one in (*week.before(WEEKS_CHARTED - 1), week) if one >= earliest]
    return tuple(
        WeekVolume(
            week=one,
            messages=run_one(session, "messages", one.period)["messages"],
            questions=counts.questions(session, one.period),
            reports=counts.reports(session, one.period),
            votes=counts.all_votes(counts.votes_by_entry(session, one.period)),
        )
        for one in weeks
    )


def _rise_days(session: Session, week: IsoWeek, known: Subjects) -> dict[SubjectKey, list[date]]:
    found: dict[SubjectKey, list[date]] = {}
    daily = DailyCounts(session, known)
    for day in week.days:
        for risen in rising_on_day(daily, day):
            found.setdefault(risen.key, []).append(day)
    return found


def _rising(
    rumors: tuple[RumorLine, ...], risen: list[Risen], days: dict[SubjectKey, list[date]]
) -> tuple[RisingLine, ...]:
    """What rose over the week, then what rose on single days only."""
    lines = {rumor.key: rumor for rumor in rumors}
    by_week = [
        RisingLine(
            rumor=lines[one.key],
            count=one.growth.count,
            expected=round(one.growth.expected, 1),
            p_value=float(f"{one.growth.p_value:.2g}"),
            is_new=one.is_new,
            is_seasonal=one.is_seasonal,
            rose_on=tuple(days.get(one.key, ())),
        )
        for one in risen
        if one.key in lines
    ]
    told = {one.rumor.key for one in by_week}
    by_day = [
        RisingLine(
            rumor=lines[key],
            count=lines[key].askers,
            expected=round(lines[key].expected, 1),
            p_value=1.0,
            is_new=False,
            is_seasonal=False,
            rose_on=tuple(on),
        )
        for key, on in days.items()
        if key in lines and key not in told
    ]
    return (*by_week, *sorted(by_day, key=lambda line: (-line.count, line.rumor.key)))
