"""How many of a question's own characters a text holds: BM25 over characters and their pairs."""

import itertools
import math
from collections import Counter
from collections.abc import Sequence

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge.matching.normalize import has_words, word_characters

_K1 = 1.5
_B = 0.75
_CODE_POINT_BITS = 21
"""Every code point fits; a pair of them is numbered above all single ones."""
_DOCUMENT_BITS = 21
_MOST_DOCUMENTS = 1 << _DOCUMENT_BITS
"""A pair and a document's number share 63 bits."""

Scores = NDArray[np.float32]


def character_terms(text: str) -> list[str]:
    """Return the characters of a normalised text and the pairs of neighbours, punctuation left out."""
    characters = word_characters(text)
    return characters + [a + b for a, b in itertools.pairwise(characters)]


class LexicalIndex:
    """BM25 (k1 1.5, b 0.75) over fixed documents. Thread-safe after construction.

    All documents are read at once as arrays of numbers: over 100,000 phrasings that takes a second, so that an index
    that follows another builds its own instead of changing the other's.
    """

    def __init__(self, documents: Sequence[str]) -> None:
        if len(documents) > _MOST_DOCUMENTS:
            raise ValueError(f"{len(documents)} documents are more than the {_MOST_DOCUMENTS} that can be numbered")
        codes, places = _coded_terms(documents)
        # One sort brings equal terms together, and within a term its documents: the columns of the score matrix.
        meetings, repeats = np.unique((codes << _DOCUMENT_BITS) | places, return_counts=True)
        document_of = meetings & (_MOST_DOCUMENTS - 1)
        vocabulary, frequency = np.unique(meetings >> _DOCUMENT_BITS, return_counts=True)
        self._count = len(documents)
        self._vocabulary = {code: number for number, code in enumerate(vocabulary.tolist())}
        # A term that is in no document counts as a rare one.
        frequency_or_none = np.append(frequency, 0)
        odds = (self._count - frequency_or_none + 0.5) / (frequency_or_none + 0.5)
        self._idf: list[float] = np.log(1 + odds).astype(np.float32).tolist()
        self._bm25: bm25s.BM25 | None = None
        self._starts: list[int] = []
        if len(vocabulary):
            lengths = np.bincount(places, minlength=self._count)
            self._bm25 = _scored(lengths, frequency, document_of, repeats)
            self._starts = self._bm25.scores["indptr"].tolist()

    def __len__(self) -> int:
        return self._count

    def scores(self, query: str) -> Scores:
        """Return one BM25 score per document."""
        return self._scores(_codes(query))

    def self_score(self, query: str) -> float:
        """Return the score ``query`` would reach as a document of these; words unknown to all count as rare ones."""
        return self._self_score(_codes(query))

    def similarity(self, query: str) -> Scores:
        """Return the scores divided by the query's self-score: about 1 for a document that says the same."""
        codes = _codes(query)
        own = self._self_score(codes)
        if own <= 0:
            return np.zeros(self._count, np.float32)
        scores = self._scores(codes)
        scores /= np.float32(own)
        return scores

    def _scores(self, codes: Sequence[int]) -> Scores:
        scores = np.zeros(self._count, np.float32)
        known = [self._vocabulary[code] for code in codes if code in self._vocabulary]
        if self._bm25 is None or not known:
            return scores
        matrix = self._bm25.scores
        starts, data, documents = self._starts, matrix["data"], matrix["indices"]
        spans = [slice(starts[term], starts[term + 1]) for term in known]
        # What ``get_scores_from_ids`` adds term by term is added in the same order by one call: the sums are equal to
        # the last bit, and a long text does not pay for each of its characters.
        np.add.at(scores, np.concatenate([documents[s] for s in spans]), np.concatenate([data[s] for s in spans]))
        return scores

    def _self_score(self, codes: Sequence[int]) -> float:
        # A query is scored as if it were of average length: BM25 would otherwise punish short questions twice.
        idf, number_of, unknown = self._idf, self._vocabulary.get, len(self._vocabulary)
        return sum(
            count * idf[number_of(code, unknown)] * count / (count + _K1) for code, count in Counter(codes).items()
        )


def _scored(
    lengths: NDArray[np.int64], frequency: NDArray[np.int64], document_of: NDArray[np.int64], repeats: NDArray[np.int64]
) -> bm25s.BM25:
    """Return what ``BM25.index`` would for the same documents, to the last bit, without its loop over documents."""
    count = len(lengths)
    # Few terms differ in frequency; math.log, because that of NumPy may round otherwise.
    idf_of = {n: math.log(1 + (count - n + 0.5) / (n + 0.5)) for n in np.unique(frequency).tolist()}
    idf = np.array([idf_of[n] for n in frequency.tolist()], np.float32)
    damping = _K1 * ((1 - _B) + _B * lengths / lengths.mean())
    bm25 = bm25s.BM25(k1=_K1, b=_B, method="lucene")
    bm25.scores = {
        "data": (np.repeat(idf, frequency) * (repeats / (damping[document_of] + repeats))).astype(np.float32),
        "indices": document_of.astype(np.int32),
        "indptr": np.concatenate(([0], np.cumsum(frequency))),
        "num_docs": count,
    }
    bm25.nonoccurrence_array = None
    return bm25


def _codes(text: str) -> list[int]:
    """Return :func:`character_terms` as numbers."""
    points = [ord(character) for character in word_characters(text)]
    return points + [(a << _CODE_POINT_BITS) | b for a, b in itertools.pairwise(points)]


def _coded_terms(documents: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the terms of all documents as numbers, and the document each belongs to."""
    joined = "".join(documents).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(joined, np.uint32).astype(np.int64)
    places = np.repeat(np.arange(len(documents)), [len(document) for document in documents])
    different, numbers = np.unique(points, return_inverse=True)
    is_word = np.array([has_words(chr(point)) for point in different.tolist()], bool)[numbers]
    points, places = points[is_word], places[is_word]
    is_pair = places[1:] == places[:-1]
    pairs = (points[:-1] << _CODE_POINT_BITS) | points[1:]
    return np.concatenate([points, pairs[is_pair]]), np.concatenate([places, places[1:][is_pair]])
