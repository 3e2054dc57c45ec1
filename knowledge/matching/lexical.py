"""How many of a question's own characters a text holds: BM25 over characters and their pairs."""

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

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
_PLACE_BITS = 63 - _DOCUMENT_BITS

_OFTEN = 2
"""Times what some documents hold, from which on reading them is quicker than adding up all that holds a query's terms.

2026-11-26, 450 of 17,000 phrasings asked about 500 characters: 0.26 against 1.3 ms; about a short question 0.07, and
0.06 by its terms.
"""
_QUERIES_REMEMBERED = 64
"""A message's claims: each is asked of the index over rows and of that over entries."""

Scores = NDArray[np.float32]
Numbers = NDArray[np.int64]


def character_terms(text: str) -> list[str]:
    """Return the characters of a normalised text and the pairs of neighbours, punctuation left out."""
    characters = word_characters(text)
    return characters + [a + b for a, b in itertools.pairwise(characters)]


class _Query(NamedTuple):
    """A query's terms as numbers, in order and counted."""

    different: tuple[int, ...]
    counts: NDArray[np.float64]
    lines: list[int]
    """For each term its place in ``different``."""


class _ByDocument(NamedTuple):
    """The score matrix document by document: the terms of each and what they are worth there."""

    starts: Numbers
    terms: NDArray[np.int32]
    worth: Scores


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
        # A term that is in no document counts as a rare one; it is numbered after all others.
        frequency_or_none = np.append(frequency, 0)
        odds = (self._count - frequency_or_none + 0.5) / (frequency_or_none + 0.5)
        self._frequency = frequency_or_none
        self._idf = np.log(1 + odds).astype(np.float32).astype(np.float64)
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
        asked = _query(query)
        return self._scores(asked, self._numbers(asked))

    def self_score(self, query: str) -> float:
        """Return the score ``query`` would reach as a document of these; words unknown to all count as rare ones."""
        asked = _query(query)
        return self._self_score(asked, self._numbers(asked))

    def similarity(self, query: str) -> Scores:
        """Return the scores divided by the query's self-score: about 1 for a document that says the same."""
        asked = _query(query)
        numbers = self._numbers(asked)
        own = self._self_score(asked, numbers)
        if own <= 0:
            return np.zeros(self._count, np.float32)
        scores = self._scores(asked, numbers)
        scores /= np.float32(own)
        return scores

    def similarity_of(self, query: str, documents: Numbers) -> Scores:
        """Return :meth:`similarity` of some documents only, to the last bit."""
        asked = _query(query)
        numbers = self._numbers(asked)
        own = self._self_score(asked, numbers)
        if own <= 0 or self._bm25 is None:
            return np.zeros(len(documents), np.float32)
        starts = self._by_document.starts
        first = starts.take(documents)
        lengths = starts.take(documents + 1) - first
        if self._frequency.take(numbers).sum() < _OFTEN * lengths.sum():
            scores = self._scores(asked, numbers).take(documents)
        else:
            scores = self._read(asked, numbers, first, lengths)
        scores /= np.float32(own)
        return scores

    @cached_property
    def _by_document(self) -> _ByDocument:
        """Made by the first question that asks for it: reading all documents does not need it."""
        assert self._bm25 is not None
        matrix = self._bm25.scores
        documents = matrix["indices"].astype(np.int64)
        # Sorting plain numbers is several times quicker than an argsort: each document's number with its own place.
        order = np.sort(documents << _PLACE_BITS | np.arange(len(documents))) & ((1 << _PLACE_BITS) - 1)
        terms = np.repeat(np.arange(len(self._vocabulary), dtype=np.int32), np.diff(matrix["indptr"]))
        starts = np.concatenate(([0], np.bincount(documents, minlength=self._count).cumsum()))
        return _ByDocument(starts, terms[order], matrix["data"][order])

    def _numbers(self, asked: _Query) -> list[int]:
        number_of, unknown = self._vocabulary.get, len(self._vocabulary)
        return [number_of(code, unknown) for code in asked.different]

    def _scores(self, asked: _Query, numbers: Sequence[int]) -> Scores:
        scores = np.zeros(self._count, np.float32)
        known = [number for line in asked.lines if (number := numbers[line]) < len(self._vocabulary)]
        if self._bm25 is None or not known:
            return scores
        matrix = self._bm25.scores
        starts, data, documents = self._starts, matrix["data"], matrix["indices"]
        spans = [slice(starts[term], starts[term + 1]) for term in known]
        # What ``get_scores_from_ids`` adds term by term is added in the same order by one call: the sums are equal to
        # the last bit, and a long text does not pay for each of its characters.
        np.add.at(scores, np.concatenate([documents[s] for s in spans]), np.concatenate([data[s] for s in spans]))
        return scores

    def _read(self, asked: _Query, numbers: Sequence[int], first: Numbers, lengths: Numbers) -> Scores:
        """Score the documents that begin there, so long, by what they hold."""
        # Terms that were not asked for have a line of their own, beyond the table's.
        line_of = np.full(len(self._vocabulary) + 1, len(numbers), np.int32)
        line_of[numbers] = np.arange(len(numbers))
        places: Numbers = np.repeat(first - (lengths.cumsum() - lengths), lengths)
        places += np.arange(len(places))
        lines = line_of.take(self._by_document.terms.take(places))
        found = np.flatnonzero(lines < len(numbers))
        columns = np.repeat(np.arange(len(first)), lengths)[found]
        # A line for each term, a column for each document. Lines are added up in the order of the query, as ``_scores``
        # does it: the sums are equal to the last bit.
        table = np.zeros((len(numbers), len(first)), np.float32)
        table[lines[found], columns] = self._by_document.worth.take(places[found])
        added: Scores = table.take(asked.lines, axis=0).sum(axis=0)
        return added

    def _self_score(self, asked: _Query, numbers: Sequence[int]) -> float:
        # A query is scored as if it were of average length: BM25 would otherwise punish short questions twice.
        counts = asked.counts
        return sum((counts * self._idf.take(numbers) * counts / (counts + _K1)).tolist()) if numbers else 0.0


def _scored(lengths: Numbers, frequency: Numbers, document_of: Numbers, repeats: Numbers) -> bm25s.BM25:
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


@lru_cache(maxsize=_QUERIES_REMEMBERED)
def _query(text: str) -> _Query:
    points = list(map(ord, word_characters(text)))
    codes = [*points, *((a << _CODE_POINT_BITS) | b for a, b in itertools.pairwise(points))]
    counted = Counter(codes)
    line_of = {code: line for line, code in enumerate(counted)}
    return _Query(tuple(counted), np.array([*counted.values()], np.float64), [line_of[code] for code in codes])


def _coded_terms(documents: Sequence[str]) -> tuple[Numbers, Numbers]:
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
