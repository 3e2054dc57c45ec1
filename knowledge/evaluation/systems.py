"""What is measured: the matcher as production runs it, and BM25 as the plain thing to beat."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.matching.lexical import LexicalIndex
from knowledge.matching.matcher import Matcher
from knowledge.matching.normalize import normalize
from knowledge.matching.reading import read_message
from knowledge.matching.thresholds import Limits
from knowledge.matching.types import Answer, Clarify, IndexedEntry, MessageReading

RANKED = 10
EMERGENCY = "emergency lane"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a system makes of one question: its ranking, what it answers with (best first), what it offers.

    ``confidence`` belongs to the first of the ranking. ``withheld`` says why nothing was answered, where that is known.
    """

    ranking: tuple[str, ...]
    answered: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    confidence: float = 0.0
    withheld: str = ""


class System(Protocol):
    """Anything that can be asked."""

    def ask(self, text: str) -> Reply: ...


class MatcherSystem:
    """The production reading of a message."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher

    def ask(self, text: str) -> Reply:
        """Read ``text`` as production does: in an emergency no entry is shown."""
        reading = read_message(text, self._matcher)
        withheld = self._withheld(reading)
        answered: list[str] = []
        offered: list[str] = []
        if not withheld:
            answered = [m.decision.candidate.entry_id for m in reading.claims if isinstance(m.decision, Answer)]
        elif withheld != EMERGENCY:
            for match in reading.claims:
                if isinstance(match.decision, Clarify):
                    offered.extend(candidate.entry_id for candidate in match.decision.candidates)
        return Reply(
            ranking=tuple(candidate.entry_id for candidate in reading.ranking)[:RANKED],
            answered=tuple(answered),
            # A resident is shown at most three choices.
            offered=tuple(dict.fromkeys(offered))[:3],
            confidence=reading.ranking[0].probability if reading.ranking else 0.0,
            withheld=withheld,
        )

    def _withheld(self, reading: MessageReading) -> str:
        """Say why no entry is shown, by the nearest cause; empty when one is."""
        if reading.emergency is not None:
            return EMERGENCY
        if reading.outcome == "answer":
            return ""
        if not reading.ranking:
            return "nothing alike"
        best = reading.ranking[0]
        if best.probability < self._matcher.limits.answer:
            return "below the limit" if best.blocked_by is None else f"below the limit, and guard {best.blocked_by}"
        return f"guard {best.blocked_by}" if best.blocked_by is not None else "the whole message points elsewhere"


class Bm25System:
    """BM25 over characters 1+2 of title and answer; answers by its score divided by the question's self-score."""

    def __init__(self, entries: tuple[IndexedEntry, ...], limits: Limits) -> None:
        self._ids = [entry.entry_id for entry in entries]
        self._index = LexicalIndex([normalize(f"{entry.title}\n{entry.answer}") for entry in entries])
        self._limits = limits

    def ask(self, text: str) -> Reply:
        """Rank by score; entries that share no character with the question are not ranked."""
        similar = self._index.similarity(normalize(text))
        order = sorted(range(len(self._ids)), key=lambda number: (-float(similar[number]), number))[:RANKED]
        ranking = tuple(self._ids[number] for number in order if similar[number] > 0)
        top = float(similar[order[0]]) if ranking else 0.0
        if ranking and top >= self._limits.answer:
            return Reply(ranking, answered=ranking[:1], confidence=top)
        if ranking and top >= self._limits.clarify:
            return Reply(ranking, offered=ranking[:3], confidence=top)
        return Reply(ranking, confidence=top)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of ``values`` lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0
