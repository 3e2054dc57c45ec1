"""Whether something is asked more than before: tests of a count against its own history; pure.

**The test.** Under the null hypothesis the asks of this period and of the ``k`` periods before it come at one rate.
Asks are less even than Poisson (a forward goes round a group, ten people ask), so each count is negative binomial
with the dispersion its own history shows. Given their total, this period's share is then beta-binomial: the exact
conditional test, one-sided. Without over-dispersion it is the binomial test with share 1/(k+1) of two Poisson rates.
A season is a known ratio of rates and makes the share s/(s+k).

**Weeks.** A week tests hundreds of rumors. Benjamini-Hochberg keeps the expected share of false alarms among the
alarms at ``FALSE_ALARMS``.

**Days.** Each subject is tested by itself at ``DAILY_LEVEL``, and must exceed every one of the 28 days before: of 29
exchangeable days the last is the single largest in at most 1 of 29 cases whatever the distribution, so a shuffled
history raises an alarm in under 3.5% of days even if the model of the counts were wrong.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

import numpy as np

Key = TypeVar("Key", bound=Hashable)

FALSE_ALARMS = 0.05
"""Share of false alarms accepted among the alarms of one week (Benjamini-Hochberg)."""

DAILY_LEVEL = 0.01
"""Level of the daily test of one subject. Chosen on 2026-11-26 by simulation: a burst of three times the mean is
seen the same day in at least 95% of runs unless its history is very uneven, and of 120 steadily asked rumors one is
flagged by chance about every eighth day."""

BASELINE_WEEKS = 4
BASELINE_DAYS = 28
LEAST_DAYS = 14
"""Days of operation below which a day is not judged: too little is known of what is usual."""

_SEASON_BOUNDS = (0.5, 3.0)
_SEASON_WEIGHT = 2.5
"""Asks a week added to both sides of last year's ratio, so that a rumor asked twice then says nothing about now."""

_EVEN = 1.0001
"""A dispersion up to this is Poisson; the beta-binomial's parameters would grow without bound."""


@dataclass(frozen=True, slots=True)
class GrowthRule:
    """From where on an increase is worth telling."""

    least_count: int
    least_ratio: float


WEEKLY = GrowthRule(least_count=5, least_ratio=1.5)
DAILY = GrowthRule(least_count=10, least_ratio=2.0)


@dataclass(frozen=True, slots=True)
class Growth:
    """A count beside the mean of the periods before it. ``expected`` is that mean times the season."""

    count: int
    total: int
    """The count and those it is compared with, together."""
    mean: float
    expected: float
    p_value: float
    exceeds_history: bool

    @property
    def ratio(self) -> float | None:
        """How many times the expected count; ``None`` where nothing was expected."""
        return self.count / self.expected if self.expected > 0 else None

    def is_worth_telling(self, rule: GrowthRule) -> bool:
        """Whether the increase is large enough to be told, if it is not chance."""
        return self.count >= rule.least_count and self.count >= rule.least_ratio * self.expected


def dispersion(counts: Sequence[int]) -> float:
    """Variance over mean of a history, at least 1: how much more than Poisson counts it varies."""
    if len(counts) < 2 or (mean := fmean(counts)) == 0:
        return 1.0
    return max(1.0, sum((count - mean) ** 2 for count in counts) / (len(counts) - 1) / mean)


def measure(count: int, baseline: Sequence[int], *, longer: Sequence[int] = (), season: float = 1.0) -> Growth:
    """Compare ``count`` with the periods of ``baseline``, all of one length.

    ``longer`` is an earlier history that says how much the counts vary, where there is one.
    """
    if not baseline:
        return Growth(count, count, 0.0, 0.0, 1.0, exceeds_history=False)
    mean = fmean(baseline)
    return Growth(
        count=count,
        total=count + sum(baseline),
        mean=mean,
        expected=mean * season,
        p_value=_p_value(count, baseline, [*longer, *baseline], season),
        exceeds_history=count > max(baseline),
    )


def _p_value(count: int, baseline: Sequence[int], history: Sequence[int], season: float) -> float:
    """How likely this period has at least ``count`` of all asks, were its rate that of the baseline."""
    # Imported here: most processes never measure anything. Not scipy.stats, which takes two seconds to import.
    from scipy.special import bdtrc

    total, spread = count + sum(baseline), dispersion(history)
    if count == 0:
        return 1.0
    if spread <= _EVEN:
        return float(bdtrc(count - 1, total, season / (season + len(baseline))))
    size = fmean(history) / (spread - 1)
    return beta_binomial_tail(count, total, size * season, size * len(baseline))


def beta_binomial_tail(count: int, total: int, a: float, b: float) -> float:
    """How likely at least ``count`` of ``total`` are, each with a probability drawn once from Beta(a, b)."""
    from scipy.special import betaln

    hits = np.arange(count, total + 1)
    log_ways = -np.log(total + 1) - betaln(total - hits + 1, hits + 1)
    return min(1.0, float(np.exp(log_ways + betaln(hits + a, total - hits + b) - betaln(a, b)).sum()))


def season_ratio(same_weeks: Sequence[int], before_them: Sequence[int]) -> float:
    """How last year's counts of these weeks stood to those of the four weeks before: what the season alone does."""
    if not same_weeks or not before_them:
        return 1.0
    ratio = (fmean(same_weeks) + _SEASON_WEIGHT) / (fmean(before_them) + _SEASON_WEIGHT)
    lowest, highest = _SEASON_BOUNDS
    return min(max(ratio, lowest), highest)


def rising_in_week(grown: Mapping[Key, Growth]) -> dict[Key, Growth]:
    """Those whose increase over the weeks before is large and not chance, the most certain first.

    Everything with ``least_count`` asks in all its weeks together is tested, and the Benjamini-Hochberg limit counts
    all of those. Chosen by this week's count alone, those tested would be the lucky ones already.
    """
    tested = _by_certainty(grown, lambda growth: growth.total >= WEEKLY.least_count)
    passed = 0
    for rank, (_, growth) in enumerate(tested, start=1):
        if growth.p_value <= FALSE_ALARMS * rank / len(tested):
            passed = rank
    return {key: growth for key, growth in tested[:passed] if growth.is_worth_telling(WEEKLY)}


def rising_on_day(grown: Mapping[Key, Growth]) -> dict[Key, Growth]:
    """Those asked far more today than on each of the days before, the most certain first."""
    return dict(
        _by_certainty(
            grown,
            lambda growth: growth.exceeds_history and growth.is_worth_telling(DAILY) and growth.p_value <= DAILY_LEVEL,
        )
    )


def _by_certainty(grown: Mapping[Key, Growth], is_wanted: Callable[[Growth], bool]) -> list[tuple[Key, Growth]]:
    wanted = ((key, growth) for key, growth in grown.items() if is_wanted(growth))
    return sorted(wanted, key=lambda pair: (pair[1].p_value, -pair[1].count, str(pair[0])))
