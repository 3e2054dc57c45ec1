"""What the project set itself to reach, beside what was measured."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.evaluation.columns import percent
from knowledge.evaluation.comparison import CONTRADICTIONS, Result, Row

_CALIBRATION_ERROR = "calibration_error"


@dataclass(frozen=True, slots=True)
class Target:
    """A measure with what it must reach (or stay under) on our own questions and on those of others."""

    key: str
    heading: str
    own: float
    outside: float
    is_ceiling: bool = False


# Set before the work, in issue 4.
TARGETS = (
    Target("recall_at_1", "recall@1", 0.96, 0.94),
    Target("recall_at_3", "recall@3", 0.99, 0.98),
    Target("answered", "answered directly", 0.85, 0.75),
    Target("wrong_when_answered", "wrong among answered", 0.01, 0.02, is_ceiling=True),
    Target("negatives_near", "near negatives answered", 0.03, 0.05, is_ceiling=True),
    Target("negatives_far", "far negatives answered", 0.005, 0.005, is_ceiling=True),
    Target(CONTRADICTIONS, "contradictions right", 0.97, 0.93),
    Target(_CALIBRATION_ERROR, "calibration error", 0.03, 0.08, is_ceiling=True),
)
_SETS = ("own_final", "outside")


def target_lines(results: Sequence[Result]) -> Iterator[str]:
    """Yield a section with a line per target and set; none when no set with targets was measured."""
    measured = {result.data.name: result.matcher for result in results if result.data.name in _SETS}
    if not measured:
        return
    yield "## Against the targets"
    yield ""
    yield "| measure | set | target | measured | |"
    yield "|---|---|---|---|---|"
    for target in TARGETS:
        for name, row in measured.items():
            value = _value(row, target.key)
            if value is not None:
                yield _line(target, name, value)
    yield ""


def _value(row: Row, key: str) -> float | None:
    if key == _CALIBRATION_ERROR:
        return row.calibration_error
    return row.counts[key].share if key in row.counts else None


def _line(target: Target, name: str, value: float) -> str:
    wanted = target.own if name == "own_final" else target.outside
    missed_by = value - wanted if target.is_ceiling else wanted - value
    sign = "≤" if target.is_ceiling else "≥"
    verdict = f"**missed by {percent(missed_by)}**" if missed_by > 0 else "reached"
    title = "own, final part" if name == "own_final" else "outside"
    return f"| {target.heading} | {title} | {sign} {percent(wanted)} | {percent(value)} | {verdict} |"
