"""What the index derives from each entry alone, to be kept while the entry stays: rows, what they mention, tokens."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

import numpy as np

from knowledge.matching.encoder import Encoder, TokenEncoder, TokenIds
from knowledge.matching.normalize import normalize
from knowledge.matching.spelling import plain_words
from knowledge.matching.types import IndexedEntry
from knowledge.matching.vocabulary import Mentions, mentions

_SENTENCE_END = re.compile(r"[。!?;\n]+")
_SHORTEST_SENTENCE = 4
_MOST_SENTENCES = 16


@dataclass(frozen=True, slots=True)
class Row:
    """One indexed text: a title or phrasing, or a sentence of an entry's answer."""

    entry: int
    text: str
    original: str
    is_answer: bool


@dataclass(frozen=True, slots=True)
class PreparedEntry:
    """One entry as the index holds it. ``rows`` are numbered as in the snapshot they were made for.

    ``row_tokens`` and ``tokens`` are empty with an encoder that knows no tokens.
    """

    rows: tuple[Row, ...]
    row_mentions: tuple[Mentions, ...]
    mentions: Mentions
    row_tokens: tuple[TokenIds, ...]
    tokens: TokenIds

    def renumbered(self, number: int) -> "PreparedEntry":
        """Return the same for an entry that stands elsewhere now."""
        if self.rows[0].entry == number:
            return self
        rows = tuple(Row(number, row.text, row.original, row.is_answer) for row in self.rows)
        return PreparedEntry(rows, self.row_mentions, self.mentions, self.row_tokens, self.tokens)


def rows_of(entries: Sequence[IndexedEntry]) -> list[Row]:
    """Return the texts to index, entry by entry: the title, every different phrasing, the answer's sentences."""
    return [row for number, entry in enumerate(entries) for row in _rows_of_entry(number, entry)]


def answer_sentences(answer: str) -> list[str]:
    """Return the first sentences of an answer, cleaned: a question is close to one of them, seldom to all."""
    sentences = [part.strip(" ,、:") for part in _SENTENCE_END.split(plain_words(answer))]
    return list(dict.fromkeys(part for part in sentences if len(part) >= _SHORTEST_SENTENCE))[:_MOST_SENTENCES]


def prepare(
    entries: Sequence[IndexedEntry], encoder: Encoder, known: Mapping[IndexedEntry, PreparedEntry] | None = None
) -> list[PreparedEntry]:
    """Prepare all entries, those among ``known`` without any work: their whole content is equal.

    ``known`` must come from the same encoder.
    """
    kept = known or {}
    rows = {n: _rows_of_entry(n, entry) for n, entry in enumerate(entries) if entry not in kept}
    tokens = iter(_tokens([row.text for of_entry in rows.values() for row in of_entry], encoder))
    return [
        _prepared(rows[number], tokens) if number in rows else kept[entry].renumbered(number)
        for number, entry in enumerate(entries)
    ]


def _rows_of_entry(number: int, entry: IndexedEntry) -> list[Row]:
    # The title always has a row, so that every entry has one that stands for it.
    texts = {plain_words(original) or normalize(original): original for original in reversed(entry.phrasings)}
    texts.pop("", None)
    title = plain_words(entry.title) or normalize(entry.title)
    texts.pop(title, None)
    rows = [Row(number, title, entry.title, is_answer=False)]
    rows.extend(Row(number, text, original, is_answer=False) for text, original in reversed(texts.items()))
    rows.extend(Row(number, text, text, is_answer=True) for text in answer_sentences(entry.answer))
    return rows


def _tokens(texts: list[str], encoder: Encoder) -> list[TokenIds]:
    return encoder.token_ids(texts) if texts and isinstance(encoder, TokenEncoder) else []


def _prepared(rows: list[Row], tokens: Iterator[TokenIds]) -> PreparedEntry:
    row_mentions = tuple(Mentions() if row.is_answer else mentions(row.text) for row in rows)
    row_tokens = tuple(itertools.islice(tokens, len(rows)))
    return PreparedEntry(
        rows=tuple(rows),
        row_mentions=row_mentions,
        mentions=reduce(or_, row_mentions, Mentions()),
        row_tokens=row_tokens,
        tokens=np.unique(np.concatenate(row_tokens)) if row_tokens else np.zeros(0, np.int64),
    )
