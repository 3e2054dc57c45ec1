"""What matching takes and gives: plain frozen data, no behaviour beyond reading it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

OutcomeName = Literal["answer", "clarify", "unmatched", "emergency"]


class Scope(StrEnum):
    """What a message is about, as far as its own words show."""

    FOOD_SAFETY = "food_safety"
    """Food, drink or supplements and whether they are safe, true or good: worth a report when unmatched."""
    FOOD_CHAT = "food_chat"
    """Food without a safety question: recipes, restaurants, small talk about eating."""
    OFF_TOPIC = "off_topic"
    """Anything else, and messages without words."""


class Richness(StrEnum):
    """How much the entries of a knowledge base tell the index."""

    FULL = "full"
    """Title, phrasings and answer: our own knowledge base."""
    ANSWERS = "answers"
    """Title and answer."""
    TITLES = "titles"
    """Titles only."""


@dataclass(frozen=True, slots=True)
class IndexedEntry:
    """An entry as the index sees it. ``phrasings`` excludes the title; ``answer`` may be empty."""

    entry_id: str
    title: str
    phrasings: tuple[str, ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entry that may answer a claim.

    ``probability`` is calibrated (0-1): the share of such candidates that are the right entry.
    ``features`` are the readable numbers it was computed from; ``blocked_by`` names the guard that
    forbids a direct answer with it (another food, another effect ...), or is ``None``.
    """

    entry_id: str
    title: str
    phrasing: str
    probability: float
    features: Mapping[str, float] = field(default_factory=dict)
    blocked_by: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One entry answers the claim."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Clarify:
    """Two or three entries might; the resident chooses."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """No entry answers the claim. ``nearest`` is for staff and evaluation, never for residents."""

    nearest: tuple[Candidate, ...] = ()


Decision = Answer | Clarify | Unmatched


@dataclass(frozen=True, slots=True)
class ClaimMatch:
    """One claim cut from a message, in its normalised words, and what was decided about it.

    ``ranking`` is the best-first list the decision was made on (at most ten).
    """

    claim: str
    decision: Decision
    ranking: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class EmergencySignal:
    """Why a message goes to the emergency lane: ``kind`` names the rule (symptom, poison ...)."""

    kind: str
    matched: str


@dataclass(frozen=True, slots=True)
class MessageReading:
    """A whole message, read: its scope, any emergency, and at most three distinct claims.

    ``ranking`` lists the entries all its claims together point to, the likeliest first (at most ten).
    """

    scope: Scope
    emergency: EmergencySignal | None
    claims: tuple[ClaimMatch, ...]
    has_words: bool
    ranking: tuple[Candidate, ...] = ()

    @property
    def outcome(self) -> OutcomeName:
        """The message's outcome: the most helpful one any of its claims reached."""
        if self.emergency is not None:
            return "emergency"
        if any(isinstance(claim.decision, Answer) for claim in self.claims):
            return "answer"
        if any(isinstance(claim.decision, Clarify) for claim in self.claims):
            return "clarify"
        return "unmatched"
