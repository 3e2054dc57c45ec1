"""How urgent a lead is: harm x spread x growth x check-worthiness, each shown; pure.

Every factor lies between a floor and 1 and multiplies the others: a harmful rumor nobody passes on and a joke
everybody passes on both come after a harmful one that spreads. The score is the product as a percentage.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.emerging.kinds import Harm
from knowledge.matching.spelling import plain_words
from knowledge.matching.vocabulary import mentions

HARM_FACTOR = {Harm.HIGH: 1.0, Harm.MEDIUM: 0.6, Harm.LOW: 0.3}
"""A rumor about death or about children outweighs one about getting fat three times at equal spread."""

SPREAD_WEEKS = 5
"""Askers of this many weeks count, the running one included: a rumor of last year does not spread any more."""

FULL_SPREAD = 63
"""Askers at which spread reaches 1. On a log scale, so that 1, 3, 7, 15, 31 and 63 askers are even steps."""

STEADY_GROWTH = 0.5
"""The factor of a rumor asked as often as before; each doubling adds a quarter, each halving takes one away."""
GROWTH_PER_DOUBLING = 0.25
LEAST_GROWTH = 0.25

LEAST_WORTHINESS = 0.2
"""What does not read like a rumor is still looked at: the model misses some."""

URGENT_SCORE = 40.0
"""A harmful rumor with seven askers, most of them this week, reaches it."""
NOTABLE_SCORE = 15.0
"""A harmful one with two askers, or an everyday one with ten."""

SEVERE_HARMS = frozenset(
    {"死亡", "中毒", "致癌", "白血病", "昏迷", "流产", "不孕", "性早熟", "肾衰竭", "铅中毒", "爆炸", "窒息", "感染"}
)
"""Concepts of the word list that send people to hospital or into panic."""
TENDER_PEOPLE = frozenset({"婴儿", "儿童", "孕妇"})
"""Any harm said of them counts as severe: families act on it at once."""


MOST_CLAIMS_REMEMBERED = 20_000
"""Claims whose harm is kept in memory: finding it takes a hundred times as long as the rest of a priority."""


class PriorityBand(StrEnum):
    """Three bands, for a badge."""

    URGENT = "urgent"
    NOTABLE = "notable"
    ORDINARY = "ordinary"

    @property
    def label(self) -> str:
        """The name staff read."""
        return _BANDS[self]


_BANDS = {PriorityBand.URGENT: "优先", PriorityBand.NOTABLE: "关注", PriorityBand.ORDINARY: "一般"}


@dataclass(frozen=True, slots=True)
class Spread:
    """Askers of a cluster in the last seven days, and in the four weeks before those."""

    last_week: int
    before: int


@dataclass(frozen=True, slots=True)
class Priority:
    """The factors (0-1), what they come from, and their product (0-100)."""

    harm: Harm
    harm_is_judged: bool
    askers: int
    askers_last_week: int
    askers_before: int
    harm_factor: float
    spread_factor: float
    growth_factor: float
    worthiness_factor: float

    @property
    def score(self) -> float:
        """The product, as a percentage with one decimal."""
        return round(100 * self.harm_factor * self.spread_factor * self.growth_factor * self.worthiness_factor, 1)

    @property
    def band(self) -> PriorityBand:
        """Its band."""
        if self.score >= URGENT_SCORE:
            return PriorityBand.URGENT
        return PriorityBand.NOTABLE if self.score >= NOTABLE_SCORE else PriorityBand.ORDINARY


def priority(*, claim: str, judged_harm: Harm | None, spread: Spread, worthiness: float) -> Priority:
    """The priority of a cluster; ``judged_harm`` is staff's word, which outweighs the words of the claim."""
    harm = judged_harm or harm_of_words(claim)
    askers = spread.last_week + spread.before
    return Priority(
        harm=harm,
        harm_is_judged=judged_harm is not None,
        askers=askers,
        askers_last_week=spread.last_week,
        askers_before=spread.before,
        harm_factor=HARM_FACTOR[harm],
        spread_factor=spread_factor(askers),
        growth_factor=growth_factor(spread),
        worthiness_factor=min(1.0, max(LEAST_WORTHINESS, worthiness)),
    )


def spread_factor(askers: int) -> float:
    """0 for nobody, 1 from ``FULL_SPREAD`` askers on."""
    return min(1.0, math.log2(1 + askers) / math.log2(1 + FULL_SPREAD))


def growth_factor(spread: Spread) -> float:
    """The askers of the last seven days against the mean week before; one is added to both, so 0 to 1 is no jump."""
    mean_before = spread.before / (SPREAD_WEEKS - 1)
    doublings = math.log2((spread.last_week + 1) / (mean_before + 1))
    return min(1.0, max(LEAST_GROWTH, STEADY_GROWTH + GROWTH_PER_DOUBLING * doublings))


@lru_cache(maxsize=MOST_CLAIMS_REMEMBERED)
def harm_of_words(claim: str) -> Harm:
    """What believing the claim can do, from its words."""
    found = mentions(plain_words(claim))
    is_tender = bool(found.people & TENDER_PEOPLE) and bool(found.harms or found.general_harm)
    if found.harms & SEVERE_HARMS or is_tender:
        return Harm.HIGH
    return Harm.MEDIUM if found.harms or found.general_harm or found.substances else Harm.LOW
