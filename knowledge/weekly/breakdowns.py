"""The week's counts by topic, food, trick, channel, place seen and sub-district."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from knowledge.emerging.views import WhereSeen
from knowledge.trends.queries import run
from knowledge.trends.rising import WeekHistory
from knowledge.trends.subjects import Asked, SubjectKey, Subjects
from knowledge.trends.weeks import IsoWeek, Period
from knowledge.weekly.figures import Breakdown, Cell, RumorLine
from knowledge.weekly.rumors import channel_label
from knowledge.weekly.tricks import tricks_of

UNNAMED = "未写明"


_SUBJECT_QUERIES = "asks_by_entry + reports_by_cluster"


def all_breakdowns(
    session: Session, week: IsoWeek, subjects: Subjects, history: WeekHistory, rumors: Iterable[RumorLine]
) -> tuple[Breakdown, ...]:
    """Every breakdown of the week, cells in falling order."""
    before = week.plus(-1).period
    counted = [
        Breakdown(key, title, unit, query, _cells(count(session, week.period), count(session, before)), adds_up=True)
        for key, title, unit, query, count in (
            ("channel", "渠道（提问）", "次", "questions_by_channel", _by_channel),
            ("report_channel", "渠道（上报线索）", "人", "reports_by_channel", _by_report_channel),
            ("where_seen", "在哪里看到", "人", "reports_by_where_seen", _by_where_seen),
            ("sub_district", "街镇", "人", "reports_by_sub_district", _by_sub_district),
        )
    ]
    return (*by_subject(subjects, history, rumors, may_show=lambda _: True), *counted)


def for_public(
    breakdowns: Iterable[Breakdown], subjects: Subjects, history: WeekHistory, rumors: Iterable[RumorLine]
) -> tuple[Breakdown, ...]:
    """The breakdowns without leads marked 不宜公开 and those that name a company, where they tell of what is said."""
    hidden = {
        ("cluster", str(line.cluster_id)) for line in subjects.clusters.values() if line.is_restricted or line.companies
    }
    public = {one.key: one for one in by_subject(subjects, history, rumors, may_show=lambda key: key not in hidden)}
    return tuple(public.get(one.key, one) for one in breakdowns)


def by_subject(
    subjects: Subjects, history: WeekHistory, rumors: Iterable[RumorLine], *, may_show: Callable[[SubjectKey], bool]
) -> tuple[Breakdown, ...]:
    """The askers of the subjects that may be shown, by topic, food and trick."""
    this = {key: asked for key, asked in history.this.items() if may_show(key)}
    last = {key: asked for key, asked in (history.baseline[-1:] or [{}])[0].items() if may_show(key)}
    known = {rumor.key: rumor.tricks for rumor in rumors}

    def tricks(key: SubjectKey) -> tuple[str, ...]:
        if not subjects.is_rumor(key):
            return ()
        return known.get(key) or tricks_of(subjects.title(key), is_returned=False, names_company=False)

    return tuple(
        Breakdown(key, title, "人", _SUBJECT_QUERIES, _cells(_sum(this, naming), _sum(last, naming)), adds_up)
        for key, title, naming, adds_up in (
            ("topic", "主题", lambda key: (subjects.topic(key) or UNNAMED,), True),
            ("food", "食品", lambda key: (subjects.food(key) or UNNAMED,), True),
            ("trick", "传播套路", tricks, False),
        )
    )


def _cells(this: Mapping[str, int], last: Mapping[str, int]) -> tuple[Cell, ...]:
    names = sorted({*this, *last}, key=lambda name: (name == UNNAMED, -this.get(name, 0), name))
    return tuple(Cell(name, this.get(name, 0), last.get(name, 0)) for name in names)


def _sum(asked: Mapping[SubjectKey, Asked], naming: Callable[[SubjectKey], tuple[str, ...]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, count in asked.items():
        for name in naming(key):
            found[name] = found.get(name, 0) + count.askers
    return found


def _named(rows: Iterable[Mapping[str, Any]], column: str, count: str) -> dict[str, int]:
    return {str(row[column]) or UNNAMED: row[count] for row in rows}


def _by_channel(session: Session, period: Period) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in run(session, "questions_by_channel", period):
        label = channel_label(row["channel"])
        found[label] = found.get(label, 0) + row["questions"]
    return found


def _by_report_channel(session: Session, period: Period) -> dict[str, int]:
    rows = run(session, "reports_by_channel", period)
    return {channel_label(row["channel"]): row["askers"] for row in rows}


def _by_where_seen(session: Session, period: Period) -> dict[str, int]:
    found = _named(run(session, "reports_by_where_seen", period), "where_seen", "askers")
    return {UNNAMED if name == WhereSeen.SKIP else WhereSeen(name).label: count for name, count in found.items()}


def _by_sub_district(session: Session, period: Period) -> dict[str, int]:
    return _named(run(session, "reports_by_sub_district", period), "sub_district", "askers")
