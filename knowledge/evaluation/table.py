"""The figures as a table for a terminal."""

from typing import Any

from rich.table import Table

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
        table.add_row(label, str(n), measure, *(_percent(_at(figures, path)) for figures in systems.values()))

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


def _at(figures: dict[str, Any], path: tuple[str, ...]) -> float:
    value: Any = figures
    for key in path:
        value = value[key]
    return float(value)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
