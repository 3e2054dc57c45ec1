"""The columns of the comparison: the same for the terminal, the report and the JSON file."""

from collections.abc import Sequence

from knowledge.evaluation.comparison import CONTRADICTIONS, Result, Row

_QUESTIONS = (
    ("recall_at_1", "recall@1"),
    ("recall_at_3", "recall@3"),
    ("mrr_at_10", "MRR@10"),
    ("answered", "answered"),
    ("wrong_when_answered", "wrong among answered"),
)


def share_columns(result: Result) -> list[tuple[str, str]]:
    """Return (key, heading) of every share of a data set."""
    stems = result.data.files.negatives
    columns = [*_QUESTIONS, *((stem, f"{stem.removeprefix('negatives_')} negatives answered") for stem in stems)]
    if result.data.files.contradictions:
        columns.append((CONTRADICTIONS, "contradictions right"))
    return columns


def number_columns() -> list[str]:
    """Return the headings of what is no share of cases."""
    return ["AUROC", "calibration error", "median ms", "p95 ms", "MB"]


def numbers(row: Row) -> Sequence[str]:
    """Return the cells under :func:`number_columns`."""
    return [
        "–" if row.auroc is None else f"{row.auroc:.3f}",
        "–" if row.calibration_error is None else f"{row.calibration_error:.3f}",
        f"{row.median_ms:.1f}",
        f"{row.p95_ms:.1f}",
        f"{row.megabytes:.0f}" if row.megabytes >= 1 else f"{row.megabytes:.1f}",
    ]


def percent(share: float) -> str:
    """Return a share as a reader wants it."""
    return f"{100 * share:.1f}"
