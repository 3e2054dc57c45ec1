"""How well reports of one rumor come together: measured on labelled forwards, placed as they arrive."""

import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from math import comb
from pathlib import Path
from typing import Any

from knowledge.emerging.cluster_index import ClusterIndex
from knowledge.emerging.clustering import ClaimReader
from knowledge.emerging.reading import own_claim, wording_to_compare
from knowledge.masking import mask_personal_data

SHUFFLED_ORDERS = 10
_SEED = 20261126


class MalformedForwards(Exception):
    """A line that cannot be used; names file and line."""


@dataclass(frozen=True, slots=True)
class ClusterFigures:
    """Shares 0-1. Pairwise: pairs in one cluster; BCubed: per report; ARI: mean between shuffled arrival orders."""

    n: int
    clusters: int
    pairwise_f1: float
    pairwise_precision: float
    pairwise_recall: float
    bcubed_f1: float
    bcubed_precision: float
    bcubed_recall: float
    ari_shuffled: float


def read_forwards(forwards: Path, clusters: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Text and label by id; a forward that no cluster lists is a label of its own. Raises ``MalformedForwards``."""
    texts: dict[str, str] = {}
    for place, line in _lines(forwards):
        if not (isinstance(line.get("id"), str) and isinstance(line.get("text"), str) and line["id"]):
            raise MalformedForwards(f'{place}: wanted {{"id": ..., "text": ...}}')
        if line["id"] in texts:
            raise MalformedForwards(f"{place}: id {line['id']} was there before")
        texts[line["id"]] = line["text"]
    labels = {key: f"single:{key}" for key in texts}
    listed: set[str] = set()
    for place, line in _lines(clusters):
        ids = line.get("ids")
        if "cluster_id" not in line or not isinstance(ids, list):
            raise MalformedForwards(f'{place}: wanted {{"cluster_id": ..., "ids": [...]}}')
        for key in ids:
            if key not in texts:
                raise MalformedForwards(f"{place}: there is no forward {key}")
            if key in listed:
                raise MalformedForwards(f"{place}: forward {key} is in two clusters")
            listed.add(key)
            labels[key] = f"cluster:{line['cluster_id']}"
    return texts, labels


def evaluate_clusters(texts: Mapping[str, str], labels: Mapping[str, str], reader: ClaimReader) -> ClusterFigures:
    """Place the forwards in their order, then in ten shuffled ones, with the rule that production uses."""
    ids = list(texts)
    wordings = {key: _wording(text) for key, text in texts.items()}
    found = place_all(ids, wordings, reader)
    shuffled = []
    order = random.Random(_SEED)
    for _ in range(SHUFFLED_ORDERS):
        mixed = ids.copy()
        order.shuffle(mixed)
        placed = place_all(mixed, wordings, reader)
        shuffled.append([placed[key] for key in ids])
    pairs = list(combinations(shuffled, 2))
    truth, guess = [labels[key] for key in ids], [found[key] for key in ids]
    precision, recall = pairwise(truth, guess)
    b_precision, b_recall = bcubed(truth, guess)
    return ClusterFigures(
        n=len(ids),
        clusters=len(set(guess)),
        pairwise_f1=_f1(precision, recall),
        pairwise_precision=precision,
        pairwise_recall=recall,
        bcubed_f1=_f1(b_precision, b_recall),
        bcubed_precision=b_precision,
        bcubed_recall=b_recall,
        ari_shuffled=sum(adjusted_rand(one, other) for one, other in pairs) / len(pairs),
    )


def place_all(ids: Sequence[str], wordings: Mapping[str, str], reader: ClaimReader) -> dict[str, int]:
    """The cluster of every report, placed one after the other."""
    known = ClusterIndex(reader)
    placed: dict[str, int] = {}
    for key in ids:
        cluster = known.place(wordings[key])
        placed[key] = len(placed) if cluster is None else cluster
        known.add(placed[key], wordings[key])
    return placed


def pairwise(truth: Sequence[object], guess: Sequence[object]) -> tuple[float, float]:
    """Precision and recall of the pairs that are in one cluster; 1 where there is no such pair."""
    both = sum(comb(count, 2) for count in Counter(zip(truth, guess, strict=True)).values())
    guessed = sum(comb(count, 2) for count in Counter(guess).values())
    true = sum(comb(count, 2) for count in Counter(truth).values())
    return (both / guessed if guessed else 1.0), (both / true if true else 1.0)


def bcubed(truth: Sequence[object], guess: Sequence[object]) -> tuple[float, float]:
    """BCubed precision and recall (Bagga and Baldwin 1998): the mean over reports of their own cluster's."""
    if not truth:
        return 1.0, 1.0
    both = Counter(zip(truth, guess, strict=True))
    of_truth, of_guess = Counter(truth), Counter(guess)
    precision = sum(both[one, other] / of_guess[other] for one, other in zip(truth, guess, strict=True))
    recall = sum(both[one, other] / of_truth[one] for one, other in zip(truth, guess, strict=True))
    return precision / len(truth), recall / len(truth)


def adjusted_rand(one: Sequence[object], other: Sequence[object]) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985): 1 for equal partitions, 0 by chance."""
    both = sum(comb(count, 2) for count in Counter(zip(one, other, strict=True)).values())
    rows = sum(comb(count, 2) for count in Counter(one).values())
    columns = sum(comb(count, 2) for count in Counter(other).values())
    pairs = comb(len(one), 2)
    expected = rows * columns / pairs if pairs else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def as_json(figures: ClusterFigures) -> dict[str, float]:
    """The figures by name, rounded to four places."""
    return {name: round(value, 4) for name, value in asdict(figures).items()}


def _wording(text: str) -> str:
    masked = mask_personal_data(text)
    return wording_to_compare(masked, own_claim(masked))


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _lines(file: Path) -> list[tuple[str, dict[str, Any]]]:
    found = []
    # Not splitlines: a text may hold the line separators of Unicode, which JSON leaves as they are.
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        place = f"{file.name}:{number}"
        try:
            value = json.loads(line)
        except ValueError as error:
            raise MalformedForwards(f"{place}: not JSON") from error
        if not isinstance(value, dict):
            raise MalformedForwards(f"{place}: wanted an object")
        found.append((place, value))
    return found
