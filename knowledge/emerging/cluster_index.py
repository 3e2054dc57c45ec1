"""The clusters there are, ready to place many reports: what one report costs does not grow with how many came before.

A report is compared with few wordings: those that share its rarest characters and pairs, and of the latest those
nearest in meaning. Of a cluster only its first distinct wordings are kept, which stand for the others; and of very many
clusters those that were heard of last, so that memory has a bound too.
"""

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from knowledge.emerging.clustering import ClaimReader, ReadClaim, best_cluster, score_all

MEMBERS_KEPT = 8
"""Distinct wordings per cluster; copies of a rumor are many, its wordings few."""

MOST_WORDINGS = 30_000
"""Wordings of all clusters: some 10 KB each. Beyond, the cluster that drew nothing for longest is forgotten, one of a
single wording first: most of what is said once is never said again."""

_RAREST_RUNS = 32
_LISTED_PER_RUN = 48
"""Wordings remembered per run of characters, the latest: a run that so many share tells little."""
_MOST_ALIKE = 24
_NEAREST = 8
_LATEST = 4096
"""Wordings compared by meaning with every report: paraphrases come within days, old ones by shared words."""


class ClusterIndex:
    """Clusters by their wordings, in memory. For one thread at a time."""

    def __init__(self, reader: ClaimReader, *, most_wordings: int = MOST_WORDINGS) -> None:
        self._reader = reader
        self._most_wordings = most_wordings
        self._next_row = 0
        self._read: dict[int, ReadClaim] = {}
        self._cluster: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        # Keys in the order in which the clusters were heard of.
        self._of_one: dict[int, None] = {}
        self._of_several: dict[int, None] = {}
        self._same_words: dict[str, int] = {}
        self._listed: defaultdict[int, list[int]] = defaultdict(list)
        self._latest = np.zeros((_LATEST, reader.dimension), np.float32)
        self._latest_rows = np.full(_LATEST, -1, np.int64)
        self.compared = 0
        """Pairs compared in full so far."""

    def __len__(self) -> int:
        """Wordings kept."""
        return len(self._read)

    def place(self, wording: str) -> int | None:
        """The cluster a wording belongs to, or ``None`` when no known one is of the same rumor."""
        new = self._reader.read(wording)
        same = self._same_words.get(new.core) if new.core else None
        if same is not None:
            return self._cluster[same]
        scores = self._scored(new, self._candidates(new))
        alike = {self._cluster[row] for row, score in scores.items() if score >= 0}
        members = [row for cluster_id in alike for row in self._members[cluster_id]]
        scores |= self._scored(new, [row for row in members if row not in scores])
        return best_cluster({one: [scores[row] for row in self._members[one]] for one in alike})

    def add(self, cluster_id: int, wording: str) -> None:
        """A report with this wording is in the cluster."""
        members = self._members.setdefault(cluster_id, [])
        new = self._reader.read(wording) if len(members) < MEMBERS_KEPT else None
        if new is not None and all(self._read[row].core != new.core for row in members):
            self._keep(cluster_id, members, new)
        self._heard_of(cluster_id, several=len(members) > 1)
        while len(self._read) > self._most_wordings:
            self.forget(next(iter(self._of_one or self._of_several)))

    def forget(self, cluster_id: int) -> None:
        """Nothing is known of the cluster any more; its reports may be added anew."""
        self._of_one.pop(cluster_id, None)
        self._of_several.pop(cluster_id, None)
        for row in self._members.pop(cluster_id, ()):
            known = self._read.pop(row)
            del self._cluster[row]
            if self._same_words.get(known.core) == row:
                del self._same_words[known.core]
            for bucket in known.wording.buckets.tolist():
                listed = self._listed[bucket]
                if row in listed:
                    listed.remove(row)
                if not listed:
                    del self._listed[bucket]
            if self._latest_rows[row % _LATEST] == row:
                self._latest_rows[row % _LATEST] = -1

    def _keep(self, cluster_id: int, members: list[int], new: ReadClaim) -> None:
        row = self._next_row
        self._next_row += 1
        self._read[row] = new
        self._cluster[row] = cluster_id
        members.append(row)
        if new.core:
            self._same_words.setdefault(new.core, row)
        for bucket in new.wording.buckets.tolist():
            listed = self._listed[bucket]
            listed.append(row)
            if len(listed) > _LISTED_PER_RUN:
                del listed[0]
        self._latest[row % _LATEST] = new.vector
        self._latest_rows[row % _LATEST] = row

    def _heard_of(self, cluster_id: int, *, several: bool) -> None:
        self._of_one.pop(cluster_id, None)
        self._of_several.pop(cluster_id, None)
        (self._of_several if several else self._of_one)[cluster_id] = None

    def _scored(self, new: ReadClaim, rows: list[int]) -> dict[int, float]:
        self.compared += len(rows)
        scores = score_all(new, [self._read[row] for row in rows], self._reader.model)
        return dict(zip(rows, scores.tolist(), strict=True))

    def _candidates(self, new: ReadClaim) -> list[int]:
        return list(dict.fromkeys([*self._sharing_rare_runs(new), *self._near_in_meaning(new)]))

    def _sharing_rare_runs(self, new: ReadClaim) -> list[int]:
        """The rows that share most of the rarest runs that anything known has."""
        runs = new.wording
        rows: list[int] = []
        weights: list[float] = []
        found = 0
        for place in np.argsort(-runs.weights, kind="stable").tolist():
            listed = self._listed.get(int(runs.buckets[place]))
            if not listed:
                continue
            rows += listed
            weights += [float(runs.weights[place])] * len(listed)
            found += 1
            if found == _RAREST_RUNS:
                break
        if not rows:
            return []
        distinct, places = np.unique(np.array(rows), return_inverse=True)
        return _first(distinct, np.bincount(places, np.array(weights)).astype(np.float64), _MOST_ALIKE)

    def _near_in_meaning(self, new: ReadClaim) -> list[int]:
        filled = min(self._next_row, _LATEST)
        if not filled:
            return []
        # One thread, whatever the linear algebra would start: with other work beside it, waiting for a second one costs
        # more than the product.
        nearness = np.einsum("ij,j->i", self._latest[:filled], new.vector)
        return [row for row in _first(self._latest_rows[:filled], nearness, _NEAREST) if row >= 0]


def _first(rows: NDArray[np.int64], values: NDArray[np.floating], number: int) -> list[int]:
    """The rows with the highest values."""
    if len(rows) > number:
        chosen = np.argpartition(-values, number - 1)[:number]
        rows = rows[chosen]
    return [int(row) for row in rows]
