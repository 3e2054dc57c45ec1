"""The one door from a resident's words to what is known about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.entries.cards import AnswerCard, GroupNote
from knowledge.entries.groups import note_for_group
from knowledge.matching.stance import denies
from knowledge.matching.types import (
    Answer,
    Candidate,
    ClaimMatch,
    Clarify,
    EmergencySignal,
    MessageReading,
    OutcomeName,
    Scope,
)
from knowledge.matching.vocabulary import mentions

MOST_CARDS = 3
"""More cards than this in one reply are not read on a phone."""


@dataclass(frozen=True, slots=True)
class CheckCandidate:
    """An entry a resident may mean; offered when asking back, and listed for transparency."""

    entry_id: str
    title: str
    probability: float


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What is known about one message.

    ``cards`` is filled when the outcome is ``answer`` (one per claim answered, at most three) and empty
    otherwise; ``candidates`` are the best entries, those to ask back about first. ``claim`` is the main
    claim in normalised words. ``denied`` are the entries whose claim the resident says is not so, ``group_notes``
    what an entry says for a group of people the question named; both by entry id, for entries in ``cards`` only.
    """

    outcome: OutcomeName
    scope: Scope
    claim: str
    cards: tuple[AnswerCard, ...]
    candidates: tuple[CheckCandidate, ...]
    emergency: EmergencySignal | None
    has_words: bool
    revision: int
    denied: frozenset[str] = frozenset()
    group_notes: Mapping[str, GroupNote] = field(default_factory=dict)

    @property
    def is_reportable(self) -> bool:
        """Whether the message deserves an emerging report: a food-safety claim nothing answers."""
        return self.outcome == "unmatched" and self.scope is Scope.FOOD_SAFETY and self.has_words

    @property
    def top_candidate(self) -> CheckCandidate | None:
        """The most probable entry, whatever was decided about it."""
        return self.candidates[0] if self.candidates else None


def conclude(reading: MessageReading, cards: Mapping[str, AnswerCard], revision: int) -> CheckOutcome:
    """Turn a reading into an outcome; ``cards`` holds every entry of the index that was read with."""
    answered = [claim.decision.candidate for claim in reading.claims if isinstance(claim.decision, Answer)]
    offered = [
        candidate
        for claim in reading.claims
        if isinstance(claim.decision, Clarify)
        for candidate in claim.decision.candidates
    ]
    ranked = [candidate for claim in reading.claims for candidate in claim.ranking]
    shown = _distinct(answered)[:MOST_CARDS] if reading.outcome == "answer" else []
    shown_ids = {candidate.entry_id for candidate in shown}
    claims = [claim for claim in reading.claims if _answered_entry(claim) in shown_ids]
    return CheckOutcome(
        outcome=reading.outcome,
        scope=reading.scope,
        claim=_main_claim(reading),
        cards=tuple(cards[candidate.entry_id] for candidate in shown),
        candidates=tuple(
            CheckCandidate(candidate.entry_id, candidate.title, candidate.probability)
            for candidate in _distinct([*answered, *offered, *ranked])
        ),
        emergency=reading.emergency,
        has_words=reading.has_words,
        revision=revision,
        denied=frozenset(
            _answered_entry(claim)
            for claim in claims
            # Of several sentences it is not known which the sender stands behind.
            if len(reading.claims) == 1 and denies(claim.claim, _card(claim, cards).claim)
        ),
        group_notes={
            _answered_entry(claim): note for claim in claims if (note := _group_note(claim, _card(claim, cards)))
        },
    )


def _answered_entry(claim: ClaimMatch) -> str:
    return claim.decision.candidate.entry_id if isinstance(claim.decision, Answer) else ""


def _card(claim: ClaimMatch, cards: Mapping[str, AnswerCard]) -> AnswerCard:
    return cards[_answered_entry(claim)]


def _group_note(claim: ClaimMatch, card: AnswerCard) -> GroupNote | None:
    """What the card says for a group the question names; nothing when the whole entry is about that group."""
    for group in sorted(mentions(claim.claim).people):
        note = note_for_group(card, group)
        if note is not None and group not in mentions(card.title).people:
            return GroupNote(group, note)
    return None


def _main_claim(reading: MessageReading) -> str:
    # The reading puts the most telling claim first.
    return reading.claims[0].claim if reading.claims else ""


def _distinct(candidates: list[Candidate]) -> list[Candidate]:
    seen: dict[str, Candidate] = {}
    for candidate in candidates:
        seen.setdefault(candidate.entry_id, candidate)
    return list(seen.values())
