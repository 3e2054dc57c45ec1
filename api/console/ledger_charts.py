"""Drawings of the ledger, as ECharts options; the figures stand in a table next to each."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from knowledge.emerging.views import DailyCount

MOST_DAYS = 120


def days_chart(days: Sequence[DailyCount]) -> dict[str, Any] | None:
    """Askers and mentions by day, days without any included; ``None`` for a single day, which is no line."""
    if len(days) < 2:
        return None
    counted = {day.day: day for day in days}
    last = days[-1].day
    first = max(days[0].day, last - timedelta(days=MOST_DAYS - 1))
    shown = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return {
        "grid": {"left": 40, "right": 16, "top": 36, "bottom": 32},
        "legend": {"top": 0},
        "xAxis": {"type": "category", "data": [f"{day:%m-%d}" for day in shown]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {
                "name": "提问人次",
                "type": "bar",
                "data": [counted[day].askers if day in counted else 0 for day in shown],
            },
            {
                "name": "提及次数",
                "type": "line",
                "symbol": "diamond",
                "data": [counted[day].mentions if day in counted else 0 for day in shown],
            },
        ],
    }
