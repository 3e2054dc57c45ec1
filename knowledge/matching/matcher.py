"""One claim against the index: candidates, their features, a probability each, and the decision."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.matching.alignment import AlignedQuery, Alignment
from knowledge.matching.claims import split_clauses
from knowledge.matching.decision import decide
from knowledge.matching.dense import IndexKind
from knowledge.matching.encoder import Encoder, TokenEncoder, Vectors
from knowledge.matching.features import (
    alignment_features,
    character_pairs,
    core_words,
    lead,
    length_agreement,
    message_features,
    overlap_features,
    share_unsaid,
)
from knowledge.matching.guards import blocking_guard
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.lexical import Scores
from knowledge.matching.scope import read_scope
from knowledge.matching.spelling import plain_words
from knowledge.matching.stance import affirmed
from knowledge.matching.thresholds import Thresholds
from knowledge.matching.types import Candidate, ClaimMatch, Decision, IndexedEntry, Richness
from knowledge.matching.vocabulary import Mentions, mentions

RANKED = 10
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z0-9]+")
_HIGH_COSINE = 0.6
_FEW_PHRASINGS = 5
"""Fewer than the content guide asks of an entry."""
_ROWS_SEARCHED = 96
_ENTRIES_BY_MEANING = 12
_ENTRIES_BY_WORDS = 6
# How much words count beside meaning when an entry's phrasing nearest to a question is chosen; the study's weight.
_WORDS_SHARE = np.float32(0.3)
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


@dataclass(frozen=True, slots=True)
class _Question:
    claim: str
    core: str
    pairs: frozenset[str]
    asked: Mentions
    cosines: Vectors  # one per index row: the whole claim's, or half of it and half the best clause's
    by_words: Scores  # one per index row
    by_words_of_entry: Scores
    aligned: AlignedQuery | None
    about: dict[str, float]


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
        self._cores = tuple(core_words(row.text) for row in snapshot.rows)
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
        text = plain_words(claim)
        ranking = self.rank(affirmed(text))
        is_thin = bool(ranking) and ranking[0].entry_id in self._thin
        return ClaimMatch(text, decide(ranking, self._thin_limits if is_thin else self.limits), ranking)

    def rank(self, text: str) -> tuple[Candidate, ...]:
        """Return at most ten candidates for a cleaned claim, best first."""
        considered = self.consider(text)[: RANKED + 1]
        standing = [confidence_features(considered, place) for place in range(len(considered[:RANKED]))]
        scores = self._confidence.scores(standing)
        if self._thin:
            thin = self._thin_confidence.scores(standing)
            entries = self.snapshot.entries
            scores = [
                other if entries[one.entry].entry_id in self._thin else score
                for one, score, other in zip(considered, scores, thin, strict=False)
            ]
        candidates = [
            self._candidate(one, features, sigmoid(score))
            for one, features, score in zip(considered, standing, scores, strict=False)
        ]
        # The first by rank stays first unless it is the less probable one: what is answered is what is likeliest.
        return tuple(sorted(candidates, key=lambda candidate: -candidate.probability))

    def consider(self, text: str) -> list[Considered]:
        """Return every entry worth considering for a cleaned claim with its features, best ranked first."""
        if not core_words(text) or not self.snapshot.rows:
            return []
        question = self._read(text)
        considered = self._compare(question, self._nearest(question))
        return sorted(considered, key=lambda one: (not one.is_exact, -one.rank_score, one.entry))

    def _read(self, text: str) -> _Question:
        clauses = split_clauses(text)
        vectors = self.encoder.encode_queries([text, *clauses])
        by_words_of_entry = self.snapshot.lexical_entries.similarity(text)
        aligned = None
        if isinstance(self.encoder, TokenEncoder):
            aligned = AlignedQuery(self.encoder, self.encoder.token_ids([text])[0])
        return _Question(
            claim=text,
            core=core_words(text),
            pairs=character_pairs(text),
            asked=mentions(text),
            cosines=self._cosines(vectors, by_words_of_entry),
            by_words=self.snapshot.lexical_rows.similarity(text),
            by_words_of_entry=by_words_of_entry,
            aligned=aligned,
            about=message_features(read_scope(text), text),
        )

    def _cosines(self, vectors: Vectors, by_words_of_entry: Scores) -> Vectors:
        """Compare every row with text and clauses; in a large index only rows that may matter, the rest is -1."""
        snapshot = self.snapshot
        if snapshot.kind is IndexKind.FLAT:
            return _with_best_clause(snapshot.vectors, vectors)
        _, near = snapshot.search(vectors, _ROWS_SEARCHED)
        entries = {int(snapshot.row_entry[row]) for row in near.ravel()}
        entries.update(_largest(by_words_of_entry, _ENTRIES_BY_WORDS))
        places = np.concatenate([np.array(snapshot.rows_of_entry(entry)) for entry in sorted(entries)])
        cosines = np.full(len(snapshot.rows), -1, np.float32)
        cosines[places] = _with_best_clause(snapshot.vectors[places], vectors)
        return cosines

    def _nearest(self, question: _Question) -> list[int]:
        """Return the entries nearest by meaning or by words."""
        by_meaning = self._entries_of(_largest(question.cosines, _ROWS_SEARCHED), _ENTRIES_BY_MEANING)
        best_words = _largest(question.by_words_of_entry, _ENTRIES_BY_WORDS)
        by_words = [int(entry) for entry in best_words if question.by_words_of_entry[entry] > 0]
        return list(dict.fromkeys([*by_meaning, *by_words]))

    def _entries_of(self, rows: Iterable[int], most: int) -> list[int]:
        return list(dict.fromkeys(int(self.snapshot.row_entry[row]) for row in rows))[:most]

    def _compare(self, question: _Question, entries: Sequence[int]) -> list[Considered]:
        snapshot = self.snapshot
        best = [self._best_row(question, entry) for entry in entries]
        aligned: list[Alignment | None] = [None] * (2 * len(entries))
        if question.aligned is not None and snapshot.row_tokens is not None:
            with_rows = [snapshot.row_tokens[row] for row in best]
            aligned = [*question.aligned.align([*with_rows, *(snapshot.entry_tokens[entry] for entry in entries)])]
        return [
            self._considered(question, entry, row, aligned[place], aligned[len(entries) + place])
            for place, (entry, row) in enumerate(zip(entries, best, strict=True))
        ]

    def _best_row(self, question: _Question, entry: int) -> int:
        rows = self.snapshot.asking_rows(entry)
        alike = question.cosines[rows.start : rows.stop] + _WORDS_SHARE * question.by_words[rows.start : rows.stop]
        return rows.start + int(alike.argmax())

    def _considered(
        self,
        question: _Question,
        entry: int,
        row: int,
        with_row: Alignment | None,
        with_entry: Alignment | None,
    ) -> Considered:
        snapshot = self.snapshot
        rows, answers = snapshot.asking_rows(entry), snapshot.answer_rows(entry)
        span = slice(rows.start, rows.stop)
        dense = float(question.cosines[span].max())
        by_answer = float(question.cosines[answers.start : answers.stop].max(initial=0.0))
        row_mentions, entry_mentions = snapshot.row_mentions[row], snapshot.entry_mentions[entry]
        features = {
            "dense": dense,
            "lexical": min(1.2, float(question.by_words[span].max())),
            "lexical_entry": min(1.2, float(question.by_words_of_entry[entry])),
            "answer_above": max(0.0, by_answer - dense),
            **alignment_features(with_row, with_entry, dense),
            "dense_high": max(0.0, dense - _HIGH_COSINE),
            **overlap_features(question.asked, row_mentions, entry_mentions),
            "unsaid": share_unsaid(question.pairs, self._said[entry]),
            "length_agreement": length_agreement(len(question.core), len(self._cores[row])),
            **question.about,
        }
        return Considered(
            entry=entry,
            row=row,
            features=features,
            rank_score=self._ranking.score(features),
            blocked_by=self._foreign(question, entry)
            or blocking_guard(question.asked, snapshot.row_mentions[rows.start], row_mentions, entry_mentions),
            is_exact=question.core in self._cores[span],
        )

    def _foreign(self, question: _Question, entry: int) -> str | None:
        """Forbid answers to a text without Chinese, unless it is a code that the entry holds too (GB 2760, H7N9)."""
        if _CHINESE.search(question.claim) is not None:
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


def confidence_features(ranked: Sequence[Considered], place: int) -> dict[str, float]:
    """Add to a candidate's features how it stands among the others: its score, its lead and its deficit."""
    one = ranked[place]
    following = ranked[place + 1].rank_score if place + 1 < len(ranked) else None
    return {
        **one.features,
        "rank_score": one.rank_score,
        "lead": lead(one.rank_score, following) if place == 0 else 0.0,
        "behind": ranked[0].rank_score - one.rank_score,
        "guarded": float(one.blocked_by is not None),
    }


def richness_of(entries: Sequence[IndexedEntry]) -> Richness:
    """Tell how much most of the entries say."""
    if 2 * sum(bool(entry.phrasings) for entry in entries) >= len(entries):
        return Richness.FULL
    return Richness.ANSWERS if 2 * sum(bool(entry.answer) for entry in entries) >= len(entries) else Richness.TITLES


def sigmoid(value: float) -> float:
    """Return the logistic function, safe for any finite value."""
    return float(1 / (1 + np.exp(-np.clip(value, -60, 60))))


def _with_best_clause(rows: Vectors, queries: Vectors) -> Vectors:
    """Return each row's cosine with the text; when there are clauses, half that and half the best clause's."""
    whole: Vectors = rows @ queries[0]
    return whole if len(queries) == 1 else 0.5 * whole + 0.5 * (rows @ queries[1:].T).max(axis=1)


def _largest(scores: Scores, count: int) -> list[int]:
    count = min(count, len(scores))
    if count == 0:
        return []
    top = np.argpartition(-scores, count - 1)[:count]
    return [int(number) for number in top[np.argsort(-scores[top], kind="stable")]]
