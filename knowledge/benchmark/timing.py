"""Clock and memory: what a call takes, as the median and the slow end."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

WARM_UP = 5
_STATUS = Path("/proc/self/status")

Subject = TypeVar("Subject")


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of repeated calls."""

    calls: int
    median_ms: float
    p95_ms: float


def time_calls(calls: Sequence[Callable[[], object]], *, rounds: int) -> list[Latency]:
    """Time each call in turn, once a round after a warm-up round: a busy moment of the machine meets all of them."""
    times: list[list[float]] = [[] for _ in calls]
    for number in range(-1, rounds):
        for call, spent in zip(calls, times, strict=True):
            started = time.perf_counter()
            call()
            if number >= 0:
                spent.append((time.perf_counter() - started) * 1000)
    return [latency_of(spent) for spent in times]


def time_each(ask: Callable[[Subject], object], subjects: Sequence[Subject], *, warm: int = WARM_UP) -> Latency:
    """Time one call for each subject; the first few are asked once before."""
    for subject in subjects[:warm]:
        ask(subject)
    spent = []
    for subject in subjects:
        started = time.perf_counter()
        ask(subject)
        spent.append((time.perf_counter() - started) * 1000)
    return latency_of(spent)


def latency_of(milliseconds: Sequence[float]) -> Latency:
    """Summarise some times."""
    ordered = sorted(milliseconds)
    slow = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return Latency(len(ordered), statistics.median(ordered), slow)


def timed(work: Callable[[], Subject]) -> tuple[Subject, float]:
    """Return what ``work`` gives, and the seconds it took."""
    started = time.perf_counter()
    result = work()
    return result, time.perf_counter() - started


def resident_mb() -> float:
    """Return the memory this process holds now, in MB; 0 where the system does not say."""
    gc.collect()
    if not _STATUS.exists():
        return 0.0
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1000
