"""The figures as tables for a terminal."""

from typing import Any

from rich.table import Table

from knowledge.evaluation.columns import number_columns, numbers, percent, share_columns
from knowledge.evaluation.comparison import Result

_QUESTION_LINES = (
    ("recall_at_1", "recall@1"),
    ("recall_at_3", "recall@3"),
    ("mrr_at_10", "MRR@10"),
    ("answered", "answered"),
    ("clarified", "clarified"),
    ("clarified_hit", "clarified, right one offered"),
    ("wrong_when_answered", "wrong when answered"),
)


def figures_table(result: dict[str, Any]) -> Table:
    """Lay matcher and baselines side by side, one line per measure."""
    systems = {"matcher": result["matcher"], **result["baselines"]}
    table = Table(title="evaluation", title_justify="left")
    table.add_column("set")
    table.add_column("n", justify="right")
    table.add_column("measure")
    for name in systems:
        table.add_column(name, justify="right")

    def add(label: str, n: int, measure: str, path: tuple[str, ...]) -> None:
        table.add_row(label, str(n), measure, *(f"{percent(_at(figures, path))}%" for figures in systems.values()))

    matcher = result["matcher"]
    for key, label in _QUESTION_LINES:
        add("questions", matcher["questions"]["n"], label, ("questions", key))
    for style, figures in matcher["by_style"].items():
        for key in ("recall_at_1", "answered", "wrong_when_answered"):
            add(f"style {style}", figures["n"], dict(_QUESTION_LINES)[key], ("by_style", style, key))
    for stem, figures in matcher["negatives"].items():
        add(stem, figures["n"], "answered", ("negatives", stem, "answered"))
        add(stem, figures["n"], "clarified", ("negatives", stem, "clarified"))
    if matcher["contradictions"]["n"]:
        add("contradictions", matcher["contradictions"]["n"], "accuracy", ("contradictions", "accuracy"))
    return table


def comparison_table(result: Result) -> Table:
    """Lay measures beside systems: one line per measure, this matcher with its 95 % interval."""
    table = Table(title=f"{result.data.title} ({len(result.data.files.questions)} questions)", title_justify="left")
    table.add_column("%")
    for row in result.rows:
        table.add_column(row.system, justify="right")
        if row is result.matcher:
            table.add_column("95% of it", justify="right", style="dim")
    for key, heading in share_columns(result):
        cells: list[str] = []
        for row in result.rows:
            cells.append(percent(row.counts[key].share))
            if row is result.matcher:
                interval = row.counts[key].interval()
                cells.append(f"{percent(interval.low)}–{percent(interval.high)}")
        table.add_row(heading, *cells)
    for place, heading in enumerate(number_columns()):
        cells = []
        for row in result.rows:
            cells.extend([numbers(row)[place]] + ([""] if row is result.matcher else []))
        table.add_row(heading, *cells)
    return table


def _at(figures: dict[str, Any], path: tuple[str, ...]) -> float:
    value: Any = figures
    for key in path:
        value = value[key]
    return float(value)
