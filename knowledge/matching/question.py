"""Questions compared with every row of the index, several at once, and the rows and entries nearest to one."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.matching.alignment import AlignedQuery
from knowledge.matching.claims import split_clauses
from knowledge.matching.dense import SMALLEST_BATCH, IndexKind
from knowledge.matching.encoder import Encoder, TokenEncoder, Vectors
from knowledge.matching.features import character_pairs, core_words, message_features
from knowledge.matching.index import IndexSnapshot
from knowledge.matching.lexical import Numbers, Scores
from knowledge.matching.scope import read_scope
from knowledge.matching.vocabulary import Mentions, mentions

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ROWS_SEARCHED = 96
_ENTRIES_BY_MEANING = 12
_ENTRIES_BY_WORDS = 6
# How much words count beside meaning when an entry's phrasing nearest to a question is chosen; the study's weight.
_WORDS_SHARE = np.float32(0.3)


@dataclass(frozen=True, slots=True)
class Question:
    """A cleaned claim and how near every row and entry of the index is to it."""

    claim: str
    is_chinese: bool
    core: str
    pairs: frozenset[str]
    asked: Mentions
    cosines: Vectors
    """One per row: the whole claim's, or half of it and half the best clause's."""
    by_words_of_entry: Scores
    aligned: AlignedQuery | None
    about: dict[str, float]


@dataclass(frozen=True, slots=True)
class BestRows:
    """The row of each of some entries that is nearest to a question, and the best each entry reaches."""

    best: list[int]
    dense: list[float]
    by_answer: list[float]
    """At least zero, also for an entry without an answer."""
    lexical: list[float]


class QuestionReader:
    """Reads questions for one snapshot. Safe to share between threads."""

    def __init__(self, snapshot: IndexSnapshot, encoder: Encoder) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._tokens = encoder if isinstance(encoder, TokenEncoder) else None

    def read(self, texts: Sequence[str]) -> list[Question]:
        """Read cleaned claims, each as if it stood alone; encoding and comparing is done for all of them together."""
        if not texts:
            return []
        parts = [(text, *split_clauses(text)) for text in texts]
        # A sentence of a message is often a clause of the whole message too: once is enough.
        place_of = {part: place for place, part in enumerate(dict.fromkeys(itertools.chain.from_iterable(parts)))}
        vectors = self._encoder.encode_queries(list(place_of))
        places = [[place_of[part] for part in of_text] for of_text in parts]
        entry_words = [self._snapshot.lexical_entries.similarity(text) for text in texts]
        cosines = self._cosines(vectors, places, entry_words)
        return [
            Question(
                claim=text,
                is_chinese=_CHINESE.search(text) is not None,
                core=core_words(text),
                pairs=character_pairs(text),
                asked=mentions(text),
                cosines=cosines[number],
                by_words_of_entry=entry_words[number],
                aligned=self._aligned(text),
                about=message_features(read_scope(text), text),
            )
            for number, text in enumerate(texts)
        ]

    def _aligned(self, text: str) -> AlignedQuery | None:
        return None if self._tokens is None else AlignedQuery(self._tokens, self._tokens.token_ids([text])[0])

    def _cosines(self, vectors: Vectors, places: Sequence[list[int]], entry_words: Sequence[Scores]) -> list[Vectors]:
        snapshot = self._snapshot
        if snapshot.kind is not IndexKind.FLAT:
            return [self._cosines_near(vectors[p], words) for p, words in zip(places, entry_words, strict=True)]
        products = _products(snapshot.vectors, vectors)
        return [_with_best_clause(products, of_text) for of_text in places]

    def _cosines_near(self, vectors: Vectors, by_words_of_entry: Scores) -> Vectors:
        """In a large index, compare only rows that may matter with a text and its clauses; the rest is -1."""
        snapshot = self._snapshot
        _, near = snapshot.search(vectors, _ROWS_SEARCHED)
        entries = {int(snapshot.row_entry[row]) for row in near.ravel()}
        entries.update(_largest(by_words_of_entry, _ENTRIES_BY_WORDS).tolist())
        places = np.concatenate([np.array(snapshot.rows_of_entry(entry)) for entry in sorted(entries)])
        cosines = np.full(len(snapshot.rows), -1, np.float32)
        cosines[places] = _with_best_clause(_products(snapshot.vectors[places], vectors), range(len(vectors)))
        return cosines


def nearest_entries(snapshot: IndexSnapshot, question: Question) -> list[int]:
    """Return the entries nearest by meaning or by words."""
    nearest_rows = _largest(question.cosines, _ROWS_SEARCHED)
    by_meaning = list(dict.fromkeys(snapshot.row_entry.take(nearest_rows).tolist()))[:_ENTRIES_BY_MEANING]
    by_words = _largest(question.by_words_of_entry, _ENTRIES_BY_WORDS)
    by_words = by_words[question.by_words_of_entry.take(by_words) > 0]
    return list(dict.fromkeys([*by_meaning, *by_words.tolist()]))


def best_rows(snapshot: IndexSnapshot, question: Question, entries: Sequence[int]) -> BestRows:
    """Find the best rows of some entries: their titles and phrasings first, then the sentences of their answers."""
    first, asking = snapshot.first_row.take(entries), snapshot.asking_count.take(entries)
    rows, starts = _joined(first, asking)
    cosines = question.cosines.take(rows)
    by_words = snapshot.lexical_rows.similarity_of(question.claim, rows)
    alike = cosines + _WORDS_SHARE * by_words
    is_best = alike == np.repeat(np.maximum.reduceat(alike, starts), asking)
    best = np.flatnonzero(is_best)
    return BestRows(
        best=rows[best[np.searchsorted(best, starts)]].tolist(),
        dense=np.maximum.reduceat(cosines, starts).tolist(),
        by_answer=_best_answers(question.cosines, first + asking, snapshot.first_row[1:].take(entries)),
        lexical=np.maximum.reduceat(by_words, starts).tolist(),
    )


def _best_answers(cosines: Vectors, first: Numbers, after: Numbers) -> list[float]:
    best = np.zeros(len(first), np.float32)
    filled = np.flatnonzero(after > first)
    if len(filled):
        rows, starts = _joined(first[filled], (after - first)[filled])
        best[filled] = np.maximum(np.maximum.reduceat(cosines.take(rows), starts), 0)
    of_entries: list[float] = best.tolist()
    return of_entries


def _joined(first: Numbers, lengths: Numbers) -> tuple[Numbers, Numbers]:
    """Return the numbers of several stretches, one after the other, and where each stretch starts among them."""
    ends = lengths.cumsum()
    starts = ends - lengths
    numbers = np.repeat(first - starts, lengths)
    numbers += np.arange(len(numbers))
    return numbers, starts


def _products(rows: Vectors, queries: Vectors) -> Vectors:
    """Return the cosine of every query with every row, one line per query."""
    if len(queries) >= SMALLEST_BATCH:
        together: Vectors = queries @ rows.T
        return together
    product = np.empty((len(queries), len(rows)), np.float32)
    for line, query in zip(product, queries, strict=True):
        np.matmul(rows, query, out=line)
    return product


def _with_best_clause(cosines: Vectors, lines: Sequence[int]) -> Vectors:
    """Return each row's cosine with the text; when there are clauses, half that and half the best clause's.

    The first of ``lines`` is the text's, the others are the clauses'.
    """
    whole: Vectors = cosines[lines[0]]
    return whole if len(lines) == 1 else 0.5 * whole + 0.5 * cosines[list(lines[1:])].max(axis=0)


def _largest(scores: Scores, count: int) -> Numbers:
    """Return the places of the largest scores, the largest first."""
    count = min(count, len(scores))
    if count == 0:
        return np.zeros(0, np.int64)
    top = np.argpartition(-scores, count - 1)[:count]
    return top[np.argsort(-scores[top], kind="stable")]
