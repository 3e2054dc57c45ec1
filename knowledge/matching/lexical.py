"""How many of a question's own characters a text holds: BM25 over characters and their pairs."""

import itertools
from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge.matching.normalize import has_words

_K1 = 1.5
_B = 0.75

Scores = NDArray[np.float32]


def character_terms(text: str) -> list[str]:
    """Return the characters of a normalised text and the pairs of neighbours, punctuation left out."""
    characters = [character for character in text if has_words(character)]
    return characters + [a + b for a, b in itertools.pairwise(characters)]


class LexicalIndex:
    """BM25 (k1 1.5, b 0.75) over fixed documents. Thread-safe after construction."""

    def __init__(self, documents: Sequence[str]) -> None:
        terms = [character_terms(document) for document in documents]
        vocabulary = {term: number for number, term in enumerate(sorted({t for ts in terms for t in ts}))}
        self._count = len(documents)
        self._vocabulary = vocabulary
        self._mean_length = max(1.0, sum(map(len, terms)) / max(1, len(terms)))
        frequency = np.zeros(len(vocabulary) + 1, np.int64)
        for document_terms in terms:
            frequency[[vocabulary[term] for term in set(document_terms)]] += 1
        self._idf = np.log(1 + (self._count - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        self._bm25: bm25s.BM25 | None = None
        if vocabulary:
            self._bm25 = bm25s.BM25(k1=_K1, b=_B, method="lucene")
            ids = [[vocabulary[term] for term in document_terms] for document_terms in terms]
            self._bm25.index((ids, vocabulary), show_progress=False, create_empty_token=False)

    def __len__(self) -> int:
        return self._count

    def scores(self, query: str) -> Scores:
        """Return one BM25 score per document."""
        known = [self._vocabulary[term] for term in character_terms(query) if term in self._vocabulary]
        if self._bm25 is None or not known:
            return np.zeros(self._count, np.float32)
        scores: Scores = np.asarray(self._bm25.get_scores_from_ids(known), np.float32)
        return scores

    def self_score(self, query: str) -> float:
        """Return the score ``query`` would reach as a document of these; words unknown to all count as rare ones."""
        terms = character_terms(query)
        if not terms:
            return 0.0
        counts: dict[str, int] = {}
        for term in terms:
            counts[term] = counts.get(term, 0) + 1
        # A query is scored as if it were of average length: BM25 would otherwise punish short questions twice.
        unknown = len(self._vocabulary)
        total = 0.0
        for term, count in counts.items():
            idf = float(self._idf[self._vocabulary.get(term, unknown)])
            total += count * idf * count / (count + _K1)
        return total

    def similarity(self, query: str) -> Scores:
        """Return the scores divided by the query's self-score: about 1 for a document that says the same."""
        own = self.self_score(query)
        if own <= 0:
            return np.zeros(self._count, np.float32)
        similar: Scores = self.scores(query) / np.float32(own)
        return similar
