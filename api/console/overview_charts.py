"""Drawings of the first page, as ECharts options; the figures stand in a table next to each."""

from collections.abc import Sequence
from typing import Any

from knowledge.trends.overview import DayCount

MOST_BARS = 10


def days_chart(days: Sequence[DayCount]) -> dict[str, Any]:
    """Questions by day, and how many of them were answered at once."""
    return {
        "grid": {"left": 44, "right": 16, "top": 36, "bottom": 32},
        "legend": {"top": 0},
        "xAxis": {"type": "category", "data": [f"{point.day:%m-%d}" for point in days]},
        "yAxis": {"type": "value", "minInterval": 1},
        "series": [
            {"name": "提问", "type": "line", "data": [point.questions.questions for point in days]},
            {
                "name": "直接答复",
                "type": "line",
                "symbol": "diamond",
                "lineStyle": {"type": "dashed"},
                "data": [point.questions.answered for point in days],
            },
        ],
    }


def bars_chart(name: str, counts: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """The largest counts as lying bars, the largest on top."""
    shown = list(reversed(counts[:MOST_BARS]))
    return {
        "grid": {"left": 8, "right": 32, "top": 8, "bottom": 24, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1},
        "yAxis": {"type": "category", "data": [label for label, _ in shown]},
        "series": [
            {"name": name, "type": "bar", "label": {"show": True, "position": "right"}, "data": [n for _, n in shown]}
        ],
    }
