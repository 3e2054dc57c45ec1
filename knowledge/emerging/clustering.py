"""Which reports are of the same rumor; pure.

Every two wordings get a score: from 0 on they are taken for one rumor (docs/decisions/0016-how-reports-cluster.md).
Two wordings that name foods, and no food in common, are two rumors, however alike they are worded. Two short claims are
the same rumor when they are alike in meaning and in the words they use about the food, and do not name different
substances. As soon as one of the two is longer, it is a message with much beside its claim: then a small model weighs
how much rare wording the two share, how much of the shorter one is in the longer, what they mean and name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from knowledge.emerging.reading import plain_claim
from knowledge.emerging.same_rumor import Evidence, SameRumorModel, shipped_model
from knowledge.emerging.text_overlap import Wording, overlap, read_wording
from knowledge.matching.encoder import Encoder
from knowledge.matching.features import core_words
from knowledge.matching.guards import unmatched
from knowledge.matching.lexical import character_terms
from knowledge.matching.vocabulary import Mentions, mentions

SAME_RUMOR = 0.28
"""The mean of meaning and words from which two short claims are one rumor.

Chosen on 2026-11-26 for the encoder of that day. On knowledge/calibration/clusters.jsonl it finds 96% of the
pairs that belong together and joins no two rumors; at 0.26 it would join three. What decides is another rumor
about the *same* food: of 8,500 pairs of wordings of different practice topics that share a food, read with an
encoder that has not seen them, 5% still reach 0.28 and 10% reach 0.24. Joining a report
wrongly shows its reporter the wrong answer; a missed one only leaves two clusters side by side.
"""

SHORT_CLAIM = 30
"""Characters, without hearsay and punctuation: up to here a message is all claim."""

CLOSEST_MEMBERS = 5
"""A wording joins a cluster for what its nearest members say on average: one of them alike may be chance."""

_SHORT_SCALE = 12.0
"""Brings the margin of a short pair to the scale of log-odds: ``SAME_RUMOR`` is 0, 0.25 more is 3."""
_NAMED_APART = -6.0
_EQUAL = 10.0
_SHORTEST = 5
_REMEMBERED = 4_000
"""Claims kept read in memory: a few KB each, and reading one again costs 50 times comparing it."""
_NAMING_LISTS = ("foods", "substances", "harms", "benefits", "practices")

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """The wording of a report and the cluster it is in."""

    cluster_id: int
    claim: str


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike two claims are (0-1), from what, and what speaks against them being the same rumor.

    ``score`` decides: 0 and more is the same rumor.
    """

    total: float
    meaning: float
    words: float
    blocked_by: str | None
    score: float

    @property
    def is_same_rumor(self) -> bool:
        """Whether the two belong in one cluster."""
        return self.score >= 0


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim made ready to be compared."""

    core: str
    vector: NDArray[np.float32]
    words: frozenset[str]
    """Its characters and pairs, without those that only name the food: two rumors share those easily. Of a short
    claim only."""
    mentions: Mentions
    concepts: frozenset[str]
    """The foods, substances, effects and practices it names."""
    wording: Wording

    @property
    def is_short(self) -> bool:
        """Whether it is all claim."""
        return len(self.core) <= SHORT_CLAIM


class ClaimReader:
    """Reads claims with one encoder and remembers them; ``model`` compares the long ones, the shipped one unless said
    otherwise. Safe to share between threads."""

    def __init__(self, encoder: Encoder, model: SameRumorModel | None = None) -> None:
        self._encoder = encoder
        self.model = model or shipped_model()
        self.read = lru_cache(maxsize=_REMEMBERED)(self._read)

    @property
    def dimension(self) -> int:
        """Length of the vectors."""
        return self._encoder.dimension

    def _read(self, claim: str) -> ReadClaim:
        text = plain_claim(claim)
        core = core_words(text)
        found = mentions(text)
        return ReadClaim(
            core=core,
            vector=self._encoder.encode_queries([text])[0],
            words=_words_about(core, found) if len(core) <= SHORT_CLAIM else frozenset(),
            mentions=found,
            concepts=frozenset(f"{name}:{concept}" for name in _NAMING_LISTS for concept in getattr(found, name)),
            wording=read_wording(core),
        )

    def compare(self, one: str, other: str) -> Similarity:
        """How alike two claims are; the order does not matter."""
        return similarity(self.read(one), self.read(other), self.model)


class ClaimPlacer:
    """Finds the cluster a new claim belongs to. Made before the transaction that asks it."""

    def __init__(self, reader: ClaimReader, claim: str) -> None:
        self.claim = claim
        self._reader = reader
        self._new = reader.read(claim)

    def among(self, known: Iterable[KnownClaim]) -> int | None:
        """The cluster whose reports are most like the claim, or ``None`` when none is the same rumor."""
        listed = list(known)
        found: dict[int, list[float]] = {}
        others = [self._reader.read(report.claim) for report in listed]
        scores = score_all(self._new, others, self._reader.model)
        for report, score in zip(listed, scores.tolist(), strict=True):
            found.setdefault(report.cluster_id, []).append(score)
        return best_cluster(found)


def best_cluster(scores: Mapping[int, Sequence[float]]) -> int | None:
    """The cluster whose closest members are most alike on average, of those where that is the same rumor."""
    best: tuple[float, int] | None = None
    for cluster_id, of_members in scores.items():
        closest = sorted(of_members, reverse=True)[:CLOSEST_MEMBERS]
        score = sum(closest) / len(closest)
        if score >= 0 and (best is None or score > best[0]):
            best = score, cluster_id
    return best[1] if best is not None else None


def similarity(one: ReadClaim, other: ReadClaim, model: SameRumorModel) -> Similarity:
    """How alike two read claims are, with the reasons."""
    score = float(score_all(one, [other], model)[0])
    if one.core and one.core == other.core:
        return Similarity(1.0, 1.0, 1.0, None, score)
    meaning = max(0.0, float(one.vector @ other.vector))
    if one.is_short and other.is_short:
        words = _shared(one.words, other.words)
        blocked = _difference(one.mentions, other.mentions)
    else:
        words = float(overlap(one.wording, [other.wording]).cosine[0])
        # In long messages another substance is one reason among several: near copies name more and less.
        blocked = _difference(one.mentions, other.mentions) if score < 0 else None
    return Similarity((meaning + words) / 2, meaning, words, blocked, score)


def score_all(new: ReadClaim, others: Sequence[ReadClaim], model: SameRumorModel) -> Scores:
    """The score of a claim with each of others; what ``similarity`` gives, for many at once."""
    scores = np.zeros(len(others), np.float32)
    if not others:
        return scores
    meaning = np.maximum(np.stack([other.vector for other in others]) @ new.vector, 0)
    long = [place for place, other in enumerate(others) if not (new.is_short and other.is_short)]
    if long:
        scores[long] = model.log_odds(evidence_of(new, [others[place] for place in long], meaning[long]))
    for place, other in enumerate(others):
        if new.core and new.core == other.core:
            scores[place] = _EQUAL
        elif new.is_short and other.is_short:
            scores[place] = _short_score(new, other, float(meaning[place]))
        elif scores[place] > _NAMED_APART and name_other_foods(new, other):
            scores[place] = _NAMED_APART
    return scores


def evidence_of(new: ReadClaim, others: Sequence[ReadClaim], meaning: Scores) -> Evidence:
    """What the model weighs, for a claim and each of others."""
    shared = overlap(new.wording, [other.wording for other in others])
    return Evidence(
        cosine=shared.cosine,
        contained=shared.contained,
        meaning=meaning,
        concepts=np.array([_concepts_shared(new.concepts, other.concepts) for other in others], np.float32),
        other_substance=np.array(
            [_named_apart("substances", new.mentions.substances, o.mentions.substances) for o in others], np.float32
        ),
        length=np.log([max(_SHORTEST, min(len(new.core), len(other.core))) for other in others]).astype(np.float32),
    )


def _short_score(one: ReadClaim, other: ReadClaim, meaning: float) -> float:
    margin = _SHORT_SCALE * ((meaning + _shared(one.words, other.words)) / 2 - SAME_RUMOR)
    return min(margin, _NAMED_APART) if _difference(one.mentions, other.mentions) else margin


def _concepts_shared(one: frozenset[str], other: frozenset[str]) -> float:
    """The cosine of what two messages name."""
    both = len(one & other)
    return both / sqrt(len(one) * len(other)) if both else 0.0


def name_other_foods(one: ReadClaim, other: ReadClaim) -> bool:
    """Whether both name foods, and none the same or of the same family: then the rumors are two, whatever they say."""
    return _named_apart("foods", one.mentions.foods, other.mentions.foods)


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
        and one.isdisjoint(other)
        and len(unmatched(list_name, one, other)) == len(one)
        and len(unmatched(list_name, other, one)) == len(other)
    )
