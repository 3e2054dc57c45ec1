"""Which subjects are rising: this week against four weeks, today against 28 days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from knowledge.clock import china_date
from knowledge.trends import counts, growth
from knowledge.trends.growth import Growth
from knowledge.trends.subjects import Asked, KnownSubjects, SubjectKey, Subjects, asked, series
from knowledge.trends.weeks import IsoWeek, Period, day_period, day_start

LONGEST_HISTORY_WEEKS = 26
"""Weeks that say how much counts vary; older ones tell of other seasons."""

_SEASON_BACK = 52
_SEASON_WIDTH = 1
_FULL_YEAR_WEEKS = _SEASON_BACK + growth.BASELINE_WEEKS + _SEASON_WIDTH


@dataclass(frozen=True, slots=True)
class WeekHistory:
    """Counts of a week and of what it is compared with, each period by subject, the earliest first."""

    this: Mapping[SubjectKey, Asked]
    baseline: Sequence[Mapping[SubjectKey, Asked]]
    longer: Sequence[Mapping[SubjectKey, Asked]]
    season_weeks: Sequence[Mapping[SubjectKey, Asked]]
    season_before: Sequence[Mapping[SubjectKey, Asked]]

    @property
    def knows_season(self) -> bool:
        """Whether a year of history lies behind the week."""
        return bool(self.season_before)


@dataclass(frozen=True, slots=True)
class Risen:
    """A subject that is asked more than chance explains. ``is_seasonal``: last year's season explains it."""

    key: SubjectKey
    growth: Growth
    is_new: bool
    is_seasonal: bool


def week_history(session: Session, week: IsoWeek, subjects: Subjects) -> WeekHistory:
    """The counts of ``week`` and those before it; weeks before the first question are none."""
    first = counts.first_question_at(session)
    earliest = IsoWeek.of(china_date(first)) if first is not None else week

    def count(weeks: Sequence[IsoWeek]) -> list[dict[SubjectKey, Asked]]:
        return [asked(session, one.period, subjects) for one in weeks if one >= earliest]

    before = week.before(LONGEST_HISTORY_WEEKS)
    split = len(before) - growth.BASELINE_WEEKS
    season: list[IsoWeek] = []
    if week.plus(-_FULL_YEAR_WEEKS) >= earliest:
        middle = week.plus(-_SEASON_BACK)
        season = [middle.plus(offset) for offset in range(-_SEASON_WIDTH, _SEASON_WIDTH + 1)]
    return WeekHistory(
        this=asked(session, week.period, subjects),
        baseline=count(before[split:]),
        longer=count(before[:split]),
        season_weeks=count(season),
        season_before=count(season[0].before(growth.BASELINE_WEEKS)) if season else [],
    )


def rising_in_week(history: WeekHistory) -> list[Risen]:
    """The subjects rising in the week, the most certain first."""
    if not history.baseline:
        return []
    plain = {key: _measure(history, key, season=1.0) for key in history.this}
    seasonal = {key: _measure(history, key, season=_season(history, key)) for key in history.this}
    beyond_season = growth.rising_in_week(seasonal)
    found = []
    for key, grown in growth.rising_in_week(plain).items():
        is_new = not any(series([*history.longer, *history.baseline], key))
        found.append(Risen(key, grown, is_new, is_seasonal=history.knows_season and key not in beyond_season))
    return found


def _measure(history: WeekHistory, key: SubjectKey, *, season: float) -> Growth:
    return growth.measure(
        history.this[key].askers,
        series(history.baseline, key),
        longer=series(history.longer, key),
        season=season,
    )


def _season(history: WeekHistory, key: SubjectKey) -> float:
    if not history.knows_season:
        return 1.0
    return growth.season_ratio(series(history.season_weeks, key), series(history.season_before, key))


class DailyCounts:
    """Counts of whole days by subject, each read once."""

    def __init__(self, session: Session, subjects: KnownSubjects) -> None:
        self._session = session
        self._subjects = subjects
        self._known: dict[date, dict[SubjectKey, Asked]] = {}
        first = counts.first_question_at(session)
        self.first_day = china_date(first) if first is not None else None

    def on(self, day: date) -> dict[SubjectKey, Asked]:
        """The counts of ``day``."""
        if day not in self._known:
            self._known[day] = self.during(day_period(day))
        return self._known[day]

    def during(self, period: Period) -> dict[SubjectKey, Asked]:
        """The counts of a part of a day."""
        return asked(self._session, period, self._subjects)

    def history(self, days: Sequence[date], keys: Sequence[SubjectKey]) -> dict[SubjectKey, list[int]]:
        """The askers of some subjects, day by day."""
        counted = [self.on(day) for day in days]
        return {key: series(counted, key) for key in keys}


def rising_on_day(daily: DailyCounts, day: date, *, until: datetime | None = None) -> list[Risen]:
    """The subjects rising on ``day``, counted up to ``until`` when the day is not over.

    An unfinished day is held against whole ones, so a burst may be seen late in the day but not by mistake.
    """
    days = [day - timedelta(days=number) for number in reversed(range(1, growth.BASELINE_DAYS + 1))]
    known = [one for one in days if daily.first_day is not None and one >= daily.first_day]
    if len(known) < growth.LEAST_DAYS:
        return []
    this = daily.on(day) if until is None else daily.during(Period(day_period(day).since, until))
    # Fewer are never told of, and measuring costs more than counting.
    many = {key: count.askers for key, count in this.items() if count.askers >= growth.DAILY.least_count}
    before = daily.history(known, list(many))
    measured = {key: growth.measure(askers, before[key]) for key, askers in many.items()}
    return [
        Risen(key, grown, is_new=not any(before[key]), is_seasonal=False)
        for key, grown in growth.rising_on_day(measured).items()
    ]


def today_until(now: datetime) -> Period:
    """The part of the day in China that has passed."""
    return Period(day_start(china_date(now)), now)
