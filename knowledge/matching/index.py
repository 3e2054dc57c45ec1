"""The index over all phrasings: built in memory, saved whole, loaded only when every byte is as it was written."""

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.matching.encoder import Encoder, TokenEncoder, TokenIds, Vectors
from knowledge.matching.lexical import LexicalIndex
from knowledge.matching.normalize import clean, normalize
from knowledge.matching.types import IndexedEntry
from knowledge.matching.vocabulary import Mentions, mentions

FORMAT = 2
MANIFEST = "manifest.json"
_ENTRIES = "entries.json"
_VECTORS = "vectors.faiss"
_BATCH = 2048
_SENTENCE_END = re.compile(r"[。!?;\n]+")
_SHORTEST_SENTENCE = 4
_MOST_SENTENCES = 16


class IndexDamaged(Exception):
    """A saved index that must not be used: missing, altered, of another format or of another encoder."""

    def __init__(self, directory: Path, reason: str) -> None:
        super().__init__(f"index {directory} cannot be used: {reason}")
        self.directory = directory
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """One indexed text: a title or phrasing, or a sentence of an entry's answer."""

    entry: int
    text: str
    original: str
    is_answer: bool


def rows_of(entries: Sequence[IndexedEntry]) -> list[Row]:
    """Return the texts to index, entry by entry: the title, every different phrasing, the answer's sentences."""
    rows: list[Row] = []
    for number, entry in enumerate(entries):
        # The title always has a row, so that every entry has one that stands for it.
        texts = {clean(original) or normalize(original): original for original in reversed(entry.phrasings)}
        texts.pop("", None)
        title = clean(entry.title) or normalize(entry.title)
        texts.pop(title, None)
        rows.append(Row(number, title, entry.title, is_answer=False))
        rows.extend(Row(number, text, original, is_answer=False) for text, original in reversed(texts.items()))
        rows.extend(Row(number, text, text, is_answer=True) for text in answer_sentences(entry.answer))
    return rows


def answer_sentences(answer: str) -> list[str]:
    """Return the first sentences of an answer, cleaned: a question is close to one of them, seldom to all."""
    sentences = [part.strip(" ,、:") for part in _SENTENCE_END.split(clean(answer))]
    return list(dict.fromkeys(part for part in sentences if len(part) >= _SHORTEST_SENTENCE))[:_MOST_SENTENCES]


class IndexSnapshot:
    """All published entries at one revision, ready to search. Never changes after it is made; safe to share."""

    def __init__(self, entries: Sequence[IndexedEntry], *, vectors: Any, encoder: Encoder, revision: int) -> None:
        """Use :meth:`build` or :meth:`load`."""
        self.entries = tuple(entries)
        self.revision = revision
        self.encoder_name = encoder.name
        self.encoder_digest = encoder.digest
        self.rows = tuple(rows_of(self.entries))
        self._faiss = vectors
        self.row_entry: NDArray[np.int64] = np.array([row.entry for row in self.rows], np.int64)
        self._first_row = np.searchsorted(self.row_entry, np.arange(len(self.entries) + 1), side="left")
        asking = np.array([not row.is_answer for row in self.rows], np.int64)
        self._asking_rows = np.bincount(self.row_entry, weights=asking, minlength=len(self.entries)).astype(np.int64)
        self.lexical_rows = LexicalIndex(["" if row.is_answer else row.text for row in self.rows])
        self.lexical_entries = LexicalIndex(self._documents())
        self.row_mentions: tuple[Mentions, ...] = tuple(
            Mentions() if row.is_answer else mentions(row.text) for row in self.rows
        )
        self.entry_mentions = self._entry_mentions()
        self.row_tokens: tuple[TokenIds, ...] | None = None
        self.entry_tokens: tuple[TokenIds, ...] = ()
        if isinstance(encoder, TokenEncoder):
            self.row_tokens = tuple(encoder.token_ids([row.text for row in self.rows]))
            self.entry_tokens = tuple(
                np.unique(np.concatenate([self.row_tokens[row] for row in self.rows_of_entry(entry)]))
                for entry in range(len(self.entries))
            )
        # A view into faiss' own memory, not a second copy.
        self.vectors: Vectors = _matrix(vectors)

    @classmethod
    def build(cls, entries: Sequence[IndexedEntry], encoder: Encoder, revision: int) -> "IndexSnapshot":
        """Encode every phrasing of ``entries``; an empty sequence gives an index that finds nothing."""
        rows = rows_of(entries)
        vectors = faiss.IndexFlatIP(encoder.dimension)
        for start in range(0, len(rows), _BATCH):
            vectors.add(encoder.encode([row.text for row in rows[start : start + _BATCH]]))
        return cls(entries, vectors=vectors, encoder=encoder, revision=revision)

    def search(self, query: Vectors, count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return the ``count`` best rows for each query vector: cosines and row numbers, best first."""
        count = min(count, len(self.rows))
        if count == 0:
            empty = np.zeros((len(query), 0))
            return empty.astype(np.float32), empty.astype(np.int64)
        scores, numbers = self._faiss.search(np.ascontiguousarray(query, np.float32), count)
        return scores, numbers

    def rows_of_entry(self, entry: int) -> range:
        """Return the row numbers of one entry: neighbours, because rows are laid out entry by entry."""
        return range(int(self._first_row[entry]), int(self._first_row[entry + 1]))

    def asking_rows(self, entry: int) -> range:
        """Return the row numbers of an entry's title and phrasings; never empty."""
        start = int(self._first_row[entry])
        return range(start, start + int(self._asking_rows[entry]))

    def answer_rows(self, entry: int) -> range:
        """Return the row numbers of an entry's answer sentences; may be empty."""
        return range(self.asking_rows(entry).stop, int(self._first_row[entry + 1]))

    def save(self, directory: Path) -> None:
        """Write the index beside ``directory`` and move it into place whole; what stood there is replaced."""
        directory.parent.mkdir(parents=True, exist_ok=True)
        aside = directory.with_name(f".{directory.name}.{uuid.uuid4().hex}")
        aside.mkdir()
        try:
            faiss.write_index(self._faiss, str(aside / _VECTORS))
            entries = [
                {"id": e.entry_id, "title": e.title, "phrasings": e.phrasings, "answer": e.answer} for e in self.entries
            ]
            (aside / _ENTRIES).write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
            manifest = {
                "format": FORMAT,
                "revision": self.revision,
                "encoder": {
                    "name": self.encoder_name,
                    "digest": self.encoder_digest,
                    "dimension": self._faiss.d,
                },
                "entry_ids": [entry.entry_id for entry in self.entries],
                "rows": len(self.rows),
                "sha256": {name: _sha256(aside / name) for name in (_ENTRIES, _VECTORS)},
            }
            sealed = {"manifest": manifest, "sha256": hashlib.sha256(_canonical(manifest)).hexdigest()}
            (aside / MANIFEST).write_text(json.dumps(sealed, ensure_ascii=False, indent=1), encoding="utf-8")
            for file in aside.iterdir():
                _flush(file)
            _replace(aside, directory)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    @classmethod
    def load(cls, directory: Path, encoder: Encoder) -> "IndexSnapshot":
        """Read a saved index, or raise :class:`IndexDamaged` with the reason."""
        manifest = _read_manifest(directory)
        if manifest["encoder"]["digest"] != encoder.digest:
            raise IndexDamaged(directory, "it was built with another encoder")
        for name in (_ENTRIES, _VECTORS):
            file = directory / name
            if not file.is_file():
                raise IndexDamaged(directory, f"{name} is missing")
            if _sha256(file) != manifest["sha256"].get(name):
                raise IndexDamaged(directory, f"the checksum of {name} differs")
        try:
            entries = [
                IndexedEntry(item["id"], item["title"], tuple(item["phrasings"]), item["answer"])
                for item in json.loads((directory / _ENTRIES).read_text(encoding="utf-8"))
            ]
            vectors = faiss.read_index(str(directory / _VECTORS))
        except (ValueError, KeyError, TypeError, RuntimeError, OSError) as error:
            raise IndexDamaged(directory, f"it cannot be read ({error})") from error
        if [entry.entry_id for entry in entries] != manifest["entry_ids"]:
            raise IndexDamaged(directory, "the entries are not those of the manifest")
        if vectors.d != encoder.dimension or vectors.ntotal != len(rows_of(entries)):
            raise IndexDamaged(directory, "the vectors do not belong to the entries")
        return cls(entries, vectors=vectors, encoder=encoder, revision=manifest["revision"])

    def _documents(self) -> list[str]:
        documents: list[list[str]] = [[] for _ in self.entries]
        for row in self.rows:
            documents[row.entry].append(row.text)
        return ["\n".join(texts) for texts in documents]

    def _entry_mentions(self) -> tuple[Mentions, ...]:
        merged = [Mentions()] * len(self.entries)
        for row, found in zip(self.rows, self.row_mentions, strict=True):
            if not row.is_answer:
                merged[row.entry] = merged[row.entry] | found
        return tuple(merged)


def _matrix(vectors: Any) -> Vectors:
    if vectors.ntotal == 0:
        return np.zeros((0, vectors.d), np.float32)
    flat = faiss.rev_swig_ptr(vectors.get_xb(), vectors.ntotal * vectors.d)
    matrix: Vectors = flat.reshape(vectors.ntotal, vectors.d)
    return matrix


def _read_manifest(directory: Path) -> dict[str, Any]:
    try:
        sealed = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        manifest: dict[str, Any] = sealed["manifest"]
        seal = sealed["sha256"]
        if seal != hashlib.sha256(_canonical(manifest)).hexdigest():
            raise IndexDamaged(directory, "the checksum of the manifest differs")
        if manifest["format"] != FORMAT:
            raise IndexDamaged(directory, f"its format is {manifest['format']}, not {FORMAT}")
    except OSError as error:
        raise IndexDamaged(directory, "there is no readable manifest") from error
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(directory, "the manifest is damaged") from error
    return manifest


def _canonical(manifest: dict[str, Any]) -> bytes:
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _flush(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())


def _replace(aside: Path, directory: Path) -> None:
    if directory.exists():
        # A full directory cannot be renamed over; the old one steps aside first, so readers never see half of each.
        old = directory.with_name(f".{directory.name}.{uuid.uuid4().hex}.old")
        directory.rename(old)
        aside.rename(directory)
        shutil.rmtree(old, ignore_errors=True)
    else:
        aside.rename(directory)
