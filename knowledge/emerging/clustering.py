"""Which reports are of the same rumor; pure.

Two claims are the same rumor when they are alike in meaning and in the words they use about the food, and
do not name different foods or substances.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.encoder import Encoder
from knowledge.matching.features import core_words
from knowledge.matching.guards import unmatched
from knowledge.matching.lexical import character_terms
from knowledge.matching.spelling import plain_words
from knowledge.matching.vocabulary import Mentions, mentions

SAME_RUMOR = 0.36
"""The mean of meaning and words from which two claims are one rumor.

Chosen on 2026-11-24 with the shipped encoder. On knowledge/calibration/clusters.jsonl it finds 91% of the
pairs that belong together and joins no two rumors, which would hold down to 0.30. What decides is another
rumor about the *same* food: of 4,100 pairs of phrasings of different seed entries that share a food, 6% still
reach 0.36 and 13% reach 0.30; at 0.42 it is 3%, but a fifth of the true pairs is lost. Joining a report
wrongly shows its reporter the wrong answer; a missed one only leaves two clusters side by side.
"""

_REMEMBERED = 20_000
"""Claims kept read in memory: about 1 KB each, and reading one again costs 50 times comparing it."""


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """The wording of a report and the cluster it is in."""

    cluster_id: int
    claim: str


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike two claims are (0-1), from what, and what speaks against them being the same rumor."""

    total: float
    meaning: float
    words: float
    blocked_by: str | None

    @property
    def is_same_rumor(self) -> bool:
        """Whether the two belong in one cluster."""
        return self.blocked_by is None and self.total >= SAME_RUMOR


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim made ready to be compared."""

    core: str
    vector: NDArray[np.float32]
    words: frozenset[str]
    """Its characters and pairs, without those that only name the food: two rumors share those easily."""
    mentions: Mentions


class ClaimReader:
    """Reads claims with one encoder and remembers them. Safe to share between threads."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.read = lru_cache(maxsize=_REMEMBERED)(self._read)

    def _read(self, claim: str) -> ReadClaim:
        text = plain_words(claim)
        core = core_words(text)
        found = mentions(text)
        return ReadClaim(
            core=core,
            vector=self._encoder.encode_queries([text])[0],
            words=_words_about(core, found),
            mentions=found,
        )

    def compare(self, one: str, other: str) -> Similarity:
        """How alike two claims are; the order does not matter."""
        return similarity(self.read(one), self.read(other))


class ClaimPlacer:
    """Finds the cluster a new claim belongs to. Made before the transaction that asks it."""

    def __init__(self, reader: ClaimReader, claim: str) -> None:
        self.claim = claim
        self._reader = reader
        self._new = reader.read(claim)

    def among(self, known: Iterable[KnownClaim]) -> int | None:
        """The cluster with the report most like the claim, or ``None`` when none is the same rumor."""
        best: tuple[float, int] | None = None
        for report in known:
            found = similarity(self._new, self._reader.read(report.claim))
            if found.is_same_rumor and (best is None or found.total > best[0]):
                best = found.total, report.cluster_id
        return best[1] if best is not None else None


def similarity(one: ReadClaim, other: ReadClaim) -> Similarity:
    """How alike two read claims are."""
    if one.core and one.core == other.core:
        return Similarity(1.0, 1.0, 1.0, None)
    meaning = max(0.0, float(one.vector @ other.vector))
    words = _shared(one.words, other.words)
    return Similarity((meaning + words) / 2, meaning, words, _difference(one.mentions, other.mentions))


def _words_about(core: str, found: Mentions) -> frozenset[str]:
    names = set("".join(found.foods))
    return frozenset(term for term in character_terms(core) if not set(term) <= names)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient: what both have, as a share of what each has on average."""
    count = len(one) + len(other)
    return 2 * len(one & other) / count if count else 0.0


def _difference(one: Mentions, other: Mentions) -> str | None:
    """Name what makes two similar claims two rumors: 彩虹西瓜 and 彩虹草莓 are worded alike."""
    if _named_apart("foods", one.foods, other.foods):
        return "different_food"
    if _named_apart("substances", one.substances, other.substances):
        return "different_substance"
    return None


def _named_apart(list_name: str, one: frozenset[str], other: frozenset[str]) -> bool:
    return (
        bool(one)
        and bool(other)
        and len(unmatched(list_name, one, other)) == len(one)
        and len(unmatched(list_name, other, one)) == len(other)
    )
