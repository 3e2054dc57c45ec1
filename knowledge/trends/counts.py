"""Counts of one period, typed. Functions take the session first and only read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from knowledge.trends import summaries
from knowledge.trends.queries import run, run_one
from knowledge.trends.weeks import Period


@dataclass(frozen=True, slots=True)
class Questions:
    """Food-safety questions of a period and what became of them."""

    questions: int = 0
    askers: int = 0
    answered: int = 0
    clarified: int = 0
    unmatched: int = 0
    emergencies: int = 0

    @property
    def answered_share(self) -> float | None:
        """Of all questions those answered at once; ``None`` when nobody asked."""
        return self.answered / self.questions if self.questions else None


@dataclass(frozen=True, slots=True)
class Reports:
    """Leads taken in during a period, by every way."""

    askers: int = 0
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Votes:
    """What residents said of answers."""

    helpful: int = 0
    unhelpful: int = 0

    @property
    def total(self) -> int:
        """All votes."""
        return self.helpful + self.unhelpful

    @property
    def helpful_share(self) -> float | None:
        """The share of 有用; ``None`` when nobody voted."""
        return self.helpful / self.total if self.total else None

    def __add__(self, other: "Votes") -> "Votes":
        return Votes(self.helpful + other.helpful, self.unhelpful + other.unhelpful)


def questions(session: Session, period: Period) -> Questions:
    """The questions of a period."""
    return Questions(**summaries.questions(session, period))


def questions_by_period(session: Session, periods: Sequence[Period]) -> list[Questions]:
    """The questions of each of some periods, in their order."""
    found = summaries.questions_by_period(session, periods)
    return [Questions(**found[period]) for period in periods]


def reports(session: Session, period: Period) -> Reports:
    """The leads of a period."""
    rows = run(session, "reports_by_channel", period)
    return Reports(sum(row["askers"] for row in rows), sum(row["mentions"] for row in rows))


def votes_by_entry(session: Session, period: Period) -> dict[str, Votes]:
    """The votes of a period by entry."""
    rows = run(session, "feedback", period)
    return {row["entry_id"]: Votes(row["helpful"], row["unhelpful"]) for row in rows}


def all_votes(by_entry: Mapping[str, Votes]) -> Votes:
    """The votes of every entry together."""
    return sum(by_entry.values(), Votes())


def first_question_at(session: Session) -> datetime | None:
    """When the first question came; ``None`` before any."""
    first: datetime | None = run_one(session, "first_question")["first_at"]
    return first
