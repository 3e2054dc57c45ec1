"""One share: a value per case, the cases that count, and how far chance may have moved it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 1000
SEED = 20261126
_DIGITS = 6
_LOW, _HIGH = 2.5, 97.5


@dataclass(frozen=True, slots=True)
class Interval:
    """Where 95 % of resamples fall."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Counted:
    """The mean of ``values`` over the cases where ``counts`` is true."""

    values: tuple[float, ...]
    counts: tuple[bool, ...]

    @classmethod
    def over(cls, pairs: Iterable[tuple[float, bool]]) -> "Counted":
        """Take (value, does it count) for every case."""
        pairs = list(pairs)
        return cls(tuple(float(value) for value, _ in pairs), tuple(bool(counts) for _, counts in pairs))

    @classmethod
    def all_of(cls, values: Iterable[float]) -> "Counted":
        """Count every case."""
        return cls.over((value, True) for value in values)

    @property
    def share(self) -> float:
        """The share itself; with nothing to count it is 0."""
        counted = sum(self.counts)
        total = sum(value for value, counts in zip(self.values, self.counts, strict=True) if counts)
        return round(total / counted, _DIGITS) if counted else 0.0

    def interval(self) -> Interval:
        """Resample the cases, those that do not count too: how many count is itself a matter of chance."""
        if not any(self.counts):
            return Interval(0.0, 0.0)
        counts = np.array(self.counts, np.float64)
        values = np.array(self.values, np.float64) * counts
        drawn = np.random.default_rng(SEED).integers(0, len(counts), (RESAMPLES, len(counts)))
        counted: NDArray[np.float64] = counts[drawn].sum(axis=1)
        totals = values[drawn].sum(axis=1)
        shares = totals[counted > 0] / counted[counted > 0]
        low, high = np.percentile(shares, (_LOW, _HIGH))
        return Interval(round(float(low), _DIGITS), round(float(high), _DIGITS))
