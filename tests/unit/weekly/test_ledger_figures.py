from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from knowledge.check_worthiness import MessageKind
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.trends.subjects import ClusterLine, Move
from knowledge.trends.weeks import IsoWeek
from knowledge.weekly.ledger import ledger_figures

WEEK = IsoWeek(2026, 45)
MONDAY = WEEK.period.since


def line(number: int, *steps: tuple[ClusterStatus, float], created_days: float = 0, **changes: Any) -> ClusterLine:
    """A lead that came ``created_days`` after Monday and was moved so many hours later."""
    created = MONDAY + timedelta(days=created_days)
    moves, before = [Move(number, None, ClusterStatus.PENDING, created)], ClusterStatus.PENDING
    for status, hours in steps:
        moves.append(Move(number, before, status, created + timedelta(hours=hours)))
        before = status
    given = {
        "cluster_id": number,
        "claim": f"传言{number}",
        "kind": MessageKind.RUMOR,
        "status": before,
        "entry_id": None,
        "topic": "水果",
        "foods": (),
        "unit": "区市场监管局",
        "due_on": None,
        "assigned_at": None,
        "conclusion": "",
        "basis": "",
        "harm": None,
        "worthiness": 0.9,
        "is_restricted": False,
        "restricted_reason": "",
        "companies": (),
        "is_company_checked": False,
        "returned_entry_id": None,
        "created_at": created,
        "first_reported_at": created,
        "moves": tuple(moves),
    }
    return ClusterLine(**(given | changes))


def test_the_median_is_the_middle_and_not_the_mean() -> None:
    clusters = [
        line(1, (ClusterStatus.CHECKING, 1), (ClusterStatus.DISMISSED, 10)),
        line(2, (ClusterStatus.CHECKING, 2), (ClusterStatus.DISMISSED, 20)),
        line(3, (ClusterStatus.CHECKING, 3), (ClusterStatus.DISMISSED, 120)),
    ]
    found = ledger_figures(clusters, WEEK, {})
    assert found.hours_to_judging == pytest.approx(2)
    assert found.hours_to_closing == pytest.approx(20)


def test_only_moves_of_the_week_are_counted() -> None:
    clusters = [
        line(1, (ClusterStatus.CHECKING, 30), (ClusterStatus.CONFIRMED, 400), created_days=-10),
        line(2, (ClusterStatus.CHECKING, 5), created_days=1),
    ]
    found = ledger_figures(clusters, WEEK, {})
    assert (found.received, found.judged, found.closed, found.confirmed) == (1, 1, 1, 1)


def test_a_reopened_lead_is_timed_from_its_reopening() -> None:
    steps = (
        (ClusterStatus.CHECKING, 1.0),
        (ClusterStatus.REBUTTED, 2.0),
        (ClusterStatus.CHECKING, 24.0 * 12),
        (ClusterStatus.REBUTTED, 24.0 * 12 + 6),
    )
    found = ledger_figures([line(1, *steps, created_days=-10)], WEEK, {})
    assert found.reopened == 1
    assert found.hours_to_closing == pytest.approx(6)


def test_a_lead_is_overdue_from_the_day_after_its_date_and_only_while_open() -> None:
    clusters = [
        line(1, due_on=date(2026, 11, 8)),
        line(2, due_on=date(2026, 11, 5)),
        line(3, (ClusterStatus.DISMISSED, 1), due_on=date(2026, 11, 1)),
        line(4, due_on=date(2026, 11, 1)),
    ]
    found = ledger_figures(clusters, WEEK, {})
    assert [(lead.cluster_id, lead.days_overdue) for lead in found.overdue] == [(4, 7), (2, 3)]


def test_questions_nothing_answers_are_no_leads() -> None:
    found = ledger_figures([line(1, kind=MessageKind.INFORMATION_GAP)], WEEK, {})
    assert (found.received, found.open_leads) == (0, ())


def test_a_week_without_moves_has_no_median() -> None:
    found = ledger_figures([], WEEK, {})
    assert found.hours_to_judging is None
    assert datetime(2026, 11, 1, 16, tzinfo=UTC) == MONDAY
