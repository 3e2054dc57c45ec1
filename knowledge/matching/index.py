"""The index over all phrasings: built in memory, saved whole, loaded only when every byte is as it was written."""

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from knowledge.matching.dense import DenseIndex, IndexKind
from knowledge.matching.encoder import Encoder, TokenEncoder, TokenIds, Vectors
from knowledge.matching.lexical import LexicalIndex
from knowledge.matching.rows import PreparedEntry, Row, answer_sentences, prepare, rows_of
from knowledge.matching.types import IndexedEntry
from knowledge.matching.vocabulary import Mentions

__all__ = ["MANIFEST", "IndexDamaged", "IndexSnapshot", "Row", "answer_sentences", "rows_of"]

FORMAT = 3
MANIFEST = "manifest.json"
_ENTRIES = "entries.json"
_VECTORS = "vectors.faiss"
_BATCH = 2048


class IndexDamaged(Exception):
    """A saved index that must not be used: missing, altered, of another format or of another encoder."""

    def __init__(self, directory: Path, reason: str) -> None:
        super().__init__(f"index {directory} cannot be used: {reason}")
        self.directory = directory
        self.reason = reason


class IndexSnapshot:
    """All published entries at one revision, ready to search. Never changes after it is made; safe to share."""

    def __init__(
        self,
        entries: Sequence[IndexedEntry],
        prepared: Sequence[PreparedEntry],
        vectors: Any,
        *,
        encoder: Encoder,
        revision: int,
    ) -> None:
        """Use :meth:`build`, :meth:`followed_by` or :meth:`load`."""
        self.entries = tuple(entries)
        self.revision = revision
        self.encoder_name = encoder.name
        self.encoder_digest = encoder.digest
        self._prepared = tuple(prepared)
        self._dense = DenseIndex(vectors)
        self.vectors: Vectors = self._dense.matrix
        self.rows = tuple(row for one in prepared for row in one.rows)
        rows_of_entries = np.array([len(one.rows) for one in prepared], np.int64)
        self.row_entry: NDArray[np.int64] = np.repeat(np.arange(len(prepared)), rows_of_entries)
        self.first_row: NDArray[np.int64] = np.concatenate(([0], np.cumsum(rows_of_entries)))
        """Where each entry's rows begin, and where the last one's end."""
        self.asking_count: NDArray[np.int64] = np.array(
            [sum(not row.is_answer for row in one.rows) for one in prepared], np.int64
        )
        """How many of each entry's rows, the first ones, are its title and phrasings; at least one."""
        self.lexical_rows = LexicalIndex(["" if row.is_answer else row.text for row in self.rows])
        self.lexical_entries = LexicalIndex(["\n".join(row.text for row in one.rows) for one in prepared])
        self.row_mentions: tuple[Mentions, ...] = tuple(found for one in prepared for found in one.row_mentions)
        self.entry_mentions: tuple[Mentions, ...] = tuple(one.mentions for one in prepared)
        self.row_tokens: tuple[TokenIds, ...] | None = None
        self.entry_tokens: tuple[TokenIds, ...] = ()
        if isinstance(encoder, TokenEncoder):
            self.row_tokens = tuple(tokens for one in prepared for tokens in one.row_tokens)
            self.entry_tokens = tuple(one.tokens for one in prepared)

    @classmethod
    def build(cls, entries: Sequence[IndexedEntry], encoder: Encoder, revision: int) -> "IndexSnapshot":
        """Encode every phrasing of ``entries``; an empty sequence gives an index that finds nothing."""
        prepared = prepare(entries, encoder)
        vectors = faiss.IndexFlatIP(encoder.dimension)
        _encode_into(vectors, prepared, encoder)
        return cls(entries, prepared, vectors, encoder=encoder, revision=revision)

    def followed_by(self, entries: Sequence[IndexedEntry], encoder: Encoder, revision: int) -> "IndexSnapshot":
        """Return what :meth:`build` would, encoding only the entries that are not, word for word, among these.

        Word frequencies are counted anew. This index stays as it is. With another encoder nothing can be kept.
        """
        if encoder.digest != self.encoder_digest:
            return self.build(entries, encoder, revision)
        place_of = {entry: place for place, entry in enumerate(self.entries)}
        prepared = self._prepare_again(entries, encoder)
        vectors = faiss.IndexFlatIP(encoder.dimension)
        # Neighbours that stay neighbours are copied together; -1 stands for an entry that must be encoded.
        places = [place_of.get(entry, -1) for entry in entries]
        for start, stop in _runs(places):
            if places[start] < 0:
                _encode_into(vectors, prepared[start:stop], encoder)
            else:
                first, last = self.first_row[places[start]], self.first_row[places[stop - 1] + 1]
                vectors.add(self.vectors[first:last])
        return IndexSnapshot(entries, prepared, vectors, encoder=encoder, revision=revision)

    @property
    def kind(self) -> IndexKind:
        """How the nearest rows are found; it follows from the number of rows."""
        return self._dense.kind

    def search(self, query: Vectors, count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return the ``count`` best rows for each query vector: cosines and row numbers, best first."""
        return self._dense.search(query, count)

    def rows_of_entry(self, entry: int) -> range:
        """Return the row numbers of one entry: neighbours, because rows are laid out entry by entry."""
        return range(int(self.first_row[entry]), int(self.first_row[entry + 1]))

    def asking_rows(self, entry: int) -> range:
        """Return the row numbers of an entry's title and phrasings; never empty."""
        start = int(self.first_row[entry])
        return range(start, start + int(self.asking_count[entry]))

    def save(self, directory: Path) -> None:
        """Write the index beside ``directory`` and move it into place whole; what stood there is replaced."""
        directory.parent.mkdir(parents=True, exist_ok=True)
        aside = directory.with_name(f".{directory.name}.{uuid.uuid4().hex}")
        aside.mkdir()
        try:
            faiss.write_index(self._dense.flat, str(aside / _VECTORS))
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
                    "dimension": self._dense.flat.d,
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
    def load(cls, directory: Path, encoder: Encoder, previous: "IndexSnapshot | None" = None) -> "IndexSnapshot":
        """Read a saved index, or raise :class:`IndexDamaged` with the reason.

        What ``previous`` holds of the same entries is taken from there; the files are checked as always.
        """
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
        prepared = previous._prepare_again(entries, encoder) if previous else prepare(entries, encoder)
        if vectors.d != encoder.dimension or vectors.ntotal != sum(len(one.rows) for one in prepared):
            raise IndexDamaged(directory, "the vectors do not belong to the entries")
        return cls(entries, prepared, vectors, encoder=encoder, revision=manifest["revision"])

    def _prepare_again(self, entries: Sequence[IndexedEntry], encoder: Encoder) -> list[PreparedEntry]:
        known = dict(zip(self.entries, self._prepared, strict=True)) if encoder.digest == self.encoder_digest else {}
        return prepare(entries, encoder, known)


def _encode_into(vectors: Any, prepared: Sequence[PreparedEntry], encoder: Encoder) -> None:
    texts = [row.text for one in prepared for row in one.rows]
    for start in range(0, len(texts), _BATCH):
        vectors.add(encoder.encode(texts[start : start + _BATCH]))


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Cut ``places`` into stretches of numbers that follow each other, or of -1 only."""
    start = 0
    for stop in range(1, len(places) + 1):
        follows = stop < len(places) and (
            places[stop] == places[stop - 1] == -1 or (places[stop - 1] >= 0 and places[stop] == places[stop - 1] + 1)
        )
        if not follows:
            yield start, stop
            start = stop


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
