"""Training the table on pairs of texts that say the same claim."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

BLOCK = 8
"""Neighbouring pairs stay together in a batch: whoever orders pairs decides the hard negatives."""


@dataclass(frozen=True, slots=True)
class FineTuning:
    """The recipe's parameters."""

    epochs: int = 5
    batch: int = 512
    scale: float = 20.0
    row_rate: float = 1.5e-3
    weight_rate: float = 5e-3
    map_rate: float = 1e-3
    seed: int = 20261123


def claim_numbers(pairs: Sequence[tuple[str, str]]) -> list[int]:
    """The same number for pairs linked by a shared text: those say one claim and are no negatives."""
    parent: dict[str, str] = {}

    def root(text: str) -> str:
        parent.setdefault(text, text)
        while parent[text] != text:
            parent[text] = parent[parent[text]]
            text = parent[text]
        return text

    for left, right in pairs:
        parent[root(left)] = root(right)
    numbers: dict[str, int] = {}
    return [numbers.setdefault(root(left), len(numbers)) for left, _ in pairs]


@dataclass(frozen=True, slots=True)
class _Side:
    """Texts as token positions in the small table of used tokens, flat with offsets."""

    texts: list[NDArray[np.int64]]

    def bag(self, chosen: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        parts = [self.texts[i] for i in chosen]
        lengths = [len(part) for part in parts]
        offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        return torch.from_numpy(np.concatenate(parts)), torch.from_numpy(offsets)


class _Trainable:
    """The rows in use, a weight for each, and a map all rows share."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self.rows = torch.tensor(rows, requires_grad=True)
        self.weights = torch.ones(len(rows), requires_grad=True)
        self.shared = torch.eye(rows.shape[1], requires_grad=True)

    def embed(self, tokens: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        summed = functional.embedding_bag(
            tokens, self.rows, offsets, mode="sum", per_sample_weights=self.weights[tokens]
        )
        return functional.normalize(summed @ self.shared)

    def optimiser(self, recipe: FineTuning) -> torch.optim.Adam:
        return torch.optim.Adam(
            [
                {"params": [self.rows], "lr": recipe.row_rate},
                {"params": [self.weights], "lr": recipe.weight_rate},
                {"params": [self.shared], "lr": recipe.map_rate},
            ]
        )


def _batches(count: int, recipe: FineTuning, random: np.random.Generator) -> Iterator[list[int]]:
    blocks = [list(range(start, min(start + BLOCK, count))) for start in range(0, count, BLOCK)]
    order = [index for block in random.permutation(len(blocks)) for index in blocks[block]]
    for start in range(0, count, recipe.batch):
        yield order[start : start + recipe.batch]


def _loss(left: torch.Tensor, right: torch.Tensor, claims: torch.Tensor, scale: float) -> torch.Tensor:
    scores = scale * left @ right.T
    same = claims[:, None] == claims[None, :]
    scores = scores.masked_fill(same & ~torch.eye(len(claims), dtype=torch.bool), -torch.inf)
    target = torch.arange(len(claims))
    return (functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)) / 2


def fine_tune(
    table: NDArray[np.float32],
    tokenizer: Tokenizer,
    pairs: Sequence[tuple[str, str]],
    recipe: FineTuning | None = None,
) -> NDArray[np.float32]:
    """A new table in which the sides of each pair are near and different claims apart.

    The same inputs give the same table on one machine; ``table`` is left as it was.
    """
    recipe = recipe or FineTuning()
    encoded = [
        [np.array([t for t in e.ids if t], dtype=np.int64) for e in tokenizer.encode_batch(list(side))]
        for side in zip(*pairs, strict=True)
    ]
    usable = [i for i in range(len(pairs)) if len(encoded[0][i]) and len(encoded[1][i])]
    used = np.unique(np.concatenate([encoded[side][i] for side in (0, 1) for i in usable]))
    left, right = (_Side([np.searchsorted(used, encoded[side][i]) for i in usable]) for side in (0, 1))
    claims = torch.tensor(claim_numbers([pairs[i] for i in usable]))
    trainable = _Trainable(table[used])
    optimiser = trainable.optimiser(recipe)
    random = np.random.default_rng(recipe.seed)
    for _ in range(recipe.epochs):
        for batch in _batches(len(usable), recipe, random):
            one, other = (trainable.embed(*side.bag(batch)) for side in (left, right))
            loss = _loss(one, other, claims[batch], recipe.scale)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
    with torch.no_grad():
        tuned = table.copy()
        tuned[used] = (trainable.rows * trainable.weights[:, None]).numpy()
        mapped: NDArray[np.float32] = tuned @ trainable.shared.numpy()
    return mapped
