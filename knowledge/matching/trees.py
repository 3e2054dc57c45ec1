"""Boosted regression trees as plain arrays: what the confidence of a match is computed with."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class BoostedTrees:
    """A sum of small decision trees over named features, in log-odds.

    All trees are padded to the same number of nodes: arrays are ``(trees, nodes)``. A leaf is its own left and right
    child, so that going down a fixed number of steps ends in the leaf of every tree.
    """

    names: tuple[str, ...]
    baseline: float
    depth: int
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float64]

    def scores(self, rows: Sequence[Mapping[str, float]]) -> list[float]:
        """Return the log-odds of each row of features; a feature that is not given counts as zero."""
        if not rows:
            return []
        matrix = _matrix(rows, self.names)
        # Nodes and features are numbered through, so that each step is a few reads from flat arrays.
        first_feature = (np.arange(len(rows)) * len(self.names))[:, None]
        node = np.broadcast_to(self._roots, (len(rows), len(self._roots)))
        for _ in range(self.depth):
            asked = matrix.take(first_feature + self.feature.take(node))
            node = self._children.take(2 * node + (asked <= self.threshold.take(node)))
        totals: list[float] = (self.baseline + self.value.take(node).sum(axis=1)).tolist()
        return totals

    @cached_property
    def _roots(self) -> NDArray[np.int64]:
        roots: NDArray[np.int64] = np.arange(self.feature.shape[0]) * self.feature.shape[1]
        return roots

    @cached_property
    def _children(self) -> NDArray[np.int64]:
        """Two for each node of all trees: the right one, then the left one."""
        children: NDArray[np.int64] = np.stack([self.right, self.left], axis=-1) + self._roots[:, None, None]
        return children

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values.

        Thresholds are written in full: rounded, one could come to lie on the other side of a value it was set by.
        """
        return {
            "names": list(self.names),
            "baseline": self.baseline,
            "depth": self.depth,
            **{name: getattr(self, name).tolist() for name in ("feature", "left", "right", "threshold")},
            "value": [[float(f"{number:.7g}") for number in row] for row in self.value],
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "BoostedTrees":
        """The trees ``to_json`` was called on; raise ``ValueError``, ``KeyError`` or ``TypeError`` for other values."""
        trees = cls(
            names=tuple(map(str, body["names"])),
            baseline=float(body["baseline"]),
            depth=int(body["depth"]),
            feature=np.array(body["feature"], np.int64),
            threshold=np.array(body["threshold"], np.float64),
            left=np.array(body["left"], np.int64),
            right=np.array(body["right"], np.int64),
            value=np.array(body["value"], np.float64),
        )
        shapes = {array.shape for array in (trees.feature, trees.threshold, trees.left, trees.right, trees.value)}
        if len(shapes) != 1 or len(next(iter(shapes))) != 2:
            raise ValueError("the arrays of the trees do not belong together")
        return trees


def _matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> NDArray[np.float64]:
    # Read in one go: a list for each row would be taken apart again, number by number, for several times as long.
    values = itertools.chain.from_iterable([row.get(name, 0.0) for name in names] for row in rows)
    return np.fromiter(values, np.float64, len(rows) * len(names)).reshape(len(rows), len(names))
