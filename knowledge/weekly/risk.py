"""The risk grade: harm × spread × local link × answerability, each factor a small whole number; pure."""

from dataclasses import dataclass
from enum import StrEnum


class RiskGrade(StrEnum):
    """How much attention a rumor, or the week, needs."""

    GENERAL = "general"
    WATCH = "watch"
    ELEVATED = "elevated"
    HIGH = "high"

    @property
    def label(self) -> str:
        """The name staff read, with the colour of the warning scale."""
        return _LABELS[self]

    @property
    def rank(self) -> int:
        """For comparing: a higher grade has a higher rank."""
        return list(RiskGrade).index(self)


_LABELS = {
    RiskGrade.GENERAL: "一般（蓝）",
    RiskGrade.WATCH: "关注（黄）",
    RiskGrade.ELEVATED: "较高（橙）",
    RiskGrade.HIGH: "高（红）",
}

_FROM = ((24, RiskGrade.HIGH), (12, RiskGrade.ELEVATED), (6, RiskGrade.WATCH), (0, RiskGrade.GENERAL))

SPREAD_STEPS = (10, 50)
"""Askers of the week from which the spread is 2, and 3. A rumor that is rising counts one step more, at most 3."""


@dataclass(frozen=True, slots=True)
class RiskFactors:
    """What a grade is made of; the product is 1 to 36."""

    harm: int
    """1 to 3: what follows when somebody acts on the rumor (the entry's, or as judged in the ledger)."""
    spread: int
    """1 to 3."""
    local: int
    """2 when it names the district, the city or a company here, else 1."""
    answerability: int
    """2 while no published entry answers it, else 1."""

    @property
    def score(self) -> int:
        """The product of the four."""
        return self.harm * self.spread * self.local * self.answerability

    @property
    def grade(self) -> RiskGrade:
        """The grade of the score."""
        return next(grade for least, grade in _FROM if self.score >= least)


def spread_of(askers: int, *, is_rising: bool) -> int:
    """The factor for how far a rumor went this week."""
    step = 1 + sum(askers >= least for least in SPREAD_STEPS)
    return min(3, step + is_rising)


def overall(grades: list[RiskGrade]) -> RiskGrade:
    """The week's grade: that of its gravest rumor; 一般 for a week without any."""
    return max(grades, key=lambda grade: grade.rank, default=RiskGrade.GENERAL)
