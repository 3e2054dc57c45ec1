"""Reports of the same rumor meet, measured on authored groups with the shipped encoder."""

import itertools
import json
from pathlib import Path

import pytest

import knowledge
from knowledge.emerging.clustering import SAME_RUMOR, ClaimPlacer, ClaimReader, KnownClaim
from knowledge.matching.encoder import Encoder
from tests.builders import RAINBOW, RAINBOW_REWORDED
from tests.fakes import HashEncoder

GROUPS = Path(knowledge.__file__).parent / "calibration" / "clusters.jsonl"

PRECISION_FLOOR = 0.99
RECALL_FLOOR = 0.85


@pytest.fixture(scope="module")
def reader(shipped_encoder: Encoder) -> ClaimReader:
    return ClaimReader(shipped_encoder)


def _pairwise(reader: ClaimReader, labelled: list[tuple[int, str]]) -> tuple[float, float]:
    """Precision and recall over pairs, after placing the claims one by one as they would arrive."""
    known: list[KnownClaim] = []
    for number, (_, text) in enumerate(labelled):
        cluster = ClaimPlacer(reader, text).among(known)
        known.append(KnownClaim(number if cluster is None else cluster, text))
    pairs = list(itertools.combinations(zip(labelled, known, strict=True), 2))
    together = [a[0][0] == b[0][0] for a, b in pairs if a[1].cluster_id == b[1].cluster_id]
    belonging = [a[1].cluster_id == b[1].cluster_id for a, b in pairs if a[0][0] == b[0][0]]
    return sum(together) / len(together), sum(belonging) / len(belonging)


def test_pairs_of_the_calibration_groups_meet_above_the_floor(reader: ClaimReader) -> None:
    groups = [json.loads(line) for line in GROUPS.read_text(encoding="utf-8").splitlines()]
    # In rounds, as rumors arrive: the first wording of every group, then the second ...
    rounds = itertools.zip_longest(*([(group["group"], text) for text in group["texts"]] for group in groups))
    precision, recall = _pairwise(reader, [claim for arriving in rounds for claim in arriving if claim])
    assert precision >= PRECISION_FLOOR
    assert recall >= RECALL_FLOOR


def test_the_two_wordings_of_the_rainbow_melon_are_one_rumor(reader: ClaimReader) -> None:
    found = reader.compare(RAINBOW, RAINBOW_REWORDED)
    assert found.is_same_rumor
    assert found.total == reader.compare(RAINBOW_REWORDED, RAINBOW).total


@pytest.mark.parametrize(
    ("one", "other", "blocked_by"),
    [
        ("彩虹西瓜染色有毒", "彩虹草莓染色有毒", "different_food"),
        ("鸭蛋里有水银", "鸭蛋里有苏丹红", "different_substance"),
    ],
)
def test_another_food_or_substance_is_another_rumor(
    reader: ClaimReader, one: str, other: str, blocked_by: str
) -> None:
    found = reader.compare(one, other)
    assert found.blocked_by == blocked_by
    assert found.total >= SAME_RUMOR
    assert not found.is_same_rumor


def test_another_claim_about_the_same_food_is_another_rumor(reader: ClaimReader) -> None:
    assert not reader.compare(RAINBOW, "西瓜和桃子一起吃会要命").is_same_rumor


def test_a_claim_joins_the_cluster_it_is_most_like(reader: ClaimReader) -> None:
    known = [KnownClaim(1, "大张庄的鸭蛋水银超标"), KnownClaim(2, RAINBOW)]
    assert ClaimPlacer(reader, RAINBOW_REWORDED).among(known) == 2
    assert ClaimPlacer(reader, "糖葫芦外面那层亮壳是融化的透明胶").among(known) is None


def test_punctuation_and_hearsay_make_no_difference(reader: ClaimReader) -> None:
    assert reader.compare("彩虹西瓜有毒", "听说【彩虹西瓜】有毒！！！是真的吗？").total == 1.0


def test_claims_without_words_are_never_the_same_rumor() -> None:
    reader = ClaimReader(HashEncoder())
    assert not reader.compare("😀", "！！！").is_same_rumor
