"""One claim against the index: candidates, their features, a probability each, and the decision."""

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.matching.alignment import Alignment
from knowledge.matching.decision import decide
from knowledge.matching.encoder import Encoder
from knowledge.matching.features import (
    alignment_features,
    character_pairs,
    core_words,
    length_agreement,
    overlap_features,
    share_unsaid,
)
from knowledge.matching.guards import blocking_guard
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.question import BestRows, Question, QuestionReader, best_rows, nearest_entries
from knowledge.matching.spelling import plain_words
from knowledge.matching.stance import affirmed
from knowledge.matching.standing import COMPARED, standing_features
from knowledge.matching.thresholds import Thresholds
from knowledge.matching.types import Candidate, ClaimMatch, Decision, IndexedEntry, Richness

RANKED = COMPARED
_WORD = re.compile(r"[a-z0-9]+")
_HIGH_COSINE = 0.6
_FEW_PHRASINGS = 5
"""Fewer than the content guide asks of an entry."""
# A question that is, word for word, one of an entry's phrasings is answered by it; kept below one on purpose.
_EXACT = 0.995


@dataclass(frozen=True, slots=True)
class Considered:
    """One entry considered for a claim, before it gets a probability."""

    entry: int
    row: int
    features: dict[str, float]
    rank_score: float
    blocked_by: str | None
    is_exact: bool


class Matcher:
    """Matches claims against one snapshot. Holds no state between calls; safe to share between threads."""

    def __init__(self, snapshot: IndexSnapshot, encoder: Encoder, thresholds: Thresholds) -> None:
        if snapshot.encoder_digest != encoder.digest:
            raise ValueError("the index was built with another encoder")
        self.snapshot = snapshot
        self.encoder = encoder
        self.thresholds = thresholds
        richness = richness_of(snapshot.entries)
        self.limits = thresholds.limits[richness]
        self._ranking = thresholds.ranking[richness]
        self._confidence = thresholds.confidence[richness]
        # A rebuttal written this morning has few phrasings yet: it is judged like an entry that has none.
        self._thin = frozenset(
            entry.entry_id
            for entry in snapshot.entries
            if richness is Richness.FULL and len(entry.phrasings) < _FEW_PHRASINGS
        )
        self._thin_limits = thresholds.limits[Richness.ANSWERS]
        self._thin_confidence = thresholds.confidence[Richness.ANSWERS]
        self._reader = QuestionReader(snapshot, encoder)
        self._cores = tuple(core_words(row.text) for row in snapshot.rows)
        self._pairs: list[frozenset[str] | None] = [None] * len(self._cores)
        self._words = tuple(
            frozenset(word for row in snapshot.rows_of_entry(entry) for word in _WORD.findall(snapshot.rows[row].text))
            for entry in range(len(snapshot.entries))
        )
        self._said = tuple(
            frozenset().union(*(character_pairs(snapshot.rows[row].text) for row in snapshot.rows_of_entry(entry)))
            for entry in range(len(snapshot.entries))
        )

    def match(self, claim: str) -> Decision:
        """Decide about one claim, in any written form."""
        return self.match_claim(claim).decision

    def match_claim(self, claim: str) -> ClaimMatch:
        """Decide about one claim and keep the ranking it was decided on."""
        return self.match_claims([claim])[0]

    def match_claims(self, claims: Sequence[str]) -> list[ClaimMatch]:
        """Decide about each of several claims as if it stood alone; all are compared with the index together."""
        texts = [plain_words(claim) for claim in claims]
        rankings = self._rank_all(self._consider_all([affirmed(text) for text in texts]))
        return [self._decided(text, ranking) for text, ranking in zip(texts, rankings, strict=True)]

    def rank(self, text: str) -> tuple[Candidate, ...]:
        """Return at most ten candidates for a cleaned claim, best first."""
        return self._rank_all([self.consider(text)])[0]

    def consider(self, text: str) -> list[Considered]:
        """Return every entry worth considering for a cleaned claim with its features, best ranked first."""
        return self._consider_all([text])[0]

    def _decided(self, text: str, ranking: tuple[Candidate, ...]) -> ClaimMatch:
        is_thin = bool(ranking) and ranking[0].entry_id in self._thin
        return ClaimMatch(text, decide(ranking, self._thin_limits if is_thin else self.limits), ranking)

    def _consider_all(self, texts: Sequence[str]) -> list[list[Considered]]:
        compared = iter(self._compare(self._reader.read([text for text in texts if self._is_askable(text)])))
        return [
            sorted(next(compared), key=lambda one: (not one.is_exact, -one.rank_score, one.entry))
            if self._is_askable(text)
            else []
            for text in texts
        ]

    def _is_askable(self, text: str) -> bool:
        return bool(self.snapshot.rows) and bool(core_words(text))

    def _rank_all(self, found: Sequence[Sequence[Considered]]) -> list[tuple[Candidate, ...]]:
        standing = [
            (one, features)
            for considered in found
            for one, features in zip(considered, standing_features(considered), strict=False)
        ]
        probabilities = iter(map(sigmoid, self._scores(standing)))
        candidates = (self._candidate(one, features, next(probabilities)) for one, features in standing)
        # The first by rank stays first unless it is the less probable one: what is answered is what is likeliest.
        return [
            tuple(sorted(itertools.islice(candidates, len(considered[:RANKED])), key=lambda one: -one.probability))
            for considered in found
        ]

    def _scores(self, standing: Sequence[tuple[Considered, dict[str, float]]]) -> list[float]:
        scores = self._confidence.scores([features for _, features in standing])
        entries = self.snapshot.entries
        thin = [place for place, (one, _) in enumerate(standing) if entries[one.entry].entry_id in self._thin]
        for place, score in zip(thin, self._thin_confidence.scores([standing[p][1] for p in thin]), strict=True):
            scores[place] = score
        return scores

    def _compare(self, questions: Sequence[Question]) -> list[list[Considered]]:
        # Step by step for all questions, not question by question: each step finds its data where the last one left it.
        snapshot = self.snapshot
        entries = [nearest_entries(snapshot, question) for question in questions]
        rows = [best_rows(snapshot, *pair) for pair in zip(questions, entries, strict=True)]
        aligned = [self._aligned(*three) for three in zip(questions, entries, rows, strict=True)]
        return [
            [
                self._considered(question, entry, of_question, place, with_texts[place], with_texts[len(near) + place])
                for place, entry in enumerate(near)
            ]
            for question, near, of_question, with_texts in zip(questions, entries, rows, aligned, strict=True)
        ]

    def _aligned(self, question: Question, entries: Sequence[int], rows: BestRows) -> Sequence[Alignment | None]:
        """Align a question with the best row of each entry, then with all that each entry says."""
        snapshot = self.snapshot
        if question.aligned is None or snapshot.row_tokens is None:
            return [None] * (2 * len(entries))
        of_rows = [snapshot.row_tokens[row] for row in rows.best]
        of_entries = [snapshot.entry_tokens[entry] for entry in entries]
        return question.aligned.align([*of_rows, *of_entries], both_ways=len(of_rows))

    def _considered(
        self,
        question: Question,
        entry: int,
        rows: BestRows,
        place: int,
        with_row: Alignment | None,
        with_entry: Alignment | None,
    ) -> Considered:
        snapshot = self.snapshot
        row, dense = rows.best[place], rows.dense[place]
        row_mentions, entry_mentions = snapshot.row_mentions[row], snapshot.entry_mentions[entry]
        core = self._cores[row]
        features = {
            "dense": dense,
            "lexical": min(1.2, rows.lexical[place]),
            "lexical_entry": min(1.2, float(question.by_words_of_entry[entry])),
            "answer_above": max(0.0, rows.by_answer[place] - dense),
            **alignment_features(with_row, with_entry, dense),
            "dense_high": max(0.0, dense - _HIGH_COSINE),
            **overlap_features(question.asked, row_mentions, entry_mentions),
            "unsaid": share_unsaid(question.pairs, self._said[entry]),
            "unsaid_back": share_unsaid(self._pairs_of_row(row), question.pairs),
            "length_agreement": length_agreement(len(question.core), len(core)),
            **question.about,
        }
        asking = snapshot.asking_rows(entry)
        return Considered(
            entry=entry,
            row=row,
            features=features,
            rank_score=self._ranking.score(features),
            blocked_by=self._foreign(question, entry)
            or blocking_guard(question.asked, snapshot.row_mentions[asking.start], row_mentions, entry_mentions),
            is_exact=question.core in self._cores[asking.start : asking.stop],
        )

    def _pairs_of_row(self, row: int) -> frozenset[str]:
        # Most rows are never the best one; two threads that find the same pairs do no harm.
        pairs = self._pairs[row]
        if pairs is None:
            pairs = self._pairs[row] = character_pairs(self._cores[row])
        return pairs

    def _foreign(self, question: Question, entry: int) -> str | None:
        """Forbid answers to a text without Chinese, unless it is a code that the entry holds too (GB 2760, H7N9)."""
        if question.is_chinese:
            return None
        words = frozenset(_WORD.findall(question.claim))
        is_code = any(character.isdigit() for character in question.claim)
        return None if is_code and words and words <= self._words[entry] else "no_chinese"

    def _candidate(self, one: Considered, features: dict[str, float], probability: float) -> Candidate:
        entry = self.snapshot.entries[one.entry]
        return Candidate(
            entry_id=entry.entry_id,
            title=entry.title,
            phrasing=self.snapshot.rows[one.row].original,
            probability=_EXACT if one.is_exact else min(probability, _EXACT),
            features=features,
            blocked_by=None if one.is_exact else one.blocked_by,
        )


def richness_of(entries: Sequence[IndexedEntry]) -> Richness:
    """Tell how much most of the entries say."""
    if 2 * sum(bool(entry.phrasings) for entry in entries) >= len(entries):
        return Richness.FULL
    return Richness.ANSWERS if 2 * sum(bool(entry.answer) for entry in entries) >= len(entries) else Richness.TITLES


def sigmoid(value: float) -> float:
    """Return the logistic function, safe for any finite value."""
    return 1 / (1 + math.exp(-min(60.0, max(-60.0, value))))
