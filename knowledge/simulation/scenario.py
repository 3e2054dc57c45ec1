"""What happens in a simulation: the plan that is written to the database and that tests compare counts with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.check_worthiness import MessageKind
from knowledge.emerging.lifecycle import ClusterStatus


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """A published entry the simulated residents ask about."""

    entry_id: str
    title: str
    topic: str
    risk: str
    unit: str
    wordings: tuple[str, ...]
    is_rumor: bool


@dataclass(frozen=True, slots=True)
class Burst:
    """A day on which an entry was asked far more than before."""

    entry_id: str
    day: date
    asks: int


@dataclass(frozen=True, slots=True)
class Step:
    """A move of the ledger, made so many hours after the cluster appeared."""

    to: ClusterStatus
    after_hours: float


@dataclass(frozen=True, slots=True)
class Lead:
    """A new rumor, or a question nothing answers: one cluster to be. ``asks`` are reports by day."""

    kind: MessageKind
    claim: str
    wordings: tuple[str, ...]
    topic: str
    food: str
    harm: str | None
    company: str
    entry_id: str | None
    unit: str
    asks: Mapping[date, int]
    steps: tuple[Step, ...]
    due_after_days: int | None
    is_restricted: bool = False
    returned_entry_id: str | None = None

    @property
    def first_day(self) -> date:
        """The day it appears."""
        return min(self.asks)


@dataclass(frozen=True, slots=True)
class Scenario:
    """The whole plan: answered asks by entry and day, the leads, and the rest by day."""

    days: tuple[date, ...]
    answered: Mapping[str, Mapping[date, int]]
    bursts: tuple[Burst, ...]
    leads: tuple[Lead, ...]
    clarified: Mapping[date, int]
    emergencies: Mapping[date, int]
    chat: Mapping[date, int]
    poor_answers: frozenset[str] = field(default_factory=frozenset)
    """Entries whose answers residents mostly find unhelpful."""
