"""What the matcher is measured against: its own parts alone, and what one would otherwise take.

A ranker only ranks; from which score on it answers is chosen for all of them by one rule (``answer_limit``).
"""

import pickle
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.evaluation.systems import RANKED, Bm25System, Reply
from knowledge.matching.encoder import Encoder
from knowledge.matching.index import rows_of
from knowledge.matching.lexical import LexicalIndex
from knowledge.matching.normalize import normalize
from knowledge.matching.spelling import plain_words
from knowledge.matching.thresholds import Limits
from knowledge.matching.types import IndexedEntry

MOST_NEAR_ANSWERED = 0.05
_NEVER = Limits(answer=float("inf"), clarify=float("inf"))
_BYTES_PER_MEGABYTE = 1e6

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Entries best first, the score of the first, and the time it took."""

    ids: tuple[str, ...]
    score: float
    milliseconds: float


class Ranker(ABC):
    """Ranks the entries it was made of.

    ``megabytes`` is what must be kept to run it, model and index; ``gives_probability`` says whether scores can be
    read as probabilities.
    """

    megabytes: float
    gives_probability = False

    def rank(self, text: str) -> Ranked:
        """Rank the entries for ``text``."""
        started = time.perf_counter()
        ids, score = self._rank(text)
        return Ranked(ids, score, (time.perf_counter() - started) * 1000)

    @abstractmethod
    def _rank(self, text: str) -> tuple[tuple[str, ...], float]: ...


class EntryRanker(Ranker):
    """Scores every row (title, phrasing, answer sentence); an entry is worth its best row."""

    def __init__(self, entries: Sequence[IndexedEntry]) -> None:
        self._ids = [entry.entry_id for entry in entries]
        self.rows = rows_of(entries)
        owners = [row.entry for row in self.rows]
        # Rows are laid out entry by entry, and every entry has one.
        self._starts = np.searchsorted(owners, np.arange(len(self._ids)))

    def _rank(self, text: str) -> tuple[tuple[str, ...], float]:
        scores: Scores = np.maximum.reduceat(self.row_scores(plain_words(text)), self._starts)
        order = np.argsort(-scores, kind="stable")[:RANKED]
        found = [number for number in order if scores[number] > 0]
        return tuple(self._ids[number] for number in found), float(scores[found[0]]) if found else 0.0

    @abstractmethod
    def row_scores(self, text: str) -> Scores:
        """Return one score per row for a cleaned text."""


class DenseRanker(EntryRanker):
    """Best cosine of a sentence encoder over title, phrasings and answer sentences."""

    def __init__(self, entries: Sequence[IndexedEntry], encoder: Encoder, model: Path) -> None:
        super().__init__(entries)
        self._encoder = encoder
        self._vectors = encoder.encode([row.text for row in self.rows])
        self.megabytes = directory_megabytes(model) + self._vectors.nbytes / _BYTES_PER_MEGABYTE

    def row_scores(self, text: str) -> Scores:
        """Return the cosine with every row."""
        scores: Scores = self._vectors @ self._encoder.encode_queries([text])[0]
        return scores


class LexicalRanker(EntryRanker):
    """Best score of the matcher's own lexical index over title and phrasings."""

    def __init__(self, entries: Sequence[IndexedEntry]) -> None:
        super().__init__(entries)
        self._index = LexicalIndex(["" if row.is_answer else row.text for row in self.rows])
        self.megabytes = _pickled_megabytes(self._index)

    def row_scores(self, text: str) -> Scores:
        """Return each row's BM25 score as a share of the question's self-score."""
        return self._index.similarity(text)


class SumRanker(EntryRanker):
    """The plain sum of the two parts above."""

    def __init__(self, entries: Sequence[IndexedEntry], dense: DenseRanker, lexical: LexicalRanker) -> None:
        super().__init__(entries)
        self._dense, self._lexical = dense, lexical
        self.megabytes = dense.megabytes + lexical.megabytes

    def row_scores(self, text: str) -> Scores:
        """Return both scores of every row added up."""
        scores: Scores = self._dense.row_scores(text) + self._lexical.row_scores(text)
        return scores


class TfidfRanker(EntryRanker):
    """Best cosine of character n-grams of one to three, weighted by TF-IDF, over the same rows."""

    def __init__(self, entries: Sequence[IndexedEntry]) -> None:
        super().__init__(entries)
        self._vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3))
        self._matrix = self._vectorizer.fit_transform([row.text for row in self.rows]).tocsr()
        self.megabytes = _pickled_megabytes((self._vectorizer, self._matrix))

    def row_scores(self, text: str) -> Scores:
        """Return the cosine with every row."""
        query = self._vectorizer.transform([text])
        scores: Scores = np.asarray((self._matrix @ query.T).todense(), np.float32).ravel()
        return scores


class Bm25Ranker(Ranker):
    """BM25 over characters 1+2 of title and answer, as ``xiaochen evaluate`` shows it."""

    def __init__(self, entries: Sequence[IndexedEntry]) -> None:
        self._system = Bm25System(tuple(entries), _NEVER)
        self.megabytes = _pickled_megabytes(self._system)

    def _rank(self, text: str) -> tuple[tuple[str, ...], float]:
        reply = self._system.ask(text)
        return reply.ranking, reply.confidence


class RecordedRanker(Ranker):
    """What another process answered to texts that were all given to it before."""

    def __init__(self, recorded: Mapping[str, Ranked], megabytes: float, *, gives_probability: bool) -> None:
        self._recorded = recorded
        self.megabytes = megabytes
        self.gives_probability = gives_probability

    def rank(self, text: str) -> Ranked:
        """Look up what was answered, with the time it took there."""
        return self._recorded[text]

    def _rank(self, text: str) -> tuple[tuple[str, ...], float]:
        ranked = self.rank(text)
        return ranked.ids, ranked.score


class LimitedSystem:
    """A ranker that answers from a limit on."""

    def __init__(self, ranker: Ranker, limit: float) -> None:
        self._ranker = ranker
        self._limit = limit
        self.milliseconds: list[float] = []

    def ask(self, text: str) -> Reply:
        """Answer with the first entry when its score reaches the limit."""
        ranked = self._ranker.rank(text)
        self.milliseconds.append(ranked.milliseconds)
        answered = ranked.ids[:1] if ranked.score >= self._limit else ()
        return Reply(ranked.ids, answered=answered, confidence=ranked.score)


def answer_limit(ranker: Ranker, near_negatives: Sequence[str]) -> float:
    """Return the lowest limit at which at most one near negative in twenty is answered.

    The negatives are those of the calibration, asked of the project's own entries; never those that are measured on.
    """
    scores = sorted((ranker.rank(text).score for text in near_negatives), reverse=True)
    if not scores:
        return float("inf")
    # The first score that would be one too many, and a little above it.
    return float(np.nextafter(scores[int(MOST_NEAR_ANSWERED * len(scores))], np.inf))


def directory_megabytes(directory: Path) -> float:
    """Return the size of all files below ``directory``; 0 when it is none (a model known by name only)."""
    return sum(file.stat().st_size for file in directory.rglob("*") if file.is_file()) / _BYTES_PER_MEGABYTE


def normalized_rows(entries: Sequence[IndexedEntry]) -> list[tuple[str, str]]:
    """Return (entry id, text) of every row, for systems that index texts themselves."""
    return [(entries[row.entry].entry_id, normalize(row.text)) for row in rows_of(entries)]


def _pickled_megabytes(index: object) -> float:
    return len(pickle.dumps(index)) / _BYTES_PER_MEGABYTE
