"""Indexes on disk: one directory per revision and encoder, built aside, checked on every load."""

import logging
import shutil
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from knowledge.entries.published import PublishedKnowledge
from knowledge.matching.encoder import Encoder
from knowledge.matching.index import IndexDamaged, IndexSnapshot

KEPT = 2
"""The index in use and the one before, which another process may still be loading."""

_DIGEST_SHOWN = 8
_LOCK_SECONDS = 300.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredIndex:
    """An index directory and whether it can be used with the present encoder."""

    directory: Path
    revision: int
    entries: int
    rows: int
    problem: str | None


class IndexStore:
    """Gives the index for what is public, from disk when the one there is sound, newly built otherwise.

    Two processes that want the same index build it once: the second finds it.
    """

    def __init__(self, directory: Path, encoder: Encoder) -> None:
        self.directory = directory
        self._encoder = encoder

    def path_for(self, revision: int) -> Path:
        """Where the index of a revision lies."""
        return self.directory / f"{revision}-{self._encoder.digest[:_DIGEST_SHOWN]}"

    def obtain(self, published: PublishedKnowledge, previous: IndexSnapshot | None = None) -> IndexSnapshot:
        """The index over ``published``; what ``previous`` holds of unchanged entries is not computed again."""
        snapshot = self._load(published, previous)
        if snapshot is not None:
            return snapshot
        self.directory.mkdir(parents=True, exist_ok=True)
        with FileLock(self.directory / ".lock", timeout=_LOCK_SECONDS):
            # Another process may have built it while this one waited.
            return self._load(published, previous) or self._build(published, previous)

    def rebuild(self, published: PublishedKnowledge) -> IndexSnapshot:
        """Build the index over ``published`` whether or not there is one."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with FileLock(self.directory / ".lock", timeout=_LOCK_SECONDS):
            return self._build(published)

    def inspect(self) -> list[StoredIndex]:
        """Every index on disk, newest revision first."""
        return [self._described(directory) for directory in self._directories()]

    def _load(self, published: PublishedKnowledge, previous: IndexSnapshot | None) -> IndexSnapshot | None:
        directory = self.path_for(published.revision)
        if not directory.exists():
            return None
        try:
            snapshot = IndexSnapshot.load(directory, self._encoder, previous)
        except IndexDamaged as error:
            _log.warning("%s; building it again", error)
            return None
        # A restored or replaced database may have reached the same number with other content.
        if list(snapshot.entries) != published.indexed_entries():
            _log.warning("index %s is of other content; building it again", directory)
            return None
        return snapshot

    def _build(self, published: PublishedKnowledge, previous: IndexSnapshot | None = None) -> IndexSnapshot:
        build = previous.followed_by if previous else IndexSnapshot.build
        snapshot = build(published.indexed_entries(), self._encoder, published.revision)
        try:
            snapshot.save(self.path_for(published.revision))
            self._prune(keep=self.path_for(published.revision))
        except OSError as error:
            # A full disk must not keep residents from being answered: this process serves from memory.
            _log.error("index of revision %s could not be saved: %s", published.revision, error)
        return snapshot

    def _prune(self, keep: Path) -> None:
        older = [directory for directory in self._directories() if directory != keep]
        for directory in older[KEPT - 1 :]:
            shutil.rmtree(directory, ignore_errors=True)
        for aside in self.directory.glob(".*.*"):
            # Left by a process that was killed while it built; the lock says nobody is building now.
            if aside.is_dir():
                shutil.rmtree(aside, ignore_errors=True)

    def _directories(self) -> list[Path]:
        if not self.directory.is_dir():
            return []
        found = [path for path in self.directory.iterdir() if path.is_dir() and path.name[0].isdecimal()]
        return sorted(found, key=_revision_of, reverse=True)

    def _described(self, directory: Path) -> StoredIndex:
        try:
            snapshot = IndexSnapshot.load(directory, self._encoder)
        except IndexDamaged as error:
            return StoredIndex(directory, _revision_of(directory), 0, 0, error.reason)
        return StoredIndex(directory, snapshot.revision, len(snapshot.entries), len(snapshot.rows), None)


def _revision_of(directory: Path) -> int:
    number = directory.name.partition("-")[0]
    return int(number) if number.isdecimal() else -1
