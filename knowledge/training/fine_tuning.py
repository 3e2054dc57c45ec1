"""Training the table on pairs of texts that say the same claim."""

import math
from collections.abc import Iterator, Mapping, Sequence
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
    """The recipe's parameters; the rates fall in a straight line to zero.

    Chosen on 2026-11-26 on practice topics held back, titles against other wordings of theirs: five epochs, rates that
    do not fall, or a map that all rows share found fewer of them, the longer the training the worse.
    """

    epochs: int = 2
    batch: int = 512
    scale: float = 20.0
    row_rate: float = 1.5e-3
    weight_rate: float = 5e-3
    look_alike_share: float = 0.5
    """How much a text that only looks like a claim counts beside another claim's text."""
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


Tokens = NDArray[np.int64]


class _Trainable:
    """The rows in use and a weight for each. Texts are token positions among these rows."""

    def __init__(self, rows: NDArray[np.float32]) -> None:
        self.rows = torch.tensor(rows, requires_grad=True)
        self.weights = torch.ones(len(rows), requires_grad=True)

    def embed(self, texts: Sequence[Tokens]) -> torch.Tensor:
        offsets = np.cumsum([0, *map(len, texts[:-1])])
        tokens = torch.from_numpy(np.concatenate(texts))
        summed = functional.embedding_bag(
            tokens, self.rows, torch.from_numpy(offsets), mode="sum", per_sample_weights=self.weights[tokens]
        )
        return functional.normalize(summed)

    def optimiser(self, recipe: FineTuning) -> torch.optim.Adam:
        return torch.optim.Adam(
            [
                {"params": [self.rows], "lr": recipe.row_rate},
                {"params": [self.weights], "lr": recipe.weight_rate},
            ]
        )


def _batches(count: int, recipe: FineTuning, random: np.random.Generator) -> Iterator[list[int]]:
    blocks = [list(range(start, min(start + BLOCK, count))) for start in range(0, count, BLOCK)]
    order = [index for block in random.permutation(len(blocks)) for index in blocks[block]]
    for start in range(0, count, recipe.batch):
        yield order[start : start + recipe.batch]


def _loss(
    left: torch.Tensor,
    right: torch.Tensor,
    claims: torch.Tensor,
    look_alikes: torch.Tensor | None,
    recipe: FineTuning,
) -> torch.Tensor:
    scores = recipe.scale * left @ right.T
    same = claims[:, None] == claims[None, :]
    scores = scores.masked_fill(same & ~torch.eye(len(claims), dtype=torch.bool), -torch.inf)
    target = torch.arange(len(claims))
    directions = [scores, scores.T]
    if look_alikes is not None:
        fewer = math.log(recipe.look_alike_share)
        directions = [
            torch.cat([found, recipe.scale * side @ look_alikes.T + fewer], dim=1)
            for found, side in zip(directions, (left, right), strict=True)
        ]
    first, second = (functional.cross_entropy(found, target) for found in directions)
    return (first + second) / 2


def fine_tune(
    table: NDArray[np.float32],
    tokenizer: Tokenizer,
    pairs: Sequence[tuple[str, str]],
    look_alikes: Mapping[str, Sequence[str]] | None = None,
    recipe: FineTuning | None = None,
) -> NDArray[np.float32]:
    """A new table in which the sides of each pair are near, different claims apart, and look-alikes too.

    ``look_alikes`` are texts that are not about the claim of a pair with the given text. The same inputs give the same
    table on one machine; ``table`` is left as it was.
    """
    recipe = recipe or FineTuning()

    def tokens_of(texts: Sequence[str]) -> list[Tokens]:
        return [np.array([t for t in e.ids if t], dtype=np.int64) for e in tokenizer.encode_batch(list(texts))]

    encoded = [tokens_of(side) for side in zip(*pairs, strict=True)]
    usable = [i for i in range(len(pairs)) if len(encoded[0][i]) and len(encoded[1][i])]
    used = np.unique(np.concatenate([encoded[side][i] for side in (0, 1) for i in usable]))
    left, right = ([np.searchsorted(used, encoded[side][i]) for i in usable] for side in (0, 1))
    unlike = {text: _known(tokens_of(others), used) for text, others in (look_alikes or {}).items()}
    beside = [unlike.get(pairs[i][0]) or unlike.get(pairs[i][1]) or [] for i in usable]
    claims = torch.tensor(claim_numbers([pairs[i] for i in usable]))
    trainable = _Trainable(table[used])
    optimiser = trainable.optimiser(recipe)
    steps = recipe.epochs * math.ceil(len(usable) / recipe.batch)
    falling = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / steps)
    random = np.random.default_rng(recipe.seed)
    for _ in range(recipe.epochs):
        for batch in _batches(len(usable), recipe, random):
            one, other = (trainable.embed([side[i] for i in batch]) for side in (left, right))
            others = [text for i in batch for text in beside[i]]
            loss = _loss(one, other, claims[batch], trainable.embed(others) if others else None, recipe)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            falling.step()
    with torch.no_grad():
        tuned = table.copy()
        tuned[used] = (trainable.rows * trainable.weights[:, None]).numpy()
    return tuned


def _known(texts: Sequence[Tokens], used: Tokens) -> list[Tokens]:
    """The texts as positions among the rows in use; what no pair holds is left out."""
    known = [np.searchsorted(used, tokens[np.isin(tokens, used)]) for tokens in texts]
    return [tokens for tokens in known if len(tokens)]
